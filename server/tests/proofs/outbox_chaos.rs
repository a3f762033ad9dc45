//! The real binary, outside demo mode, killed with SIGKILL a hundred times while it takes notices to a mail server and
//! an SMS gateway and writes results into a register, and while applications come in. The servers are in moods: busy,
//! gone, or so late with their answer that nobody listens any more. Every notice arrives by each way, none has an effect
//! twice, and every result stands in its register once.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use app::case::{Dossier, PartyRole, ServiceDefinition};
use app::identity::desk::IdentityDesk as _;
use app::identity::{Citizen, OfficeId};
use app::person::{EmailAddress, PersonName};
use app::text::Language;
use rand::RngExt as _;
use server::case::{FiledMatter, FiledParty, Filing};
use server::clock::{Clock as _, MachineClock};
use server::demo_city::people::demo_people;
use server::outbox;
use server::settings::MailSecurity;
use sqlx::Row as _;

use crate::support::World;
use crate::support::post::{Mood, SMS_KEY, Server, mail_server, sms_gateway};
use crate::{Outcome, Trial};

/// Everything leaves by itself: two registers are written as soon as an application is filed.
const SERVICE: &str = r#"
service = "chaos"
version = "1"
prefix = "CH"
name = { zh = "乱", en = "Chaos" }
summary = { zh = "只用于测试。", en = "For tests only." }
who = { zh = "只用于测试。", en = "For tests only." }
promised_days = 5
evidence = { zh = "invented", en = "invented" }
[declaration]
version = "1"
text = { zh = "属实。", en = "True." }
[[matter]]
code = "note"
name = { zh = "备案", en = "Note" }
gives = { zh = "备案。", en = "A note." }
department = "health"
office = "applicant-health"
kind = "instant"
per = "case"
promised_days = 0
legal_days = 0
writes = { data_set = "HEALTH/fertility-registrations", fields = [] }
result = { zh = "编号", en = "Number" }
next = { zh = "无。", en = "Nothing." }
evidence = "invented"
"#;

