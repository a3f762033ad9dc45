//! Who sees what of a call before it, while it is open, and afterwards; and above all who does not.

use app::data_layer::{DataDesk as _, LookedKind};
use app::error::PortalError;
use app::identity::{Actor, Citizen};
use app::mandate::MandateAct;
use app::one_key_call::{CallActForm, CallReplyForm, CallStep, OneKeyCallDesk as _};
use app::text::Text;
use jiff::SignedDuration;
use server::data_layer::access_log::{ReadOutcome, reads_about};
use server::fault::Fault;
use server::one_key_call;

use crate::mandate::{citizen, may_act, street_of};
use crate::newborn::be;
use crate::one_key_call::{act, at_office, is_contact_of, known, member, pressed, shown};
use crate::stories;
use crate::support::{World, say};

const ADDRESS: &str = "和平村3栋2-1";

/// How many looks of this kind somebody reads in their list.
async fn looks_of(world: &World, me: &Citizen, kind: LookedKind) -> usize {
    let list = world.office.who_looked(me, None).await.unwrap();
    list.looks.iter().filter(|look| look.kind == kind).count()
}

/// A desk that knows nothing of this call.
async fn sees_nothing(world: &World, office: &str, reference: &str, when: &str) {
    let stranger = at_office(office);
    let actor = Actor::Staff(stranger.clone());
    let seen = world.office.call_at_desk(&actor, reference).await;
    assert!(
        matches!(seen, Err(PortalError::NotFound)),
        "{office} {when}: {seen:?}"
    );
    if let Ok(board) = world.office.call_board(&actor).await {
        assert!(
            board.open.is_empty() && board.ended.is_empty(),
            "{office} {when}"
        );
    }
    for step in CallStep::ALL {
        let form = CallActForm {
            act: step.code().to_owned(),
            version: 1,
            met: "saw".to_owned(),
            remark: String::new(),
        };
        let done = world.office.act_on_call(&stranger, reference, &form).await;
        assert!(
            matches!(done, Err(Fault::Portal(PortalError::NotFound))),
            "{office} {when}: {step:?} {done:?}"
        );
    }
}

async fn a_desk_sees_a_call_from_the_moment_when_it_is_rung(world: World) {
    known(&world, "elder").await;
    let [station, platform, neighbour] = world.office.desks_of(&street_of(&world, "elder"));
    let elsewhere = world.office.desks_of(&street_of(&world, "assisted-elder"))[0].clone();
    let police = member(&world, "police-shapingba-1").office.0;
    let grid = member(&world, "community-shapingba").office.0;
    assert_eq!(station, member(&world, "street-shapingba").office.0);
    let reference = pressed(&world, "elder").await.reference.to_string();

    // At once only the own station.
    shown(&world, &at_office(&station), &reference).await;
    for office in [&platform, &grid, &neighbour, &elsewhere, &police] {
        sees_nothing(&world, office, &reference, "at once").await;
    }
    world.clock.advance(SignedDuration::from_secs(60));
    one_key_call::look(&world.office).await.unwrap();
    for office in [&platform, &grid] {
        let call = shown(&world, &at_office(office), &reference).await;
        assert_eq!(call.person.expect("it rings there").address, ADDRESS);
    }
    sees_nothing(&world, &neighbour, &reference, "after a minute").await;
    world.clock.advance(SignedDuration::from_secs(60));
    one_key_call::look(&world.office).await.unwrap();
    let call = shown(&world, &at_office(&neighbour), &reference).await;
    assert_eq!(call.person.expect("it is open").address, ADDRESS);
    sees_nothing(&world, &elsewhere, &reference, "while it is open").await;
    sees_nothing(&world, &police, &reference, "while it is open").await;

    // Whoever tried stands in the list of whom it was about, and saw nothing.
    let elder = citizen(&world, "elder").await.person;
    let mut conn = world.office.db.read().await.unwrap();
    let tried = reads_about(&mut conn, &elder, None, 100).await.unwrap();
    drop(conn);
    let mut rows = tried.iter().map(|access| &access.row);
    let row = rows.find(|row| row.office.0 == police).expect("they tried");
    assert_eq!(row.outcome, ReadOutcome::Refused);
    assert_eq!((row.purpose.as_str(), &row.reference), ("call", &reference));
    assert!(row.fields.is_empty());

    // Afterwards those who were on it read what happened, and nothing of the person.
    let desk = at_office(&station);
    act(&world, &desk, &reference, CallStep::Answer)
        .await
        .unwrap();
    // Whoever was rung for nothing sees that somebody has it, and no more, until they take it over.
    for office in [&platform, &grid, &neighbour] {
        let other = at_office(office);
        assert!(
            shown(&world, &other, &reference).await.person.is_none(),
            "{office}"
        );
        act(&world, &other, &reference, CallStep::TakeOver)
            .await
            .unwrap();
        assert!(shown(&world, &other, &reference).await.person.is_some());
        assert!(shown(&world, &desk, &reference).await.person.is_none());
        act(&world, &desk, &reference, CallStep::TakeOver)
            .await
            .unwrap();
    }
    for step in [CallStep::Arrive, CallStep::StandDown] {
        act(&world, &desk, &reference, step).await.unwrap();
    }
    for office in [&station, &platform, &grid, &neighbour] {
        let call = shown(&world, &at_office(office), &reference).await;
        assert!(call.person.is_none(), "{office}");
        let names: Vec<String> = call
            .rings
            .iter()
            .filter(|ring| ring.whom == app::one_key_call::RungWhom::Contact)
            .map(|ring| format!("{}{}", ring.name.zh, ring.phone))
            .collect();
        assert!(names.iter().all(String::is_empty), "{names:?}");
    }
    sees_nothing(&world, &elsewhere, &reference, "afterwards").await;
}

