//! SQL of remedies. Who may handle one stands in the statements themselves: whoever decided, is complained of, works
//! elsewhere or is a party does not find it.

use app::case::CaseReference;
use app::identity::{OfficeId, PersonKey, StaffMember};
use app::remedies::desk::{RemedyList, RemedyPlace};
use app::remedies::{RemedyKind, RemedyStage};
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::case::store::{micros, moment};
use crate::fault::Fault;
use crate::identity::sessions::role_name;
use crate::journal::Record;

/// An appeal, a complaint or a task.
#[derive(Clone, Debug)]
pub struct Remedy {
    pub home: String,
    pub id: String,
    pub kind: RemedyKind,
    /// The same thing handed in twice has the same.
    pub once: String,
    pub case_id: String,
    pub reference: CaseReference,
    /// Id of the matter; empty where it is about none.
    pub matter: String,
    pub office: OfficeId,
    pub department: String,
    /// Six digits.
    pub division: String,
    /// The office one level up; `None`: there is none.
    pub above: Option<OfficeId>,
    pub person: PersonKey,
    /// Code of what a complaint is about, or the grade of a rating.
    pub about: String,
    /// Sealed; empty where nobody is to be rung.
    pub sealed_phone: String,
    pub sealed_text: String,
    pub opened_at: Timestamp,
    pub due: Date,
    pub stage: RemedyStage,
    pub version: i64,
    /// Staff id; empty: nobody.
    pub holder: String,
    pub outcome: String,
    pub sealed_answer: String,
    pub answered_at: Option<Timestamp>,
}

impl Remedy {
    /// Its chain in the journal.
    pub fn record(&self) -> Record {
        Record::new(&self.home, self.kind.code(), &self.id)
    }
}

/// What was said with a refusal.
#[derive(Clone, Debug)]
pub struct RefusalRow {
    pub home: String,
    pub matter: String,
    /// The matter's at the refusal.
    pub version: i64,
    pub case_id: String,
    pub at: Timestamp,
    /// Staff ids; empty where a register refused.
    pub proposed_by: String,
    pub confirmed_by: String,
    pub appeal_until: Date,
    /// JSON of [`app::remedies::RefusalSaid`].
    pub said: String,
    pub sealed_decision: String,
}

/// A rating as it is kept.
#[derive(Clone, Debug)]
pub struct RatingRow {
    pub home: String,
    pub case_id: String,
    pub reference: CaseReference,
    pub person: PersonKey,
    pub grade: i64,
    /// JSON.
    pub facets: String,
    pub sealed_text: String,
    pub at: Timestamp,
}

// Refusals

pub async fn add_refusal(conn: &mut AnyConnection, refusal: &RefusalRow) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO refusal_remedy (home, matter, version, case_id, at, proposed_by, confirmed_by, appeal_until, said, decision)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(refusal.home.clone())
    .bind(refusal.matter.clone())
    .bind(refusal.version)
    .bind(refusal.case_id.clone())
    .bind(micros(refusal.at))
    .bind(refusal.proposed_by.clone())
    .bind(refusal.confirmed_by.clone())
    .bind(refusal.appeal_until.to_string())
    .bind(refusal.said.clone())
    .bind(refusal.sealed_decision.clone())
    .execute(conn)
    .await?;
    Ok(())
}

/// Every refusal in a case, oldest first.
pub async fn refusals_of_case(
    conn: &mut AnyConnection,
    home: &str,
    case_id: &str,
) -> Result<Vec<RefusalRow>, Fault> {
    let rows = sqlx::query(
        "SELECT matter, version, at, proposed_by, confirmed_by, appeal_until, said, decision FROM refusal_remedy
         WHERE home = $1 AND case_id = $2 ORDER BY at, version",
    )
    .bind(home.to_owned())
    .bind(case_id.to_owned())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let matter: String = row.try_get("matter")?;
            Ok(RefusalRow {
                home: home.to_owned(),
                case_id: case_id.to_owned(),
                version: row.try_get("version")?,
                at: time(row, "at", &matter)?,
                proposed_by: row.try_get("proposed_by")?,
                confirmed_by: row.try_get("confirmed_by")?,
                appeal_until: day(row, "appeal_until", &matter)?,
                said: row.try_get("said")?,
                sealed_decision: row.try_get("decision")?,
                matter,
            })
        })
        .collect()
}

