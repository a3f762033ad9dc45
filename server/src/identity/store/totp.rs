//! Table `staff_totp`.

use sqlx::{AnyConnection, Row};

/// Sets a member's secret, sealed, in the place of any before.
pub async fn set(
    conn: &mut AnyConnection,
    staff: &str,
    secret: &str,
    now: i64,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO staff_totp (staff, secret, set_at, last_step) VALUES ($1, $2, $3, 0)
         ON CONFLICT (staff) DO UPDATE SET secret = excluded.secret, set_at = excluded.set_at, last_step = 0",
    )
    .bind(staff.to_owned())
    .bind(secret.to_owned())
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn secret(conn: &mut AnyConnection, staff: &str) -> sqlx::Result<Option<String>> {
    sqlx::query("SELECT secret FROM staff_totp WHERE staff = $1")
        .bind(staff.to_owned())
        .fetch_optional(conn)
        .await?
        .map(|row| row.try_get("secret"))
        .transpose()
}

/// Uses a step of the clock up, under the secret that was read. `false`: it, or a later one, was used before.
pub async fn use_step(
    conn: &mut AnyConnection,
    staff: &str,
    secret: &str,
    step: i64,
) -> sqlx::Result<bool> {
    let used = sqlx::query(
        "UPDATE staff_totp SET last_step = $1 WHERE staff = $2 AND secret = $3 AND last_step < $1",
    )
    .bind(step)
    .bind(staff.to_owned())
    .bind(secret.to_owned())
    .execute(conn)
    .await?;
    Ok(used.rows_affected() == 1)
}
