//! Random reads by many actors, several at once: registers asked for citizens and by the portal, cases opened by the offices
//! that work on them, by offices that do not, by whoever filed them and by strangers. Afterwards everybody's own list "Who
//! looked at my data" is compared with the log of calls that the registers keep themselves, in a database of their own, and with what each
//! actor was shown or refused: nothing is missing, and nothing is there that did not happen.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use app::data_layer::{DataDesk as _, Looked, LookedKind};
use app::identity::Citizen;
use app::person::ResidentId;
use jiff::SignedDuration;
use rand::RngExt as _;
use rand_chacha::ChaCha20Rng;
use server::data_layer::desk::Reason;
use server::data_layer::records::DataSet;
use server::demo_city::people::demo_people;
use server::demo_city::registers::faults::Fault;

use crate::filed::{self, Wish};
use crate::patient::Patient;
use crate::source_chaos::citizen;
use crate::support::World;
use crate::{Outcome, Trial};

/// How many act at the same time.
const AT_ONCE: u64 = 4;
/// How many cases there are to open.
const CASES: usize = 6;
/// Whose lists are compared.
const PEOPLE: [&str; 4] = ["mother", "father", "elder", "no-certificate-mother"];
const STAFF: [&str; 5] = [
    "police-shapingba-1",
    "insurance-shapingba",
    "social-shapingba",
    "street-shapingba",
    "police-yubei",
];
const SETS: [DataSet; 6] = [
    DataSet::Persons,
    DataSet::Households,
    DataSet::Marriages,
    DataSet::Certificates,
    DataSet::Deliveries,
    DataSet::Insurance,
];
/// How a call ends that never reached its source.
const NOT_MADE: [&str; 4] = ["resting", "busy", "unreachable", "no-leave"];

/// Whose list, which case, what kind of look, how it ended.
type Seen = BTreeMap<(&'static str, String, &'static str, String), u64>;

pub async fn prove(trial: Trial) -> Outcome {
    let began = Instant::now();
    let world = World::fresh(trial.engine).await;
    world.serve();
    let mut cases = Vec::new();
    for _ in 0..CASES {
        let case = filed::file(&world, Wish::default()).await;
        let matter = case.matter(&world, "registration").await.key.id;
        cases.push((case.reference.to_string(), matter));
    }
    let (cases, next) = (Arc::new(cases), Arc::new(AtomicU64::new(0)));
    let mut working = tokio::task::JoinSet::new();
    for part in 1..=AT_ONCE {
        let (world, cases, next) = (world.clone(), cases.clone(), next.clone());
        let dice = trial.dice(part);
        working.spawn(async move { read_on(&world, dice, &cases, trial.tries, &next).await });
    }
    let mut outcome = Outcome {
        tried: trial.tries,
        ..Outcome::default()
    };
    let mut happened = Seen::new();
    while let Some(done) = working.join_next().await {
        let (seen, bad) = done.unwrap();
        for (what, times) in seen {
            *happened.entry(what).or_default() += times;
        }
        outcome.bad.extend(bad);
    }
    let (calls, looks) = compare(&world, &happened, &mut outcome.bad).await;
    outcome
        .figure("calls", calls)
        .figure("looks", looks)
        .figure(
            "seconds",
            format_args!("{:.0}", began.elapsed().as_secs_f64()),
        );
    world.clear_away().await;
    outcome
}

fn number_of(world: &World, key: &str) -> ResidentId {
    demo_people(&world.city)
        .into_iter()
        .find(|person| person.key == key)
        .unwrap()
        .number
}

async fn signed_in(world: &World, key: &'static str) -> Patient {
    let mut browser = Patient::new(&world.address, key);
    browser.sign_in().await.unwrap();
    browser
}

/// One after the other, whatever the dice say; what happened.
async fn read_on(
    world: &World,
    mut dice: ChaCha20Rng,
    cases: &[(String, String)],
    tries: u64,
    next: &AtomicU64,
) -> (Seen, Vec<String>) {
    let (mut seen, mut bad) = (Seen::new(), Vec::new());
    let mut staff = Vec::new();
    for login in STAFF {
        staff.push(signed_in(world, login).await);
    }
    let mut mother = signed_in(world, "mother").await;
    let mut stranger = signed_in(world, "elder").await;
    while next.fetch_add(1, Ordering::Relaxed) < tries {
        world.clock.advance(SignedDuration::from_millis(700));
        let (reference, matter) = &cases[dice.random_range(0..cases.len())];
        let mut note = |whose: &'static str, kind: &'static str, outcome: &str| {
            let what = (whose, reference.clone(), kind, outcome.to_owned());
            *seen.entry(what).or_default() += 1;
        };
        match dice.random_range(0..4) {
            0 => ask(world, &mut dice).await,
            1 => {
                let who = dice.random_range(0..staff.len());
                let path = format!("/casework/{reference}/{matter}");
                match staff[who].open(&path).await.map(|answer| answer.status) {
                    // Both parties of the case have a row of their own.
                    Ok(200) => ["mother", "father"].map(|of| note(of, "staff", "allowed")),
                    Ok(404) => ["mother", "father"].map(|of| note(of, "staff", "refused")),
                    other => {
                        bad.push(format!("{} met {other:?}", STAFF[who]));
                        [(); 2]
                    }
                };
            }
            2 => match mother.open(&format!("/cases/{reference}")).await {
                Ok(answer) if answer.status == 200 => note("mother", "yourself", "allowed"),
                _ => bad.push("whoever filed a case does not see it".to_owned()),
            },
            _ => match stranger.open(&format!("/cases/{reference}")).await {
                Ok(answer) if answer.status == 404 => note("mother", "stranger", "refused"),
                _ => bad.push("a stranger was not turned away".to_owned()),
            },
        }
    }
    (seen, bad)
}

