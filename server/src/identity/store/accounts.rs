//! Table `account`.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// Where an account's number is sealed.
pub fn number_place(account: &str) -> String {
    format!("account,number,{account}")
}

/// Where an account's name is sealed.
pub fn name_place(account: &str) -> String {
    format!("account,name,{account}")
}

/// Where an account's mobile is sealed.
pub fn mobile_place(account: &str) -> String {
    format!("account,mobile,{account}")
}

/// An account as the table holds it; number, name and mobile are sealed.
#[derive(Clone, Debug)]
pub struct AccountRow {
    pub id: String,
    pub person: String,
    pub number: String,
    pub name: String,
    /// A sealed `Option<Mobile>`.
    pub mobile: String,
    /// Blind index of the mobile that signs in.
    pub sign_in_mobile: Option<String>,
    /// PHC string, or empty.
    pub password: String,
}

/// Writes a new account; `false` when the person has one.
pub async fn insert(conn: &mut AnyConnection, new: &AccountRow, now: i64) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "INSERT INTO account (id, person, number, name, mobile, sign_in_mobile, password, created_at, password_set_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
    )
    .bind(new.id.clone())
    .bind(new.person.clone())
    .bind(new.number.clone())
    .bind(new.name.clone())
    .bind(new.mobile.clone())
    .bind(new.sign_in_mobile.clone())
    .bind(new.password.clone())
    .bind(now)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn by_person(conn: &mut AnyConnection, person: &str) -> sqlx::Result<Option<AccountRow>> {
    sqlx::query("SELECT id, person, number, name, mobile, sign_in_mobile, password FROM account WHERE person = $1")
        .bind(person.to_owned())
        .fetch_optional(conn)
        .await?
        .map(|row| read(&row))
        .transpose()
}

pub async fn by_id(conn: &mut AnyConnection, id: &str) -> sqlx::Result<Option<AccountRow>> {
    sqlx::query("SELECT id, person, number, name, mobile, sign_in_mobile, password FROM account WHERE id = $1")
        .bind(id.to_owned())
        .fetch_optional(conn)
        .await?
        .map(|row| read(&row))
        .transpose()
}

/// The account that signs in with the mobile of this blind index.
pub async fn by_mobile(conn: &mut AnyConnection, mobile: &str) -> sqlx::Result<Option<AccountRow>> {
    sqlx::query(
        "SELECT id, person, number, name, mobile, sign_in_mobile, password FROM account WHERE sign_in_mobile = $1",
    )
    .bind(mobile.to_owned())
    .fetch_optional(conn)
    .await?
    .map(|row| read(&row))
    .transpose()
}

fn read(row: &AnyRow) -> sqlx::Result<AccountRow> {
    Ok(AccountRow {
        id: row.try_get("id")?,
        person: row.try_get("person")?,
        number: row.try_get("number")?,
        name: row.try_get("name")?,
        mobile: row.try_get("mobile")?,
        sign_in_mobile: row.try_get("sign_in_mobile")?,
        password: row.try_get("password")?,
    })
}

pub async fn set_password(
    conn: &mut AnyConnection,
    id: &str,
    password: &str,
    now: i64,
) -> sqlx::Result<bool> {
    let done = sqlx::query("UPDATE account SET password = $1, password_set_at = $2 WHERE id = $3")
        .bind(password.to_owned())
        .bind(now)
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
    let done = sqlx::query("UPDATE account SET password = $1 WHERE id = $2 AND password = $3")
        .bind(to.to_owned())
        .bind(id.to_owned())
        .bind(from.to_owned())
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Whoever signed in with this mobile no longer does: it now belongs to somebody else.
pub async fn release_mobile(conn: &mut AnyConnection, mobile: &str, to: &str) -> sqlx::Result<()> {
    sqlx::query("UPDATE account SET sign_in_mobile = NULL WHERE sign_in_mobile = $1 AND id <> $2")
        .bind(mobile.to_owned())
        .bind(to.to_owned())
        .execute(conn)
        .await?;
    Ok(())
}

pub async fn set_mobile(
    conn: &mut AnyConnection,
    id: &str,
    sealed: &str,
    blind: &str,
) -> sqlx::Result<bool> {
    let done = sqlx::query("UPDATE account SET mobile = $1, sign_in_mobile = $2 WHERE id = $3")
        .bind(sealed.to_owned())
        .bind(blind.to_owned())
        .bind(id.to_owned())
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Keeps `yes` or `no`: whether 长辈版 is wanted.
pub async fn set_elder(conn: &mut AnyConnection, id: &str, elder: &str) -> sqlx::Result<bool> {
    let done = sqlx::query("UPDATE account SET elder = $1 WHERE id = $2")
        .bind(elder.to_owned())
        .bind(id.to_owned())
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// `yes`, `no`, or empty where nothing was chosen.
pub async fn elder(conn: &mut AnyConnection, id: &str) -> sqlx::Result<Option<String>> {
    sqlx::query("SELECT elder FROM account WHERE id = $1")
        .bind(id.to_owned())
        .fetch_optional(conn)
        .await?
        .map(|row| row.try_get("elder"))
        .transpose()
}
