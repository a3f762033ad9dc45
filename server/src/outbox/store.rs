//! SQL of the outbox.

use jiff::Timestamp;
use sqlx::{AnyConnection, Row};

use crate::case::store::micros;
use crate::fault::Fault;

/// An errand that is due.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub id: String,
    pub payload: String,
    pub attempts: i64,
}

/// Adds an errand; one that is already there stays as it is.
pub async fn add(
    conn: &mut AnyConnection,
    id: &str,
    home: &str,
    topic: &str,
    once: &str,
    payload: &str,
    not_before: Timestamp,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO outbox (id, home, topic, once, payload, not_before) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
    )
    .bind(id.to_owned())
    .bind(home.to_owned())
    .bind(topic.to_owned())
    .bind(once.to_owned())
    .bind(payload.to_owned())
    .bind(micros(not_before))
    .execute(conn)
    .await?;
    Ok(())
}

/// Errands that are due and that nobody holds.
pub async fn due(
    conn: &mut AnyConnection,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Waiting>, Fault> {
    let rows = sqlx::query(
        "SELECT id, payload, attempts FROM outbox WHERE done_at = 0 AND not_before <= $1 AND leased_until <= $1 ORDER BY not_before, id LIMIT $2",
    )
    .bind(micros(now))
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Waiting {
                id: row.try_get("id")?,
                payload: row.try_get("payload")?,
                attempts: row.try_get("attempts")?,
            })
        })
        .collect()
}

/// Takes an errand for a while; `false` if somebody else has it.
pub async fn lease(
    conn: &mut AnyConnection,
    id: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, Fault> {
    let changed = sqlx::query("UPDATE outbox SET leased_until = $1, attempts = attempts + 1 WHERE id = $2 AND done_at = 0 AND leased_until <= $3")
        .bind(micros(until))
        .bind(id.to_owned())
        .bind(micros(now))
        .execute(conn)
        .await?;
    Ok(changed.rows_affected() == 1)
}

pub async fn finish(conn: &mut AnyConnection, id: &str, now: Timestamp) -> Result<(), Fault> {
    sqlx::query("UPDATE outbox SET done_at = $1, failure = '' WHERE id = $2")
        .bind(micros(now))
        .bind(id.to_owned())
        .execute(conn)
        .await?;
    Ok(())
}

/// Gives an errand back, to be tried again later.
pub async fn try_later(
    conn: &mut AnyConnection,
    id: &str,
    not_before: Timestamp,
    failure: &str,
) -> Result<(), Fault> {
    sqlx::query("UPDATE outbox SET not_before = $1, leased_until = 0, failure = $2 WHERE id = $3")
        .bind(micros(not_before))
        .bind(failure.to_owned())
        .bind(id.to_owned())
        .execute(conn)
        .await?;
    Ok(())
}
