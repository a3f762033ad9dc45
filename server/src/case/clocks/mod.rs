//! The clocks of matters, cases and remedies: one loop looks for those whose next mark has come, writes the mark once, with its
//! journal entry, and sets when to look again. What is due stands in the database, so a restart forgets nothing and
//! repeats nothing.

pub mod store;

use std::time::Duration;

use app::case::{Clock, Mark, marks_of};
use app::identity::OfficeId;
use app::text::{city_date, city_time};
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::AnyConnection;

use super::steps::Acting;
use super::store::{self as cases, Case, Matter, MatterKey, Wait};
use crate::Office;
use crate::data_layer::directory::GOVERNMENT;
use crate::fault::Fault;
use crate::journal::{self, Record};
use store::ClockMark;

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

/// What a clock belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ticking {
    Matter,
    /// The whole case.
    Case,
    /// An appeal, a complaint, or a task that a bad rating has opened.
    Remedy,
}

impl Ticking {
    pub const ALL: [Self; 3] = [Self::Matter, Self::Case, Self::Remedy];

    /// As the table of marks has it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Matter => "matter",
            Self::Case => "case",
            Self::Remedy => "remedy",
        }
    }
}

/// Writes every mark that has come, and says at how many records it looked. One that cannot be read stops
/// no other: it is logged, and found again a second later.
///
/// # Errors
/// The database's.
pub async fn look(office: &Office) -> Result<usize, Fault> {
    let now = office.clock.now();
    let mut most = 0;
    for ticking in Ticking::ALL {
        let keys = store::to_mark(&mut *office.db.read().await?, ticking, now, AT_ONCE).await?;
        most = most.max(keys.len());
        for key in keys {
            if let Err(fault) = mark(office, ticking, &key, now).await {
                tracing::error!(error = %fault, kind = ticking.code(), record = key.id, "a clock could not be read");
            }
        }
    }
    Ok(most)
}

/// A record whose clock runs: its chain, all its marks, and who has it.
pub(crate) struct Running {
    pub record: Record,
    pub marks: Vec<Marked>,
    /// The office that works on it; `None`: several do, as on a whole case.
    pub office: Option<OfficeId>,
    pub matter: Option<Matter>,
}

async fn mark(
    office: &Office,
    ticking: Ticking,
    key: &MatterKey,
    now: Timestamp,
) -> Result<(), Fault> {
    let mut tx = office.db.begin().await?;
    // Whoever clears the mark has it: another process finds nothing to do.
    if !store::stop(tx.conn(), ticking, key, now).await? {
        return Ok(());
    }
    let running = match ticking {
        Ticking::Matter => office.running_matter(tx.conn(), key).await?,
        Ticking::Case => office.running_case(tx.conn(), key).await?,
        Ticking::Remedy => office.running_remedy(tx.conn(), key).await?,
    };
    let Some(running) = running else {
        // It stands, and is set again when it goes on.
        return Ok(tx.commit().await?);
    };
    for (clock, mark, at, due) in running.marks.iter().filter(|(_, _, at, _)| *at <= now) {
        let reached = ClockMark {
            ticking,
            key: key.clone(),
            mark: mark_name(*clock, *mark),
            due: *due,
            at: now,
            office: office.told(*mark, &key.home, running.office.as_ref()),
            whom: mark.whom(),
        };
        if store::add(tx.conn(), &reached).await? {
            let step = format!("clock-{}", reached.mark);
            let mut entry = Acting::portal().entry(&step, running.matter.as_ref());
            entry.note = serde_json::json!({ "due": due.to_string(), "reached": at.to_string() });
            journal::write(tx.conn(), &running.record, now, &entry).await?;
        }
    }
    store::start(tx.conn(), ticking, key, next_of(&running.marks, now)).await?;
    Ok(tx.commit().await?)
}

/// Clock, mark, the moment at which it is reached, and the date that the clock runs towards.
pub type Marked = (Clock, Mark, Timestamp, Date);

impl Office {
    async fn running_matter(
        &self,
        conn: &mut AnyConnection,
        key: &MatterKey,
    ) -> Result<Option<Running>, Fault> {
        let matter = cases::matter(conn, key)
            .await?
            .ok_or_else(|| Fault::Row(format!("a clock without its matter {}", key.id)))?;
        if !matter.stage.is_running() {
            return Ok(None);
        }
        let waits = waits_over(&cases::waits_of_matter(conn, key).await?, None);
        Ok(Some(Running {
            record: Record::new(&key.home, "case", &matter.case_id),
            marks: self.marks_of_matter(&matter, &waits),
            office: Some(matter.office.clone()),
            matter: Some(matter),
        }))
    }

    async fn running_case(
        &self,
        conn: &mut AnyConnection,
        key: &MatterKey,
    ) -> Result<Option<Running>, Fault> {
        let case = cases::case_by_id(conn, &key.home, &key.id)
            .await?
            .ok_or_else(|| Fault::Row(format!("a clock without its case {}", key.id)))?;
        if case.closed_at.is_some() {
            return Ok(None);
        }
        let waits = cases::waits_of(conn, &[(&key.home, &key.id)]).await?;
        Ok(Some(Running {
            marks: self.marks_of_case(&case, &waits_over(&waits, None)),
            record: Record::new(&key.home, "case", &case.id),
            office: None,
            matter: None,
        }))
    }

    /// Who is told of a mark: the office that has it; of one long over, and of a whole case's, the office that answers
    /// for all departments of the district.
    fn told(&self, mark: Mark, home: &str, has_it: Option<&OfficeId>) -> OfficeId {
        let directory = self.directory();
        let division = has_it.and_then(|office| directory.get(office)).map_or_else(
            || home.get(..6).unwrap_or_default(),
            |office| office.division.as_str(),
        );
        match has_it {
            Some(office) if mark != Mark::LongOver => office.clone(),
            _ => directory
                .of_division(GOVERNMENT, division)
                .map(|office| OfficeId(office.id.clone()))
                .or_else(|| has_it.cloned())
                // A portal without a directory: it stands in the journal only.
                .unwrap_or_else(|| OfficeId(String::new())),
        }
    }

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

    /// Every mark of something that nothing makes wait, opened on one day and due on another.
    pub(crate) fn marks_between(&self, opened_on: Date, due: Date) -> Vec<Marked> {
        let days = self.calendar.between(opened_on, due);
        self.marks(opened_on, days, 0, &Vec::new())
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
        conn: &mut AnyConnection,
        home: &str,
        case_id: &str,
    ) -> Result<(), Fault> {
        let Some(case) = cases::case_by_id(conn, home, case_id).await? else {
            return Ok(());
        };
        if case.due.is_none() {
            return Ok(());
        }
        let waits = cases::waits_of(conn, &[(home, case_id)]).await?;
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
        cases::set_case_clock(conn, home, case_id, Some(due), next).await
    }
}

/// The waits of these rows, as dates; one that is open counts as over at `now`, if that is given.
pub(super) fn waits_over(waits: &[Wait], now: Option<Timestamp>) -> Waits {
    waits
        .iter()
        .map(|wait| (city_date(wait.since), wait.until.or(now).map(city_date)))
        .collect()
}

pub(crate) fn next_of(marks: &[Marked], now: Timestamp) -> Option<Timestamp> {
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
pub(crate) fn morning(day: Date) -> Timestamp {
    day.to_zoned(city_time())
        .expect("the city's days have no gaps")
        .timestamp()
}
