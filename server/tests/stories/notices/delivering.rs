//! Notices leave the house: to a real mail server and a real gateway that take them, do not, or answer too late.

use app::notices::{Channel, NoticeDesk};
use app::person::PersonName;
use app::text::Text;
use jiff::SignedDuration;
use server::outbox::ALARM_AFTER;
use std::time::Duration;

use super::{MOBILE, Real, state_of_newest, tells_by_email, tells_by_sms};
use crate::casework::filed::citizen;
use crate::newborn::be;
use crate::stories;
use crate::support::post::Mood;
use crate::support::{Visitor, World, say};
use crate::tracking::a_case;

const ADDRESS: &str = "lin@example.org";

/// A mother who wants to be told by both ways, and whose case has just been submitted; nothing has left the house yet. The
/// case's address.
pub async fn filed(world: &World) -> String {
    let mut mother = be(world, "mother").await;
    tells_by_email(world, &mut mother, ADDRESS).await;
    tells_by_sms(world, &mut mother).await;
    submit_without_errands(world).await
}

async fn submitted(world: &World) -> (Real, Visitor, String) {
    let case = filed(world).await;
    let real = Real::open(world).await;
    let mother = be(world, "mother").await;
    (real, mother, case)
}

async fn submit_without_errands(world: &World) -> String {
    use crate::newborn::{hand_in, to_the_check, with_leave};
    let mut mother = be(world, "mother").await;
    let known = with_leave(&mut mother).await;
    let check = to_the_check(&mut mother, known).await;
    let receipt = hand_in(&mut mother, &check).await;
    receipt.route().strip_suffix("/receipt").unwrap().to_owned()
}

async fn a_notice_goes_out_by_both_ways_and_says_nothing_personal(world: World) {
    let (real, mut mother, case) = submitted(&world).await;
    real.errands().await;
    let reference = case.trim_start_matches("/cases/");

    let letters = real.mail.taken();
    let letter = letters.first().expect("a letter was taken");
    assert_eq!(letter.to, ADDRESS);
    assert!(letter.subject.contains(reference), "{}", letter.subject);
    let messages = real.sms.taken();
    let message = messages.first().expect("an SMS was taken");
    assert_eq!(message.to, format!("+86{MOBILE}"));
    assert!(message.text.contains(reference), "{}", message.text);
    assert!(!message.text.contains("http"), "an SMS never holds a link");
    // Names of the family and of nobody else's house, numbers, the mobile: nothing of it leaves the house.
    for personal in ["林晓燕", "张思齐", "张", "5099", MOBILE] {
        assert!(!letter.subject.contains(personal), "{}", letter.subject);
        assert!(!letter.text.contains(personal), "{}", letter.text);
        assert!(!message.text.contains(personal), "{}", message.text);
    }
    for said in [&letter.text, &letter.raw] {
        assert!(!said.is_empty());
    }
    assert!(letter.raw.contains("Auto-Submitted: auto-generated"));

    let notices = mother.open("/notices").await;
    notices.says("已发邮件").says("已发短信");
    mother.open(&case).await.says("已发邮件").says("已发短信");
    // What the letter says is the page's own sentence where no name is in it.
    let sentence = mother.open(&case).await.heading();
    assert!(
        letters.iter().any(|letter| letter.text.contains(&sentence)),
        "{sentence}: {letters:?}"
    );
    real.close().await;
}