/// Some registers are asked about somebody; now and then one of them fails.
async fn ask(world: &World, dice: &mut ChaCha20Rng) {
    let key = PEOPLE[dice.random_range(0..PEOPLE.len())];
    let number = number_of(world, key);
    let fault = match dice.random_range(0..8) {
        0 => Some(Fault::Lies),
        1 => Some(Fault::Garbage),
        _ => None,
    };
    world
        .faults
        .set(SETS[dice.random_range(0..SETS.len())], fault);
    let sets: Vec<DataSet> = SETS
        .into_iter()
        .filter(|_| dice.random_range(0..2) == 0)
        .collect();
    let person = world.office.keys.person(&number);
    let reason = Reason {
        actor: if dice.random_range(0..2) == 0 {
            person.0.clone()
        } else {
            "portal".to_owned()
        },
        person,
        // Not every purpose is granted: what is denied reached its source, too.
        purpose: ["newborn/prefill", "newborn/fetch-later", "curiosity"][dice.random_range(0..3)]
            .to_owned(),
        issue: String::new(),
        is_waited_for: false,
    };
    world
        .office
        .ask_registers(&reason, &number, &sets)
        .await
        .unwrap();
}

/// Everything in somebody's list, page after page.
async fn list_of(world: &World, me: &Citizen) -> Vec<Looked> {
    let (mut looks, mut before): (Vec<Looked>, Option<String>) = (Vec::new(), None);
    loop {
        let page = world
            .office
            .who_looked(me, before.as_deref())
            .await
            .unwrap();
        looks.extend(page.looks);
        before = page.next;
        if before.is_none() {
            return looks;
        }
    }
}

const fn kind(look: &Looked) -> &'static str {
    match look.kind {
        LookedKind::Yourself => "yourself",
        LookedKind::AnotherCitizen => "another",
        LookedKind::Contact => "contact",
        LookedKind::Stranger => "stranger",
        LookedKind::Staff => "staff",
        LookedKind::Portal => "portal",
        LookedKind::Register => "register",
    }
}

async fn compare(world: &World, happened: &Seen, bad: &mut Vec<String>) -> (usize, usize) {
    let (mut listed, mut calls, mut looks) = (Seen::new(), 0, 0);
    for key in PEOPLE {
        let me = citizen(world, key).await;
        let number = number_of(world, key);
        // Whether each was let through, by its id.
        let written = world.registers.calls_about(&number).await.unwrap();
        calls += written.len();
        let of_me: BTreeMap<String, bool> = written
            .into_iter()
            .map(|call| (call.message_id, call.is_let_through))
            .collect();
        let mut told = BTreeMap::new();
        for look in list_of(world, &me).await {
            looks += 1;
            if look.kind != LookedKind::Register {
                let what = (
                    key,
                    look.reference.clone(),
                    kind(&look),
                    look.outcome.clone(),
                );
                *listed.entry(what).or_default() += 1;
            } else if !NOT_MADE.contains(&look.outcome.as_str())
                && told
                    .insert(look.call.clone(), look.outcome != "denied")
                    .is_some()
            {
                bad.push(format!("{key}: a call is told twice"));
            }
        }
        for (id, was_let_through) in &of_me {
            match told.get(id) {
                None => bad.push(format!("{key}: a call of a source's log is not told")),
                Some(told) if told != was_let_through => {
                    bad.push(format!(
                        "{key}: {id} is told otherwise than its source has it"
                    ));
                }
                Some(_) => {}
            }
        }
        for id in told.keys().filter(|id| !of_me.contains_key(*id)) {
            bad.push(format!("{key}: the source has no call {id}"));
        }
    }
    for (what, times) in happened {
        let told = listed.get(what).copied().unwrap_or_default();
        if told != *times {
            bad.push(format!(
                "{what:?} happened {times} times, and is told {told}"
            ));
        }
    }
    for (what, told) in &listed {
        if !happened.contains_key(what) {
            bad.push(format!("{what:?} is told {told} times, and never happened"));
        }
    }
    (calls, looks)
}
