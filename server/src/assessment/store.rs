//! SQL of assessments and findings. Who may do what stands in the statements themselves: independence of the body, two
//! different assessors, nobody of the household, nobody who looked the first time.

use app::assessment::AssessmentStage;
use app::benefits::CareLevel;
use app::case::CaseReference;
use app::identity::{OfficeId, PersonKey, StaffMember, StaffRole};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::case::store::{micros, moment};
use crate::fault::Fault;

/// An assessment as it is kept.
#[derive(Clone, Debug)]
pub struct Assessment {
    pub home: String,
    pub id: String,
    pub matter: String,
    pub case_id: String,
    pub reference: CaseReference,
    pub subject: PersonKey,
    pub office: OfficeId,
    /// Six digits.
    pub division: String,
    pub round: i64,
    /// Id of the finding that is objected to.
    pub contested: String,
    pub sealed_objection: String,
    pub stage: AssessmentStage,
    pub version: i64,
    /// Empty: not named yet.
    pub body: OfficeId,
    /// Staff ids.
    pub first: String,
    pub second: String,
    pub times: Vec<DateTime>,
    pub chosen: Option<DateTime>,
    pub opened_at: Timestamp,
    pub due: Date,
    pub form_version: i64,
    pub first_confirmed: Option<Timestamp>,
    pub second_confirmed: Option<Timestamp>,
    pub concluded_at: Option<Timestamp>,
}

/// What two assessors found about somebody: recognised in every district, whatever becomes of the case.
#[derive(Clone, Debug)]
pub struct Finding {
    pub home: String,
    pub id: String,
    pub assessment: String,
    pub matter: String,
    pub case_id: String,
    pub reference: CaseReference,
    pub subject: PersonKey,
    pub level: CareLevel,
    pub score: i64,
    /// Version of the score table.
    pub table: String,
    /// Sealed: points of each section, by its code.
    pub sealed_sections: String,
    pub body: OfficeId,
    pub round: i64,
    pub from: Date,
    /// The last day.
    pub valid_until: Date,
    pub objection_until: Date,
    pub issued_at: Timestamp,
    /// Empty: it holds.
    pub replaced_by: String,
}

impl Finding {
    /// Whether somebody may rely on it on this day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.replaced_by.is_empty() && self.from <= day && day <= self.valid_until
    }
}

macro_rules! columns {
    () => {
        "a.home, a.id, a.matter, a.case_id, a.reference, a.subject, a.office, a.division, a.round, a.contested, a.objection, a.stage, a.version,
         a.body, a.first_assessor, a.second_assessor, a.times, a.chosen, a.opened_at, a.due, a.form_version, a.first_confirmed, a.second_confirmed, a.concluded_at"
    };
}

macro_rules! finding_columns {
    () => {
        "home, id, assessment, matter, case_id, reference, subject, level, score, score_table, sections, body, round, from_day, valid_until,
         objection_until, issued_at, replaced_by"
    };
}

/// Nobody whose money is in the body provides or owns care where the person lives: `$body` is the body's column or number.
macro_rules! independent {
    ($body:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM body_owner k WHERE k.body = ",
            $body,
            ")
             AND NOT EXISTS (SELECT 1 FROM body_owner o JOIN care_interest i ON i.owner = o.owner
                 WHERE o.body = ",
            $body,
            " AND i.division IN (assessment.division, '500000'))"
        )
    };
}

/// A member of staff (`$staff`) who is no party of the case, nor lives with one.
macro_rules! not_tied {
    ($staff:literal, $row:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM staff_tie t JOIN case_party p ON p.person = t.person WHERE t.staff IN (",
            $staff,
            ") AND p.home = ",
            $row,
            ".home AND p.case_id = ",
            $row,
            ".case_id)"
        )
    };
}

/// The first look lasts as long as its matter is open; a second look has no matter left.
macro_rules! still_wanted {
    () => {
        "(assessment.round > 1 OR EXISTS (SELECT 1 FROM matter m WHERE m.home = assessment.home AND m.id = assessment.matter AND m.stage = 'open'))"
    };
}

// Owners

