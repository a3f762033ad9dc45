//! How long somebody stays signed in, where, and how it ends for good.

use std::collections::HashMap;
use std::sync::Arc;

use app::text::Text;
use jiff::SignedDuration;
use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_TYPE, SET_COOKIE, USER_AGENT};
use server::identity::sessions::{Sessions, key_of, recognise};
use server::keys::sha256;
use sqlx::Row as _;
use tower_sessions::session::{Id, Record};
use tower_sessions::{Session, SessionStore as _};

use super::{PASSWORD, advance, be, person, press, register, say, sign_in, who};
use crate::stories;
use crate::support::{Visitor, World};

/// Opens the account page every `pause` for as long as it shows; for how long that was.
async fn stays(world: &World, visitor: &mut Visitor, pause: SignedDuration) -> SignedDuration {
    let mut stayed = SignedDuration::ZERO;
    while who(visitor).await.is_some() {
        advance(world, pause);
        stayed += pause;
        assert!(stayed < SignedDuration::from_hours(48), "for ever");
    }
    stayed
}

async fn an_unused_session_ends_after_half_an_hour_a_members_of_staff_after_a_quarter(
    world: World,
) {
    let minutes = SignedDuration::from_mins;
    for (key, idle) in [("mother", 30), ("police-shapingba-1", 15)] {
        let mut visitor = be(&world, key).await;
        advance(&world, minutes(idle) - SignedDuration::from_secs(1));
        assert!(who(&mut visitor).await.is_some(), "{key}");
        // That was a use: it counts from here.
        advance(&world, minutes(idle) - SignedDuration::from_secs(1));
        assert!(who(&mut visitor).await.is_some(), "{key}");
        advance(&world, minutes(idle));
        assert_eq!(who(&mut visitor).await, None, "{key}");
        // It does not come back.
        assert_eq!(who(&mut visitor).await, None, "{key}");
    }
}

async fn no_session_outlasts_half_a_day_or_a_working_day(world: World) {
    for (key, longest) in [("mother", 12), ("police-shapingba-1", 9)] {
        let mut visitor = be(&world, key).await;
        let stayed = stays(&world, &mut visitor, SignedDuration::from_mins(10)).await;
        assert_eq!(stayed, SignedDuration::from_hours(longest), "{key}");
    }
}

/// When the table says that this visitor was last seen, in microseconds.
async fn last_seen(world: &World, visitor: &Visitor) -> i64 {
    let id: Id = visitor.cookie("sid").expect("a session").parse().unwrap();
    let mut conn = world.office.db.read().await.unwrap();
    sqlx::query("SELECT last_seen FROM session WHERE id = $1")
        .bind(key_of(id).0)
        .fetch_one(&mut *conn)
        .await
        .unwrap()
        .get(0)
}

async fn a_use_is_noted_once_a_minute_and_watching_is_no_use(world: World) {
    let mut visitor = be(&world, "mother").await;
    let at_first = last_seen(&world, &visitor).await;
    advance(&world, SignedDuration::from_secs(59));
    visitor.open("/account").await;
    assert_eq!(last_seen(&world, &visitor).await, at_first);
    advance(&world, SignedDuration::from_secs(1));
    visitor.open("/account").await;
    assert_eq!(last_seen(&world, &visitor).await, at_first + 60_000_000);

    advance(&world, SignedDuration::from_mins(20));
    let watching = visitor
        .request(Method::GET, "/account")
        .header(ACCEPT, "text/event-stream");
    visitor.send(watching, "/account".to_owned()).await;
    assert_eq!(last_seen(&world, &visitor).await, at_first + 60_000_000);
    visitor.open("/assets/none.css").await;
    assert_eq!(last_seen(&world, &visitor).await, at_first + 60_000_000);
}

async fn an_expired_session_leads_back_to_the_same_page(world: World) {
    let mut visitor = be(&world, "mother").await;
    advance(&world, SignedDuration::from_mins(31));

    let page = visitor.open("/account/mobile").await;
    assert_eq!(page.path, "/sign-in?next=/account/mobile");
    let page = press(&mut visitor, &page, "mother").await;

    assert_eq!(page.path, "/account/mobile");
}

async fn signing_in_gives_a_new_id_and_none_that_was_brought_along(world: World) {
    let mut attacker = world.visitor();
    // A session of the attacker's own, begun by a mistyped form.
    sign_in(&mut attacker, "", "").await;
    let planted = attacker
        .cookie("sid")
        .expect("a visitor's session")
        .to_owned();
    let made_up = Id(42).to_string();
    for given in [planted.as_str(), &made_up] {
        let mut victim = world.visitor();
        victim.set_cookie("sid", given);
        let page = victim.open("/sign-in").await;
        press(&mut victim, &page, "mother").await;
        assert_ne!(victim.cookie("sid"), Some(given));
        assert!(who(&mut victim).await.is_some());

        let mut attacker = world.visitor();
        attacker.set_cookie("sid", given);
        assert_eq!(who(&mut attacker).await, None);
    }
}

