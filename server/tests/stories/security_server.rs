//! The whole portal behind a security server as real ones are: other identifiers than ours, none of our own headers let
//! through, ids left out, errors in a form of its own. What differs is said by settings alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use app::data_layer::catalogue;
use app::text::Text;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header as http_header};
use axum::response::{IntoResponse as _, Response};
use server::Office;
use server::clock::Chance;
use server::data_layer::desk::{Outcome, Reason};
use server::data_layer::exchange::{
    ALLOWED_METHODS, Client, ListedService, Methods, ServiceId, ServicePath, failure, header,
};
use server::data_layer::records::{DataSet, GrantNotice};
use server::demo_city::next_door;
use server::demo_city::people::demo_people;
use server::identity::Reception;
use server::settings::Given;
use sqlx::Row as _;
use tokio::process::Command;

use crate::bundle::{approves, filed, invited, registers_answer};
use crate::newborn::be;
use crate::stories;
use crate::support::{World, say};

/// As whom the portal is registered there.
const US: &str = "LIVE/GOV/SJ-01/%E6%B8%9D%E4%BC%B4";
/// The security server that is addressed, and the one that civil affairs have of their own.
const SERVER: &str = "LIVE/GOV/SJ-01/SS1";
const OF_MARRIAGES: &str = "LIVE/GOV/M-500000-MZ/SS2";
/// What it may not call there.
const DENIED: [DataSet; 2] = [DataSet::Insurance, DataSet::Disabilities];

/// Where a data set is published there.
fn theirs(set: DataSet) -> String {
    let (member, subsystem, service) = set.address();
    format!("LIVE/GOV/M-{member}/{subsystem}-LIVE/{service}.v1")
}

/// Our security server, the provider's and what translates between it and its register, in one.
struct Inside {
    registers: String,
    http: reqwest::Client,
    services: BTreeMap<String, DataSet>,
    /// Data sets whose register takes a while.
    slow: Mutex<BTreeSet<DataSet>>,
    /// Every message that came: its target and its headers.
    came: Mutex<Vec<(String, HeaderMap)>>,
}

#[derive(Clone)]
struct Server {
    address: String,
    inside: Arc<Inside>,
}

impl Server {
    /// Before the demo city's registers, which let it ask whatever the portal may call here.
    async fn before(world: &World) -> Self {
        for set in DataSet::ALL {
            let Some(catalogued) = catalogue().set(&set.code()) else {
                continue;
            };
            let notice = GrantNotice {
                id: format!("server.{}", set.code()),
                client: Client::portal().to_string(),
                represented: None,
                // No header of ours reaches them, so nothing says what for.
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
            let told = world.office.sources.tell_grant(set, &notice).await;
            told.expect("the register keeps the grant");
        }
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let inside = Arc::new(Inside {
            registers: world.office.settings.data_layer.clone().unwrap(),
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            services: DataSet::ALL
                .into_iter()
                .map(|set| (theirs(set), set))
                .collect(),
            slow: Mutex::default(),
            came: Mutex::default(),
        });
        let router = Router::new().fallback(pass).with_state(inside.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, inside }
    }

    fn came(&self) -> Vec<(String, HeaderMap)> {
        self.inside.came.lock().unwrap().clone()
    }
}

async fn pass(State(inside): State<Arc<Inside>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let target = parts.uri.path_and_query().unwrap().to_string();
    let came = (target.clone(), parts.headers.clone());
    inside.came.lock().unwrap().push(came);
    let Ok(path) = target.parse::<ServicePath>() else {
        return failed(400, failure::BAD_REQUEST, true);
    };
    if path.service.service == ALLOWED_METHODS {
        return allowed(&inside, &path.service);
    }
    let Some(set) = inside.services.get(&path.service.to_string()).copied() else {
        return failed(500, failure::UNKNOWN_SERVICE, true);
    };
    let client = parts.headers.get(header::CLIENT);
    if client.is_none_or(|client| client.as_bytes() != US.as_bytes()) || DENIED.contains(&set) {
        return failed(500, failure::ACCESS_DENIED, set == DataSet::Insurance);
    }
    let addressed = match set {
        DataSet::Marriages => OF_MARRIAGES,
        _ => SERVER,
    };
    if parts.headers[header::SECURITY_SERVER] != addressed {
        return failed(500, failure::UNKNOWN_MEMBER, true);
    }
    if inside.slow.lock().unwrap().contains(&set) {
        tokio::time::sleep(Duration::from_secs(4)).await;
    }
    hand_on(&inside, set, &parts.method, &parts.headers, body).await
}

/// What the portal may call of a subsystem.
fn allowed(inside: &Inside, asked: &ServiceId) -> Response {
    let services = inside.services.iter();
    let listed = services
        .filter(|(_, set)| !DENIED.contains(set))
        .map(|(id, _)| id.parse::<ServiceId>().unwrap())
        .filter(|one| {
            let listed = ServiceId {
                service: one.service.clone(),
                ..asked.clone()
            };
            *one == listed
        })
        .map(|one| ListedService::of(&one, "POST"));
    let listed = Methods {
        service: listed.collect(),
    };
    axum::Json(listed).into_response()
}

/// To the register, in the name that it knows, with no header of ours; and back, with no id and no signature.
async fn hand_on(
    inside: &Inside,
    set: DataSet,
    method: &reqwest::Method,
    headers: &HeaderMap,
    body: Bytes,
) -> Response {
    let target = ServicePath::to(ServiceId::of(set));
    let mut message = inside
        .http
        .request(method.clone(), format!("{}{target}", inside.registers))
        .header(header::CLIENT, Client::portal().to_string())
        .body(body);
    for name in [
        http_header::CONTENT_TYPE,
        http_header::ACCEPT,
        header::IDEMPOTENCY_KEY,
    ] {
        if let Some(value) = headers.get(&name) {
            message = message.header(name, value.clone());
        }
    }
    let answered = message.send().await.unwrap();
    if let Some(kind) = answered.headers().get(header::ERROR) {
        return failed(500, kind.to_str().unwrap(), true);
    }
    let status = answered.status();
    let body = answered.bytes().await.unwrap();
    let said = [
        (http_header::CONTENT_TYPE, "application/json; charset=UTF-8"),
        (header::REQUEST_HASH, "b2YgYW5vdGhlciBoZWFk"),
    ];
    (status, said, body).into_response()
}

/// As each server writes it, whatever was asked for.
fn failed(status: u16, kind: &str, in_xml: bool) -> Response {
    let (content_type, body) = if in_xml {
        let xml = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<error><type>{kind}</type>\
             <message>Request is not allowed</message><detail>1f3a</detail></error>"
        );
        ("text/xml;charset=UTF-8", xml)
    } else {
        let json = serde_json::json!({ "type": kind, "message": "Request is not allowed" });
        ("application/json;charset=utf-8", json.to_string())
    };
    let headers = [
        (http_header::CONTENT_TYPE, content_type),
        (header::ERROR, kind),
    ];
    let status = StatusCode::from_u16(status).unwrap();
    (status, headers, body).into_response()
}

