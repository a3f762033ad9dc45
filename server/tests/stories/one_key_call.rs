//! The one-key call: pressed once, rung by tiers, answered, ended only after somebody spoke with the person or saw them.

use std::collections::BTreeSet;

use app::case::CaseReference;
use app::error::PortalError;
use app::identity::{Actor, Citizen, OfficeId, StaffMember, StaffRole};
use app::mandate::MandateAct;
use app::one_key_call::{
    CallActForm, CallAtDesk, CallHome, CallStage, CallStep, DeviceKind, Earnest, Measured,
    OneKeyCallDesk as _,
};
use app::text::Text;
use app::warnings::Contact;
use jiff::SignedDuration;
use reqwest::Response;
use server::care::dispatch::{SIGNATURE_HEADER, TIME_HEADER, signature};
use server::database::Engine;
use server::demo_city::people::{demo_people, demo_staff};
use server::fault::Fault;
use server::one_key_call::devices::DEVICE_HEADER;
use server::one_key_call::{self, DeviceEvent, Press, Pressed, Registered};
use server::outbox;
use sqlx::Row as _;

use crate::mandate::{citizen, may_act, number_of, street_of};
use crate::newborn::be;
use crate::stories;
use crate::support::{Page, Visitor, World, say};

const ADDRESS: &str = "和平村3栋2-1";
const NOTE: &str = "糖尿病，钥匙在邻居家";

/// Somebody of the demo's staff, as the desks know them.
pub fn member(world: &World, login: &str) -> StaffMember {
    let staff = demo_staff(&world.city)
        .into_iter()
        .find(|staff| staff.login == login)
        .unwrap_or_else(|| panic!("nobody is called {login}"));
    StaffMember {
        id: login.to_owned(),
        name: staff.name,
        office: staff.office,
        role: staff.role,
    }
}

/// Somebody at the desk of this office.
pub fn at_office(office: &str) -> StaffMember {
    StaffMember {
        id: format!("at-{office}"),
        name: app::person::PersonName::parse("周宁").unwrap(),
        office: OfficeId(office.to_owned()),
        role: StaffRole::Caseworker,
    }
}

fn mobile_of(world: &World, key: &str) -> String {
    demo_people(&world.city)
        .into_iter()
        .find(|person| person.key == key)
        .expect("one of the demo's people")
        .mobile
        .as_str()
        .to_owned()
}

/// The elder has said where they live.
async fn at_home(world: &World, key: &str) -> Visitor {
    let mut elder = be(world, key).await;
    let street = street_of(world, key);
    let fields = [
        ("street", street.as_str()),
        ("address", ADDRESS),
        ("phone", "023-61230000"),
        ("note", NOTE),
    ];
    let page = elder.post("/call/home", &fields).await;
    page.says(&say(Text::CallHomeSaved));
    elder
}

/// This one is to be rung about that one.
pub async fn is_contact_of(world: &World, key: &str, elder: &str, name: &str) {
    let contact = Contact {
        name: name.to_owned(),
        phone: mobile_of(world, key),
    };
    let person = citizen(world, elder).await.person;
    world.office.add_contact(&person, &contact).await.unwrap();
}

/// A press on the elder's own page; the reference of the call.
async fn press(elder: &mut Visitor) -> String {
    let page = elder.open("/call").await;
    let form = page.form_in("form.call-press, .call-press form");
    let call = elder.submit(form).await;
    call.says(&say(Text::CallSaysRinging));
    call.route().rsplit('/').next().unwrap().to_owned()
}

/// A press past the page.
pub async fn pressed(world: &World, key: &str) -> Pressed {
    let me = citizen(world, key).await;
    world
        .office
        .press(&a_press(&me, Earnest::Real))
        .await
        .unwrap()
}

fn a_press(me: &Citizen, earnest: Earnest) -> Press {
    Press {
        person: me.person.clone(),
        earnest,
        source: "page".to_owned(),
        device: String::new(),
        actor: me.person.0.clone(),
        otherwise: CallHome::default(),
        home: String::new(),
    }
}

/// What is known of the elder, without pages.
pub async fn known(world: &World, key: &str) -> Registered {
    registered(world, key, DeviceKind::Pendant).await
}

async fn registered(world: &World, key: &str, kind: DeviceKind) -> Registered {
    let me = citizen(world, key).await;
    let home = CallHome {
        name: me.name.as_str().to_owned(),
        phone: "023-61230000".to_owned(),
        address: ADDRESS.to_owned(),
        note: NOTE.to_owned(),
        place: String::new(),
    };
    world
        .office
        .register_device("story", &me.person, &street_of(world, key), kind, &home)
        .await
        .unwrap()
}

pub async fn shown(world: &World, member: &StaffMember, reference: &str) -> CallAtDesk {
    world
        .office
        .call_at_desk(&Actor::Staff(member.clone()), reference)
        .await
        .unwrap()
}

/// What a desk presses, as the page stands now.
pub async fn act(
    world: &World,
    member: &StaffMember,
    reference: &str,
    step: CallStep,
) -> Result<String, Fault> {
    let version = shown(world, member, reference).await.version;
    let form = CallActForm {
        act: step.code().to_owned(),
        version,
        met: if step.ends() { "saw" } else { "" }.to_owned(),
        remark: String::new(),
    };
    world.office.act_on_call(member, reference, &form).await
}

