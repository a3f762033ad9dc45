//! Offers: only to whoever has given standing leave, once for each rule, never more than a button; and nobody looks once
//! leave has ended.

use app::mandate::MandateAct;
use app::text::Text;
use jiff::SignedDuration;
use server::data_layer::records::DataSet;
use server::demo_city::registers::faults::Fault;
use server::offers::{PURPOSE, look};
use sqlx::Row as _;

use crate::allowances::{be_the, happens, number};
use crate::lists::looks;
use crate::mandate::{citizen, may_act, number_of};
use crate::stories;
use crate::support::{Page, Visitor, World, say};

const OFFERS: &str = "SELECT COUNT(*) FROM offer";
const NOTICES: &str = "SELECT COUNT(*) FROM notice";

/// Data set and outcome of every call that was made to offer something, in their order.
async fn calls(world: &World) -> Vec<(String, String)> {
    let mut conn = world.office.db.read().await.unwrap();
    sqlx::query("SELECT data_set, outcome FROM data_call WHERE purpose = $1 ORDER BY at, data_set")
        .bind(PURPOSE.to_owned())
        .fetch_all(&mut *conn)
        .await
        .unwrap()
        .iter()
        .map(|row| (row.get("data_set"), row.get("outcome")))
        .collect()
}

/// Benefit, rule and state of everything that was offered.
async fn offered(world: &World) -> Vec<(String, String, String)> {
    let mut conn = world.office.db.read().await.unwrap();
    sqlx::query("SELECT benefit, rule_version, state FROM offer ORDER BY benefit, made_at")
        .fetch_all(&mut *conn)
        .await
        .unwrap()
        .iter()
        .map(|row| (row.get(0), row.get(1), row.get(2)))
        .collect()
}

pub async fn offer_of(world: &World, benefit: &str) -> String {
    let mut conn = world.office.db.read().await.unwrap();
    let row = sqlx::query("SELECT reference FROM offer WHERE benefit = $1")
        .bind(benefit.to_owned())
        .fetch_one(&mut *conn)
        .await
        .unwrap();
    format!("/benefits/offers/{}", row.get::<String, _>(0))
}

/// Gives leave for everything, from the page of one's own benefits on.
async fn gives_leave(visitor: &mut Visitor) -> Page {
    let start = visitor.open("/benefits/mine").await;
    let list = visitor.follow(&start, &say(Text::OffersTitle)).await;
    let leave = visitor.follow(&list, &say(Text::OffersLeaveLink)).await;
    assert_eq!(leave.route(), "/benefits/offers/leave");
    visitor.submit(leave.form()).await
}

/// The morning before and the morning of the day on which the man of 79 turns 80.
fn eightieth(world: &World) -> [(i16, i8, i8); 2] {
    let born = number_of(world, "contradicted-elder").birth_date();
    let day = jiff::civil::Date::new(born.year() + 80, born.month(), born.day())
        .unwrap_or_else(|_| jiff::civil::date(born.year() + 80, 3, 1));
    let before = day.yesterday().unwrap();
    [before, day].map(|day| (day.year(), day.month(), day.day()))
}

fn is(world: &World, (year, month, day): (i16, i8, i8)) {
    be_the(world, year, month, day);
}

