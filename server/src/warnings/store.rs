//! SQL of warnings, of who is rung, and of contacts. No rules.

use std::collections::HashMap;

use app::identity::{OfficeId, PersonKey};
use app::warnings::{Closing, RungEnd, Whom};
use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::case::store::{micros, moment};
use crate::fault::Fault;

/// A warning as it is kept.
#[derive(Clone, Debug)]
pub struct Warning {
    pub home: String,
    pub id: String,
    pub once: String,
    pub kind: String,
    pub about_kind: String,
    pub about_id: String,
    pub reference: String,
    pub person: PersonKey,
    /// Sealed [`super::WarnedOf`].
    pub details: String,
    pub office: OfficeId,
    pub opened_at: Timestamp,
    pub due_at: Timestamp,
    pub is_open: bool,
    pub version: i64,
    /// Code of a [`Closing`]; empty while it is open.
    pub reason: String,
    /// Sealed; empty: none.
    pub remark: String,
    pub closed_at: Option<Timestamp>,
}

/// A call that is, or was, to be made.
#[derive(Clone, Debug)]
pub struct Rung {
    pub place: i64,
    pub whom: Whom,
    pub opened_at: Timestamp,
    pub due_at: Timestamp,
    pub ended: Option<(RungEnd, Timestamp)>,
}

macro_rules! select_warning {
    ($rest:literal) => {
        concat!(
            "SELECT home, id, once, kind, about_kind, about_id, reference, person, details, office, opened_at, due_at, stage, version, reason, remark, closed_at FROM warning ",
            $rest
        )
    };
}

fn warning_of(row: &AnyRow) -> Result<Warning, Fault> {
    let id: String = row.try_get("id")?;
    let time = |column: &str| -> Result<Timestamp, Fault> {
        moment(row.try_get(column)?).ok_or_else(|| Fault::Row(format!("warning.{column} {id}")))
    };
    Ok(Warning {
        home: row.try_get("home")?,
        once: row.try_get("once")?,
        kind: row.try_get("kind")?,
        about_kind: row.try_get("about_kind")?,
        about_id: row.try_get("about_id")?,
        reference: row.try_get("reference")?,
        person: PersonKey(row.try_get("person")?),
        details: row.try_get("details")?,
        office: OfficeId(row.try_get("office")?),
        opened_at: time("opened_at")?,
        due_at: time("due_at")?,
        is_open: row.try_get::<String, _>("stage")? == "open",
        version: row.try_get("version")?,
        reason: row.try_get("reason")?,
        remark: row.try_get("remark")?,
        closed_at: moment(row.try_get("closed_at")?),
        id,
    })
}

/// Adds one; `false` if the same thing was warned of before.
pub async fn add(conn: &mut AnyConnection, new: &Warning) -> Result<bool, Fault> {
    let added = sqlx::query(
        "INSERT INTO warning (home, id, once, kind, about_kind, about_id, reference, person, details, office, opened_at, due_at,
            stage, version, next_mark, reason, remark, closed_at, closed_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'open', 1, 0, '', '', 0, '') ON CONFLICT DO NOTHING",
    )
    .bind(new.home.clone())
    .bind(new.id.clone())
    .bind(new.once.clone())
    .bind(new.kind.clone())
    .bind(new.about_kind.clone())
    .bind(new.about_id.clone())
    .bind(new.reference.clone())
    .bind(new.person.0.clone())
    .bind(new.details.clone())
    .bind(new.office.0.clone())
    .bind(micros(new.opened_at))
    .bind(micros(new.due_at))
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

pub async fn by_id(conn: &mut AnyConnection, id: &str) -> Result<Option<Warning>, Fault> {
    let row = sqlx::query(select_warning!("WHERE id = $1"))
        .bind(id.to_owned())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(warning_of).transpose()
}

/// The open one about a record.
pub async fn open_about(
    conn: &mut AnyConnection,
    home: &str,
    about: &str,
) -> Result<Option<Warning>, Fault> {
    let row = sqlx::query(select_warning!(
        "WHERE home = $1 AND about_id = $2 AND stage = 'open'"
    ))
    .bind(home.to_owned())
    .bind(about.to_owned())
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(warning_of).transpose()
}