/// Whom was rung, in which round and tier.
async fn rung(world: &World, reference: &str) -> Vec<(i64, i64, String)> {
    let mut conn = world.office.db.read().await.unwrap();
    let rows = sqlx::query(
        "SELECT r.round, r.tier, r.whom FROM call_ring r JOIN call c ON c.home = r.home AND c.id = r.call WHERE c.reference = $1 ORDER BY r.round, r.tier, r.place",
    )
    .bind(reference.to_owned())
    .fetch_all(&mut *conn)
    .await
    .unwrap();
    rows.iter()
        .map(|row| (row.get("round"), row.get("tier"), row.get("whom")))
        .collect()
}

async fn count(world: &World, sql: &'static str) -> i64 {
    let mut conn = world.office.db.read().await.unwrap();
    let row = sqlx::query(sql).fetch_one(&mut *conn).await.unwrap();
    row.get(0)
}

pub fn later(world: &World, seconds: i64) {
    world.clock.advance(SignedDuration::from_secs(seconds));
}

async fn at_night_one_press_climbs_the_tiers_and_the_son_is_told(world: World) {
    let mut elder = at_home(&world, "elder").await;
    is_contact_of(&world, "elder-son", "elder", "陈国庆").await;
    let reference = press(&mut elder).await;
    let first = [(1, 0, "station".to_owned()), (1, 0, "contact".to_owned())];
    assert_eq!(rung(&world, &reference).await, first);

    // The son is told, with nothing in it that is nobody's business.
    outbox::run_once(&world.office).await.unwrap();
    let mut son = be(&world, "elder-son").await;
    let messages = son.open("/demo/messages").await;
    messages.says(&reference);
    messages.hides("王秀英").hides(ADDRESS);
    let notices = son.open("/notices").await;
    notices.says(&say(Text::CallNoticeSentence));
    let led = son
        .submit(notices.form_in("form.act[action^='/notices/']"))
        .await;
    assert_eq!(led.route(), format!("/calls/{reference}"));
    let page = son.open(&format!("/calls/{reference}")).await;
    page.says("王秀英").says(&say(Text::CallReply));
    page.hides(ADDRESS).hides("糖尿病");
    let going = son
        .submit(
            page.form_to(&format!("/calls/{reference}"))
                .press(&say(Text::CallStepGoing)),
        )
        .await;
    going.says(&say(Text::CallSaysRinging));

    // What a relative says stops nothing.
    later(&world, 59);
    assert_eq!(one_key_call::look(&world.office).await.unwrap(), 0);
    later(&world, 1);
    assert_eq!(one_key_call::look(&world.office).await.unwrap(), 1);
    assert_eq!(one_key_call::look(&world.office).await.unwrap(), 0, "once");
    later(&world, 60);
    one_key_call::look(&world.office).await.unwrap();
    let tiers: Vec<String> = rung(&world, &reference)
        .await
        .into_iter()
        .map(|(_, tier, whom)| format!("{tier} {whom}"))
        .collect();
    assert_eq!(
        tiers,
        [
            "0 station",
            "0 contact",
            "1 grid-worker",
            "1 platform",
            "2 neighbour",
            "2 prompt-120"
        ]
    );
    // And on, until somebody answers.
    later(&world, 180);
    assert_eq!(one_key_call::look(&world.office).await.unwrap(), 1);
    assert_eq!(rung(&world, &reference).await.len(), 9);

    // The grid worker's board rings like a desk's.
    let mut grid = be(&world, "community-shapingba").await;
    let rings = app::text::Words::default().say_counted(Text::CallsRinging, 1, &[]);
    grid.open("/casework/calls").await.says(&rings);
    let mut street = be(&world, "street-shapingba").await;
    let queue = street.open("/casework").await;
    let board = street
        .open(&queue.link(&app::text::Words::default().say_counted(Text::CallsRinging, 1, &[])))
        .await;
    board.says(&say(Text::CallPrompt120));
    board.hides("王秀英").hides(ADDRESS);
    let call = street.open(&format!("/casework/calls/{reference}")).await;
    call.says("王秀英").says(ADDRESS).says(NOTE).says("陈国庆");
    let answered = street
        .submit(call.form().press(&say(Text::CallStepAnswer)))
        .await;
    answered.says(&say(Text::CallSaysAnswered));
    later(&world, 300);
    assert_eq!(one_key_call::look(&world.office).await.unwrap(), 0);
    elder
        .open(&format!("/calls/{reference}"))
        .await
        .says(&say(Text::CallSaysAnswered))
        .says("陈国庆这就过去");
    // Whoever follows it sees who answered.
    let name = &member(&world, "street-shapingba").office;
    let office = world.office.directory().get(name).unwrap().name.zh.clone();
    son.open(&format!("/calls/{reference}")).await.says(&office);
}

