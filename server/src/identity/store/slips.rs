//! Table `slip`: what a visitor typed on a page before signing in, sealed.

use sqlx::{AnyConnection, Row};

/// Keeps what was typed on this page, in place of what was there.
pub async fn keep(
    conn: &mut AnyConnection,
    session: &str,
    page: &str,
    sealed: &str,
    now: i64,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO slip (session, page, typed, written_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (session, page) DO UPDATE SET typed = excluded.typed, written_at = excluded.written_at",
    )
    .bind(session.to_owned())
    .bind(page.to_owned())
    .bind(sealed.to_owned())
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn find(
    conn: &mut AnyConnection,
    session: &str,
    page: &str,
) -> sqlx::Result<Option<String>> {
    sqlx::query("SELECT typed FROM slip WHERE session = $1 AND page = $2")
        .bind(session.to_owned())
        .bind(page.to_owned())
        .fetch_optional(conn)
        .await?
        .map(|row| row.try_get("typed"))
        .transpose()
}

pub async fn delete_before(conn: &mut AnyConnection, time: i64) -> sqlx::Result<u64> {
    let done = sqlx::query("DELETE FROM slip WHERE written_at < $1")
        .bind(time)
        .execute(conn)
        .await?;
    Ok(done.rows_affected())
}