async fn the_table_holds_no_session_id(world: World) {
    let visitor = be(&world, "mother").await;
    let cookie = visitor.cookie("sid").expect("a session").to_owned();
    let id: Id = cookie.parse().unwrap();
    let mut conn = world.office.db.read().await.unwrap();
    let rows = sqlx::query("SELECT id, account, data FROM session")
        .fetch_all(&mut *conn)
        .await
        .unwrap();
    let texts: Vec<String> = rows
        .iter()
        .flat_map(|row| [row.get::<String, _>(0), row.get(1), row.get(2)])
        .collect();
    assert!(texts.contains(&sha256(&id.0.to_le_bytes())));
    for text in texts {
        assert!(
            !text.contains(&cookie) && !text.contains(&id.0.to_string()),
            "{text}"
        );
    }
}

fn record(data: &[(&str, &str)]) -> Record {
    Record {
        id: Id(0),
        data: data
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).into()))
            .collect::<HashMap<_, _>>(),
        expiry_date: time::OffsetDateTime::UNIX_EPOCH,
    }
}

async fn what_has_ended_is_not_revived_by_a_late_save(world: World) {
    let store = Sessions::of(world.office.clone());
    let mut kept = record(&[("a", "1")]);
    store.create(&mut kept).await.unwrap();
    assert_ne!(kept.id, Id(0), "the id is drawn here");
    assert_eq!(store.load(&kept.id).await.unwrap().unwrap().data, kept.data);
    kept.data.insert("a".into(), "2".into());
    store.save(&kept).await.unwrap();
    assert_eq!(store.load(&kept.id).await.unwrap().unwrap().data, kept.data);

    store.delete(&kept.id).await.unwrap();
    store.save(&kept).await.unwrap();

    assert_eq!(store.load(&kept.id).await.unwrap(), None);
    // Nor is a session that never was made by saving it.
    let unknown = Record { id: Id(7), ..kept };
    store.save(&unknown).await.unwrap();
    assert_eq!(store.load(&Id(7)).await.unwrap(), None);
}

async fn a_request_in_flight_cannot_undo_a_sign_out(world: World) {
    let mut visitor = be(&world, "mother").await;
    let cookie = visitor.cookie("sid").unwrap().to_owned();
    let id: Id = cookie.parse().unwrap();
    let store = Arc::new(Sessions::of(world.office.clone()));
    // A slow request that has loaded its session ..
    let in_flight = Session::new(Some(id), store, None);
    in_flight.insert("late", "value").await.unwrap();

    visitor.post("/sign-out", &[("", "")]).await;
    // .. and saves it now.
    in_flight.save().await.unwrap();

    visitor.set_cookie("sid", &cookie);
    assert_eq!(who(&mut visitor).await, None);
    let known = recognise(&world.office, &in_flight, true).await.unwrap();
    assert_eq!(known, server::identity::sessions::Recognised::default());
}

