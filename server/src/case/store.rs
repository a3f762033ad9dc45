//! SQL of cases, matters, parties, waits, invitations and claims. No rules.

use app::case::{CaseReference, MatterDefinition, MatterKind, PartyRole, Stage};
use app::identity::{OfficeId, PersonKey};
use app::text::Wording;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::database::{Key, rows_of, these};
use crate::fault::Fault;

/// Where a matter is kept.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MatterKey {
    pub home: String,
    pub id: String,
}

/// One submitted application.
#[derive(Clone, Debug)]
pub struct Case {
    pub home: String,
    pub id: String,
    pub service: String,
    /// Version of the definition it was filed under.
    pub definition: String,
    pub service_name: Wording,
    pub reference: CaseReference,
    pub filed_by: PersonKey,
    pub subject: PersonKey,
    /// Reference of the mandate under which it was filed.
    pub mandate: Option<String>,
    pub promised_days: i64,
    pub submitted_at: Timestamp,
    pub closed_at: Option<Timestamp>,
    /// By when the whole case is promised.
    pub due: Option<Date>,
    /// Opened by `Office::dossier`.
    pub sealed_dossier: String,
}

impl Case {
    pub fn key(&self) -> Key<'_> {
        (&self.home, &self.id)
    }
}

/// One department's part of a case.
#[derive(Clone, Debug)]
pub struct Matter {
    pub key: MatterKey,
    pub case_id: String,
    pub reference: CaseReference,
    pub code: String,
    pub subject: String,
    pub place: i64,
    pub kind: MatterKind,
    pub department: String,
    pub office: OfficeId,
    /// As filed.
    pub definition: MatterDefinition,
    pub wants_confirmation: bool,
    pub promised_days: i64,
    pub legal_days: i64,
    pub stage: Stage,
    pub version: i64,
    /// Staff id of the holder; empty: nobody.
    pub holder: String,
    pub ready_at: Option<Timestamp>,
    pub due: Option<Date>,
    /// Sealed; opened by `Office::result_of`.
    pub sealed_result: String,
    /// Sealed; opened by `Office::decision_of`.
    pub sealed_decision: String,
    pub ended_at: Option<Timestamp>,
    /// Staff id of whoever proposed the decision; empty: none is proposed or held.
    pub proposed_by: String,
    /// Until when the decision can be recalled.
    pub held_until: Option<Timestamp>,
    /// The office of another district that it is offered to, and the last day on which that office may decline.
    pub offered_to: Option<(OfficeId, Date)>,
    /// How often the applicant has been asked, and how often they may be.
    pub requests: i64,
    pub requests_allowed: i64,
    /// By when the law wants it.
    pub legal_due: Option<Date>,
}

/// A person in a case.
#[derive(Clone, Debug)]
pub struct Party {
    pub home: String,
    pub case_id: String,
    pub role: PartyRole,
    /// `applicant`, `confirmer`, or the subject's key.
    pub party: String,
    /// Empty for a subject without a number.
    pub person: PersonKey,
    pub sealed_name: String,
    /// `asked`, `confirmed`, `declined`, `expired`, `counter`; empty where nothing is asked.
    pub confirmation: String,
}

/// A time in which the clock stands: for whom, since, answer by.
#[derive(Clone, Debug)]
pub struct Wait {
    pub home: String,
    pub id: String,
    /// `matter`.
    pub kind: String,
    pub record: String,
    pub whom: String,
    pub since: Timestamp,
    pub answer_by: Option<Date>,
    pub until: Option<Timestamp>,
    pub sealed_question: String,
    pub sealed_answer: String,
    /// Since when the applicant has said that they bring it to the counter.
    pub brings_since: Option<Timestamp>,
}

/// What staff wrote about a matter.
#[derive(Clone, Debug)]
pub struct Remark {
    pub key: MatterKey,
    pub case_id: String,
    pub matter: String,
    /// The step that it goes with, or `note`.
    pub kind: String,
    /// Staff id.
    pub staff: String,
    pub office: OfficeId,
    pub at: Timestamp,
    /// Whether the applicant reads it.
    pub is_told: bool,
    /// Opened by `Office::text_of`.
    pub sealed_text: String,
}

const NO_DATE: &str = "9999-12-31";

