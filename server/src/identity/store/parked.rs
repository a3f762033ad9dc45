//! Table `parked_post`: forms that were handed in after their session had run out, sealed.

use sqlx::{AnyConnection, Row};

/// Where a parked form is sealed.
pub fn posted_place(id: &str) -> String {
    format!("parked_post,posted,{id}")
}

/// A parked form; `posted` is sealed.
#[derive(Clone, Debug)]
pub struct ParkedRow {
    pub id: String,
    pub account: String,
    pub posted: String,
    pub parked_at: i64,
}

/// Parks a form unless this account has `most` parked since then already.
pub async fn park(
    conn: &mut AnyConnection,
    new: &ParkedRow,
    since: i64,
    most: i64,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "INSERT INTO parked_post (id, account, posted, parked_at) \
         SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS BIGINT) \
         WHERE (SELECT COUNT(*) FROM parked_post WHERE account = CAST($2 AS TEXT) AND parked_at > $5) < $6",
    )
    .bind(new.id.clone())
    .bind(new.account.clone())
    .bind(new.posted.clone())
    .bind(new.parked_at)
    .bind(since)
    .bind(most)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes a parked form out, once: whose it is and what it holds.
pub async fn take(
    conn: &mut AnyConnection,
    id: &str,
    since: i64,
) -> sqlx::Result<Option<(String, String)>> {
    sqlx::query(
        "DELETE FROM parked_post WHERE id = $1 AND parked_at > $2 RETURNING account, posted",
    )
    .bind(id.to_owned())
    .bind(since)
    .fetch_optional(conn)
    .await?
    .map(|row| Ok((row.try_get("account")?, row.try_get("posted")?)))
    .transpose()
}

pub async fn delete_before(conn: &mut AnyConnection, time: i64) -> sqlx::Result<u64> {
    let done = sqlx::query("DELETE FROM parked_post WHERE parked_at < $1")
        .bind(time)
        .execute(conn)
        .await?;
    Ok(done.rows_affected())
}
