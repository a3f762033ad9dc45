//! SQL of questions about looks, of looks that are held back, and of leave that is taken back.

use app::identity::{OfficeId, PersonKey};
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::case::store::micros;
use crate::fault::Fault;

/// Rows of one list.
const MOST: i64 = 100;

/// That a row of the access log (by its name in the statement) is held back on a day (by its place among the bound values).
macro_rules! held_read {
    ($row:literal, $day:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM held_look h WHERE h.person = ",
            $row,
            ".person AND h.office = ",
            $row,
            ".office AND h.reference = ",
            $row,
            ".reference AND h.until >= ",
            $day,
            ")"
        )
    };
}
pub(in crate::data_layer) use held_read;

/// The same of a call that a member of staff made.
macro_rules! held_call {
    ($row:literal, $day:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM held_look h JOIN staff s ON s.office = h.office WHERE s.id = ",
            $row,
            ".actor AND h.person = ",
            $row,
            ".person AND h.reference = ",
            $row,
            ".issue AND h.until >= ",
            $day,
            ")"
        )
    };
}
pub(in crate::data_layer) use held_call;

/// A question about a look, sealed.
pub struct QuestionRow {
    pub id: String,
    pub person: PersonKey,
    pub look: String,
    pub looked_at: Timestamp,
    pub reference: String,
    pub office: OfficeId,
    pub asked: String,
    pub asked_at: Timestamp,
    pub due: Date,
    /// Empty: not answered.
    pub answer: String,
    /// Microseconds; 0: not answered.
    pub answered_at: i64,
}

