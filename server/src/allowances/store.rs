//! SQL of entitlements, payment runs, their lines, and objections. No rules.

use std::collections::HashMap;

use app::allowances::{EntitlementStage, LineState, Month, RunStage};
use app::benefits::Fact;
use app::case::CaseReference;
use app::identity::{OfficeId, PersonKey};
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::finding_out::FoundRow;
use super::{Entitlement, Line, ObjectionRow, Reposting, Run};
use crate::case::store::{matter_columns, matter_of, micros, moment};
use crate::case::{Matter, MatterKey};
use crate::database::{Key, rows_of, these};
use crate::fault::Fault;

macro_rules! select_entitlement {
    ($rest:literal) => {
        concat!(
            "SELECT home, id, reference, subject, filed_by, mandate, person, service, benefit, office, rule_version, fen, every, facts, payee, first_month, recheck_on, facts_since, case_id, stage, because, since, objection_until, objected_at, version, granted_at FROM entitlement ",
            $rest
        )
    };
}

macro_rules! select_run {
    ($rest:literal) => {
        concat!(
            "SELECT id, office, month, stage, of_all, looked_at, prepared_by, prepared_at, proposed_by, confirmed_by, done_at FROM payment_run ",
            $rest
        )
    };
}

macro_rules! select_line {
    ($rest:literal) => {
        concat!(
            "SELECT home, id, entitlement, month, part, run, run_month, state, fen, less, rule_version, why, why_of, held, facts, unchecked, attempt, payee, bank_number, returned_because, corrected_by, corrected_payee, changed_at FROM payment_line ",
            $rest
        )
    };
}

macro_rules! select_objection {
    ($rest:literal) => {
        concat!(
            "SELECT home, id, kind, record, office, person, text, at, done_at, answer FROM allowance_objection ",
            $rest
        )
    };
}

fn entitlement_of(row: &AnyRow) -> Result<Entitlement, Fault> {
    let id: String = row.try_get("id")?;
    let unreadable = |column: &str| Fault::Row(format!("entitlement.{column} {id}"));
    let text = |column: &str| row.try_get::<String, _>(column);
    Ok(Entitlement {
        home: text("home")?,
        reference: CaseReference::parse(&text("reference")?)
            .map_err(|_| unreadable("reference"))?,
        subject: PersonKey(text("subject")?),
        filed_by: PersonKey(text("filed_by")?),
        mandate: text("mandate")?,
        person: text("person")?,
        service: text("service")?,
        benefit: text("benefit")?,
        office: OfficeId(text("office")?),
        rule_version: text("rule_version")?,
        fen: row.try_get("fen")?,
        every: text("every")?,
        facts: text("facts")?,
        payee: text("payee")?,
        first_month: Month::parse(&text("first_month")?)
            .ok_or_else(|| unreadable("first_month"))?,
        recheck_on: text("recheck_on")?
            .parse()
            .map_err(|_| unreadable("recheck_on"))?,
        facts_since: Month::parse(&text("facts_since")?),
        case_id: text("case_id")?,
        stage: EntitlementStage::from_code(&text("stage")?).ok_or_else(|| unreadable("stage"))?,
        because: text("because")?,
        since: moment(row.try_get("since")?).ok_or_else(|| unreadable("since"))?,
        objection_until: text("objection_until")?.parse().ok(),
        objected_at: moment(row.try_get("objected_at")?),
        version: row.try_get("version")?,
        granted_at: moment(row.try_get("granted_at")?).ok_or_else(|| unreadable("granted_at"))?,
        id,
    })
}

fn run_of(row: &AnyRow) -> Result<Run, Fault> {
    let id: String = row.try_get("id")?;
    let unreadable = |column: &str| Fault::Row(format!("payment_run.{column} {id}"));
    let text = |column: &str| row.try_get::<String, _>(column);
    Ok(Run {
        office: OfficeId(text("office")?),
        month: Month::parse(&text("month")?).ok_or_else(|| unreadable("month"))?,
        stage: RunStage::from_code(&text("stage")?).ok_or_else(|| unreadable("stage"))?,
        of_all: row.try_get("of_all")?,
        looked_at: row.try_get("looked_at")?,
        prepared_by: text("prepared_by")?,
        prepared_at: moment(row.try_get("prepared_at")?)
            .ok_or_else(|| unreadable("prepared_at"))?,
        proposed_by: text("proposed_by")?,
        confirmed_by: text("confirmed_by")?,
        done_at: moment(row.try_get("done_at")?),
        id,
    })
}

fn line_of(row: &AnyRow) -> Result<Line, Fault> {
    let id: String = row.try_get("id")?;
    let unreadable = |column: &str| Fault::Row(format!("payment_line.{column} {id}"));
    let text = |column: &str| row.try_get::<String, _>(column);
    Ok(Line {
        home: text("home")?,
        entitlement: text("entitlement")?,
        month: Month::parse(&text("month")?).ok_or_else(|| unreadable("month"))?,
        part: row.try_get("part")?,
        run: text("run")?,
        run_month: Month::parse(&text("run_month")?),
        state: LineState::from_code(&text("state")?).ok_or_else(|| unreadable("state"))?,
        fen: row.try_get("fen")?,
        less: row.try_get("less")?,
        rule_version: text("rule_version")?,
        why: text("why")?,
        why_of: text("why_of")?,
        held: text("held")?
            .split(',')
            .filter(|code| !code.is_empty())
            .map(str::to_owned)
            .collect(),
        facts: text("facts")?,
        unchecked: row.try_get::<i64, _>("unchecked")? != 0,
        attempt: row.try_get("attempt")?,
        payee: text("payee")?,
        bank_number: text("bank_number")?,
        returned_because: text("returned_because")?,
        corrected_by: text("corrected_by")?,
        corrected_payee: text("corrected_payee")?,
        changed_at: moment(row.try_get("changed_at")?).ok_or_else(|| unreadable("changed_at"))?,
        id,
    })
}

