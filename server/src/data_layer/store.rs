//! SQL of leave, calls and correction requests.

use app::identity::PersonKey;
use jiff::Timestamp;
use sqlx::any::AnyRow;
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

/// Data set and whether leave was given, of what was submitted under this reference and still holds, oldest first; of one
/// moment a refusal last, which counts.
pub async fn leave_of_case(
    conn: &mut AnyConnection,
    reference: &str,
    now: Timestamp,
) -> Result<Vec<(String, bool)>, Fault> {
    let rows = sqlx::query(
        "SELECT l.data_set, l.given FROM leave_receipt l JOIN draft d ON d.id = l.draft AND d.subject = l.person
         WHERE d.reference = $1 AND l.expires_at > $2 ORDER BY l.at, l.given DESC, l.id",
    )
    .bind(reference.to_owned())
    .bind(micros(now))
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok((row.try_get(0)?, row.try_get::<i64, _>(1)? == 1)))
        .collect()
}

/// Whether this person's leave to ask this register for this case holds: what was said last counts.
pub async fn leave_holds(
    conn: &mut AnyConnection,
    reference: &str,
    person: &PersonKey,
    data_set: &str,
    now: Timestamp,
) -> Result<bool, Fault> {
    let row = sqlx::query(
        "SELECT l.given FROM leave_receipt l LEFT JOIN draft d ON d.id = l.draft
         WHERE l.person = $1 AND l.data_set = $2 AND (d.reference = $3 OR l.draft = $3) AND l.expires_at > $4
         ORDER BY l.at DESC, l.given, l.id DESC LIMIT 1",
    )
    .bind(person.0.clone())
    .bind(data_set.to_owned())
    .bind(reference.to_owned())
    .bind(micros(now))
    .fetch_optional(conn)
    .await?;
    Ok(match row {
        Some(row) => row.try_get::<i64, _>(0)? == 1,
        None => false,
    })
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
    /// `subject.name`.
    pub field: String,
    /// Sealed: what the source says, what the person says.
    pub said: String,
    pub at: Timestamp,
    /// `open`, `corrected`, `stands`.
    pub state: String,
    /// The case that the draft became; empty: none yet.
    pub reference: String,
    /// The last day of the answer; empty: from before there was one.
    pub due: String,
    /// Sealed; empty: none yet.
    pub answer: String,
    /// Microseconds; 0: not answered.
    pub answered_at: i64,
}

/// Keeps what is asked; said again before it is answered, what was said last stands. `false` where it was answered.
pub async fn ask_correction(
    conn: &mut AnyConnection,
    wrong: &CorrectionRow,
) -> Result<bool, Fault> {
    let kept = sqlx::query(
        "INSERT INTO correction_request (id, person, draft, data_set, field, said, at, state, due)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8)
         ON CONFLICT (id) DO UPDATE SET said = excluded.said WHERE correction_request.state = 'open'",
    )
    .bind(wrong.id.clone())
    .bind(wrong.person.0.clone())
    .bind(wrong.draft.clone())
    .bind(wrong.data_set.clone())
    .bind(wrong.field.clone())
    .bind(wrong.said.clone())
    .bind(micros(wrong.at))
    .bind(wrong.due.clone())
    .execute(conn)
    .await?;
    Ok(kept.rows_affected() == 1)
}

/// The draft was handed in: its corrections belong to this case.
pub async fn name_corrections(
    conn: &mut AnyConnection,
    draft: &str,
    reference: &str,
) -> Result<(), Fault> {
    sqlx::query("UPDATE correction_request SET reference = $1 WHERE draft = $2")
        .bind(reference.to_owned())
        .bind(draft.to_owned())
        .execute(conn)
        .await?;
    Ok(())
}

/// The owner's answer; `false` where it was answered already.
pub async fn answer_correction(
    conn: &mut AnyConnection,
    id: &str,
    state: &str,
    answer: &str,
    by: &str,
    at: Timestamp,
) -> Result<bool, Fault> {
    let changed = sqlx::query(
        "UPDATE correction_request SET state = $1, answer = $2, answered_at = $3, answered_by = $4 WHERE id = $5 AND state = 'open'",
    )
    .bind(state.to_owned())
    .bind(answer.to_owned())
    .bind(micros(at))
    .bind(by.to_owned())
    .bind(id.to_owned())
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// What waits for the owner of this data set, the first day first.
pub async fn open_corrections(
    conn: &mut AnyConnection,
    data_set: &str,
) -> Result<Vec<CorrectionRow>, Fault> {
    sqlx::query(
        "SELECT id, person, draft, data_set, field, said, at, state, reference, due, answer, answered_at
         FROM correction_request WHERE data_set = $1 AND answered_at = 0 ORDER BY due, id LIMIT 100",
    )
    .bind(data_set.to_owned())
    .fetch_all(conn)
    .await?
    .iter()
    .map(wrong)
    .collect()
}

/// One of them.
pub async fn correction(
    conn: &mut AnyConnection,
    id: &str,
) -> Result<Option<CorrectionRow>, Fault> {
    sqlx::query(
        "SELECT id, person, draft, data_set, field, said, at, state, reference, due, answer, answered_at
         FROM correction_request WHERE id = $1",
    )
    .bind(id.to_owned())
    .fetch_optional(conn)
    .await?
    .as_ref()
    .map(wrong)
    .transpose()
}

/// What was asked to be corrected in a case, the oldest first.
pub async fn corrections_in(
    conn: &mut AnyConnection,
    reference: &str,
) -> Result<Vec<CorrectionRow>, Fault> {
    sqlx::query(
        "SELECT id, person, draft, data_set, field, said, at, state, reference, due, answer, answered_at
         FROM correction_request WHERE reference = $1 ORDER BY at, id LIMIT 100",
    )
    .bind(reference.to_owned())
    .fetch_all(conn)
    .await?
    .iter()
    .map(wrong)
    .collect()
}

/// What this person has asked to be corrected, the newest first.
pub async fn corrections_of(
    conn: &mut AnyConnection,
    person: &PersonKey,
) -> Result<Vec<CorrectionRow>, Fault> {
    sqlx::query(
        "SELECT id, person, draft, data_set, field, said, at, state, reference, due, answer, answered_at
         FROM correction_request WHERE person = $1 ORDER BY at DESC, id DESC LIMIT 100",
    )
    .bind(person.0.clone())
    .fetch_all(conn)
    .await?
    .iter()
    .map(wrong)
    .collect()
}

fn wrong(row: &AnyRow) -> Result<CorrectionRow, Fault> {
    Ok(CorrectionRow {
        id: row.try_get(0)?,
        person: PersonKey(row.try_get(1)?),
        draft: row.try_get(2)?,
        data_set: row.try_get(3)?,
        field: row.try_get(4)?,
        said: row.try_get(5)?,
        at: Timestamp::from_microsecond(row.try_get(6)?)
            .map_err(|error| Fault::Row(error.to_string()))?,
        state: row.try_get(7)?,
        reference: row.try_get(8)?,
        due: row.try_get(9)?,
        answer: row.try_get(10)?,
        answered_at: row.try_get(11)?,
    })
}