/// As browsers encode a value.
fn encoded(value: &str) -> String {
    value.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

async fn one_sees_where_one_is_signed_in_and_ends_it(world: World) {
    let (mut here, mother) = register(&world, "mother").await;
    advance(&world, SignedDuration::from_mins(5));
    let mut phone = world.visitor();
    let post = phone
        .request(Method::POST, "/sign-in")
        .header("origin", phone.origin())
        .header(USER_AGENT, "Mozilla/5.0 (Linux; Android 14) Mobile Safari")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(format!(
            "login={}&password={}",
            mother.number.as_str(),
            encoded(PASSWORD)
        ));
    phone.send(post, "/sign-in".to_owned()).await;
    assert!(who(&mut phone).await.is_some());
    // Somebody else's, which must not be listed.
    be(&world, "father").await;

    let page = here.open("/account").await;
    let listed = page.find_all(".own-sessions li");
    assert_eq!(listed.len(), 2, "{}", page.text());
    // Both were used at this moment: neither is the newer one.
    let place_of = |device: Text| {
        let mut listed = listed.iter();
        listed.position(|one| one.words.contains(&say(device)))
    };
    let its = place_of(Text::OwnAccountSessionPhone).expect("the phone");
    let own = place_of(Text::OwnAccountSessionThis).expect("this one");
    assert_ne!(its, own);
    let keys: Vec<String> = page
        .find_all(".own-sessions button")
        .iter()
        .filter_map(|button| Some(button.attr("value")?.to_owned()))
        .collect();

    let page = here
        .post("/account/sessions/end", &[("session", &keys[its])])
        .await;
    page.says(&say(Text::OwnAccountSessionEnded));
    assert_eq!(page.find_all(".own-sessions li").len(), 1);
    assert_eq!(who(&mut phone).await, None);
    assert!(who(&mut here).await.is_some());

    // Another's session cannot be ended, known key or not.
    let mut father = be(&world, "father").await;
    father
        .post("/account/sessions/end", &[("session", &keys[own])])
        .await;
    assert!(who(&mut here).await.is_some());

    // Ending the session one is in is signing out.
    let page = here
        .post("/account/sessions/end", &[("session", &keys[own])])
        .await;
    assert_eq!(page.route(), "/");
    assert_eq!(who(&mut here).await, None);
}

async fn all_sessions_end_with_one_press(world: World) {
    let (mut here, mother) = register(&world, "mother").await;
    let mut there = world.visitor();
    sign_in(&mut there, mother.number.as_str(), PASSWORD).await;
    let mut father = be(&world, "father").await;

    let page = here.open("/account").await;
    let page = here.submit(page.form_to("/account/sessions/end-all")).await;

    assert_eq!(page.route(), "/");
    assert_eq!(who(&mut here).await, None);
    assert_eq!(who(&mut there).await, None);
    assert!(who(&mut father).await.is_some());
}

async fn the_cookie_is_kept_from_scripts_and_other_sites(world: World) {
    let visitor = world.visitor();
    let answer = visitor
        .request(Method::POST, "/demo/be")
        .header("origin", visitor.origin())
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body("person=mother")
        .send()
        .await
        .unwrap();
    let cookie = answer.headers()[SET_COOKIE].to_str().unwrap().to_owned();
    let attributes: Vec<&str> = cookie.split("; ").collect();
    assert!(attributes[0].starts_with("sid="), "{cookie}");
    for wanted in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(attributes.contains(&wanted), "{cookie}");
    }
    assert!(
        !cookie.contains("Domain") && !cookie.contains("Max-Age"),
        "{cookie}"
    );
}

async fn who_a_visitor_said_they_are_is_shown_again_for_half_an_hour_only(world: World) {
    let number = person(&world, "mother").number;
    let mut visitor = world.visitor();
    let wrong = sign_in(&mut visitor, number.as_str(), "wrong password").await;
    let review = wrong.path.clone();
    advance(&world, SignedDuration::from_mins(29));
    let again = visitor.open(&review).await;
    assert_eq!(
        again.form_to("/sign-in").value("login"),
        Some(number.as_str())
    );
    advance(&world, SignedDuration::from_mins(1));
    visitor.open(&review).await.hides(number.as_str());
}

async fn what_has_served_is_removed(world: World) {
    let (_, mother) = register(&world, "mother").await;
    sign_in(
        &mut world.visitor(),
        mother.number.as_str(),
        "wrong password",
    )
    .await;
    assert_eq!(world.office.tidy_identity().await.unwrap(), 0);
    advance(&world, SignedDuration::from_hours(24 * 31));
    assert!(world.office.tidy_identity().await.unwrap() > 0);
    let mut conn = world.office.db.read().await.unwrap();
    for count in [
        "SELECT COUNT(*) FROM session",
        "SELECT COUNT(*) FROM slip",
        "SELECT COUNT(*) FROM throttle",
        "SELECT COUNT(*) FROM proof",
        "SELECT COUNT(*) FROM demo_message",
    ] {
        let left: i64 = sqlx::query(count)
            .fetch_one(&mut *conn)
            .await
            .unwrap()
            .get(0);
        assert_eq!(left, 0, "{count}");
    }
    assert_eq!(world.office.tidy_identity().await.unwrap(), 0);
    let (name, number) = (person(&world, "mother").name, mother.number);
    let sealed: String = sqlx::query("SELECT number FROM account")
        .fetch_one(&mut *conn)
        .await
        .unwrap()
        .get(0);
    assert!(!sealed.contains(number.as_str()) && !sealed.contains(name.as_str()));
}

stories![
    an_unused_session_ends_after_half_an_hour_a_members_of_staff_after_a_quarter,
    no_session_outlasts_half_a_day_or_a_working_day,
    a_use_is_noted_once_a_minute_and_watching_is_no_use,
    an_expired_session_leads_back_to_the_same_page,
    signing_in_gives_a_new_id_and_none_that_was_brought_along,
    the_table_holds_no_session_id,
    what_has_ended_is_not_revived_by_a_late_save,
    a_request_in_flight_cannot_undo_a_sign_out,
    one_sees_where_one_is_signed_in_and_ends_it,
    all_sessions_end_with_one_press,
    the_cookie_is_kept_from_scripts_and_other_sites,
    what_has_served_is_removed,
    who_a_visitor_said_they_are_is_shown_again_for_half_an_hour_only,
];
