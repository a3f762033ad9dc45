//! Ten thousand forms, each handed in five times at once over HTTP, one of the five by a browser that goes away in the
//! middle: exactly as many cases as forms, and every answer names the form's own receipt.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use app::application::LeaveForm;
use app::identity::{Actor, Citizen};
use jiff::SignedDuration;
use rand::RngExt as _;
use reqwest::header::LOCATION;
use server::demo_city::people::demo_people;
use sqlx::Row as _;

use crate::patient::Patient;
use crate::support::World;
use crate::{Outcome, Trial, elders};

const SERVICE: &str = "old-age-allowance";
/// One who goes away, and four who wait.
const WAITING: usize = 4;
/// How many people fill in forms at the same time.
const AT_ONCE: usize = 8;

pub async fn prove(trial: Trial) -> Outcome {
    let world = World::fresh(trial.engine).await;
    world.serve();
    let began = Instant::now();
    let next = Arc::new(AtomicU64::new(0));
    let mut working = tokio::task::JoinSet::new();
    for (part, person) in (0_u64..).zip(demo_people(&world.city).into_iter().take(AT_ONCE)) {
        let (world, next) = (world.clone(), next.clone());
        working.spawn(async move { fill_in(&world, trial, part, person.key, &next).await });
    }
    let mut outcome = Outcome {
        tried: trial.tries,
        ..Outcome::default()
    };
    let (mut receipts, mut took) = (HashMap::new(), Vec::new());
    while let Some(done) = working.join_next().await {
        let (of_forms, times, bad) = done.unwrap();
        receipts.extend(of_forms);
        took.extend(times);
        outcome.bad.extend(bad);
    }
    let seconds = began.elapsed().as_secs_f64();
    outcome
        .bad
        .extend(compare(&world, &receipts, trial.tries).await);
    outcome
        .latencies(&mut took)
        .figure("seconds", format_args!("{seconds:.0}"));
    world.clear_away().await;
    outcome
}

type Told = (HashMap<u64, String>, Vec<Duration>, Vec<String>);

/// One person at one desk after the other. The pages before the last are filled in behind the counter, which is not what
/// is tried here; the last goes over HTTP.
async fn fill_in(
    world: &World,
    trial: Trial,
    part: u64,
    key: &'static str,
    next: &AtomicU64,
) -> Told {
    let office = &world.office;
    let mut dice = trial.dice(part);
    let (mut receipts, mut took, mut bad) = (HashMap::new(), Vec::new(), Vec::new());
    let mut browser = Patient::new(&world.address, key);
    browser.sign_in().await.unwrap();
    let me = demo_people(&world.city)
        .into_iter()
        .find(|person| person.key == key)
        .unwrap();
    let citizen = Citizen {
        account: office.be(key).await.unwrap().account,
        person: office.keys.person(&me.number),
        name: me.name,
        helped: None,
    };
    let actor = Actor::Citizen(citizen.clone());
    let street = elders::street(&world.city);
    loop {
        let form = next.fetch_add(1, Ordering::Relaxed);
        if form >= trial.tries {
            return (receipts, took, bad);
        }
        // Nobody begins two drafts in the same moment; which of two is the newer one is a matter of time.
        world.clock.advance(SignedDuration::from_millis(500));
        let number = elders::invented(form);
        let mandate = elders::leave_for(office, &citizen, &number, &street).await;
        office
            .start_draft(&citizen, SERVICE, Some(&mandate))
            .await
            .unwrap();
        let no_leave = LeaveForm::default();
        office
            .hand_in_leave(&actor, SERVICE, &no_leave)
            .await
            .unwrap();
        office.hand_in_known(&actor, SERVICE).await.unwrap();
        let next_page = office
            .hand_in(&actor, SERVICE, "elder", &elders::typed())
            .await
            .unwrap();
        assert_eq!(next_page, "/old-age-allowance/check");
        let press = || browser.handing_in("/old-age-allowance/check", &[("declared", "yes")]);
        let patience = Duration::from_micros(dice.random_range(0..30_000));
        let leaves = tokio::spawn(press().timeout(patience).send());
        let waiting: Vec<_> = (0..WAITING)
            .map(|_| {
                let press = press();
                tokio::spawn(async move {
                    let began = Instant::now();
                    (press.send().await, began.elapsed())
                })
            })
            .collect();
        let mut told = HashSet::new();
        for press in waiting {
            let (answer, time) = press.await.unwrap();
            took.push(time);
            match answer {
                Ok(answer) => {
                    let location = answer.headers().get(LOCATION);
                    let location = location.map_or("", |at| at.to_str().unwrap_or_default());
                    told.insert(format!("{} {location}", answer.status().as_u16()));
                }
                Err(error) => bad.push(format!("form {form}: no answer: {error}")),
            }
        }
        let _ = leaves.await.unwrap();
        let mut told: Vec<String> = told.into_iter().collect();
        match (told.pop(), told.is_empty()) {
            (Some(one), true) if one.starts_with("303 /cases/GL-") => {
                receipts.insert(form, one);
            }
            (one, _) => bad.push(format!("form {form}: answers differ: {one:?}, {told:?}")),
        }
    }
}

/// What people were told against what the tables hold.
async fn compare(world: &World, receipts: &HashMap<u64, String>, tries: u64) -> Vec<String> {
    let mut bad = Vec::new();
    let mut conn = world.office.db.read().await.unwrap();
    let rows = sqlx::query("SELECT subject, reference FROM case_file")
        .fetch_all(&mut *conn)
        .await
        .unwrap();
    if rows.len() as u64 != tries {
        bad.push(format!("{} cases of {tries} forms", rows.len()));
    }
    let mut cases: HashMap<String, Vec<String>> = HashMap::new();
    for row in rows {
        cases
            .entry(row.get("subject"))
            .or_default()
            .push(row.get("reference"));
    }
    for form in 0..tries {
        let person = world.office.keys.person(&elders::invented(form)).0;
        let held = cases.get(&person).map(Vec::as_slice).unwrap_or_default();
        let told = receipts.get(&form).map(String::as_str).unwrap_or_default();
        let [reference] = held else {
            bad.push(format!("form {form} has {} cases", held.len()));
            continue;
        };
        if told != format!("303 /cases/{reference}/receipt") {
            bad.push(format!("form {form} is {reference}, but was told {told:?}"));
        }
    }
    bad
}
