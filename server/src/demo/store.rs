//! Where the demo's clock stands: kept, so that a restart does not lead back to a day that has passed.

use sqlx::{AnyConnection, Row as _};

use crate::fault::Fault;

const NAME: &str = "demo-clock-ahead";

/// By how many microseconds the portal's clock goes ahead of the real one.
///
/// # Errors
/// The database's, and a value that is no number.
pub async fn ahead(conn: &mut AnyConnection) -> Result<i64, Fault> {
    let row = sqlx::query("SELECT value FROM portal_setting WHERE name = $1")
        .bind(NAME)
        .fetch_optional(conn)
        .await?;
    let Some(row) = row else { return Ok(0) };
    let value: String = row.try_get("value")?;
    value
        .parse()
        .map_err(|_| Fault::Row(format!("{NAME} is no number")))
}

/// Keeps it.
///
/// # Errors
/// The database's.
pub async fn keep_ahead(conn: &mut AnyConnection, microseconds: i64) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO portal_setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )
    .bind(NAME)
    .bind(microseconds.to_string())
    .execute(conn)
    .await?;
    Ok(())
}
