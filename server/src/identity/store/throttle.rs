//! Table `throttle`. Times in UTC microseconds.

use sqlx::{AnyConnection, Row};

/// How often something was tried since when, and until when it may not be tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    pub tries: i64,
    pub blocked_until: i64,
}

/// Counts a try, in one statement, so that two at once are two. Tries while blocked are not counted; what was counted
/// before `forget_before` is forgotten.
pub async fn count(
    conn: &mut AnyConnection,
    id: &str,
    now: i64,
    forget_before: i64,
) -> sqlx::Result<Counted> {
    let row = sqlx::query(
        "INSERT INTO throttle (id, tries, counted_since, blocked_until) VALUES ($1, 1, $2, 0) \
         ON CONFLICT (id) DO UPDATE SET \
         tries = CASE WHEN throttle.blocked_until > $2 THEN throttle.tries \
         WHEN throttle.counted_since < $3 THEN 1 ELSE throttle.tries + 1 END, \
         counted_since = CASE WHEN throttle.blocked_until <= $2 AND throttle.counted_since < $3 THEN $2 \
         ELSE throttle.counted_since END \
         RETURNING tries, blocked_until",
    )
    .bind(id.to_owned())
    .bind(now)
    .bind(forget_before)
    .fetch_one(conn)
    .await?;
    Ok(Counted {
        tries: row.try_get("tries")?,
        blocked_until: row.try_get("blocked_until")?,
    })
}

/// Blocks until then; the tries are remembered from now on anew.
pub async fn block(conn: &mut AnyConnection, id: &str, now: i64, until: i64) -> sqlx::Result<()> {
    sqlx::query("UPDATE throttle SET blocked_until = $1, counted_since = $2 WHERE id = $3")
        .bind(until)
        .bind(now)
        .bind(id.to_owned())
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets what was counted: it went well.
pub async fn forget(conn: &mut AnyConnection, id: &str) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM throttle WHERE id = $1")
        .bind(id.to_owned())
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes back one count: the try was not the visitor's failure.
pub async fn uncount(conn: &mut AnyConnection, id: &str) -> sqlx::Result<()> {
    sqlx::query("UPDATE throttle SET tries = tries - 1 WHERE id = $1 AND tries > 0")
        .bind(id.to_owned())
        .execute(conn)
        .await?;
    Ok(())
}

/// Deletes what was counted before and blocks nobody any more.
pub async fn delete_before(conn: &mut AnyConnection, time: i64) -> sqlx::Result<u64> {
    let done = sqlx::query("DELETE FROM throttle WHERE counted_since < $1 AND blocked_until < $1")
        .bind(time)
        .execute(conn)
        .await?;
    Ok(done.rows_affected())
}
