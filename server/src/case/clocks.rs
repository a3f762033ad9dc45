//! The clocks of matters and cases: one loop looks for those whose next mark has come, writes the mark once, with its
//! journal entry, and sets when to look again. What is due stands in the database, so a restart forgets nothing and
//! repeats nothing.

use std::time::Duration;

use app::case::{Clock, Mark, marks_of};
use app::text::{city_date, city_time};
use jiff::Timestamp;
use jiff::civil::Date;

use super::steps::Acting;
use super::store::{self, Case, Matter, MatterKey, Wait};
use crate::Office;
use crate::fault::Fault;
use crate::journal::{self, Record};

/// How many are looked at in one go.
const AT_ONCE: i64 = 200;

/// From when until when a clock stood.
pub type Waits = Vec<(Date, Option<Date>)>;

/// Runs until the portal closes.
///
/// # Errors
/// None: what fails is logged and tried again.
pub async fn run(office: Office) -> Result<(), Fault> {
    while !office.closing.has_begun() {
        match look(&office).await {
            Ok(found) if found as i64 == AT_ONCE => continue,
            Ok(_) => {}
            Err(fault) => tracing::error!(error = %fault, "the clocks could not be read"),
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
            () = office.closing.begun() => {}
        }
    }
    Ok(())
}

/// Writes every mark that has come, and says at how many matters and cases it looked.
///
/// # Errors
/// The database's.
pub async fn look(office: &Office) -> Result<usize, Fault> {
    let now = office.clock.now();
    let (matters, cases) = {
        let mut conn = office.db.read().await?;
        (
            store::matters_to_mark(&mut conn, now, AT_ONCE).await?,
            store::cases_to_mark(&mut conn, now, AT_ONCE).await?,
        )
    };
    let found = matters.len().max(cases.len());
    for key in matters {
        mark_matter(office, &key, now).await?;
    }
    for key in cases {
        mark_case(office, &key, now).await?;
    }
    Ok(found)
}

async fn mark_matter(office: &Office, key: &MatterKey, now: Timestamp) -> Result<(), Fault> {
    let mut tx = office.db.begin().await?;
    // Whoever clears the mark has it: another process finds nothing to do.
    if !store::stop_clock(tx.conn(), "matter", key, now).await? {
        return Ok(());
    }
    let matter = store::matter(tx.conn(), key)
        .await?
        .ok_or_else(|| Fault::Row(format!("a clock without its matter {}", key.id)))?;
    if !matter.stage.is_running() {
        // It stands, and is set again when the matter goes on.
        return Ok(tx.commit().await?);
    }
    let waits = waits_over(&store::waits_of_matter(tx.conn(), key).await?, None);
    let marks = office.marks_of_matter(&matter, &waits);
    for (clock, mark, at, due) in marks.iter().filter(|(_, _, at, _)| *at <= now) {
        let name = mark_name(*clock, *mark);
        let is_new = store::add_mark(
            tx.conn(),
            &store::ClockMark {
                home: key.home.clone(),
                kind: "matter".to_owned(),
                record: key.id.clone(),
                mark: name.clone(),
                due: *due,
                at: now,
                office: matter.office.0.clone(),
                whom: mark.whom().to_owned(),
            },
        )
        .await?;
        if is_new {
            let mut entry = Acting::portal().entry(&format!("clock-{name}"), Some(&matter));
            entry.note = serde_json::json!({ "due": due.to_string(), "reached": at.to_string() });
            journal::write(
                tx.conn(),
                &Record::new(&key.home, "case", &matter.case_id),
                now,
                &entry,
            )
            .await?;
        }
    }
    let next = next_of(&marks, now);
    store::start_clock(tx.conn(), "matter", key, next).await?;
    Ok(tx.commit().await?)
}

async fn mark_case(office: &Office, key: &MatterKey, now: Timestamp) -> Result<(), Fault> {
    let mut tx = office.db.begin().await?;
    if !store::stop_clock(tx.conn(), "case", key, now).await? {
        return Ok(());
    }
    let case = store::case_by_id(tx.conn(), &key.home, &key.id)
        .await?
        .ok_or_else(|| Fault::Row(format!("a clock without its case {}", key.id)))?;
    if case.closed_at.is_some() {
        return Ok(tx.commit().await?);
    }
    let waits = waits_over(
        &store::waits_of_case(tx.conn(), &key.home, &key.id).await?,
        None,
    );
    let marks = office.marks_of_case(&case, &waits);
    for (clock, mark, at, due) in marks.iter().filter(|(_, _, at, _)| *at <= now) {
        let name = mark_name(*clock, *mark);
        let is_new = store::add_mark(
            tx.conn(),
            &store::ClockMark {
                home: key.home.clone(),
                kind: "case".to_owned(),
                record: key.id.clone(),
                mark: name.clone(),
                due: *due,
                at: now,
                office: String::new(),
                whom: mark.whom().to_owned(),
            },
        )
        .await?;
        if is_new {
            let mut entry = Acting::portal().entry(&format!("clock-{name}"), None);
            entry.note = serde_json::json!({ "due": due.to_string(), "reached": at.to_string() });
            journal::write(
                tx.conn(),
                &Record::new(&key.home, "case", &key.id),
                now,
                &entry,
            )
            .await?;
        }
    }
    store::start_clock(tx.conn(), "case", key, next_of(&marks, now)).await?;
    Ok(tx.commit().await?)
}