async fn a_contact_follows_it_and_whoever_was_struck_off_does_not(world: World) {
    known(&world, "elder").await;
    is_contact_of(&world, "elder-son", "elder", "陈国庆").await;
    let reference = pressed(&world, "elder").await.reference.to_string();
    let son = citizen(&world, "elder-son").await;
    let elder = citizen(&world, "elder").await;
    assert_eq!(looks_of(&world, &elder, LookedKind::Contact).await, 0);
    let seen = world.office.own_call(&son, &reference).await.unwrap();
    assert_eq!(seen.replies.len(), 3);
    assert_eq!(looks_of(&world, &elder, LookedKind::Contact).await, 1);
    let mut page = be(&world, "elder-son").await;
    let path = format!("/calls/{reference}");
    page.open(&path).await.hides(ADDRESS).hides("糖尿病");
    // A contact does nothing at a desk, and cannot end it.
    assert_eq!(page.open(&format!("/casework{path}")).await.status, 404);
    assert_eq!(page.open("/casework/calls").await.status, 404);
    let ends = CallReplyForm {
        act: CallStep::StandDown.code().to_owned(),
    };
    world
        .office
        .reply_to_call(&son, &reference, &ends)
        .await
        .expect_err("not a contact's");
    // Nor does a contact press for them, or read where they live.
    page.post("/call", &[("whom", "elder")]).await;

    // Struck off, silently: nothing is there any more, and nobody was told.
    let mut own = be(&world, "elder").await;
    own.open("/my-data")
        .await
        .says(&say(Text::LookedContact))
        .says(&say(Text::LookedPurposeCall))
        .says(&say(Text::LookedFieldCalls))
        .says(&reference)
        .hides("陈国庆");
    own.post("/contacts", &[("act", "remove-1")]).await;
    assert!(
        world
            .office
            .contacts_of(&elder.person)
            .await
            .unwrap()
            .is_empty()
    );
    let read = looks_of(&world, &elder, LookedKind::Contact).await;
    let gone = world.office.own_call(&son, &reference).await;
    assert!(matches!(gone, Err(PortalError::NotFound)));
    // Nothing was shown; that somebody tried is in the list.
    assert_eq!(looks_of(&world, &elder, LookedKind::Contact).await, read);
    assert_eq!(looks_of(&world, &elder, LookedKind::Stranger).await, 1);
    assert!(
        world
            .office
            .own_calls(&son)
            .await
            .unwrap()
            .iter()
            .all(|line| line.of.is_none())
    );
    let seen = CallReplyForm {
        act: CallStep::Seen.code().to_owned(),
    };
    world
        .office
        .reply_to_call(&son, &reference, &seen)
        .await
        .expect_err("not a contact any more");
    let unread = page.open("/notices").await;
    unread.hides("remove");
}

