//! `yuban seed`: the demo city's last four weeks, so that desks and tracking pages are not empty: cases in every stage,
//! made through the same desks and steps as anybody's, a function of the city's seed and of its day.
//!
//! The weeks are lived moment by moment: what happens at the same time to different cases happens side by side.

mod acts;
mod helping;
mod payments;
mod plan;
mod sharing;

use std::collections::BTreeMap;
use std::sync::Arc;

use clap::Args;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use self::acts::{Cast, Living, staff_everywhere};
use self::helping::seed_helping;
use self::plan::{ABSENT, Act, SILENT, one_of_each, plans};
use super::progress::Progress;
use super::registers::CityArgs;
use super::said;
use crate::Office;
use crate::care::seeds::seed_care;
use crate::case::{clocks, store};
use crate::clock::{Chance, Clock, MachineClock, SetClock};
use crate::closing::Closing;
use crate::demo_city::{City, next_door};
use crate::fault::Fault;
use crate::identity::Reception;
use crate::offers::seeds::seed_offers;
use crate::one_key_call::seeds::seed_calls;
use crate::outbox;
use crate::settings::Settings;

/// How many things happen side by side: enough for two cores while one waits for the database's one writer.
const SIDE_BY_SIDE: usize = 6;
/// How many errands are carried out side by side.
const CARRIERS: usize = 4;
/// For how long a register has been silent when the demo opens: until somebody is called, and tries come once an hour.
const SILENCE: SignedDuration = SignedDuration::from_mins(55);
/// How long what was decided at the very end can be recalled, in minutes.
const RECALLED_FOR: i64 = 240;

#[derive(Args)]
pub struct Seed {
    #[command(flatten)]
    city: CityArgs,
    /// Only as many cases as it takes to meet every stage
    #[arg(long)]
    brief: bool,
    /// How many people the registers hold, the families among them; a million take about 1 GB [default: the families]
    #[arg(long, default_value_t = 0)]
    people: u64,
}

impl Seed {
    pub async fn run(self, mut settings: Settings) -> Result<(), String> {
        if !settings.demo {
            return Err("seeded cases are of an invented city: yuban seed --demo".to_owned());
        }
        let now = MachineClock.now();
        let clock = Arc::new(SetClock::at(now));
        let (chance, closing) = (Chance::of_the_machine(), Closing::default());
        let registers = self
            .city
            .switchable()
            .open(&settings.data, clock.clone(), chance.branch())
            .await?;
        registers.hurry().await.map_err(said)?;
        if self.people > 0 {
            let progress = Progress::of("People in the registers");
            let settling = registers.settle(self.people, |there, of| progress.at(there, of));
            settling.await.map_err(said)?;
            progress.done();
        }
        let opened = next_door::open(registers, closing.clone())
            .await
            .map_err(said)?;
        settings.data_layer = Some(opened.address);
        let mut cases = plans(&opened.city, &app::case::WorkingCalendar::published(), now);
        if self.brief {
            cases = one_of_each(cases);
        }
        let mut people = next_door::whom_one_can_be(&opened.city);
        people.extend(staff_everywhere(&opened.city, &people));
        for case in &cases {
            people.extend(case.people().cloned());
        }
        let data = settings.data.display().to_string();
        let open = async |settings: Settings| -> Result<Office, String> {
            let reception = Reception {
                demo_people: people.clone(),
                ..Reception::default()
            };
            let (chance, closing) = (chance.branch(), closing.clone());
            let office = Office::open(settings, clock.clone(), chance, closing, reception)
                .await
                .map_err(said)?;
            office.refresh_directory().await.map_err(said)?;
            Ok(office)
        };
        let office = open(settings.clone()).await?;
        match state(&office).await.map_err(said)? {
            State::Empty => {
                let cases: Vec<Arc<Living>> =
                    cases.into_iter().map(Living::of).map(Arc::new).collect();
                fill(&office, &clock, &cases, now, &opened.city)
                    .await
                    .map_err(said)?;
                seed_calls(&office, &opened.city, &clock, now)
                    .await
                    .map_err(said)?;
                seed_care(&office, &opened.city, &clock, now)
                    .await
                    .map_err(said)?;
                seed_helping(&office, &Cast::of(office.clone()), &opened.city)
                    .await
                    .map_err(said)?;
                seed_offers(&office, &opened.city).await.map_err(said)?;
                let patient = open(Settings {
                    hold_minutes: RECALLED_FOR,
                    ..settings
                });
                decide_just_now(&patient.await?, &cases)
                    .await
                    .map_err(said)?;
            }
            State::Full => eprintln!("There are cases already; nothing was added."),
            State::BrokenOff => {
                return Err(format!(
                    "an earlier seeding was broken off half-way. Remove the folder {data} and run this again"
                ));
            }
        }
        closing.begin();
        office.db.close().await;
        Ok(())
    }
}

/// What was found.
enum State {
    Empty,
    Full,
    /// Begun and not ended: the disk was not waited for, so that nothing in it can be relied on.
    BrokenOff,
}

