//! What must leave the house: registers that are down, slow, refuse or have answered already; two relays at once.

use std::time::Duration;

use app::case::Stage;
use jiff::SignedDuration;
use server::case::Case;
use server::data_layer::records::DataSet;
use server::demo_city::registers::faults::Fault;
use server::{journal, outbox};
use sqlx::Row as _;

use crate::applying::{case_of, matters_of};
use crate::newborn::{be, hand_in, to_the_check, with_leave};
use crate::stories;
use crate::support::World;

/// A mother's application; two of its matters are entered in registers without anybody's judgement.
async fn filed(world: &World) -> Case {
    let mut mother = be(world, "mother").await;
    let known = with_leave(&mut mother).await;
    let check = to_the_check(&mut mother, known).await;
    let receipt = hand_in(&mut mother, &check).await;
    case_of(world, &receipt).await
}

/// How the calls to this data set ended, oldest first.
async fn outcomes(world: &World, set: DataSet) -> Vec<String> {
    let mut conn = world.office.db.read().await.expect("a connection");
    sqlx::query("SELECT outcome FROM data_call WHERE data_set = $1 ORDER BY at, id")
        .bind(set.code())
        .fetch_all(&mut *conn)
        .await
        .expect("the calls are read")
        .iter()
        .map(|row| row.get(0))
        .collect()
}

async fn stage_and_result(world: &World, case: &Case, code: &str) -> (Stage, Option<String>) {
    let matters = matters_of(world, case).await;
    let matter = matters
        .iter()
        .find(|matter| matter.code == code)
        .expect("such a matter");
    let result = world.office.result_of(matter).expect("a result opens");
    (matter.stage, result)
}

async fn run(world: &World) -> usize {
    outbox::run_once(&world.office).await.expect("errands")
}

async fn a_register_that_is_down_is_tried_again_and_written_once(world: World) {
    let set = DataSet::FertilityRegistrations;
    world.faults.set(set, Some(Fault::Down));
    let case = filed(&world).await;
    assert!(run(&world).await > 0);
    assert_eq!(
        stage_and_result(&world, &case, "fertility-registration").await,
        (Stage::Recording, None)
    );
    assert_eq!(run(&world).await, 0, "not at once: it waits a while first");
    world.clock.advance(SignedDuration::from_secs(3));
    assert_eq!(run(&world).await, 1);

    world.faults.set(set, None);
    world.clock.advance(SignedDuration::from_secs(5));
    assert_eq!(run(&world).await, 1);

    let (stage, result) = stage_and_result(&world, &case, "fertility-registration").await;
    assert_eq!(stage, Stage::Done);
    assert!(result.is_some_and(|number| !number.is_empty()));
    world.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(run(&world).await, 0, "done is done");
    assert_eq!(
        outcomes(&world, set).await.last().map(String::as_str),
        Some("answered")
    );
    assert_eq!(outcomes(&world, set).await.len(), 3);
}

async fn a_register_that_stays_down_raises_an_alarm_and_is_written_when_it_is_back(world: World) {
    let set = DataSet::FertilityRegistrations;
    world.faults.set(set, Some(Fault::Down));
    let case = filed(&world).await;
    for tried in 1..=outbox::ALARM_AFTER {
        let stuck = outbox::stuck(&world.office).await.expect("counted");
        assert_eq!((stuck.registers, stuck.since), (0, None), "before {tried}");
        run(&world).await;
        world.clock.advance(SignedDuration::from_mins(16));
    }
    let stuck = outbox::stuck(&world.office).await.expect("counted");
    assert_eq!((stuck.registers, stuck.messages), (1, 0));

    world.faults.set(set, None);
    assert_eq!(run(&world).await, 0, "once an hour from now on");
    world.clock.advance(SignedDuration::from_hours(1));
    run(&world).await;

    let (stage, result) = stage_and_result(&world, &case, "fertility-registration").await;
    assert_eq!(stage, Stage::Done);
    assert!(result.is_some());
    let stuck = outbox::stuck(&world.office).await.expect("counted");
    assert_eq!(stuck, app::notices::Stuck::default());
}

async fn an_answer_that_came_too_late_makes_no_second_number(world: World) {
    let set = DataSet::FertilityRegistrations;
    // Does what is asked, and answers when nobody listens any more.
    world
        .faults
        .set(set, Some(Fault::Slow(Duration::from_secs(4))));
    let case = filed(&world).await;
    run(&world).await;
    assert_eq!(
        stage_and_result(&world, &case, "fertility-registration")
            .await
            .0,
        Stage::Recording
    );
    world.faults.set(set, None);
    world.clock.advance(SignedDuration::from_mins(1));

    run(&world).await;

    let (stage, first) = stage_and_result(&world, &case, "fertility-registration").await;
    assert_eq!(stage, Stage::Done);
    // The same entry under the same key answers the same, however often it is sent.
    let matters = matters_of(&world, &case).await;
    let matter = matters
        .iter()
        .find(|matter| matter.code == "fertility-registration")
        .expect("the matter");
    let dossier = world.office.dossier(&case).expect("the dossier opens");
    let written = server::case::what_will_be_written(&world.office, &dossier, matter, &matters)
        .expect("the entry");
    let entry = server::data_layer::records::Entry {
        reference: case.reference.as_str().to_owned(),
        fields: server::case::as_entry(&written),
    };
    let reason = server::data_layer::desk::Reason {
        person: case.subject.clone(),
        actor: "portal".to_owned(),
        purpose: "newborn/fertility-registration".to_owned(),
        issue: case.reference.as_str().to_owned(),
        is_waited_for: false,
    };
    let again = world
        .office
        .enter_in_register(&reason, set, &entry, &matter.key.id)
        .await
        .expect("the call is made")
        .expect("the register answers");
    assert_eq!(Some(again.number), first);
}

