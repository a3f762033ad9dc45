//! SQL of the outbox.

use jiff::Timestamp;
use sqlx::{AnyConnection, Row};

use super::Lane;
use crate::case::store::{micros, moment};
use crate::fault::Fault;

/// The topics that leave the house as messages: those of [`Lane::Post`] and [`Lane::Call`], as they stand in [`due`].
pub const POST: [&str; 4] = [
    "deliver-notice",
    "confirm-address",
    "tell-provider",
    "ring-contact",
];

/// An errand that is due.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub id: String,
    pub payload: String,
    /// How often it was tried before.
    pub attempts: i64,
    /// Whether whoever runs the portal was told already that it does not get through.
    pub is_stuck: bool,
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

/// Errands of this lane that are due and that nobody holds.
pub async fn due(
    conn: &mut AnyConnection,
    lane: Lane,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Waiting>, Fault> {
    let rows = sqlx::query(
        "SELECT id, payload, attempts, stuck_at FROM outbox WHERE done_at = 0 AND not_before <= $1 AND leased_until <= $1 \
         AND CASE WHEN topic IN ('deliver-notice', 'confirm-address', 'tell-provider') THEN 1 WHEN topic = 'ring-contact' THEN 2 ELSE 0 END = $2 ORDER BY not_before, id LIMIT $3",
    )
    .bind(micros(now))
    .bind(match lane {
        Lane::House => 0_i64,
        Lane::Post => 1,
        Lane::Call => 2,
    })
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Waiting {
                id: row.try_get("id")?,
                payload: row.try_get("payload")?,
                attempts: row.try_get("attempts")?,
                is_stuck: row.try_get::<i64, _>("stuck_at")? > 0,
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

/// Gives an errand back, to be tried again later; `stuck_at`: from this moment on somebody should look at it.
pub async fn try_later(
    conn: &mut AnyConnection,
    id: &str,
    not_before: Timestamp,
    failure: &str,
    stuck_at: Option<Timestamp>,
) -> Result<(), Fault> {
    sqlx::query(
        "UPDATE outbox SET not_before = $1, leased_until = 0, failure = $2, \
         stuck_at = CASE WHEN stuck_at = 0 THEN $3 ELSE stuck_at END WHERE id = $4 AND done_at = 0",
    )
    .bind(micros(not_before))
    .bind(failure.to_owned())
    .bind(stuck_at.map_or(0, micros))
    .bind(id.to_owned())
    .execute(conn)
    .await?;
    Ok(())
}

/// How many errands of each topic are stuck, and since when the first of them.
pub async fn stuck(conn: &mut AnyConnection) -> Result<Vec<(String, i64, Timestamp)>, Fault> {
    let rows = sqlx::query(
        "SELECT topic, COUNT(*) AS stuck, MIN(stuck_at) AS since FROM outbox WHERE stuck_at > 0 AND done_at = 0 GROUP BY topic",
    )
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok((
                row.try_get("topic")?,
                row.try_get("stuck")?,
                moment(row.try_get("since")?)
                    .ok_or_else(|| Fault::Row("outbox.stuck_at".to_owned()))?,
            ))
        })
        .collect()
}
