//! Every register dead, slow, lying, oversized or truncated, call by call: every application of a birth is accepted all the
//! same, what could not be filled in is said, and when the registers are back everything that was typed instead is compared
//! with them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use app::application::{ApplicationDesk as _, DeclarationForm, LeaveForm, MattersForm};
use app::case::{CaseReference, FieldState};
use app::identity::{Actor, Citizen};
use app::newborn::{AccountForm, ChildForm, HouseholdForm, OtherParentForm};
use jiff::SignedDuration;
use rand::RngExt as _;
use server::case::store as cases;
use server::clock::Chance;
use server::data_layer::records::DataSet;
use server::demo_city::next_door;
use server::demo_city::people::demo_people;
use server::demo_city::registers::faults::Fault;
use server::identity::Reception;
use server::settings::Settings;
use server::{Office, outbox};
use sqlx::Row as _;

use crate::front::Front;
use crate::support::World;
use crate::{Outcome, Trial};

const SERVICE: &str = "newborn";
/// How many people apply at the same time.
const AT_ONCE: usize = 4;
/// What a page may take on a busy machine: the deadline of one register, and not the sum of all.
const PATIENCE: Duration = Duration::from_secs(4);
/// What is asked for later.
const LATER: [&str; 4] = [
    "BIRTHS/certificates",
    "MARRIAGES/marriages",
    "POPULATION/households",
    "LICENCES/licences",
];

pub async fn prove(trial: Trial) -> Outcome {
    let began = Instant::now();
    let mut world = World::fresh(trial.engine).await;
    let registers = world.office.settings.data_layer.clone().unwrap();
    let front = Front::before(&registers).await;
    world.office = behind(&world, &front).await;
    front.be_moody(Some(trial.dice(1)));
    for set in DataSet::ALL {
        // Signed by the right department, and about somebody else.
        world.faults.set(set, Some(Fault::Lies));
    }

    let next = Arc::new(AtomicU64::new(0));
    let mut working = tokio::task::JoinSet::new();
    for (part, person) in (2_u64..).zip(demo_people(&world.city).into_iter().take(AT_ONCE)) {
        let (world, next) = (world.clone(), next.clone());
        working.spawn(async move { apply_on_and_on(&world, trial, part, person.key, &next).await });
    }
    let mut outcome = Outcome {
        tried: trial.tries,
        ..Outcome::default()
    };
    let (mut filed, mut took) = (Vec::new(), Vec::new());
    while let Some(done) = working.join_next().await {
        let (receipts, times, bad) = done.unwrap();
        filed.extend(receipts);
        took.extend(times);
        outcome.bad.extend(bad);
    }
    if filed.len() as u64 != trial.tries {
        outcome
            .bad
            .push(format!("{} of {} were accepted", filed.len(), trial.tries));
    }

    front.be_moody(None);
    for set in DataSet::ALL {
        world.faults.set(set, None);
    }
    let left = everything_is_fetched(&world).await;
    if left > 0 {
        outcome.bad.push(format!("{left} were never fetched"));
    }
    let mut compared = 0;
    for reference in &filed {
        match untouched(&world, reference).await {
            Some(field) => outcome
                .bad
                .push(format!("{reference}: {field} was never compared")),
            None => compared += 1,
        }
    }
    outcome.latencies(&mut took).figure("compared", compared);
    for (mood, times) in front.moods() {
        outcome.figure(&mood, times);
    }
    let resting = count(
        &world,
        "SELECT COUNT(*) FROM data_call WHERE outcome = 'resting'",
    )
    .await;
    outcome.figure("resting", resting).figure(
        "seconds",
        format_args!("{:.0}", began.elapsed().as_secs_f64()),
    );
    world.clear_away().await;
    outcome
}

/// The same portal, with the front between it and the registers.
async fn behind(world: &World, front: &Front) -> Office {
    let settings = Settings {
        data_layer: Some(front.address.clone()),
        ..world.office.settings.clone()
    };
    let office = Office::open(
        settings,
        world.clock.clone(),
        Chance::seeded(44),
        world.office.closing.clone(),
        Reception::of_the_demo_city(next_door::whom_one_can_be(&world.city)),
    )
    .await
    .unwrap();
    office.refresh_directory().await.unwrap();
    office
}

/// One of the demo's people, as they are after they have signed in.
pub async fn citizen(world: &World, key: &str) -> Citizen {
    let person = demo_people(&world.city)
        .into_iter()
        .find(|person| person.key == key)
        .unwrap();
    Citizen {
        account: world.office.be(key).await.unwrap().account,
        person: world.office.keys.person(&person.number),
        name: person.name,
        helped: None,
    }
}

type Told = (Vec<String>, Vec<Duration>, Vec<String>);