fn objection_of(row: &AnyRow) -> Result<ObjectionRow, Fault> {
    let id: String = row.try_get("id")?;
    let text = |column: &str| row.try_get::<String, _>(column);
    Ok(ObjectionRow {
        home: text("home")?,
        kind: text("kind")?,
        record: text("record")?,
        office: OfficeId(text("office")?),
        person: PersonKey(text("person")?),
        text: text("text")?,
        at: moment(row.try_get("at")?)
            .ok_or_else(|| Fault::Row(format!("allowance_objection.at {id}")))?,
        done_at: moment(row.try_get("done_at")?),
        answer: text("answer")?,
        id,
    })
}

/// `false` where the case has given one already, or the reference is taken.
pub async fn add_entitlement(conn: &mut AnyConnection, one: &Entitlement) -> Result<bool, Fault> {
    let done = sqlx::query(
        "INSERT INTO entitlement (home, id, reference, subject, filed_by, mandate, person, service, benefit, office, rule_version, fen, every, facts, payee, first_month, recheck_on, case_id, stage, since, granted_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) ON CONFLICT DO NOTHING",
    )
    .bind(one.home.clone())
    .bind(one.id.clone())
    .bind(one.reference.as_str().to_owned())
    .bind(one.subject.0.clone())
    .bind(one.filed_by.0.clone())
    .bind(one.mandate.clone())
    .bind(one.person.clone())
    .bind(one.service.clone())
    .bind(one.benefit.clone())
    .bind(one.office.0.clone())
    .bind(one.rule_version.clone())
    .bind(one.fen)
    .bind(one.every.clone())
    .bind(one.facts.clone())
    .bind(one.payee.clone())
    .bind(one.first_month.to_string())
    .bind(one.recheck_on.to_string())
    .bind(one.case_id.clone())
    .bind(one.stage.code().to_owned())
    .bind(micros(one.since))
    .bind(micros(one.granted_at))
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn by_reference(
    conn: &mut AnyConnection,
    reference: &str,
) -> Result<Option<Entitlement>, Fault> {
    sqlx::query(select_entitlement!("WHERE reference = $1"))
        .bind(reference.to_owned())
        .fetch_optional(conn)
        .await?
        .as_ref()
        .map(entitlement_of)
        .transpose()
}

pub async fn by_id(
    conn: &mut AnyConnection,
    home: &str,
    id: &str,
) -> Result<Option<Entitlement>, Fault> {
    sqlx::query(select_entitlement!("WHERE home = $1 AND id = $2"))
        .bind(home.to_owned())
        .bind(id.to_owned())
        .fetch_optional(conn)
        .await?
        .as_ref()
        .map(entitlement_of)
        .transpose()
}

fn all_entitlements(rows: &[AnyRow]) -> Result<Vec<Entitlement>, Fault> {
    rows.iter().map(entitlement_of).collect()
}

/// Somebody's own, and those that they applied for in another's name.
pub async fn of_person(
    conn: &mut AnyConnection,
    person: &PersonKey,
) -> Result<Vec<Entitlement>, Fault> {
    let rows = sqlx::query(select_entitlement!(
        "WHERE subject = $1 OR filed_by = $1 ORDER BY granted_at, id LIMIT 100"
    ))
    .bind(person.0.clone())
    .fetch_all(conn)
    .await?;
    all_entitlements(&rows)
}

/// What is being paid to this person.
pub async fn active_of(
    conn: &mut AnyConnection,
    subject: &PersonKey,
) -> Result<Vec<Entitlement>, Fault> {
    let rows = sqlx::query(select_entitlement!(
        "WHERE subject = $1 AND stage = 'active' ORDER BY granted_at, id"
    ))
    .bind(subject.0.clone())
    .fetch_all(conn)
    .await?;
    all_entitlements(&rows)
}

/// What this office ever granted this person, oldest first.
pub async fn of_office_and_person(
    conn: &mut AnyConnection,
    office: &OfficeId,
    subject: &PersonKey,
) -> Result<Vec<Entitlement>, Fault> {
    let rows = sqlx::query(select_entitlement!(
        "WHERE subject = $1 AND office = $2 ORDER BY granted_at, id"
    ))
    .bind(subject.0.clone())
    .bind(office.0.clone())
    .fetch_all(conn)
    .await?;
    all_entitlements(&rows)
}

/// The next of an office's active ones after this id.
pub async fn active_of_office(
    conn: &mut AnyConnection,
    office: &OfficeId,
    after: &str,
    limit: i64,
) -> Result<Vec<Entitlement>, Fault> {
    let rows = sqlx::query(select_entitlement!(
        "WHERE office = $1 AND stage = 'active' AND id > $2 ORDER BY id LIMIT $3"
    ))
    .bind(office.0.clone())
    .bind(after.to_owned())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    all_entitlements(&rows)
}

pub async fn suspended_of_office(
    conn: &mut AnyConnection,
    office: &OfficeId,
) -> Result<Vec<Entitlement>, Fault> {
    let rows = sqlx::query(select_entitlement!(
        "WHERE office = $1 AND stage = 'suspended' ORDER BY id LIMIT 200"
    ))
    .bind(office.0.clone())
    .fetch_all(conn)
    .await?;
    all_entitlements(&rows)
}

pub async fn to_recheck(
    conn: &mut AnyConnection,
    office: &OfficeId,
    today: Date,
) -> Result<Vec<Entitlement>, Fault> {
    let rows = sqlx::query(select_entitlement!(
        "WHERE office = $1 AND stage = 'active' AND recheck_on <= $2 ORDER BY recheck_on, id LIMIT 200"
    ))
    .bind(office.0.clone())
    .bind(today.to_string())
    .fetch_all(conn)
    .await?;
    all_entitlements(&rows)
}

/// How many an office has in a stage.
pub async fn count_of_office(
    conn: &mut AnyConnection,
    office: &OfficeId,
    stage: EntitlementStage,
) -> Result<i64, Fault> {
    Ok(
        sqlx::query("SELECT COUNT(*) FROM entitlement WHERE office = $1 AND stage = $2")
            .bind(office.0.clone())
            .bind(stage.code().to_owned())
            .fetch_one(conn)
            .await?
            .try_get(0)?,
    )
}

/// Moves an entitlement as it was read; `false` where somebody was first.
pub async fn move_entitlement(
    conn: &mut AnyConnection,
    one: &Entitlement,
    to: &Entitlement,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE entitlement SET stage = $1, because = $2, since = $3, objection_until = $4, objected_at = $5, facts = $6, payee = $7, recheck_on = $8, facts_since = $9, version = version + 1
         WHERE home = $10 AND id = $11 AND version = $12",
    )
    .bind(to.stage.code().to_owned())
    .bind(to.because.clone())
    .bind(micros(to.since))
    .bind(to.objection_until.map(|day| day.to_string()).unwrap_or_default())
    .bind(to.objected_at.map_or(0, micros))
    .bind(to.facts.clone())
    .bind(to.payee.clone())
    .bind(to.recheck_on.to_string())
    .bind(to.facts_since.map(|month| month.to_string()).unwrap_or_default())
    .bind(one.home.clone())
    .bind(one.id.clone())
    .bind(one.version)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A payment to $who or their household among the lines of $run: to them, or to whoever takes it for another.
macro_rules! no_own_line {
    ($run:literal, $who:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM staff_tie t JOIN entitlement e ON (e.subject = t.person OR e.filed_by = t.person)
                JOIN payment_line l ON l.home = e.home AND l.entitlement = e.id WHERE t.staff = ",
            $who,
            " AND l.run = ",
            $run,
            ")"
        )
    };
}