async fn whoever_turns_eighty_is_told_once_and_applies_with_one_press(world: World) {
    let [before, birthday] = eightieth(&world);
    is(&world, before);
    let mut elder = world.be("contradicted-elder").await;
    look(&world.office).await.unwrap();
    assert_eq!(calls(&world).await, [], "nobody looks without leave");

    let list = gives_leave(&mut elder).await;
    assert_eq!(list.route(), "/benefits/offers");
    list.says("人口登记").says(&say(Text::OffersLeaveNotYet));
    look(&world.office).await.unwrap();
    assert!(
        !offered(&world)
            .await
            .iter()
            .any(|(benefit, ..)| benefit == "old-age-allowance"),
        "not a day before"
    );
    let notices = number(&world, NOTICES).await;

    is(&world, birthday);
    look(&world.office).await.unwrap();
    look(&world.office).await.unwrap();
    let of_age: Vec<_> = offered(&world)
        .await
        .into_iter()
        .filter(|(benefit, ..)| benefit == "old-age-allowance")
        .collect();
    assert_eq!(
        of_age,
        [(
            "old-age-allowance".to_owned(),
            "演示-沙坪坝-2026".to_owned(),
            "open".to_owned()
        )]
    );
    assert_eq!(number(&world, NOTICES).await, notices + 1, "told once");

    let mut elder = world.be("contradicted-elder").await;
    // The notice names nothing, and leads to the list; the page says why, by which rule, and how sure that is.
    let told = elder.open("/notices").await;
    told.says(&say(Text::OffersNotice)).hides("高龄津贴");
    let page = elder
        .open(&offer_of(&world, "old-age-allowance").await)
        .await;
    page.says("高龄津贴")
        .says("80 周岁")
        .says("演示-沙坪坝-2026")
        .says("未核实")
        .says("出处");
    let form = page.form().press(&say(Text::OffersApply));
    let draft = elder.submit(form).await;
    assert_eq!(
        draft.route(),
        "/old-age-allowance/leave",
        "{}",
        draft.text()
    );
    assert_eq!(number(&world, "SELECT COUNT(*) FROM entitlement").await, 0);
    // Back, and pressed again: the same draft.
    let again = elder
        .open(&offer_of(&world, "old-age-allowance").await)
        .await;
    let form = again.form().press(&say(Text::OffersGoOn));
    elder.submit(form).await;
    assert_eq!(number(&world, "SELECT COUNT(*) FROM draft").await, 1);
    // A year later, by the same rule or the next: what was applied for is nobody's news.
    assert_eq!(
        number(
            &world,
            "SELECT COUNT(*) FROM offer WHERE state = 'accepted'"
        )
        .await,
        1
    );
}

async fn every_look_is_in_the_persons_log_and_in_the_journal(world: World) {
    let mut elder = world.be("assisted-elder").await;
    gives_leave(&mut elder).await;
    assert_eq!(look(&world.office).await.unwrap(), 1);
    let sets: Vec<String> = calls(&world)
        .await
        .into_iter()
        .map(|(set, _)| set)
        .collect();
    assert_eq!(
        sets,
        [
            "DISABILITY/persons",
            "HARDSHIP/persons",
            "INSURANCE/persons",
            "POPULATION/persons"
        ]
    );
    assert_eq!(look(&world.office).await.unwrap(), 0, "once a day");
    let log = elder.open("/my-data").await;
    log.says("有新的能享受时告诉我")
        .says(&say(Text::LookedFieldFinding))
        .says(&say(Text::OffersLeaveHeading));
    let steps = "SELECT COUNT(*) FROM journal WHERE kind = 'standing-leave'";
    assert_eq!(number(&world, steps).await, 2, "given, and looked");
    let reads =
        "SELECT COUNT(*) FROM access_log WHERE purpose = 'offers/daily' AND by_kind = 'portal'";
    assert_eq!(number(&world, reads).await, 1);

    // What he has a right to is offered, what the higher one sets aside is not.
    let benefits: Vec<String> = offered(&world)
        .await
        .into_iter()
        .map(|(one, ..)| one)
        .collect();
    assert_eq!(
        benefits,
        ["assessment", "care-service-subsidy", "living-subsidy"]
    );
    world.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(look(&world.office).await.unwrap(), 1);
    assert_eq!(calls(&world).await.len(), 8);
    assert_eq!(offered(&world).await.len(), 3, "once for each rule");
}

async fn leave_that_was_taken_back_ends_every_look(world: World) {
    let mut elder = world.be("assisted-elder").await;
    gives_leave(&mut elder).await;
    look(&world.office).await.unwrap();
    let asked = calls(&world).await.len();
    assert_eq!(asked, 4);
    let list = elder.open("/benefits/offers").await;
    let form = list
        .form_to("/benefits/offers")
        .press(&say(Text::OffersLeaveEnd));
    let list = elder.submit(form).await;
    list.says(&say(Text::OffersLeaveNone));
    for _ in 0..3 {
        world.clock.advance(SignedDuration::from_hours(25));
        assert_eq!(look(&world.office).await.unwrap(), 0);
    }
    assert_eq!(
        calls(&world).await.len(),
        asked,
        "the log of calls is as it was"
    );
    // What was offered stays; a second press says nothing new.
    let mut elder = world.be("assisted-elder").await;
    elder.open("/benefits/offers").await.says("养老服务补贴");
    elder.post("/benefits/offers", &[("act", "end")]).await;
    let steps = "SELECT COUNT(*) FROM journal WHERE kind = 'standing-leave'";
    assert_eq!(number(&world, steps).await, 3);
}