async fn a_saved_phone_presses_without_signing_in_and_shows_nothing(world: World) {
    let mut elder = at_home(&world, "elder").await;
    let page = elder.open("/call").await;
    elder
        .submit(page.form_to("/call/save"))
        .await
        .says(&say(Text::CallPhoneSaved));
    let token = elder
        .cookie("call")
        .expect("a cookie of its own")
        .to_owned();
    // They are reminded to try it out, and looked after when they are silent, before they have ever pressed.
    let looked_after = "SELECT COUNT(*) FROM call_person WHERE contact_mark > 0 AND test_mark > 0";
    assert_eq!(count(&world, looked_after).await, 1);

    let mut phone = world.visitor();
    phone.set_cookie("call", &token);
    let page = phone.open("/call").await;
    for number in ["tel:120", "tel:110", "tel:119"] {
        assert!(page.has(&format!("a[href='{number}']")), "{number}");
    }
    page.hides("王秀英").hides(ADDRESS).hides("糖尿病");
    let coming = phone.submit(page.form_in(".call-press form")).await;
    assert_eq!(coming.route(), "/call/coming");
    coming.says(&say(Text::CallComing));
    coming.hides("王秀英").hides(ADDRESS).hides("HJ-");
    assert_eq!(
        count(&world, "SELECT COUNT(*) FROM call WHERE source = 'phone'").await,
        1
    );
    // It opens nothing else.
    for path in ["/calls", "/call/home", "/account", "/contacts"] {
        let led = phone.open(path).await;
        assert_eq!(led.route(), "/sign-in", "{path}");
    }

    // Listed and ended like a session.
    let account = elder.open("/account").await;
    account.says(&say(Text::CallPhoneSession));
    let mut conn = world.office.db.read().await.unwrap();
    let kept = sqlx::query("SELECT id, token FROM call_phone")
        .fetch_one(&mut *conn)
        .await
        .unwrap();
    let id: String = kept.get("id");
    assert_ne!(kept.get::<String, _>("token"), token, "kept as a hash only");
    drop(conn);
    let mut other = be(&world, "elder-son").await;
    other
        .post("/account/sessions/end", &[("session", id.as_str())])
        .await;
    assert_eq!(
        count(&world, "SELECT COUNT(*) FROM call_phone WHERE ended_at = 0").await,
        1
    );
    elder
        .post("/account/sessions/end", &[("session", id.as_str())])
        .await;
    let again = phone.open("/call").await;
    again.says(&say(Text::CallNobody));
    let unknown = phone.post("/call", &[("whom", "phone")]).await;
    unknown.says(&say(Text::CallUnknown));
    assert_eq!(count(&world, "SELECT COUNT(*) FROM call").await, 1);
}

async fn presses_within_a_minute_are_one_and_a_later_one_rings_again(world: World) {
    let device = known(&world, "elder").await;
    assert!(!device.key.is_empty());
    let desk = member(&world, "street-shapingba");
    let first = pressed(&world, "elder").await;
    assert!(!first.joined);
    // Two at once, and one more.
    let (one, other) = tokio::join!(pressed(&world, "elder"), pressed(&world, "elder"));
    assert!(one.joined && other.joined);
    assert_eq!(
        (&one.reference, &other.reference),
        (&first.reference, &first.reference)
    );
    let reference = first.reference.to_string();
    assert_eq!(shown(&world, &desk, &reference).await.line.presses, 3);
    assert_eq!(count(&world, "SELECT COUNT(*) FROM call").await, 1);

    act(&world, &desk, &reference, CallStep::Answer)
        .await
        .unwrap();
    later(&world, 30);
    assert!(pressed(&world, "elder").await.joined);
    assert_eq!(
        shown(&world, &desk, &reference).await.line.stage,
        CallStage::Answered
    );
    later(&world, 90);
    assert!(pressed(&world, "elder").await.joined);
    let call = shown(&world, &desk, &reference).await;
    assert_eq!(call.line.stage, CallStage::Ringing, "nobody has helped yet");
    assert_eq!(
        rung(&world, &reference).await.last().unwrap(),
        &(2, 0, "station".to_owned())
    );

    // When it has ended, the next press is another call.
    for step in [CallStep::Answer, CallStep::Arrive, CallStep::StandDown] {
        act(&world, &desk, &reference, step).await.unwrap();
    }
    let next = pressed(&world, "elder").await;
    assert!(!next.joined);
    assert_ne!(next.reference, first.reference);
    let person = shown(&world, &desk, next.reference.as_str())
        .await
        .person
        .unwrap();
    assert_eq!(person.earlier[0].0, reference);
}

async fn tells(world: &World, (id, key): (&str, &str), time: i64, event: &DeviceEvent) -> Response {
    let body = serde_json::to_vec(event).unwrap();
    world
        .visitor()
        .request(reqwest::Method::POST, "/api/devices/events")
        .header(DEVICE_HEADER, id)
        .header(TIME_HEADER, time)
        .header(SIGNATURE_HEADER, signature(key, time, &body))
        .header("content-type", "application/json")
        .body(body)
        .send()
        .await
        .unwrap()
}

fn event(name: &str, what: &str, battery: Option<i64>) -> DeviceEvent {
    DeviceEvent {
        event: name.to_owned(),
        what: what.to_owned(),
        battery,
        place: String::new(),
    }
}

