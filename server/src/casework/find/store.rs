//! SQL of finding. Every statement holds the office whose staff ask, and walks an index.

use app::case::{CaseReference, MatterDefinition, Stage};
use app::identity::OfficeId;
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::case::MatterKey;
use crate::case::store::{date_of, micros, moment};
use crate::fault::Fault;

/// A matter that was found.
#[derive(Clone, Debug)]
pub struct FoundRow {
    pub id: String,
    pub reference: CaseReference,
    pub definition: MatterDefinition,
    pub stage: Stage,
    pub due: Option<Date>,
    pub submitted_at: Timestamp,
}

/// `$1` the office, `$2` what is looked for, `$3` how many at most. The cases come first, then their matters: `CROSS JOIN`
/// tells SQLite so, and `||` keeps both engines off the office's own index, which holds all that it ever had.
macro_rules! found_by {
    ($cases:literal) => {
        concat!(
            "SELECT DISTINCT m.id, m.reference, m.definition, m.stage, m.due, c.submitted_at FROM ",
            $cases,
            " CROSS JOIN matter m CROSS JOIN case_file c WHERE m.home = k.home AND m.case_id = k.case_id AND c.home = m.home AND c.id = m.case_id
             AND m.office || '' = $1 AND m.kind IN ('decision', 'recording') ORDER BY c.submitted_at DESC, m.id LIMIT $3"
        )
    };
}

pub async fn by_reference(
    conn: &mut AnyConnection,
    office: &OfficeId,
    reference: &str,
    limit: i64,
) -> Result<Vec<FoundRow>, Fault> {
    let sql = found_by!(
        "(SELECT r.home, r.id AS case_id FROM case_reference r WHERE r.reference = $2) k"
    );
    rows(conn, sql, office, reference, limit).await
}

/// By the pseudonym of somebody who is a party.
pub async fn by_person(
    conn: &mut AnyConnection,
    office: &OfficeId,
    person: &str,
    limit: i64,
) -> Result<Vec<FoundRow>, Fault> {
    let sql = found_by!("(SELECT p.home, p.case_id FROM case_party p WHERE p.person = $2) k");
    rows(conn, sql, office, person, limit).await
}

/// By the keyed hash of a word.
pub async fn by_word(
    conn: &mut AnyConnection,
    office: &OfficeId,
    word: &str,
    limit: i64,
) -> Result<Vec<FoundRow>, Fault> {
    let sql = found_by!(
        "(SELECT w.home, w.case_id FROM case_word w WHERE w.word = $2 AND w.office = $1) k"
    );
    rows(conn, sql, office, word, limit).await
}

async fn rows(
    conn: &mut AnyConnection,
    sql: &'static str,
    office: &OfficeId,
    wanted: &str,
    limit: i64,
) -> Result<Vec<FoundRow>, Fault> {
    let rows = sqlx::query(sql)
        .bind(office.0.clone())
        .bind(wanted.to_owned())
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.iter().map(found).collect()
}

fn found(row: &AnyRow) -> Result<FoundRow, Fault> {
    let id: String = row.try_get("id")?;
    let unreadable = |column: &str| Fault::Row(format!("matter.{column} {id}"));
    let text = |column: &str| row.try_get::<String, _>(column);
    Ok(FoundRow {
        reference: CaseReference::parse(&text("reference")?)
            .map_err(|_| unreadable("reference"))?,
        definition: serde_json::from_str(&text("definition")?)
            .map_err(|_| unreadable("definition"))?,
        stage: Stage::from_code(&text("stage")?).ok_or_else(|| unreadable("stage"))?,
        due: date_of(&text("due")?),
        submitted_at: moment(row.try_get("submitted_at")?)
            .ok_or_else(|| unreadable("submitted_at"))?,
        id,
    })
}

/// The pseudonym of whoever signs in with this mobile.
pub async fn person_of_mobile(
    conn: &mut AnyConnection,
    blind: &str,
) -> Result<Option<String>, Fault> {
    let row = sqlx::query("SELECT a.person FROM account a WHERE a.sign_in_mobile = $1")
        .bind(blind.to_owned())
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|row| row.try_get("person")).transpose()?)
}

/// Keeps what a member looked for last.
pub async fn keep(
    conn: &mut AnyConnection,
    staff: &str,
    sealed: &str,
    at: Timestamp,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO finding (staff, typed, at) VALUES ($1, $2, $3)
         ON CONFLICT (staff) DO UPDATE SET typed = excluded.typed, at = excluded.at",
    )
    .bind(staff.to_owned())
    .bind(sealed.to_owned())
    .bind(micros(at))
    .execute(conn)
    .await?;
    Ok(())
}

/// What a member has looked for since a moment, sealed.
pub async fn kept(
    conn: &mut AnyConnection,
    staff: &str,
    since: Timestamp,
) -> Result<Option<String>, Fault> {
    let row = sqlx::query("SELECT f.typed FROM finding f WHERE f.staff = $1 AND f.at >= $2")
        .bind(staff.to_owned())
        .bind(micros(since))
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|row| row.try_get("typed")).transpose()?)
}

/// From now on, until a moment, this member sees the numbers of the matter's case.
pub async fn show_numbers(
    conn: &mut AnyConnection,
    key: &MatterKey,
    staff: &str,
    until: Timestamp,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO number_shown (home, matter, staff, until) VALUES ($1, $2, $3, $4)
         ON CONFLICT (home, matter, staff) DO UPDATE SET until = excluded.until",
    )
    .bind(key.home.clone())
    .bind(key.id.clone())
    .bind(staff.to_owned())
    .bind(micros(until))
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether this member sees the numbers of the matter's case just now.
pub async fn sees_numbers(
    conn: &mut AnyConnection,
    key: &MatterKey,
    staff: &str,
    now: Timestamp,
) -> Result<bool, Fault> {
    let row = sqlx::query(
        "SELECT n.until FROM number_shown n WHERE n.home = $1 AND n.matter = $2 AND n.staff = $3 AND n.until > $4",
    )
    .bind(key.home.clone())
    .bind(key.id.clone())
    .bind(staff.to_owned())
    .bind(micros(now))
    .fetch_optional(conn)
    .await?;
    Ok(row.is_some())
}
