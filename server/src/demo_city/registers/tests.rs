//! Both sides of the exchange protocol over a real socket.

use std::time::Duration;

use app::data_layer::CreditCode;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use sha2::{Digest, Sha512};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use super::*;
use crate::clock::SetClock;
use crate::data_layer::caller::{CallContext, CallFailure, Caller, DEADLINE, SIZE_CAP};
use crate::data_layer::exchange::Client;
use crate::data_layer::exchange_settings::Services;
use crate::data_layer::records::{HouseholdKind, MOST_ASKED, Place};
use crate::demo_city::people::{demo_family, demo_people};
use crate::demo_city::{SEED, families::FamilyKind};

/// Registers at work on a port of their own, with a folder that goes away with them.
struct Town {
    registers: Arc<Registers>,
    faults: Faults,
    address: String,
    folder: tempfile::TempDir,
    end: Option<oneshot::Sender<()>>,
    served: tokio::task::JoinHandle<Result<(), RegistersError>>,
}

/// Friday noon.
fn noon() -> Timestamp {
    "2026-11-20T04:00:00Z".parse().unwrap()
}

impl Registers {
    /// For whoever says no purpose: these tests are about the protocol.
    async fn let_everything_be_asked(&self) {
        let mut transaction = self.state.begin().await.unwrap();
        for set in DataSet::ALL {
            let catalogued = catalogue().set(&set.code()).unwrap();
            let notice = GrantNotice {
                id: set.code(),
                client: Client::portal().to_string(),
                represented: None,
                purpose: String::new(),
                data_set: set.code(),
                fields: catalogued
                    .shareable()
                    .map(|field| field.name.clone())
                    .collect(),
                until: None,
                is_granted: true,
                version: 1,
            };
            state::keep_grant(&mut transaction, &notice).await.unwrap();
        }
        transaction.commit().await.unwrap();
    }
}

impl Town {
    async fn open() -> Self {
        Self::open_in(tempfile::tempdir().unwrap(), noon()).await
    }

    async fn open_in(folder: tempfile::TempDir, now: Timestamp) -> Self {
        let url = format!("sqlite:{}/registers.db", folder.path().display());
        let faults = Faults::default();
        let registers = Registers::open(
            &url,
            SEED,
            80,
            Some(faults.clone()),
            Arc::new(SetClock::at(now)),
            Chance::seeded(1),
        )
        .await
        .unwrap();
        let registers = Arc::new(registers);
        registers.let_everything_be_asked().await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (end, ended) = oneshot::channel::<()>();
        let served = tokio::spawn(serve_registers(listener, registers.clone(), async {
            let _ = ended.await;
        }));
        Self {
            registers,
            faults,
            address,
            folder,
            end: Some(end),
            served,
        }
    }

    /// Closes the registers and opens them again on another day.
    async fn reopen(mut self, now: Timestamp) -> Self {
        self.end.take().unwrap().send(()).unwrap();
        self.served.await.unwrap().unwrap();
        Self::open_in(self.folder, now).await
    }

    fn caller(&self) -> Caller {
        self.caller_within(DEADLINE, SIZE_CAP)
    }

    fn caller_within(&self, deadline: Duration, size_cap: usize) -> Caller {
        caller(&format!("http://{}", self.address), deadline, size_cap)
    }

    fn city(&self) -> &City {
        self.registers.city()
    }

    fn number(&self, key: &str) -> ResidentId {
        let people = demo_people(self.city());
        let found = people.into_iter().find(|person| person.key == key);
        found.unwrap_or_else(|| panic!("no {key}")).number
    }

    /// Registers the standard family's child.
    fn registration(&self) -> Entry {
        let family = demo_family(self.city(), "mother");
        let birth = &self.city().births()[family.births[0]];
        entry(&[
            ("certificate", birth.certificate.as_deref().unwrap()),
            ("name", birth.child_name.as_ref().unwrap().as_str()),
        ])
    }
}

fn caller(base: &str, deadline: Duration, size_cap: usize) -> Caller {
    Caller::new(
        base,
        Client::portal(),
        deadline,
        size_cap,
        Chance::seeded(2),
    )
    .unwrap()
    .checking_hashes()
}

fn about() -> CallContext {
    CallContext {
        user_pseudonym: "5f3ac0de".to_owned(),
        issue: "NB-TEST".to_owned(),
        ..CallContext::default()
    }
}

fn entry(fields: &[(&str, &str)]) -> Entry {
    Entry {
        reference: "NB-TEST".to_owned(),
        fields: fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
    }
}

fn code<T: std::fmt::Debug>(outcome: Result<T, CallFailure>) -> String {
    match outcome.unwrap_err() {
        CallFailure::Refused(refusal) => refusal.code,
        failure => failure.code().to_owned(),
    }
}

#[tokio::test]
async fn every_register_answers_about_the_person_who_was_asked_about() {
    let town = Town::open().await;
    let (caller, about) = (town.caller(), about());
    let (mother, father) = (town.number("mother"), town.number("father"));

    let person = caller.ask_person(&mother, &about).await.unwrap().unwrap();
    let held = town.city().person(&mother).unwrap();
    assert_eq!(json!(person.body), json!(held));
    assert!(person.fields.contains(&"mobile".to_owned()));
    assert!(
        !person.fields.contains(&"died_on".to_owned()),
        "null is not disclosed"
    );
    assert_eq!(person.message_id.len(), 36);
    assert_eq!(STANDARD.decode(&person.request_hash).unwrap().len(), 64);

    let household = caller
        .ask_household(&mother, &about)
        .await
        .unwrap()
        .unwrap();
    let held = town.city().household(&mother).unwrap();
    assert_eq!(held.kind, HouseholdKind::Family);
    assert_eq!(household.body.number, held.number);
    let members = caller
        .ask_household_members(&mother, &about)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(members.body.others.len(), 2, "the father and a child");
    assert!(members.body.others.contains(&father));
    assert!(!members.body.others.contains(&mother));
    assert_eq!(members.fields, ["member", "others"], "numbers, no more");
    let marriage = caller.ask_marriage(&mother, &about).await.unwrap().unwrap();
    assert_eq!(marriage.body.spouse, father);
    let births = caller
        .ask_certificates(&father, &about)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(births.body[0].mother, mother);
    let births = caller
        .ask_deliveries(&mother, &about)
        .await
        .unwrap()
        .unwrap();
    assert!(births.body.is_empty());
    let insurance = caller
        .ask_insurance(&mother, &about)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(insurance.body.scheme, "employee");
    let licences = caller.ask_licences(&mother, &about).await.unwrap().unwrap();
    assert!(
        licences
            .body
            .iter()
            .any(|held| held.kind == "marriage-certificate")
    );
    let offices = caller.ask_offices().await.unwrap();
    assert_eq!(offices.body, town.city().offices);

    // A delivery is told to the mother only; the certificate, once there, to both.
    for (key, deliveries) in [("no-certificate-mother", 1), ("no-certificate-father", 0)] {
        let parent = town.number(key);
        let unnamed = caller
            .ask_deliveries(&parent, &about)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(unnamed.body.len(), deliveries, "{key}");
    }
    // No record is an answer, not a failure.
    let unmarried = caller
        .ask_marriage(&town.number("no-marriage-mother"), &about)
        .await;
    assert_eq!(unmarried, Ok(None));
    let stranger = ResidentId::parse("11010519491231002X").unwrap();
    assert_eq!(caller.ask_person(&stranger, &about).await, Ok(None));
}

