//! Where people are real: codes by SMS through the gateway, or from a counter only; counter codes in the journal; and
//! who counts as the visitor behind a proxy.

use app::identity::desk::Purpose;
use app::identity::{OfficeId, SessionKey, StaffMember, StaffRole};
use app::person::PersonName;
use app::text::Text;
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, ORIGIN};
use server::demo_city::people::demo_people;
use server::identity::proof::Claim;
use server::identity::{Reception, account_record};
use server::journal;
use server::settings::PostSettings;

use super::{Real, real_office};
use crate::casework::filed::{citizen, office_of};
use crate::newborn::be;
use crate::stories;
use crate::support::post::Mood;
use crate::support::{World, say};

fn claim(world: &World) -> (Claim, app::person::Mobile) {
    let mother = demo_people(&world.city)
        .into_iter()
        .find(|person| person.key == "mother")
        .unwrap();
    let claim = Claim {
        number: mother.number,
        name: Some(mother.name),
        mobile: None,
    };
    (claim, mother.mobile)
}

async fn outside_the_demo_a_code_comes_by_sms(world: World) {
    let real = Real::open(&world).await;
    let (claim, mobile) = claim(&world);
    let session = SessionKey("a-session".to_owned());
    // The gateway is busy at first: somebody waits in front of the page, so it is tried again at once.
    real.sms.be(Mood::Busy);
    let sending = real
        .office
        .begin_proof(&session, Purpose::Register, claim)
        .await
        .unwrap();
    while real.sms.calls() == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    real.sms.be(Mood::Takes);
    sending.await.unwrap();
    let taken = real.sms.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].to, format!("+86{}", mobile.as_str()));
    let code: String = taken[0]
        .text
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    assert_eq!(code.len(), 6, "{}", taken[0].text);
    let tried = real.office.try_code(&session, &code).await.unwrap();
    assert_eq!(tried, Ok(()));
    let given = real
        .office
        .given_proof(&session, Purpose::Register)
        .await
        .unwrap();
    assert!(given.is_some_and(|given| given.found.mobile.is_some()));
    real.close().await;
}

async fn without_a_gateway_codes_come_from_a_counter_and_the_pages_say_so(world: World) {
    let mut bare = world.clone();
    bare.office = real_office(
        &world,
        PostSettings::default(),
        Reception::of_the_city(false),
    )
    .await;
    let mut visitor = bare.visitor();
    for path in ["/register", "/forgotten-password"] {
        let page = visitor.open(path).await;
        page.says(&say(Text::ProofCounterOnly))
            .says(&say(Text::ProofCounterWhere))
            .hides(&say(Text::RegisterWhy));
    }
    assert!(!bare.office.can_send(app::notices::Channel::Sms));
    assert!(!bare.office.can_send(app::notices::Channel::Email));
    // Nothing is sent, and the code from the counter works just the same.
    let (claim, _) = claim(&world);
    let session = SessionKey("a-session".to_owned());
    let (number, name) = (claim.number.clone(), claim.name.clone().unwrap());
    bare.office
        .begin_proof(&session, Purpose::Register, claim)
        .await
        .unwrap()
        .await
        .unwrap();
    let clerk = clerk(&world);
    let code = bare
        .office
        .issue_counter_code(&clerk, &number, &name)
        .await
        .unwrap();
    assert_eq!(bare.office.try_code(&session, &code).await.unwrap(), Ok(()));
    bare.office.closing.begin();
    bare.office.db.close().await;
}

fn clerk(world: &World) -> StaffMember {
    StaffMember {
        id: "a-clerk".to_owned(),
        name: PersonName::parse("高明").unwrap(),
        office: OfficeId(office_of(world, "street-shapingba").0),
        role: StaffRole::Caseworker,
    }
}