/// The same portal, set up by a file of settings and nothing else.
async fn set_up(world: &World, server: &Server) -> Office {
    let here = &world.office.settings;
    let services = here.data.join("services.toml");
    let lines: Vec<String> = DataSet::ALL
        .into_iter()
        .map(|set| match set {
            DataSet::Marriages => format!(
                "{:?} = {{ service = {:?}, security-server = {OF_MARRIAGES:?} }}\n",
                set.code(),
                theirs(set)
            ),
            _ => format!("{:?} = {:?}\n", set.code(), theirs(set)),
        })
        .collect();
    std::fs::write(&services, lines.concat()).unwrap();
    let settings = format!(
        "database = {:?}\ndata = {:?}\nkey = {:?}\naddress = {:?}\nlisten = {:?}\ndemo = true\nhold-minutes = 0\n\
         data-layer = {:?}\ndata-layer-client = {US:?}\ndata-layer-services = {services:?}\ndata-layer-proof = false\n\
         data-layer-security-server = {SERVER:?}\n\
         data-layer-deadline-ms = 15000\ndata-layer-prefill-ms = 2500\n",
        here.database, here.data, here.key, here.address, here.listen, server.address
    );
    let file = here.data.join("settings.toml");
    std::fs::write(&file, settings).unwrap();
    let settings = Given::in_file(&file).unwrap().settle().unwrap();
    let office = Office::open(
        settings,
        world.clock.clone(),
        Chance::seeded(45),
        world.office.closing.clone(),
        Reception::of_the_demo_city(next_door::whom_one_can_be(&world.city)),
    )
    .await
    .expect("the same portal opens");
    office
        .refresh_directory()
        .await
        .expect("the directory is kept");
    office
}

/// Data set and outcome of every call, with whether its answer was signed.
async fn logged(office: &Office) -> BTreeSet<(String, String, bool)> {
    let mut conn = office.db.read().await.unwrap();
    sqlx::query("SELECT data_set, outcome, signature FROM data_call")
        .fetch_all(&mut *conn)
        .await
        .unwrap()
        .iter()
        .map(|row| {
            let signature: String = row.get(2);
            (row.get(0), row.get(1), !signature.is_empty())
        })
        .collect()
}

