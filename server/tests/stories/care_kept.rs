//! What somebody has typed outlives the session in which they typed it: an order of care, for whom they act, a form pressed too late.

use app::mandate::MandateAct;
use app::text::Text;
use jiff::SignedDuration;
use sqlx::Row as _;

use crate::care::{home_of_order, station, with_care};
use crate::mandate::{may_act, number_of};
use crate::newborn::be;
use crate::stories;
use crate::support::{Page, Visitor, World, say};

async fn count(world: &World, sql: &'static str) -> i64 {
    let mut conn = world.office.db.read().await.unwrap();
    let row = sqlx::query(sql).fetch_one(&mut *conn).await.unwrap();
    row.get(0)
}

/// Signs in again from the browser whose session ran out; where that leads.
async fn back_in(visitor: &mut Visitor, key: &str) -> Page {
    let page = visitor.open("/sign-in").await;
    let next = page.find("form[action='/demo/be'] input[name=next]");
    let next = next.attr("value").unwrap_or_default();
    visitor
        .post("/demo/be", &[("person", key), ("next", next)])
        .await
}

async fn an_order_pressed_too_late_is_made_after_signing_in(world: World) {
    let all = with_care(&world).await;
    let station = station(&world, &all, "elder");
    let mut elder = be(&world, "elder").await;
    elder
        .post("/preferences", &[("elder", "yes"), ("back", "/")])
        .await;
    let page = format!("/care/providers/{}/order/meals", station.id);
    let check = elder
        .post(&page, &home_of_order(&world, "elder", "me"))
        .await;
    assert!(check.route().ends_with("/check"), "{}", check.text());
    let press = check.form_to(check.route());

    world.clock.advance(SignedDuration::from_mins(31));
    let late = elder.submit(press).await;
    assert_eq!(late.route(), "/sign-in");
    late.says(&say(Text::SignInAgain));
    // In 长辈版 the form waits longer than a session lasts: until the daughter has called back with the password.
    world.clock.advance(SignedDuration::from_mins(90));
    let receipt = back_in(&mut elder, "elder").await;

    assert!(
        receipt.route().starts_with("/care/orders/YL-"),
        "{}",
        receipt.path
    );
    receipt.says(&say(Text::CareOrderedTitle)).says("花生");
    assert_eq!(count(&world, "SELECT COUNT(*) FROM care_order").await, 1);
    assert_eq!(count(&world, "SELECT COUNT(*) FROM parked_post").await, 0);
}

async fn what_was_typed_lies_at_every_device_for_thirty_days(world: World) {
    let all = with_care(&world).await;
    let station = station(&world, &all, "elder");
    let page = format!("/care/providers/{}/order/meals", station.id);
    let mut at_home = be(&world, "elder").await;
    at_home
        .post(&page, &home_of_order(&world, "elder", "me"))
        .await;
    at_home.post::<&str, &str>("/sign-out", &[]).await;

    let mut elsewhere = be(&world, "elder").await;
    let form = elsewhere.open(&page).await.form();
    assert_eq!(form.value("allergies"), Some("花生"));
    elsewhere.open(&format!("{page}/check")).await.says("花生");
    // It is hers, and sealed.
    let mut son = be(&world, "elder-son").await;
    assert!(!son.open(&page).await.html.contains("花生"));
    let clear = "SELECT COUNT(*) FROM care_draft WHERE typed LIKE '%花生%'";
    assert_eq!(count(&world, clear).await, 0);

    world.clock.advance(SignedDuration::from_hours(29 * 24));
    world.office.tidy_identity().await.unwrap();
    let mut later = be(&world, "elder").await;
    assert!(later.open(&page).await.html.contains("花生"));
    world.clock.advance(SignedDuration::from_hours(2 * 24));
    world.office.tidy_identity().await.unwrap();
    assert_eq!(count(&world, "SELECT COUNT(*) FROM care_draft").await, 0);
}

async fn for_whom_one_acts_outlives_a_session_that_ran_out_and_none_that_was_ended(world: World) {
    with_care(&world).await;
    let mandate = may_act(&world, "elder-son", "elder", MandateAct::ALL).await;
    let mut son = be(&world, "elder-son").await;
    son.post("/care/start", &[("for", mandate.as_str())]).await;
    world.clock.advance(SignedDuration::from_mins(31));
    assert!(!son.open("/care").await.has("aside.acting"), "nobody's");
    back_in(&mut son, "elder-son").await;
    assert!(son.open("/care").await.has("aside.acting"));
    // Somebody else at the same browser finds nothing of it.
    world.clock.advance(SignedDuration::from_mins(31));
    back_in(&mut son, "old-father").await;
    assert!(!son.open("/care").await.has("aside.acting"));
    son.post::<&str, &str>("/sign-out", &[]).await;
    let mut son = be(&world, "elder-son").await;
    assert!(son.open("/care").await.has("aside.acting"));
    son.post::<&str, &str>("/sign-out", &[]).await;
    let mut son = be(&world, "elder-son").await;
    assert!(!son.open("/care").await.has("aside.acting"), "ended");

    // Whom a member of staff had on the phone does not come back.
    let number = number_of(&world, "elder");
    let mut clerk = be(&world, "street-shapingba").await;
    let of = clerk
        .post("/staff/care", &[("number", number.as_str())])
        .await;
    of.says(&say(Text::CareDeskAtTheirWord));
    world.clock.advance(SignedDuration::from_mins(16));
    let mut clerk = be(&world, "street-shapingba").await;
    clerk
        .open("/staff/care")
        .await
        .hides(&say(Text::CareDeskAtTheirWord));
}

stories![
    an_order_pressed_too_late_is_made_after_signing_in,
    what_was_typed_lies_at_every_device_for_thirty_days,
    for_whom_one_acts_outlives_a_session_that_ran_out_and_none_that_was_ended,
];