/// Sends these bytes as they are, and reads the whole answer.
async fn raw(town: &Town, message: &str) -> String {
    let mut stream = TcpStream::connect(&town.address).await.unwrap();
    stream.write_all(message.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

fn header_of<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    answer
        .lines()
        .take_while(|line| !line.is_empty())
        .find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
}

#[tokio::test]
async fn the_request_hash_is_that_of_the_bytes_that_were_sent() {
    let town = Town::open().await;
    let body = format!(r#"{{"number":"{}"}}"#, town.number("mother").as_str());
    let path = "/r1/CQ/GOV/500000-GA/POPULATION/persons";
    let hashed = format!(
        "POST\r\n{path}\r\nx-road-client:CQ/GOV/500000-SJ/YUBAN\r\naccept:application/json\r\n\
         x-road-issue:NB-1\r\ncontent-type:application/json\r\n"
    );
    let answer = raw(
        &town,
        &format!(
            "POST {path} HTTP/1.1\r\nHost: registers\r\nX-Road-Client: CQ/GOV/500000-SJ/YUBAN\r\n\
             User-Agent: by hand\r\nAccept: application/json\r\nX-Road-Issue: NB-1\r\n\
             X-Road-Request-Hash: forged\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        ),
    )
    .await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    // No X-Road-Id was sent: the server made one, and says so in what it hashes.
    let (id, request_id) = (
        header_of(&answer, "x-road-id").unwrap(),
        header_of(&answer, "x-road-request-id").unwrap(),
    );
    assert_eq!((id.len(), request_id.len()), (36, 36));
    let head = format!("{hashed}x-road-request-id:{request_id}\r\nx-road-id:{id}\r\n");
    let both = [Sha512::digest(head), Sha512::digest(&body)].concat();
    assert_eq!(
        header_of(&answer, "x-road-request-hash").unwrap(),
        STANDARD.encode(Sha512::digest(both))
    );
    assert_eq!(
        header_of(&answer, "x-road-client"),
        Some("CQ/GOV/500000-SJ/YUBAN")
    );
    assert_eq!(
        header_of(&answer, "x-road-service"),
        Some("CQ/GOV/500000-GA/POPULATION/persons")
    );
    assert_eq!(header_of(&answer, "x-road-error"), None);
}

#[tokio::test]
async fn what_is_not_of_the_protocol_gets_a_failure_of_the_exchange() {
    let town = Town::open().await;
    let portal = "X-Road-Client: CQ/GOV/500000-SJ/YUBAN\r\n";
    let persons = "/r1/CQ/GOV/500000-GA/POPULATION/persons";
    for (method, path, headers, status, kind) in [
        (
            "POST",
            "/r2/CQ/GOV/500000-GA/POPULATION/persons",
            portal,
            400,
            "Client.BadRequest",
        ),
        (
            "POST",
            "/r1/CQ/GOV/500000-GA/POPULATION",
            portal,
            400,
            "Client.BadRequest",
        ),
        ("POST", "/", portal, 400, "Client.BadRequest"),
        ("POST", persons, "", 400, "Client.BadRequest"),
        (
            "POST",
            persons,
            "X-Road-Client: CQ/GOV/500000-SJ/YUBAN\r\nX-Road-Client: CQ/GOV/500000-SJ/YUBAN\r\n",
            400,
            "Client.BadRequest",
        ),
        (
            "POST",
            "/r1/CQ/GOV/500000-GA/POPULATION/secrets",
            portal,
            500,
            "Server.ServerProxy.UnknownService",
        ),
        (
            "POST",
            "/r1/SC/GOV/500000-GA/POPULATION/persons",
            portal,
            500,
            "Server.ServerProxy.UnknownService",
        ),
        (
            "POST",
            persons,
            "X-Road-Client: CQ/GOV/500000-XX/CURIOUS\r\n",
            500,
            "Server.ServerProxy.AccessDenied",
        ),
    ] {
        let answer = raw(
            &town,
            &format!(
                "{method} {path} HTTP/1.1\r\nHost: registers\r\n{headers}Content-Length: 0\r\nConnection: close\r\n\r\n"
            ),
        )
        .await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{path} {headers}: {answer}"
        );
        assert_eq!(
            header_of(&answer, "x-road-error"),
            Some(kind),
            "{path} {headers}"
        );
        let body = answer.split("\r\n\r\n").nth(1).unwrap();
        let failed: ExchangeFailure = serde_json::from_str(body).unwrap();
        assert_eq!((failed.kind.as_str(), failed.detail.len()), (kind, 36));
    }
    let long = format!("X-Road-Issue: {}\r\n", "x".repeat(1_001));
    let answer = raw(
        &town,
        &format!("POST {persons} HTTP/1.1\r\nHost: registers\r\n{portal}{long}Content-Length: 0\r\nConnection: close\r\n\r\n"),
    )
    .await;
    assert_eq!(
        header_of(&answer, "x-road-error"),
        Some("Client.BadRequest")
    );
    let answer = raw(
        &town,
        &format!(
            "POST {persons} HTTP/1.1\r\nHost: registers\r\n{portal}Content-Length: 70000\r\nConnection: close\r\n\r\n{}",
            " ".repeat(70_000)
        ),
    )
    .await;
    assert_eq!(
        header_of(&answer, "x-road-error"),
        Some("Client.BadRequest")
    );
}

#[tokio::test]
async fn a_registers_own_errors_pass_through_without_the_exchanges_header() {
    let town = Town::open().await;
    let portal = "X-Road-Client: CQ/GOV/500000-SJ/YUBAN\r\nConnection: close\r\n";
    let persons = "/r1/CQ/GOV/500000-GA/POPULATION/persons";
    for (method, path, status) in [
        ("GET", persons.to_owned(), 405),
        ("POST", format!("{persons}/further"), 404),
        ("POST", format!("{persons}?number=1"), 404),
        ("POST", persons.to_owned(), 400),
    ] {
        let answer = raw(
            &town,
            &format!("{method} {path} HTTP/1.1\r\nHost: registers\r\n{portal}Content-Length: 2\r\n\r\n{{}}"),
        )
        .await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{method} {path}: {answer}"
        );
        assert_eq!(header_of(&answer, "x-road-error"), None);
        assert!(header_of(&answer, "x-road-request-hash").is_some());
    }
}

#[tokio::test]
async fn the_registers_write_every_call_down_themselves() {
    let town = Town::open().await;
    let mother = town.number("mother");
    let call = |id: &str, purpose: &str| CallContext {
        message_id: id.to_owned(),
        purpose: purpose.to_owned(),
        represented: "COM/915".parse().ok(),
        ..about()
    };
    let asked = town.caller().ask_person(&mother, &call("first", "")).await;
    assert!(asked.is_ok(), "{asked:?}");
    let asked = town
        .caller()
        .ask_person(&mother, &call("second", "curiosity"))
        .await;
    assert_eq!(code(asked), "denied");
    // Whoever asked has gone before there was an answer.
    let slow = Fault::Slow(Duration::from_millis(900));
    town.faults.set(DataSet::Persons, Some(slow));
    let impatient = town.caller_within(Duration::from_millis(300), SIZE_CAP);
    let asked = impatient.ask_person(&mother, &call("third", "")).await;
    assert_eq!(asked, Err(CallFailure::TooSlow));

    let written = town.registers.calls_about(&mother).await.unwrap();
    let ids: Vec<(&str, bool)> = written
        .iter()
        .map(|call| (call.message_id.as_str(), call.is_let_through))
        .collect();
    assert_eq!(ids, [("first", true), ("second", false), ("third", true)]);
    let first = WrittenCall {
        message_id: "first".to_owned(),
        at: noon(),
        client: "CQ/GOV/500000-SJ/YUBAN".to_owned(),
        represented: "COM/915".to_owned(),
        user_id: "CN5f3ac0de".to_owned(),
        issue: "NB-TEST".to_owned(),
        purpose: String::new(),
        data_set: "POPULATION/persons".to_owned(),
        about: mother.as_str().to_owned(),
        is_let_through: true,
    };
    assert_eq!(written[0], first);
    let father = town.number("father");
    let written = town.registers.calls_about(&father).await.unwrap();
    assert!(written.is_empty());
}

#[tokio::test]
async fn a_security_server_that_is_addressed_is_the_one_that_answers() {
    let town = Town::open().await;
    let mother = town.number("mother");
    let to = |base: &str, server: &str| {
        let services = Services::default().behind(server.parse().unwrap());
        caller(base, DEADLINE, SIZE_CAP).as_published(services)
    };
    let base = format!("http://{}", town.address);
    let asked = to(&base, "CQ/GOV/500000-SJ/DEMO")
        .demanding_signatures()
        .ask_person(&mother, &about())
        .await;
    assert!(asked.is_ok(), "it stands in what is hashed: {asked:?}");
    let kind = failure::UNKNOWN_MEMBER.to_owned();
    assert_eq!(
        to(&base, "CQ/GOV/500000-SJ/OTHER")
            .ask_person(&mother, &about())
            .await,
        Err(CallFailure::Exchange { kind })
    );
    // On the way somebody puts another server's name in the answer.
    let changed = changing(&town.address, "500000-SJ/DEMO", "500000-SJ/OTHR").await;
    let asked = to(&changed, "CQ/GOV/500000-SJ/DEMO")
        .ask_person(&mother, &about())
        .await;
    assert_eq!(asked, Err(CallFailure::OtherQuestion));
}

#[tokio::test]
async fn registers_that_fail_are_told_apart() {
    let town = Town::open().await;
    let (caller, about) = (town.caller(), about());
    let mother = town.number("mother");
    let ask = || caller.ask_marriage(&mother, &about);
    let switch = |fault: &str| {
        let wish = BTreeMap::from([("MARRIAGES/marriages".to_owned(), fault.to_owned())]);
        town.faults.change(&wish).unwrap();
    };

    switch("down");
    let kind = failure::NETWORK_ERROR.to_owned();
    assert_eq!(ask().await, Err(CallFailure::Exchange { kind }));
    // Other registers answer all the same.
    assert!(caller.ask_person(&mother, &about).await.is_ok());
    switch("error");
    assert_eq!(ask().await, Err(CallFailure::Failed { status: 500 }));
    switch("garbage");
    assert_eq!(ask().await, Err(CallFailure::Malformed));
    switch("lies");
    assert_eq!(ask().await, Err(CallFailure::WrongPerson));
    switch("slow:700");
    let impatient = town.caller_within(Duration::from_millis(300), SIZE_CAP);
    assert_eq!(
        impatient.ask_marriage(&mother, &about).await,
        Err(CallFailure::TooSlow)
    );
    assert!(ask().await.is_ok());
    switch("none");
    assert!(ask().await.is_ok());
}

#[tokio::test]
async fn no_register_that_lies_is_ever_believed() {
    let town = Town::open().await;
    let (caller, about) = (town.caller(), about());
    for set in DataSet::ALL {
        town.faults.set(set, Some(Fault::Lies));
    }
    let mother = town.number("no-certificate-mother");
    let wrong = "wrong-person";
    assert_eq!(code(caller.ask_person(&mother, &about).await), wrong);
    assert_eq!(code(caller.ask_household(&mother, &about).await), wrong);
    let members = caller.ask_household_members(&mother, &about).await;
    assert_eq!(code(members), wrong);
    assert_eq!(code(caller.ask_marriage(&mother, &about).await), wrong);
    assert_eq!(code(caller.ask_certificates(&mother, &about).await), wrong);
    assert_eq!(code(caller.ask_deliveries(&mother, &about).await), wrong);
    assert_eq!(code(caller.ask_insurance(&mother, &about).await), wrong);
    assert_eq!(code(caller.ask_licences(&mother, &about).await), wrong);
    let registration = town.registration();
    let entered = caller.enter(DataSet::Registrations, &registration, "m-1", &about);
    assert_eq!(code(entered.await), wrong);
    assert_eq!(code(caller.ask_offices().await), "malformed");
    let group: CreditCode = crate::demo_city::offices::GROUP.parse().unwrap();
    let entities = caller.ask_entities(vec![group], &about);
    assert_eq!(code(entities.await), wrong);
    let providers = caller.ask_care_providers(vec!["500106-YL-001".to_owned()], &about);
    assert_eq!(code(providers.await), wrong);
    let place = Place {
        street: "500106001".to_owned(),
        address: "1".to_owned(),
    };
    assert_eq!(code(caller.ask_addresses(vec![place], &about).await), wrong);
}

#[tokio::test]
async fn organisations_are_known_to_everybody_and_who_heads_them_by_a_grant_only() {
    let town = Town::open().await;
    let stranger: Client = "CQ/GOV/500000-JW/SCHOOLS".parse().unwrap();
    let base = format!("http://{}", town.address);
    let chance = Chance::seeded(9);
    let stranger = Caller::new(&base, stranger, DEADLINE, SIZE_CAP, chance).unwrap();
    let group: CreditCode = crate::demo_city::offices::GROUP.parse().unwrap();
    let nobody = CreditCode::completing("91509906MA0YAN009").unwrap();
    let codes = vec![group.clone(), nobody];
    let found = stranger
        .ask_entities(codes.clone(), &about())
        .await
        .unwrap();
    assert_eq!(found.body.len(), 1, "who is not registered is not there");
    assert_eq!(found.body[0].credit_code, group);
    assert_eq!(found.body[0].legal_representative, None);
    assert_eq!(found.fields, ["credit_code", "division", "name"]);
    // The portal in these tests has been granted everything.
    let found = town.caller().ask_entities(codes, &about()).await.unwrap();
    assert!(found.body[0].legal_representative.is_some());
    let foreign: Client = "SC/GOV/510000-SJ/X".parse().unwrap();
    let foreign = Caller::new(&base, foreign, DEADLINE, SIZE_CAP, Chance::seeded(9)).unwrap();
    assert_eq!(
        code(foreign.ask_entities(vec![group], &about()).await),
        "denied"
    );
    let too_many = vec![found.body[0].credit_code.clone(); MOST_ASKED + 1];
    let refused = town.caller().ask_entities(too_many, &about()).await;
    assert_eq!(code(refused), "malformed");
}

#[tokio::test]
async fn who_offers_care_is_told_to_everybody_on_the_exchange() {
    let town = Town::open().await;
    let stranger: Client = "CQ/GOV/500106-MZ/CARE".parse().unwrap();
    let base = format!("http://{}", town.address);
    let stranger = Caller::new(&base, stranger, DEADLINE, SIZE_CAP, Chance::seeded(9)).unwrap();
    let city = town.city();
    let listed = crate::demo_city::care::providers(city.seed, &city.streets).swap_remove(0);
    let asked = vec![listed.id.clone(), "500106-YL-999".to_owned()];
    let found = stranger.ask_care_providers(asked, &about()).await.unwrap();
    assert_eq!(found.body.len(), 1, "who is not on the list is not there");
    assert_eq!(found.body[0].name, listed.name);
    assert_eq!(found.body[0].credit_code.to_string(), listed.owner);
    let too_many = vec![listed.id; MOST_ASKED + 1];
    let refused = stranger.ask_care_providers(too_many, &about()).await;
    assert_eq!(code(refused), "malformed");
}

#[tokio::test]
async fn an_identity_number_never_leaves_as_the_name_of_whoever_asks() {
    let town = Town::open().await;
    let mother = town.number("mother");
    let about = CallContext {
        user_pseudonym: mother.as_str().to_owned(),
        ..about()
    };
    let asked = town.caller().ask_person(&mother, &about).await;
    assert_eq!(asked, Err(CallFailure::Malformed));
}

#[tokio::test]
async fn nobody_there_and_too_much_are_told_apart() {
    let town = Town::open().await;
    let about = about();
    let mother = town.number("mother");
    // A port that was free a moment ago.
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let gone = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let lost = caller(&gone, DEADLINE, SIZE_CAP);
    assert_eq!(
        lost.ask_person(&mother, &about).await,
        Err(CallFailure::Unreachable)
    );

    let small = town.caller_within(DEADLINE, 10_000);
    assert_eq!(small.ask_offices().await, Err(CallFailure::TooLarge));
    assert!(small.ask_person(&mother, &about).await.is_ok());
}

/// A server that answers every connection with these bytes.
async fn answering(bytes: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let bytes = bytes.clone();
            tokio::spawn(async move {
                let mut question = [0; 4_096];
                let _ = stream.read(&mut question).await;
                let _ = stream.write_all(&bytes).await;
                // Held open: only the cap or the deadline ends the call.
                tokio::time::sleep(Duration::from_secs(10)).await;
            });
        }
    });
    address
}