async fn what_is_not_taken_is_tried_again_with_the_same_key(world: World) {
    let (real, mut mother, case) = submitted(&world).await;
    // Down, busy, hanging up, and taking it so late that nobody listens any more.
    let late = Mood::AnswersAfter(Duration::from_millis(1500));
    for mood in [
        Mood::Busy,
        Mood::DoesNotKnowUs,
        Mood::HangsUp,
        late,
        Mood::Silent,
    ] {
        real.mail.be(mood);
        real.sms.be(mood);
        assert!(real.errands().await > 0, "{mood:?}");
        assert_eq!(
            state_of_newest(&world, Channel::Email).await,
            "failing",
            "{mood:?}"
        );
        assert_eq!(
            state_of_newest(&world, Channel::Sms).await,
            "failing",
            "{mood:?}"
        );
        mother.open(&case).await.says("还在重发");
        let before = real.mail.calls();
        real.errands().await;
        assert_eq!(
            real.mail.calls(),
            before,
            "not at once: it waits a while first"
        );
        world.clock.advance(SignedDuration::from_mins(2));
    }
    for server in [&real.mail, &real.sms] {
        assert_eq!(
            server.effects().len(),
            server.taken().len(),
            "taken once so far"
        );
        server.be(Mood::Takes);
    }
    real.errands().await;
    assert_eq!(state_of_newest(&world, Channel::Email).await, "sent");
    assert_eq!(state_of_newest(&world, Channel::Sms).await, "sent");
    mother.open(&case).await.says("已发邮件");
    for server in [&real.mail, &real.sms] {
        // It came twice, because the first answer came too late; under the same key, so that it has one effect.
        assert!(server.taken().len() > server.effects().len());
    }
    let told = world
        .office
        .notices(&me(&world), None)
        .await
        .unwrap()
        .notices
        .len();
    assert_eq!(real.mail.effects().len(), told, "each notice, once");
    assert_eq!(real.sms.effects().len(), told);
    world.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(real.errands().await, 0, "done is done");
    real.close().await;
}

fn me(world: &World) -> app::identity::Citizen {
    app::identity::Citizen {
        account: String::new(),
        person: citizen(world, "mother"),
        name: PersonName::parse("林晓燕").unwrap(),
        helped: None,
    }
}

async fn what_never_gets_through_raises_an_alarm_and_is_given_up(world: World) {
    let (real, mut mother, case) = submitted(&world).await;
    real.mail.be(Mood::Busy);
    for tried in 1..=ALARM_AFTER {
        real.errands().await;
        let wanted = if tried < ALARM_AFTER {
            "failing"
        } else {
            "undelivered"
        };
        assert_eq!(
            state_of_newest(&world, Channel::Email).await,
            wanted,
            "{tried}"
        );
        world.clock.advance(SignedDuration::from_mins(16));
    }
    assert_eq!(
        state_of_newest(&world, Channel::Sms).await,
        "sent",
        "one way does not hold up another"
    );
    let mut mother_again = be(&world, "mother").await;
    mother_again
        .open(&case)
        .await
        .says("邮件自")
        .says("无法送达");
    // Whoever runs the portal sees it; citizens do not.
    let stuck = server::outbox::stuck(&world.office).await.unwrap();
    assert!(stuck.messages > 0);
    assert_eq!(stuck.registers, 0);
    assert!(
        world
            .office
            .stuck(&app::identity::Actor::Citizen(me(&world)))
            .await
            .is_err()
    );
    assert!(
        world
            .office
            .stuck(&app::identity::Actor::Visitor)
            .await
            .is_err()
    );

    let mut staff = be(&world, "police-shapingba-1").await;
    staff
        .open("/casework")
        .await
        .says(&say(Text::NoticesStuckTag));

    // From here on once an hour, and after three days no more.
    let calls = real.mail.calls();
    real.errands().await;
    assert_eq!(real.mail.calls(), calls, "not after a quarter of an hour");
    world.clock.advance(SignedDuration::from_hours(1));
    real.errands().await;
    assert!(real.mail.calls() > calls);
    world.clock.advance(SignedDuration::from_hours(72));
    real.errands().await;
    let calls = real.mail.calls();
    world.clock.advance(SignedDuration::from_hours(24));
    real.errands().await;
    assert_eq!(real.mail.calls(), calls, "old news is not sent");
    assert_eq!(state_of_newest(&world, Channel::Email).await, "undelivered");
    assert_eq!(
        server::outbox::stuck(&world.office).await.unwrap().messages,
        0
    );
    mother.open("/").await;
    real.close().await;
}

