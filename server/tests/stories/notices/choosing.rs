//! How somebody chooses to be told.

use app::text::Text;
use jiff::SignedDuration;
use server::identity::account_record;
use server::journal;

use super::{confirm_mobile, newest_link, tells_by_email};
use crate::casework::filed::citizen;
use crate::newborn::be;
use crate::stories;
use crate::support::{World, say};

const PAGE: &str = "/account/notices";

async fn an_address_is_proved_by_its_link(world: World) {
    let mut mother = be(&world, "mother").await;
    let account = mother.open("/account").await;
    let page = mother.open(PAGE).await;
    assert!(account.has("a[href='/account/notices']"));
    page.says(&say(Text::NoticesPortalAlways))
        .says(&say(Text::NoticesEmailOff));

    let wrong = page
        .form_to("/account/notices/email")
        .fill("email", "li.na(at)example.org");
    let review = mother.submit(wrong).await;
    assert!(review.path.ends_with("?review"));
    assert_eq!(
        review.find(".error-summary a").words,
        say(Text::NoticesEmailForm)
    );
    assert_eq!(
        review.find("#email").attr("value"),
        Some("li.na(at)example.org"),
        "what was typed is still there"
    );

    let right = review
        .form_to("/account/notices/email")
        .fill("email", "li.na@example.org");
    let sent = mother.submit(right).await;
    sent.says(&say(Text::NoticesLinkSent))
        .says("li.na@example.org");
    let link = newest_link(&world).await;
    let token = link.rsplit('/').next().unwrap().to_owned();
    assert_eq!(token.len(), 32, "128 random bits");
    {
        use sqlx::Row as _;
        let mut conn = world.office.db.read().await.unwrap();
        let row = sqlx::query("SELECT token, email FROM email_confirmation")
            .fetch_one(&mut *conn)
            .await
            .unwrap();
        assert_ne!(row.get::<String, _>(0), token, "the token is kept hashed");
        assert!(!row.get::<String, _>(1).contains("example.org"), "sealed");
    }
    // Looking at the link is not yet opening it: mail scanners do that.
    mother.open(&link).await.says("li.na@example.org");
    mother.open(PAGE).await.says(&say(Text::NoticesEmailOff));

    for key in ["father", "twins-mother"] {
        let mut other = be(&world, key).await;
        let page = other.open(&link).await;
        assert_eq!(page.heading(), say(Text::NoticesConfirmOverTitle), "{key}");
        page.hides("li.na");
        let page = other.post(&link, &[("", "")]).await;
        assert_eq!(page.heading(), say(Text::NoticesConfirmOverTitle));
    }
    assert_eq!(world.visitor().open(&link).await.route(), "/sign-in");

    let page = mother.open(&link).await;
    let on = mother.submit(page.form()).await;
    assert_eq!(on.path, "/account/notices?changed=email-on");
    on.says("l***@example.org");
    let again = mother.open(&link).await;
    assert_eq!(
        again.heading(),
        say(Text::NoticesConfirmOverTitle),
        "a link works once"
    );

    let form = on.form_to(PAGE).press(&say(Text::NoticesEmailTurnOff));
    let off = mother.submit(form).await;
    off.says(&say(Text::NoticesEmailOff))
        .hides("***@example.org");
    let record = account_record(&citizen(&world, "mother"));
    let steps: Vec<String> = journal::read(&mut world.office.db.read().await.unwrap(), &record)
        .await
        .unwrap()
        .into_iter()
        .map(|written| written.entry.step)
        .collect();
    assert_eq!(steps, ["email-link", "email-on", "email-off"]);
}

async fn a_link_works_for_a_day_and_a_newer_one_ends_it(world: World) {
    let mut mother = be(&world, "mother").await;
    let ask = [("email", "li.na@example.org")];
    mother.post("/account/notices/email", &ask).await;
    let first = newest_link(&world).await;
    world.clock.advance(SignedDuration::from_secs(5));
    mother.post("/account/notices/email", &ask).await;
    let second = newest_link(&world).await;
    assert_ne!(first, second);
    let over = say(Text::NoticesConfirmOverTitle);
    assert_eq!(mother.open(&first).await.heading(), over);
    world.clock.advance(SignedDuration::from_hours(24));
    let mut mother = be(&world, "mother").await;
    assert_eq!(mother.open(&second).await.heading(), over);
    mother.post(&second, &[("", "")]).await;
    mother.open(PAGE).await.says(&say(Text::NoticesEmailOff));
}

async fn nobody_is_pestered_with_links(world: World) {
    let mut mother = be(&world, "mother").await;
    let ask = [("email", "somebody.else@example.org")];
    for _ in 0..5 {
        assert_eq!(
            mother.post("/account/notices/email", &ask).await.status,
            200
        );
    }
    assert_eq!(
        mother.post("/account/notices/email", &ask).await.status,
        429
    );
    world.clock.advance(SignedDuration::from_mins(61));
    let mut mother = be(&world, "mother").await;
    assert_eq!(
        mother.post("/account/notices/email", &ask).await.status,
        200
    );
}

async fn sms_go_to_a_confirmed_mobile_only(world: World) {
    let mut mother = be(&world, "mother").await;
    let page = mother.open(PAGE).await;
    page.says(&say(Text::NoticesSmsNoMobile));
    let refused = mother.post(PAGE, &[("choose", "sms-on")]).await;
    assert_eq!(refused.status, 409);
    confirm_mobile(&world, &mut mother).await;
    let page = mother.open(PAGE).await;
    page.says("139****2222").says(&say(Text::NoticesSmsSays));
    let form = page.form_to(PAGE).press(&say(Text::NoticesSmsTurnOn));
    let page = mother.submit(form).await;
    assert_eq!(page.path, "/account/notices?changed=sms-on");
    let form = page.form_to(PAGE).press(&say(Text::NoticesSmsTurnOff));
    let page = mother.submit(form).await;
    assert_eq!(page.path, "/account/notices?changed=sms-off");
    page.says(&say(Text::NoticesSmsTurnOn));
}

async fn who_may_not_choose(world: World) {
    for path in [PAGE, "/account/notices/email"] {
        let mut nobody = world.visitor();
        let page = nobody
            .post(path, &[("choose", "sms-on"), ("email", "a@b.cn")])
            .await;
        assert_eq!(page.route(), "/sign-in", "{path}");
        let mut staff = be(&world, "police-shapingba-1").await;
        let page = staff
            .post(path, &[("choose", "sms-on"), ("email", "a@b.cn")])
            .await;
        assert!(page.status == 404 || page.route() == "/sign-in", "{path}");
    }
    let mut mother = be(&world, "mother").await;
    let page = mother.post(PAGE, &[("choose", "everything")]).await;
    assert_eq!(page.status, 404);
    // What one person chose is not another's.
    tells_by_email(&world, &mut mother, "li.na@example.org").await;
    let mut father = be(&world, "father").await;
    father
        .open(PAGE)
        .await
        .says(&say(Text::NoticesEmailOff))
        .hides("example.org</");
}

stories![
    an_address_is_proved_by_its_link,
    a_link_works_for_a_day_and_a_newer_one_ends_it,
    nobody_is_pestered_with_links,
    sms_go_to_a_confirmed_mobile_only,
    who_may_not_choose,
];