// Appeals, complaints, tasks

macro_rules! columns {
    () => {
        "r.home, r.id, r.kind, r.once, r.case_id, r.reference, r.matter, r.office, r.department, r.division, r.above_office, r.person, r.about, r.phone, r.text,
         r.opened_at, r.due, r.stage, r.version, r.holder, r.outcome, r.answer, r.answered_at"
    };
}

/// Whether somebody of the own office of a row of `remedy` (named `$of`) may handle it.
macro_rules! somebody_there {
    ($of:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM staff s WHERE s.office = ",
            $of,
            ".office AND s.disabled_at = 0 AND (s.role = 'supervisor' OR ",
            $of,
            ".kind <> 'complaint')
                 AND NOT EXISTS (SELECT 1 FROM remedy_excluded x WHERE x.home = ",
            $of,
            ".home AND x.remedy = ",
            $of,
            ".id AND x.staff = s.id))"
        )
    };
}

/// Who may handle a row of `remedy` (named `$of`): $1 office, $2 role, $3 department and $4 division of that office, $5
/// who asks. Nobody who decided or is complained of, no party of the case; complaints are for supervisors. Where nobody of
/// the row's own office may, the office one level up does, and the department's supervisors of the same district. Whoever
/// has it in hand keeps it.
macro_rules! may_handle {
    ($of:literal) => {
        concat!(
            "($2 = 'supervisor' OR ",
            $of,
            ".kind <> 'complaint')
             AND NOT EXISTS (SELECT 1 FROM remedy_excluded e WHERE e.home = ",
            $of,
            ".home AND e.remedy = ",
            $of,
            ".id AND e.staff = $5)
             AND NOT EXISTS (SELECT 1 FROM staff_tie t JOIN case_party p ON p.person = t.person
                 WHERE t.staff = $5 AND p.home = ",
            $of,
            ".home AND p.case_id = ",
            $of,
            ".case_id)
             AND (",
            $of,
            ".office = $1 OR ",
            $of,
            ".holder = $5 OR ((",
            $of,
            ".above_office = $1 OR ($2 = 'supervisor' AND ",
            $of,
            ".department = $3 AND ",
            $of,
            ".division = $4)) AND NOT ",
            somebody_there!($of),
            "))"
        )
    };
}

/// Which rows a list holds.
macro_rules! belongs_to {
    (open) => {
        "r.stage IN ('waiting', 'in-hand')"
    };
    (appeals) => {
        "(r.stage IN ('waiting', 'in-hand') AND r.kind = 'appeal')"
    };
    (complaints) => {
        "(r.stage IN ('waiting', 'in-hand') AND r.kind = 'complaint')"
    };
    (rectifications) => {
        "(r.stage IN ('waiting', 'in-hand') AND r.kind = 'rectification')"
    };
    // Nothing follows the answer to an appeal or a complaint: what has been answered for years is not walked through.
    (answered) => {
        "(r.stage = 'answered' AND r.kind = 'rectification')"
    };
}

/// The rows of a list that [`may_handle`] could let through, each way by an index of its own.
macro_rules! within_reach {
    ($list:ident) => {
        concat!(
            "((r.office = $1 AND ",
            belongs_to!($list),
            ") OR (r.above_office = $1 AND ",
            belongs_to!($list),
            ") OR (r.department = $3 AND r.division = $4 AND ",
            belongs_to!($list),
            "))"
        )
    };
}

macro_rules! count_of {
    ($list:ident) => {
        concat!(
            "CAST(COALESCE(SUM(CASE WHEN ",
            belongs_to!($list),
            " THEN 1 ELSE 0 END), 0) AS BIGINT)"
        )
    };
}

macro_rules! list_of {
    ($list:ident) => {
        concat!(
            "SELECT ",
            columns!(),
            " FROM remedy r WHERE ",
            within_reach!($list),
            " AND ",
            may_handle!("r"),
            " AND (r.due, r.id) > ($6, $7) ORDER BY r.due, r.id LIMIT $8"
        )
    };
}

/// A member of staff with what the directory says of their office.
#[derive(Clone, Debug)]
pub struct Handler<'a> {
    pub member: &'a StaffMember,
    pub department: String,
    /// Six digits.
    pub division: String,
}

/// Binds $1 to $5 of [`may_handle`].
macro_rules! by {
    ($sql:expr, $handler:expr) => {
        sqlx::query($sql)
            .bind($handler.member.office.0.clone())
            .bind(role_name($handler.member.role).to_owned())
            .bind($handler.department.clone())
            .bind($handler.division.clone())
            .bind($handler.member.id.clone())
    };
}

/// Hands something in; `false` if it was there already.
pub async fn add(
    conn: &mut AnyConnection,
    remedy: &Remedy,
    next_mark: Option<Timestamp>,
) -> Result<bool, Fault> {
    let added = sqlx::query(
        "INSERT INTO remedy (home, id, kind, once, case_id, reference, matter, office, department, division, above_office, person, about, phone, text,
         opened_at, due, stage, next_mark, version, holder, outcome, answer, answered_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 0, '', '', '', 0) ON CONFLICT DO NOTHING",
    )
    .bind(remedy.home.clone())
    .bind(remedy.id.clone())
    .bind(remedy.kind.code().to_owned())
    .bind(remedy.once.clone())
    .bind(remedy.case_id.clone())
    .bind(remedy.reference.as_str().to_owned())
    .bind(remedy.matter.clone())
    .bind(remedy.office.0.clone())
    .bind(remedy.department.clone())
    .bind(remedy.division.clone())
    .bind(remedy.above.clone().map_or_else(String::new, |office| office.0))
    .bind(remedy.person.0.clone())
    .bind(remedy.about.clone())
    .bind(remedy.sealed_phone.clone())
    .bind(remedy.sealed_text.clone())
    .bind(micros(remedy.opened_at))
    .bind(remedy.due.to_string())
    .bind(remedy.stage.code().to_owned())
    .bind(next_mark.map_or(0, micros))
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// One, whoever asks: for its clock.
pub async fn by_key(
    conn: &mut AnyConnection,
    home: &str,
    id: &str,
) -> Result<Option<Remedy>, Fault> {
    let row = sqlx::query(concat!(
        "SELECT ",
        columns!(),
        " FROM remedy r WHERE r.home = $1 AND r.id = $2"
    ))
    .bind(home.to_owned())
    .bind(id.to_owned())
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(remedy_of).transpose()
}

/// Whether nobody of its own office may handle it.
pub async fn is_left_to_others(conn: &mut AnyConnection, remedy: &Remedy) -> Result<bool, Fault> {
    let row = sqlx::query(concat!(
        "SELECT CASE WHEN ",
        somebody_there!("r"),
        " THEN 0 ELSE 1 END FROM remedy r WHERE r.home = $1 AND r.id = $2"
    ))
    .bind(remedy.home.clone())
    .bind(remedy.id.clone())
    .fetch_one(conn)
    .await?;
    Ok(row.try_get::<i64, _>(0)? == 1)
}

/// This member of staff must not handle it.
pub async fn exclude(conn: &mut AnyConnection, remedy: &Remedy, staff: &str) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO remedy_excluded (home, remedy, staff) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind(remedy.home.clone())
    .bind(remedy.id.clone())
    .bind(staff.to_owned())
    .execute(conn)
    .await?;
    Ok(())
}

/// The staff of an office with this name: whoever a complaint names.
pub async fn staff_called(
    conn: &mut AnyConnection,
    office: &OfficeId,
    name: &str,
) -> Result<Vec<String>, Fault> {
    let rows = sqlx::query("SELECT id FROM staff WHERE office = $1 AND name = $2")
        .bind(office.0.clone())
        .bind(name.to_owned())
        .fetch_all(conn)
        .await?;
    rows.iter().map(|row| Ok(row.try_get("id")?)).collect()
}

/// Everything that was handed in about a case, newest first.
pub async fn of_case(
    conn: &mut AnyConnection,
    home: &str,
    case_id: &str,
) -> Result<Vec<Remedy>, Fault> {
    let rows = sqlx::query(concat!(
        "SELECT ",
        columns!(),
        " FROM remedy r WHERE r.home = $1 AND r.case_id = $2 ORDER BY r.opened_at DESC, r.id DESC"
    ))
    .bind(home.to_owned())
    .bind(case_id.to_owned())
    .fetch_all(conn)
    .await?;
    rows.iter().map(remedy_of).collect()
}

/// How many rows every list holds for whoever asks, in the order of [`RemedyList::ALL`].
pub async fn counts(
    conn: &mut AnyConnection,
    handler: &Handler<'_>,
) -> Result<Vec<(RemedyList, i64)>, Fault> {
    let sql = concat!(
        "SELECT ",
        count_of!(open),
        ", ",
        count_of!(appeals),
        ", ",
        count_of!(complaints),
        ", ",
        count_of!(rectifications),
        ", (SELECT COUNT(*) FROM remedy r WHERE ",
        within_reach!(answered),
        " AND ",
        may_handle!("r"),
        ") FROM remedy r WHERE ",
        within_reach!(open),
        " AND ",
        may_handle!("r")
    );
    let row = by!(sql, handler).fetch_one(conn).await?;
    RemedyList::ALL
        .into_iter()
        .enumerate()
        .map(|(place, list)| Ok((list, row.try_get(place)?)))
        .collect()
}

/// The rows of one list after a place, at most `limit`, the earliest due first.
pub async fn list(
    conn: &mut AnyConnection,
    handler: &Handler<'_>,
    list: RemedyList,
    after: Option<&RemedyPlace>,
    limit: i64,
) -> Result<Vec<Remedy>, Fault> {
    let sql = match list {
        RemedyList::Open => list_of!(open),
        RemedyList::Appeals => list_of!(appeals),
        RemedyList::Complaints => list_of!(complaints),
        RemedyList::Rectifications => list_of!(rectifications),
        RemedyList::Answered => list_of!(answered),
    };
    let (due, id) = after.map_or_else(Default::default, |place| {
        (place.due.to_string(), place.id.clone())
    });
    let rows = by!(sql, handler)
        .bind(due)
        .bind(id)
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.iter().map(remedy_of).collect()
}

/// One, if whoever asks may handle it.
pub async fn one(
    conn: &mut AnyConnection,
    handler: &Handler<'_>,
    id: &str,
) -> Result<Option<Remedy>, Fault> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM remedy r WHERE r.id = $6 AND ",
        may_handle!("r")
    );
    let row = by!(sql, handler)
        .bind(id.to_owned())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(remedy_of).transpose()
}

