//! SQL of safety marks.

use app::identity::{OfficeId, PersonKey};
use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::case::store::micros;
use crate::database::{Key, rows_of, these};
use crate::fault::Fault;

/// Rows of one list.
const MOST: i64 = 100;

/// A mark, its words sealed.
pub struct MarkRow {
    pub id: String,
    pub person: PersonKey,
    pub number: String,
    pub office: OfficeId,
    pub reason: String,
    pub set_by: String,
    pub set_at: Timestamp,
    /// Microseconds; 0: it holds.
    pub ended_at: i64,
    pub ended_because: String,
}

/// Sets a mark; `false` where this office's holds already, or whoever sets it is of that person's household.
pub async fn set(conn: &mut AnyConnection, row: &MarkRow) -> Result<bool, Fault> {
    let added = sqlx::query(
        "INSERT INTO safety_mark (id, person, number, office, reason, set_by, set_at)
         SELECT $1, $2, $3, $4, $5, $6, $7
         WHERE NOT EXISTS (SELECT 1 FROM staff_tie WHERE staff = $6 AND person = $2)
         ON CONFLICT DO NOTHING",
    )
    .bind(row.id.clone())
    .bind(row.person.0.clone())
    .bind(row.number.clone())
    .bind(row.office.0.clone())
    .bind(row.reason.clone())
    .bind(row.set_by.clone())
    .bind(micros(row.set_at))
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// Ends this office's mark; `false` where there is none that holds, or whoever ends it is of that person's household.
pub async fn end(
    conn: &mut AnyConnection,
    id: &str,
    office: &OfficeId,
    because: &str,
    by: &str,
    at: Timestamp,
) -> Result<bool, Fault> {
    let changed = sqlx::query(
        "UPDATE safety_mark SET ended_by = $1, ended_at = $2, ended_because = $3
         WHERE id = $4 AND office = $5 AND ended_at = 0
           AND NOT EXISTS (SELECT 1 FROM staff_tie t WHERE t.staff = $1 AND t.person = safety_mark.person)",
    )
    .bind(by.to_owned())
    .bind(micros(at))
    .bind(because.to_owned())
    .bind(id.to_owned())
    .bind(office.0.clone())
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// The marks of this office, the newest first.
pub async fn of_office(conn: &mut AnyConnection, office: &OfficeId) -> Result<Vec<MarkRow>, Fault> {
    sqlx::query(
        "SELECT id, person, number, office, reason, set_by, set_at, ended_at, ended_because
         FROM safety_mark WHERE office = $1 ORDER BY set_at DESC, id DESC LIMIT $2",
    )
    .bind(office.0.clone())
    .bind(MOST)
    .fetch_all(conn)
    .await?
    .iter()
    .map(mark)
    .collect()
}

/// A mark of this office.
pub async fn by_id(
    conn: &mut AnyConnection,
    id: &str,
    office: &OfficeId,
) -> Result<Option<MarkRow>, Fault> {
    sqlx::query(
        "SELECT id, person, number, office, reason, set_by, set_at, ended_at, ended_because
         FROM safety_mark WHERE id = $1 AND office = $2",
    )
    .bind(id.to_owned())
    .bind(office.0.clone())
    .fetch_optional(conn)
    .await?
    .as_ref()
    .map(mark)
    .transpose()
}

/// Those parties of these cases on whom a mark holds.
pub async fn protected_of(
    conn: &mut AnyConnection,
    cases: &[Key<'_>],
) -> Result<Vec<PersonKey>, Fault> {
    let sql = concat!(
        "SELECT DISTINCT p.person FROM ",
        these!(),
        "CROSS JOIN case_party p JOIN safety_mark s ON s.person = p.person AND s.ended_at = 0
         WHERE p.home = k.column1 AND p.case_id = k.column2"
    );
    let rows = rows_of(conn, sql, cases).await?;
    rows.iter()
        .map(|row| Ok(PersonKey(row.try_get(0)?)))
        .collect()
}

fn mark(row: &AnyRow) -> Result<MarkRow, Fault> {
    Ok(MarkRow {
        id: row.try_get(0)?,
        person: PersonKey(row.try_get(1)?),
        number: row.try_get(2)?,
        office: OfficeId(row.try_get(3)?),
        reason: row.try_get(4)?,
        set_by: row.try_get(5)?,
        set_at: Timestamp::from_microsecond(row.try_get(6)?)
            .map_err(|error| Fault::Row(error.to_string()))?,
        ended_at: row.try_get(7)?,
        ended_because: row.try_get(8)?,
    })
}
