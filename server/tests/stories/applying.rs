//! What holds for every application: pressed ten times, left lying, refused, or made by the other one of two.

use app::case::{CaseReference, Stage, Step};
use app::identity::{OfficeId, StaffMember, StaffRole};
use app::mandate::MandateAct;
use app::person::PersonName;
use app::text::Text;
use jiff::SignedDuration;
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, LOCATION, ORIGIN};
use server::application;
use server::case::{Acting, Case, Matter, StepDetail, store};
use server::outbox;
use sqlx::Row as _;

use crate::mandate::{citizen, may_act, to_the_check_for};
use crate::newborn::{be, hand_in, to_the_check, to_the_check_from_matters, with_leave};
use crate::stories;
use crate::support::{Page, Visitor, World, say};

/// The case of a page below `/cases/..`.
pub async fn case_of(world: &World, page: &Page) -> Case {
    let reference = page.route().split('/').nth(2).expect("a reference");
    let reference = CaseReference::parse(reference).expect("a reference");
    let mut conn = world.office.db.read().await.expect("a connection");
    store::case_by_reference(&mut conn, &reference)
        .await
        .expect("the case is read")
        .expect("the case is there")
}

pub async fn matters_of(world: &World, case: &Case) -> Vec<Matter> {
    let mut conn = world.office.db.read().await.expect("a connection");
    store::matters(&mut conn, &case.home, &case.id)
        .await
        .expect("the matters are read")
}

/// Whoever works at the office of this matter.
pub fn clerk_of(matter: &Matter) -> Acting {
    Acting::staff(&StaffMember {
        id: "clerk".to_owned(),
        name: PersonName::parse("高明").expect("a name"),
        office: OfficeId(matter.office.0.clone()),
        role: StaffRole::Caseworker,
    })
}

/// A clerk takes these steps, one after the other.
pub async fn steps(world: &World, case: &Case, code: &str, steps: &[(Step, StepDetail)]) {
    for (step, detail) in steps {
        let matter = matters_of(world, case)
            .await
            .into_iter()
            .find(|matter| matter.code == code)
            .expect("such a matter");
        let mut tx = world.office.db.begin().await.expect("a transaction");
        world
            .office
            .take_step(&mut tx, &matter, *step, &clerk_of(&matter), detail.clone())
            .await
            .unwrap_or_else(|fault| panic!("{code} {step:?}: {fault}"));
        tx.commit().await.expect("the step is kept");
    }
}

/// An application for the demo city's elder by their son, up to the check page.
async fn for_the_elder(world: &World, son: &mut Visitor) -> Page {
    let mandate = may_act(world, "elder-son", "elder", MandateAct::ALL).await;
    let elder = citizen(world, "elder").await;
    to_the_check_for(son, &mandate, elder.name.as_str()).await
}

async fn count(world: &World, sql: &'static str) -> i64 {
    let mut conn = world.office.db.read().await.expect("a connection");
    sqlx::query(sql)
        .fetch_one(&mut *conn)
        .await
        .expect("a count")
        .try_get(0)
        .expect("a number")
}

async fn ten_presses_at_once_make_one_case(world: World) {
    let mut mother = be(&world, "mother").await;
    let known = with_leave(&mut mother).await;
    to_the_check(&mut mother, known).await;

    let presses: Vec<_> = (0..10)
        .map(|_| {
            let press = mother
                .request(Method::POST, "/newborn/check")
                .header(ORIGIN, mother.origin())
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body("declared=yes");
            tokio::spawn(async move { press.send().await.expect("an answer") })
        })
        .collect();
    let mut receipts = Vec::new();
    for press in presses {
        let answer = press.await.expect("every press is answered");
        assert_eq!(answer.status(), 303);
        let location = &answer.headers()[LOCATION];
        receipts.push(location.to_str().expect("ASCII").to_owned());
    }

    assert!(receipts[0].starts_with("/cases/NB-"), "{}", receipts[0]);
    receipts.dedup();
    assert_eq!(receipts.len(), 1, "{receipts:?}");
    assert_eq!(count(&world, "SELECT COUNT(id) FROM case_file").await, 1);
}

async fn after_the_submission_nothing_more_is_written_or_asked(world: World) {
    let mut mother = be(&world, "mother").await;
    let known = with_leave(&mut mother).await;
    let check = to_the_check(&mut mother, known).await;
    hand_in(&mut mother, &check).await;
    let written = "SELECT COUNT(page) FROM draft_page WHERE typed <> ''";
    let asked = "SELECT COUNT(id) FROM data_call";
    let leaves = "SELECT COUNT(id) FROM leave_receipt";
    let last = "SELECT MAX(saved_at) FROM draft_page";
    let before = [
        count(&world, written).await,
        count(&world, asked).await,
        count(&world, leaves).await,
        count(&world, last).await,
    ];
    world.clock.advance(SignedDuration::from_secs(1));
    for (path, typed) in [
        ("/newborn/leave", ("registers", "POPULATION/persons")),
        ("/newborn/household", ("whose", "other")),
        ("/newborn/known", ("seen", "yes")),
    ] {
        let answer = mother.post(path, &[typed]).await;
        assert_eq!(answer.status, 409, "{path}");
        answer.says(&say(Text::ApplicationAlreadySubmitted));
    }
    let after = [
        count(&world, written).await,
        count(&world, asked).await,
        count(&world, leaves).await,
        count(&world, last).await,
    ];
    assert_eq!(after, before);
}

