//! Everybody comes at once, ten times as many as are let in at a time, reading and writing; and meanwhile pendants are
//! pressed. No call is refused, and the desk sees each on its board soon.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use app::identity::{OfficeId, StaffMember, StaffRole};
use app::one_key_call::{CallActForm, CallStep};
use app::person::PersonName;
use rand::RngExt as _;
use reqwest::header::{COOKIE, ORIGIN};
use server::Office;
use server::database::first;

use crate::callers::{self, Heard};
use crate::support::World;
use crate::{Outcome, Trial, elders, quantile};

/// Ten times the pages that are made at a time.
const CROWD: u64 = 480;
/// Who presses at the same time.
const PRESSING: u64 = 4;
/// What is asked of the portal at most between a press and the desk's board.
const SOON: f64 = 2_000.0;

pub async fn prove(trial: Trial) -> Outcome {
    let world = World::fresh(trial.engine).await;
    let office = world.office.clone();
    let street = elders::street(&world.city);
    let devices = callers::pendants(&office, &street, trial.tries).await;
    let desk = world.be("street-shapingba").await;
    let cookie = format!("sid={}", desk.cookie("sid").unwrap());
    let over = Arc::new(AtomicBool::new(false));
    let (served, turned_away) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let mut crowd = tokio::task::JoinSet::new();
    for part in 0..CROWD {
        crowd.spawn(come(
            world.address.clone(),
            trial.dice(1_000 + part),
            over.clone(),
            served.clone(),
            turned_away.clone(),
        ));
    }
    // The crowd is there.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let pressed: Arc<Mutex<HashMap<String, Instant>>> = Arc::default();
    let mut outcome = Outcome::default();
    let watching = tokio::spawn(watch_the_board(
        world.address.clone(),
        cookie,
        office.clone(),
        street,
        pressed.clone(),
        over.clone(),
    ));
    let mut pressing = tokio::task::JoinSet::new();
    for part in 0..PRESSING {
        let mine: Vec<_> = devices
            .iter()
            .enumerate()
            .filter(|(nth, _)| *nth as u64 % PRESSING == part)
            .map(|(_, device)| device.clone())
            .collect();
        let (address, pressed, office) = (world.address.clone(), pressed.clone(), office.clone());
        let mut dice = trial.dice(part);
        pressing.spawn(async move {
            let client = callers::client();
            let (mut took, mut bad) = (Vec::new(), Vec::new());
            for (nth, device) in mine.iter().enumerate() {
                let began = Instant::now();
                let event = format!("e-{part}-{nth:06}");
                let time = office.clock.unmoved().as_second();
                match callers::press(&client, &address, device, &event, time).await {
                    Heard::Call(reference) => {
                        took.push(began.elapsed());
                        pressed.lock().unwrap().insert(reference, began);
                    }
                    Heard::Again => bad.push("a new press was taken for an old one".to_owned()),
                    Heard::Refused(status) => bad.push(format!("a call was refused: {status}")),
                    Heard::Silence => bad.push("a call was not answered".to_owned()),
                }
                tokio::time::sleep(Duration::from_millis(dice.random_range(20..200))).await;
            }
            (took, bad)
        });
    }
    let mut answered = Vec::new();
    while let Some(done) = pressing.join_next().await {
        let (took, bad) = done.unwrap();
        answered.extend(took);
        outcome.bad.extend(bad);
    }
    let deadline = Instant::now() + Duration::from_secs(30);
    while !pressed.lock().unwrap().is_empty() && Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    over.store(true, Ordering::Relaxed);
    let mut seen = watching.await.unwrap();
    for reference in pressed.lock().unwrap().keys() {
        outcome
            .bad
            .push(format!("{reference} never stood on the board"));
    }
    while crowd.join_next().await.is_some() {}
    outcome.tried = trial.tries;
    answered.sort_unstable();
    seen.sort_unstable();
    let p99 = quantile(&seen, 0.99);
    if p99 > SOON {
        outcome
            .bad
            .push(format!("p99 from press to board is {p99:.0} ms"));
    }
    outcome
        .latencies(&mut seen)
        .figure(
            "answered_p99",
            format_args!("{:.1}ms", quantile(&answered, 0.99)),
        )
        .figure("crowd", CROWD)
        .figure("served", served.load(Ordering::Relaxed))
        .figure("turned_away", turned_away.load(Ordering::Relaxed));
    world.clear_away().await;
    outcome
}

/// Reads and writes without end.
pub async fn come(
    address: String,
    mut dice: impl rand::Rng,
    over: Arc<AtomicBool>,
    served: Arc<AtomicU64>,
    turned_away: Arc<AtomicU64>,
) {
    let client = callers::client();
    while !over.load(Ordering::Relaxed) {
        let request = match dice.random_range(0..4) {
            0 => client.get(format!("{address}/")),
            1 => client.get(format!("{address}/search?q=hukou")),
            2 => client.get(format!("{address}/newborn")),
            // Each begins a session: a write.
            _ => client
                .post(format!("{address}/benefits"))
                .header(ORIGIN, &address)
                .header("content-type", "application/x-www-form-urlencoded")
                .body("age=80"),
        };
        match request.send().await {
            Ok(answer) if answer.status().as_u16() == 503 => {
                turned_away.fetch_add(1, Ordering::Relaxed);
            }
            Ok(_) => {
                served.fetch_add(1, Ordering::Relaxed);
            }
            Err(_) => {}
        }
    }
}

/// The board as the desk has it; what stands there is answered and ended, as nobody could read a hundred rows.
async fn watch_the_board(
    address: String,
    cookie: String,
    office: Office,
    street: String,
    pressed: Arc<Mutex<HashMap<String, Instant>>>,
    over: Arc<AtomicBool>,
) -> Vec<Duration> {
    let client = callers::client();
    let station = office.desks_of(&street)[0].clone();
    let mut seen = Vec::new();
    while !over.load(Ordering::Relaxed) {
        let board = client
            .get(format!("{address}/casework/calls"))
            .header(COOKIE, &cookie)
            .send()
            .await;
        let html = match board {
            Ok(answer) => answer.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        };
        let now = Instant::now();
        let there: Vec<String> = {
            let mut waiting = pressed.lock().unwrap();
            let there: Vec<String> = waiting
                .keys()
                .filter(|reference| html.contains(reference.as_str()))
                .cloned()
                .collect();
            for reference in &there {
                if let Some(began) = waiting.remove(reference) {
                    seen.push(now.duration_since(began));
                }
            }
            there
        };
        for reference in there {
            let office = office.clone();
            let station = station.clone();
            tokio::spawn(first(
                async move { end(&office, &station, &reference).await },
            ));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    seen
}

async fn end(office: &Office, station: &str, reference: &str) {
    let member = StaffMember {
        id: "proof".to_owned(),
        name: PersonName::parse("周宁").unwrap(),
        office: OfficeId(station.to_owned()),
        role: StaffRole::Caseworker,
    };
    for (version, step) in (1..).zip([CallStep::Answer, CallStep::Arrive, CallStep::StandDown]) {
        let form = CallActForm {
            act: step.code().to_owned(),
            version,
            met: "saw".to_owned(),
            remark: String::new(),
        };
        office.act_on_call(&member, reference, &form).await.unwrap();
    }
}
