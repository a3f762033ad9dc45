//! Nobody works on a case of their own household. Who lives with whom is asked of the population register, and kept as
//! pseudonyms.

use std::collections::BTreeSet;

use app::case::Stage;
use app::identity::StaffRole;
use app::person::{PersonName, ResidentId};
use jiff::SignedDuration;
use server::data_layer::caller::CallContext;
use server::data_layer::records::{DataSet, Entry};
use server::demo_city::people::{demo_family, demo_people, demo_staff};
use server::demo_city::registers::faults::Fault;
use server::identity::staff::{Added, add_staff, identify_staff, list_staff};
use server::identity::ties::{Household, PURPOSE};
use sqlx::Row;

use super::deciding::{countersign, take_up};
use super::filed::{self, Wish};
use crate::stories;
use crate::support::{Visitor, World};

fn number(world: &World, key: &str) -> ResidentId {
    demo_people(&world.city)
        .into_iter()
        .find(|person| person.key == key)
        .unwrap_or_else(|| panic!("nobody is called {key}"))
        .number
}

/// Everybody who is registered in one household with this person.
fn who_lives_with(world: &World, number: &ResidentId) -> Vec<ResidentId> {
    let household = &world.city.household(number).unwrap().number;
    world
        .city
        .members_of(household)
        .filter(|member| *member != number)
        .cloned()
        .collect()
}

fn pseudonyms<'a>(
    world: &World,
    numbers: impl IntoIterator<Item = &'a ResidentId>,
) -> BTreeSet<String> {
    let keys = &world.office.keys;
    numbers
        .into_iter()
        .map(|number| keys.person(number).0)
        .collect()
}

/// Adds 江雨 to the demo's police station.
async fn add(world: &World, number: Option<&ResidentId>) -> Added {
    let name = PersonName::parse("江雨").unwrap();
    let at = filed::office_of(world, "police-shapingba-1");
    let role = StaffRole::Caseworker;
    add_staff(&world.office, "jiang", &name, &at, role, number)
        .await
        .unwrap()
}

/// 江雨, signed in at the staff's own door.
async fn sign_in(world: &World, password: &str) -> Visitor {
    // What the call log holds of one moment has no order.
    world.clock.advance(SignedDuration::from_secs(1));
    let mut visitor = world.visitor();
    let page = visitor.open("/staff/sign-in").await;
    let form = page
        .form_to("/staff/sign-in")
        .fill("login", "jiang")
        .fill("password", password);
    let page = visitor.submit(form).await;
    assert_eq!(page.route(), "/casework", "{}", page.text());
    visitor
}

/// Whom the member of staff with this login is tied to.
async fn ties(world: &World, login: &str) -> BTreeSet<String> {
    let mut conn = world.office.db.read().await.unwrap();
    sqlx::query(
        "SELECT t.person FROM staff_tie t JOIN staff s ON s.id = t.staff WHERE s.login = $1",
    )
    .bind(login.to_owned())
    .fetch_all(&mut *conn)
    .await
    .unwrap()
    .iter()
    .map(|row| row.get(0))
    .collect()
}

/// What the call log holds of such questions, oldest first: whom about, by whom, what came of it, which fields.
async fn calls(world: &World) -> Vec<[String; 4]> {
    let mut conn = world.office.db.read().await.unwrap();
    sqlx::query(
        "SELECT person, actor, outcome, fields FROM data_call WHERE purpose = $1 AND data_set = $2 ORDER BY at, id",
    )
    .bind(PURPOSE)
    .bind(DataSet::HouseholdMembers.code())
    .fetch_all(&mut *conn)
    .await
    .unwrap()
    .iter()
    .map(|row| [0, 1, 2, 3].map(|column| row.get(column)))
    .collect()
}

async fn staff_id(world: &World, login: &str) -> String {
    let mut conn = world.office.db.read().await.unwrap();
    sqlx::query("SELECT id FROM staff WHERE login = $1")
        .bind(login.to_owned())
        .fetch_one(&mut *conn)
        .await
        .unwrap()
        .get(0)
}

