//! Who looked at my data: recorded before anything is shown, readable by the person it is about.

use app::identity::{OfficeId, PersonKey};
use server::data_layer::access_log::{
    Access, AccessRow, ReadOutcome, ReaderKind, reads_about, record_read, record_reads,
};
use server::database::Engine;

use crate::stories;
use crate::support::World;

fn person(name: &str) -> PersonKey {
    PersonKey(name.to_owned())
}

fn read_by_a_clerk(about: &str, purpose: &str) -> AccessRow {
    AccessRow {
        person: person(about),
        by_kind: ReaderKind::Staff,
        by_id: "staff-7".to_owned(),
        office: OfficeId("500106-GA-001".to_owned()),
        role: "caseworker".to_owned(),
        purpose: purpose.to_owned(),
        reference: "NB-7K3M-92QF-X".to_owned(),
        fields: vec!["case.address".to_owned(), "applicant.name".to_owned()],
        outcome: ReadOutcome::Allowed,
    }
}

async fn all_about(world: &World, about: &str) -> Vec<Access> {
    let mut conn = world.office.db.read().await.expect("a connection");
    reads_about(&mut conn, &person(about), None, 1_000)
        .await
        .expect("the log is read")
}

async fn a_person_reads_who_looked_newest_first(world: World) {
    let office = &world.office;
    for purpose in ["first", "second", "third"] {
        record_read(office, read_by_a_clerk("wang", purpose))
            .await
            .expect("recorded");
        world.clock.advance(jiff::SignedDuration::from_secs(1));
    }
    let refused = AccessRow {
        outcome: ReadOutcome::Refused,
        fields: Vec::new(),
        ..read_by_a_clerk("wang", "fourth")
    };
    record_reads(
        office,
        vec![refused.clone(), read_by_a_clerk("li", "fourth")],
    )
    .await
    .expect("recorded");

    let rows = all_about(&world, "wang").await;
    let purposes: Vec<_> = rows
        .iter()
        .map(|access| access.row.purpose.as_str())
        .collect();
    assert_eq!(purposes, ["fourth", "third", "second", "first"]);
    assert_eq!(rows[0].row, refused);
    assert_eq!(rows[3].row, read_by_a_clerk("wang", "first"));
    assert_eq!(all_about(&world, "li").await.len(), 1, "nobody else's rows");

    let mut conn = office.db.read().await.expect("a connection");
    let before = (rows[1].at.as_microsecond(), rows[1].id.clone());
    let next = reads_about(&mut conn, &person("wang"), Some(before), 1)
        .await
        .expect("the next page");
    assert_eq!(next, [rows[2].clone()]);
}

async fn many_readers_at_once_are_all_recorded(world: World) {
    let readers: Vec<_> = (0..200)
        .map(|number| {
            let office = world.office.clone();
            tokio::spawn(async move {
                let purpose = format!("{number:03}");
                record_read(&office, read_by_a_clerk("wang", &purpose))
                    .await
                    .expect("recorded");
                // Committed by the time the answer could leave.
                let mut conn = office.db.read().await.expect("a connection");
                reads_about(&mut conn, &person("wang"), None, 1_000)
                    .await
                    .expect("the log is read")
                    .iter()
                    .any(|access| access.row.purpose == purpose)
            })
        })
        .collect();
    for reader in readers {
        assert!(reader.await.expect("every reader comes to an end"));
    }
    assert_eq!(all_about(&world, "wang").await.len(), 200);
}

async fn what_the_database_will_not_take_costs_nobody_else_a_page(world: World) {
    let office = &world.office;
    // PostgreSQL takes no U+0000 in a text; SQLite does.
    let (good, bad, other) = tokio::join!(
        record_read(office, read_by_a_clerk("wang", "good")),
        record_read(office, read_by_a_clerk("wang", "bad\0")),
        record_read(office, read_by_a_clerk("wang", "other")),
    );
    good.expect("recorded");
    other.expect("recorded");
    assert_eq!(bad.is_ok(), office.db.engine() == Engine::Sqlite);
}

async fn without_a_log_there_is_no_answer(world: World) {
    world.office.db.close().await;

    record_read(&world.office, read_by_a_clerk("wang", "late"))
        .await
        .expect_err("nothing may be shown");
}

stories![
    a_person_reads_who_looked_newest_first,
    many_readers_at_once_are_all_recorded,
    what_the_database_will_not_take_costs_nobody_else_a_page,
    without_a_log_there_is_no_answer,
];
