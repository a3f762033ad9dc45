//! SQL of helps. Whether one holds stands in the statements.

use app::identity::{Citizen, Helped, PersonKey, SessionKey, StaffMember};
use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::case::store::{micros, moment};
use crate::fault::Fault;

/// A help as it is kept.
#[derive(Clone, Debug)]
pub struct HelpRow {
    pub home: String,
    pub id: String,
    pub person: PersonKey,
    /// Sealed.
    pub about: String,
    pub staff: String,
    pub office: String,
    pub service: String,
    pub how: String,
    pub begun_at: Timestamp,
    pub until: Timestamp,
}

macro_rules! select_help {
    ($rest:literal) => {
        concat!(
            "SELECT home, id, person, about, staff, office, service, how, begun_at, until_at FROM helping ",
            $rest
        )
    };
}

fn help_of(row: &AnyRow) -> Result<HelpRow, Fault> {
    let id: String = row.try_get("id")?;
    let at = |column: &str| -> Result<Timestamp, Fault> {
        moment(row.try_get(column)?).ok_or_else(|| Fault::Row(format!("helping.{column} {id}")))
    };
    Ok(HelpRow {
        home: row.try_get("home")?,
        person: PersonKey(row.try_get("person")?),
        about: row.try_get("about")?,
        staff: row.try_get("staff")?,
        office: row.try_get("office")?,
        service: row.try_get("service")?,
        how: row.try_get("how")?,
        begun_at: at("begun_at")?,
        until: at("until_at")?,
        id,
    })
}

/// Begins one; `false` where it would be for oneself or one's own household.
pub async fn add(
    conn: &mut AnyConnection,
    new: &HelpRow,
    session: &SessionKey,
) -> Result<bool, Fault> {
    let added = sqlx::query(
        "INSERT INTO helping (home, id, person, about, staff, office, service, how, session, begun_at, until_at)
         SELECT $1, $2, $3, $4, s.id, $6, $7, $8, $9, $10, $11 FROM staff s
         WHERE s.id = $5 AND NOT EXISTS (SELECT 1 FROM staff_tie t WHERE t.staff = s.id AND t.person = $3)",
    )
    .bind(new.home.clone())
    .bind(new.id.clone())
    .bind(new.person.0.clone())
    .bind(new.about.clone())
    .bind(new.staff.clone())
    .bind(new.office.clone())
    .bind(new.service.clone())
    .bind(new.how.clone())
    .bind(session.0.clone())
    .bind(micros(new.begun_at))
    .bind(micros(new.until))
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// What goes on in this session of this member of staff.
pub async fn live(
    conn: &mut AnyConnection,
    member: &StaffMember,
    session: &SessionKey,
    now: Timestamp,
) -> Result<Option<HelpRow>, Fault> {
    let row = sqlx::query(select_help!(
        "WHERE session = $1 AND staff = $2 AND ended_at = 0 AND until_at > $3 ORDER BY begun_at DESC LIMIT 1"
    ))
    .bind(session.0.clone())
    .bind(member.id.clone())
    .bind(micros(now))
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(help_of).transpose()
}

/// What was filed last in this session.
pub async fn filed_in(
    conn: &mut AnyConnection,
    member: &StaffMember,
    session: &SessionKey,
) -> Result<Option<String>, Fault> {
    let row = sqlx::query(
        "SELECT reference FROM helping WHERE session = $1 AND staff = $2 AND reference <> '' ORDER BY begun_at DESC LIMIT 1",
    )
    .bind(session.0.clone())
    .bind(member.id.clone())
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| row.try_get("reference")).transpose()?)
}

/// Ends it with what was typed and not filed; `false` if it had ended.
pub async fn end(conn: &mut AnyConnection, help: &HelpRow, now: Timestamp) -> Result<bool, Fault> {
    let ended = sqlx::query(
        "UPDATE helping SET ended_at = $1 WHERE home = $2 AND id = $3 AND ended_at = 0",
    )
    .bind(micros(now))
    .bind(help.home.clone())
    .bind(help.id.clone())
    .execute(&mut *conn)
    .await?;
    if ended.rows_affected() != 1 {
        return Ok(false);
    }
    sqlx::query(
        "DELETE FROM draft_page WHERE draft IN (SELECT id FROM draft WHERE helping = $1 AND reference = '')",
    )
    .bind(help.id.clone())
    .execute(&mut *conn)
    .await?;
    sqlx::query("DELETE FROM draft WHERE helping = $1 AND reference = ''")
        .bind(help.id.clone())
        .execute(conn)
        .await?;
    Ok(true)
}

/// Notes what was filed under it, which takes its row first: none passes beside its end. With `ends` it is over.
/// `false` where it was over before.
pub async fn note_filed(
    conn: &mut AnyConnection,
    helped: &Helped,
    person: &Citizen,
    reference: &str,
    ends: bool,
    now: Timestamp,
) -> Result<bool, Fault> {
    let changed = sqlx::query(
        "UPDATE helping SET reference = $1, ended_at = CASE WHEN $2 = 1 THEN $3 ELSE 0 END
         WHERE id = $4 AND staff = $5 AND person = $6 AND ended_at = 0 AND until_at > $3",
    )
    .bind(reference.to_owned())
    .bind(i64::from(ends))
    .bind(micros(now))
    .bind(helped.id.clone())
    .bind(helped.staff.clone())
    .bind(person.person.0.clone())
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// The newest for this person, whatever came of it.
pub async fn newest_of(
    conn: &mut AnyConnection,
    person: &PersonKey,
) -> Result<Option<HelpRow>, Fault> {
    let row = sqlx::query(select_help!(
        "WHERE person = $1 ORDER BY begun_at DESC LIMIT 1"
    ))
    .bind(person.0.clone())
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(help_of).transpose()
}

/// The one under which this was filed.
pub async fn by_reference(
    conn: &mut AnyConnection,
    reference: &str,
) -> Result<Option<HelpRow>, Fault> {
    let row = sqlx::query(select_help!("WHERE reference = $1 LIMIT 1"))
        .bind(reference.to_owned())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(help_of).transpose()
}

/// References of what was filed for this person at their word, the newest first.
pub async fn filed_for(conn: &mut AnyConnection, person: &PersonKey) -> Result<Vec<String>, Fault> {
    let rows = sqlx::query(
        "SELECT reference FROM helping WHERE person = $1 AND reference <> '' ORDER BY begun_at DESC LIMIT 20",
    )
    .bind(person.0.clone())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok(row.try_get("reference")?))
        .collect()
}