#[tokio::test]
async fn an_endless_answer_is_cut_at_the_cap_and_a_dripping_one_at_the_deadline() {
    let mother = ResidentId::parse("11010519491231002X").unwrap();
    let about = about();
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
    let mut endless = format!("{head}transfer-encoding: chunked\r\n\r\n").into_bytes();
    for _ in 0..40 {
        endless.extend_from_slice(format!("1000\r\n{}\r\n", " ".repeat(4_096)).as_bytes());
    }
    let address = answering(endless).await;
    let small = caller(&address, DEADLINE, 100_000);
    assert_eq!(
        small.ask_person(&mother, &about).await,
        Err(CallFailure::TooLarge)
    );

    let dripping = format!("{head}content-length: 100\r\n\r\n{{\"number\":").into_bytes();
    let address = answering(dripping).await;
    let impatient = caller(&address, Duration::from_millis(300), SIZE_CAP);
    assert_eq!(
        impatient.ask_person(&mother, &about).await,
        Err(CallFailure::TooSlow)
    );
}

#[tokio::test]
async fn an_answer_that_is_not_bound_to_the_question_is_not_taken() {
    let mother = ResidentId::parse("11010519491231002X").unwrap();
    let about = about();
    let answer = |headers: &str, body: &str| {
        let length = body.len();
        format!("HTTP/1.1 200 OK\r\n{headers}content-length: {length}\r\n\r\n{body}").into_bytes()
    };
    let json = "content-type: application/json\r\n";
    for (headers, body, why) in [
        (json.to_owned(), "[]", CallFailure::OtherQuestion),
        (
            format!("{json}x-road-request-hash: AAAA\r\n"),
            "[]",
            CallFailure::OtherQuestion,
        ),
        (
            format!("{json}x-road-id: another\r\n"),
            "[]",
            CallFailure::OtherQuestion,
        ),
    ] {
        let checking = caller(&answering(answer(&headers, body)).await, DEADLINE, SIZE_CAP);
        assert_eq!(
            checking.ask_licences(&mother, &about).await,
            Err(why),
            "{headers}"
        );
    }
    // Behind a security server of our own the hash is its matter; the media type is ours.
    for (headers, body, why) in [
        (
            "content-type: text/html\r\n",
            "[]",
            Some(CallFailure::Malformed),
        ),
        ("", "[]", Some(CallFailure::Malformed)),
        (json, "{}", Some(CallFailure::Malformed)),
        (
            "content-type: application/json;charset=utf-8\r\n",
            "[]",
            None,
        ),
    ] {
        let address = answering(answer(headers, body)).await;
        let portal = Client::portal();
        let trusting =
            Caller::new(&address, portal, DEADLINE, SIZE_CAP, Chance::seeded(3)).unwrap();
        let outcome = trusting.ask_licences(&mother, &about).await;
        assert_eq!(outcome.err(), why, "{headers} {body}");
    }
    // A redirect is not followed.
    let elsewhere =
        "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n";
    let redirected = caller(&answering(elsewhere.into()).await, DEADLINE, SIZE_CAP);
    let outcome = redirected.ask_licences(&mother, &about).await;
    assert!(
        outcome.is_err() && outcome != Err(CallFailure::Unreachable),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_child_is_registered_once_and_is_then_known_everywhere() {
    let town = Town::open().await;
    let (caller, about) = (town.caller(), about());
    let mother = town.number("mother");
    let registration = town.registration();

    let entered = caller
        .enter(
            DataSet::Registrations,
            &registration,
            "matter-4/child-1",
            &about,
        )
        .await
        .unwrap()
        .body;
    let child = ResidentId::parse(&entered.number).unwrap();
    assert!(child.is_of_the_demo_city());
    assert_eq!(entered.entered_on, jiff::civil::date(2026, 11, 20));
    let birth = caller
        .ask_certificates(&mother, &about)
        .await
        .unwrap()
        .unwrap()
        .body
        .remove(0);
    assert_eq!(birth.child, Some(child.clone()));
    assert_eq!(child.birth_date(), app::text::city_date(birth.born_at));
    assert_eq!(child.sex(), birth.sex);

    let person = caller
        .ask_person(&child, &about)
        .await
        .unwrap()
        .unwrap()
        .body;
    assert_eq!(person.name, birth.child_name);
    let household = caller
        .ask_household(&child, &about)
        .await
        .unwrap()
        .unwrap()
        .body;
    assert_eq!(
        household.number,
        town.city().household(&mother).unwrap().number
    );

    // The same key again: the same number. Another key: refused, because the certificate was used.
    let again = caller.enter(
        DataSet::Registrations,
        &registration,
        "matter-4/child-1",
        &about,
    );
    assert_eq!(again.await.unwrap().body, entered);
    let other = caller.enter(
        DataSet::Registrations,
        &registration,
        "matter-9/child-1",
        &about,
    );
    assert_eq!(code(other.await), "already-registered");
    // The same key for another child is no retry.
    let twins = demo_family(town.city(), "twins-mother");
    let twin = &town.city().births()[twins.births[0]];
    let twin = entry(&[
        ("certificate", twin.certificate.as_deref().unwrap()),
        ("name", twin.child_name.as_ref().unwrap().as_str()),
    ]);
    let reused = caller.enter(DataSet::Registrations, &twin, "matter-4/child-1", &about);
    assert_eq!(code(reused.await), "key-reused");

    // The later matters use the number; it comes as the result of the earlier one.
    let with_number = entry(&[("result.household-registration", child.as_str())]);
    let enrolled = caller.enter(
        DataSet::Enrolments,
        &with_number,
        "matter-5/child-1",
        &about,
    );
    assert!(enrolled.await.unwrap().body.number.starts_with("YB500106"));
    let insurance = caller
        .ask_insurance(&child, &about)
        .await
        .unwrap()
        .unwrap()
        .body;
    assert_eq!(insurance.scheme, "resident");
    let twice = caller.enter(
        DataSet::Enrolments,
        &with_number,
        "matter-5b/child-1",
        &about,
    );
    assert_eq!(code(twice.await), "already-enrolled");
    let card = caller.enter(
        DataSet::CardApplications,
        &with_number,
        "matter-7/child-1",
        &about,
    );
    let card = card.await.unwrap().body.number;
    let licences = caller
        .ask_licences(&child, &about)
        .await
        .unwrap()
        .unwrap()
        .body;
    assert!(
        licences
            .iter()
            .any(|held| held.kind == "social-card" && held.number == card)
    );
}

#[tokio::test]
async fn a_certificate_is_issued_and_the_child_has_a_name() {
    let town = Town::open().await;
    let (caller, about) = (town.caller(), about());
    let mother = town.number("no-certificate-mother");
    let birth = caller
        .ask_deliveries(&mother, &about)
        .await
        .unwrap()
        .unwrap()
        .body
        .remove(0);
    let issue = |name: &'static str| entry(&[("delivery", &birth.delivery), ("name", name)]);

    let latin = caller
        .enter(DataSet::CertificateIssues, &issue("谭Tom"), "k", &about)
        .await;
    assert_eq!(code(latin), "name-not-registrable");
    // A refusal is not kept: the same key works once its reason is gone.
    let issued = caller
        .enter(DataSet::CertificateIssues, &issue("谭知远"), "k", &about)
        .await;
    let certificate = issued.unwrap().body.number;
    assert_eq!((certificate.len(), &certificate[..3]), (10, "T51"));
    let twice = caller
        .enter(DataSet::CertificateIssues, &issue("谭知远"), "l", &about)
        .await;
    assert_eq!(code(twice), "already-issued");

    assert!(
        caller
            .ask_deliveries(&mother, &about)
            .await
            .unwrap()
            .unwrap()
            .body
            .is_empty()
    );
    let birth = caller
        .ask_certificates(&mother, &about)
        .await
        .unwrap()
        .unwrap()
        .body
        .remove(0);
    assert_eq!(birth.certificate.as_ref(), Some(&certificate));
    assert_eq!(birth.child_name.unwrap().as_str(), "谭知远");

    let differs = entry(&[
        ("result.birth-certificate", &certificate),
        ("name", "谭知行"),
    ]);
    let refused = caller
        .enter(DataSet::Registrations, &differs, "r", &about)
        .await;
    assert_eq!(code(refused), "differs");
    let same = entry(&[
        ("result.birth-certificate", &certificate),
        ("name", "谭知远"),
    ]);
    let entered = caller
        .enter(DataSet::Registrations, &same, "r", &about)
        .await;
    assert!(entered.is_ok());
}

#[tokio::test]
async fn entries_that_will_not_do_are_refused_with_a_reason() {
    let town = Town::open().await;
    let (caller, about) = (town.caller(), about());
    let child = town.registration();
    let with = |name: &str, value: &str| {
        let mut entry = child.clone();
        entry.fields.insert(name.to_owned(), value.to_owned());
        entry
    };
    let mixed = demo_family(town.city(), "two-peoples-mother");
    let mixed = &town.city().births()[mixed.births[0]];
    let mixed = entry(&[
        ("certificate", mixed.certificate.as_deref().unwrap()),
        ("name", mixed.child_name.as_ref().unwrap().as_str()),
    ]);
    let mut of_no_parent = mixed.clone();
    of_no_parent
        .fields
        .insert("ethnicity".into(), "回族".into());
    let mut of_mother = mixed.clone();
    of_mother.fields.insert("ethnicity".into(), "土家族".into());
    for (set, entry, expected) in [
        (
            DataSet::Registrations,
            entry(&[("name", "张思齐")]),
            "incomplete",
        ),
        (
            DataSet::Registrations,
            with("certificate", " "),
            "incomplete",
        ),
        (
            DataSet::Registrations,
            with("certificate", "T999999999"),
            "unknown-certificate",
        ),
        (
            DataSet::Registrations,
            with("born", "2026-11-16"),
            "differs",
        ),
        (
            DataSet::Registrations,
            with("household-number", "000000000"),
            "unknown-household",
        ),
        (
            DataSet::Registrations,
            with("household-street", "500101001"),
            "unknown-household",
        ),
        (DataSet::Registrations, mixed, "ethnicity-needed"),
        (
            DataSet::Registrations,
            of_no_parent,
            "ethnicity-of-no-parent",
        ),
        (
            DataSet::Enrolments,
            entry(&[("number", "11010519491231002X")]),
            "unknown-person",
        ),
        (
            DataSet::Enrolments,
            entry(&[("number", "nobody")]),
            "unknown-person",
        ),
        (
            DataSet::Enrolments,
            entry(&[("number", town.number("mother").as_str())]),
            "already-enrolled",
        ),
        (
            DataSet::OldAgeAllowances,
            entry(&[
                ("number", town.number("elder-son").as_str()),
                ("name", "x"),
                ("account", "1"),
            ]),
            "below-age",
        ),
    ] {
        let outcome = caller.enter(set, &entry, "key", &about).await;
        assert_eq!(code(outcome), expected, "{entry:?}");
    }
    let chosen = caller
        .enter(DataSet::Registrations, &of_mother, "key", &about)
        .await
        .unwrap();
    let number = ResidentId::parse(&chosen.body.number).unwrap();
    let person = caller
        .ask_person(&number, &about)
        .await
        .unwrap()
        .unwrap()
        .body;
    assert_eq!(person.ethnicity.as_deref(), Some("土家族"));
    // Without a key there is no way to answer twice the same.
    let keyless = caller.call(DataSet::Enrolments, &child, &about, None).await;
    assert_eq!(code(keyless), "malformed");
}

#[tokio::test]
async fn two_writes_at_once_under_one_key_give_one_number() {
    let town = Town::open().await;
    let (caller, about) = (Arc::new(town.caller()), about());
    let registration = town.registration();
    let under = |key: String| {
        let (caller, about, registration) = (caller.clone(), about.clone(), registration.clone());
        tokio::spawn(async move {
            caller
                .enter(DataSet::Registrations, &registration, &key, &about)
                .await
        })
    };
    // Twelve under one key and twelve under keys of their own: one number in all.
    let calls: Vec<_> = (0..24)
        .map(|nth| {
            under(if nth % 2 == 0 {
                "one".into()
            } else {
                format!("key {nth}")
            })
        })
        .collect();
    let mut numbers = std::collections::BTreeMap::new();
    let mut refusals = 0;
    for call in calls {
        match call.await.unwrap() {
            Ok(entered) => *numbers.entry(entered.body.number).or_insert(0) += 1,
            Err(CallFailure::Refused(refusal)) => {
                assert!(refusal.code.starts_with("already-registered"));
                refusals += 1;
            }
            Err(failure) => panic!("{failure}"),
        }
    }
    assert_eq!(numbers.len(), 1, "{numbers:?}");
    let answered: i32 = numbers.values().sum();
    assert_eq!(answered + refusals, 24);
    assert!(answered == 12 || answered == 1);
}

#[tokio::test]
async fn twins_get_two_numbers_and_many_newborns_of_one_day_none_twice() {
    let town = Town::open().await;
    let (caller, about) = (town.caller(), about());
    let births = town
        .city()
        .births()
        .iter()
        .filter(|birth| birth.certificate.is_some() && birth.child.is_none());
    let mut numbers = std::collections::BTreeSet::new();
    for birth in births {
        let mother = town.city().person(&birth.mother).unwrap();
        let registration = entry(&[
            ("certificate", birth.certificate.as_deref().unwrap()),
            ("name", birth.child_name.as_ref().unwrap().as_str()),
            ("ethnicity", &mother.ethnicity),
        ]);
        let entered = caller
            .enter(
                DataSet::Registrations,
                &registration,
                &birth.delivery,
                &about,
            )
            .await
            .unwrap()
            .body;
        let number = ResidentId::parse(&entered.number).unwrap();
        assert!(
            town.city().person(&number).is_none(),
            "somebody else's number"
        );
        assert!(numbers.insert(number));
    }
    assert!(numbers.len() > 40);
    let dead = demo_family(town.city(), "bereaved-mother");
    let birth = &town.city().births()[dead.births[0]];
    let child = caller
        .ask_certificates(&birth.mother, &about)
        .await
        .unwrap()
        .unwrap()
        .body
        .remove(0);
    let child = caller
        .ask_person(&child.child.unwrap(), &about)
        .await
        .unwrap()
        .unwrap()
        .body;
    assert_eq!(
        child.died_on, birth.died_on,
        "birth and death are both registered"
    );
}

#[tokio::test]
async fn what_was_entered_is_still_there_after_a_restart_on_another_day() {
    let town = Town::open().await;
    let before = town.city().fingerprint();
    let registration = town.registration();
    town.faults.set(
        DataSet::Registrations,
        Some(Fault::Slow(Duration::from_millis(600))),
    );
    // The caller gives up; whether it was entered it cannot know. It was.
    let impatient = town.caller_within(Duration::from_millis(300), SIZE_CAP);
    let lost = impatient
        .enter(DataSet::Registrations, &registration, "key", &about())
        .await;
    assert_eq!(lost.unwrap_err(), CallFailure::TooSlow);

    let town = town.reopen("2026-11-23T04:00:00Z".parse().unwrap()).await;
    assert_eq!(
        town.city().fingerprint(),
        before,
        "the city is that of the first day"
    );
    let caller = town.caller();
    let entered = caller
        .enter(DataSet::Registrations, &registration, "key", &about())
        .await;
    let entered = entered.unwrap().body;
    assert_eq!(
        entered.entered_on,
        jiff::civil::date(2026, 11, 20),
        "the first day's entry"
    );
    let other = caller
        .enter(DataSet::Registrations, &registration, "other", &about())
        .await;
    assert_eq!(code(other), "already-registered");

    let url = format!("sqlite:{}/registers.db", town.folder.path().display());
    let clock: Arc<dyn Clock> = Arc::new(SetClock::at(noon()));
    let another = Registers::open(&url, SEED + 1, 80, None, clock, Chance::seeded(1)).await;
    assert!(matches!(
        another.err(),
        Some(RegistersError::AnotherCity {
            seed: SEED,
            families: 80
        })
    ));
}

#[tokio::test]
async fn the_registers_list_what_they_publish_and_what_one_may_call() {
    let town = Town::open().await;
    let get = async |path: &str, client: &str| {
        let answer = raw(
            &town,
            &format!("GET {path} HTTP/1.1\r\nHost: registers\r\nX-Road-Client: {client}\r\nConnection: close\r\n\r\n"),
        )
        .await;
        let body = answer.split_once("\r\n\r\n").unwrap().1.to_owned();
        (answer, body)
    };
    let count = |body: &str| {
        let listed: Value = serde_json::from_str(body).unwrap();
        listed["service"].as_array().unwrap().len()
    };
    let (portal, curious) = ("CQ/GOV/500000-SJ/YUBAN", "CQ/GOV/500000-XX/CURIOUS");
    let births = "/r1/CQ/GOV/500000-WJ/BIRTHS";
    let (_, all) = get(&format!("{births}/listMethods"), curious).await;
    assert_eq!(count(&all), 3);
    let listed: Value = serde_json::from_str(&all).unwrap();
    assert_eq!(
        listed["service"][0],
        json!({
            "object_type": "SERVICE", "xroad_instance": "CQ", "member_class": "GOV",
            "member_code": "500000-WJ", "subsystem_code": "BIRTHS", "service_code": "certificates",
            "service_type": "OPENAPI", "endpoint_list": [{"method": "POST", "path": "/"}]
        })
    );
    assert_eq!(
        count(&get(&format!("{births}/allowedMethods"), portal).await.1),
        3
    );
    assert_eq!(
        count(&get(&format!("{births}/allowedMethods"), curious).await.1),
        0
    );
    let directory = "/r1/CQ/GOV/500000-SJ/DIRECTORY";
    assert_eq!(
        count(&get(&format!("{directory}/allowedMethods"), curious).await.1),
        1
    );
    let (_, described) = get(&format!("{births}/getOpenAPI?serviceCode=issues"), curious).await;
    let described: Value = serde_json::from_str(&described).unwrap();
    assert_eq!(described["openapi"], "3.1.0");
    assert!(described["paths"]["/"]["post"]["parameters"].is_array());
    let (unknown, _) = get(&format!("{births}/getOpenAPI?serviceCode=none"), curious).await;
    assert_eq!(
        header_of(&unknown, "x-road-error"),
        Some(failure::UNKNOWN_SERVICE)
    );
    let (unknown, _) = get("/r1/CQ/GOV/500000-WJ/NOTHING/listMethods", curious).await;
    assert_eq!(
        header_of(&unknown, "x-road-error"),
        Some(failure::UNKNOWN_SERVICE)
    );
}

#[tokio::test]
async fn the_switch_of_faults_is_only_there_when_it_was_asked_for() {
    let town = Town::open().await;
    let post = |kind: &str, body: &str| {
        format!(
            "POST /faults HTTP/1.1\r\nHost: registers\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )
    };
    let json = "application/json";
    let down = r#"{"MARRIAGES/marriages": "down"}"#;
    assert!(
        raw(&town, &post(json, down))
            .await
            .starts_with("HTTP/1.1 204")
    );
    assert_eq!(town.faults.of(DataSet::Marriages), Some(Fault::Down));
    let wrong = r#"{"MARRIAGES/marriages": "none", "X/y": "down"}"#;
    assert!(
        raw(&town, &post(json, wrong))
            .await
            .starts_with("HTTP/1.1 400")
    );
    assert_eq!(
        town.faults.of(DataSet::Marriages),
        Some(Fault::Down),
        "all or nothing"
    );
    // A form of another site's page can send text, not JSON.
    let none = r#"{"MARRIAGES/marriages": "none"}"#;
    assert!(
        raw(&town, &post("text/plain", none))
            .await
            .starts_with("HTTP/1.1 415")
    );

    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/registers.db", folder.path().display());
    let clock: Arc<dyn Clock> = Arc::new(SetClock::at(noon()));
    let honest = Registers::open(&url, SEED, 0, None, clock, Chance::seeded(1))
        .await
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(serve_registers(
        listener,
        Arc::new(honest),
        std::future::pending(),
    ));
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(post(json, down).as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
}

#[tokio::test]
async fn every_family_can_be_asked_about() {
    let town = Town::open().await;
    let (caller, about) = (town.caller(), about());
    for family in &town.city().families {
        let first = &family.members[0];
        let named = caller
            .ask_certificates(first, &about)
            .await
            .unwrap()
            .unwrap()
            .body;
        let unnamed = caller
            .ask_deliveries(first, &about)
            .await
            .unwrap()
            .unwrap()
            .body;
        let expected = match family.kind {
            FamilyKind::HomeBirth => (0, 0),
            FamilyKind::NoCertificate => (0, 1),
            FamilyKind::Twins => (2, 0),
            FamilyKind::Triplets => (3, 0),
            kind if kind.is_of_old_age() => (0, 0),
            _ => (1, 0),
        };
        assert_eq!((named.len(), unnamed.len()), expected, "{:?}", family.kind);
        let registered = named.iter().all(|birth| birth.child.is_some()) && !named.is_empty();
        assert_eq!(registered, family.kind == FamilyKind::Registered);
    }
}

fn for_purpose(purpose: &str) -> CallContext {
    CallContext {
        purpose: purpose.to_owned(),
        ..about()
    }
}

#[tokio::test]
async fn a_register_answers_within_its_grant_and_no_further() {
    let town = Town::open().await;
    let (caller, mother) = (town.caller(), town.number("mother"));
    let question = AboutPerson {
        number: mother.clone(),
    };
    let ask = async |purpose: &str| {
        let context = for_purpose(purpose);
        let answer = caller.call(DataSet::Persons, &question, &context, None);
        answer.await.map(|answered| answered.body)
    };
    assert!(ask("newborn/prefill").await.is_ok(), "a standing grant");
    let denied = ask("curiosity").await.unwrap_err();
    assert_eq!(denied.code(), "denied");

    let mut notice = GrantNotice {
        id: "package-1".to_owned(),
        client: Client::portal().to_string(),
        represented: None,
        purpose: "curiosity".to_owned(),
        data_set: DataSet::Persons.code(),
        fields: vec!["number".to_owned(), "name".to_owned()],
        until: Some(jiff::civil::date(2026, 11, 20)),
        is_granted: true,
        version: 2,
    };
    caller.tell_grant(DataSet::Persons, &notice).await.unwrap();
    let answer = ask("curiosity/look").await.unwrap();
    let fields: Vec<&String> = answer.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["name", "number"], "only what was granted leaves");

    // What is older does not count any more; what is newer bites at once.
    let old = GrantNotice {
        fields: vec!["mobile".to_owned()],
        version: 1,
        ..notice.clone()
    };
    caller.tell_grant(DataSet::Persons, &old).await.unwrap();
    assert!(ask("curiosity").await.unwrap().get("mobile").is_none());
    notice.is_granted = false;
    notice.version = 3;
    caller.tell_grant(DataSet::Persons, &notice).await.unwrap();
    assert_eq!(ask("curiosity").await.unwrap_err().code(), "denied");

    // A register hears of its own data sets only, and from the city's portal only.
    let elsewhere = caller.tell_grant(DataSet::Marriages, &notice).await;
    assert_eq!(elsewhere.unwrap_err().code(), "failed");
    notice.is_granted = true;
    notice.version = 4;
    let stranger = Client {
        member_code: "500106-XX".to_owned(),
        ..Client::portal()
    };
    let base = format!("http://{}", town.address);
    let posing = Caller::new(&base, stranger, DEADLINE, SIZE_CAP, Chance::seeded(9)).unwrap();
    assert!(posing.tell_grant(DataSet::Persons, &notice).await.is_err());
    assert_eq!(ask("curiosity").await.unwrap_err().code(), "denied");
}

#[tokio::test]
async fn a_grant_ends_with_its_last_day() {
    let town = Town::open().await;
    let caller = town.caller();
    let notice = GrantNotice {
        id: "package-1".to_owned(),
        client: Client::portal().to_string(),
        represented: None,
        purpose: "curiosity".to_owned(),
        data_set: DataSet::Persons.code(),
        fields: vec!["number".to_owned()],
        until: Some(jiff::civil::date(2026, 11, 19)),
        is_granted: true,
        version: 1,
    };
    caller.tell_grant(DataSet::Persons, &notice).await.unwrap();
    let question = AboutPerson {
        number: town.number("mother"),
    };
    let context = for_purpose("curiosity");
    let over = caller.call(DataSet::Persons, &question, &context, None);
    assert_eq!(over.await.unwrap_err().code(), "denied", "yesterday");
}

#[tokio::test]
async fn credit_is_read_for_no_benefit_whatever_was_granted() {
    let town = Town::open().await;
    let caller = town.caller();
    let question = AboutPerson {
        number: town.number("mother"),
    };
    for purpose in ["benefits", "allowances", "old-age-allowance", "newborn"] {
        let notice = GrantNotice {
            id: format!("package-{purpose}"),
            client: Client::portal().to_string(),
            represented: None,
            purpose: purpose.to_owned(),
            data_set: DataSet::Credit.code(),
            fields: vec!["member".to_owned(), "records".to_owned()],
            until: None,
            is_granted: true,
            version: 1,
        };
        caller.tell_grant(DataSet::Credit, &notice).await.unwrap();
        let context = for_purpose(&format!("{purpose}/look"));
        let asked = caller.call(DataSet::Credit, &question, &context, None);
        assert_eq!(asked.await.unwrap_err().code(), "denied", "{purpose}");
    }
}

#[tokio::test]
async fn what_is_secret_stays_in_its_register_whatever_a_grant_names() {
    let town = Town::open().await;
    let caller = town.caller();
    let notice = GrantNotice {
        id: "package-1".to_owned(),
        client: Client::portal().to_string(),
        represented: None,
        purpose: "curiosity".to_owned(),
        data_set: DataSet::Persons.code(),
        fields: vec!["name".to_owned(), "adopted".to_owned()],
        until: None,
        is_granted: true,
        version: 1,
    };
    caller.tell_grant(DataSet::Persons, &notice).await.unwrap();
    let question = AboutPerson {
        number: town.number("mother"),
    };
    let context = for_purpose("curiosity");
    let answer = caller.call(DataSet::Persons, &question, &context, None);
    let record = answer.await.unwrap().body;
    assert!(record.get("name").is_some());
    assert!(record.get("adopted").is_none());
}

#[tokio::test]
async fn the_catalogue_names_every_field_that_a_register_answers() {
    let town = Town::open().await;
    let mut connection = town.registers.state.read().await.unwrap();
    let mut book = Book {
        city: town.city(),
        today: app::text::city_date(noon()),
        at: &mut connection,
    };
    let mut answered = BTreeSet::new();
    for person in town.city().people() {
        for set in DataSet::ALL {
            let Some(found) = book.look_up(set, &person.number).await.unwrap() else {
                continue;
            };
            let records = match found {
                Value::Array(records) => records,
                record => vec![record],
            };
            for record in &records {
                for name in record.as_object().unwrap().keys() {
                    answered.insert((set, name.clone()));
                }
            }
        }
    }
    for office in &town.city().offices {
        for name in json!(office).as_object().unwrap().keys() {
            answered.insert((DataSet::Offices, name.clone()));
        }
    }
    let things = Things::of(town.city());
    for name in things.field_names(DataSet::LegalPersons) {
        answered.insert((DataSet::LegalPersons, name));
    }
    for name in things.field_names(DataSet::Addresses) {
        answered.insert((DataSet::Addresses, name));
    }
    for name in things.field_names(DataSet::CareProviders) {
        answered.insert((DataSet::CareProviders, name));
    }
    let catalogued: BTreeSet<(DataSet, String)> = DataSet::ALL
        .into_iter()
        .filter(|set| !set.is_written())
        .flat_map(|set| {
            let fields = &catalogue().set(&set.code()).unwrap().fields;
            fields.iter().map(move |field| (set, field.name.clone()))
        })
        .collect();
    assert_eq!(answered, catalogued);
}

#[tokio::test]
async fn an_answer_is_taken_only_with_its_sources_signature_on_it() {
    let town = Town::open().await;
    let mother = town.number("mother");
    let strict = |base: &str| caller(base, DEADLINE, SIZE_CAP).demanding_signatures();
    let context = about();
    let honest = strict(&format!("http://{}", town.address));
    let asked = honest.ask_person(&mother, &context).await;
    assert!(asked.is_ok(), "{asked:?}");
    let evidence = context.evidence.get().unwrap();
    assert!(evidence.is_signed() && !evidence.public_key.is_empty());

    // On the way somebody changes a letter, or takes the signature off.
    let changed = changing(&town.address, "\"sex\":\"female\"", "\"sex\":\"male\"  ").await;
    let asked = strict(&changed).ask_person(&mother, &about()).await;
    assert_eq!(asked, Err(CallFailure::NotSigned));
    let stripped = changing(&town.address, "yuban-signature:", "yuban-signatura:").await;
    let asked = strict(&stripped).ask_person(&mother, &about()).await;
    assert_eq!(asked, Err(CallFailure::NotSigned));
}

/// Somebody in between who puts one text in the place of another of the same length.
async fn changing(behind: &str, from: &'static str, to: &'static str) -> String {
    assert_eq!(from.len(), to.len());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let behind = behind.to_owned();
    tokio::spawn(async move {
        while let Ok((mut near, _)) = listener.accept().await {
            let mut far = TcpStream::connect(&behind).await.unwrap();
            tokio::spawn(async move {
                let mut bytes = vec![0; 64 * 1024];
                loop {
                    let length = near.read(&mut bytes).await.unwrap_or(0);
                    if length == 0 || far.write_all(&bytes[..length]).await.is_err() {
                        return;
                    }
                    // An answer of this size comes in one piece.
                    let length = far.read(&mut bytes).await.unwrap_or(0);
                    let said = String::from_utf8_lossy(&bytes[..length]).replace(from, to);
                    if near.write_all(said.as_bytes()).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    address
}

/// As security servers of other makes and settings answer: their errors in either form, ids left out, a hash of what they
/// made of the message, media types with a character set.
#[tokio::test]
async fn a_security_server_in_between_is_understood() {
    let mother = ResidentId::parse("11010519491231002X").unwrap();
    let trusting = async |head: String, body: &'static str| {
        let length = body.len();
        let answer = format!("HTTP/1.1 {head}content-length: {length}\r\n\r\n{body}");
        let base = answering(answer.into_bytes()).await;
        let portal = Client::portal();
        let caller = Caller::new(&base, portal, DEADLINE, SIZE_CAP, Chance::seeded(3)).unwrap();
        caller.ask_licences(&mother, &about()).await
    };
    let denied = "x-road-error: Server.ServerProxy.AccessDenied\r\n";
    let said = trusting(
        format!(
            "500 Internal Server Error\r\ncontent-type: application/json;charset=utf-8\r\n{denied}"
        ),
        r#"{"type":"Server.ServerProxy.AccessDenied","message":"Request is not allowed","detail":"8a1b"}"#,
    );
    assert_eq!(code(said.await), "denied");
    let said = trusting(
        format!("500 Internal Server Error\r\ncontent-type: text/xml;charset=utf-8\r\n{denied}"),
        "<?xml version=\"1.0\"?><error><type>Server.ServerProxy.AccessDenied</type></error>",
    );
    assert_eq!(code(said.await), "denied");
    let said = trusting(
        "500 Internal Server Error\r\nx-road-error: Server.ClientProxy.NetworkError\r\n".to_owned(),
        "",
    );
    assert_eq!(code(said.await), "exchange");
    let said = trusting(
        "200 OK\r\ncontent-type: application/json;charset=UTF-8\r\nx-road-request-hash: ofAnotherHead\r\n".to_owned(),
        "[]",
    );
    assert!(said.await.is_ok(), "between servers the hash is theirs");
}