async fn a_device_is_heard_once_signed_and_fresh(world: World) {
    let device = known(&world, "elder").await;
    let (id, key) = (device.id.as_str(), device.key.as_str());
    let now = world.office.clock.now().as_second();
    let alarm = event("e-00000001", "alarm", None);
    for (with, time, event, wanted, why) in [
        (("D-nobody", key), now, &alarm, 401, "an unknown device"),
        ((id, "another"), now, &alarm, 401, "another key"),
        ((id, key), now - 301, &alarm, 401, "too old"),
        ((id, key), now + 301, &alarm, 401, "too far ahead"),
        (
            (id, key),
            now,
            &event("short", "alarm", None),
            400,
            "no name",
        ),
        (
            (id, key),
            now,
            &event("e-00000002", "dance", None),
            400,
            "no such thing",
        ),
        (
            (id, key),
            now,
            &event("e-00000003", "battery", Some(101)),
            400,
            "no percentage",
        ),
        ((id, key), now, &alarm, 200, "a press"),
        ((id, key), now, &alarm, 409, "the same again"),
        (
            (id, key),
            now,
            &event("e-00000004", "alarm", None),
            200,
            "a second press joins",
        ),
        (
            (id, key),
            now,
            &event("e-00000005", "heartbeat", Some(80)),
            204,
            "it is there",
        ),
        (
            (id, key),
            now,
            &event("e-00000006", "battery", Some(10)),
            204,
            "enough",
        ),
    ] {
        let met = tells(&world, with, time, event).await.status().as_u16();
        assert_eq!(met, wanted, "{why}");
    }
    assert_eq!(
        count(&world, "SELECT COUNT(*) FROM call WHERE source = 'pendant'").await,
        1
    );
    assert_eq!(count(&world, "SELECT CAST(SUM(times) AS BIGINT) FROM call_device_refused WHERE why = 'unknown-device'").await, 1);
    assert_eq!(
        count(
            &world,
            "SELECT CAST(SUM(times) AS BIGINT) FROM call_device_refused WHERE why = 'stale'"
        )
        .await,
        2
    );
    // A device whose clock is wrong is told the time.
    let stale = tells(
        &world,
        (id, key),
        now - 900,
        &event("e-00000007", "alarm", None),
    )
    .await;
    let told: serde_json::Value = stale.json().await.unwrap();
    assert_eq!(told["now"].as_i64(), Some(now));
    // Under ten percent is something to look after, and no call.
    let low = event("e-00000008", "battery", Some(9));
    assert_eq!(tells(&world, (id, key), now, &low).await.status(), 204);
    assert_eq!(
        count(
            &world,
            "SELECT COUNT(*) FROM warning WHERE kind = 'device-battery'"
        )
        .await,
        1
    );
    assert_eq!(count(&world, "SELECT COUNT(*) FROM call").await, 1);

    // Gas: a call, and a warning beside it.
    let gas = registered(&world, "old-father", DeviceKind::Gas).await;
    let smells = event("e-00000009", "alarm", None);
    assert_eq!(
        tells(&world, (&gas.id, &gas.key), now, &smells)
            .await
            .status(),
        200
    );
    assert_eq!(
        count(&world, "SELECT COUNT(*) FROM call WHERE source = 'gas'").await,
        1
    );
    assert_eq!(
        count(
            &world,
            "SELECT COUNT(*) FROM warning WHERE kind = 'gas-alarm'"
        )
        .await,
        1
    );

    let described = world
        .visitor()
        .request(reqwest::Method::GET, "/api/devices/openapi.yaml")
        .send()
        .await
        .unwrap();
    assert!(described.text().await.unwrap().starts_with("openapi: 3.1"));
}

