//! SQL of phones that are saved for calls.

use app::identity::PersonKey;
use sqlx::{AnyConnection, Row};

/// A saved phone.
#[derive(Clone, Debug)]
pub struct Phone {
    pub id: String,
    pub person: PersonKey,
    pub device: String,
    /// UTC microseconds.
    pub saved_at: i64,
    pub last_used: i64,
}

/// Times in UTC microseconds; `token` is hashed.
pub async fn add(
    conn: &mut AnyConnection,
    phone: &Phone,
    token: &str,
    account: &str,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO call_phone (id, token, person, account, device, saved_at, last_used, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)",
    )
    .bind(phone.id.clone())
    .bind(token.to_owned())
    .bind(phone.person.0.clone())
    .bind(account.to_owned())
    .bind(phone.device.clone())
    .bind(phone.saved_at)
    .bind(phone.last_used)
    .execute(conn)
    .await?;
    Ok(())
}

/// The phone with this hashed token, unless it was ended.
pub async fn by_token(conn: &mut AnyConnection, token: &str) -> sqlx::Result<Option<Phone>> {
    sqlx::query(
        "SELECT id, person, device, saved_at, last_used FROM call_phone WHERE token = $1 AND ended_at = 0",
    )
    .bind(token.to_owned())
    .fetch_optional(conn)
    .await?
    .map(|row| {
        Ok(Phone {
            id: row.try_get("id")?,
            person: PersonKey(row.try_get("person")?),
            device: row.try_get("device")?,
            saved_at: row.try_get("saved_at")?,
            last_used: row.try_get("last_used")?,
        })
    })
    .transpose()
}

/// An account's, the last saved first.
pub async fn of_account(conn: &mut AnyConnection, account: &str) -> sqlx::Result<Vec<Phone>> {
    sqlx::query(
        "SELECT id, person, device, saved_at, last_used FROM call_phone WHERE account = $1 AND ended_at = 0 ORDER BY saved_at DESC, id LIMIT 50",
    )
    .bind(account.to_owned())
    .fetch_all(conn)
    .await?
    .iter()
    .map(|row| {
        Ok(Phone {
            id: row.try_get("id")?,
            person: PersonKey(row.try_get("person")?),
            device: row.try_get("device")?,
            saved_at: row.try_get("saved_at")?,
            last_used: row.try_get("last_used")?,
        })
    })
    .collect()
}

pub async fn note_use(conn: &mut AnyConnection, id: &str, now: i64) -> sqlx::Result<()> {
    sqlx::query("UPDATE call_phone SET last_used = $1 WHERE id = $2")
        .bind(now)
        .bind(id.to_owned())
        .execute(conn)
        .await?;
    Ok(())
}

/// Ends one for good if it is this account's.
pub async fn end_own(
    conn: &mut AnyConnection,
    account: &str,
    id: &str,
    now: i64,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "UPDATE call_phone SET ended_at = $1 WHERE id = $2 AND account = $3 AND ended_at = 0",
    )
    .bind(now)
    .bind(id.to_owned())
    .bind(account.to_owned())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends all of an account's.
pub async fn end_all(conn: &mut AnyConnection, account: &str, now: i64) -> sqlx::Result<()> {
    sqlx::query("UPDATE call_phone SET ended_at = $1 WHERE account = $2 AND ended_at = 0")
        .bind(now)
        .bind(account.to_owned())
        .execute(conn)
        .await?;
    Ok(())
}