async fn apply_on_and_on(
    world: &World,
    trial: Trial,
    part: u64,
    key: &'static str,
    next: &AtomicU64,
) -> Told {
    let mut dice = trial.dice(part);
    let (mut receipts, mut took, mut bad) = (Vec::new(), Vec::new(), Vec::new());
    let citizen = citizen(world, key).await;
    let other = demo_people(&world.city)
        .into_iter()
        .find(|person| person.key != key)
        .unwrap();
    let other = OtherParentForm {
        name: other.name.as_str().to_owned(),
        number: other.number.as_str().to_owned(),
    };
    loop {
        let form = next.fetch_add(1, Ordering::Relaxed);
        if form >= trial.tries {
            return (receipts, took, bad);
        }
        // Sometimes the sources are left alone, sometimes they are tried again.
        let pause = dice.random_range(500..12_000);
        world.clock.advance(SignedDuration::from_millis(pause));
        let before = took.len();
        match apply(world, &citizen, &other, form, &mut took).await {
            Ok(receipt) => receipts.push(receipt),
            Err(why) => bad.push(format!("application {form}: {why}")),
        }
        for waited in took[before..].iter().filter(|took| **took > PATIENCE) {
            bad.push(format!("application {form} waited {waited:?}"));
        }
    }
}

/// One application, filled in behind the counter; its reference.
async fn apply(
    world: &World,
    me: &Citizen,
    other: &OtherParentForm,
    form: u64,
    took: &mut Vec<Duration>,
) -> Result<String, String> {
    let office = &world.office;
    let actor = Actor::Citizen(me.clone());
    let failed = |error: server::fault::Fault| error.to_string();
    office
        .start_draft(me, SERVICE, None)
        .await
        .map_err(failed)?;
    let leave = office.leave(&actor, SERVICE).await.unwrap();
    let registers: Vec<String> = leave.lines.into_iter().map(|line| line.data_set).collect();
    // Another region's register is asked only where ours says that it holds nothing.
    let asked = registers
        .iter()
        .filter(|set| !set.starts_with("SICHUAN"))
        .count();
    let began = Instant::now();
    office
        .hand_in_leave(&actor, SERVICE, &LeaveForm { registers })
        .await
        .map_err(failed)?;
    took.push(began.elapsed());
    let known = office.known(&actor, SERVICE).await.unwrap();
    if known.silent.len() != asked {
        return Err(format!(
            "{} of {asked} are called silent",
            known.silent.len()
        ));
    }
    let mut page = office
        .hand_in_known(&actor, SERVICE)
        .await
        .map_err(failed)?;
    for _ in 0..10 {
        let name = page.rsplit_once("/newborn/").map_or("", |(_, name)| name);
        let done = match name {
            "child/1" => {
                let typed = ChildForm {
                    surname: me.name.as_str().chars().take(1).collect(),
                    given: "思齐".to_owned(),
                    certificate: format!("P{:09}", 500_000_000 + form),
                    sex: "female".to_owned(),
                    born_year: "2026".to_owned(),
                    born_month: "3".to_owned(),
                    born_day: "3".to_owned(),
                    ..ChildForm::default()
                };
                office.hand_in(&actor, SERVICE, name, &typed).await
            }
            "other-parent" => office.hand_in(&actor, SERVICE, name, other).await,
            "matters" => {
                let view = office.matters(&actor, SERVICE).await.unwrap();
                let typed = MattersForm {
                    matters: view.chosen,
                };
                office.hand_in(&actor, SERVICE, name, &typed).await
            }
            "household" => {
                let typed = HouseholdForm {
                    whose: "mine".to_owned(),
                    street: crate::elders::street(&world.city),
                };
                office.hand_in(&actor, SERVICE, name, &typed).await
            }
            "account" => {
                let typed = AccountForm {
                    bank: "重庆银行".to_owned(),
                    account: "6222021001112223331".to_owned(),
                };
                office.hand_in(&actor, SERVICE, name, &typed).await
            }
            "check" => {
                let typed = DeclarationForm {
                    declared: "yes".to_owned(),
                    ..DeclarationForm::default()
                };
                office.submit(&actor, SERVICE, &typed).await
            }
            _ => {
                let reference = page
                    .strip_prefix("/cases/")
                    .and_then(|page| page.strip_suffix("/receipt"));
                return reference
                    .map(str::to_owned)
                    .ok_or_else(|| format!("it ends at {page}"));
            }
        };
        page = done.map_err(failed)?;
    }
    Err(format!("it does not come beyond {page}"))
}

async fn count(world: &World, sql: &'static str) -> i64 {
    let mut conn = world.office.db.read().await.unwrap();
    sqlx::query(sql).fetch_one(&mut *conn).await.unwrap().get(0)
}

/// Waits until nothing is left to fetch; how much is left after half a day of the city's time.
async fn everything_is_fetched(world: &World) -> i64 {
    let mut left = i64::MAX;
    for _ in 0..24 {
        world.clock.advance(SignedDuration::from_mins(30));
        while outbox::run_once(&world.office).await.unwrap() > 0 {}
        left = count(
            world,
            "SELECT COUNT(*) FROM outbox WHERE topic = 'fetch-later' AND done_at = 0",
        )
        .await;
        if left == 0 {
            break;
        }
    }
    left
}

/// A field that is still as it was typed by hand although its register has been asked.
async fn untouched(world: &World, reference: &str) -> Option<String> {
    let reference = CaseReference::parse(reference).unwrap();
    let mut conn = world.office.db.read().await.unwrap();
    let case = cases::case_by_reference(&mut conn, &reference)
        .await
        .unwrap()
        .unwrap();
    drop(conn);
    let dossier = world.office.dossier(&case).unwrap();
    let open = dossier.fields.iter().find(|field| {
        matches!(&field.state, FieldState::Unverified { data_set, .. } if LATER.contains(&data_set.as_str()))
    })?;
    Some(format!("{}.{}", open.subject, open.name))
}
