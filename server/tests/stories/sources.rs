//! Registers that fail, and what an application does then: nobody waits for the sum of them, a source that fails is left
//! alone, what is known already stands in and says so, and what was missing is fetched later.

use std::time::{Duration, Instant};

use app::case::{CaseReference, FieldState};
use app::text::Text;
use jiff::SignedDuration;
use server::case::store as cases;
use server::data_layer::desk::{Outcome, Reason};
use server::data_layer::records::DataSet;
use server::demo_city::people::demo_people;
use server::demo_city::registers::faults::Fault;
use server::outbox;
use sqlx::Row as _;

use crate::allowances::almost_entitled;
use crate::bundle::{approves, registers_answer};
use crate::newborn::{be, hand_in, to_the_check, with_leave};
use crate::stories;
use crate::support::{Page, Visitor, World, say};
use crate::tracking::matter;

/// What an application of a birth asks.
const ASKED: [DataSet; 7] = [
    DataSet::Persons,
    DataSet::Households,
    DataSet::Marriages,
    DataSet::Certificates,
    DataSet::Deliveries,
    DataSet::Insurance,
    DataSet::Licences,
];

/// Outcomes of the calls for a data set, oldest first.
async fn outcomes(world: &World, set: DataSet) -> Vec<String> {
    let mut conn = world.office.db.read().await.expect("a connection");
    sqlx::query("SELECT outcome FROM data_call WHERE data_set = $1 ORDER BY at, id")
        .bind(set.code())
        .fetch_all(&mut *conn)
        .await
        .expect("calls")
        .iter()
        .map(|row| row.get(0))
        .collect()
}

/// Back to the page of leave, and everything is asked again.
pub async fn once_more(visitor: &mut Visitor) -> Page {
    let all = ASKED.map(DataSet::code);
    let all: Vec<(&str, &str)> = all.iter().map(|set| ("registers", set.as_str())).collect();
    visitor.post("/newborn/leave", &all).await
}

async fn a_page_waits_for_the_slowest_register_and_not_for_the_sum(world: World) {
    let slow = Fault::Slow(Duration::from_secs(20));
    for set in ASKED {
        world.faults.set(set, Some(slow));
    }
    let mut mother = be(&world, "mother").await;
    let began = Instant::now();
    with_leave(&mut mother)
        .await
        .says(&say(Text::KnownSilentTitle));

    assert!(
        began.elapsed() < Duration::from_millis(800) * 5,
        "seven registers took {:?}",
        began.elapsed()
    );
    assert_eq!(outcomes(&world, DataSet::Persons).await, ["too-slow"]);
    assert_eq!(outcomes(&world, DataSet::Insurance).await, ["too-slow"]);
}

async fn a_register_that_keeps_failing_is_left_alone_and_tried_again_after_a_pause(world: World) {
    let person = demo_people(&world.city)
        .into_iter()
        .find(|person| person.key == "mother")
        .expect("she lives there");
    let reason = Reason {
        person: world.office.keys.person(&person.number),
        actor: "portal".to_owned(),
        purpose: "newborn/prefill".to_owned(),
        issue: String::new(),
        is_waited_for: true,
    };
    let sets = [DataSet::Marriages, DataSet::Households];
    let ask = async || {
        let answers = world.office.ask_registers(&reason, &person.number, &sets);
        let answers = answers.await.expect("it is logged");
        answers.into_iter().map(|answer| answer.outcome).collect()
    };
    for fault in [Fault::Lies, Fault::Down] {
        world.faults.set(DataSet::Marriages, Some(fault));
        for _ in 0..10 {
            let heard: Vec<Outcome> = ask().await;
            assert_eq!(heard, [Outcome::Silent, Outcome::Answered]);
        }
        world.faults.set(DataSet::Marriages, None);
        assert_eq!(
            ask().await,
            [Outcome::Silent, Outcome::Answered],
            "it is not asked, and the other one is"
        );
        world.clock.advance(SignedDuration::from_secs(10));
        assert_eq!(ask().await, [Outcome::Answered, Outcome::Answered]);
    }
    let heard = outcomes(&world, DataSet::Marriages).await;
    let count = |code: &str| heard.iter().filter(|outcome| *outcome == code).count();
    assert_eq!(
        (count("wrong-person"), count("exchange"), count("resting")),
        (10, 10, 2),
        "{heard:?}"
    );
}

