//! The journal as its keepers know it: many hands at once, checkpoints, and what tampering leaves behind.

use server::journal::checkpoint::{Sealer, file_in};
use server::journal::{self, Entry, Feed, Finding, Position, Record, Verdict};

use crate::stories;
use crate::support::World;

fn record(number: usize) -> Record {
    Record::new("500106001", "case", format!("record-{number}"))
}

fn entry(step: &str) -> Entry {
    Entry {
        step: step.to_owned(),
        by: "caseworker".to_owned(),
        actor: "staff-7".to_owned(),
        note: serde_json::json!({ "reason": "说明" }),
        ..Entry::default()
    }
}

/// One step of this record, in a transaction of its own.
async fn step(world: &World, record: &Record, step: &str) -> i64 {
    let office = &world.office;
    let mut tx = office.db.begin().await.expect("a transaction");
    let seq = journal::write(tx.conn(), record, office.clock.now(), &entry(step))
        .await
        .expect("the entry is written");
    tx.commit().await.expect("the step is kept");
    seq
}

async fn seal(world: &World) -> usize {
    let office = &world.office;
    Sealer::open(&file_in(&office.settings.data))
        .expect("the checkpoint file opens")
        .seal(&office.db, &office.keys.signing(), office.clock.now())
        .await
        .expect("the journal is sealed")
}

async fn verdict(world: &World) -> Verdict {
    let office = &world.office;
    journal::verify(
        &office.db,
        &office.keys.signing().verifying_key(),
        &file_in(&office.settings.data),
        |_| (),
    )
    .await
    .expect("the journal can be read")
}

async fn behind_the_portals_back(world: &World, sql: &'static str) {
    let mut tx = world.office.db.begin().await.expect("a transaction");
    sqlx::query(sql)
        .execute(tx.conn())
        .await
        .expect("tampering is easy");
    tx.commit().await.expect("and lasts");
}

async fn many_hands_on_one_record_leave_one_chain(world: World) {
    let hands: Vec<_> = (0..8)
        .map(|hand| {
            let world = world.clone();
            tokio::spawn(async move {
                for turn in 0..5 {
                    step(&world, &record(turn % 2), &format!("{hand}-{turn}")).await;
                }
            })
        })
        .collect();
    for hand in hands {
        hand.await.expect("every hand comes to its end");
    }

    let mut conn = world.office.db.read().await.expect("a connection");
    for (number, expected) in [(0, 24), (1, 16)] {
        let seqs: Vec<i64> = journal::read(&mut conn, &record(number))
            .await
            .expect("the record is read")
            .into_iter()
            .map(|written| written.seq)
            .collect();
        assert_eq!(seqs, (1..=expected).collect::<Vec<_>>());
    }
    assert_eq!(seal(&world).await, 2);
    let verdict = verdict(&world).await;
    assert!(verdict.is_sound(), "{:?}", verdict.findings);
    assert_eq!((verdict.records, verdict.entries), (2, 40));
}

async fn what_is_new_comes_in_the_order_of_its_time(world: World) {
    step(&world, &record(1), "before").await;
    world.clock.advance(jiff::SignedDuration::from_mins(1));
    let start = world.office.clock.now();
    let mut feed = Feed::from(start);
    for number in [3, 1, 2] {
        step(&world, &record(number), "since").await;
        world.clock.advance(jiff::SignedDuration::from_secs(1));
    }

    let mut conn = world.office.db.read().await.expect("a connection");
    let page = journal::since(&mut conn, &Position::before(start), 2)
        .await
        .expect("the first page");
    let rest = journal::since(&mut conn, &page[1].position(), 2)
        .await
        .expect("the second page");
    let ids: Vec<_> = page
        .iter()
        .chain(&rest)
        .map(|written| written.record.id.as_str())
        .collect();
    assert_eq!(ids, ["record-3", "record-1", "record-2"]);
    assert_eq!(page[0].entry, entry("since"), "as it was written");
    assert_eq!(feed.news(&mut conn).await.expect("news").len(), 3);
    assert_eq!(feed.news(&mut conn).await.expect("no news").len(), 0);
}

async fn tampering_is_named(world: World) {
    for number in 0..3 {
        for turn in 0..4 {
            step(&world, &record(number), &format!("step-{turn}")).await;
        }
    }
    seal(&world).await;
    assert!(verdict(&world).await.is_sound());

    behind_the_portals_back(
        &world,
        "UPDATE journal SET entry = '{\"step\":\"approve\"}' WHERE id = 'record-0' AND seq = 3",
    )
    .await;
    behind_the_portals_back(
        &world,
        "DELETE FROM journal WHERE id = 'record-1' AND seq > 2",
    )
    .await;
    behind_the_portals_back(&world, "DELETE FROM journal WHERE id = 'record-2'").await;
    behind_the_portals_back(&world, "DELETE FROM record_head WHERE id = 'record-2'").await;

    assert_eq!(
        verdict(&world).await.findings,
        [
            Finding::Changed {
                record: record(0),
                seq: 3
            },
            Finding::TailCut {
                record: record(1),
                from: 3,
                until: 4
            },
            Finding::RecordRemoved {
                record: record(2),
                length: 4,
                checkpoint: 1
            },
        ]
    );
}

async fn two_processes_seal_one_chain(world: World) {
    let office = &world.office;
    let other_file = office.settings.data.join("other.log");
    for number in 0..20 {
        step(&world, &record(number), "submit").await;
    }
    let mut one = Sealer::open(&file_in(&office.settings.data)).expect("a file");
    let mut other = Sealer::open(&other_file).expect("another file");
    let (key, now) = (office.keys.signing(), office.clock.now());
    let (first, second) = tokio::join!(
        one.seal(&office.db, &key, now),
        other.seal(&office.db, &key, now)
    );
    let sealed = first.expect("sealed") + second.expect("sealed");
    assert!(sealed >= 20, "{sealed}");
    // Whoever came second has the other's checkpoint in its file at the latest with the next look.
    one.seal(&office.db, &key, now).await.expect("sealed");
    other.seal(&office.db, &key, now).await.expect("sealed");
    let text = |path| std::fs::read_to_string(path).expect("the file");
    assert_eq!(
        text(file_in(&office.settings.data)),
        text(other_file),
        "both files tell the same"
    );
    assert!(verdict(&world).await.is_sound());
}

stories![
    many_hands_on_one_record_leave_one_chain,
    what_is_new_comes_in_the_order_of_its_time,
    tampering_is_named,
    two_processes_seal_one_chain,
];