/// Says whose money is in a body; once is enough.
pub async fn own_body(conn: &mut AnyConnection, body: &str, owner: &str) -> Result<(), Fault> {
    sqlx::query("INSERT INTO body_owner (body, owner) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(body.to_owned())
        .bind(owner.to_owned())
        .execute(conn)
        .await?;
    Ok(())
}

/// Says that an owner provides care, or owns a provider, in this division (six digits; `500000`: everywhere). From then on
/// no body of this owner is given an assessment there.
///
/// # Errors
/// The database's.
pub async fn add_care_interest(
    conn: &mut AnyConnection,
    owner: &str,
    provider: &str,
    division: &str,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO care_interest (owner, provider, division) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind(owner.to_owned())
    .bind(provider.to_owned())
    .bind(division.to_owned())
    .execute(conn)
    .await?;
    Ok(())
}

/// The owners of an assessor body: whoever gives out care asks that its provider is none of them.
///
/// # Errors
/// The database's.
pub async fn owners_of(conn: &mut AnyConnection, body: &OfficeId) -> Result<Vec<String>, Fault> {
    let rows = sqlx::query("SELECT owner FROM body_owner WHERE body = $1 ORDER BY owner")
        .bind(body.0.clone())
        .fetch_all(conn)
        .await?;
    rows.iter().map(|row| Ok(row.try_get("owner")?)).collect()
}

/// Whether somebody with money in this body provides or owns care in this division.
pub async fn has_interest(
    conn: &mut AnyConnection,
    body: &str,
    division: &str,
) -> Result<bool, Fault> {
    let row = sqlx::query(
        "SELECT i.provider FROM body_owner o JOIN care_interest i ON i.owner = o.owner
         WHERE o.body = $1 AND i.division IN ($2, '500000') LIMIT 1",
    )
    .bind(body.to_owned())
    .bind(division.to_owned())
    .fetch_optional(conn)
    .await?;
    Ok(row.is_some())
}

// Assessments

/// Opens an assessment that somebody has to arrange; `false` if it is there already.
pub async fn open(conn: &mut AnyConnection, new: &Assessment) -> Result<bool, Fault> {
    let done = sqlx::query(
        "INSERT INTO assessment (home, id, matter, case_id, reference, subject, office, division, round, contested, objection, stage, version,
         body, first_assessor, second_assessor, times, chosen, opened_at, due, form_version, first_confirmed, second_confirmed, concluded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'wanted', 0, '', '', '', '', '', $12, $13, 0, 0, 0, 0) ON CONFLICT DO NOTHING",
    )
    .bind(new.home.clone())
    .bind(new.id.clone())
    .bind(new.matter.clone())
    .bind(new.case_id.clone())
    .bind(new.reference.as_str().to_owned())
    .bind(new.subject.0.clone())
    .bind(new.office.0.clone())
    .bind(new.division.clone())
    .bind(new.round)
    .bind(new.contested.clone())
    .bind(new.sealed_objection.clone())
    .bind(micros(new.opened_at))
    .bind(new.due.to_string())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn by_id(conn: &mut AnyConnection, id: &str) -> Result<Option<Assessment>, Fault> {
    let row = sqlx::query(concat!(
        "SELECT ",
        columns!(),
        " FROM assessment a WHERE a.id = $1"
    ))
    .bind(id.to_owned())
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(assessment_of).transpose()
}

/// The looks that a matter has had, first one first.
pub async fn of_matter(
    conn: &mut AnyConnection,
    home: &str,
    matter: &str,
) -> Result<Vec<Assessment>, Fault> {
    let rows = sqlx::query(concat!(
        "SELECT ",
        columns!(),
        " FROM assessment a WHERE a.home = $1 AND a.matter = $2 ORDER BY a.round"
    ))
    .bind(home.to_owned())
    .bind(matter.to_owned())
    .fetch_all(conn)
    .await?;
    rows.iter().map(assessment_of).collect()
}

/// Whether this member may look at it: of the office that arranges it, the head of the body, or one of the two; and no
/// case of their own household.
pub async fn may_see(
    conn: &mut AnyConnection,
    id: &str,
    member: &StaffMember,
) -> Result<bool, Fault> {
    let row = sqlx::query(concat!(
        "SELECT a.id FROM assessment a WHERE a.id = $1
         AND (a.office = $2 OR (a.body = $2 AND ($3 = 'supervisor' OR a.first_assessor = $4 OR a.second_assessor = $4)))
         AND ",
        not_tied!("$4", "a")
    ))
    .bind(id.to_owned())
    .bind(member.office.0.clone())
    .bind(role(member).to_owned())
    .bind(member.id.clone())
    .fetch_optional(conn)
    .await?;
    Ok(row.is_some())
}

const fn role(member: &StaffMember) -> &'static str {
    match member.role {
        StaffRole::Caseworker => "caseworker",
        StaffRole::Supervisor => "supervisor",
    }
}