async fn state(office: &Office) -> Result<State, Fault> {
    let mut conn = office.db.read().await?;
    let has_begun = sqlx::query("SELECT value FROM portal_setting WHERE name = 'seeding'")
        .fetch_optional(&mut *conn)
        .await?
        .is_some();
    Ok(if has_begun {
        State::BrokenOff
    } else if store::has_cases(&mut conn).await? {
        State::Full
    } else {
        State::Empty
    })
}

/// Everything that happened, moment by moment.
async fn fill(
    office: &Office,
    clock: &SetClock,
    cases: &[Arc<Living>],
    now: Timestamp,
    city: &City,
) -> Result<(), Fault> {
    note(
        office,
        "INSERT INTO portal_setting (name, value) VALUES ('seeding', 'begun')",
    )
    .await?;
    office.db.hurry().await?;
    let mut moments: BTreeMap<Timestamp, Vec<(Arc<Living>, Act)>> = BTreeMap::new();
    for case in cases {
        for (at, act) in &case.plan.acts {
            moments.entry(*at).or_default().push((case.clone(), *act));
        }
    }
    let of = moments.values().map(|acts| acts.len() as u64).sum();
    let cast = Cast::of(office.clone());
    let progress = Progress::of("Four weeks in the demo city");
    let mut done = 0;
    for (at, acts) in moments {
        // What became due since, such as a reminder, comes first.
        clock.set(at);
        carry_out_errands(office).await?;
        done += acts.len() as u64;
        side_by_side(&cast, acts).await?;
        clock.advance(SignedDuration::from_mins(10));
        carry_out_errands(office).await?;
        progress.at(done, of);
    }
    fall_silent(office, clock, &cast, cases, now).await?;
    clock.set(now);
    cast.everybody_was_here().await?;
    let today = office.clock.today();
    let week = jiff::Span::new().days(7);
    cast.mark_absent(
        ABSENT,
        today.saturating_sub(week),
        today.saturating_add(week),
    )
    .await?;
    payments::pay_last_month(office, &cast, city).await?;
    sharing::seed_sharing(office, &cast, cases, city).await?;
    carry_out_errands(office).await?;
    office.db.take_care().await?;
    note(office, "DELETE FROM portal_setting WHERE name = 'seeding'").await?;
    progress.done();
    Ok(())
}

/// The last hour: a register is silent, and what was decided meanwhile waits for it.
async fn fall_silent(
    office: &Office,
    clock: &SetClock,
    cast: &Arc<Cast>,
    cases: &[Arc<Living>],
    now: Timestamp,
) -> Result<(), Fault> {
    let began = now
        .checked_sub(SILENCE)
        .map_err(|error| Fault::Other(error.to_string()))?;
    clock.set(began);
    office.switch_register(SILENT, true).await?;
    let acts = cases
        .iter()
        .filter_map(|case| Some((case.clone(), case.plan.lately?)));
    side_by_side(cast, acts.collect()).await?;
    while office.clock.now() < now {
        carry_out_errands(office).await?;
        clock.advance(SignedDuration::from_secs(15));
    }
    office.switch_register(SILENT, false).await
}

/// What is decided at the very end, and can still be recalled when the demo opens.
async fn decide_just_now(office: &Office, cases: &[Arc<Living>]) -> Result<(), Fault> {
    let acts = cases
        .iter()
        .filter_map(|case| Some((case.clone(), case.plan.just_now?)));
    side_by_side(&Cast::of(office.clone()), acts.collect()).await?;
    office.db.close().await;
    Ok(())
}

async fn note(office: &Office, sql: &'static str) -> Result<(), Fault> {
    let mut tx = office.db.begin().await?;
    sqlx::query(sql).execute(tx.conn()).await?;
    Ok(tx.commit().await?)
}

/// What happens to different cases at one time.
async fn side_by_side(cast: &Arc<Cast>, acts: Vec<(Arc<Living>, Act)>) -> Result<(), Fault> {
    let places = Arc::new(Semaphore::new(SIDE_BY_SIDE));
    let mut running = JoinSet::new();
    for (case, act) in acts {
        let (cast, places) = (cast.clone(), places.clone());
        running.spawn(async move {
            let _place = places.acquire_owned().await;
            cast.play(&case, act).await.map_err(|fault| {
                Fault::Other(format!("{act:?} of {}: {fault}", case.plan.applicant.key))
            })
        });
    }
    while let Some(ended) = running.join_next().await {
        ended.map_err(|error| Fault::Other(error.to_string()))??;
    }
    Ok(())
}

/// Until nothing is due: a register's answer may make the next matter ready, with errands of its own.
async fn carry_out_errands(office: &Office) -> Result<(), Fault> {
    let mut running = JoinSet::new();
    for _ in 0..CARRIERS {
        let office = office.clone();
        running.spawn(async move {
            while outbox::run_once(&office).await? > 0 {}
            Ok::<(), Fault>(())
        });
    }
    while let Some(ended) = running.join_next().await {
        ended.map_err(|error| Fault::Other(error.to_string()))??;
    }
    // Whoever is late is told so on the day.
    clocks::look(office).await.map(|_| ())
}
