//! A form handed in after the session has run out is not lost; and it is nobody else's.

use app::text::Text;
use jiff::SignedDuration;
use sqlx::Row as _;

use super::{advance, be, press, say};
use crate::stories;
use crate::support::{Page, Visitor, World};

const LEAVE: &str = "/newborn/leave";

/// A parent on the page of leave whose session runs out before they press.
async fn too_late(world: &World, key: &str) -> (Visitor, Page) {
    let mut visitor = be(world, key).await;
    let page = visitor.post("/newborn/start", &[("", "")]).await;
    assert_eq!(page.route(), LEAVE, "{}", page.text());
    let form = page.form().press(&say(Text::LeaveAgree));
    advance(world, SignedDuration::from_mins(31));
    let page = visitor.submit(form).await;
    assert_eq!(page.path, format!("/sign-in?next={LEAVE}"));
    page.says(&say(Text::SignInAgain));
    (visitor, page)
}

async fn parked(world: &World) -> i64 {
    let mut conn = world.office.db.read().await.unwrap();
    sqlx::query("SELECT COUNT(*) FROM parked_post")
        .fetch_one(&mut *conn)
        .await
        .unwrap()
        .get(0)
}

async fn what_was_pressed_too_late_is_done_after_signing_in(world: World) {
    let (mut visitor, page) = too_late(&world, "mother").await;
    assert_eq!(parked(&world).await, 1);

    let page = press(&mut visitor, &page, "mother").await;

    // Not back to the page of leave: the leave was given, and the next page is there.
    assert_ne!(page.route(), LEAVE);
    assert!(page.route().starts_with("/newborn/"), "{}", page.path);
    assert_eq!(page.status, 200);
    assert_eq!(parked(&world).await, 0);
    assert_eq!(visitor.cookie("parked"), None);
}

async fn what_was_pressed_too_late_is_not_done_for_somebody_else(world: World) {
    let (mut visitor, page) = too_late(&world, "mother").await;

    let page = press(&mut visitor, &page, "father").await;

    assert_eq!(
        page.route(),
        LEAVE,
        "led to the page, as any who asked for it"
    );
    assert_eq!(parked(&world).await, 0, "and it is gone");
    let page = visitor.open("/sign-in").await;
    let page = press(&mut visitor, &page, "mother").await;
    assert_eq!(page.route(), "/");
}

async fn it_waits_for_half_an_hour_only(world: World) {
    let (mut visitor, page) = too_late(&world, "mother").await;
    advance(&world, SignedDuration::from_mins(30));

    let page = press(&mut visitor, &page, "mother").await;

    assert_eq!(page.route(), LEAVE);
}

async fn it_cannot_be_taken_without_the_browser_it_came_from(world: World) {
    too_late(&world, "mother").await;
    let mut elsewhere = be(&world, "mother").await;
    assert_eq!(parked(&world).await, 1);
    elsewhere.set_cookie("parked", "00000000000000000000000000000000");
    let page = elsewhere.open("/sign-in").await;
    press(&mut elsewhere, &page, "mother").await;
    assert_eq!(parked(&world).await, 1);
}

async fn only_forms_of_expired_sessions_are_parked_and_only_a_few(world: World) {
    let mut stranger = world.visitor();
    let page = stranger.post(LEAVE, &[("registers", "x")]).await;
    assert_eq!(page.route(), "/sign-in");
    assert_eq!(parked(&world).await, 0, "nobody's");

    let mut left = be(&world, "father").await;
    let cookie = left.cookie("sid").unwrap().to_owned();
    left.post("/sign-out", &[("", "")]).await;
    left.set_cookie("sid", &cookie);
    left.post(LEAVE, &[("registers", "x")]).await;
    assert_eq!(parked(&world).await, 0, "signed out on purpose");

    let mut visitor = be(&world, "mother").await;
    advance(&world, SignedDuration::from_mins(31));
    let page = visitor
        .post(LEAVE, &[("registers", "x".repeat(64 * 1024).as_str())])
        .await;
    assert_eq!(page.status, 413, "too large");
    visitor
        .post(
            "/account/password",
            &[("current", "secret"), ("password", "secret")],
        )
        .await;
    assert_eq!(parked(&world).await, 0, "passwords are never kept");
    for _ in 0..8 {
        let page = visitor.post(LEAVE, &[("registers", "x")]).await;
        assert_eq!(page.route(), "/sign-in");
    }
    assert_eq!(parked(&world).await, 5);
    let mut conn = world.office.db.read().await.unwrap();
    let sealed: String = sqlx::query("SELECT posted FROM parked_post")
        .fetch_one(&mut *conn)
        .await
        .unwrap()
        .get(0);
    assert!(!sealed.contains("registers"), "{sealed}");
}

stories![
    what_was_pressed_too_late_is_done_after_signing_in,
    what_was_pressed_too_late_is_not_done_for_somebody_else,
    it_waits_for_half_an_hour_only,
    it_cannot_be_taken_without_the_browser_it_came_from,
    only_forms_of_expired_sessions_are_parked_and_only_a_few,
];