async fn what_is_fresh_is_not_asked_for_again_and_each_use_is_in_the_list(world: World) {
    let mut mother = be(&world, "mother").await;
    with_leave(&mut mother).await;
    world.clock.advance(SignedDuration::from_mins(5));
    once_more(&mut mother).await.says("林晓燕");

    let persons = outcomes(&world, DataSet::Persons).await;
    assert_eq!(persons, ["answered", "from-before"]);
    let certificates = outcomes(&world, DataSet::Certificates).await;
    assert_eq!(certificates, ["answered", "answered"], "always asked for");
    let insurance = outcomes(&world, DataSet::Insurance).await;
    assert_eq!(insurance, ["answered", "answered"], "never kept");
    mother
        .open("/my-data")
        .await
        .says(&say(Text::LookedOutcomeFromBefore));

    // Nobody else's application and no other purpose sees it.
    world.clock.advance(SignedDuration::from_secs(1));
    let mut father = be(&world, "father").await;
    with_leave(&mut father).await;
    let marriages = outcomes(&world, DataSet::Marriages).await;
    assert_eq!(marriages, ["answered", "from-before", "answered"]);
}

async fn what_was_said_before_stands_in_says_so_and_is_checked_later(world: World) {
    let mut mother = be(&world, "mother").await;
    with_leave(&mut mother).await.hides(&say(Text::KnownStale));
    world.clock.advance(SignedDuration::from_hours(2));
    let mut mother = be(&world, "mother").await;
    world.faults.set(DataSet::Marriages, Some(Fault::Garbage));
    let known = once_more(&mut mother).await;
    known
        .says("张远航")
        .says(&say(Text::KnownStale))
        .hides(&say(Text::KnownSilentTitle));
    let mut heard = outcomes(&world, DataSet::Marriages).await;
    // Both in the same moment.
    heard.sort();
    assert_eq!(heard, ["answered", "from-before-stale", "malformed"]);
    mother
        .open("/my-data")
        .await
        .says(&say(Text::LookedOutcomeFromBeforeStale));

    let check = to_the_check(&mut mother, known).await;
    let receipt = hand_in(&mut mother, &check).await;
    let reference = receipt.route().split('/').nth(2).expect("a receipt");
    // The desk reads how old it is, until the register has answered.
    let registration = matter(
        &world,
        &format!("/cases/{reference}"),
        "household-registration",
    )
    .await;
    let desk = format!("/casework/{reference}/{}", registration.key.id);
    let as_of = "此后没有再向登记机关核对";
    let mut police = be(&world, "police-shapingba-1").await;
    police.open(&desk).await.says(as_of);
    world.faults.set(DataSet::Marriages, None);
    world.clock.advance(SignedDuration::from_mins(30));
    while outbox::run_once(&world.office).await.expect("the relay") > 0 {}
    let mut conn = world.office.db.read().await.expect("a connection");
    let reference = CaseReference::parse(reference).expect("a reference");
    let case = cases::case_by_reference(&mut conn, &reference)
        .await
        .expect("read")
        .expect("filed");
    drop(conn);
    police.open(&desk).await.hides(as_of);
    let heard = outcomes(&world, DataSet::Marriages).await;
    assert_eq!(heard.last().map(String::as_str), Some("answered"));
    let dossier = world.office.dossier(&case).expect("it opens");
    assert!(
        dossier
            .fields
            .iter()
            .all(|field| !matches!(field.state, FieldState::Differs { .. })),
        "it says the same still"
    );
}

async fn what_is_too_old_or_was_refused_since_does_not_stand_in(world: World) {
    let mut mother = be(&world, "mother").await;
    with_leave(&mut mother).await;
    // Leave for one other register only: what the rest had said is forgotten.
    let only = [("registers", "POPULATION/households")];
    mother.post("/newborn/leave", &only).await;
    world.faults.set(DataSet::Marriages, Some(Fault::Down));
    once_more(&mut mother)
        .await
        .says(&say(Text::KnownSilentTitle))
        .hides(&say(Text::KnownStale));

    world.clock.advance(SignedDuration::from_hours(73));
    let mut mother = be(&world, "mother").await;
    world.faults.set(DataSet::Persons, Some(Fault::Down));
    once_more(&mut mother).await.hides(&say(Text::KnownStale));
    let heard = outcomes(&world, DataSet::Persons).await;
    assert_eq!(heard.last().map(String::as_str), Some("exchange"));
}

/// Takes back what was given for this register, on the page of leave.
async fn take_back(visitor: &mut Visitor, register: &str) -> Page {
    let page = visitor.open("/my-data/leave").await;
    page.says(register);
    let place = page
        .find_all("section.card")
        .iter()
        .position(|card| card.words.contains(register))
        .expect("a card for it");
    let buttons = page.find_all("section.card button[name=receipt]");
    let receipt = buttons[place].attr("value").expect("a receipt").to_owned();
    visitor
        .post("/my-data/leave", &[("receipt", receipt.as_str())])
        .await
}

