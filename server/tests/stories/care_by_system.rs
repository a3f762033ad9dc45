//! Care at home by a provider with a system of its own: it goes down and comes back, and only what is signed, fresh and new
//! is heard.

use std::process::Stdio;

use app::care::VisitStage;
use app::case::CaseReference;
use app::text::Text;
use jiff::SignedDuration;
use server::data_layer::access_log::ReaderKind;
use server::demo_city::care::OPERATOR;
use server::demo_city::operator::{self, Operating, OperatorPlan};
use server::outbox;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::care::{MONDAY_NINE, day, go_to, order, stages, visit, visits, with_care};
use crate::lists::looks;
use crate::mandate::street_of;
use crate::newborn::be;
use crate::stories;
use crate::support::{World, say};

/// The demo's operator beside this world, known to its portal.
async fn operating(world: &World) -> Operating {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let plan = OperatorPlan {
        code: OPERATOR.to_owned(),
        secret: "a-key-of-both".to_owned(),
        portal: world.address.clone(),
        memory: None,
        clock: world.clock.clone(),
        follows: None,
        chance: server::clock::Chance::seeded(9),
    };
    let operating = operator::open(listener, plan, world.office.closing.clone()).unwrap();
    world
        .office
        .keep_care_system(OPERATOR, &operating.address, "a-key-of-both")
        .await
        .unwrap();
    operating
}

async fn a_provider_goes_down_and_comes_back_and_nothing_is_lost(world: World) {
    let all = with_care(&world).await;
    let division = street_of(&world, "elder")[..6].to_owned();
    let reached = all
        .iter()
        .find(|one| {
            one.division == division && one.system == OPERATOR && one.women > 1 && one.meals == 0
        })
        .unwrap()
        .clone();
    let mut elder = be(&world, "elder").await;
    let operating = operating(&world).await;
    let operator = &operating.operator;
    operator.switch(true).await;
    // Down: one can order all the same.
    let check = visit(
        &world,
        &mut elder,
        &reached,
        "elder",
        "me",
        "woman",
        MONDAY_NINE,
    )
    .await;
    let reference = order(&mut elder, &check).await;
    for _ in 0..3 {
        outbox::run_once(&world.office).await.unwrap();
        world.clock.advance(SignedDuration::from_mins(2));
    }
    assert_eq!(
        (operator.known().await, stages(&world, &reference).await),
        (0, vec![VisitStage::Planned])
    );
    // Up again: it gets the visit, once, and tells what happens.
    operator.switch(false).await;
    world.clock.advance(SignedDuration::from_mins(20));
    for _ in 0..2 {
        outbox::run_once(&world.office).await.unwrap();
    }
    assert_eq!(operator.known().await, 1);
    // What was sent to a system of theirs is a look of theirs, as often as it was sent.
    let sent = looks(&world, "elder", "care").await;
    assert!(sent.len() > 1, "{sent:?}");
    assert!(sent.iter().all(|row| row.by_kind == ReaderKind::Portal
        && row.office.0 == reached.id
        && row.reference == reference.as_str()
        && row.fields.contains(&"allergies".to_owned())));
    let list = be(&world, "elder").await.open("/my-data").await;
    list.says(&reached.name.zh)
        .says(&say(Text::LookedRoleProviderSystem));
    until(&world, &reference, VisitStage::Accepted).await;
    go_to(&world, day(3), 541);
    until(&world, &reference, VisitStage::Arrived).await;
    go_to(&world, day(3), 601);
    until(&world, &reference, VisitStage::Done).await;
    assert_eq!(operator.work().await, 0, "nothing is left to tell");
    let mut elder = be(&world, "elder").await;
    elder
        .open(&format!("/care/orders/{reference}"))
        .await
        .says(&say(Text::CareVisitDone));
}

/// `yuban operator`, as a process of its own with a folder of its own; where it is open.
async fn process(world: &World, folder: &TempDir) -> (Child, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_yuban"))
        .args([
            "operator",
            "--portal",
            &world.address,
            "--operator-key",
            "a-key-of-both",
            "--demo",
        ])
        .arg("--data")
        .arg(folder.path())
        .env("YUBAN_LOG", "error")
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("the command starts");
    let said = child.stdout.take().expect("piped");
    let line = BufReader::new(said).lines().next_line().await.unwrap();
    let address = line.expect("it says where it is open");
    let address = address.rsplit(' ').next().unwrap().to_owned();
    world
        .office
        .keep_care_system(OPERATOR, &address, "a-key-of-both")
        .await
        .unwrap();
    (child, address)
}