/// Clock, mark, the moment at which it is reached, and the date that the clock runs towards.
pub type Marked = (Clock, Mark, Timestamp, Date);

impl Office {
    /// Every mark of a matter's clocks. One that the law does not bound (0 days) has none of the law's.
    pub(super) fn marks_of_matter(&self, matter: &Matter, waits: &Waits) -> Vec<Marked> {
        let Some(ready_at) = matter.ready_at else {
            return Vec::new();
        };
        self.marks(
            city_date(ready_at),
            matter.promised_days,
            matter.legal_days,
            waits,
        )
    }

    /// Every mark of a case's clock: what is promised for the whole.
    pub(super) fn marks_of_case(&self, case: &Case, waits: &Waits) -> Vec<Marked> {
        self.marks(city_date(case.submitted_at), case.promised_days, 0, waits)
    }

    /// When a case that is filed now is to be looked at first.
    pub(super) fn first_mark_of_case(&self, case: &Case) -> Option<Timestamp> {
        next_of(&self.marks_of_case(case, &Vec::new()), case.submitted_at)
    }

    fn marks(&self, ready_on: Date, promised: i64, legal: i64, waits: &Waits) -> Vec<Marked> {
        [(Clock::Promised, promised), (Clock::Legal, legal)]
            .into_iter()
            .flat_map(|(clock, days)| {
                let due = app::case::due_date(&self.calendar, ready_on, days, waits).date;
                marks_of(&self.calendar, ready_on, days, waits)
                    .into_iter()
                    .map(move |(mark, day)| (clock, mark, morning(day), due))
            })
            .collect()
    }

    /// When a matter's clocks are to be looked at next, from now on; `None`: no mark is left.
    pub(super) fn next_mark(
        &self,
        matter: &Matter,
        waits: &Waits,
        now: Timestamp,
    ) -> Option<Timestamp> {
        next_of(&self.marks_of_matter(matter, waits), now)
    }

    /// The whole case's clock after one of its waits began or ended: it stands while the applicant is asked for anything.
    pub(super) async fn set_case_clock(
        &self,
        conn: &mut sqlx::AnyConnection,
        home: &str,
        case_id: &str,
    ) -> Result<(), Fault> {
        let Some(case) = store::case_by_id(conn, home, case_id).await? else {
            return Ok(());
        };
        if case.due.is_none() {
            return Ok(());
        }
        let waits = store::waits_of_case(conn, home, case_id).await?;
        let over = waits_over(&waits, None);
        let due = app::case::due_date(
            &self.calendar,
            city_date(case.submitted_at),
            case.promised_days,
            &over,
        )
        .date;
        let stands = waits.iter().any(|wait| wait.until.is_none());
        let next = next_of(&self.marks_of_case(&case, &over), self.clock.now()).filter(|_| !stands);
        store::set_case_clock(conn, home, case_id, Some(due), next).await
    }
}

/// The waits of these rows, as dates; one that is open counts as over at `now`, if that is given.
pub(super) fn waits_over(waits: &[Wait], now: Option<Timestamp>) -> Waits {
    waits
        .iter()
        .map(|wait| (city_date(wait.since), wait.until.or(now).map(city_date)))
        .collect()
}

fn next_of(marks: &[Marked], now: Timestamp) -> Option<Timestamp> {
    marks
        .iter()
        .map(|(_, _, at, _)| *at)
        .filter(|at| *at > now)
        .min()
}

/// e.g. `promised-over`, as the journal and the table of marks have it.
fn mark_name(clock: Clock, mark: Mark) -> String {
    format!("{}-{}", clock.code(), mark.code())
}

/// 09:00 of a day in the city: when one may be told something that is not urgent.
pub(super) fn office_hours_begin(day: Date) -> Timestamp {
    day.at(9, 0, 0, 0)
        .to_zoned(city_time())
        .expect("the city's days have no gaps")
        .timestamp()
}

/// When a day of the city begins.
pub(super) fn morning(day: Date) -> Timestamp {
    day.to_zoned(city_time())
        .expect("the city's days have no gaps")
        .timestamp()
}