/// Matters of this office that a visit is open for and that nobody has begun to arrange: (home, matter).
pub async fn not_begun(
    conn: &mut AnyConnection,
    member: &StaffMember,
) -> Result<Vec<(String, String)>, Fault> {
    let rows = sqlx::query(concat!(
        "SELECT m.home, m.id FROM matter m WHERE m.office = $1 AND m.stage = 'open' AND m.kind = 'visit'
         AND NOT EXISTS (SELECT 1 FROM assessment a WHERE a.home = m.home AND a.matter = m.id)
         AND ",
        not_tied!("$2", "m"),
        " ORDER BY m.due, m.id LIMIT 200"
    ))
    .bind(member.office.0.clone())
    .bind(member.id.clone())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok((row.try_get("home")?, row.try_get("id")?)))
        .collect()
}

/// What lies with this member's office, or with this assessor; the newest first where it is done.
pub async fn list(
    conn: &mut AnyConnection,
    member: &StaffMember,
    is_done: bool,
) -> Result<Vec<Assessment>, Fault> {
    let sql = if is_done {
        concat!(
            "SELECT ",
            columns!(),
            " FROM assessment a WHERE (a.office = $1 OR (a.body = $1 AND ($2 = 'supervisor' OR a.first_assessor = $3 OR a.second_assessor = $3)))
             AND a.stage = 'concluded' AND ",
            not_tied!("$3", "a"),
            " ORDER BY a.due DESC, a.id DESC LIMIT 200"
        )
    } else {
        concat!(
            "SELECT ",
            columns!(),
            " FROM assessment a WHERE (a.office = $1 OR (a.body = $1 AND ($2 = 'supervisor' OR a.first_assessor = $3 OR a.second_assessor = $3)))
             AND a.stage IN ('wanted', 'assigned', 'proposed', 'arranged')
             AND (a.round > 1 OR EXISTS (SELECT 1 FROM matter m WHERE m.home = a.home AND m.id = a.matter AND m.stage = 'open'))
             AND ",
            not_tied!("$3", "a"),
            " ORDER BY a.due, a.id LIMIT 200"
        )
    };
    let rows = sqlx::query(sql)
        .bind(member.office.0.clone())
        .bind(role(member).to_owned())
        .bind(member.id.clone())
        .fetch_all(conn)
        .await?;
    rows.iter().map(assessment_of).collect()
}

/// Names the body, if it is independent and has not looked before.
pub async fn assign(
    conn: &mut AnyConnection,
    id: &str,
    version: i64,
    member: &StaffMember,
    body: &str,
) -> Result<bool, Fault> {
    let done = sqlx::query(concat!(
        "UPDATE assessment SET stage = 'assigned', body = $1, version = version + 1
         WHERE id = $2 AND version = $3 AND stage = 'wanted' AND office = $4
         AND ",
        independent!("$1"),
        " AND NOT EXISTS (SELECT 1 FROM assessment e WHERE e.home = assessment.home AND e.matter = assessment.matter
             AND e.id <> assessment.id AND e.body = $1)
         AND ",
        still_wanted!(),
        " AND ",
        not_tied!("$5", "assessment")
    ))
    .bind(body.to_owned())
    .bind(id.to_owned())
    .bind(version)
    .bind(member.office.0.clone())
    .bind(member.id.clone())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The body gives it back.
pub async fn hand_back(
    conn: &mut AnyConnection,
    id: &str,
    version: i64,
    member: &StaffMember,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE assessment SET stage = 'wanted', body = '', first_assessor = '', second_assessor = '', times = '', version = version + 1
         WHERE id = $1 AND version = $2 AND stage IN ('assigned', 'proposed') AND body = $3 AND $4 = 'supervisor'",
    )
    .bind(id.to_owned())
    .bind(version)
    .bind(member.office.0.clone())
    .bind(role(member).to_owned())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Names two assessors of the body who are at work, are no party of the case and live with none, and have not looked