async fn leave_covers_what_was_ticked_and_lasts_a_year_at_most(world: World) {
    let mut elder = world.be("assisted-elder").await;
    elder
        .post(
            "/benefits/offers/leave",
            &[
                ("registers", "HARDSHIP/persons"),
                ("registers", "CREDIT/persons"),
            ],
        )
        .await
        .says("困难群众")
        .hides("残疾人登记");
    look(&world.office).await.unwrap();
    let sets: Vec<String> = calls(&world)
        .await
        .into_iter()
        .map(|(set, _)| set)
        .collect();
    assert_eq!(sets, ["HARDSHIP/persons", "POPULATION/persons"]);

    // The last day is 2027-03-06.
    be_the(&world, 2027, 3, 6);
    assert_eq!(look(&world.office).await.unwrap(), 1);
    let asked = calls(&world).await.len();
    be_the(&world, 2027, 3, 7);
    look(&world.office).await.unwrap();
    be_the(&world, 2027, 3, 9);
    look(&world.office).await.unwrap();
    assert_eq!(calls(&world).await.len(), asked);
    let mut elder = world.be("assisted-elder").await;
    elder
        .open("/notices")
        .await
        .says(&say(Text::OffersNoticeRanOut));
    elder
        .open("/benefits/offers")
        .await
        .says(&say(Text::OffersLeaveNone));
}

async fn no_thanks_and_never_again_are_heard(world: World) {
    let mut elder = world.be("assisted-elder").await;
    gives_leave(&mut elder).await;
    look(&world.office).await.unwrap();
    let living = offer_of(&world, "living-subsidy").await;
    let page = elder.open(&living).await;
    let form = page.form_to(&living).press(&say(Text::OffersNo));
    elder
        .submit(form)
        .await
        .says(&say(Text::OffersStateDeclined));
    let care = offer_of(&world, "care-service-subsidy").await;
    elder
        .post(&care, &[("act", "never")])
        .await
        .says(&say(Text::OffersStateNever));
    assert_eq!(elder.post(&care, &[("act", "apply")]).await.status, 409);
    assert_eq!(elder.post(&care, &[("act", "lapse")]).await.status, 404);

    // Both rules get a new version: the one is offered anew, the other is not.
    let mut book = (*world.office.rule_book()).clone();
    for benefit in &mut book.benefits {
        for rule in &mut benefit.rules {
            rule.version.push_str("-新");
        }
    }
    world.office.set_rule_book(book);
    let notices = number(&world, NOTICES).await;
    world.clock.advance(SignedDuration::from_hours(25));
    look(&world.office).await.unwrap();
    let of = |all: &[(String, String, String)], code: &str| -> Vec<String> {
        all.iter()
            .filter(|(benefit, ..)| benefit == code)
            .map(|(_, _, state)| state.clone())
            .collect()
    };
    let all = offered(&world).await;
    assert_eq!(of(&all, "living-subsidy"), ["declined", "open"]);
    assert_eq!(of(&all, "care-service-subsidy"), ["never"]);
    assert_eq!(of(&all, "assessment"), ["replaced", "open"]);
    assert_eq!(number(&world, NOTICES).await, notices + 1);
    // Pressed by mistake: it can be had again.
    let mut elder = world.be("assisted-elder").await;
    elder.post(&care, &[("act", "again")]).await;
    assert_eq!(of(&offered(&world).await, "care-service-subsidy"), ["open"]);
}