/// Microseconds for the database.
pub fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// 0 is "not yet".
pub fn moment(micros: i64) -> Option<Timestamp> {
    (micros != 0)
        .then(|| Timestamp::from_microsecond(micros).ok())
        .flatten()
}

/// A date for the database; none sorts last.
pub fn date_text(date: Option<Date>) -> String {
    date.map_or_else(|| NO_DATE.to_owned(), |date| date.to_string())
}

/// A date of the database's; `None` where there is none.
pub fn date_of(text: &str) -> Option<Date> {
    if text == NO_DATE {
        None
    } else {
        text.parse().ok()
    }
}

fn unreadable(what: &str, id: &str) -> Fault {
    Fault::Row(format!("{what} {id}"))
}

fn code_of<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(code)) => code,
        _ => String::new(),
    }
}

fn from_code<T: serde::de::DeserializeOwned>(code: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(code.to_owned())).ok()
}

// Cases

pub async fn add_case(
    conn: &mut AnyConnection,
    case: &Case,
    declaration: &str,
    next_mark: Option<Timestamp>,
) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO case_file (home, id, service, definition, service_name, reference, filed_by, subject, mandate, declaration, dossier, promised_days, submitted_at, due, next_mark)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    )
    .bind(case.home.clone())
    .bind(case.id.clone())
    .bind(case.service.clone())
    .bind(case.definition.clone())
    .bind(serde_json::to_string(&case.service_name).expect("a wording serializes"))
    .bind(case.reference.as_str().to_owned())
    .bind(case.filed_by.0.clone())
    .bind(case.subject.0.clone())
    .bind(case.mandate.clone())
    .bind(declaration.to_owned())
    .bind(case.sealed_dossier.clone())
    .bind(case.promised_days)
    .bind(micros(case.submitted_at))
    .bind(date_text(case.due))
    .bind(next_mark.map_or(0, micros))
    .execute(conn)
    .await?;
    Ok(())
}