pub async fn prove(trial: Trial) -> Outcome {
    let began = Instant::now();
    let mut outcome = Outcome::default();
    let mut dice = trial.dice(0);
    let world = World::fresh(trial.engine).await;
    world.clock.set(MachineClock.now());
    let (mail, sms) = (mail_server(MailSecurity::None).await, sms_gateway().await);
    let mother = told_by_both_ways(&world).await;
    for_real_people(&world).await;

    let is_over = Arc::new(AtomicBool::new(false));
    let filing = tokio::spawn(file_on_and_on(
        world.clone(),
        mother.clone(),
        is_over.clone(),
    ));
    for _ in 0..trial.tries {
        let mut portal = start(&world, &mail, &sms);
        let until = Instant::now() + Duration::from_millis(dice.random_range(0..2_500));
        while Instant::now() < until {
            for server in [&mail, &sms] {
                server.be(match dice.random_range(0..10) {
                    0 => Mood::Busy,
                    1 => Mood::HangsUp,
                    // Later than anybody lives.
                    2 | 3 => Mood::AnswersAfter(Duration::from_secs(5)),
                    _ => Mood::Takes,
                });
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        // SIGKILL: nothing of the process runs any more.
        portal.kill().unwrap();
        portal.wait().unwrap();
        outcome.tried += 1;
    }
    is_over.store(true, Ordering::Relaxed);
    let filed = filing.await.unwrap();
    mail.be(Mood::Takes);
    sms.be(Mood::Takes);
    let mut portal = start(&world, &mail, &sms);
    let left = everything_leaves(&world).await;
    portal.kill().unwrap();
    portal.wait().unwrap();
    if left > 0 {
        outcome.bad.push(format!("{left} errands never left"));
    }
    compare(&world, &mail, &sms, filed, &mut outcome).await;
    outcome
        .figure("applications", filed)
        .figure("letters", mail.effects().len())
        .figure("sms", sms.effects().len())
        .figure(
            "sent-again-without-effect",
            mail.taken().len() + sms.taken().len() - mail.effects().len() - sms.effects().len(),
        )
        .figure(
            "seconds",
            format_args!("{:.0}", began.elapsed().as_secs_f64()),
        );
    world.clear_away().await;
    outcome
}

/// A citizen who confirmed a mobile and an e-mail address.
async fn told_by_both_ways(world: &World) -> Citizen {
    let office = &world.office;
    let person = demo_people(&world.city)
        .into_iter()
        .find(|person| person.key == "mother")
        .unwrap();
    let entrance = office.be("mother").await.unwrap();
    let mother = Citizen {
        account: entrance.account,
        person: office.keys.person(&person.number),
        name: person.name,
        helped: None,
    };
    let mut tx = office.db.begin().await.unwrap();
    sqlx::query("UPDATE account SET sign_in_mobile = 'confirmed' WHERE person = $1")
        .bind(mother.person.0.clone())
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    office
        .choose_sms(&mother, true, Language::Chinese)
        .await
        .unwrap();
    let address = EmailAddress::parse("somebody@example.org").unwrap();
    office
        .send_link(&mother, &address, Language::Chinese)
        .await
        .unwrap();
    while outbox::run_once(office).await.unwrap() > 0 {}
    let messages = office.demo_messages().await.unwrap();
    let link = messages
        .iter()
        .find_map(|message| message.link.clone())
        .unwrap();
    let token = link.rsplit('/').next().unwrap();
    office.confirm_link(&mother, token).await.unwrap();
    mother
}

/// From here on the database is one for real people, so that what leaves the house really leaves it.
async fn for_real_people(world: &World) {
    let mut tx = world.office.db.begin().await.unwrap();
    sqlx::query("UPDATE portal_setting SET value = 'real' WHERE name = 'purpose'")
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let key = world.office.settings.data.join("sms-key");
    std::fs::write(key, SMS_KEY).unwrap();
}

/// One application after the other, until it is over; how many.
async fn file_on_and_on(world: World, mother: Citizen, is_over: Arc<AtomicBool>) -> usize {
    let service = ServiceDefinition::parse(SERVICE).unwrap();
    let mut filed = 0;
    while !is_over.load(Ordering::Relaxed) {
        world.clock.set(MachineClock.now());
        let filing = Filing {
            home: "500106001".to_owned(),
            filed_by: mother.person.clone(),
            subject: mother.person.clone(),
            mandate: None,
            pressed_by: mother.person.0.clone(),
            dossier: Dossier::default(),
            parties: vec![FiledParty {
                role: PartyRole::Applicant,
                party: "applicant".to_owned(),
                person: Some(mother.person.clone()),
                name: PersonName::parse("林晓燕").unwrap(),
            }],
            matters: vec![FiledMatter {
                code: "note".to_owned(),
                subject: "case".to_owned(),
                office: OfficeId("health-500106".to_owned()),
                already: None,
            }],
            claims: Vec::new(),
        };
        let mut tx = world.office.db.begin().await.unwrap();
        world.office.file(&mut tx, &service, &filing).await.unwrap();
        tx.commit().await.unwrap();
        filed += 1;
        tokio::time::sleep(Duration::from_millis(400)).await;
    }
    filed
}

/// One life of the portal, for real people.
fn start(world: &World, mail: &Server, sms: &Server) -> Child {
    let folder: &Path = &world.office.settings.data;
    let settings = &world.office.settings;
    Command::new(env!("CARGO_BIN_EXE_yuban"))
        .arg("serve")
        .args(["--listen", "127.0.0.1:0"])
        .args(["--address", "https://portal.example"])
        .args(["--database", &settings.database])
        .arg("--data")
        .arg(folder.join("portal"))
        .arg("--key")
        .arg(&settings.key)
        .args(["--data-layer", settings.data_layer.as_deref().unwrap()])
        .args(["--mail-server", &mail.address.ip().to_string()])
        .args(["--mail-port", &mail.address.port().to_string()])
        .args(["--mail-security", "none"])
        .args(["--mail-from", "yuban@example.org"])
        .args(["--sms-url", &format!("http://{}/", sms.address)])
        .arg("--sms-key")
        .arg(folder.join("sms-key"))
        .env("YUBAN_LOG", "off")
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// Waits until nothing is left in the outbox; how much is left after a quarter of an hour. An errand that a dead portal held is
/// taken up a minute later, one that failed often some minutes later.
async fn everything_leaves(world: &World) -> i64 {
    let deadline = Instant::now() + Duration::from_secs(900);
    loop {
        let mut conn = world.office.db.read().await.unwrap();
        let left: i64 = sqlx::query("SELECT COUNT(*) FROM outbox WHERE done_at = 0")
            .fetch_one(&mut *conn)
            .await
            .unwrap()
            .get(0);
        drop(conn);
        if left == 0 || Instant::now() > deadline {
            return left;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// What was told and written against what arrived.
async fn compare(world: &World, mail: &Server, sms: &Server, filed: usize, outcome: &mut Outcome) {
    let mut conn = world.office.db.read().await.unwrap();
    let notices: Vec<(String, String, String)> =
        sqlx::query("SELECT id, reference, event FROM notice")
            .fetch_all(&mut *conn)
            .await
            .unwrap()
            .iter()
            .map(|row| (row.get(0), row.get(1), row.get(2)))
            .collect();
    // Submitted, and done: each application is told twice.
    if notices.len() != filed * 2 {
        outcome
            .bad
            .push(format!("{} notices of {filed} applications", notices.len()));
    }
    let mut told: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (_, reference, event) in &notices {
        *told.entry((reference, event)).or_default() += 1;
    }
    for ((reference, event), count) in told.iter().filter(|(_, count)| **count > 1) {
        outcome
            .bad
            .push(format!("{reference} was told {count} times: {event}"));
    }
    let (letters, messages) = (mail.effects(), sms.effects());
    for (id, reference, event) in &notices {
        let once = |channel: &str| {
            let key = world
                .office
                .keys
                .blind("delivery,v1,", &format!("{id},{channel}"));
            key[..32].to_owned()
        };
        let letter = format!("<{}@example.org>", once("email"));
        if !letters.contains_key(&letter) {
            outcome.bad.push(format!("{reference}, no letter: {event}"));
        }
        if !messages.contains_key(&once("sms")) {
            outcome.bad.push(format!("{reference}, no SMS: {event}"));
        }
    }
    for (what, arrived) in [("letters", letters.len()), ("SMS", messages.len())] {
        if arrived != notices.len() {
            outcome
                .bad
                .push(format!("{arrived} {what} of {} notices", notices.len()));
        }
    }
    let unsent: i64 = sqlx::query("SELECT COUNT(*) FROM notice_delivery WHERE state <> 'sent'")
        .fetch_one(&mut *conn)
        .await
        .unwrap()
        .get(0);
    if unsent > 0 {
        outcome
            .bad
            .push(format!("{unsent} deliveries are not noted as sent"));
    }
    let open: i64 = sqlx::query("SELECT COUNT(*) FROM matter WHERE stage <> 'done'")
        .fetch_one(&mut *conn)
        .await
        .unwrap()
        .get(0);
    if open > 0 {
        outcome.bad.push(format!("{open} matters are not done"));
    }
    drop(conn);
    let book = world.office.settings.data.join("registers.db");
    let mut book =
        <sqlx::AnyConnection as sqlx::Connection>::connect(&format!("sqlite:{}", book.display()))
            .await
            .unwrap();
    let entries = sqlx::query("SELECT reference FROM entry")
        .fetch_all(&mut book)
        .await
        .unwrap();
    let mut of: BTreeMap<String, usize> = BTreeMap::new();
    for row in &entries {
        *of.entry(row.get(0)).or_default() += 1;
    }
    for (reference, count) in of.iter().filter(|(_, count)| **count > 1) {
        outcome
            .bad
            .push(format!("{reference} stands in the register {count} times"));
    }
    if of.len() != filed {
        outcome
            .bad
            .push(format!("{} of {filed} stand in the register", of.len()));
    }
}