async fn a_contact_reads_the_end_for_a_week(world: World) {
    known(&world, "elder").await;
    is_contact_of(&world, "elder-son", "elder", "陈国庆").await;
    let reference = pressed(&world, "elder").await.reference.to_string();
    let desk = member(&world, "street-shapingba");
    for step in [CallStep::Answer, CallStep::Arrive, CallStep::StandDown] {
        act(&world, &desk, &reference, step).await.unwrap();
    }
    let son = citizen(&world, "elder-son").await;
    let ended = world.office.own_call(&son, &reference).await.unwrap();
    assert!(ended.replies.is_empty());
    world.clock.advance(SignedDuration::from_hours(8 * 24));
    let gone = world.office.own_call(&son, &reference).await;
    assert!(matches!(gone, Err(PortalError::NotFound)));
    // It stays the elder's own, which is nobody's look.
    let elder = citizen(&world, "elder").await;
    let looks = async || world.office.who_looked(&elder, None).await.unwrap().looks;
    let before = looks().await.len();
    world.office.own_call(&elder, &reference).await.unwrap();
    world.office.own_calls(&elder).await.unwrap();
    assert_eq!(looks().await.len(), before);
}

async fn family_that_is_no_contact_sees_nothing(world: World) {
    known(&world, "old-father").await;
    // The husband's wife, and the daughter who may act for him in everything else.
    let mandate = may_act(&world, "daughter", "old-father", MandateAct::ALL).await;
    let reference = pressed(&world, "old-father").await.reference.to_string();
    let mut visitors = [
        be(&world, "daughter").await,
        be(&world, "old-mother").await,
        be(&world, "elder").await,
    ];
    for (nth, visitor) in visitors.iter_mut().enumerate() {
        for path in [
            format!("/calls/{reference}"),
            format!("/calls/{reference}/events"),
            format!("/casework/calls/{reference}"),
        ] {
            assert_eq!(visitor.open(&path).await.status, 404, "{nth} {path}");
        }
        let reply = visitor
            .post(&format!("/calls/{reference}"), &[("act", "going")])
            .await;
        assert_eq!(reply.status, 404, "{nth}");
        visitor.open("/calls").await.hides(&reference);
        visitor.open("/call").await.hides(ADDRESS);
    }
    // Each who tried is in his list, once for the page and once for what it listens to.
    let father = citizen(&world, "old-father").await;
    assert_eq!(looks_of(&world, &father, LookedKind::Stranger).await, 6);
    let held = visitors[0].open(&format!("/acting-for/{mandate}")).await;
    held.hides(&reference).hides(ADDRESS);
    let stranger = world.visitor().open(&format!("/calls/{reference}")).await;
    assert_eq!(stranger.route(), "/sign-in");
}

async fn before_a_call_nobody_sees_where_somebody_lives(world: World) {
    let device = known(&world, "elder").await;
    let neighbour = world.office.desks_of(&street_of(&world, "elder"))[2].clone();
    for login in ["services-shapingba", "police-shapingba-1"] {
        let mut staff = be(&world, login).await;
        assert_eq!(
            staff.open("/casework/calls/devices").await.status,
            404,
            "{login}"
        );
        assert_eq!(
            staff.open("/casework/calls/drill").await.status,
            404,
            "{login}"
        );
    }
    // The station of another street has devices of its own.
    let next = Actor::Staff(at_office(&neighbour));
    let session = app::identity::SessionKey("nobody".to_owned());
    let list = world
        .office
        .call_devices(&next, &session, false)
        .await
        .unwrap();
    assert!(list.devices.is_empty());
    let end = app::one_key_call::DeviceForm {
        act: "end".to_owned(),
        device: device.id.clone(),
        ..app::one_key_call::DeviceForm::default()
    };
    world
        .office
        .act_on_device(&at_office(&neighbour), &session, &end)
        .await
        .expect_err("another street's");
    let mut street = be(&world, "street-shapingba").await;
    street
        .open("/casework/calls/devices")
        .await
        .says(&device.id)
        .hides(ADDRESS)
        .hides(&device.key);
}

stories![
    a_desk_sees_a_call_from_the_moment_when_it_is_rung,
    a_contact_follows_it_and_whoever_was_struck_off_does_not,
    a_contact_reads_the_end_for_a_week,
    family_that_is_no_contact_sees_nothing,
    before_a_call_nobody_sees_where_somebody_lives,
];
