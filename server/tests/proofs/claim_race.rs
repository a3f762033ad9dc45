//! Fifty workers at the desks of one office reach for the same list until nothing is left on it: each matter is taken
//! exactly once, by whoever was told so.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use app::casework::{CaseworkDesk as _, QueueList};
use app::error::PortalError;
use app::identity::{Actor, OfficeId, StaffMember, StaffRole};
use app::person::PersonName;
use rand::seq::SliceRandom as _;
use rand::{Rng, RngExt as _};
use server::Office;
use server::fault::Fault;
use server::identity::staff::add_staff;
use sqlx::Row as _;

use crate::filed::{self, Wish};
use crate::support::World;
use crate::{Outcome, Trial};

const WORKERS: u64 = 50;
/// How many of a page a worker reaches for before looking at the list again.
const AT_ONCE: usize = 3;
/// Each adds one matter to a case: few enough that a case is as large as cases are.
const SUBJECTS: &[&str] = &["person-1", "person-2", "person-3", "person-4", "person-5"];

pub async fn prove(trial: Trial) -> Outcome {
    let world = World::fresh(trial.engine).await;
    let office_id = filed::office_of(&world, "police-shapingba-1");
    let mut left = trial.tries;
    while left > 0 {
        let here = left.min(SUBJECTS.len() as u64);
        let subjects = &SUBJECTS[..usize::try_from(here).unwrap()];
        filed::file(&world, Wish { subjects }).await;
        left -= here;
    }
    let members = members(&world.office, &office_id).await;
    let began = Instant::now();
    let mut working = tokio::task::JoinSet::new();
    for (number, member) in (0_u64..).zip(members) {
        working.spawn(work(world.office.clone(), member, trial.dice(number)));
    }
    let mut outcome = Outcome {
        tried: trial.tries,
        ..Outcome::default()
    };
    let mut taken: HashMap<String, Vec<String>> = HashMap::new();
    let mut took = Vec::new();
    let mut second = 0_u64;
    while let Some(done) = working.join_next().await {
        let day = done.unwrap();
        for (matter, time) in day.taken {
            taken.entry(matter).or_default().push(day.member.clone());
            took.push(time);
        }
        second += day.came_second;
        outcome.bad.extend(day.bad);
    }
    let elapsed = began.elapsed();
    outcome
        .bad
        .extend(compare(&world.office, &taken, trial.tries).await);
    outcome
        .latencies(&mut took)
        .figure("second", second)
        .figure("seconds", format_args!("{:.0}", elapsed.as_secs_f64()));
    world.clear_away().await;
    outcome
}

async fn members(office: &Office, at: &OfficeId) -> Vec<StaffMember> {
    let mut members = Vec::new();
    for number in 0..WORKERS {
        let login = format!("worker-{number}");
        let name = PersonName::parse(&format!("工作人员{number}")).unwrap();
        let role = StaffRole::Caseworker;
        add_staff(office, &login, &name, at, role, None)
            .await
            .unwrap();
        let mut conn = office.db.read().await.unwrap();
        let row = sqlx::query("SELECT id FROM staff WHERE login = $1")
            .bind(login)
            .fetch_one(&mut *conn)
            .await
            .unwrap();
        members.push(StaffMember {
            id: row.get("id"),
            name,
            office: at.clone(),
            role,
        });
    }
    members
}

/// What one worker has to tell at the end.
struct Day {
    member: String,
    /// Each matter that they were told is theirs, and how long the press took.
    taken: Vec<(String, Duration)>,
    /// How often somebody else was first.
    came_second: u64,
    bad: Vec<String>,
}

async fn work(office: Office, member: StaffMember, mut dice: impl Rng) -> Day {
    let mut day = Day {
        member: member.id.clone(),
        taken: Vec::new(),
        came_second: 0,
        bad: Vec::new(),
    };
    let actor = Actor::Staff(member.clone());
    loop {
        let queue = match office.queue(&actor, QueueList::ToTakeUp, None).await {
            Ok(queue) => queue,
            Err(error) => {
                day.bad.push(format!("the list did not open: {error:?}"));
                return day;
            }
        };
        if queue.rows.is_empty() {
            return day;
        }
        let mut rows = queue.rows;
        rows.shuffle(&mut dice);
        for row in rows.into_iter().take(dice.random_range(1..=AT_ONCE)) {
            let began = Instant::now();
            match office.take_up(&member, &row.address).await {
                Ok(()) => day.taken.push((row.address.matter, began.elapsed())),
                Err(Fault::Portal(PortalError::Conflict(_))) => day.came_second += 1,
                Err(other) => day.bad.push(format!("a press ended in {other:?}")),
            }
        }
    }
}

/// What the workers were told against what the tables and the journal hold.
async fn compare(office: &Office, taken: &HashMap<String, Vec<String>>, tries: u64) -> Vec<String> {
    let mut bad = Vec::new();
    let mut conn = office.db.read().await.unwrap();
    let matters = sqlx::query("SELECT id, stage, holder FROM matter WHERE code = 'registration'")
        .fetch_all(&mut *conn)
        .await
        .unwrap();
    if matters.len() as u64 != tries {
        bad.push(format!("{} matters, not {tries}", matters.len()));
    }
    let entries = sqlx::query("SELECT entry FROM journal")
        .fetch_all(&mut *conn)
        .await
        .unwrap();
    let mut journalled: HashMap<String, Vec<String>> = HashMap::new();
    for row in entries {
        let entry: server::journal::Entry =
            serde_json::from_str(&row.get::<String, _>("entry")).unwrap();
        if entry.step == "take-up" {
            journalled
                .entry(entry.matter.unwrap_or_default())
                .or_default()
                .push(entry.actor);
        }
    }
    for row in matters {
        let id: String = row.get("id");
        let (stage, holder): (String, String) = (row.get("stage"), row.get("holder"));
        let told = taken.get(&id).map(Vec::as_slice).unwrap_or_default();
        let written = journalled.get(&id).map(Vec::as_slice).unwrap_or_default();
        if stage != "in-review" || told != [holder.clone()] || written != [holder.clone()] {
            bad.push(format!(
                "{id} is {stage}, held by {holder:?}; told {told:?}, journal {written:?}"
            ));
        }
    }
    bad
}
