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

/// What was typed on this page after this time (microseconds).
pub async fn find(
    conn: &mut AnyConnection,
    session: &str,
    page: &str,
    since: i64,
) -> sqlx::Result<Option<String>> {
    sqlx::query("SELECT typed FROM slip WHERE session = $1 AND page = $2 AND written_at > $3")
        .bind(session.to_owned())
        .bind(page.to_owned())
        .bind(since)
        .fetch_optional(conn)
        .await?
        .map(|row| row.try_get("typed"))
        .transpose()
}

/// One slip of a session that ran out; `typed` is sealed for that session.
#[derive(Debug)]
pub struct OldSlip {
    pub session: String,
    pub page: String,
    pub typed: String,
    pub written_at: i64,
}

/// What lies in this account's sessions that ran out before anybody ended them, the oldest first: whoever signs in at the
/// same browser ends what had run out already. All times in microseconds.
pub async fn of_expired(
    conn: &mut AnyConnection,
    account: &str,
    now: i64,
    longest: i64,
    idle: i64,
) -> sqlx::Result<Vec<OldSlip>> {
    sqlx::query(
        "SELECT s.session AS session, s.page AS page, s.typed AS typed, s.written_at AS written_at \
         FROM session o JOIN slip s ON s.session = o.id \
         WHERE o.account = $1 AND o.kind = 'citizen' \
         AND CASE WHEN o.revoked_at > 0 THEN o.revoked_at ELSE $2 END >= CASE WHEN o.created_at + $3 < o.last_seen + $4 THEN o.created_at + $3 ELSE o.last_seen + $4 END \
         ORDER BY s.written_at, s.page",
    )
    .bind(account.to_owned())
    .bind(now)
    .bind(longest)
    .bind(idle)
    .fetch_all(conn)
    .await?
    .iter()
    .map(|row| {
        Ok(OldSlip {
            session: row.try_get("session")?,
            page: row.try_get("page")?,
            typed: row.try_get("typed")?,
            written_at: row.try_get("written_at")?,
        })
    })
    .collect()
}

/// Removes what one session typed on one page.
pub async fn remove(conn: &mut AnyConnection, session: &str, page: &str) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM slip WHERE session = $1 AND page = $2")
        .bind(session.to_owned())
        .bind(page.to_owned())
        .execute(conn)
        .await?;
    Ok(())
}

pub async fn delete_before(conn: &mut AnyConnection, time: i64) -> sqlx::Result<u64> {
    let done = sqlx::query("DELETE FROM slip WHERE written_at < $1")
        .bind(time)
        .execute(conn)
        .await?;
    Ok(done.rows_affected())
}
