//! Offers from a department's own records: only from what it holds itself, under a duty that the person reads and can
//! switch off; no register is asked, and nobody is enrolled.

use app::mandate::MandateAct;
use app::offers::duty_of;
use app::text::Text;
use server::offers::look_by_duty;
use sqlx::Row as _;

use crate::allowances::{be_the, entitled, happens, number, pays};
use crate::allowances_money::{has_had, office_of};
use crate::assessment::found;
use crate::mandate::{citizen, may_act, number_of};
use crate::newborn::be;
use crate::offers::offer_of;
use crate::stories;
use crate::support::{World, say};

const OFFERS: &str = "SELECT COUNT(*) FROM offer";
const CALLS: &str = "SELECT COUNT(*) FROM data_call";
const LOOKS: &str =
    "SELECT COUNT(*) FROM access_log WHERE purpose = 'own-register' AND by_kind = 'portal'";
const STEPS: &str =
    "SELECT COUNT(*) FROM journal WHERE kind = 'own-look' AND entry LIKE '%\"looked\"%'";

/// Benefit, state and office of everything that was offered.
async fn offered(world: &World) -> Vec<(String, String, String)> {
    let mut conn = world.office.db.read().await.unwrap();
    sqlx::query("SELECT benefit, state, office FROM offer ORDER BY benefit, made_at")
        .fetch_all(&mut *conn)
        .await
        .unwrap()
        .iter()
        .map(|row| (row.get(0), row.get(1), row.get(2)))
        .collect()
}

async fn an_office_tells_of_its_own_what_it_knows_from_its_own_and_asks_nobody(world: World) {
    let office = office_of(&world, "civil-yubei").await;
    let mut li = be(&world, "assisted-elder").await;
    has_had(
        &world,
        "assisted-elder",
        "nursing-subsidy",
        &office,
        "2026-02",
    )
    .await;
    let calls = number(&world, CALLS).await;
    assert_eq!(look_by_duty(&world.office).await.unwrap(), 1);
    assert_eq!(look_by_duty(&world.office).await.unwrap(), 0, "once");
    assert_eq!(number(&world, CALLS).await, calls, "no register was asked");
    let of = |benefit: &str| (benefit.to_owned(), "open".to_owned(), office.clone());
    assert_eq!(
        offered(&world).await,
        [of("care-service-subsidy"), of("living-subsidy")],
        "neither what it pays already nor what another department gives"
    );
    assert_eq!(number(&world, LOOKS).await, 1);
    assert_eq!(number(&world, STEPS).await, 1);

    // The notice names nothing; the page says who looked, in what, under which duty and how sure that is.
    li.open("/notices")
        .await
        .says(&say(Text::OffersNotice))
        .hides("补贴");
    let duty = duty_of("older-people").unwrap();
    let care = offer_of(&world, "care-service-subsidy").await;
    let page = li.open(&care).await;
    page.says("渝北区")
        .says(&duty.name.zh)
        .says(&duty.basis.zh)
        .says("标记 U")
        .says(&say(Text::OffersOwnAllowances))
        .says("自己发的津贴");
    // And whoever asks who looked finds it, without any leave given.
    li.open("/my-data")
        .await
        .says(&say(Text::LookedPurposeOwnRegister))
        .says(&say(Text::OffersOwnHeading))
        .says(&duty.name.zh)
        .says("渝北区");
    // One press, and nothing before it.
    assert_eq!(number(&world, "SELECT COUNT(*) FROM draft").await, 0);
    let form = page.form().press(&say(Text::OffersApply));
    let draft = li.submit(form).await;
    assert_eq!(draft.route(), "/care-service-subsidy/leave");
    assert_eq!(
        number(&world, "SELECT COUNT(*) FROM entitlement").await,
        1,
        "nobody is enrolled"
    );
    // What was said once is not said again, whatever is learnt.
    has_had(
        &world,
        "assisted-elder",
        "nursing-subsidy",
        &office,
        "2026-03",
    )
    .await;
    assert_eq!(look_by_duty(&world.office).await.unwrap(), 1);
    assert_eq!(number(&world, OFFERS).await, 2);
}

async fn turning_eighty_is_known_from_ones_own_and_nobody_looks_in_between(world: World) {
    let born = number_of(&world, "contradicted-elder").birth_date();
    let birthday = jiff::civil::Date::new(born.year() + 80, born.month(), born.day())
        .unwrap_or_else(|_| jiff::civil::date(born.year() + 80, 3, 1));
    let is = |day: jiff::civil::Date| be_the(&world, day.year(), day.month(), day.day());
    let office = office_of(&world, "civil-shapingba").await;
    is(birthday.yesterday().unwrap());
    has_had(
        &world,
        "contradicted-elder",
        "nursing-subsidy",
        &office,
        "2026-02",
    )
    .await;
    assert_eq!(look_by_duty(&world.office).await.unwrap(), 1);
    let of_age = |all: Vec<(String, String, String)>| {
        all.iter()
            .filter(|(benefit, ..)| benefit == "old-age-allowance")
            .count()
    };
    assert_eq!(of_age(offered(&world).await), 0, "not a day before");
    assert_eq!(look_by_duty(&world.office).await.unwrap(), 0);
    let calls = number(&world, CALLS).await;
    is(birthday);
    assert_eq!(look_by_duty(&world.office).await.unwrap(), 1);
    assert_eq!(of_age(offered(&world).await), 1);
    is(birthday.tomorrow().unwrap());
    assert_eq!(look_by_duty(&world.office).await.unwrap(), 0);
    assert_eq!(number(&world, CALLS).await, calls);
    assert_eq!(number(&world, LOOKS).await, 2, "each look, and no more");
}