async fn an_operator_that_is_killed_goes_on_where_it_was_on_the_portals_own_day(world: World) {
    let all = with_care(&world).await;
    let division = street_of(&world, "elder")[..6].to_owned();
    let reached = all
        .iter()
        .find(|one| {
            one.division == division && one.system == OPERATOR && one.women > 1 && one.meals == 0
        })
        .unwrap()
        .clone();
    let mut elder = be(&world, "elder").await;
    let folder = tempfile::tempdir().unwrap();
    let (mut child, _) = process(&world, &folder).await;
    let check = visit(
        &world,
        &mut elder,
        &reached,
        "elder",
        "me",
        "woman",
        MONDAY_NINE,
    )
    .await;
    let first = order(&mut elder, &check).await;
    outbox::run_once(&world.office).await.unwrap();
    // It tells by the portal's clock, which is not the machine's.
    until(&world, &first, VisitStage::Accepted).await;

    // Killed in the middle: the hour comes, and nobody is told of it.
    child.kill().await.unwrap();
    go_to(&world, day(3), 541);
    outbox::run_once(&world.office).await.unwrap();
    assert_eq!(stages(&world, &first).await, [VisitStage::Accepted]);

    // Up again with what it had kept: it tells what has come to be told.
    let (mut child, _) = process(&world, &folder).await;
    until(&world, &first, VisitStage::Arrived).await;
    go_to(&world, day(3), 601);
    until(&world, &first, VisitStage::Done).await;
    child.kill().await.unwrap();
}

/// The operator looks once a second whether there is anything to tell.
async fn until(world: &World, reference: &CaseReference, stage: VisitStage) {
    for _ in 0..300 {
        if stages(world, reference).await == [stage] {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("{:?}, not {stage:?}", stages(world, reference).await);
}

async fn only_what_is_signed_fresh_and_new_is_heard(world: World) {
    use server::care::dispatch::{SIGNATURE_HEADER, SYSTEM_HEADER, TIME_HEADER, signature};
    let all = with_care(&world).await;
    let division = street_of(&world, "elder")[..6].to_owned();
    let reached = all
        .iter()
        .find(|one| {
            one.division == division && one.system == OPERATOR && one.women > 1 && one.meals == 0
        })
        .unwrap()
        .clone();
    let office = &world.office;
    office
        .keep_care_system(OPERATOR, "http://127.0.0.1:9", "right")
        .await
        .unwrap();
    office
        .keep_care_system("another", "http://127.0.0.1:9", "other")
        .await
        .unwrap();
    let mut elder = be(&world, "elder").await;
    let check = visit(
        &world,
        &mut elder,
        &reached,
        "elder",
        "me",
        "woman",
        MONDAY_NINE,
    )
    .await;
    let reference = order(&mut elder, &check).await;
    let (id, _) = visits(&world, &reference).await.remove(0);
    let now = office.clock.unmoved().as_second();
    let told = |system: &'static str, key: &'static str, time: i64, event: &str, what: &str| {
        let body = serde_json::json!({ "event": event, "visit": id, "what": what }).to_string();
        elder
            .request(reqwest::Method::POST, "/api/care/events")
            .header(SYSTEM_HEADER, system)
            .header(TIME_HEADER, time)
            .header(SIGNATURE_HEADER, signature(key, time, body.as_bytes()))
            .body(body)
            .send()
    };
    let status = async |answer: reqwest::Response| answer.status().as_u16();
    for (why, system, key, time, event, what, wanted) in [
        (
            "another key",
            OPERATOR,
            "wrong",
            now,
            "event-0001",
            "accepted",
            401,
        ),
        (
            "nobody's system",
            "nobody",
            "right",
            now,
            "event-0001",
            "accepted",
            401,
        ),
        (
            "another system's visit",
            "another",
            "other",
            now,
            "event-0001",
            "accepted",
            404,
        ),
        (
            "too old",
            OPERATOR,
            "right",
            now - 301,
            "event-0001",
            "accepted",
            401,
        ),
        (
            "too far ahead",
            OPERATOR,
            "right",
            now + 301,
            "event-0001",
            "accepted",
            401,
        ),
        (
            "the elder's own word",
            OPERATOR,
            "right",
            now,
            "event-0001",
            "confirm",
            400,
        ),
        (
            "right",
            OPERATOR,
            "right",
            now,
            "event-0001",
            "accepted",
            204,
        ),
        (
            "the same again",
            OPERATOR,
            "right",
            now,
            "event-0001",
            "accepted",
            409,
        ),
        (
            "the same under a fresh time",
            OPERATOR,
            "right",
            now + 1,
            "event-0001",
            "check-in",
            409,
        ),
        (
            "out of order",
            OPERATOR,
            "right",
            now,
            "event-0002",
            "check-out",
            422,
        ),
        (
            "right",
            OPERATOR,
            "right",
            now,
            "event-0003",
            "check-in",
            204,
        ),
    ] {
        let met = status(told(system, key, time, event, what).await.unwrap()).await;
        assert_eq!(met, wanted, "{why}");
    }
    assert_eq!(stages(&world, &reference).await, [VisitStage::Arrived]);
    let bare = elder
        .request(reqwest::Method::POST, "/api/care/events")
        .send()
        .await
        .unwrap();
    assert_eq!(bare.status(), 401);
    let described = elder
        .request(reqwest::Method::GET, "/api/care/openapi.yaml")
        .send()
        .await
        .unwrap();
    assert!(described.text().await.unwrap().starts_with("openapi: 3.1"));
}

stories![
    a_provider_goes_down_and_comes_back_and_nothing_is_lost,
    an_operator_that_is_killed_goes_on_where_it_was_on_the_portals_own_day,
    only_what_is_signed_fresh_and_new_is_heard,
];