async fn two_relays_never_do_one_errand_at_once(world: World) {
    filed(&world).await;
    let (one, other) = (world.office.clone(), world.office.clone());

    let (first, second) = tokio::join!(
        tokio::spawn(async move { outbox::run_once(&one).await }),
        tokio::spawn(async move { outbox::run_once(&other).await }),
    );

    let tried = first.expect("ends").expect("errands") + second.expect("ends").expect("errands");
    assert_eq!(tried, 2, "two registers are written");
    for set in [DataSet::FertilityRegistrations, DataSet::ParentingGuidance] {
        assert_eq!(outcomes(&world, set).await, ["answered"], "{set:?}");
    }
}

async fn a_relay_that_died_holds_an_errand_for_a_minute_only(world: World) {
    let case = filed(&world).await;
    let mut tx = world.office.db.begin().await.expect("a transaction");
    let now = world.office.clock.now();
    for errand in outbox::store::due(tx.conn(), outbox::Lane::House, now, 100)
        .await
        .expect("errands")
    {
        let until = now
            .checked_add(SignedDuration::from_secs(60))
            .expect("a time");
        assert!(
            outbox::store::lease(tx.conn(), &errand.id, now, until)
                .await
                .expect("leased")
        );
        assert!(
            !outbox::store::lease(tx.conn(), &errand.id, now, until)
                .await
                .expect("asked"),
            "held by somebody"
        );
    }
    tx.commit().await.expect("leased");

    assert_eq!(run(&world).await, 0);
    world.clock.advance(SignedDuration::from_secs(61));
    assert!(run(&world).await > 0);
    assert_eq!(
        stage_and_result(&world, &case, "fertility-registration")
            .await
            .0,
        Stage::Done
    );
}

async fn a_register_that_lies_or_stammers_ends_nothing(world: World) {
    let set = DataSet::FertilityRegistrations;
    let case = {
        world.faults.set(set, Some(Fault::Garbage));
        filed(&world).await
    };
    for fault in [Fault::Garbage, Fault::Error] {
        world.faults.set(set, Some(fault));
        world.clock.advance(SignedDuration::from_mins(20));
        run(&world).await;
        assert_eq!(
            stage_and_result(&world, &case, "fertility-registration").await,
            (Stage::Recording, None),
            "{fault}"
        );
    }
}

async fn every_step_of_a_case_stands_in_a_sound_journal(world: World) {
    let case = filed(&world).await;
    while run(&world).await > 0 {}
    let office = &world.office;
    let file = journal::checkpoint::file_in(&office.settings.data);
    journal::checkpoint::Sealer::open(&file)
        .expect("the file opens")
        .seal(&office.db, &office.keys.signing(), office.clock.now())
        .await
        .expect("sealed");

    let mut conn = office.db.read().await.expect("a connection");
    let record = journal::Record::new(&case.home, "case", &case.id);
    let entries = journal::read(&mut conn, &record)
        .await
        .expect("the journal");
    drop(conn);
    let steps: Vec<_> = entries
        .iter()
        .map(|written| written.entry.step.as_str())
        .collect();
    assert_eq!(steps[0], "submit");
    for step in ["unlock", "register-answered"] {
        assert!(steps.contains(&step), "{step}: {steps:?}");
    }
    let moves = entries.iter().filter(|written| written.entry.to.is_some());
    for written in moves {
        assert!(written.entry.matter.is_some(), "{:?}", written.entry);
    }
    let verdict = journal::verify(
        &office.db,
        &office.keys.signing().verifying_key(),
        &file,
        |_| (),
    )
    .await
    .expect("it can be read");
    assert!(verdict.is_sound(), "{:?}", verdict.findings);
    // The case's own chain, and the chains of the calls that were made for it.
    let mut conn = office.db.read().await.expect("a connection");
    let of_calls: i64 = sqlx::query("SELECT COUNT(*) FROM journal WHERE kind = 'register-call'")
        .fetch_one(&mut *conn)
        .await
        .expect("counted")
        .get(0);
    assert!(of_calls > 0);
    let of_the_case = i64::try_from(entries.len()).expect("few");
    assert_eq!(verdict.entries, of_the_case + of_calls);
}

stories![
    a_register_that_is_down_is_tried_again_and_written_once,
    a_register_that_stays_down_raises_an_alarm_and_is_written_when_it_is_back,
    an_answer_that_came_too_late_makes_no_second_number,
    two_relays_never_do_one_errand_at_once,
    a_relay_that_died_holds_an_errand_for_a_minute_only,
    a_register_that_lies_or_stammers_ends_nothing,
    every_step_of_a_case_stands_in_a_sound_journal,
];
