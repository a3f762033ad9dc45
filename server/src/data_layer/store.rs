//! SQL of leave, calls and correction requests.

use app::identity::PersonKey;
use jiff::Timestamp;
use sqlx::{AnyConnection, Row};

use crate::case::store::micros;
use crate::fault::Fault;

/// Data set and outcome of every call for this reason, oldest first.
pub async fn calls_for(
    conn: &mut AnyConnection,
    issue: &str,
) -> Result<Vec<(String, String)>, Fault> {
    let rows =
        sqlx::query("SELECT data_set, outcome FROM data_call WHERE issue = $1 ORDER BY at, id")
            .bind(issue.to_owned())
            .fetch_all(conn)
            .await?;
    rows.iter()
        .map(|row| Ok((row.try_get("data_set")?, row.try_get("outcome")?)))
        .collect()
}

/// Leave for one register, given or refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaveRow {
    pub id: String,
    pub person: PersonKey,
    pub draft: String,
    pub data_set: String,
    pub purpose: String,
    pub given: bool,
    pub at: Timestamp,
    pub expires_at: Timestamp,
}

pub async fn keep_leave(conn: &mut AnyConnection, leave: &LeaveRow) -> Result<(), Fault> {
    sqlx::query("INSERT INTO leave_receipt (id, person, draft, data_set, purpose, given, at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(leave.id.clone())
        .bind(leave.person.0.clone())
        .bind(leave.draft.clone())
        .bind(leave.data_set.clone())
        .bind(leave.purpose.clone())
        .bind(i64::from(leave.given))
        .bind(micros(leave.at))
        .bind(micros(leave.expires_at))
        .execute(conn)
        .await?;
    Ok(())
}

/// Data set and whether leave was given, of what was submitted under this reference and still holds, oldest first.
pub async fn leave_of_case(
    conn: &mut AnyConnection,
    reference: &str,
    now: Timestamp,
) -> Result<Vec<(String, bool)>, Fault> {
    let rows = sqlx::query(
        "SELECT l.data_set, l.given FROM leave_receipt l JOIN draft d ON d.id = l.draft AND d.subject = l.person
         WHERE d.reference = $1 AND l.expires_at > $2 ORDER BY l.at, l.id",
    )
    .bind(reference.to_owned())
    .bind(micros(now))
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok((row.try_get(0)?, row.try_get::<i64, _>(1)? == 1)))
        .collect()
}

/// Data set and whether leave was given, for a draft, oldest first.
pub async fn leave_for(
    conn: &mut AnyConnection,
    draft: &str,
) -> Result<Vec<(String, bool)>, Fault> {
    let rows =
        sqlx::query("SELECT data_set, given FROM leave_receipt WHERE draft = $1 ORDER BY at, id")
            .bind(draft.to_owned())
            .fetch_all(conn)
            .await?;
    rows.iter()
        .map(|row| {
            Ok((
                row.try_get("data_set")?,
                row.try_get::<i64, _>("given")? == 1,
            ))
        })
        .collect()
}

/// "This is wrong", on its way to the office that owns the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectionRow {
    pub id: String,
    pub person: PersonKey,
    pub draft: String,
    pub data_set: String,
    pub field: String,
    /// Sealed: what the source says, what the person says.
    pub said: String,
    pub at: Timestamp,
}

pub async fn ask_correction(conn: &mut AnyConnection, wrong: &CorrectionRow) -> Result<(), Fault> {
    sqlx::query("INSERT INTO correction_request (id, person, draft, data_set, field, said, at, state) VALUES ($1, $2, $3, $4, $5, $6, $7, 'open')")
        .bind(wrong.id.clone())
        .bind(wrong.person.0.clone())
        .bind(wrong.draft.clone())
        .bind(wrong.data_set.clone())
        .bind(wrong.field.clone())
        .bind(wrong.said.clone())
        .bind(micros(wrong.at))
        .execute(conn)
        .await?;
    Ok(())
}

/// Fields for which this person has asked for a correction, with the data set.
pub async fn corrections_of(
    conn: &mut AnyConnection,
    person: &PersonKey,
) -> Result<Vec<(String, String)>, Fault> {
    let rows = sqlx::query(
        "SELECT data_set, field FROM correction_request WHERE person = $1 ORDER BY at, id",
    )
    .bind(person.0.clone())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok((row.try_get("data_set")?, row.try_get("field")?)))
        .collect()
}
