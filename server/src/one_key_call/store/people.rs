//! SQL of what is known of whoever may call.

use app::identity::PersonKey;
use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::case::store::{micros, moment};
use crate::fault::Fault;

/// What is known of one of them.
#[derive(Clone, Debug)]
pub struct Known {
    pub person: PersonKey,
    pub home: String,
    /// Sealed `CallHome`.
    pub details: String,
    pub checked_at: Timestamp,
    pub contact_mark: i64,
    pub test_mark: i64,
}

fn known_of(row: &AnyRow) -> Result<Known, Fault> {
    let person: String = row.try_get("person")?;
    Ok(Known {
        checked_at: moment(row.try_get("checked_at")?)
            .ok_or_else(|| Fault::Row("call_person.checked_at".to_owned()))?,
        home: row.try_get("home")?,
        details: row.try_get("details")?,
        contact_mark: row.try_get("contact_mark")?,
        test_mark: row.try_get("test_mark")?,
        person: PersonKey(person),
    })
}

pub async fn known(conn: &mut AnyConnection, person: &PersonKey) -> Result<Option<Known>, Fault> {
    let row = sqlx::query(
        "SELECT person, home, details, checked_at, contact_mark, test_mark FROM call_person WHERE person = $1",
    )
    .bind(person.0.clone())
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(known_of).transpose()
}

/// Keeps what is known; marks that are set already stay.
pub async fn keep(conn: &mut AnyConnection, known: &Known) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO call_person (person, home, details, checked_at, contact_mark, test_mark) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (person) DO UPDATE SET home = excluded.home, details = excluded.details, checked_at = excluded.checked_at",
    )
    .bind(known.person.0.clone())
    .bind(known.home.clone())
    .bind(known.details.clone())
    .bind(micros(known.checked_at))
    .bind(known.contact_mark)
    .bind(known.test_mark)
    .execute(conn)
    .await?;
    Ok(())
}

/// Those of whom it is time to look whether anybody has heard.
pub async fn quiet(
    conn: &mut AnyConnection,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Known>, Fault> {
    let rows = sqlx::query(
        "SELECT person, home, details, checked_at, contact_mark, test_mark FROM call_person \
         WHERE contact_mark > 0 AND contact_mark <= $1 ORDER BY contact_mark, person LIMIT $2",
    )
    .bind(micros(now))
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(known_of).collect()
}

/// Those who are to be reminded of their test press.
pub async fn untested(
    conn: &mut AnyConnection,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Known>, Fault> {
    let rows = sqlx::query(
        "SELECT person, home, details, checked_at, contact_mark, test_mark FROM call_person \
         WHERE test_mark > 0 AND test_mark <= $1 ORDER BY test_mark, person LIMIT $2",
    )
    .bind(micros(now))
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(known_of).collect()
}

/// Moves the mark of silence, from where it was seen; `false` if somebody else did.
pub async fn move_contact_mark(
    conn: &mut AnyConnection,
    known: &Known,
    to: Timestamp,
) -> Result<bool, Fault> {
    let changed = sqlx::query(
        "UPDATE call_person SET contact_mark = $1 WHERE person = $2 AND contact_mark = $3",
    )
    .bind(micros(to))
    .bind(known.person.0.clone())
    .bind(known.contact_mark)
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Moves the mark of the test press, from where it was seen; `false` if somebody else did.
pub async fn move_test_mark(
    conn: &mut AnyConnection,
    known: &Known,
    to: Timestamp,
) -> Result<bool, Fault> {
    let changed =
        sqlx::query("UPDATE call_person SET test_mark = $1 WHERE person = $2 AND test_mark = $3")
            .bind(micros(to))
            .bind(known.person.0.clone())
            .bind(known.test_mark)
            .execute(conn)
            .await?;
    Ok(changed.rows_affected() == 1)
}

/// Sets both marks anew: this person has pressed, or has a device from now on.
pub async fn heard_of(
    conn: &mut AnyConnection,
    person: &PersonKey,
    contact_mark: Timestamp,
    test_mark: Option<Timestamp>,
) -> Result<(), Fault> {
    sqlx::query(
        "UPDATE call_person SET contact_mark = $1, test_mark = CASE WHEN $2 > 0 THEN $2 ELSE test_mark END WHERE person = $3",
    )
    .bind(micros(contact_mark))
    .bind(test_mark.map_or(0, micros))
    .bind(person.0.clone())
    .execute(conn)
    .await?;
    Ok(())
}

/// When anybody last heard of this person: a call, a visit at home, a page that they opened.
pub async fn last_heard(
    conn: &mut AnyConnection,
    person: &PersonKey,
) -> Result<Option<Timestamp>, Fault> {
    let mut last = 0_i64;
    for statement in [
        "SELECT COALESCE(MAX(last_press), 0) FROM call WHERE person = $1",
        "SELECT COALESCE(MAX(left_at), 0) FROM care_visit WHERE subject = $1",
        "SELECT COALESCE(MAX(s.last_seen), 0) FROM session s JOIN account a ON a.id = s.account WHERE a.person = $1 AND s.kind = 'citizen'",
    ] {
        let row = sqlx::query(statement)
            .bind(person.0.clone())
            .fetch_one(&mut *conn)
            .await?;
        last = last.max(row.try_get(0)?);
    }
    Ok(moment(last))
}