/// Whose it is, and the case's reference, whoever asks: only to record that somebody asked.
pub async fn whose(
    conn: &mut AnyConnection,
    id: &str,
) -> Result<Option<(PersonKey, String)>, Fault> {
    let row = sqlx::query("SELECT person, reference FROM remedy WHERE id = $1")
        .bind(id.to_owned())
        .fetch_optional(conn)
        .await?;
    row.map(|row| Ok((PersonKey(row.try_get("person")?), row.try_get("reference")?)))
        .transpose()
}

/// What an act at the desk changes.
#[derive(Clone, Debug)]
pub struct DeskAct<'a> {
    pub from: RemedyStage,
    pub to: RemedyStage,
    /// Only for who holds it (a supervisor may put back what a colleague holds).
    pub is_for_the_holder: bool,
    pub is_for_supervisors: bool,
    pub holder: &'a str,
    pub outcome: &'a str,
    pub sealed_answer: &'a str,
    /// 0: not answered.
    pub answered_at: i64,
}

/// The compare-and-set that opens every act: still as it was read, and theirs to handle. `false`: one of these is not so.
pub async fn act(
    conn: &mut AnyConnection,
    handler: &Handler<'_>,
    remedy: &Remedy,
    act: &DeskAct<'_>,
) -> Result<bool, Fault> {
    let sql = concat!(
        "UPDATE remedy SET stage = $6, holder = $7, outcome = $8, answer = $9, answered_at = $10, version = version + 1
         WHERE home = $11 AND id = $12 AND version = $13 AND stage = $14 AND ($15 = 0 OR holder = $5) AND ($16 = 0 OR $2 = 'supervisor') AND ",
        may_handle!("remedy")
    );
    let changed = by!(sql, handler)
        .bind(act.to.code().to_owned())
        .bind(act.holder.to_owned())
        .bind(act.outcome.to_owned())
        .bind(act.sealed_answer.to_owned())
        .bind(act.answered_at)
        .bind(remedy.home.clone())
        .bind(remedy.id.clone())
        .bind(remedy.version)
        .bind(act.from.code().to_owned())
        .bind(i64::from(act.is_for_the_holder))
        .bind(i64::from(act.is_for_supervisors))
        .execute(conn)
        .await?;
    Ok(changed.rows_affected() == 1)
}