async fn a_level_that_was_found_brings_what_goes_by_it(world: World) {
    // Three points below the best everywhere.
    found(&world, 3).await;
    let calls = number(&world, CALLS).await;
    assert_eq!(look_by_duty(&world.office).await.unwrap(), 1);
    assert_eq!(number(&world, CALLS).await, calls);
    let office = office_of(&world, "civil-shapingba").await;
    let all = offered(&world).await;
    assert_eq!(
        all.iter()
            .map(|(benefit, ..)| benefit.as_str())
            .collect::<Vec<_>>(),
        ["care-vouchers", "old-age-allowance"],
        "she is 82 and needs a lot of help; of her means nothing is known"
    );
    assert!(all.iter().all(|(_, _, of)| *of == office));
    let mut elder = be(&world, "elder").await;
    elder
        .open(&offer_of(&world, "care-vouchers").await)
        .await
        .says("能力评估结论");
}

async fn whoever_switches_it_off_is_looked_at_no_more(world: World) {
    let (yubei, shapingba) = (
        office_of(&world, "civil-yubei").await,
        office_of(&world, "civil-shapingba").await,
    );
    has_had(
        &world,
        "assisted-elder",
        "nursing-subsidy",
        &yubei,
        "2026-02",
    )
    .await;
    let mut li = be(&world, "assisted-elder").await;
    let off = [("act", "off"), ("duty", "older-people")];
    let list = li.post("/benefits/offers", &off).await;
    list.says(&say(Text::OffersOwnIsOff))
        .says(&say(Text::OffersOwnOn));
    li.post("/benefits/offers", &off).await;
    // Nor by an office that learns something later.
    has_had(
        &world,
        "assisted-elder",
        "living-subsidy",
        &shapingba,
        "2026-02",
    )
    .await;
    assert_eq!(look_by_duty(&world.office).await.unwrap(), 0);
    assert_eq!(number(&world, LOOKS).await, 0);
    assert_eq!(number(&world, OFFERS).await, 0);
    let switched =
        "SELECT COUNT(*) FROM journal WHERE kind = 'own-look' AND entry LIKE '%\"switch-off\"%'";
    assert_eq!(number(&world, switched).await, 1, "said twice, done once");
    for (act, duty) in [("off", "none"), ("anything", "older-people")] {
        let refused = li
            .post("/benefits/offers", &[("act", act), ("duty", duty)])
            .await;
        assert_eq!(refused.status, 404);
    }
    // Another citizen's press is about themselves alone.
    let mut other = be(&world, "elder-son").await;
    other
        .post(
            "/benefits/offers",
            &[("act", "on"), ("duty", "older-people")],
        )
        .await;
    assert_eq!(look_by_duty(&world.office).await.unwrap(), 0);
    li.post(
        "/benefits/offers",
        &[("act", "on"), ("duty", "older-people")],
    )
    .await;
    assert_eq!(look_by_duty(&world.office).await.unwrap(), 2);

    // "Never again" is heard whoever looks, under whichever rule.
    let living = offer_of(&world, "care-service-subsidy").await;
    li.post(&living, &[("act", "never")]).await;
    let mut book = (*world.office.rule_book()).clone();
    for benefit in &mut book.benefits {
        for rule in &mut benefit.rules {
            rule.version.push_str("-新");
        }
    }
    world.office.set_rule_book(book);
    assert_eq!(
        look_by_duty(&world.office).await.unwrap(),
        2,
        "a rule has changed"
    );
    let never = "SELECT COUNT(*) FROM offer WHERE benefit = 'care-service-subsidy'";
    assert_eq!(number(&world, never).await, 1);
}