async fn whoever_leaves_while_it_is_handed_in_finds_it_handed_in(world: World) {
    let mut mother = be(&world, "mother").await;
    let known = with_leave(&mut mother).await;
    to_the_check(&mut mother, known).await;

    let press = mother
        .request(Method::POST, "/newborn/check")
        .header(ORIGIN, mother.origin())
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body("declared=yes");
    // Gone before the answer: all of it happens, or nothing.
    let _ = tokio::time::timeout(std::time::Duration::from_millis(3), press.send()).await;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;

    let check = mother.open("/newborn/check").await;
    let receipt = if check.route() == "/newborn/check" && check.has("input[name=declared]") {
        hand_in(&mut mother, &check).await
    } else {
        check
    };
    assert_eq!(receipt.status, 200);
    assert_eq!(count(&world, "SELECT COUNT(id) FROM case_file").await, 1);
    let reached = mother.open("/newborn").await;
    assert_eq!(reached.status, 200);
}

async fn a_draft_lives_thirty_days_and_what_was_handed_in_lives_in_its_case(world: World) {
    let mut mother = be(&world, "mother").await;
    let known = with_leave(&mut mother).await;
    let check = to_the_check(&mut mother, known).await;
    hand_in(&mut mother, &check).await;
    let mut father = be(&world, "twins-father").await;
    with_leave(&mut father).await;
    let drafts = "SELECT COUNT(id) FROM draft";
    let pages = "SELECT COUNT(page) FROM draft_page";
    assert_eq!(count(&world, drafts).await, 2);
    let with_the_mothers = count(&world, pages).await;

    assert_eq!(application::tidy(&world.office).await.expect("tidied"), 0);
    assert!(count(&world, pages).await < with_the_mothers);
    assert_eq!(
        father.open("/newborn/known").await.status,
        200,
        "an open draft stays"
    );

    world.clock.advance(SignedDuration::from_hours(30 * 24));
    assert_eq!(application::tidy(&world.office).await.expect("tidied"), 2);
    assert_eq!(count(&world, pages).await, 0);
    assert_eq!(count(&world, "SELECT COUNT(id) FROM case_file").await, 1);
}

async fn what_was_refused_can_be_asked_again(world: World) {
    let mut son = be(&world, "elder-son").await;
    let check = for_the_elder(&world, &mut son).await;
    let receipt = hand_in(&mut son, &check).await;
    let case = case_of(&world, &receipt).await;
    let again = for_the_elder(&world, &mut son).await;
    assert_eq!(
        hand_in(&mut son, &again).await.status,
        409,
        "one application at a time"
    );

    let refused = server::case::Decision {
        reason: "not-registered-here".to_owned(),
        text: "户籍不在本街道。".to_owned(),
        ..server::case::Decision::default()
    };
    let refusal = StepDetail {
        decision: Some(refused),
        ..StepDetail::default()
    };
    steps(
        &world,
        &case,
        "community-check",
        &[
            (Step::TakeUp, StepDetail::default()),
            (Step::Refuse, refusal),
            (Step::Countersign, StepDetail::default()),
        ],
    )
    .await;

    let stages: Vec<_> = matters_of(&world, &case)
        .await
        .iter()
        .map(|matter| matter.stage)
        .collect();
    assert_eq!(
        stages,
        [
            Stage::Refused,
            Stage::Blocked,
            Stage::Blocked,
            Stage::Blocked
        ],
        "what needed it is stopped with it"
    );
    let receipt = hand_in(&mut son, &again).await;
    assert_eq!(receipt.status, 200, "{}", receipt.text());
    assert_ne!(case_of(&world, &receipt).await.id, case.id);
}

async fn a_birth_is_one_birth_with_and_without_its_certificate(world: World) {
    let mut mother = be(&world, "no-certificate-mother").await;
    let known = with_leave(&mut mother).await;
    let child = mother.submit(known.form().press(&say(Text::GoOn))).await;
    let matters = mother
        .submit(
            child
                .form()
                .press(&say(Text::GoOn))
                .fill("surname", "谭")
                .fill("given", "沐辰"),
        )
        .await;
    let check = to_the_check_from_matters(&mut mother, matters).await;
    let receipt = hand_in(&mut mother, &check).await;
    let case = case_of(&world, &receipt).await;
    let approval = StepDetail {
        decision: Some(server::case::Decision {
            approved: true,
            ..server::case::Decision::default()
        }),
        ..StepDetail::default()
    };
    steps(
        &world,
        &case,
        "birth-certificate",
        &[
            (Step::TakeUp, StepDetail::default()),
            (Step::Approve, approval),
        ],
    )
    .await;
    while outbox::run_once(&world.office).await.expect("errands") > 0 {}
    let issued = matters_of(&world, &case)
        .await
        .into_iter()
        .find(|matter| matter.code == "birth-certificate")
        .expect("the certificate's matter");
    assert_eq!(issued.stage, Stage::Done);

    // The certificate is there now; the other parent applies with it.
    let mut father = be(&world, "no-certificate-father").await;
    let known = with_leave(&mut father).await;
    known.says("谭沐辰");
    let matters = father.submit(known.form().press(&say(Text::GoOn))).await;
    let check = to_the_check_from_matters(&mut father, matters).await;
    assert_eq!(hand_in(&mut father, &check).await.status, 409);
}

stories![
    ten_presses_at_once_make_one_case,
    after_the_submission_nothing_more_is_written_or_asked,
    whoever_leaves_while_it_is_handed_in_finds_it_handed_in,
    a_draft_lives_thirty_days_and_what_was_handed_in_lives_in_its_case,
    what_was_refused_can_be_asked_again,
    a_birth_is_one_birth_with_and_without_its_certificate,
];