/// before; and proposes times.
pub async fn propose(
    conn: &mut AnyConnection,
    id: &str,
    version: i64,
    member: &StaffMember,
    (first, second): (&str, &str),
    times: &[DateTime],
) -> Result<bool, Fault> {
    let times: Vec<String> = times.iter().map(DateTime::to_string).collect();
    let done = sqlx::query(concat!(
        "UPDATE assessment SET stage = 'proposed', first_assessor = $1, second_assessor = $2, times = $3, chosen = '', version = version + 1
         WHERE id = $4 AND version = $5 AND stage IN ('assigned', 'proposed') AND body = $6 AND $7 = 'supervisor' AND $1 <> $2
         AND EXISTS (SELECT 1 FROM staff s WHERE s.id = $1 AND s.office = $6 AND s.disabled_at = 0)
         AND EXISTS (SELECT 1 FROM staff s WHERE s.id = $2 AND s.office = $6 AND s.disabled_at = 0)
         AND NOT EXISTS (SELECT 1 FROM assessment e WHERE e.home = assessment.home AND e.matter = assessment.matter
             AND e.id <> assessment.id AND (e.first_assessor IN ($1, $2) OR e.second_assessor IN ($1, $2)))
         AND ",
        independent!("assessment.body"),
        " AND ",
        still_wanted!(),
        " AND ",
        not_tied!("$1, $2, $8", "assessment")
    ))
    .bind(first.to_owned())
    .bind(second.to_owned())
    .bind(times.join(" "))
    .bind(id.to_owned())
    .bind(version)
    .bind(member.office.0.clone())
    .bind(role(member).to_owned())
    .bind(member.id.clone())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A time stands: the citizen chose it, or somebody of the body agreed it on the phone, whoever leads it or one of the two
/// who were named.
pub async fn choose(
    conn: &mut AnyConnection,
    id: &str,
    version: i64,
    on_the_phone: Option<&StaffMember>,
    time: DateTime,
) -> Result<bool, Fault> {
    let done = sqlx::query(concat!(
        "UPDATE assessment SET stage = 'arranged', chosen = $1, version = version + 1
         WHERE id = $2 AND version = $3 AND stage = 'proposed'
         AND ($4 = '' OR (body = $4 AND ($5 = 'supervisor' OR $6 IN (first_assessor, second_assessor)))) AND ",
        still_wanted!(),
        " AND ",
        not_tied!("$6", "assessment")
    ))
    .bind(time.to_string())
    .bind(id.to_owned())
    .bind(version)
    .bind(on_the_phone.map(|member| member.office.0.clone()).unwrap_or_default())
    .bind(on_the_phone.map_or("", role).to_owned())
    .bind(on_the_phone.map(|member| member.id.clone()).unwrap_or_default())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes a call: its id, and with whom somebody spoke (sealed).
pub async fn note_call(
    conn: &mut AnyConnection,
    look: &Assessment,
    (id, spoke): (&str, &str),
    member: &StaffMember,
    time: DateTime,
    at: Timestamp,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO assessment_call (home, id, assessment, staff, at, chosen, spoke) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(look.home.clone())
    .bind(id.to_owned())
    .bind(look.id.clone())
    .bind(member.id.clone())
    .bind(micros(at))
    .bind(time.to_string())
    .bind(spoke.to_owned())
    .execute(conn)
    .await?;
    Ok(())
}

/// The call by which the time that stands was agreed: its id, who rang, with whom they spoke (sealed), when.
pub async fn call_of(
    conn: &mut AnyConnection,
    look: &Assessment,
) -> Result<Option<(String, String, String, Timestamp)>, Fault> {
    let Some(chosen) = look.chosen else {
        return Ok(None);
    };
    let row = sqlx::query(
        "SELECT id, staff, spoke, at FROM assessment_call WHERE home = $1 AND assessment = $2 AND chosen = $3 ORDER BY at DESC LIMIT 1",
    )
    .bind(look.home.clone())
    .bind(look.id.clone())
    .bind(chosen.to_string())
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        let at = moment(row.try_get("at")?)
            .ok_or_else(|| Fault::Row("assessment_call.at".to_owned()))?;
        Ok((
            row.try_get("id")?,
            row.try_get("staff")?,
            row.try_get("spoke")?,
            at,
        ))
    })
    .transpose()
}

