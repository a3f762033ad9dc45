//! Two hundred people reach for twenty times of one provider at once, some of them with two presses: each time is given
//! once, to whoever was told so, and everybody else is told that it is gone.

use std::collections::BTreeMap;
use std::time::Instant;

use app::care::form::Slot;
use app::care::{CareService, Offered, Provider, ProviderKind, terms};
use app::identity::Citizen;
use app::person::{PersonName, ResidentId};
use app::text::Wording;
use jiff::ToSpan as _;
use rand::RngExt as _;
use rand::seq::SliceRandom as _;
use server::Office;
use server::care::seeds::order_visit;
use server::demo_city::care::providers;
use server::fault::Fault;
use sqlx::Row as _;

use crate::support::World;
use crate::{Outcome, Trial};

/// One carer has four times a day: five days are twenty times.
const DAYS: i64 = 5;

pub async fn prove(trial: Trial) -> Outcome {
    let world = World::fresh(trial.engine).await;
    let office = &world.office;
    // The owner and the place are known to their registers.
    let registered = providers(world.city.seed, &world.city.streets).swap_remove(0);
    let street = registered.street.clone();
    let provider = Provider {
        id: format!("{}-YL-001", &street[..6]),
        owner: registered.owner,
        kind: ProviderKind::Company,
        name: Wording::same("一个护理员"),
        division: street[..6].to_owned(),
        street: street.clone(),
        x: 0,
        y: 0,
        address: registered.address,
        phone: "023-00000000".to_owned(),
        hours: Wording::default(),
        services: vec![Offered {
            service: CareService::Cleaning,
            fen: 5_000,
        }],
        meals: 0,
        women: 1,
        men: 0,
        system: String::new(),
    };
    office
        .keep_providers(std::slice::from_ref(&provider))
        .await
        .unwrap();
    let tomorrow = office.clock.today() + 1.day();
    let slots: Vec<Slot> = (0..DAYS)
        .flat_map(|day| {
            terms().visits_at.iter().map(move |begins| Slot {
                day: tomorrow + day.days(),
                begins: *begins,
            })
        })
        .collect();
    let numbers: Vec<ResidentId> = world
        .city
        .people()
        .map(|person| person.number.clone())
        .collect();
    let began = Instant::now();
    let mut running = tokio::task::JoinSet::new();
    for client in 0..trial.tries {
        let mut dice = trial.dice(client);
        let number = numbers[dice.random_range(0..numbers.len())].clone();
        let mut wished = slots.clone();
        wished.shuffle(&mut dice);
        let presses = if dice.random_range(0..4) == 0 { 2 } else { 1 };
        let (office, provider, street) = (office.clone(), provider.clone(), street.clone());
        running.spawn(async move {
            reach(
                &office, client, &number, &provider, &street, &wished, presses,
            )
            .await
        });
    }
    let mut outcome = Outcome {
        tried: trial.tries,
        ..Outcome::default()
    };
    let mut told: BTreeMap<Slot, Vec<String>> = BTreeMap::new();
    let mut refused = 0_u64;
    while let Some(ended) = running.join_next().await {
        let got = ended.unwrap();
        refused += got.refused;
        outcome.bad.extend(got.bad);
        if let Some((slot, reference)) = got.has {
            told.entry(slot).or_default().push(reference);
        }
    }
    outcome
        .bad
        .extend(compare(office, &slots, &told, trial.tries).await);
    let seconds = began.elapsed().as_secs_f64();
    outcome
        .figure("slots", slots.len())
        .figure("given", told.len())
        .figure("refused", refused)
        .figure("seconds", format_args!("{seconds:.1}"));
    world.clear_away().await;
    outcome
}

/// What one client came home with.
struct Got {
    has: Option<(Slot, String)>,
    refused: u64,
    bad: Vec<String>,
}

/// Tries one time after the other until one is theirs.
async fn reach(
    office: &Office,
    client: u64,
    number: &ResidentId,
    provider: &Provider,
    street: &str,
    wished: &[Slot],
    presses: usize,
) -> Got {
    let me = Citizen {
        account: String::new(),
        person: office.keys.person(number),
        name: PersonName::parse("王秀英").unwrap(),
        helped: None,
    };
    let mut got = Got {
        has: None,
        refused: 0,
        bad: Vec::new(),
    };
    for slot in wished {
        let once = format!("{client},{}", slot.value());
        let press = || {
            order_visit(
                office,
                &me,
                number,
                provider,
                CareService::Cleaning,
                street,
                *slot,
                &once,
            )
        };
        let answers = if presses == 2 {
            let (first, second) = tokio::join!(press(), press());
            vec![first, second]
        } else {
            vec![press().await]
        };
        for answer in answers {
            match answer {
                Ok(reference) => match &got.has {
                    Some((_, other)) if *other != reference => {
                        got.bad
                            .push(format!("two presses made {other} and {reference}"));
                    }
                    _ => got.has = Some((*slot, reference)),
                },
                Err(Fault::Portal(app::error::PortalError::Conflict(_))) => got.refused += 1,
                Err(other) => got.bad.push(format!("a press ended in {other:?}")),
            }
        }
        if got.has.is_some() {
            break;
        }
    }
    got
}

/// What the clients were told against what the tables hold.
async fn compare(
    office: &Office,
    slots: &[Slot],
    told: &BTreeMap<Slot, Vec<String>>,
    tries: u64,
) -> Vec<String> {
    let mut bad = Vec::new();
    let mut conn = office.db.read().await.unwrap();
    let rows = sqlx::query(
        "SELECT v.day, v.begins, v.reference, s.visit FROM care_visit v LEFT JOIN care_slot s ON s.visit = v.id ORDER BY v.day, v.begins",
    )
    .fetch_all(&mut *conn)
    .await
    .unwrap();
    let mut held: BTreeMap<Slot, Vec<String>> = BTreeMap::new();
    for row in &rows {
        let day: String = row.get("day");
        let slot = Slot {
            day: day.parse().unwrap(),
            begins: row.get("begins"),
        };
        if row.get::<Option<String>, _>("visit").is_none() {
            bad.push(format!("a visit at {} has no time", slot.value()));
        }
        held.entry(slot).or_default().push(row.get("reference"));
    }
    for slot in slots {
        let (said, kept) = (told.get(slot), held.get(slot));
        let is_right = match (said, kept) {
            (Some(said), Some(kept)) => said.len() == 1 && said == kept,
            // With fewer clients than times some stay free.
            (None, None) => tries < slots.len() as u64,
            _ => false,
        };
        if !is_right {
            bad.push(format!("{}: told {said:?}, kept {kept:?}", slot.value()));
        }
    }
    bad
}