async fn a_birth_goes_its_way_behind_a_real_security_server_by_settings_alone(mut world: World) {
    let server = Server::before(&world).await;
    world.office = set_up(&world, &server).await;

    let mut mother = be(&world, "mother").await;
    let case = filed(&mut mother).await;
    registers_answer(&world).await;
    let link = invited(&mut mother, &case).await;
    let mut father = be(&world, "father").await;
    let page = father.open(&link).await;
    let agree = page
        .form()
        .tick("agree", "yes")
        .press(&say(Text::TrackingInvitationConfirm));
    father
        .submit(agree)
        .await
        .says(&say(Text::TrackingInvitationConfirmed));
    // What is written to a register goes the same way, and the number that it gives comes back.
    approves(&world, "police-shapingba-1", "户口登记").await;
    mother.open(&case).await.says("公民身份号码");

    let logged = logged(&world.office).await;
    for (set, outcome) in [
        (DataSet::Persons, "answered"),
        (DataSet::Households, "answered"),
        (DataSet::Marriages, "answered"),
        (DataSet::Certificates, "answered"),
        (DataSet::Insurance, "denied"),
        (DataSet::Registrations, "answered"),
    ] {
        let row = (set.code(), outcome.to_owned(), false);
        assert!(logged.contains(&row), "{row:?} is not among {logged:?}");
    }
    for (target, headers) in server.came() {
        assert!(target.starts_with("/r1/LIVE/GOV/M-"), "{target}");
        assert_eq!(headers[header::CLIENT], US, "{target}");
    }
    world.office.db.close().await;
}

async fn what_a_real_security_server_refuses_or_delays_is_understood(mut world: World) {
    let server = Server::before(&world).await;
    world.office = set_up(&world, &server).await;
    let number = demo_people(&world.city)
        .into_iter()
        .find(|person| person.key == "no-marriage-mother")
        .unwrap()
        .number;
    let ask = async |set: DataSet, is_waited_for: bool| {
        let reason = Reason {
            person: world.office.keys.person(&number),
            actor: "portal".to_owned(),
            purpose: "benefits/look".to_owned(),
            issue: String::new(),
            is_waited_for,
        };
        let asked = world.office.ask_registers(&reason, &number, &[set]).await;
        asked.unwrap().remove(0).outcome
    };
    assert_eq!(ask(DataSet::Persons, false).await, Outcome::Answered);
    assert_eq!(ask(DataSet::Marriages, false).await, Outcome::NothingHeld);
    ask(DataSet::Insurance, false).await;
    ask(DataSet::Disabilities, false).await;

    // Two deadlines, both as they were set: whoever waits in front of a page does not wait for this one.
    server
        .inside
        .slow
        .lock()
        .unwrap()
        .insert(DataSet::Hardships);
    ask(DataSet::Hardships, true).await;
    ask(DataSet::Hardships, false).await;

    let logged = logged(&world.office).await;
    let outcomes = |set: DataSet| -> Vec<&str> {
        let of_set = logged.iter().filter(|(of, ..)| *of == set.code());
        of_set.map(|(_, outcome, _)| outcome.as_str()).collect()
    };
    assert_eq!(outcomes(DataSet::Insurance), ["denied"], "said in XML");
    assert_eq!(outcomes(DataSet::Disabilities), ["denied"], "in JSON");
    assert_eq!(outcomes(DataSet::Hardships), ["nothing-held", "too-slow"]);
    world.office.db.close().await;
}

/// What `yuban registers --check` says with these settings, and whether it is content.
async fn checked(file: &Path) -> (bool, String) {
    let said = Command::new(env!("CARGO_BIN_EXE_yuban"))
        .arg("--settings")
        .arg(file)
        .args(["registers", "--check"])
        .env("YUBAN_LOG", "error")
        .output()
        .await
        .expect("the command starts");
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        said.status.success(),
        text(said.stdout) + &text(said.stderr),
    )
}

async fn one_command_says_what_the_portal_may_call(world: World) {
    let server = Server::before(&world).await;
    let office = set_up(&world, &server).await;
    office.db.close().await;
    let folder = world.office.settings.data.clone();
    let (is_content, said) = checked(&folder.join("settings.toml")).await;
    assert!(!is_content, "{said}");
    for (set, what) in [
        (DataSet::Persons, "may be called"),
        (DataSet::Insurance, "may not be called"),
        (
            DataSet::Credit,
            "may be called (no service of ours asks for it)",
        ),
    ] {
        let line = said.lines().find(|line| line.starts_with(&set.code()));
        let line = line.unwrap_or_else(|| panic!("{set:?} is not in {said}"));
        assert!(line.ends_with(&format!("{} {what}", theirs(set))), "{line}");
    }
    assert!(said.contains("2 of the "), "{said}");

    // The demo city's own registers, under our own names.
    let registers = world.office.settings.data_layer.clone().unwrap();
    let demo = folder.join("demo.toml");
    std::fs::write(&demo, format!("demo = true\ndata-layer = {registers:?}\n")).unwrap();
    let (is_content, said) = checked(&demo).await;
    assert!(is_content, "{said}");
    assert!(said.contains("may be called."), "{said}");
    std::fs::write(&demo, "demo = true\ndata-layer = 'http://127.0.0.1:9'\n").unwrap();
    let (is_content, said) = checked(&demo).await;
    assert!(
        !is_content && said.contains("is not known: not reached"),
        "{said}"
    );
}

stories![
    a_birth_goes_its_way_behind_a_real_security_server_by_settings_alone,
    what_a_real_security_server_refuses_or_delays_is_understood,
    one_command_says_what_the_portal_may_call,
];