async fn an_elder_without_an_account_says_it_to_the_street(world: World) {
    const PAGE: &str = "/staff/older-person";
    let office = office_of(&world, "civil-yubei").await;
    let number_of_elder = number_of(&world, "assisted-elder");
    has_had(
        &world,
        "assisted-elder",
        "nursing-subsidy",
        &office,
        "2026-02",
    )
    .await;
    let look = [("number", number_of_elder.as_str())];
    let off = [("duty", "older-people"), ("act", "off"), ("how", "phone")];
    // The next district's desk knows nothing of it, and can switch nothing.
    let mut next_door = be(&world, "street-shapingba").await;
    next_door
        .post(PAGE, &look)
        .await
        .hides(&say(Text::OffersOwnHeading));
    assert_eq!(next_door.post(PAGE, &off).await.status, 404);

    let mut street = be(&world, "street-yubei").await;
    assert_eq!(street.post(PAGE, &off).await.status, 404, "of whom?");
    let page = street.post(PAGE, &look).await;
    page.says(&say(Text::OffersOwnHeading))
        .says(&say(Text::OlderPersonLooksOff));
    for wrong in [
        [("duty", "older-people"), ("act", "off"), ("how", "")],
        [("duty", "older-people"), ("act", "all"), ("how", "phone")],
        [("duty", "none"), ("act", "off"), ("how", "phone")],
    ] {
        assert_eq!(street.post(PAGE, &wrong).await.status, 404, "{wrong:?}");
    }
    let form = page.form();
    let page = street
        .submit(form.press(&say(Text::OlderPersonSaidPhone)))
        .await;
    page.says(&say(Text::OffersOwnIsOff))
        .says(&say(Text::OlderPersonLooksOn));
    assert_eq!(look_by_duty(&world.office).await.unwrap(), 0);
    assert_eq!(number(&world, OFFERS).await, 0);
    let person = citizen(&world, "assisted-elder").await.person;
    let mut conn = world.office.db.read().await.unwrap();
    let entry: String = sqlx::query(
        "SELECT entry FROM journal WHERE kind = 'own-look' AND entry LIKE '%\"switch-off\"%'",
    )
    .fetch_one(&mut *conn)
    .await
    .unwrap()
    .get(0);
    assert!(entry.contains(&person.0) && entry.contains("\"how\":\"phone\""));
    drop(conn);
    street
        .post(
            PAGE,
            &[("duty", "older-people"), ("act", "on"), ("how", "visit")],
        )
        .await;
    assert_eq!(look_by_duty(&world.office).await.unwrap(), 1);
}

async fn who_is_not_told(world: World) {
    let office = office_of(&world, "civil-yubei").await;
    // What another office holds is nobody's to look at: Shapingba's bureau knows nothing of these three.
    for key in ["assisted-elder", "contradicted-elder", "elder"] {
        has_had(&world, key, "nursing-subsidy", &office, "2026-02").await;
    }
    let offices = "SELECT COUNT(DISTINCT office) FROM own_look";
    assert_eq!(number(&world, offices).await, 1);
    // One has died, one has moved: the month's run hears of it, and both are suspended.
    happens(&world, "assisted-elder", "died_on", "2026-03-01").await;
    pays(&world, "civil-yubei", "2026-03").await;
    let suspended = "SELECT COUNT(*) FROM entitlement WHERE stage = 'suspended'";
    let stopped = number(&world, suspended).await;
    assert!(stopped >= 1);
    assert_eq!(look_by_duty(&world.office).await.unwrap(), 3);
    let told = "SELECT COUNT(DISTINCT person) FROM offer";
    assert_eq!(number(&world, told).await, 3 - stopped);
    let dead = citizen(&world, "assisted-elder").await.person;
    let mut conn = world.office.db.read().await.unwrap();
    let row = sqlx::query("SELECT COUNT(*) FROM offer WHERE person = $1")
        .bind(dead.0)
        .fetch_one(&mut *conn)
        .await
        .unwrap();
    assert_eq!(row.get::<i64, _>(0), 0);
}

async fn a_son_whose_mandate_is_on_hold_hears_nothing(world: World) {
    let _son = entitled(&world).await;
    let mandate = may_act(&world, "elder-son", "assisted-elder", MandateAct::ALL).await;
    let office = office_of(&world, "civil-yubei").await;
    let mut tx = world.office.db.begin().await.unwrap();
    sqlx::query("UPDATE mandate SET state = 'held' WHERE reference = $1")
        .bind(mandate.to_string())
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    look_by_duty(&world.office).await.unwrap();
    has_had(
        &world,
        "assisted-elder",
        "nursing-subsidy",
        &office,
        "2026-02",
    )
    .await;
    look_by_duty(&world.office).await.unwrap();
    let living = offer_of(&world, "living-subsidy").await;
    let mut son = be(&world, "elder-son").await;
    son.open("/benefits/offers").await.hides("生活补贴");
    assert_eq!(son.open(&living).await.status, 404);
    son.open("/notices").await.hides(&say(Text::OffersNotice));
}

stories![
    an_office_tells_of_its_own_what_it_knows_from_its_own_and_asks_nobody,
    turning_eighty_is_known_from_ones_own_and_nobody_looks_in_between,
    a_level_that_was_found_brings_what_goes_by_it,
    whoever_switches_it_off_is_looked_at_no_more,
    an_elder_without_an_account_says_it_to_the_street,
    who_is_not_told,
    a_son_whose_mandate_is_on_hold_hears_nothing,
];