/// No time stands any more: the body proposes others. `by_body`: pressed there, by whoever leads it (else empty).
pub async fn give_up_times(
    conn: &mut AnyConnection,
    id: &str,
    version: i64,
    by_body: &str,
) -> Result<bool, Fault> {
    let done = sqlx::query(concat!(
        "UPDATE assessment SET stage = 'assigned', times = '', chosen = '', first_confirmed = 0, second_confirmed = 0, version = version + 1
         WHERE id = $1 AND version = $2 AND ((stage IN ('proposed', 'arranged') AND $3 = '') OR (stage = 'arranged' AND body = $3)) AND ",
        still_wanted!()
    ))
    .bind(id.to_owned())
    .bind(version)
    .bind(by_body.to_owned())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Opens a change of the form: by one of the two, from the day of the visit on. Whatever was confirmed is not any more.
pub async fn change_form(
    conn: &mut AnyConnection,
    id: &str,
    staff: &str,
    today: Date,
) -> Result<bool, Fault> {
    let done = sqlx::query(concat!(
        "UPDATE assessment SET form_version = form_version + 1, first_confirmed = 0, second_confirmed = 0
         WHERE id = $1 AND stage = 'arranged' AND $2 IN (first_assessor, second_assessor) AND chosen < $3 AND ",
        still_wanted!(),
        " AND ",
        not_tied!("$2", "assessment")
    ))
    .bind(id.to_owned())
    .bind(staff.to_owned())
    .bind(end_of(today))
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Every local time of this day is smaller than this text.
fn end_of(day: Date) -> String {
    format!("{day}U")
}

/// One of the two confirms the form as they read it.
pub async fn confirm(
    conn: &mut AnyConnection,
    id: &str,
    form_version: i64,
    staff: &str,
    now: Timestamp,
    today: Date,
) -> Result<bool, Fault> {
    let done = sqlx::query(concat!(
        "UPDATE assessment SET first_confirmed = CASE WHEN first_assessor = $1 THEN $2 ELSE first_confirmed END,
         second_confirmed = CASE WHEN second_assessor = $1 THEN $2 ELSE second_confirmed END
         WHERE id = $3 AND form_version = $4 AND stage = 'arranged' AND $1 IN (first_assessor, second_assessor) AND chosen < $5
         AND ",
        independent!("assessment.body"),
        " AND ",
        still_wanted!(),
        " AND ",
        not_tied!("$1", "assessment")
    ))
    .bind(staff.to_owned())
    .bind(micros(now))
    .bind(id.to_owned())
    .bind(form_version)
    .bind(end_of(today))
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Both have confirmed.
pub async fn conclude(
    conn: &mut AnyConnection,
    id: &str,
    form_version: i64,
    now: Timestamp,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE assessment SET stage = 'concluded', concluded_at = $1, version = version + 1
         WHERE id = $2 AND form_version = $3 AND stage = 'arranged' AND first_confirmed > 0 AND second_confirmed > 0",
    )
    .bind(micros(now))
    .bind(id.to_owned())
    .bind(form_version)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Members of an office who are at work: id and name.
pub async fn staff_of(
    conn: &mut AnyConnection,
    office: &OfficeId,
) -> Result<Vec<(String, String)>, Fault> {
    let rows = sqlx::query(
        "SELECT id, name FROM staff WHERE office = $1 AND disabled_at = 0 ORDER BY login",
    )
    .bind(office.0.clone())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok((row.try_get("id")?, row.try_get("name")?)))
        .collect()
}

/// Whether this member is a party of the case, or lives with one.
pub async fn is_tied(
    conn: &mut AnyConnection,
    staff: &str,
    home: &str,
    case_id: &str,
) -> Result<bool, Fault> {
    let row = sqlx::query(
        "SELECT p.party FROM staff_tie t JOIN case_party p ON p.person = t.person WHERE t.staff = $1 AND p.home = $2 AND p.case_id = $3 LIMIT 1",
    )
    .bind(staff.to_owned())
    .bind(home.to_owned())
    .bind(case_id.to_owned())
    .fetch_optional(conn)
    .await?;
    Ok(row.is_some())
}

// The form and the wishes

/// (section, sealed answers)
pub async fn sections(
    conn: &mut AnyConnection,
    home: &str,
    id: &str,
) -> Result<Vec<(String, String)>, Fault> {
    let rows = sqlx::query(
        "SELECT section, answers FROM assessment_section WHERE home = $1 AND assessment = $2 ORDER BY section",
    )
    .bind(home.to_owned())
    .bind(id.to_owned())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok((row.try_get("section")?, row.try_get("answers")?)))
        .collect()
}

pub async fn keep_section(
    conn: &mut AnyConnection,
    assessment: &Assessment,
    section: &str,
    sealed: &str,
    staff: &str,
    now: Timestamp,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO assessment_section (home, assessment, section, answers, staff, at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (home, assessment, section) DO UPDATE SET answers = excluded.answers, staff = excluded.staff, at = excluded.at",
    )
    .bind(assessment.home.clone())
    .bind(assessment.id.clone())
    .bind(section.to_owned())
    .bind(sealed.to_owned())
    .bind(staff.to_owned())
    .bind(micros(now))
    .execute(conn)
    .await?;
    Ok(())
}

/// (whose, sealed wish)
pub async fn wishes(
    conn: &mut AnyConnection,
    home: &str,
    id: &str,
) -> Result<Vec<(PersonKey, String)>, Fault> {
    let rows = sqlx::query(
        "SELECT person, wish FROM assessment_wish WHERE home = $1 AND assessment = $2 ORDER BY at, person",
    )
    .bind(home.to_owned())
    .bind(id.to_owned())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok((PersonKey(row.try_get("person")?), row.try_get("wish")?)))
        .collect()
}