async fn an_address_that_does_not_exist_is_not_tried_again(world: World) {
    let (real, mut mother, case) = submitted(&world).await;
    real.mail.be(Mood::KnowsNoSuchAddress);
    real.sms.be(Mood::KnowsNoSuchAddress);
    real.errands().await;
    assert_eq!(state_of_newest(&world, Channel::Email).await, "refused");
    assert_eq!(state_of_newest(&world, Channel::Sms).await, "refused");
    mother
        .open(&case)
        .await
        .says("对方邮箱不收")
        .says("该手机号不收");
    let calls = (real.mail.calls(), real.sms.calls());
    world.clock.advance(SignedDuration::from_hours(24));
    real.errands().await;
    assert_eq!((real.mail.calls(), real.sms.calls()), calls);
    real.close().await;
}

async fn nobody_listens_at_all(world: World) {
    let (real, _, _) = submitted(&world).await;
    // Ports that answered once and do not any more.
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = gone.local_addr().unwrap();
    drop(gone);
    let mut post = real.office.settings.post.clone();
    post.mail.as_mut().unwrap().port = port.port();
    post.sms.as_mut().unwrap().url = format!("http://{port}/");
    let reception = server::identity::Reception::of_the_city(true);
    let other = super::real_office(&world, post, reception).await;
    server::outbox::run_once(&other).await.unwrap();
    assert_eq!(state_of_newest(&world, Channel::Email).await, "failing");
    assert_eq!(state_of_newest(&world, Channel::Sms).await, "failing");
    other.closing.begin();
    other.db.close().await;
    world.clock.advance(SignedDuration::from_secs(3));
    real.errands().await;
    assert_eq!(state_of_newest(&world, Channel::Email).await, "sent");
    real.close().await;
}

async fn what_is_turned_off_meanwhile_is_not_sent(world: World) {
    let (real, mut mother, case) = submitted(&world).await;
    for choose in ["sms-off", "email-off"] {
        mother.post("/account/notices", &[("choose", choose)]).await;
    }
    real.errands().await;
    assert_eq!(real.mail.taken().len() + real.sms.taken().len(), 0);
    // Of two notices of one moment the case's page shows either.
    let told = mother.open("/notices").await;
    told.says(case.trim_start_matches("/cases/"))
        .says("您已关闭");
    real.close().await;
}

async fn two_relays_send_one_notice_once(world: World) {
    let (real, _, _) = submitted(&world).await;
    let (one, other) = (real.office.clone(), real.office.clone());
    let (first, second) = tokio::join!(
        tokio::spawn(async move { server::outbox::run_once(&one).await }),
        tokio::spawn(async move { server::outbox::run_once(&other).await }),
    );
    first.unwrap().unwrap();
    second.unwrap().unwrap();
    for server in [&real.mail, &real.sms] {
        assert!(!server.taken().is_empty());
        assert_eq!(server.taken().len(), server.effects().len());
    }
    real.close().await;
}

async fn in_the_demo_it_stands_on_the_message_page(world: World) {
    let mut mother = be(&world, "mother").await;
    tells_by_email(&world, &mut mother, ADDRESS).await;
    tells_by_sms(&world, &mut mother).await;
    let (_, case) = a_case(&world).await;
    let reference = case.trim_start_matches("/cases/");
    let page = mother.open("/demo/messages").await;
    page.says("139****2222")
        .says("l***@example.org")
        .says(reference);
    page.says(&say(Text::DemoMessagesLink));
}

stories![
    a_notice_goes_out_by_both_ways_and_says_nothing_personal,
    what_is_not_taken_is_tried_again_with_the_same_key,
    what_never_gets_through_raises_an_alarm_and_is_given_up,
    an_address_that_does_not_exist_is_not_tried_again,
    nobody_listens_at_all,
    what_is_turned_off_meanwhile_is_not_sent,
    two_relays_send_one_notice_once,
    in_the_demo_it_stands_on_the_message_page,
];