/// Keeps a question; `false` where one about this look is there already.
pub async fn ask(conn: &mut AnyConnection, row: &QuestionRow) -> Result<bool, Fault> {
    let added = sqlx::query(
        "INSERT INTO look_question (id, person, look, looked_at, reference, office, asked, asked_at, due)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
    )
    .bind(row.id.clone())
    .bind(row.person.0.clone())
    .bind(row.look.clone())
    .bind(micros(row.looked_at))
    .bind(row.reference.clone())
    .bind(row.office.0.clone())
    .bind(row.asked.clone())
    .bind(micros(row.asked_at))
    .bind(row.due.to_string())
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// Keeps this office's answer; `false` where there is no such question to it, or it was answered already.
pub async fn answer(
    conn: &mut AnyConnection,
    id: &str,
    office: &OfficeId,
    answer: &str,
    by: &str,
    at: Timestamp,
) -> Result<bool, Fault> {
    let changed = sqlx::query(
        "UPDATE look_question SET answer = $1, answered_at = $2, answered_by = $3 WHERE id = $4 AND office = $5 AND answered_at = 0",
    )
    .bind(answer.to_owned())
    .bind(micros(at))
    .bind(by.to_owned())
    .bind(id.to_owned())
    .bind(office.0.clone())
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// This person's questions, the newest first.
pub async fn questions_of(
    conn: &mut AnyConnection,
    person: &PersonKey,
) -> Result<Vec<QuestionRow>, Fault> {
    sqlx::query(
        "SELECT id, person, look, looked_at, reference, office, asked, asked_at, due, answer, answered_at
         FROM look_question WHERE person = $1 ORDER BY asked_at DESC, id DESC LIMIT $2",
    )
    .bind(person.0.clone())
    .bind(MOST)
    .fetch_all(conn)
    .await?
    .iter()
    .map(question)
    .collect()
}

/// Questions to this office: those that wait by the day on which they are due, the others by when they were answered.
pub async fn questions_to(
    conn: &mut AnyConnection,
    office: &OfficeId,
    is_answered: bool,
) -> Result<Vec<QuestionRow>, Fault> {
    let sql = if is_answered {
        "SELECT id, person, look, looked_at, reference, office, asked, asked_at, due, answer, answered_at
         FROM look_question WHERE office = $1 AND answered_at > 0 ORDER BY answered_at DESC, id DESC LIMIT $2"
    } else {
        "SELECT id, person, look, looked_at, reference, office, asked, asked_at, due, answer, answered_at
         FROM look_question WHERE office = $1 AND answered_at = 0 ORDER BY due, id LIMIT $2"
    };
    sqlx::query(sql)
        .bind(office.0.clone())
        .bind(MOST)
        .fetch_all(conn)
        .await?
        .iter()
        .map(question)
        .collect()
}

/// How many questions wait for this office.
pub async fn waiting(conn: &mut AnyConnection, office: &OfficeId) -> Result<i64, Fault> {
    let row =
        sqlx::query("SELECT COUNT(*) FROM look_question WHERE office = $1 AND answered_at = 0")
            .bind(office.0.clone())
            .fetch_one(conn)
            .await?;
    Ok(row.try_get(0)?)
}

/// One question.
pub async fn by_id(conn: &mut AnyConnection, id: &str) -> Result<Option<QuestionRow>, Fault> {
    sqlx::query(
        "SELECT id, person, look, looked_at, reference, office, asked, asked_at, due, answer, answered_at FROM look_question WHERE id = $1",
    )
    .bind(id.to_owned())
    .fetch_optional(conn)
    .await?
    .as_ref()
    .map(question)
    .transpose()
}

fn question(row: &AnyRow) -> Result<QuestionRow, Fault> {
    let at = |place: usize| -> Result<Timestamp, Fault> {
        Timestamp::from_microsecond(row.try_get(place)?)
            .map_err(|error| Fault::Row(error.to_string()))
    };
    let due: String = row.try_get(8)?;
    Ok(QuestionRow {
        id: row.try_get(0)?,
        person: PersonKey(row.try_get(1)?),
        look: row.try_get(2)?,
        looked_at: at(3)?,
        reference: row.try_get(4)?,
        office: OfficeId(row.try_get(5)?),
        asked: row.try_get(6)?,
        asked_at: at(7)?,
        due: due
            .parse()
            .map_err(|_| Fault::Row(format!("look_question.due: {due}")))?,
        answer: row.try_get(9)?,
        answered_at: row.try_get(10)?,
    })
}

/// Looks that are held back, or were.
#[derive(Clone, Debug)]
pub struct HoldRow {
    pub id: String,
    pub person: PersonKey,
    pub office: OfficeId,
    pub reference: String,
    pub basis: String,
    pub until: Date,
    pub held_by: String,
    pub at: Timestamp,
}

/// Holds this office's looks at a person for a case back; `false` where the office has not looked.
pub async fn hold(conn: &mut AnyConnection, row: &HoldRow) -> Result<bool, Fault> {
    let added = sqlx::query(
        "INSERT INTO held_look (id, person, office, reference, basis, until, held_by, at)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE EXISTS
         (SELECT 1 FROM access_log WHERE person = $2 AND office = $3 AND reference = $4)",
    )
    .bind(row.id.clone())
    .bind(row.person.0.clone())
    .bind(row.office.0.clone())
    .bind(row.reference.clone())
    .bind(row.basis.clone())
    .bind(row.until.to_string())
    .bind(row.held_by.clone())
    .bind(micros(row.at))
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// What was ever held back from this person.
pub async fn holds_of(conn: &mut AnyConnection, person: &PersonKey) -> Result<Vec<HoldRow>, Fault> {
    sqlx::query(
        "SELECT id, person, office, reference, basis, until, held_by, at FROM held_look WHERE person = $1 ORDER BY until, id",
    )
    .bind(person.0.clone())
    .fetch_all(conn)
    .await?
    .iter()
    .map(held)
    .collect()
}

/// What this office holds back, or held, the newest first.
pub async fn holds_by(conn: &mut AnyConnection, office: &OfficeId) -> Result<Vec<HoldRow>, Fault> {
    sqlx::query(
        "SELECT id, person, office, reference, basis, until, held_by, at FROM held_look WHERE office = $1 ORDER BY at DESC, id DESC LIMIT $2",
    )
    .bind(office.0.clone())
    .bind(MOST)
    .fetch_all(conn)
    .await?
    .iter()
    .map(held)
    .collect()
}

fn held(row: &AnyRow) -> Result<HoldRow, Fault> {
    let until: String = row.try_get(5)?;
    Ok(HoldRow {
        id: row.try_get(0)?,
        person: PersonKey(row.try_get(1)?),
        office: OfficeId(row.try_get(2)?),
        reference: row.try_get(3)?,
        basis: row.try_get(4)?,
        until: until
            .parse()
            .map_err(|_| Fault::Row(format!("held_look.until: {until}")))?,
        held_by: row.try_get(6)?,
        at: Timestamp::from_microsecond(row.try_get(7)?)
            .map_err(|error| Fault::Row(error.to_string()))?,
    })
}

/// How many looks at this person are not shown today.
pub async fn held_back(
    conn: &mut AnyConnection,
    person: &PersonKey,
    today: Date,
) -> Result<i64, Fault> {
    let mut count = 0;
    for sql in [
        concat!(
            "SELECT COUNT(*) FROM access_log a WHERE a.person = $1 AND ",
            held_read!("a", "$2")
        ),
        concat!(
            "SELECT COUNT(*) FROM data_call c WHERE c.person = $1 AND ",
            held_call!("c", "$2")
        ),
    ] {
        let row = sqlx::query(sql)
            .bind(person.0.clone())
            .bind(today.to_string())
            .fetch_one(&mut *conn)
            .await?;
        count += row.try_get::<i64, _>(0)?;
    }
    Ok(count)
}

/// A receipt of leave that holds.
pub struct GivenRow {
    pub id: String,
    /// The draft that it was given in, the case, or what else it was given for.
    pub draft: String,
    pub data_set: String,
    pub purpose: String,
    pub at: Timestamp,
    pub expires_at: Timestamp,
    /// The case that the draft became; empty: none yet.
    pub reference: String,
}

/// Leave that holds now, by this person or in an application that they filed for another, the newest first. Of two receipts
/// of one moment the refusal counts.
pub async fn leave_that_holds(
    conn: &mut AnyConnection,
    me: &PersonKey,
    now: Timestamp,
) -> Result<Vec<GivenRow>, Fault> {
    sqlx::query(
        "SELECT l.id, l.draft, l.data_set, l.purpose, l.at, l.expires_at, COALESCE(d.reference, '')
         FROM leave_receipt l LEFT JOIN draft d ON d.id = l.draft
         WHERE (l.person = $1 OR l.draft IN (SELECT id FROM draft WHERE filed_by = $1)) AND l.given = 1 AND l.expires_at > $2
           AND NOT EXISTS (SELECT 1 FROM leave_receipt n WHERE n.person = l.person AND n.draft = l.draft AND n.data_set = l.data_set
                           AND (n.at > l.at OR (n.at = l.at AND n.given < l.given)))
         ORDER BY l.at DESC, l.id DESC LIMIT $3",
    )
    .bind(me.0.clone())
    .bind(micros(now))
    .bind(MOST)
    .fetch_all(conn)
    .await?
    .iter()
    .map(given)
    .collect()
}

fn given(row: &AnyRow) -> Result<GivenRow, Fault> {
    let at = |place: usize| -> Result<Timestamp, Fault> {
        Timestamp::from_microsecond(row.try_get(place)?)
            .map_err(|error| Fault::Row(error.to_string()))
    };
    Ok(GivenRow {
        id: row.try_get(0)?,
        draft: row.try_get(1)?,
        data_set: row.try_get(2)?,
        purpose: row.try_get(3)?,
        at: at(4)?,
        expires_at: at(5)?,
        reference: row.try_get(6)?,
    })
}

/// Takes leave back by one more receipt; `false` where it does not hold any more, or was not this person's to take back.
pub async fn take_back(
    conn: &mut AnyConnection,
    receipt: &str,
    me: &PersonKey,
    id: &str,
    now: Timestamp,
) -> Result<bool, Fault> {
    let added = sqlx::query(
        "INSERT INTO leave_receipt (id, person, draft, data_set, purpose, given, at, expires_at)
         SELECT $1, l.person, l.draft, l.data_set, l.purpose, 0, $2, l.expires_at FROM leave_receipt l
         WHERE l.id = $3 AND l.given = 1 AND l.expires_at > $2
           AND (l.person = $4 OR l.draft IN (SELECT id FROM draft WHERE filed_by = $4))
           AND NOT EXISTS (SELECT 1 FROM leave_receipt n WHERE n.person = l.person AND n.draft = l.draft AND n.data_set = l.data_set
                           AND (n.at > l.at OR (n.at = l.at AND n.given < l.given)))",
    )
    .bind(id.to_owned())
    .bind(micros(now))
    .bind(receipt.to_owned())
    .bind(me.0.clone())
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// A receipt, with the case that its draft became.
pub async fn receipt(conn: &mut AnyConnection, id: &str) -> Result<Option<GivenRow>, Fault> {
    sqlx::query(
        "SELECT l.id, l.draft, l.data_set, l.purpose, l.at, l.expires_at, COALESCE(d.reference, '')
         FROM leave_receipt l LEFT JOIN draft d ON d.id = l.draft WHERE l.id = $1",
    )
    .bind(id.to_owned())
    .fetch_optional(conn)
    .await?
    .as_ref()
    .map(given)
    .transpose()
}
