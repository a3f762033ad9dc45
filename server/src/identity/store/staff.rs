//! Table `staff`.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// A member of staff as the table holds them.
#[derive(Clone, Debug)]
pub struct StaffRow {
    pub id: String,
    pub login: String,
    pub name: String,
    pub office: String,
    pub role: String,
    /// PHC string, or empty: a demo person without a password.
    pub password: String,
    /// 0: not disabled.
    pub disabled_at: i64,
}

/// Writes a new member; `false` when the login is taken.
pub async fn insert(conn: &mut AnyConnection, new: &StaffRow, now: i64) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "INSERT INTO staff (id, login, name, office, role, password, created_at, disabled_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
    )
    .bind(new.id.clone())
    .bind(new.login.clone())
    .bind(new.name.clone())
    .bind(new.office.clone())
    .bind(new.role.clone())
    .bind(new.password.clone())
    .bind(now)
    .bind(new.disabled_at)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn by_login(conn: &mut AnyConnection, login: &str) -> sqlx::Result<Option<StaffRow>> {
    sqlx::query(
        "SELECT id, login, name, office, role, password, disabled_at FROM staff WHERE login = $1",
    )
    .bind(login.to_owned())
    .fetch_optional(conn)
    .await?
    .map(|row| read(&row))
    .transpose()
}

pub async fn by_id(conn: &mut AnyConnection, id: &str) -> sqlx::Result<Option<StaffRow>> {
    sqlx::query(
        "SELECT id, login, name, office, role, password, disabled_at FROM staff WHERE id = $1",
    )
    .bind(id.to_owned())
    .fetch_optional(conn)
    .await?
    .map(|row| read(&row))
    .transpose()
}

/// Everybody, by office and login.
pub async fn all(conn: &mut AnyConnection) -> sqlx::Result<Vec<StaffRow>> {
    sqlx::query(
        "SELECT id, login, name, office, role, password, disabled_at FROM staff ORDER BY office, login",
    )
    .fetch_all(conn)
    .await?
    .iter()
    .map(read)
    .collect()
}

fn read(row: &AnyRow) -> sqlx::Result<StaffRow> {
    Ok(StaffRow {
        id: row.try_get("id")?,
        login: row.try_get("login")?,
        name: row.try_get("name")?,
        office: row.try_get("office")?,
        role: row.try_get("role")?,
        password: row.try_get("password")?,
        disabled_at: row.try_get("disabled_at")?,
    })
}

/// Disables a member; `false` when there is none, or they are disabled already.
pub async fn disable(conn: &mut AnyConnection, login: &str, now: i64) -> sqlx::Result<bool> {
    let done =
        sqlx::query("UPDATE staff SET disabled_at = $1 WHERE login = $2 AND disabled_at = 0")
            .bind(now)
            .bind(login.to_owned())
            .execute(conn)
            .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn set_password(
    conn: &mut AnyConnection,
    id: &str,
    password: &str,
) -> sqlx::Result<bool> {
    let done = sqlx::query("UPDATE staff SET password = $1 WHERE id = $2 AND disabled_at = 0")
        .bind(password.to_owned())
        .bind(id.to_owned())
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// The same password, hashed anew; not when it was changed meanwhile.
pub async fn strengthen_password(
    conn: &mut AnyConnection,
    id: &str,
    from: &str,
    to: &str,
) -> sqlx::Result<bool> {
    let done = sqlx::query("UPDATE staff SET password = $1 WHERE id = $2 AND password = $3")
        .bind(to.to_owned())
        .bind(id.to_owned())
        .bind(from.to_owned())
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}