async fn the_simulator_is_heard_and_a_station_registers_and_ends_what_it_is(world: World) {
    world.serve();
    let mut street = be(&world, "street-shapingba").await;
    let page = street.open("/casework/calls/devices").await;
    let form = page
        .form()
        .fill("kind", "watch")
        .fill("number", number_of(&world, "elder").as_str())
        .fill("name", "王秀英")
        .fill("street", &street_of(&world, "elder"))
        .fill("address", ADDRESS)
        .fill("phone", "023-61230000")
        .press(&say(Text::CallDeviceRegister));
    let made = street.submit(form).await;
    made.says(&say(Text::CallDeviceKeyWhat));
    let found = made.find_all(".notice dd");
    let (id, key) = (found[0].words.clone(), found[1].words.clone());
    street.open("/casework/calls/devices").await.hides(&key);
    let yuban = async |what: &str, more: &[&str]| {
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_yuban"));
        command
            .args([
                "device",
                what,
                "--portal",
                &world.address,
                "--device",
                &id,
                "--device-key",
                &key,
            ])
            .args(more)
            .env("YUBAN_LOG", "error");
        command.output().await.unwrap()
    };
    // The machine's clock is not the story's: the refusal says what time it is.
    let pressed = yuban("press", &["--event", "e-simulated", "--place", "bathroom"]).await;
    let said = String::from_utf8_lossy(&pressed.stdout).into_owned();
    assert!(
        pressed.status.success() && said.contains("HJ-"),
        "{said} {pressed:?}"
    );
    assert!(
        !yuban("press", &["--event", "e-simulated"])
            .await
            .status
            .success(),
        "the same again"
    );
    // Where it is stands on the call, the last that it told; a press that knows none takes nothing away.
    let reference: String = said[said.find("HJ-").expect("a reference")..]
        .chars()
        .take_while(|letter| *letter == '-' || letter.is_ascii_alphanumeric())
        .collect();
    let path = format!("/casework/calls/{reference}");
    street.open(&path).await.says("bathroom");
    let walked = ["--place", "29.5572,106.4575"];
    assert!(yuban("press", &walked).await.status.success());
    assert!(yuban("press", &[]).await.status.success());
    street
        .open(&path)
        .await
        .says("29.5572,106.4575")
        .hides("bathroom");
    let too_long = "a".repeat(61);
    let refused = yuban("press", &["--place", &too_long]).await;
    assert!(!refused.status.success());
    assert!(
        yuban("heartbeat", &["--battery", "55"])
            .await
            .status
            .success()
    );
    street.open("/casework/calls/devices").await.says("55%");

    let page = street.open("/casework/calls/devices").await;
    let end = page.form_in("#devices-region form, table form");
    street.submit(end.press(&id)).await.hides(&id);
    assert!(!yuban("press", &[]).await.status.success(), "ended");
    assert_eq!(
        count(
            &world,
            "SELECT COUNT(*) FROM journal WHERE kind = 'call-device'"
        )
        .await,
        2,
        "who registered it, and who ended it"
    );
    let wrong = street
        .post("/casework/calls/devices", &[("act", "register")])
        .await;
    assert!(wrong.has(".error-summary"));
}

async fn however_many_are_open_what_rings_is_on_the_board(world: World) {
    known(&world, "elder").await;
    known(&world, "assisted-elder").await;
    let desk = member(&world, "street-shapingba");
    let first = pressed(&world, "elder").await.reference.to_string();
    act(&world, &desk, &first, CallStep::Answer).await.unwrap();
    // A power cut: a hundred were answered and go on.
    let mut tx = world.office.db.begin().await.unwrap();
    for table in ["call", "call_ring"] {
        let columns = columns_of(tx.conn(), table).await;
        for nth in 0..100_u8 {
            let reference =
                CaseReference::from_random("HJ", [nth / 29, nth % 29, 0, 0, 0, 0, 0, 0]);
            let values: Vec<String> = columns
                .iter()
                .map(|column| match (table, column.as_str()) {
                    ("call", "id" | "person") | ("call_ring", "call") => {
                        format!("{column} || '-{nth}'")
                    }
                    ("call", "reference") => format!("'{reference}'"),
                    _ => column.clone(),
                })
                .collect();
            let of_the_first = match table {
                "call" => format!("reference = '{first}'"),
                _ => format!("call = (SELECT id FROM call WHERE reference = '{first}')"),
            };
            let sql = format!(
                "INSERT INTO {table} ({}) SELECT {} FROM {table} WHERE {of_the_first}",
                columns.join(", "),
                values.join(", ")
            );
            sqlx::query(sqlx::AssertSqlSafe(sql))
                .execute(tx.conn())
                .await
                .unwrap();
        }
    }
    tx.commit().await.unwrap();
    later(&world, 90);
    let again = Press {
        home: street_of(&world, "elder"),
        ..a_press(&citizen(&world, "assisted-elder").await, Earnest::Real)
    };
    let mut tx = world.office.db.begin().await.unwrap();
    sqlx::query("UPDATE call_person SET home = $1")
        .bind(street_of(&world, "elder"))
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let rings = world.office.press(&again).await.unwrap();
    let mut street = be(&world, "street-shapingba").await;
    let board = street.open("/casework/calls").await;
    let words = app::text::Words::default();
    board
        .says(&words.say_counted(Text::CallsRinging, 1, &[]))
        .says(&words.say_counted(Text::CallBoardMore, 2, &[]));
    assert!(board.has(&format!("a[href$='{}']", rings.reference)));
}

