//! Calls that climb while the clock is thrown forwards and back: no tier is skipped, none is rung twice, each in its
//! order; and a clock that was set back delays a tier by no more than its own wait.

use std::time::{Duration, Instant};

use jiff::SignedDuration;
use rand::RngExt as _;
use server::one_key_call::{self, Press};
use sqlx::Row as _;

use crate::support::World;
use crate::{Outcome, Trial, callers, elders};

/// Later than a minute of waiting, on a machine that is busy.
const LATE: Duration = Duration::from_secs(66);

pub async fn prove(trial: Trial) -> Outcome {
    let world = World::fresh(trial.engine).await;
    let office = world.office.clone();
    let street = elders::street(&world.city);
    callers::pendants(&office, &street, trial.tries + 1).await;
    let climbing = tokio::spawn(one_key_call::run(office.clone()));
    let mut outcome = Outcome {
        tried: trial.tries,
        ..Outcome::default()
    };
    let mut dice = trial.dice(0);
    let mut references = Vec::new();
    let mut jumps = 0;
    for nth in 0..trial.tries {
        references.push(press(&world, nth).await);
        if nth % 5 == 4 {
            let by = dice.random_range(-3_600..5_400);
            world.clock.advance(SignedDuration::from_secs(by));
            jumps += 1;
            tokio::time::sleep(Duration::from_millis(dice.random_range(50..600))).await;
        }
    }
    // One that is pressed before the clock is set back for good, and waits its minute by the machine.
    let set_back = press(&world, trial.tries).await;
    world.clock.advance(SignedDuration::from_secs(-7_200));
    let began = Instant::now();
    let mut waited = Duration::ZERO;
    while began.elapsed() < LATE + Duration::from_secs(30) {
        if tiers(&world, &set_back).await.contains(&1) {
            waited = began.elapsed();
            break;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    if waited.is_zero() || waited > LATE {
        outcome.bad.push(format!(
            "set back two hours, the second tier was rung after {waited:?}"
        ));
    }
    // At last a day goes by. How soon all have rung is the machine's matter; what they rang is ours.
    world.clock.advance(SignedDuration::from_hours(30));
    let began = Instant::now();
    for reference in references.iter().chain([&set_back]) {
        let mut rung = tiers(&world, reference).await;
        while !rung.contains(&2) && began.elapsed() < LATE {
            tokio::time::sleep(Duration::from_millis(200)).await;
            rung = tiers(&world, reference).await;
        }
        let mut inside: Vec<i64> = rung.iter().copied().filter(|tier| *tier < 3).collect();
        if !rung.is_sorted() {
            outcome
                .bad
                .push(format!("{reference}: out of order, {rung:?}"));
        }
        inside.dedup();
        if inside != [0, 1, 2] {
            outcome.bad.push(format!("{reference}: rang {rung:?}"));
        }
    }
    outcome.figure("jumps", jumps + 2).figure(
        "set_back_waited",
        format_args!("{:.1}s", waited.as_secs_f64()),
    );
    office.closing.begin();
    climbing.await.unwrap().unwrap();
    world.clear_away().await;
    outcome
}

async fn press(world: &World, nth: u64) -> String {
    let person = world.office.keys.person(&elders::invented(nth));
    let press = Press {
        actor: person.0.clone(),
        person,
        earnest: app::one_key_call::Earnest::Real,
        source: "pendant".to_owned(),
        device: String::new(),
        otherwise: app::one_key_call::CallHome::default(),
        home: String::new(),
    };
    let pressed = world.office.press(&press).await.unwrap();
    pressed.reference.to_string()
}

/// The tiers that were rung, in the order of the journal.
async fn tiers(world: &World, reference: &str) -> Vec<i64> {
    let mut conn = world.office.db.read().await.unwrap();
    let rows = sqlx::query(
        "SELECT j.entry FROM journal j JOIN call c ON c.home = j.home AND c.id = j.id WHERE j.kind = 'call' AND c.reference = $1 ORDER BY j.seq",
    )
    .bind(reference.to_owned())
    .fetch_all(&mut *conn)
    .await
    .unwrap();
    rows.iter()
        .filter_map(|row| {
            let entry: serde_json::Value = serde_json::from_str(&row.get::<String, _>(0)).ok()?;
            (entry["step"] == "rung").then(|| entry["note"]["tier"].as_i64())?
        })
        .collect()
}
