//! What one prefilled field and one logged call cost with ten thousand people in the registers and as many calls in the
//! log, and with a million of each. Both sizes are measured in one run on one database; the registers are asked over the
//! wire, about anybody, and sign what they answer, as anywhere.

use std::time::{Duration, Instant};

use app::identity::PersonKey;
use app::person::ResidentId;
use jiff::SignedDuration;
use rand::RngExt as _;
use server::data_layer::answers;
use server::data_layer::calls::{self, CallRow};
use server::data_layer::desk::{Outcome as Answer, Reason};
use server::data_layer::evidence::Evidence;
use server::data_layer::records::DataSet;
use server::demo_city::residents::Residents;

use crate::grow::{columns_of, own, run, settle};
use crate::support::World;
use crate::{Outcome, Trial, quantile};

const SMALL: u64 = 10_000;
/// A call may take this much longer with the larger size.
const AT_MOST: f64 = 1.5;
/// The first few fill caches.
const WARM: u64 = 50;
/// Tables with a row for each call. What another part adds is one more name here.
const TABLES: [&str; 4] = ["data_call", "kept_answer", "journal", "record_head"];

pub async fn measure(trial: Trial) -> Outcome {
    let world = World::fresh(trial.engine).await;
    let mut outcome = Outcome::default();
    prepare(&world).await;
    let mut there = 0;
    let mut figures: Vec<[(&'static str, Vec<Duration>); 2]> = Vec::new();
    for size in [SMALL, trial.cases] {
        let began = Instant::now();
        world.registers.settle(size, |_, _| ()).await.unwrap();
        grow(&world, there, size).await;
        there = size;
        eprintln!(
            "{size} people and calls after {:.0} s",
            began.elapsed().as_secs_f64()
        );
        figures.push([
            ("prefilled-field", time_fields(&world, trial, size).await),
            ("logged-call", time_log(&world, trial).await),
        ]);
    }
    for part in 0..2 {
        let mut p99s = Vec::new();
        for (size, figures) in [SMALL, trial.cases].into_iter().zip(&mut figures) {
            let (name, took) = &mut figures[part];
            took.sort_unstable();
            let [p50, p99] = [0.5, 0.99].map(|share| quantile(took, share) * 1_000.0);
            println!(
                "{name} database={} size={size} p50_us={p50:.0} p99_us={p99:.0}",
                trial.database()
            );
            p99s.push(p99);
        }
        let (name, ratio) = (figures[0][part].0, p99s[1] / p99s[0]);
        println!("{name} database={} p99_ratio={ratio:.2}", trial.database());
        outcome.tried += 1;
        if ratio > AT_MOST {
            outcome
                .bad
                .push(format!("{name} takes {ratio:.2} times as long"));
        }
    }
    world.clear_away().await;
    outcome
}

fn reason(person: PersonKey) -> Reason {
    Reason {
        actor: person.0.clone(),
        person,
        purpose: "newborn/prefill".to_owned(),
        issue: "bench".to_owned(),
        is_waited_for: true,
    }
}

/// Asks one register about somebody, as a page does that fills a field in.
async fn ask(world: &World, number: &ResidentId) {
    let office = &world.office;
    let reason = reason(office.keys.person(number));
    let answers = office
        .ask_registers(&reason, number, &[DataSet::Persons])
        .await
        .unwrap();
    assert_eq!(answers[0].outcome, Answer::Answered, "{}", answers[0].body);
}

/// One call as it is, kept as what all others are copied from.
async fn prepare(world: &World) {
    world.registers.settle(SMALL, |_, _| ()).await.unwrap();
    let somebody = Residents::of(&world.city).nth(0).unwrap().person.number;
    ask(world, &somebody).await;
    let mut tx = world.office.db.begin().await.unwrap();
    run(
        tx.conn(),
        "CREATE TABLE bench_row (nth BIGINT NOT NULL PRIMARY KEY)",
    )
    .await;
    for table in TABLES {
        let call = match table {
            "data_call" | "kept_answer" => "",
            _ => " WHERE kind = 'register-call'",
        };
        run(
            tx.conn(),
            &format!("CREATE TABLE bench_{table} AS SELECT * FROM {table}{call}"),
        )
        .await;
    }
    tx.commit().await.unwrap();
}

/// Copies the call until the log has so many: about others, one a minute backwards; the counters of those days, too.
async fn grow(world: &World, from: u64, to: u64) {
    const BATCH: u64 = 10_000;
    let db = &world.office.db;
    let mut first = from;
    while first < to {
        let last = (first + BATCH).min(to);
        let mut tx = db.begin().await.unwrap();
        let rows: Vec<String> = (first..last).map(|nth| format!("({nth})")).collect();
        run(
            tx.conn(),
            &format!("INSERT INTO bench_row (nth) VALUES {}", rows.join(", ")),
        )
        .await;
        for table in TABLES {
            let columns = columns_of(tx.conn(), &format!("bench_{table}")).await;
            let values: Vec<String> = columns
                .iter()
                .map(|column| match column.as_str() {
                    "id" | "person" => own(&format!("t.{column}")),
                    "at" => "t.at - b.nth * 60000000".to_owned(),
                    other => format!("t.{other}"),
                })
                .collect();
            run(
                tx.conn(),
                &format!(
                    "INSERT INTO {table} ({}) SELECT {} FROM bench_row b CROSS JOIN bench_{table} t WHERE b.nth >= {first} AND b.nth < {last}",
                    columns.join(", "),
                    values.join(", ")
                ),
            )
            .await;
        }
        run(
            tx.conn(),
            &format!(
                "INSERT INTO data_call_count (day, data_set, purpose, outcome, slot, calls, fields, took, within_50_ms, within_200_ms, within_800_ms, within_3_s)
                 SELECT t.day - b.nth / 1440, t.data_set, t.purpose, t.outcome, b.nth % 16, COUNT(*), SUM(t.fields), SUM(t.took), COUNT(*), COUNT(*), COUNT(*), COUNT(*)
                 FROM bench_row b CROSS JOIN (SELECT * FROM data_call_count ORDER BY day DESC, slot LIMIT 1) t
                 WHERE b.nth >= {first} AND b.nth < {last}
                 GROUP BY 1, 2, 3, 4, 5
                 ON CONFLICT (day, data_set, purpose, outcome, slot) DO UPDATE SET calls = data_call_count.calls + excluded.calls"
            ),
        )
        .await;
        tx.commit().await.unwrap();
        first = last;
    }
    settle(db).await;
}

/// The registers are asked about anybody who is in them.
async fn time_fields(world: &World, trial: Trial, size: u64) -> Vec<Duration> {
    let residents = Residents::of(&world.city);
    let settled = size - world.city.people().count() as u64;
    let (mut dice, mut took) = (trial.dice(size), Vec::new());
    for nth in 0..trial.tries + WARM {
        world.clock.advance(SignedDuration::from_secs(1));
        let number = residents
            .nth(dice.random_range(0..settled))
            .unwrap()
            .person
            .number;
        let began = Instant::now();
        ask(world, &number).await;
        if nth >= WARM {
            took.push(began.elapsed());
        }
    }
    took
}

/// A call is written down, with its place in its person's chain and in the counters, and its answer kept.
async fn time_log(world: &World, trial: Trial) -> Vec<Duration> {
    let office = &world.office;
    // As long as the population register's answer is.
    let sealed = office
        .keys
        .seal_bytes("bench", &[b'x'; 600], &office.chance);
    let mut took = Vec::new();
    for nth in 0..trial.tries + WARM {
        world.clock.advance(SignedDuration::from_secs(1));
        let at = office.clock.now();
        let id = office.chance.id(at);
        let row = CallRow {
            person: office.keys.blind("bench,", &id),
            actor: "portal".to_owned(),
            purpose: "newborn/prefill".to_owned(),
            issue: "bench".to_owned(),
            data_set: DataSet::Persons.code(),
            fields: "number,name".to_owned(),
            outcome: "answered".to_owned(),
            evidence: Evidence::default(),
            took: 4_000,
            id,
            at,
        };
        let began = Instant::now();
        let mut tx = office.db.begin().await.unwrap();
        calls::log_call(tx.conn(), &row).await.unwrap();
        answers::keep(tx.conn(), &row, &sealed).await.unwrap();
        tx.commit().await.unwrap();
        if nth >= WARM {
            took.push(began.elapsed());
        }
    }
    took
}