async fn columns_of(conn: &mut sqlx::AnyConnection, table: &str) -> Vec<String> {
    use sqlx::Column as _;
    let sql = format!("SELECT * FROM {table} LIMIT 1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql))
        .fetch_one(conn)
        .await
        .unwrap();
    let names = row.columns().iter();
    names.map(|column| column.name().to_owned()).collect()
}

async fn a_call_that_cannot_be_taken_says_which_numbers_work(world: World) {
    let mut elder = at_home(&world, "elder").await;
    let page = elder.open("/call").await;
    let form = page.form_in("form.call-press, .call-press form");
    let mut tx = world.office.db.begin().await.unwrap();
    sqlx::query("ALTER TABLE call RENAME TO call_gone")
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let failed = elder.submit(form).await;
    assert_eq!(failed.status, 500);
    failed.says(&say(Text::CallFailed));
    for number in ["tel:120", "tel:110", "tel:119"] {
        assert!(failed.has(&format!("a[href='{number}']")), "{number}");
    }
}

async fn two_desks_answer_at_once_and_one_has_it(world: World) {
    known(&world, "elder").await;
    let reference = pressed(&world, "elder").await.reference.to_string();
    later(&world, 60);
    one_key_call::look(&world.office).await.unwrap();
    let station = member(&world, "street-shapingba");
    let platform = member(&world, "services-shapingba");
    let answer = CallActForm {
        act: CallStep::Answer.code().to_owned(),
        ..CallActForm::default()
    };
    let (one, other) = tokio::join!(
        world.office.act_on_call(&station, &reference, &answer),
        world.office.act_on_call(&platform, &reference, &answer),
    );
    assert_eq!(
        usize::from(one.is_ok()) + usize::from(other.is_ok()),
        1,
        "{one:?} {other:?}"
    );
    let (has_it, late) = if one.is_ok() {
        (&station, other)
    } else {
        (&platform, one)
    };
    // The other reads who has it.
    let Err(Fault::Portal(PortalError::Conflict(said))) = late else {
        panic!("{late:?}");
    };
    assert_eq!(said.text, Text::CallMovedOn);
    assert_eq!(said.with[0].1, has_it.name.as_str());
    for desk in [&station, &platform] {
        let line = shown(&world, desk, &reference).await.line;
        assert_eq!(line.holder.unwrap().0, has_it.name.as_str());
    }
    // And can go on with it.
    let waits = if has_it.id == station.id {
        &platform
    } else {
        &station
    };
    act(&world, waits, &reference, CallStep::TakeOver)
        .await
        .unwrap();
    assert!(shown(&world, waits, &reference).await.is_mine);
}

async fn nobody_ends_a_call_before_somebody_has_met_them(world: World) {
    let mut elder = at_home(&world, "elder").await;
    let reference = press(&mut elder).await;
    let mut street = be(&world, "street-shapingba").await;
    let path = format!("/casework/calls/{reference}");
    street.open(&path).await;
    street
        .post(&path, &[("act", "stood-down"), ("version", "1")])
        .await
        .says(&say(Text::CallChanged));
    let call = street.post(&path, &[("act", "answered")]).await;
    let unsaid = street
        .submit(
            call.form_in("details form")
                .press(&say(Text::CallStepFalseAlarm)),
        )
        .await;
    assert!(unsaid.has(".error-summary"), "{}", unsaid.text());
    unsaid.says(&say(Text::CallSaysAnswered));
    let sent = street
        .post(&path, &[("act", "helper-sent"), ("version", "2")])
        .await;
    sent.says(&say(Text::CallSaysOnTheWay));
    let handed = street
        .post(&path, &[("act", "handed-to-120"), ("version", "3")])
        .await;
    handed.says("王秀英").says(NOTE);
    street
        .post(&path, &[("act", "there"), ("version", "4")])
        .await
        .says(&say(Text::CallSaysThere));
    let page = street.open(&path).await;
    let end = page
        .form_in("details form")
        .fill("met", "saw")
        .fill("remark", "送医，意识清楚")
        .press(&say(Text::CallStepStandDown));
    let board = street.submit(end).await;
    assert_eq!(board.route(), "/casework/calls");
    board.says(&reference);

    // What was needed while it was open is nobody's business now.
    let after = street.open(&path).await;
    after.says(&say(Text::CallHappenedStoodDownSaw));
    after.hides(ADDRESS).hides("王秀英").hides("糖尿病");
    elder
        .open(&format!("/calls/{reference}"))
        .await
        .says(&say(Text::CallSaysEnded))
        .says(&say(Text::CallHappenedStoodDownSaw));
    let me = citizen(&world, "elder").await.person;
    let mut conn = world.office.db.read().await.unwrap();
    let reads = server::data_layer::access_log::reads_about(&mut conn, &me, None, 100)
        .await
        .unwrap();
    drop(conn);
    let looks = reads
        .iter()
        .filter(|read| read.row.purpose == "call")
        .count();
    assert!(looks >= 4, "each look is in the log: {looks}");

    // The next morning somebody asks how they are.
    let mut conn = world.office.db.read().await.unwrap();
    let due = sqlx::query(
        "SELECT due_at, next_mark FROM warning WHERE kind = 'call-follow-up' AND stage = 'open'",
    )
    .fetch_one(&mut *conn)
    .await
    .unwrap();
    drop(conn);
    let first = jiff::Timestamp::from_microsecond(due.get("next_mark")).unwrap();
    let hours = first.duration_since(world.office.clock.now()).as_hours();
    assert!((20..40).contains(&hours), "{hours}");
    // A second ending finds it ended.
    let late = street
        .post(
            &path,
            &[("act", "stood-down"), ("version", "5"), ("met", "saw")],
        )
        .await;
    assert_eq!(late.status, 409);
}

async fn what_is_answered_and_forgotten_rings_again(world: World) {
    known(&world, "elder").await;
    let desk = member(&world, "street-shapingba");
    let reference = pressed(&world, "elder").await.reference.to_string();
    act(&world, &desk, &reference, CallStep::Answer)
        .await
        .unwrap();
    later(&world, 599);
    assert_eq!(one_key_call::look(&world.office).await.unwrap(), 0);
    later(&world, 1);
    assert_eq!(one_key_call::look(&world.office).await.unwrap(), 1);
    assert_eq!(
        shown(&world, &desk, &reference).await.line.stage,
        CallStage::Ringing
    );
    later(&world, 60);
    one_key_call::look(&world.office).await.unwrap();
    let second: Vec<_> = rung(&world, &reference)
        .await
        .into_iter()
        .filter(|(round, ..)| *round == 2)
        .map(|(_, tier, _)| tier)
        .collect();
    assert_eq!(second, [0, 1, 1]);
}

async fn a_clock_that_jumps_skips_no_tier(world: World) {
    known(&world, "elder").await;
    let reference = pressed(&world, "elder").await.reference.to_string();
    later(&world, 86_400);
    one_key_call::look(&world.office).await.unwrap();
    one_key_call::look(&world.office).await.unwrap();
    let all = rung(&world, &reference).await;
    let tiers: BTreeSet<i64> = all.iter().map(|(_, tier, _)| *tier).collect();
    assert!(tiers.is_superset(&[0, 1, 2].into()), "{all:?}");
    let distinct: BTreeSet<_> = all.iter().collect();
    assert_eq!(distinct.len(), all.len(), "each once");
    assert!(all.is_sorted_by_key(|(_, tier, _)| *tier));
}

async fn a_drill_behaves_the_same_and_is_never_counted(world: World) {
    let mut street = be(&world, "street-shapingba").await;
    let page = street.open("/casework/calls/drill").await;
    page.says(&say(Text::CallDrillNone));
    let call = street.submit(page.form_to("/casework/calls/drill")).await;
    call.says(&say(Text::CallDrillNote))
        .says(&say(Text::CallDrillAddress));
    let reference = call.route().rsplit('/').next().unwrap().to_owned();
    later(&world, 60);
    one_key_call::look(&world.office).await.unwrap();
    assert_eq!(rung(&world, &reference).await.len(), 3, "it climbs");
    let desk = member(&world, "street-shapingba");
    for step in [CallStep::Answer, CallStep::SendHelper] {
        act(&world, &desk, &reference, step).await.unwrap();
    }
    later(&world, 600);
    for step in [CallStep::Arrive, CallStep::StandDown] {
        act(&world, &desk, &reference, step).await.unwrap();
    }
    let report = street.open("/casework/calls/drill").await;
    report
        .says("1:00")
        .says("11:00")
        .says(&say(Text::CallHappenedThere));
    assert_eq!(count(&world, "SELECT COUNT(*) FROM warning").await, 0);
    let figures = world.office.call_figures().await.unwrap();
    assert_eq!(figures.answered, Measured::Nothing);
    assert_eq!(figures.attended, Measured::Nothing);
}

async fn a_test_press_is_a_test_to_everybody(world: World) {
    let mut elder = at_home(&world, "elder").await;
    is_contact_of(&world, "elder-son", "elder", "陈国庆").await;
    let page = elder.open("/call").await;
    let test = page.form_in("main > form:last-of-type");
    let call = elder.submit(test.press(&say(Text::CallTest))).await;
    call.says(&say(Text::CallTestTag));
    // A call in earnest is another one, and joins no test.
    press(&mut elder).await;
    assert_eq!(count(&world, "SELECT COUNT(*) FROM call").await, 2);
    outbox::run_once(&world.office).await.unwrap();
    let mut son = be(&world, "elder-son").await;
    son.open("/notices")
        .await
        .says(&say(Text::CallNoticeSentenceTest));

    // A month later somebody with a device is reminded.
    known(&world, "elder").await;
    later(&world, 31 * 86_400);
    one_key_call::look_after(&world.office).await.unwrap();
    let mut elder = be(&world, "elder").await;
    elder
        .open("/notices")
        .await
        .says(&say(Text::CallNoticeTestDueSentence));
}

async fn silence_of_a_device_and_of_a_person_is_looked_after(world: World) {
    let device = known(&world, "elder").await;
    let now = || world.office.clock.now().as_second();
    let beats = event("e-00000001", "heartbeat", Some(70));
    assert_eq!(
        tells(&world, (&device.id, &device.key), now(), &beats)
            .await
            .status(),
        204
    );
    later(&world, 26 * 3_600 - 1);
    one_key_call::look_after(&world.office).await.unwrap();
    assert_eq!(count(&world, "SELECT COUNT(*) FROM warning").await, 0);
    later(&world, 1);
    one_key_call::look_after(&world.office).await.unwrap();
    one_key_call::look_after(&world.office).await.unwrap();
    let open = "SELECT COUNT(*) FROM warning WHERE kind = 'device-silent' AND stage = 'open'";
    assert_eq!(count(&world, open).await, 1);
    let mut street = be(&world, "street-shapingba").await;
    street
        .open("/casework/warnings")
        .await
        .says(&say(Text::WarningDeviceSilent));
    // It is heard of again: that closes itself.
    let beats = event("e-00000002", "heartbeat", None);
    assert_eq!(
        tells(&world, (&device.id, &device.key), now(), &beats)
            .await
            .status(),
        204
    );
    assert_eq!(count(&world, open).await, 0);

    // Nobody has heard of them for three days.
    later(&world, 4 * 86_400);
    one_key_call::look_after(&world.office).await.unwrap();
    one_key_call::look_after(&world.office).await.unwrap();
    let quiet = "SELECT COUNT(*) FROM warning WHERE kind = 'no-contact'";
    assert_eq!(count(&world, quiet).await, 1);
}

async fn a_child_presses_for_a_parent_only_by_saying_so(world: World) {
    known(&world, "elder").await;
    let mandate = may_act(&world, "elder-son", "elder", MandateAct::ALL).await;
    let mut son = be(&world, "elder-son").await;
    let page = son.open("/call").await;
    page.says("王秀英");
    // The first button is for himself.
    son.submit(page.form_in(".call-press form")).await;
    let elder = citizen(&world, "elder").await.person;
    let mut conn = world.office.db.read().await.unwrap();
    let whose = "SELECT COUNT(*) FROM call WHERE person = $1";
    let own: i64 = sqlx::query(whose)
        .bind(elder.0.clone())
        .fetch_one(&mut *conn)
        .await
        .unwrap()
        .get(0);
    drop(conn);
    assert_eq!(own, 0);
    let led = son.post("/call", &[("whom", mandate.as_str())]).await;
    assert_eq!(led.route(), "/call/coming");
    let mut conn = world.office.db.read().await.unwrap();
    let row = sqlx::query("SELECT source, reference FROM call WHERE person = $1")
        .bind(elder.0.clone())
        .fetch_one(&mut *conn)
        .await
        .unwrap();
    assert_eq!(row.get::<String, _>("source"), "for-another");
    let reference: String = row.get("reference");
    drop(conn);
    // A mandate is not a contact: what happens then is not his to follow.
    assert_eq!(son.open(&format!("/calls/{reference}")).await.status, 404);
    let nobody = son.post("/call", &[("whom", "SQ-2222-2222-2")]).await;
    assert_eq!(nobody.status, 404);
}

async fn without_a_home_the_city_answers(world: World) {
    let me = citizen(&world, "elder").await;
    let press = Press {
        otherwise: CallHome {
            name: me.name.as_str().to_owned(),
            ..CallHome::default()
        },
        ..a_press(&me, Earnest::Real)
    };
    let reference = world
        .office
        .press(&press)
        .await
        .unwrap()
        .reference
        .to_string();
    let city = member(&world, "services-city");
    let call = shown(&world, &city, &reference).await;
    assert_eq!(call.person.unwrap().name, "王秀英");
    // There is no neighbour: the climb goes on without.
    later(&world, 600);
    one_key_call::look(&world.office).await.unwrap();
    assert!(
        rung(&world, &reference)
            .await
            .iter()
            .all(|(.., whom)| whom != "neighbour")
    );
    assert!(!rung(&world, &reference).await.is_empty());
}

async fn only_whoever_waits_is_let_in_and_calls_always(world: World) {
    let page: Page = world.visitor().open("/call").await;
    assert_eq!(page.status, 200);
    // Whoever writes while everybody writes is served first.
    known(&world, "elder").await;
    let me = citizen(&world, "elder").await;
    let done = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let passed = || done.load(std::sync::atomic::Ordering::Relaxed);
    let mut busy = tokio::task::JoinSet::new();
    for _ in 0..60 {
        let (office, done) = (world.office.clone(), done.clone());
        busy.spawn(async move {
            for _ in 0..4 {
                let tx = office.db.begin().await.unwrap();
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
                tx.commit().await.unwrap();
                done.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            }
        });
    }
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    let before = passed();
    let press = a_press(&me, Earnest::Real);
    server::database::first(world.office.press(&press))
        .await
        .unwrap();
    let went_ahead = passed() - before;
    while busy.join_next().await.is_some() {}
    // With one writer, sixty stand in the queue: one of them may be writing, and hardly another comes between.
    assert!(
        world.office.db.engine() == Engine::Postgres || went_ahead < 12,
        "{went_ahead} wrote before the press"
    );
}

async fn the_browser_test_rings_the_daughter(world: World) {
    let number = mobile_of(&world, "daughter");
    assert!(
        include_str!("../../../end2end/one-key-call.spec.ts").contains(&format!("'{number}'")),
        "end2end/one-key-call.spec.ts needs {number}"
    );
}

stories![
    the_browser_test_rings_the_daughter,
    at_night_one_press_climbs_the_tiers_and_the_son_is_told,
    a_saved_phone_presses_without_signing_in_and_shows_nothing,
    presses_within_a_minute_are_one_and_a_later_one_rings_again,
    a_device_is_heard_once_signed_and_fresh,
    the_simulator_is_heard_and_a_station_registers_and_ends_what_it_is,
    however_many_are_open_what_rings_is_on_the_board,
    a_call_that_cannot_be_taken_says_which_numbers_work,
    two_desks_answer_at_once_and_one_has_it,
    nobody_ends_a_call_before_somebody_has_met_them,
    what_is_answered_and_forgotten_rings_again,
    a_clock_that_jumps_skips_no_tier,
    a_drill_behaves_the_same_and_is_never_counted,
    a_test_press_is_a_test_to_everybody,
    silence_of_a_device_and_of_a_person_is_looked_after,
    a_child_presses_for_a_parent_only_by_saying_so,
    without_a_home_the_city_answers,
    only_whoever_waits_is_let_in_and_calls_always,
];
