//! What an ended matter says of the time that it took.

use app::case::{Stage, Waited, days_taken};
use app::text::city_date;
use jiff::civil::Date;
use sqlx::AnyConnection;

use super::store::{self, TimeTaken};
use crate::Office;
use crate::case::{Matter, MatterKey, store as cases};
use crate::fault::Fault;
use crate::journal::{self, Record};

/// The applicant was asked more than once.
pub const ASKED_AGAIN: i64 = 1;
/// The register would not take the decision and it came back to the desk.
pub const SENT_BACK: i64 = 2;
/// Put back into the queue, or returned by whoever had to confirm.
pub const RETURNED: i64 = 4;

/// Works out how long a matter took that has just ended, in the transaction in which it did.
pub async fn count_the_end(
    office: &Office,
    conn: &mut AnyConnection,
    key: &MatterKey,
) -> Result<(), Fault> {
    let Some(matter) = cases::matter(conn, key).await? else {
        return Ok(());
    };
    let taken = time_taken(office, conn, &matter).await?;
    store::keep_time_taken(conn, key, taken.as_ref()).await
}

/// `None` for what is not counted: what an office did not decide (withdrawn, blocked, done before it was filed), and what
/// has no promise.
pub(super) async fn time_taken(
    office: &Office,
    conn: &mut AnyConnection,
    matter: &Matter,
) -> Result<Option<TimeTaken>, Fault> {
    let (Some(ready_at), Some(ended_at)) = (matter.ready_at, matter.ended_at) else {
        return Ok(None);
    };
    let is_decided = matches!(matter.stage, Stage::Done | Stage::Refused);
    // Version 0: a register held the result before the application was filed.
    if !matter.kind.has_a_desk() || !is_decided || matter.version == 0 || matter.promised_days <= 0
    {
        return Ok(None);
    }
    let waits = cases::waits_of_matter(conn, &matter.key).await?;
    let asked = waits.iter().filter(|wait| wait.whom == "applicant").count();
    let waited: Vec<Waited> = waits
        .iter()
        .map(|wait| (city_date(wait.since), wait.until.map(city_date)))
        .collect();
    let ended_on = city_date(ended_at);
    let days = days_taken(&office.calendar, city_date(ready_at), ended_on, &waited);
    let again = if asked > 1 { ASKED_AGAIN } else { 0 };
    Ok(Some(TimeTaken {
        month: month_of(ended_on),
        days,
        in_time: days <= matter.promised_days,
        rework: again | came_back(conn, matter).await?,
    }))
}

/// How the journal says that a matter's work had to be done over again.
async fn came_back(conn: &mut AnyConnection, matter: &Matter) -> Result<i64, Fault> {
    let record = Record::new(&matter.key.home, "case", &matter.case_id);
    let entries = journal::read(conn, &record).await?;
    Ok(entries
        .iter()
        .map(|written| &written.entry)
        .filter(|entry| entry.matter.as_ref() == Some(&matter.key.id))
        .map(|entry| {
            match (
                entry.step.as_str(),
                entry.from.as_deref(),
                entry.to.as_deref(),
            ) {
                ("register-refused", _, Some("in-review")) => SENT_BACK,
                ("put-back", ..) | (_, Some("proposed" | "held"), Some("in-review")) => RETURNED,
                _ => 0,
            }
        })
        .fold(0, |all, one| all | one))
}

/// e.g. `2026-03`.
pub(super) fn month_of(date: Date) -> String {
    date.strftime("%Y-%m").to_string()
}