async fn a_counter_code_stands_in_the_journal_and_its_owner_sees_it(world: World) {
    let (claim, _) = claim(&world);
    let session = SessionKey("a-session".to_owned());
    let clerk = clerk(&world);
    let name = claim.name.clone().unwrap();
    let number = claim.number.clone();
    let code = world
        .office
        .issue_counter_code(&clerk, &number, &name)
        .await
        .unwrap();
    let mut mother = be(&world, "mother").await;
    mother
        .open("/account")
        .await
        .says(&say(Text::CounterCodesTitle))
        .says(&say(Text::CounterCodesUnused));
    world
        .office
        .begin_proof(&session, Purpose::Register, claim)
        .await
        .unwrap()
        .await
        .unwrap();
    assert_eq!(
        world.office.try_code(&session, &code).await.unwrap(),
        Ok(())
    );
    let page = mother.open("/account").await;
    page.says("2026年3月6日 09:00使用")
        .hides(&say(Text::CounterCodesUnused));
    // Others see nothing of it.
    let mut father = be(&world, "father").await;
    father
        .open("/account")
        .await
        .hides(&say(Text::CounterCodesTitle));

    let record = account_record(&citizen(&world, "mother"));
    let entries = journal::read(&mut world.office.db.read().await.unwrap(), &record)
        .await
        .unwrap();
    let said: Vec<_> = entries
        .iter()
        .map(|written| (written.entry.step.as_str(), written.entry.actor.as_str()))
        .collect();
    let mother = citizen(&world, "mother").0;
    assert_eq!(
        said,
        [
            ("counter-code-made", "a-clerk"),
            ("counter-code-used", mother.as_str())
        ]
    );
    for written in &entries {
        let note = written.entry.note.to_string();
        assert!(
            !note.contains(&code) && !note.contains(number.as_str()),
            "{note}"
        );
    }
}

/// Tries a code from this forwarded address; the status.
async fn tries(world: &World, forwarded: &str) -> u16 {
    let visitor = world.visitor();
    visitor
        .request(Method::POST, "/register/code")
        .header(ORIGIN, visitor.origin())
        .header("x-forwarded-for", forwarded.to_owned())
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body("code=12345")
        .send()
        .await
        .unwrap()
        .status()
        .as_u16()
}

async fn whoever_writes_their_own_forwarded_address_is_counted_by_the_socket(world: World) {
    let mut refused = 0;
    for number in 0..302 {
        // Each try pretends to come from somewhere else.
        let status = tries(&world, &format!("203.0.113.{}", number % 250)).await;
        refused += usize::from(status == 429);
    }
    assert_eq!(refused, 2);
}

async fn behind_a_trusted_proxy_each_visitor_counts_alone(world: World) {
    let mut behind = world.clone();
    let settings = server::settings::Settings {
        trusted_proxies: vec!["127.0.0.1".parse().unwrap()],
        ..world.office.settings.clone()
    };
    behind.office = server::Office::open(
        settings,
        world.clock.clone(),
        server::clock::Chance::seeded(3),
        server::closing::Closing::default(),
        Reception::default(),
    )
    .await
    .unwrap();
    for _ in 0..300 {
        assert_ne!(tries(&behind, "203.0.113.9").await, 429);
    }
    assert_eq!(tries(&behind, "203.0.113.9").await, 429);
    // Writing another address before the proxy's own entry changes nothing.
    assert_eq!(tries(&behind, "198.51.100.7, 203.0.113.9").await, 429);
    assert_ne!(tries(&behind, "203.0.113.10").await, 429);
    behind.office.closing.begin();
    behind.office.db.close().await;
}

stories![
    outside_the_demo_a_code_comes_by_sms,
    without_a_gateway_codes_come_from_a_counter_and_the_pages_say_so,
    a_counter_code_stands_in_the_journal_and_its_owner_sees_it,
    whoever_writes_their_own_forwarded_address_is_counted_by_the_socket,
    behind_a_trusted_proxy_each_visitor_counts_alone,
];