/// Adds the reference; `false` if it is taken, which only chance can cause.
pub async fn add_reference(
    conn: &mut AnyConnection,
    case: &Case,
    enquiry_hash: &str,
    enquiry_sealed: &str,
) -> Result<bool, Fault> {
    let added = sqlx::query(
        "INSERT INTO case_reference (reference, home, id, enquiry_hash, enquiry_sealed) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING",
    )
    .bind(case.reference.as_str().to_owned())
    .bind(case.home.clone())
    .bind(case.id.clone())
    .bind(enquiry_hash.to_owned())
    .bind(enquiry_sealed.to_owned())
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// The columns of a case, whose table is called `c`.
macro_rules! case_columns {
    () => {
        "c.home, c.id, c.service, c.definition, c.service_name, c.reference, c.filed_by, c.subject, c.mandate, c.promised_days, c.submitted_at, c.closed_at, c.due, c.dossier"
    };
}
pub(crate) use case_columns;

/// A case from a row that selected [`case_columns`].
pub fn case_of(row: &AnyRow) -> Result<Case, Fault> {
    let id: String = row.try_get("id")?;
    let text = |column: &str| row.try_get::<String, _>(column);
    Ok(Case {
        home: text("home")?,
        service: text("service")?,
        definition: text("definition")?,
        service_name: serde_json::from_str(&text("service_name")?)
            .map_err(|_| unreadable("case_file.service_name", &id))?,
        reference: CaseReference::parse(&text("reference")?)
            .map_err(|_| unreadable("case_file.reference", &id))?,
        filed_by: PersonKey(text("filed_by")?),
        subject: PersonKey(text("subject")?),
        mandate: row.try_get("mandate")?,
        promised_days: row.try_get("promised_days")?,
        submitted_at: moment(row.try_get("submitted_at")?)
            .ok_or_else(|| unreadable("case_file.submitted_at", &id))?,
        closed_at: moment(row.try_get("closed_at")?),
        due: date_of(&text("due")?),
        sealed_dossier: text("dossier")?,
        id,
    })
}

pub async fn case_by_reference(
    conn: &mut AnyConnection,
    reference: &CaseReference,
) -> Result<Option<Case>, Fault> {
    let row = sqlx::query(
        concat!(
            "SELECT ",
            case_columns!(),
            " FROM case_reference r JOIN case_file c ON c.home = r.home AND c.id = r.id WHERE r.reference = $1"
        ),
    )
    .bind(reference.as_str().to_owned())
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(case_of).transpose()
}

pub async fn case_by_id(
    conn: &mut AnyConnection,
    home: &str,
    id: &str,
) -> Result<Option<Case>, Fault> {
    let row = sqlx::query(concat!(
        "SELECT ",
        case_columns!(),
        " FROM case_file c WHERE c.home = $1 AND c.id = $2"
    ))
    .bind(home.to_owned())
    .bind(id.to_owned())
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(case_of).transpose()
}

/// The cases with these keys, in no order.
pub async fn cases_by_id(conn: &mut AnyConnection, keys: &[Key<'_>]) -> Result<Vec<Case>, Fault> {
    let sql = concat!(
        "SELECT ",
        case_columns!(),
        " FROM ",
        these!(),
        "CROSS JOIN case_file c WHERE c.home = k.column1 AND c.id = k.column2"
    );
    let rows = rows_of(conn, sql, keys).await?;
    rows.iter().map(case_of).collect()
}

/// Whether anything was ever filed.
pub async fn has_cases(conn: &mut AnyConnection) -> Result<bool, Fault> {
    let row = sqlx::query("SELECT id FROM case_file LIMIT 1")
        .fetch_optional(conn)
        .await?;
    Ok(row.is_some())
}

/// Replaces the dossier, if it is still the one that was read.
pub async fn replace_dossier(
    conn: &mut AnyConnection,
    case: &Case,
    sealed: &str,
) -> Result<bool, Fault> {
    let changed = sqlx::query(
        "UPDATE case_file SET dossier = $1 WHERE home = $2 AND id = $3 AND dossier = $4",
    )
    .bind(sealed.to_owned())
    .bind(case.home.clone())
    .bind(case.id.clone())
    .bind(case.sealed_dossier.clone())
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Closes the case when no matter can move any more.
pub async fn close_if_ended(
    conn: &mut AnyConnection,
    home: &str,
    case_id: &str,
    at: Timestamp,
) -> Result<bool, Fault> {
    let changed = sqlx::query(
        "UPDATE case_file SET closed_at = $1 WHERE home = $2 AND id = $3 AND closed_at = 0
         AND NOT EXISTS (SELECT 1 FROM matter m WHERE m.home = $2 AND m.case_id = $3 AND m.ended_at = 0)",
    )
    .bind(micros(at))
    .bind(home.to_owned())
    .bind(case_id.to_owned())
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// A matter of a closed case goes on: so does the case.
pub async fn open_again(conn: &mut AnyConnection, home: &str, case_id: &str) -> Result<(), Fault> {
    sqlx::query("UPDATE case_file SET closed_at = 0 WHERE home = $1 AND id = $2")
        .bind(home.to_owned())
        .bind(case_id.to_owned())
        .execute(conn)
        .await?;
    Ok(())
}

/// Sets by when the whole case is promised, and when its clock is to be looked at next; `None`: it stands.
pub async fn set_case_clock(
    conn: &mut AnyConnection,
    home: &str,
    case_id: &str,
    due: Option<Date>,
    next_mark: Option<Timestamp>,
) -> Result<(), Fault> {
    sqlx::query("UPDATE case_file SET due = $1, next_mark = $2 WHERE home = $3 AND id = $4")
        .bind(date_text(due))
        .bind(next_mark.map_or(0, micros))
        .bind(home.to_owned())
        .bind(case_id.to_owned())
        .execute(conn)
        .await?;
    Ok(())
}

/// The keyed hash and sealed copy of the enquiry code, and whether enquiries are switched off.
pub async fn enquiry(
    conn: &mut AnyConnection,
    reference: &CaseReference,
) -> Result<Option<(String, String, bool)>, Fault> {
    let row = sqlx::query(
        "SELECT enquiry_hash, enquiry_sealed, enquiry_off FROM case_reference WHERE reference = $1",
    )
    .bind(reference.as_str().to_owned())
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        Ok((
            row.try_get(0)?,
            row.try_get(1)?,
            row.try_get::<i64, _>(2)? == 1,
        ))
    })
    .transpose()
}

pub async fn switch_enquiry(
    conn: &mut AnyConnection,
    reference: &CaseReference,
    off: bool,
) -> Result<(), Fault> {
    sqlx::query("UPDATE case_reference SET enquiry_off = $1 WHERE reference = $2")
        .bind(i64::from(off))
        .bind(reference.as_str().to_owned())
        .execute(conn)
        .await?;
    Ok(())
}

// Claims

/// Claims something for a case; `false` if another case has it.
pub async fn claim(
    conn: &mut AnyConnection,
    what: &str,
    home: &str,
    case_id: &str,
) -> Result<bool, Fault> {
    let added = sqlx::query(
        "INSERT INTO claim (what, home, case_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind(what.to_owned())
    .bind(home.to_owned())
    .bind(case_id.to_owned())
    .execute(conn)
    .await?;
    Ok(added.rows_affected() == 1)
}

pub async fn is_claimed(conn: &mut AnyConnection, what: &str) -> Result<bool, Fault> {
    let row = sqlx::query("SELECT home FROM claim WHERE what = $1")
        .bind(what.to_owned())
        .fetch_optional(conn)
        .await?;
    Ok(row.is_some())
}

/// Gives back what a case had claimed, and remembers it: an appeal may want it again.
pub async fn release_claims(
    conn: &mut AnyConnection,
    home: &str,
    case_id: &str,
) -> Result<(), Fault> {
    for sql in [
        "INSERT INTO released_claim (what, home, case_id) SELECT c.what, c.home, c.case_id FROM claim c WHERE c.home = $1 AND c.case_id = $2
         ON CONFLICT DO NOTHING",
        "DELETE FROM claim WHERE home = $1 AND case_id = $2",
    ] {
        sqlx::query(sql)
            .bind(home.to_owned())
            .bind(case_id.to_owned())
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

/// Claims once more what a case had given back; `false` if another case has any of it by now.
pub async fn claim_again(
    conn: &mut AnyConnection,
    home: &str,
    case_id: &str,
) -> Result<bool, Fault> {
    for sql in [
        "INSERT INTO claim (what, home, case_id) SELECT r.what, r.home, r.case_id FROM released_claim r WHERE r.home = $1 AND r.case_id = $2
         ON CONFLICT DO NOTHING",
        "DELETE FROM released_claim WHERE home = $1 AND case_id = $2
         AND EXISTS (SELECT 1 FROM claim c WHERE c.what = released_claim.what AND c.home = $1 AND c.case_id = $2)",
    ] {
        sqlx::query(sql)
            .bind(home.to_owned())
            .bind(case_id.to_owned())
            .execute(&mut *conn)
            .await?;
    }
    let left =
        sqlx::query("SELECT what FROM released_claim WHERE home = $1 AND case_id = $2 LIMIT 1")
            .bind(home.to_owned())
            .bind(case_id.to_owned())
            .fetch_optional(conn)
            .await?;
    Ok(left.is_none())
}

// Parties

pub async fn add_party(conn: &mut AnyConnection, party: &Party) -> Result<(), Fault> {
    sqlx::query("INSERT INTO case_party (home, case_id, role, party, person, name, confirmation) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(party.home.clone())
        .bind(party.case_id.clone())
        .bind(code_of(&party.role))
        .bind(party.party.clone())
        .bind(party.person.0.clone())
        .bind(party.sealed_name.clone())
        .bind(party.confirmation.clone())
        .execute(conn)
        .await?;
    Ok(())
}

pub async fn parties(
    conn: &mut AnyConnection,
    home: &str,
    case_id: &str,
) -> Result<Vec<Party>, Fault> {
    parties_of(conn, &[(home, case_id)]).await
}

/// The parties of these cases, each case's in the order of what they are in it.
pub async fn parties_of(conn: &mut AnyConnection, cases: &[Key<'_>]) -> Result<Vec<Party>, Fault> {
    let sql = concat!(
        "SELECT home, case_id, role, party, person, name, confirmation FROM ",
        these!(),
        "CROSS JOIN case_party WHERE home = k.column1 AND case_id = k.column2 ORDER BY party"
    );
    let rows = rows_of(conn, sql, cases).await?;
    rows.iter()
        .map(|row| {
            let case_id: String = row.try_get("case_id")?;
            Ok(Party {
                home: row.try_get("home")?,
                role: from_code(&row.try_get::<String, _>("role")?)
                    .ok_or_else(|| unreadable("case_party.role", &case_id))?,
                case_id,
                party: row.try_get("party")?,
                person: PersonKey(row.try_get("person")?),
                sealed_name: row.try_get("name")?,
                confirmation: row.try_get("confirmation")?,
            })
        })
        .collect()
}

/// Moves a confirmer's confirmation from one state to another; `false` if it was not in that state.
pub async fn move_confirmation(
    conn: &mut AnyConnection,
    home: &str,
    case_id: &str,
    from: &[&str],
    to: &str,
) -> Result<bool, Fault> {
    // Four places suffice for every list of states; the unused ones repeat the first.
    let state = |index: usize| (*from.get(index).unwrap_or(&from[0])).to_owned();
    let changed = sqlx::query(
        "UPDATE case_party SET confirmation = $1 WHERE home = $2 AND case_id = $3 AND party = 'confirmer' AND confirmation IN ($4, $5, $6, $7)",
    )
    .bind(to.to_owned())
    .bind(home.to_owned())
    .bind(case_id.to_owned())
    .bind(state(0))
    .bind(state(1))
    .bind(state(2))
    .bind(state(3))
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

// Matters

pub async fn add_matter(conn: &mut AnyConnection, matter: &Matter) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO matter (home, id, case_id, reference, code, subject, place, kind, department, office, definition, wants_confirmation, promised_days, legal_days, stage, version, ready_at, due, result, ended_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
    )
    .bind(matter.key.home.clone())
    .bind(matter.key.id.clone())
    .bind(matter.case_id.clone())
    .bind(matter.reference.as_str().to_owned())
    .bind(matter.code.clone())
    .bind(matter.subject.clone())
    .bind(matter.place)
    .bind(code_of(&matter.kind))
    .bind(matter.department.clone())
    .bind(matter.office.0.clone())
    .bind(serde_json::to_string(&matter.definition).expect("a definition serializes"))
    .bind(i64::from(matter.wants_confirmation))
    .bind(matter.promised_days)
    .bind(matter.legal_days)
    .bind(matter.stage.code().to_owned())
    .bind(matter.version)
    .bind(matter.ready_at.map_or(0, micros))
    .bind(date_text(matter.due))
    .bind(matter.sealed_result.clone())
    .bind(matter.ended_at.map_or(0, micros))
    .execute(conn)
    .await?;
    Ok(())
}

/// The columns of a matter, for [`matter_of`].
macro_rules! matter_columns {
    () => {
        "m.home, m.id, m.case_id, m.reference, m.code, m.subject, m.place, m.kind, m.department, m.office, m.definition, m.wants_confirmation, m.promised_days, m.legal_days, m.stage, m.version, m.holder, m.ready_at, m.due, m.result, m.decision, m.ended_at, m.proposed_by, m.held_until, m.offered_to, m.offered_until, m.requests, m.requests_allowed, m.legal_due"
    };
}
pub(crate) use matter_columns;

/// A matter from a row that selected [`matter_columns`].
pub fn matter_of(row: &AnyRow) -> Result<Matter, Fault> {
    let id: String = row.try_get("id")?;
    let text = |column: &str| row.try_get::<String, _>(column);
    Ok(Matter {
        case_id: text("case_id")?,
        reference: CaseReference::parse(&text("reference")?)
            .map_err(|_| unreadable("matter.reference", &id))?,
        code: text("code")?,
        subject: text("subject")?,
        place: row.try_get("place")?,
        kind: from_code(&text("kind")?).ok_or_else(|| unreadable("matter.kind", &id))?,
        department: text("department")?,
        office: OfficeId(text("office")?),
        definition: serde_json::from_str(&text("definition")?)
            .map_err(|_| unreadable("matter.definition", &id))?,
        wants_confirmation: row.try_get::<i64, _>("wants_confirmation")? == 1,
        promised_days: row.try_get("promised_days")?,
        legal_days: row.try_get("legal_days")?,
        stage: Stage::from_code(&text("stage")?).ok_or_else(|| unreadable("matter.stage", &id))?,
        version: row.try_get("version")?,
        holder: text("holder")?,
        ready_at: moment(row.try_get("ready_at")?),
        due: date_of(&text("due")?),
        sealed_result: text("result")?,
        sealed_decision: text("decision")?,
        ended_at: moment(row.try_get("ended_at")?),
        proposed_by: text("proposed_by")?,
        held_until: moment(row.try_get("held_until")?),
        offered_to: date_of(&text("offered_until")?)
            .zip(Some(text("offered_to")?).filter(|office| !office.is_empty()))
            .map(|(until, office)| (OfficeId(office), until)),
        requests: row.try_get("requests")?,
        requests_allowed: row.try_get("requests_allowed")?,
        legal_due: date_of(&text("legal_due")?),
        key: MatterKey {
            home: text("home")?,
            id,
        },
    })
}

/// All matters of a case, in order.
pub async fn matters(
    conn: &mut AnyConnection,
    home: &str,
    case_id: &str,
) -> Result<Vec<Matter>, Fault> {
    matters_of(conn, &[(home, case_id)]).await
}

/// All matters of these cases, each case's in order.
pub async fn matters_of(conn: &mut AnyConnection, cases: &[Key<'_>]) -> Result<Vec<Matter>, Fault> {
    let sql = concat!(
        "SELECT ",
        matter_columns!(),
        " FROM ",
        these!(),
        "CROSS JOIN matter m WHERE m.home = k.column1 AND m.case_id = k.column2 ORDER BY m.place"
    );
    let rows = rows_of(conn, sql, cases).await?;
    rows.iter().map(matter_of).collect()
}

pub async fn matter(conn: &mut AnyConnection, key: &MatterKey) -> Result<Option<Matter>, Fault> {
    let row = sqlx::query(concat!(
        "SELECT ",
        matter_columns!(),
        " FROM matter m WHERE m.home = $1 AND m.id = $2"
    ))
    .bind(key.home.clone())
    .bind(key.id.clone())
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(matter_of).transpose()
}

/// What a step changes in a matter's row. Everything not named stays.
#[derive(Clone, Debug, Default)]
pub struct MatterChange {
    pub holder: Option<String>,
    pub office: Option<OfficeId>,
    pub ready_at: Option<Timestamp>,
    pub due: Option<Option<Date>>,
    pub legal_due: Option<Option<Date>>,
    pub sealed_result: Option<String>,
    pub sealed_decision: Option<String>,
    pub ended_at: Option<Option<Timestamp>>,
    pub proposed_by: Option<String>,
    pub held_until: Option<Option<Timestamp>>,
    pub offered_to: Option<Option<(OfficeId, Date)>>,
    pub requests: Option<i64>,
    pub requests_allowed: Option<i64>,
    /// When the clocks are to be looked at next; `Some(None)`: they stand.
    pub next_mark: Option<Option<Timestamp>>,
}

/// The compare-and-set that opens every step: stage and version must still be those of `matter`. `false`: somebody was
/// first.
pub async fn move_matter(
    conn: &mut AnyConnection,
    matter: &Matter,
    to: Stage,
    change: &MatterChange,
) -> Result<bool, Fault> {
    let offered = change
        .offered_to
        .clone()
        .unwrap_or_else(|| matter.offered_to.clone());
    let (offered_to, offered_until) = offered.map_or_else(
        || (String::new(), None),
        |(office, until)| (office.0, Some(until)),
    );
    let changed = sqlx::query(
        "UPDATE matter SET stage = $1, version = version + 1, holder = $2, ready_at = $3, due = $4, result = $5, decision = $6, ended_at = $7,
         office = $12, legal_due = $13, proposed_by = $14, held_until = $15, offered_to = $16, offered_until = $17, requests = $18, requests_allowed = $19,
         next_mark = CASE WHEN $20 < 0 THEN next_mark ELSE $20 END
         WHERE home = $8 AND id = $9 AND stage = $10 AND version = $11",
    )
    .bind(to.code().to_owned())
    .bind(change.holder.clone().unwrap_or_else(|| matter.holder.clone()))
    .bind(change.ready_at.or(matter.ready_at).map_or(0, micros))
    .bind(date_text(change.due.unwrap_or(matter.due)))
    .bind(change.sealed_result.clone().unwrap_or_else(|| matter.sealed_result.clone()))
    .bind(change.sealed_decision.clone().unwrap_or_else(|| matter.sealed_decision.clone()))
    .bind(change.ended_at.unwrap_or(matter.ended_at).map_or(0, micros))
    .bind(matter.key.home.clone())
    .bind(matter.key.id.clone())
    .bind(matter.stage.code().to_owned())
    .bind(matter.version)
    .bind(change.office.clone().unwrap_or_else(|| matter.office.clone()).0)
    .bind(date_text(change.legal_due.unwrap_or(matter.legal_due)))
    .bind(change.proposed_by.clone().unwrap_or_else(|| matter.proposed_by.clone()))
    .bind(change.held_until.unwrap_or(matter.held_until).map_or(0, micros))
    .bind(offered_to)
    .bind(date_text(offered_until))
    .bind(change.requests.unwrap_or(matter.requests))
    .bind(change.requests_allowed.unwrap_or(matter.requests_allowed))
    .bind(change.next_mark.map_or(-1, |at| at.map_or(0, micros)))
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Gives a matter that nobody has begun to another office; `false` if it has moved on meanwhile.
pub async fn move_office(
    conn: &mut AnyConnection,
    matter: &Matter,
    office: &OfficeId,
) -> Result<bool, Fault> {
    let changed = sqlx::query(
        "UPDATE matter SET office = $1, version = version + 1 WHERE home = $2 AND id = $3 AND stage = $4 AND version = $5 AND holder = ''",
    )
    .bind(office.0.clone())
    .bind(matter.key.home.clone())
    .bind(matter.key.id.clone())
    .bind(matter.stage.code().to_owned())
    .bind(matter.version)
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

// Waits

pub async fn add_wait(conn: &mut AnyConnection, wait: &Wait) -> Result<(), Fault> {
    sqlx::query("INSERT INTO wait (home, id, kind, record, whom, since, answer_by, question) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(wait.home.clone())
        .bind(wait.id.clone())
        .bind(wait.kind.clone())
        .bind(wait.record.clone())
        .bind(wait.whom.clone())
        .bind(micros(wait.since))
        .bind(date_text(wait.answer_by))
        .bind(wait.sealed_question.clone())
        .execute(conn)
        .await?;
    Ok(())
}

/// Ends the open wait of a record, keeping the answer.
pub async fn end_wait(
    conn: &mut AnyConnection,
    home: &str,
    kind: &str,
    record: &str,
    at: Timestamp,
    sealed_answer: &str,
) -> Result<bool, Fault> {
    let changed = sqlx::query("UPDATE wait SET until = $1, answer = $2 WHERE home = $3 AND kind = $4 AND record = $5 AND until = 0")
        .bind(micros(at))
        .bind(sealed_answer.to_owned())
        .bind(home.to_owned())
        .bind(kind.to_owned())
        .bind(record.to_owned())
        .execute(conn)
        .await?;
    Ok(changed.rows_affected() > 0)
}

/// Ends the open wait of a record without an answer of the applicant's own words: it was brought to the counter.
pub async fn end_wait_without_words(
    conn: &mut AnyConnection,
    home: &str,
    kind: &str,
    record: &str,
    at: Timestamp,
) -> Result<bool, Fault> {
    let changed = sqlx::query(
        "UPDATE wait SET until = $1 WHERE home = $2 AND kind = $3 AND record = $4 AND until = 0",
    )
    .bind(micros(at))
    .bind(home.to_owned())
    .bind(kind.to_owned())
    .bind(record.to_owned())
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() > 0)
}

/// Gives the open wait of a matter another date to answer by.
pub async fn move_answer_by(
    conn: &mut AnyConnection,
    key: &MatterKey,
    answer_by: Date,
) -> Result<(), Fault> {
    sqlx::query("UPDATE wait SET answer_by = $1 WHERE home = $2 AND kind = 'matter' AND record = $3 AND until = 0")
        .bind(answer_by.to_string())
        .bind(key.home.clone())
        .bind(key.id.clone())
        .execute(conn)
        .await?;
    Ok(())
}

/// The applicant says that they bring to the counter what was asked; `false` if nothing is asked (any more).
pub async fn will_bring(
    conn: &mut AnyConnection,
    key: &MatterKey,
    at: Timestamp,
) -> Result<bool, Fault> {
    let changed = sqlx::query(
        "UPDATE wait SET brings_since = $1 WHERE home = $2 AND kind = 'matter' AND record = $3 AND until = 0 AND brings_since = 0",
    )
    .bind(micros(at))
    .bind(key.home.clone())
    .bind(key.id.clone())
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() == 1)
}

fn wait_of(row: &AnyRow) -> Result<Wait, Fault> {
    let id: String = row.try_get("id")?;
    Ok(Wait {
        home: row.try_get("home")?,
        kind: row.try_get("kind")?,
        record: row.try_get("record")?,
        whom: row.try_get("whom")?,
        since: moment(row.try_get("since")?).ok_or_else(|| unreadable("wait.since", &id))?,
        answer_by: date_of(&row.try_get::<String, _>("answer_by")?),
        until: moment(row.try_get("until")?),
        sealed_question: row.try_get("question")?,
        sealed_answer: row.try_get("answer")?,
        brings_since: moment(row.try_get("brings_since")?),
        id,
    })
}

/// The waits of one matter, oldest first.
pub async fn waits_of_matter(
    conn: &mut AnyConnection,
    key: &MatterKey,
) -> Result<Vec<Wait>, Fault> {
    let rows = sqlx::query(
        "SELECT home, id, kind, record, whom, since, answer_by, until, question, answer, brings_since FROM wait
         WHERE home = $1 AND kind = 'matter' AND record = $2 ORDER BY since",
    )
    .bind(key.home.clone())
    .bind(key.id.clone())
    .fetch_all(conn)
    .await?;
    rows.iter().map(wait_of).collect()
}

/// The waits of all matters of these cases, oldest first.
pub async fn waits_of(conn: &mut AnyConnection, cases: &[Key<'_>]) -> Result<Vec<Wait>, Fault> {
    let sql = concat!(
        "SELECT w.home, w.id, w.kind, w.record, w.whom, w.since, w.answer_by, w.until, w.question, w.answer, w.brings_since FROM ",
        these!(),
        "CROSS JOIN matter m CROSS JOIN wait w WHERE m.home = k.column1 AND m.case_id = k.column2
         AND w.home = m.home AND w.kind = 'matter' AND w.record = m.id ORDER BY w.since"
    );
    let rows = rows_of(conn, sql, cases).await?;
    rows.iter().map(wait_of).collect()
}

// Remarks

pub async fn add_remark(conn: &mut AnyConnection, remark: &Remark) -> Result<(), Fault> {
    sqlx::query("INSERT INTO remark (home, id, case_id, matter, kind, staff, office, at, told, text) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
        .bind(remark.key.home.clone())
        .bind(remark.key.id.clone())
        .bind(remark.case_id.clone())
        .bind(remark.matter.clone())
        .bind(remark.kind.clone())
        .bind(remark.staff.clone())
        .bind(remark.office.0.clone())
        .bind(micros(remark.at))
        .bind(i64::from(remark.is_told))
        .bind(remark.sealed_text.clone())
        .execute(conn)
        .await?;
    Ok(())
}

/// What staff wrote in these cases, oldest first.
pub async fn remarks_of(conn: &mut AnyConnection, cases: &[Key<'_>]) -> Result<Vec<Remark>, Fault> {
    let sql = concat!(
        "SELECT home, id, case_id, matter, kind, staff, office, at, told, text FROM ",
        these!(),
        "CROSS JOIN remark WHERE home = k.column1 AND case_id = k.column2 ORDER BY at, id"
    );
    let rows = rows_of(conn, sql, cases).await?;
    rows.iter()
        .map(|row| {
            let id: String = row.try_get("id")?;
            Ok(Remark {
                case_id: row.try_get("case_id")?,
                matter: row.try_get("matter")?,
                kind: row.try_get("kind")?,
                staff: row.try_get("staff")?,
                office: OfficeId(row.try_get("office")?),
                at: moment(row.try_get("at")?).ok_or_else(|| unreadable("remark.at", &id))?,
                is_told: row.try_get::<i64, _>("told")? == 1,
                sealed_text: row.try_get("text")?,
                key: MatterKey {
                    home: row.try_get("home")?,
                    id,
                },
            })
        })
        .collect()
}

/// From now on the applicant reads why a matter was offered to another office.
pub async fn tell_why_offered(conn: &mut AnyConnection, key: &MatterKey) -> Result<(), Fault> {
    sqlx::query("UPDATE remark SET told = 1 WHERE home = $1 AND matter = $2 AND kind = 'offer'")
        .bind(key.home.clone())
        .bind(key.id.clone())
        .execute(conn)
        .await?;
    Ok(())
}

/// The name of a member of staff, for a sentence such as "Wang has taken it up".
pub async fn staff_name(conn: &mut AnyConnection, id: &str) -> Result<String, Fault> {
    let row = sqlx::query("SELECT name FROM staff WHERE id = $1")
        .bind(id.to_owned())
        .fetch_optional(conn)
        .await?;
    Ok(row
        .map(|row| row.try_get(0))
        .transpose()?
        .unwrap_or_default())
}