// Ratings

/// Keeps a rating; `false` if the case has one, has not ended, or is not this person's.
pub async fn add_rating(conn: &mut AnyConnection, rating: &RatingRow) -> Result<bool, Fault> {
    let added = sqlx::query(
        "INSERT INTO rating (home, case_id, reference, person, grade, facets, text, at)
         SELECT c.home, c.id, c.reference, CASE WHEN c.filed_by = $7 THEN c.filed_by ELSE c.subject END, $1, $2, $3, $4 FROM case_file c
         WHERE c.home = $5 AND c.id = $6 AND (c.filed_by = $7 OR c.subject = $7) AND c.closed_at > 0
         ON CONFLICT DO NOTHING",
    )
    .bind(rating.grade)
    .bind(rating.facets.clone())
    .bind(rating.sealed_text.clone())
    .bind(micros(rating.at))
    .bind(rating.home.clone())
    .bind(rating.case_id.clone())
    .bind(rating.person.0.clone())
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// The grade that a case was given.
pub async fn grade_of(
    conn: &mut AnyConnection,
    home: &str,
    case_id: &str,
) -> Result<Option<i64>, Fault> {
    let row = sqlx::query("SELECT grade FROM rating WHERE home = $1 AND case_id = $2")
        .bind(home.to_owned())
        .bind(case_id.to_owned())
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|row| row.try_get("grade")).transpose()?)
}

