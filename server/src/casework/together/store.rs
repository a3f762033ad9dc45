//! SQL of working together. A statement about people holds the office whose supervisor asks.

use app::identity::OfficeId;
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::{AnyConnection, Row};

use crate::case::MatterKey;
use crate::case::store::{date_of, micros};
use crate::fault::Fault;

/// A member of an office, as kept.
#[derive(Clone, Debug)]
pub struct Member {
    pub id: String,
    pub name: String,
    pub role: String,
    pub is_disabled: bool,
    pub is_away: bool,
    pub holds: i64,
}

/// Everybody of an office, by login.
pub async fn members(
    conn: &mut AnyConnection,
    office: &OfficeId,
    today: Date,
) -> Result<Vec<Member>, Fault> {
    let rows = sqlx::query(
        "SELECT s.id, s.name, s.role, s.disabled_at,
         CASE WHEN EXISTS (SELECT 1 FROM absence a WHERE a.staff = s.id AND a.from_day <= $2 AND a.until_day >= $2) THEN 1 ELSE 0 END AS is_away,
         (SELECT COUNT(*) FROM matter m WHERE m.holder = s.id AND m.stage IN ('in-review', 'awaiting-applicant', 'unanswered') AND m.office || '' = $1) AS holds
         FROM staff s WHERE s.office = $1 ORDER BY s.login",
    )
    .bind(office.0.clone())
    .bind(today.to_string())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Member {
                id: row.try_get("id")?,
                name: row.try_get("name")?,
                role: row.try_get("role")?,
                is_disabled: row.try_get::<i64, _>("disabled_at")? > 0,
                is_away: row.try_get::<i64, _>("is_away")? == 1,
                holds: row.try_get("holds")?,
            })
        })
        .collect()
}

/// Absences of an office's people that are not over: staff id, first and last day.
pub async fn absences(
    conn: &mut AnyConnection,
    office: &OfficeId,
    today: Date,
) -> Result<Vec<(String, Date, Date)>, Fault> {
    let rows = sqlx::query(
        "SELECT a.staff, a.from_day, a.until_day FROM staff s JOIN absence a ON a.staff = s.id
         WHERE s.office = $1 AND a.until_day >= $2 ORDER BY a.from_day",
    )
    .bind(office.0.clone())
    .bind(today.to_string())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let day = |column: &str| -> Result<Date, Fault> {
                date_of(&row.try_get::<String, _>(column)?)
                    .ok_or_else(|| Fault::Row(format!("absence.{column}")))
            };
            Ok((row.try_get("staff")?, day("from_day")?, day("until_day")?))
        })
        .collect()
}

/// Marks a member of the supervisor's own office as away. `false`: they are not of this office.
pub async fn mark_absence(
    conn: &mut AnyConnection,
    staff: &str,
    office: &OfficeId,
    (from, until): (Date, Date),
    by: &str,
    at: Timestamp,
) -> Result<bool, Fault> {
    let marked = sqlx::query(
        "INSERT INTO absence (staff, from_day, until_day, marked_by, marked_at)
         SELECT s.id, $1, $2, $3, $4 FROM staff s WHERE s.id = $5 AND s.office = $6
         ON CONFLICT (staff, from_day) DO UPDATE SET until_day = excluded.until_day, marked_by = excluded.marked_by, marked_at = excluded.marked_at",
    )
    .bind(from.to_string())
    .bind(until.to_string())
    .bind(by.to_owned())
    .bind(micros(at))
    .bind(staff.to_owned())
    .bind(office.0.clone())
    .execute(conn)
    .await?;
    Ok(marked.rows_affected() == 1)
}

/// Ends an absence: what has begun ended yesterday, what has not is not. `false`: there is none.
pub async fn end_absence(
    conn: &mut AnyConnection,
    staff: &str,
    office: &OfficeId,
    from: Date,
    today: Date,
    yesterday: Date,
) -> Result<bool, Fault> {
    let ended = sqlx::query(
        "UPDATE absence SET until_day = $1 WHERE staff = $2 AND from_day = $3 AND until_day >= $4
         AND EXISTS (SELECT 1 FROM staff s WHERE s.id = absence.staff AND s.office = $5)",
    )
    .bind(yesterday.to_string())
    .bind(staff.to_owned())
    .bind(from.to_string())
    .bind(today.to_string())
    .bind(office.0.clone())
    .execute(&mut *conn)
    .await?;
    sqlx::query("DELETE FROM absence WHERE staff = $1 AND from_day = $2 AND until_day < from_day")
        .bind(staff.to_owned())
        .bind(from.to_string())
        .execute(conn)
        .await?;
    Ok(ended.rows_affected() == 1)
}

/// Whether this member has sent this matter to another office: their second press of the same button.
pub async fn has_sent_on(
    conn: &mut AnyConnection,
    matter: &str,
    reference: &str,
    staff: &str,
) -> Result<bool, Fault> {
    let row = sqlx::query(
        "SELECT r.id FROM case_reference c JOIN remark r ON r.home = c.home AND r.matter = $2
         WHERE c.reference = $1 AND r.staff = $3 AND r.kind IN ('send-on', 'offer') LIMIT 1",
    )
    .bind(reference.to_owned())
    .bind(matter.to_owned())
    .bind(staff.to_owned())
    .fetch_optional(conn)
    .await?;
    Ok(row.is_some())
}

/// Keeps what a supervisor typed on a colleague's page.
pub async fn keep_typed(
    conn: &mut AnyConnection,
    colleague: &str,
    staff: &str,
    page: &str,
    sealed: &str,
    at: Timestamp,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO decision_draft (home, matter, staff, page, typed, saved_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (home, matter, staff, page) DO UPDATE SET typed = excluded.typed, saved_at = excluded.saved_at",
    )
    .bind(typed_key(colleague).home)
    .bind(typed_key(colleague).id)
    .bind(staff.to_owned())
    .bind(page.to_owned())
    .bind(sealed.to_owned())
    .bind(micros(at))
    .execute(conn)
    .await?;
    Ok(())
}

/// Where what is typed about a colleague is kept: among half-written decisions, under no home.
pub fn typed_key(colleague: &str) -> MatterKey {
    MatterKey {
        home: String::new(),
        id: format!("colleague-{colleague}"),
    }
}