/// `false` where the office has a run that is not paid yet, or would pay whoever prepares it or their household.
pub async fn add_run(conn: &mut AnyConnection, run: &Run) -> Result<bool, Fault> {
    // The run's own row does not stand yet: the office stands for it.
    let done = sqlx::query(
        "INSERT INTO payment_run (id, office, month, stage, of_all, prepared_by, prepared_at)
         SELECT $1, $2, $3, $4, $5, s.id, $7 FROM staff s WHERE s.id = $6 AND NOT EXISTS (SELECT 1 FROM staff_tie t
            JOIN entitlement e ON (e.subject = t.person OR e.filed_by = t.person) WHERE t.staff = $6 AND e.office = $2 AND e.stage = 'active')
         ON CONFLICT DO NOTHING",
    )
    .bind(run.id.clone())
    .bind(run.office.0.clone())
    .bind(run.month.to_string())
    .bind(run.stage.code().to_owned())
    .bind(run.of_all)
    .bind(run.prepared_by.clone())
    .bind(micros(run.prepared_at))
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn run(conn: &mut AnyConnection, id: &str) -> Result<Option<Run>, Fault> {
    sqlx::query(select_run!("WHERE id = $1"))
        .bind(id.to_owned())
        .fetch_optional(conn)
        .await?
        .as_ref()
        .map(run_of)
        .transpose()
}

/// An office's runs, newest first.
pub async fn runs(conn: &mut AnyConnection, office: &OfficeId) -> Result<Vec<Run>, Fault> {
    let rows = sqlx::query(select_run!(
        "WHERE office = $1 ORDER BY prepared_at DESC, id DESC LIMIT 36"
    ))
    .bind(office.0.clone())
    .fetch_all(conn)
    .await?;
    rows.iter().map(run_of).collect()
}

pub async fn looked_at(conn: &mut AnyConnection, run: &str, more: i64) -> Result<(), Fault> {
    sqlx::query("UPDATE payment_run SET looked_at = looked_at + $1 WHERE id = $2")
        .bind(more)
        .bind(run.to_owned())
        .execute(conn)
        .await?;
    Ok(())
}

pub async fn is_prepared(conn: &mut AnyConnection, run: &str) -> Result<bool, Fault> {
    let done =
        sqlx::query("UPDATE payment_run SET stage = 'ready' WHERE id = $1 AND stage = 'preparing'")
            .bind(run.to_owned())
            .execute(conn)
            .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn propose(conn: &mut AnyConnection, run: &str, by: &str) -> Result<bool, Fault> {
    let done = sqlx::query(
        concat!("UPDATE payment_run SET stage = 'proposed', proposed_by = $1 WHERE id = $2 AND stage = 'ready' AND ", no_own_line!("$2", "$1")),
    )
    .bind(by.to_owned())
    .bind(run.to_owned())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The statement says that it is another person than the one who proposed; so does the table.
pub async fn confirm(conn: &mut AnyConnection, run: &str, by: &str) -> Result<bool, Fault> {
    let done = sqlx::query(
        concat!("UPDATE payment_run SET stage = 'paying', confirmed_by = $1 WHERE id = $2 AND stage = 'proposed' AND proposed_by <> $1 AND ", no_own_line!("$2", "$1")),
    )
    .bind(by.to_owned())
    .bind(run.to_owned())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Back to the beginning: the lines, none of which has gone out, are reckoned anew.
pub async fn begin_anew(
    conn: &mut AnyConnection,
    run: &Run,
    by: &str,
    of_all: i64,
    at: Timestamp,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE payment_run SET stage = 'preparing', proposed_by = '', looked_at = 0, prepared_by = $1, of_all = $2, prepared_at = $3 WHERE id = $4 AND stage IN ('ready', 'proposed') AND NOT EXISTS (SELECT 1 FROM staff_tie t
            JOIN entitlement e ON (e.subject = t.person OR e.filed_by = t.person) WHERE t.staff = $1 AND e.office = payment_run.office AND e.stage = 'active')",
    )
    .bind(by.to_owned())
    .bind(of_all)
    .bind(micros(at))
    .bind(run.id.clone())
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() != 1 {
        return Ok(false);
    }
    sqlx::query(
        "DELETE FROM payment_line WHERE run = $1 AND state IN ('planned', 'nothing', 'open')",
    )
    .bind(run.id.clone())
    .execute(conn)
    .await?;
    Ok(true)
}

pub async fn is_paid_out(
    conn: &mut AnyConnection,
    run: &str,
    at: Timestamp,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE payment_run SET stage = 'done', done_at = $1 WHERE id = $2 AND stage = 'paying'
         AND NOT EXISTS (SELECT 1 FROM payment_line l WHERE l.run = $2 AND l.state IN ('planned', 'sent'))",
    )
    .bind(micros(at))
    .bind(run.to_owned())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// All lines of an entitlement, oldest month first.
pub async fn lines_of(
    conn: &mut AnyConnection,
    home: &str,
    entitlement: &str,
) -> Result<Vec<Line>, Fault> {
    let rows = sqlx::query(select_line!(
        "WHERE home = $1 AND entitlement = $2 ORDER BY month, part"
    ))
    .bind(home.to_owned())
    .bind(entitlement.to_owned())
    .fetch_all(conn)
    .await?;
    rows.iter().map(line_of).collect()
}

/// Writes a month for the first time, or one that was open anew; a month that was settled stays as it is.
pub async fn write_line(conn: &mut AnyConnection, line: &Line) -> Result<bool, Fault> {
    let done = sqlx::query(
        "INSERT INTO payment_line (home, id, entitlement, month, run, state, fen, rule_version, why, why_of, held, facts, unchecked, changed_at, run_month, less, part)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
         ON CONFLICT (home, entitlement, month, part) DO UPDATE SET run = excluded.run, run_month = excluded.run_month, less = excluded.less, state = excluded.state, fen = excluded.fen, rule_version = excluded.rule_version,
             why = excluded.why, why_of = excluded.why_of, held = excluded.held, facts = excluded.facts, unchecked = excluded.unchecked, changed_at = excluded.changed_at, id = excluded.id
         WHERE payment_line.state = 'open'",
    )
    .bind(line.home.clone())
    .bind(line.id.clone())
    .bind(line.entitlement.clone())
    .bind(line.month.to_string())
    .bind(line.run.clone())
    .bind(line.state.code().to_owned())
    .bind(line.fen)
    .bind(line.rule_version.clone())
    .bind(line.why.clone())
    .bind(line.why_of.clone())
    .bind(line.held.join(","))
    .bind(line.facts.clone())
    .bind(i64::from(line.unchecked))
    .bind(micros(line.changed_at))
    .bind(line.run_month.map(|month| month.to_string()).unwrap_or_default())
    .bind(line.less)
    .bind(line.part)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// (benefit, fen) of what a person was paid, or is about to be paid, for a month.
pub async fn paid_for(
    conn: &mut AnyConnection,
    subject: &PersonKey,
    month: Month,
) -> Result<Vec<(String, i64)>, Fault> {
    let rows = sqlx::query(
        "SELECT e.benefit, l.fen FROM entitlement e JOIN payment_line l ON l.home = e.home AND l.entitlement = e.id
         WHERE e.subject = $1 AND l.month = $2 AND l.state IN ('planned', 'sent', 'paid', 'returned') ORDER BY l.id",
    )
    .bind(subject.0.clone())
    .bind(month.to_string())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
        .collect()
}

/// How many lines of a run are for earlier months than its own, and fen together.
pub async fn arrears_of_run(conn: &mut AnyConnection, run: &str) -> Result<(i64, i64), Fault> {
    let row = sqlx::query(
        "SELECT COUNT(*) AS n, CAST(COALESCE(SUM(fen), 0) AS BIGINT) AS fen FROM payment_line
         WHERE run = $1 AND state IN ('planned', 'sent', 'paid', 'returned') AND month < run_month",
    )
    .bind(run.to_owned())
    .fetch_one(conn)
    .await?;
    Ok((row.try_get("n")?, row.try_get("fen")?))
}

/// How many lines of a run pay once more what a month was paid too little, and fen together.
pub async fn supplements_of_run(conn: &mut AnyConnection, run: &str) -> Result<(i64, i64), Fault> {
    let row = sqlx::query(
        "SELECT COUNT(*) AS n, CAST(COALESCE(SUM(fen), 0) AS BIGINT) AS fen FROM payment_line
         WHERE run = $1 AND state IN ('planned', 'sent', 'paid', 'returned') AND part > 1",
    )
    .bind(run.to_owned())
    .fetch_one(conn)
    .await?;
    Ok((row.try_get("n")?, row.try_get("fen")?))
}

/// Lines of a run that are to go to the bank.
pub async fn to_pay(conn: &mut AnyConnection, run: &str, limit: i64) -> Result<Vec<Line>, Fault> {
    let rows = sqlx::query(select_line!(
        "WHERE run = $1 AND state IN ('planned', 'sent') ORDER BY id LIMIT $2"
    ))
    .bind(run.to_owned())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(line_of).collect()
}

/// Lines of a run after this id; what somebody has to look at first: what came back, then what is open.
pub async fn lines_of_run(
    conn: &mut AnyConnection,
    run: &str,
    state: Option<LineState>,
    after: &str,
    limit: i64,
) -> Result<Vec<Line>, Fault> {
    let rows = sqlx::query(select_line!(
        "WHERE run = $1 AND id > $2 AND ($3 = '' OR state = $3) ORDER BY id LIMIT $4"
    ))
    .bind(run.to_owned())
    .bind(after.to_owned())
    .bind(state.map(LineState::code).unwrap_or_default().to_owned())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(line_of).collect()
}

/// (state, how many, fen together) of a run.
pub async fn sums_of_run(
    conn: &mut AnyConnection,
    run: &str,
) -> Result<Vec<(LineState, i64, i64)>, Fault> {
    let rows = sqlx::query(
        "SELECT state, COUNT(*) AS n, CAST(SUM(fen) AS BIGINT) AS fen FROM payment_line WHERE run = $1 GROUP BY state ORDER BY state",
    )
    .bind(run.to_owned())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let state: String = row.try_get("state")?;
            let state = LineState::from_code(&state)
                .ok_or_else(|| Fault::Row(format!("payment_line.state {state}")))?;
            Ok((state, row.try_get("n")?, row.try_get("fen")?))
        })
        .collect()
}

/// What came back to an office.
pub async fn returned(conn: &mut AnyConnection, office: &OfficeId) -> Result<Vec<Line>, Fault> {
    let rows = sqlx::query(
        "SELECT l.home, l.id, l.entitlement, l.month, l.part, l.run, l.run_month, l.state, l.fen, l.less, l.rule_version, l.why, l.why_of, l.held, l.facts, l.unchecked, l.attempt, l.payee, l.bank_number, l.returned_because, l.corrected_by, l.corrected_payee, l.changed_at
         FROM payment_run r JOIN payment_line l ON l.run = r.id WHERE r.office = $1 AND l.state = 'returned' ORDER BY l.id LIMIT 200",
    )
    .bind(office.0.clone())
    .fetch_all(conn)
    .await?;
    rows.iter().map(line_of).collect()
}

pub async fn line(conn: &mut AnyConnection, id: &str) -> Result<Option<Line>, Fault> {
    // An id is unique by itself; the home is not in the address of a page.
    sqlx::query(select_line!("WHERE id = $1"))
        .bind(id.to_owned())
        .fetch_optional(conn)
        .await?
        .as_ref()
        .map(line_of)
        .transpose()
}

/// On its way to the bank, with the account that it goes to. Said again it changes nothing.
pub async fn send(
    conn: &mut AnyConnection,
    line: &Line,
    payee: &str,
    at: Timestamp,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE payment_line SET state = 'sent', payee = $1, changed_at = $2 WHERE home = $3 AND id = $4 AND attempt = $5 AND state IN ('planned', 'sent')",
    )
    .bind(payee.to_owned())
    .bind(micros(at))
    .bind(line.home.clone())
    .bind(line.id.clone())
    .bind(line.attempt)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What the bank has answered, once.
pub async fn settle(
    conn: &mut AnyConnection,
    line: &Line,
    to: LineState,
    bank_number: &str,
    because: &str,
    at: Timestamp,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE payment_line SET state = $1, bank_number = $2, returned_because = $3, changed_at = $4, corrected_by = '' WHERE home = $5 AND id = $6 AND attempt = $7 AND state = 'sent'",
    )
    .bind(to.code().to_owned())
    .bind(bank_number.to_owned())
    .bind(because.to_owned())
    .bind(micros(at))
    .bind(line.home.clone())
    .bind(line.id.clone())
    .bind(line.attempt)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A planned line whose entitlement was suspended meanwhile: the month stays open.
pub async fn leave_open(conn: &mut AnyConnection, line: &Line, at: Timestamp) -> Result<(), Fault> {
    sqlx::query(
        "UPDATE payment_line SET state = 'open', why = 'suspended', fen = 0, changed_at = $1 WHERE home = $2 AND id = $3 AND state = 'planned'",
    )
    .bind(micros(at))
    .bind(line.home.clone())
    .bind(line.id.clone())
    .execute(conn)
    .await?;
    Ok(())
}

/// A payment that was made has come back from the bank, as it tells days later; `false` where there is none under this
/// number, or it came back before.
pub async fn come_back(
    conn: &mut AnyConnection,
    line: &Line,
    because: &str,
    at: Timestamp,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE payment_line SET state = 'returned', returned_because = $1, changed_at = $2, corrected_by = '', corrected_payee = ''
         WHERE home = $3 AND id = $4 AND attempt = $5 AND state = 'paid'",
    )
    .bind(because.to_owned())
    .bind(micros(at))
    .bind(line.home.clone())
    .bind(line.id.clone())
    .bind(line.attempt)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What an office paid under this number of the bank's.
pub async fn paid_as(
    conn: &mut AnyConnection,
    office: &OfficeId,
    bank_number: &str,
) -> Result<Option<Line>, Fault> {
    sqlx::query(select_line!(
        "WHERE bank_number = $1 AND state = 'paid' AND run IN (SELECT r.id FROM payment_run r WHERE r.office = $2) LIMIT 1"
    ))
    .bind(bank_number.to_owned())
    .bind(office.0.clone())
    .fetch_optional(conn)
    .await?
    .as_ref()
    .map(line_of)
    .transpose()
}

/// Whether a run of this office pays this member of staff or their household.
pub async fn pays_own(
    conn: &mut AnyConnection,
    office: &OfficeId,
    staff: &str,
) -> Result<bool, Fault> {
    let row = sqlx::query(
        "SELECT e.id FROM staff_tie t JOIN entitlement e ON (e.subject = t.person OR e.filed_by = t.person)
         WHERE t.staff = $1 AND e.office = $2 AND e.stage = 'active' LIMIT 1",
    )
    .bind(staff.to_owned())
    .bind(office.0.clone())
    .fetch_optional(conn)
    .await?;
    Ok(row.is_some())
}

/// Whether this entitlement is a member of staff's, or their household's.
pub async fn is_own(
    conn: &mut AnyConnection,
    one: &Entitlement,
    staff: &str,
) -> Result<bool, Fault> {
    let row = sqlx::query(
        "SELECT t.person FROM staff_tie t WHERE t.staff = $1 AND (t.person = $2 OR t.person = $3) LIMIT 1",
    )
    .bind(staff.to_owned())
    .bind(one.subject.0.clone())
    .bind(one.filed_by.0.clone())
    .fetch_optional(conn)
    .await?;
    Ok(row.is_some())
}

/// The line is not for $who or their household.
macro_rules! not_own {
    ($who:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM staff_tie t JOIN entitlement e ON (e.subject = t.person OR e.filed_by = t.person)
                WHERE t.staff = ",
            $who,
            " AND e.home = payment_line.home AND e.id = payment_line.entitlement)"
        )
    };
}

/// Another account, after a return.
pub async fn correct(
    conn: &mut AnyConnection,
    line: &Line,
    by: &str,
    payee: &str,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        concat!("UPDATE payment_line SET corrected_by = $1, corrected_payee = $2 WHERE home = $3 AND id = $4 AND state = 'returned' AND ", not_own!("$1")),
    )
    .bind(by.to_owned())
    .bind(payee.to_owned())
    .bind(line.home.clone())
    .bind(line.id.clone())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// To be paid again: by another person than the one who corrected the account.
pub async fn pay_again(
    conn: &mut AnyConnection,
    line: &Line,
    by: &str,
    at: Timestamp,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        concat!(
            "UPDATE payment_line SET state = 'planned', attempt = attempt + 1, changed_at = $1 WHERE home = $2 AND id = $3 AND state = 'returned' AND corrected_by <> '' AND corrected_by <> $4 AND ",
            not_own!("$4")
        ),
    )
    .bind(micros(at))
    .bind(line.home.clone())
    .bind(line.id.clone())
    .bind(by.to_owned())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn add_objection(conn: &mut AnyConnection, row: &ObjectionRow) -> Result<(), Fault> {
    sqlx::query(
        "INSERT INTO allowance_objection (home, id, kind, record, office, person, text, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(row.home.clone())
    .bind(row.id.clone())
    .bind(row.kind.clone())
    .bind(row.record.clone())
    .bind(row.office.0.clone())
    .bind(row.person.0.clone())
    .bind(row.text.clone())
    .bind(micros(row.at))
    .execute(conn)
    .await?;
    Ok(())
}

/// What an office has to answer.
pub async fn objections(
    conn: &mut AnyConnection,
    office: &OfficeId,
) -> Result<Vec<ObjectionRow>, Fault> {
    let rows = sqlx::query(select_objection!(
        "WHERE office = $1 AND done_at = 0 ORDER BY id LIMIT 200"
    ))
    .bind(office.0.clone())
    .fetch_all(conn)
    .await?;
    rows.iter().map(objection_of).collect()
}

/// How many objections to each of these matters have no answer yet, by the matter's id; those without any are left out.
pub async fn open_objections_to(
    conn: &mut AnyConnection,
    matters: &[Key<'_>],
) -> Result<HashMap<String, i64>, Fault> {
    let sql = concat!(
        "SELECT record, COUNT(*) FROM ",
        these!(),
        "CROSS JOIN allowance_objection WHERE home = k.column1 AND record = k.column2 AND done_at = 0 GROUP BY record"
    );
    let rows = rows_of(conn, sql, matters).await?;
    rows.iter()
        .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
        .collect()
}

/// What was said about one thing.
pub async fn objections_about(
    conn: &mut AnyConnection,
    home: &str,
    record: &str,
) -> Result<Vec<ObjectionRow>, Fault> {
    let rows = sqlx::query(select_objection!(
        "WHERE home = $1 AND record = $2 ORDER BY id"
    ))
    .bind(home.to_owned())
    .bind(record.to_owned())
    .fetch_all(conn)
    .await?;
    rows.iter().map(objection_of).collect()
}

/// An answer, once.
pub async fn answer_objection(
    conn: &mut AnyConnection,
    row: &ObjectionRow,
    by: &str,
    answer: &str,
    at: Timestamp,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE allowance_objection SET done_at = $1, done_by = $2, answer = $3 WHERE home = $4 AND id = $5 AND done_at = 0",
    )
    .bind(micros(at))
    .bind(by.to_owned())
    .bind(answer.to_owned())
    .bind(row.home.clone())
    .bind(row.id.clone())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// How many entitlements to a benefit have a month that two rules keep open: at one office, or all.
pub async fn waiting_for_rules(
    conn: &mut AnyConnection,
    benefit: &str,
    office: Option<&OfficeId>,
) -> Result<i64, Fault> {
    Ok(sqlx::query(
        "SELECT COUNT(DISTINCT l.entitlement) FROM payment_line l JOIN entitlement e ON e.home = l.home AND e.id = l.entitlement
         WHERE l.state = 'open' AND l.why = 'clash' AND e.benefit = $1 AND ($2 = '' OR e.office = $2)",
    )
    .bind(benefit.to_owned())
    .bind(office.map(|office| office.0.clone()).unwrap_or_default())
    .fetch_one(conn)
    .await?
    .try_get(0)?)
}

/// How many objections to postings an office has to answer.
pub async fn postings_to_answer(conn: &mut AnyConnection, office: &OfficeId) -> Result<i64, Fault> {
    Ok(sqlx::query(
        "SELECT COUNT(*) FROM allowance_objection WHERE office = $1 AND done_at = 0 AND kind = 'posting'",
    )
    .bind(office.0.clone())
    .fetch_one(conn)
    .await?
    .try_get(0)?)
}

macro_rules! select_found {
    ($rest:literal) => {
        concat!(
            "SELECT f.home, f.id, f.entitlement, f.facts, f.sealed, f.office, f.entered_by, f.entered_at FROM found_fact f ",
            $rest
        )
    };
}

fn found_row_of(row: &AnyRow) -> Result<FoundRow, Fault> {
    let id: String = row.try_get("id")?;
    let text = |column: &str| row.try_get::<String, _>(column);
    Ok(FoundRow {
        home: text("home")?,
        entitlement: text("entitlement")?,
        facts: text("facts")?
            .split(',')
            .filter_map(Fact::from_code)
            .collect(),
        sealed: text("sealed")?,
        office: OfficeId(text("office")?),
        entered_by: text("entered_by")?,
        entered_at: moment(row.try_get("entered_at")?)
            .ok_or_else(|| Fault::Row(format!("found_fact.entered_at {id}")))?,
        id,
    })
}

/// `false` where something waits already, or it is of whoever enters it or their household.
pub async fn add_found(conn: &mut AnyConnection, row: &FoundRow) -> Result<bool, Fault> {
    let facts: Vec<&str> = row.facts.iter().map(|fact| fact.code()).collect();
    let done = sqlx::query(
        "INSERT INTO found_fact (home, id, entitlement, facts, sealed, office, entered_by, entered_at)
         SELECT $1, $2, $3, $4, $5, $6, s.id, $8 FROM staff s WHERE s.id = $7 AND NOT EXISTS (SELECT 1 FROM staff_tie t
            JOIN entitlement e ON (e.subject = t.person OR e.filed_by = t.person) WHERE t.staff = $7 AND e.home = $1 AND e.id = $3)
         ON CONFLICT DO NOTHING",
    )
    .bind(row.home.clone())
    .bind(row.id.clone())
    .bind(row.entitlement.clone())
    .bind(facts.join(","))
    .bind(row.sealed.clone())
    .bind(row.office.0.clone())
    .bind(row.entered_by.clone())
    .bind(micros(row.entered_at))
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What waits for somebody of the office that pays, oldest first.
pub async fn found_waiting(
    conn: &mut AnyConnection,
    office: &OfficeId,
) -> Result<Vec<FoundRow>, Fault> {
    let rows = sqlx::query(select_found!(
        "JOIN entitlement e ON e.home = f.home AND e.id = f.entitlement WHERE e.office = $1 AND f.outcome = '' ORDER BY f.entered_at, f.id LIMIT 200"
    ))
    .bind(office.0.clone())
    .fetch_all(conn)
    .await?;
    rows.iter().map(found_row_of).collect()
}

/// What waits about one entitlement.
pub async fn found_of(
    conn: &mut AnyConnection,
    one: &Entitlement,
) -> Result<Option<FoundRow>, Fault> {
    sqlx::query(select_found!(
        "WHERE f.home = $1 AND f.entitlement = $2 AND f.outcome = ''"
    ))
    .bind(one.home.clone())
    .bind(one.id.clone())
    .fetch_optional(conn)
    .await?
    .as_ref()
    .map(found_row_of)
    .transpose()
}

/// By another person than the one who entered it, and for nobody's own household.
pub async fn settle_found(
    conn: &mut AnyConnection,
    row: &FoundRow,
    by: &str,
    outcome: &str,
    at: Timestamp,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "UPDATE found_fact SET outcome = $1, settled_by = $2, settled_at = $3 WHERE home = $4 AND id = $5 AND outcome = '' AND entered_by <> $2
         AND NOT EXISTS (SELECT 1 FROM staff_tie t JOIN entitlement e ON (e.subject = t.person OR e.filed_by = t.person)
            WHERE t.staff = $2 AND e.home = found_fact.home AND e.id = found_fact.entitlement)",
    )
    .bind(outcome.to_owned())
    .bind(by.to_owned())
    .bind(micros(at))
    .bind(row.home.clone())
    .bind(row.id.clone())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What is posted now: in a street, or, without one, everywhere.
pub async fn posted(conn: &mut AnyConnection, street: Option<&str>) -> Result<Vec<Matter>, Fault> {
    let rows = sqlx::query(concat!(
        "SELECT ",
        matter_columns!(),
        " FROM matter m WHERE m.stage = 'posted' AND ($1 = '' OR m.home = $1) ORDER BY m.home, m.id LIMIT 500"
    ))
    .bind(street.unwrap_or_default().to_owned())
    .fetch_all(conn)
    .await?;
    rows.iter().map(matter_of).collect()
}

/// One matter that is posted now.
pub async fn posted_matter(conn: &mut AnyConnection, id: &str) -> Result<Option<Matter>, Fault> {
    let row = sqlx::query(concat!(
        "SELECT ",
        matter_columns!(),
        " FROM matter m WHERE m.stage = 'posted' AND m.id = $1"
    ))
    .bind(id.to_owned())
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(matter_of).transpose()
}

macro_rules! select_reposting {
    ($rest:literal) => {
        concat!(
            "SELECT r.home, r.id, r.entitlement, r.office, r.posted_on, r.until FROM reposting r ",
            $rest
        )
    };
}

fn reposting_of(row: &AnyRow) -> Result<Reposting, Fault> {
    let id: String = row.try_get("id")?;
    let text = |column: &str| row.try_get::<String, _>(column);
    let day = |column: &str| -> Result<Date, Fault> {
        text(column)?
            .parse()
            .map_err(|_| Fault::Row(format!("reposting.{column} {id}")))
    };
    Ok(Reposting {
        home: text("home")?,
        entitlement: text("entitlement")?,
        office: OfficeId(text("office")?),
        posted_on: day("posted_on")?,
        until: day("until")?,
        id,
    })
}

/// `false` where it was posted that day already.
pub async fn post_again(conn: &mut AnyConnection, one: &Reposting) -> Result<bool, Fault> {
    let done = sqlx::query(
        "INSERT INTO reposting (home, id, entitlement, office, posted_on, until) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
    )
    .bind(one.home.clone())
    .bind(one.id.clone())
    .bind(one.entitlement.clone())
    .bind(one.office.0.clone())
    .bind(one.posted_on.to_string())
    .bind(one.until.to_string())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// When an entitlement was posted again last.
pub async fn last_reposting(
    conn: &mut AnyConnection,
    one: &Entitlement,
) -> Result<Option<Reposting>, Fault> {
    sqlx::query(select_reposting!(
        "WHERE r.home = $1 AND r.entitlement = $2 ORDER BY r.posted_on DESC LIMIT 1"
    ))
    .bind(one.home.clone())
    .bind(one.id.clone())
    .fetch_optional(conn)
    .await?
    .as_ref()
    .map(reposting_of)
    .transpose()
}

/// What is shown again on this day: in a street, or, without one, everywhere.
pub async fn repostings(
    conn: &mut AnyConnection,
    street: Option<&str>,
    today: Date,
) -> Result<Vec<Reposting>, Fault> {
    let rows = sqlx::query(select_reposting!(
        "WHERE r.until >= $1 AND ($2 = '' OR r.home = $2) ORDER BY r.home, r.id LIMIT 500"
    ))
    .bind(today.to_string())
    .bind(street.unwrap_or_default().to_owned())
    .fetch_all(conn)
    .await?;
    rows.iter().map(reposting_of).collect()
}

pub async fn reposting(conn: &mut AnyConnection, id: &str) -> Result<Option<Reposting>, Fault> {
    sqlx::query(select_reposting!("WHERE r.id = $1"))
        .bind(id.to_owned())
        .fetch_optional(conn)
        .await?
        .as_ref()
        .map(reposting_of)
        .transpose()
}

/// A matter by the two parts of its key.
pub fn key_of(home: &str, id: &str) -> MatterKey {
    MatterKey {
        home: home.to_owned(),
        id: id.to_owned(),
    }
}