async fn whoever_lives_with_a_party_can_do_nothing_with_the_case(world: World) {
    let (mother, father) = (number(&world, "mother"), number(&world, "father"));
    let beside: Vec<ResidentId> = who_lives_with(&world, &mother)
        .into_iter()
        .filter(|member| *member != father)
        .collect();
    let [relative] = beside.as_slice() else {
        panic!("one more lives with the parents");
    };
    let added = add(&world, Some(relative)).await;
    assert_eq!(added.household, Household::Known);
    assert_eq!(
        ties(&world, "jiang").await,
        pseudonyms(&world, [relative, &mother, &father])
    );

    let case = filed::file(&world, Wish::default()).await;
    let address = case.address(&world, "registration").await;
    let mut jiang = sign_in(&world, &added.password).await;
    let mut gao = world.be("police-shapingba-1").await;
    let mut song = world.be("police-shapingba-2").await;
    let mut lead = world.be("police-shapingba-lead").await;
    let id = staff_id(&world, "jiang").await;
    let gao_id = staff_id(&world, "demo-police-shapingba-1").await;
    let version = async || {
        case.matter(&world, "registration")
            .await
            .version
            .to_string()
    };

    // To take it up.
    let page = jiang.open(&address.path()).await;
    page.says("您或您的家人是这份申请的当事人");
    assert!(!page.has("main form"));
    let seen = version().await;
    let fields = [("act", "take-up"), ("version", seen.as_str())];
    let pressed = jiang.post(&address.page("holder"), &fields).await;
    assert_eq!(pressed.status, 409);
    pressed.says("当事人");
    // To be handed it.
    let fields = [
        ("act", "hand-over"),
        ("version", seen.as_str()),
        ("to", id.as_str()),
        ("text", "请接着办"),
    ];
    let pressed = lead.post(&address.page("hand-over"), &fields).await;
    assert_eq!(pressed.status, 409);
    assert_eq!(case.matter(&world, "registration").await.holder, "");
    // To go on with it when a colleague is away.
    take_up(&mut gao, &case, &world, "registration").await;
    let away = [
        ("act", "absence"),
        ("from-year", "2026"),
        ("from-month", "3"),
        ("from-day", "6"),
        ("until-year", "2026"),
        ("until-month", "3"),
        ("until-day", "13"),
    ];
    lead.post(&format!("/casework/colleagues/{gao_id}"), &away)
        .await
        .says("2026年3月6日至2026年3月13日");
    let fields = [("act", "take-over")];
    let pressed = jiang.post(&address.page("holder"), &fields).await;
    assert_eq!(pressed.status, 409);
    assert_eq!(case.matter(&world, "registration").await.holder, gao_id);
    // To be the second of two.
    let refusal = gao.open(&address.page("refusal")).await;
    let form = refusal
        .form_to(&address.page("refusal"))
        .fill("reason", "not-proved")
        .fill("text", "房产证上的姓名不一致。")
        .press("不予通过");
    gao.submit(form).await;
    let seen = version().await;
    for act in ["confirm", "send-back"] {
        let fields = [
            ("act", act),
            ("version", seen.as_str()),
            ("digest", ""),
            ("text", "同意"),
        ];
        let pressed = jiang.post(&address.page("proposal"), &fields).await;
        assert_eq!(pressed.status, 409, "{act}");
    }
    assert_eq!(
        case.matter(&world, "registration").await.stage,
        Stage::Proposed
    );

    // A colleague of no household of theirs does all that.
    countersign(&mut song, &case, &world, "registration").await;
    assert_eq!(
        case.matter(&world, "registration").await.stage,
        Stage::Refused
    );
}

async fn a_new_member_of_the_household_is_noticed_after_thirty_days(world: World) {
    let father = number(&world, "father");
    let family = who_lives_with(&world, &father);
    let added = add(&world, Some(&father)).await;
    let id = staff_id(&world, "jiang").await;
    let at_first = pseudonyms(&world, family.iter().chain([&father]));
    assert_eq!(ties(&world, "jiang").await, at_first);

    // The station registers their newborn child.
    let birth = &world.city.births()[demo_family(&world.city, "mother").births[0]];
    let fields = [
        ("certificate", birth.certificate.clone().unwrap()),
        (
            "name",
            birth.child_name.as_ref().unwrap().as_str().to_owned(),
        ),
    ];
    let entry = Entry {
        reference: "NB-TEST".to_owned(),
        fields: fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    };
    let registered = world
        .office
        .sources
        .enter(
            DataSet::Registrations,
            &entry,
            "m-1",
            &CallContext {
                purpose: "newborn/registration".to_owned(),
                ..CallContext::default()
            },
        )
        .await
        .unwrap();
    let child = ResidentId::parse(&registered.body.number).unwrap();

    world.clock.advance(SignedDuration::from_hours(24 * 30 - 1));
    sign_in(&world, &added.password).await;
    assert_eq!(ties(&world, "jiang").await, at_first);
    assert_eq!(calls(&world).await.len(), 1, "what was said holds so long");

    world.clock.advance(SignedDuration::from_hours(1));
    sign_in(&world, &added.password).await;
    sign_in(&world, &added.password).await;
    let with_child = pseudonyms(&world, family.iter().chain([&father, &child]));
    assert_eq!(ties(&world, "jiang").await, with_child);
    let about = world.office.keys.person(&father).0;
    let call = |actor: &str| {
        [
            about.clone(),
            actor.to_owned(),
            "answered".to_owned(),
            "member,others".to_owned(),
        ]
    };
    assert_eq!(calls(&world).await, [call("portal"), call(&id)]);
}