// Drafts

pub async fn keep_draft(
    conn: &mut AnyConnection,
    who: &str,
    page: &str,
    sealed: &str,
    at: Timestamp,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO remedy_draft (who, page, typed, saved_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (who, page) DO UPDATE SET typed = excluded.typed, saved_at = excluded.saved_at",
    )
    .bind(who.to_owned())
    .bind(page.to_owned())
    .bind(sealed.to_owned())
    .bind(micros(at))
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn draft(
    conn: &mut AnyConnection,
    who: &str,
    page: &str,
) -> Result<Option<String>, Fault> {
    let row = sqlx::query("SELECT typed FROM remedy_draft WHERE who = $1 AND page = $2")
        .bind(who.to_owned())
        .bind(page.to_owned())
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|row| row.try_get("typed")).transpose()?)
}

pub async fn forget_draft(conn: &mut AnyConnection, who: &str, page: &str) -> Result<(), Fault> {
    sqlx::query("DELETE FROM remedy_draft WHERE who = $1 AND page = $2")
        .bind(who.to_owned())
        .bind(page.to_owned())
        .execute(conn)
        .await?;
    Ok(())
}

fn remedy_of(row: &AnyRow) -> Result<Remedy, Fault> {
    let id: String = row.try_get("id")?;
    let text = |column: &str| row.try_get::<String, _>(column);
    let unreadable = |column: &str| Fault::Row(format!("remedy.{column} {id}"));
    Ok(Remedy {
        home: text("home")?,
        kind: RemedyKind::from_code(&text("kind")?).ok_or_else(|| unreadable("kind"))?,
        once: text("once")?,
        case_id: text("case_id")?,
        reference: CaseReference::parse(&text("reference")?)
            .map_err(|_| unreadable("reference"))?,
        matter: text("matter")?,
        office: OfficeId(text("office")?),
        department: text("department")?,
        division: text("division")?,
        above: Some(text("above_office")?)
            .filter(|office| !office.is_empty())
            .map(OfficeId),
        person: PersonKey(text("person")?),
        about: text("about")?,
        sealed_phone: text("phone")?,
        sealed_text: text("text")?,
        opened_at: time(row, "opened_at", &id)?,
        due: day(row, "due", &id)?,
        stage: RemedyStage::from_code(&text("stage")?).ok_or_else(|| unreadable("stage"))?,
        version: row.try_get("version")?,
        holder: text("holder")?,
        outcome: text("outcome")?,
        sealed_answer: text("answer")?,
        answered_at: moment(row.try_get("answered_at")?),
        id,
    })
}

fn time(row: &AnyRow, column: &str, id: &str) -> Result<Timestamp, Fault> {
    moment(row.try_get(column)?).ok_or_else(|| Fault::Row(format!("{column} {id}")))
}

fn day(row: &AnyRow, column: &str, id: &str) -> Result<Date, Fault> {
    row.try_get::<String, _>(column)?
        .parse()
        .map_err(|_| Fault::Row(format!("{column} {id}")))
}