pub async fn keep_wish(
    conn: &mut AnyConnection,
    (home, id): (&str, &str),
    person: &PersonKey,
    sealed: &str,
    now: Timestamp,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO assessment_wish (home, assessment, person, wish, at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (home, assessment, person) DO UPDATE SET wish = excluded.wish, at = excluded.at",
    )
    .bind(home.to_owned())
    .bind(id.to_owned())
    .bind(person.0.clone())
    .bind(sealed.to_owned())
    .bind(micros(now))
    .execute(conn)
    .await?;
    Ok(())
}

// What was typed and not taken

pub async fn keep_draft(
    conn: &mut AnyConnection,
    who: &str,
    page: &str,
    sealed: &str,
    now: Timestamp,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO assessment_draft (who, page, typed, at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (who, page) DO UPDATE SET typed = excluded.typed, at = excluded.at",
    )
    .bind(who.to_owned())
    .bind(page.to_owned())
    .bind(sealed.to_owned())
    .bind(micros(now))
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn draft(
    conn: &mut AnyConnection,
    who: &str,
    page: &str,
) -> Result<Option<String>, Fault> {
    let row = sqlx::query("SELECT typed FROM assessment_draft WHERE who = $1 AND page = $2")
        .bind(who.to_owned())
        .bind(page.to_owned())
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|row| row.try_get("typed")).transpose()?)
}

pub async fn forget_draft(conn: &mut AnyConnection, who: &str, page: &str) -> Result<(), Fault> {
    sqlx::query("DELETE FROM assessment_draft WHERE who = $1 AND page = $2")
        .bind(who.to_owned())
        .bind(page.to_owned())
        .execute(conn)
        .await?;
    Ok(())
}

// Findings

/// Issues a finding; `false` if this assessment has one.
pub async fn issue(conn: &mut AnyConnection, finding: &Finding) -> Result<bool, Fault> {
    let done = sqlx::query(concat!(
        "INSERT INTO assessment_finding (",
        finding_columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, '') ON CONFLICT DO NOTHING"
    ))
    .bind(finding.home.clone())
    .bind(finding.id.clone())
    .bind(finding.assessment.clone())
    .bind(finding.matter.clone())
    .bind(finding.case_id.clone())
    .bind(finding.reference.as_str().to_owned())
    .bind(finding.subject.0.clone())
    .bind(finding.level.code().to_owned())
    .bind(finding.score)
    .bind(finding.table.clone())
    .bind(finding.sealed_sections.clone())
    .bind(finding.body.0.clone())
    .bind(finding.round)
    .bind(finding.from.to_string())
    .bind(finding.valid_until.to_string())
    .bind(finding.objection_until.to_string())
    .bind(micros(finding.issued_at))
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A later finding stands in the place of this one.
pub async fn replace(conn: &mut AnyConnection, id: &str, by: &str) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE assessment_finding SET replaced_by = $1 WHERE id = $2 AND replaced_by = ''",
    )
    .bind(by.to_owned())
    .bind(id.to_owned())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Everything that was ever found about a person, newest first, in whichever district. Whoever relies on one asks