/// The newest about a person, open or closed.
pub async fn of_person(
    conn: &mut AnyConnection,
    person: &PersonKey,
    limit: i64,
) -> Result<Vec<Warning>, Fault> {
    let rows = sqlx::query(select_warning!(
        "WHERE person = $1 ORDER BY opened_at DESC, id DESC LIMIT $2"
    ))
    .bind(person.0.clone())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(warning_of).collect()
}

/// An office's open ones, the first due first, after a place (due, id).
pub async fn at_desk(
    conn: &mut AnyConnection,
    office: &OfficeId,
    after: (i64, &str),
    limit: i64,
) -> Result<Vec<Warning>, Fault> {
    let rows = sqlx::query(select_warning!(
        "WHERE office = $1 AND stage = 'open' AND (due_at, id) > ($2, $3) ORDER BY due_at, id LIMIT $4"
    ))
    .bind(office.0.clone())
    .bind(after.0)
    .bind(after.1.to_owned())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(warning_of).collect()
}

pub async fn count(conn: &mut AnyConnection, office: &OfficeId) -> Result<i64, Fault> {
    let row = sqlx::query("SELECT COUNT(*) FROM warning WHERE office = $1 AND stage = 'open'")
        .bind(office.0.clone())
        .fetch_one(conn)
        .await?;
    Ok(row.try_get(0)?)
}

/// Where the minutes of a call are over.
pub async fn to_look(
    conn: &mut AnyConnection,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<(String, String)>, Fault> {
    let rows = sqlx::query(
        "SELECT home, id FROM warning WHERE next_mark > 0 AND next_mark <= $1 ORDER BY next_mark, id LIMIT $2",
    )
    .bind(micros(now))
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok((row.try_get("home")?, row.try_get("id")?)))
        .collect()
}