/// The marriage register has said nothing: the father is typed by hand. The reference of what was handed in.
pub async fn hand_in_with_typed_father(
    world: &World,
    mother: &mut Visitor,
    known: &Page,
) -> String {
    let other = mother.submit(known.form().press(&say(Text::GoOn))).await;
    assert_eq!(other.route(), "/newborn/other-parent");
    let father = demo_people(&world.city)
        .into_iter()
        .find(|person| person.key == "father")
        .expect("he lives there");
    let form = other
        .form()
        .press(&say(Text::GoOn))
        .fill("name", father.name.as_str())
        .fill("number", father.number.as_str());
    let matters = mother.submit(form).await;
    let check = crate::newborn::to_the_check_from_matters(mother, matters).await;
    let receipt = hand_in(mother, &check).await;
    assert!(
        receipt.route().starts_with("/cases/NB-"),
        "{}",
        receipt.path
    );
    receipt
        .route()
        .split('/')
        .nth(2)
        .expect("a receipt")
        .to_owned()
}

async fn leave_that_is_taken_back_stops_later_calls_and_the_log_proves_it(world: World) {
    world.faults.set(DataSet::Marriages, Some(Fault::Down));
    let mut mother = be(&world, "mother").await;
    let known = with_leave(&mut mother).await;
    hand_in_with_typed_father(&world, &mut mother, &known).await;

    let page = take_back(&mut mother, "婚姻登记").await;
    page.hides("婚姻登记");
    world.faults.set(DataSet::Marriages, None);
    world.clock.advance(SignedDuration::from_mins(30));
    while outbox::run_once(&world.office).await.expect("the relay") > 0 {}
    assert_eq!(
        outcomes(&world, DataSet::Marriages).await,
        ["exchange", "no-leave"],
        "what was to be fetched later is not asked for any more"
    );
    // Half an hour later her session has run out.
    be(&world, "mother")
        .await
        .open("/my-data")
        .await
        .says(&say(Text::LookedOutcomeNoLeave));
}

async fn only_whoever_gave_leave_takes_it_back_and_once(world: World) {
    let mut mother = be(&world, "mother").await;
    with_leave(&mut mother).await;
    let page = mother.open("/my-data/leave").await;
    let receipt = page
        .find("button[name=receipt]")
        .attr("value")
        .expect("a receipt")
        .to_owned();
    let form = [("receipt", receipt.as_str())];
    let mut father = be(&world, "father").await;
    father
        .open("/my-data/leave")
        .await
        .says(&say(Text::LeaveGivenNone));
    assert_eq!(father.post("/my-data/leave", &form).await.status, 409);
    assert_eq!(mother.post("/my-data/leave", &form).await.status, 200);
    assert_eq!(mother.post("/my-data/leave", &form).await.status, 409);
    // What is not handed in yet forgets what that register said.
    mother
        .open("/newborn/known")
        .await
        .says("按您的选择没有查询");
    // And it is over by itself with the application's own last day.
    world.clock.advance(SignedDuration::from_hours(24 * 31));
    let mut mother = be(&world, "mother").await;
    mother
        .open("/my-data/leave")
        .await
        .says(&say(Text::LeaveGivenNone));
}

async fn with_the_decision_leave_ends_and_cannot_be_taken_back_any_more(world: World) {
    almost_entitled(&world).await;
    let mut son = be(&world, "elder-son").await;
    let page = son.open("/my-data/leave").await;
    let receipt = page
        .find("button[name=receipt]")
        .attr("value")
        .expect("until then it can be")
        .to_owned();
    approves(&world, "civil-shapingba", "区民政局审定").await;
    registers_answer(&world).await;

    let late = son
        .post("/my-data/leave", &[("receipt", receipt.as_str())])
        .await;
    assert_eq!(late.status, 409);
    late.says(&say(Text::LeaveGivenDecided));
    let page = son.open("/my-data/leave").await;
    page.says(&say(Text::LeaveGivenNone));
    let mut conn = world.office.db.read().await.expect("a connection");
    let withdrawn: i64 = sqlx::query("SELECT COUNT(*) FROM leave_receipt WHERE given = 0")
        .fetch_one(&mut *conn)
        .await
        .expect("counted")
        .get(0);
    assert_eq!(withdrawn, 0, "nothing of it was written");
}

stories![
    with_the_decision_leave_ends_and_cannot_be_taken_back_any_more,
    leave_that_is_taken_back_stops_later_calls_and_the_log_proves_it,
    only_whoever_gave_leave_takes_it_back_and_once,
    a_page_waits_for_the_slowest_register_and_not_for_the_sum,
    a_register_that_keeps_failing_is_left_alone_and_tried_again_after_a_pause,
    what_is_fresh_is_not_asked_for_again_and_each_use_is_in_the_list,
    what_was_said_before_stands_in_says_so_and_is_checked_later,
    what_is_too_old_or_was_refused_since_does_not_stand_in,
];