async fn a_son_sees_what_his_mandate_covers_and_decides_nothing_else(world: World) {
    let mut father = world.be("assisted-elder").await;
    gives_leave(&mut father).await;
    let mandate = may_act(&world, "elder-son", "assisted-elder", MandateAct::ALL).await;
    // For the living subsidy alone.
    let mut tx = world.office.db.begin().await.unwrap();
    sqlx::query("UPDATE mandate SET services = 'living-subsidy' WHERE reference = $1")
        .bind(mandate.to_string())
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    look(&world.office).await.unwrap();

    let name = citizen(&world, "assisted-elder").await.name;
    let mut son = world.be("elder-son").await;
    son.open("/notices")
        .await
        .says(&say(Text::OffersNotice))
        .hides("补贴");
    let list = son.open("/benefits/offers").await;
    list.says(name.as_str())
        .says("生活补贴")
        .hides("养老服务补贴")
        .says(&say(Text::OffersLeaveNone));
    let living = offer_of(&world, "living-subsidy").await;
    let care = offer_of(&world, "care-service-subsidy").await;
    assert_eq!(son.open(&care).await.status, 404);
    assert_eq!(son.post(&living, &[("act", "never")]).await.status, 404);
    let page = son.open(&living).await;
    page.hides(&say(Text::OffersNo));
    // The father finds in his list that he read it, and what.
    let reader = citizen(&world, "elder-son").await.person;
    let seen = looks(&world, "assisted-elder", "offers/daily").await;
    let by_him = |field: &str| {
        let mut his = seen.iter().filter(|row| row.by_id == reader.0);
        his.any(|row| row.fields.iter().any(|shown| shown == field))
    };
    assert!(by_him("entitlements") && by_him("hardship"), "{seen:?}");
    assert!(page.find("aside.acting").words.contains(name.as_str()));
    let draft = son.submit(page.form().press(&say(Text::OffersApply))).await;
    assert_eq!(draft.route(), "/living-subsidy/leave");
    assert!(draft.find("aside.acting").words.contains(name.as_str()));

    // Somebody without a mandate, and the son once it has ended.
    let mut stranger = world.be("elder").await;
    assert_eq!(stranger.open(&living).await.status, 404);
    assert_eq!(
        stranger.post(&living, &[("act", "apply")]).await.status,
        404
    );
    let mut tx = world.office.db.begin().await.unwrap();
    sqlx::query("UPDATE mandate SET state = 'ended', ended_at = 1 WHERE reference = $1")
        .bind(mandate.to_string())
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(son.open(&living).await.status, 404);
    son.open("/benefits/offers").await.hides("生活补贴");
}

async fn a_silent_register_offers_nothing_and_takes_nothing_back(world: World) {
    let mut elder = world.be("assisted-elder").await;
    world.faults.set(DataSet::Persons, Some(Fault::Down));
    gives_leave(&mut elder).await;
    look(&world.office).await.unwrap();
    assert_eq!(number(&world, OFFERS).await, 0);
    world.faults.set(DataSet::Persons, None);
    world.clock.advance(SignedDuration::from_hours(25));
    look(&world.office).await.unwrap();
    assert_eq!(number(&world, OFFERS).await, 3);
    world.faults.set(DataSet::Hardships, Some(Fault::Down));
    world.clock.advance(SignedDuration::from_hours(25));
    look(&world.office).await.unwrap();
    let open = "SELECT COUNT(*) FROM offer WHERE state = 'open'";
    assert_eq!(number(&world, open).await, 3, "silence is no no");

    // Whoever has died is asked about no more, and nobody is told anything.
    let notices = number(&world, NOTICES).await;
    happens(&world, "assisted-elder", "died_on", "2026-03-08").await;
    world.clock.advance(SignedDuration::from_hours(25));
    look(&world.office).await.unwrap();
    let asked = calls(&world).await.len();
    world.clock.advance(SignedDuration::from_hours(25));
    assert_eq!(look(&world.office).await.unwrap(), 0);
    assert_eq!(calls(&world).await.len(), asked);
    assert_eq!(number(&world, NOTICES).await, notices);
}

async fn two_portals_look_once(world: World) {
    let mut elder = world.be("assisted-elder").await;
    gives_leave(&mut elder).await;
    let (one, other) = (world.office.clone(), world.office.clone());
    let (first, second) = tokio::join!(look(&one), look(&other));
    first.unwrap();
    second.unwrap();
    assert_eq!(
        calls(&world).await.len(),
        4,
        "the mark was moved by one of them"
    );
    assert_eq!(number(&world, OFFERS).await, 3);
}

stories![
    whoever_turns_eighty_is_told_once_and_applies_with_one_press,
    every_look_is_in_the_persons_log_and_in_the_journal,
    leave_that_was_taken_back_ends_every_look,
    leave_covers_what_was_ticked_and_lasts_a_year_at_most,
    no_thanks_and_never_again_are_heard,
    a_son_sees_what_his_mandate_covers_and_decides_nothing_else,
    a_silent_register_offers_nothing_and_takes_nothing_back,
    two_portals_look_once,
];