/// Clears a mark that has come; `false` if somebody else did.
pub async fn stop(
    conn: &mut AnyConnection,
    home: &str,
    id: &str,
    now: Timestamp,
) -> Result<bool, Fault> {
    let changed = sqlx::query(
        "UPDATE warning SET next_mark = 0 WHERE home = $1 AND id = $2 AND next_mark > 0 AND next_mark <= $3",
    )
    .bind(home.to_owned())
    .bind(id.to_owned())
    .bind(micros(now))
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

pub async fn set_mark(
    conn: &mut AnyConnection,
    warning: &Warning,
    mark: Option<Timestamp>,
) -> Result<(), Fault> {
    sqlx::query("UPDATE warning SET next_mark = $1 WHERE home = $2 AND id = $3")
        .bind(mark.map_or(0, micros))
        .bind(warning.home.clone())
        .bind(warning.id.clone())
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes an open one for an act at the desk; `false` if it has moved on.
pub async fn hold(
    conn: &mut AnyConnection,
    warning: &Warning,
    version: i64,
) -> Result<bool, Fault> {
    let changed = sqlx::query(
        "UPDATE warning SET version = version + 1 WHERE home = $1 AND id = $2 AND version = $3 AND stage = 'open'",
    )
    .bind(warning.home.clone())
    .bind(warning.id.clone())
    .bind(version)
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Closes one for good; `false` if it was closed.
pub async fn close(
    conn: &mut AnyConnection,
    warning: &Warning,
    how: Closing,
    remark: &str,
    at: Timestamp,
    by: &str,
) -> Result<bool, Fault> {
    let changed = sqlx::query(
        "UPDATE warning SET stage = 'closed', next_mark = 0, version = version + 1, reason = $1, remark = $2, closed_at = $3, closed_by = $4
         WHERE home = $5 AND id = $6 AND stage = 'open'",
    )
    .bind(how.code().to_owned())
    .bind(remark.to_owned())
    .bind(micros(at))
    .bind(by.to_owned())
    .bind(warning.home.clone())
    .bind(warning.id.clone())
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

pub async fn add_rung(
    conn: &mut AnyConnection,
    warning: &Warning,
    place: i64,
    whom: Whom,
    at: Timestamp,
    due: Timestamp,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO warning_rung (home, warning, place, whom, opened_at, due_at, ended, ended_at, ended_by)
         VALUES ($1, $2, $3, $4, $5, $6, '', 0, '') ON CONFLICT DO NOTHING",
    )
    .bind(warning.home.clone())
    .bind(warning.id.clone())
    .bind(place)
    .bind(whom.code().to_owned())
    .bind(micros(at))
    .bind(micros(due))
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends the call that is open now; its place, or 0 where none is.
pub async fn end_rung(
    conn: &mut AnyConnection,
    warning: &Warning,
    how: RungEnd,
    at: Timestamp,
    by: &str,
) -> Result<i64, Fault> {
    let row = sqlx::query(
        "UPDATE warning_rung SET ended = $1, ended_at = $2, ended_by = $3 WHERE home = $4 AND warning = $5 AND ended = '' RETURNING place",
    )
    .bind(how.code().to_owned())
    .bind(micros(at))
    .bind(by.to_owned())
    .bind(warning.home.clone())
    .bind(warning.id.clone())
    .fetch_optional(conn)
    .await?;
    Ok(row.map_or(Ok(0), |row| row.try_get("place"))?)
}

/// Who is to be rung now and until when, by warning, of the same page of an office's list as [`at_desk`].
pub async fn calls_at_desk(
    conn: &mut AnyConnection,
    office: &OfficeId,
    after: (i64, &str),
    limit: i64,
) -> Result<HashMap<String, (Whom, Timestamp)>, Fault> {
    let rows = sqlx::query(
        "SELECT warning, whom, due_at FROM warning_rung WHERE ended = '' AND (home, warning) IN
         (SELECT home, id FROM warning WHERE office = $1 AND stage = 'open' AND (due_at, id) > ($2, $3) ORDER BY due_at, id LIMIT $4)",
    )
    .bind(office.0.clone())
    .bind(after.0)
    .bind(after.1.to_owned())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let warning: String = row.try_get("warning")?;
            let unreadable = || Fault::Row(format!("a call of the warning {warning}"));
            let whom = Whom::from_code(&row.try_get::<String, _>("whom")?);
            let due_at = moment(row.try_get("due_at")?);
            let call = whom.zip(due_at).ok_or_else(unreadable)?;
            Ok((warning, call))
        })
        .collect()
}

/// Every call of a warning, in order.
pub async fn rungs(conn: &mut AnyConnection, warning: &Warning) -> Result<Vec<Rung>, Fault> {
    let rows = sqlx::query(
        "SELECT place, whom, opened_at, due_at, ended, ended_at FROM warning_rung WHERE home = $1 AND warning = $2 ORDER BY place",
    )
    .bind(warning.home.clone())
    .bind(warning.id.clone())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let unreadable = || Fault::Row(format!("a call of the warning {}", warning.id));
            let time = |column: &str| -> Result<Timestamp, Fault> {
                moment(row.try_get(column)?).ok_or_else(unreadable)
            };
            Ok(Rung {
                place: row.try_get("place")?,
                whom: Whom::from_code(&row.try_get::<String, _>("whom")?).ok_or_else(unreadable)?,
                opened_at: time("opened_at")?,
                due_at: time("due_at")?,
                ended: RungEnd::from_code(&row.try_get::<String, _>("ended")?)
                    .zip(moment(row.try_get("ended_at")?)),
            })
        })
        .collect()
}

/// Place and sealed entry of each, in the order in which they are rung.
pub async fn contacts(
    conn: &mut AnyConnection,
    person: &PersonKey,
) -> Result<Vec<(i64, String)>, Fault> {
    let rows = sqlx::query("SELECT place, who FROM contact WHERE person = $1 ORDER BY place")
        .bind(person.0.clone())
        .fetch_all(conn)
        .await?;
    rows.iter()
        .map(|row| Ok((row.try_get("place")?, row.try_get("who")?)))
        .collect()
}

/// Adds one at this place; `false` if it is taken.
pub async fn add_contact(
    conn: &mut AnyConnection,
    person: &PersonKey,
    place: i64,
    who: &str,
) -> Result<bool, Fault> {
    let added = sqlx::query(
        "INSERT INTO contact (person, place, who) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind(person.0.clone())
    .bind(place)
    .bind(who.to_owned())
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

pub async fn remove_contact(
    conn: &mut AnyConnection,
    person: &PersonKey,
    place: i64,
) -> Result<(), Fault> {
    sqlx::query("DELETE FROM contact WHERE person = $1 AND place = $2")
        .bind(person.0.clone())
        .bind(place)
        .execute(conn)
        .await?;
    Ok(())
}