/// [`Finding::holds_on`].
///
/// # Errors
/// The database's.
pub async fn findings_of(
    conn: &mut AnyConnection,
    subject: &PersonKey,
) -> Result<Vec<Finding>, Fault> {
    let rows = sqlx::query(concat!(
        "SELECT ",
        finding_columns!(),
        " FROM assessment_finding WHERE subject = $1 ORDER BY issued_at DESC, id DESC LIMIT 50"
    ))
    .bind(subject.0.clone())
    .fetch_all(conn)
    .await?;
    rows.iter().map(finding_of).collect()
}

pub async fn finding(conn: &mut AnyConnection, id: &str) -> Result<Option<Finding>, Fault> {
    let row = sqlx::query(concat!(
        "SELECT ",
        finding_columns!(),
        " FROM assessment_finding WHERE id = $1"
    ))
    .bind(id.to_owned())
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(finding_of).transpose()
}

/// What an assessment found, if it is at its end.
pub async fn found_by(
    conn: &mut AnyConnection,
    home: &str,
    assessment: &str,
) -> Result<Option<Finding>, Fault> {
    let row = sqlx::query(concat!(
        "SELECT ",
        finding_columns!(),
        " FROM assessment_finding WHERE home = $1 AND assessment = $2"
    ))
    .bind(home.to_owned())
    .bind(assessment.to_owned())
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(finding_of).transpose()
}

fn unreadable(column: &str, id: &str) -> Fault {
    Fault::Row(format!("{column} of {id}"))
}

fn assessment_of(row: &AnyRow) -> Result<Assessment, Fault> {
    let id: String = row.try_get("id")?;
    let text = |column: &str| -> Result<String, Fault> { Ok(row.try_get(column)?) };
    let number = |column: &str| -> Result<i64, Fault> { Ok(row.try_get(column)?) };
    let times = text("times")?
        .split_whitespace()
        .map(|time| time.parse().map_err(|_| unreadable("times", &id)))
        .collect::<Result<Vec<DateTime>, Fault>>()?;
    let chosen = text("chosen")?;
    Ok(Assessment {
        home: text("home")?,
        matter: text("matter")?,
        case_id: text("case_id")?,
        reference: CaseReference::parse(&text("reference")?)
            .map_err(|_| unreadable("reference", &id))?,
        subject: PersonKey(text("subject")?),
        office: OfficeId(text("office")?),
        division: text("division")?,
        round: number("round")?,
        contested: text("contested")?,
        sealed_objection: text("objection")?,
        stage: AssessmentStage::from_code(&text("stage")?)
            .ok_or_else(|| unreadable("stage", &id))?,
        version: number("version")?,
        body: OfficeId(text("body")?),
        first: text("first_assessor")?,
        second: text("second_assessor")?,
        times,
        chosen: if chosen.is_empty() {
            None
        } else {
            Some(chosen.parse().map_err(|_| unreadable("chosen", &id))?)
        },
        opened_at: moment(number("opened_at")?).ok_or_else(|| unreadable("opened_at", &id))?,
        due: text("due")?.parse().map_err(|_| unreadable("due", &id))?,
        form_version: number("form_version")?,
        first_confirmed: moment(number("first_confirmed")?),
        second_confirmed: moment(number("second_confirmed")?),
        concluded_at: moment(number("concluded_at")?),
        id,
    })
}

fn finding_of(row: &AnyRow) -> Result<Finding, Fault> {
    let id: String = row.try_get("id")?;
    let text = |column: &str| -> Result<String, Fault> { Ok(row.try_get(column)?) };
    let day = |column: &str| -> Result<Date, Fault> {
        text(column)?.parse().map_err(|_| unreadable(column, &id))
    };
    Ok(Finding {
        home: text("home")?,
        assessment: text("assessment")?,
        matter: text("matter")?,
        case_id: text("case_id")?,
        reference: CaseReference::parse(&text("reference")?)
            .map_err(|_| unreadable("reference", &id))?,
        subject: PersonKey(text("subject")?),
        level: CareLevel::from_code(&text("level")?).ok_or_else(|| unreadable("level", &id))?,
        score: row.try_get("score")?,
        table: text("score_table")?,
        sealed_sections: text("sections")?,
        body: OfficeId(text("body")?),
        round: row.try_get("round")?,
        from: day("from_day")?,
        valid_until: day("valid_until")?,
        objection_until: day("objection_until")?,
        issued_at: moment(row.try_get("issued_at")?).ok_or_else(|| unreadable("issued_at", &id))?,
        replaced_by: text("replaced_by")?,
        id,
    })
}