async fn a_register_that_is_down_or_lies_keeps_nobody_from_work_and_is_asked_again(world: World) {
    let father = number(&world, "father");
    let outcomes = async || -> Vec<String> {
        let calls = calls(&world).await;
        calls
            .into_iter()
            .map(|[_, _, outcome, _]| outcome)
            .collect()
    };
    world
        .faults
        .set(DataSet::HouseholdMembers, Some(Fault::Down));
    let added = add(&world, Some(&father)).await;
    assert_eq!(added.household, Household::Silent);
    sign_in(&world, &added.password).await;
    // Their own cases are not theirs to decide from the first moment.
    let alone = pseudonyms(&world, [&father]);
    assert_eq!(ties(&world, "jiang").await, alone);

    world
        .faults
        .set(DataSet::HouseholdMembers, Some(Fault::Lies));
    sign_in(&world, &added.password).await;
    assert_eq!(ties(&world, "jiang").await, alone);

    world.faults.set(DataSet::HouseholdMembers, None);
    sign_in(&world, &added.password).await;
    let all = ties(&world, "jiang").await;
    let family = who_lives_with(&world, &father);
    assert_eq!(all, pseudonyms(&world, family.iter().chain([&father])));
    assert_eq!(
        outcomes().await,
        ["exchange", "exchange", "wrong-person", "answered"]
    );

    // What was known goes on to hold when the register is down at the next time.
    world
        .faults
        .set(DataSet::HouseholdMembers, Some(Fault::Down));
    world.clock.advance(SignedDuration::from_hours(24 * 31));
    sign_in(&world, &added.password).await;
    assert_eq!(ties(&world, "jiang").await, all);
    assert_eq!(outcomes().await.len(), 5);
}

async fn who_somebody_is_can_be_said_later_and_anew(world: World) {
    let (mother, elder) = (number(&world, "mother"), number(&world, "elder"));
    let added = add(&world, None).await;
    assert_eq!(added.household, Household::NobodyKnown);
    sign_in(&world, &added.password).await;
    assert!(ties(&world, "jiang").await.is_empty());
    assert!(calls(&world).await.is_empty());
    assert!(!list_staff(&world.office).await.unwrap()[0].is_known);

    let identify = async |login: &str, number: &ResidentId| {
        identify_staff(&world.office, login, number).await.unwrap()
    };
    assert_eq!(identify("nobody", &mother).await, None);
    assert_eq!(identify("jiang", &elder).await, Some(Household::Known));
    assert_eq!(
        identify(" Jiang", &mother).await,
        Some(Household::Known),
        "the first number was another's"
    );
    let family = who_lives_with(&world, &mother);
    assert_eq!(
        ties(&world, "jiang").await,
        pseudonyms(&world, family.iter().chain([&mother]))
    );
    assert!(list_staff(&world.office).await.unwrap()[0].is_known);
}

async fn the_demos_own_staff_are_residents_too(world: World) {
    for member in demo_staff(&world.city) {
        world.be(member.login).await;
        let family = who_lives_with(&world, &member.number);
        assert_eq!(
            ties(&world, &format!("demo-{}", member.login)).await,
            pseudonyms(&world, family.iter().chain([&member.number])),
            "{}",
            member.login
        );
    }
}

stories![
    whoever_lives_with_a_party_can_do_nothing_with_the_case,
    a_new_member_of_the_household_is_noticed_after_thirty_days,
    a_register_that_is_down_or_lies_keeps_nobody_from_work_and_is_asked_again,
    who_somebody_is_can_be_said_later_and_anew,
    the_demos_own_staff_are_residents_too,
];
