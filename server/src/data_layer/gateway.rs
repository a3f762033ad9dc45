//! The gateway of a tier: takes the messages of its members, passes them to the next gateway or to the register behind it, and
//! writes each down in a record of its own, under the id that all the others use too.
//!
//! Which way a message goes is a function of who asks whom ([`app::data_layer::Members::route`]); an address is only ever
//! taken from this gateway's own settings, never from a message.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use app::data_layer::{MOST_HOPS, Member, members};
use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header as http_header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::fs::{File, OpenOptions};
use tokio::io::AsyncWriteExt as _;
use tokio::sync::Mutex;

use super::caller::{http_builder, read_capped};
use super::exchange::{
    Asker, ExchangeFailure, HashedRequest, LONGEST_PART, MEMBER_CLASS, Malformed, ServicePath,
    failure, header, one, passed_on,
};
use super::tls::TlsSettings;
use crate::clock::{Chance, Clock};

/// The longest message, in bytes.
const LONGEST_MESSAGE: usize = 64 * 1024;

/// The file of a gateway's own records, one JSON object a line.
pub const RECORDS: &str = "hops.jsonl";

/// What a gateway writes down of one message: never what is asked or answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HopRecord {
    pub at: Timestamp,
    /// The message's `X-Road-Id`: the same at every hop, at the register and in the asker's own log.
    pub id: String,
    /// Whose gateway this is, e.g. `CQ/GOV/500000-SJ`.
    pub gateway: String,
    /// The gateways that it passed before, in order.
    pub visited: Vec<String>,
    pub client: String,
    pub service: String,
    /// For whom the client asked, where that is not itself; else empty.
    #[serde(default)]
    pub represented: String,
    pub purpose: String,
    /// The next gateway, `registers`, or empty where it went no further.
    pub next: String,
    /// The status that was answered.
    pub status: u16,
    /// `passed`, or the type of the failure.
    pub outcome: String,
    /// As the source gave it; empty where it gave none.
    pub request_hash: String,
    pub took_us: i64,
}

/// What a gateway is told when it is set up.
#[derive(Clone, Debug)]
pub struct GatewaySettings {
    /// Whose it is: an id of a member that is a gateway.
    pub member: &'static Member,
    /// Where the registers of its own tier are; `None`: it publishes none.
    pub registers: Option<String>,
    /// Where the gateways next to it are, by member id.
    pub neighbours: BTreeMap<String, String>,
    /// How the way to them is protected.
    pub tls: TlsSettings,
    /// How long a message may take from here on.
    pub deadline: Duration,
    /// How many bytes an answer may have.
    pub size_cap: usize,
}

/// One gateway at work.
pub struct Gateway {
    settings: GatewaySettings,
    http: reqwest::Client,
    records: Mutex<File>,
    clock: Arc<dyn Clock>,
    chance: Chance,
}

/// Why a message goes no further: the protocol's type, and a sentence for whoever runs the systems.
#[derive(Clone, Copy)]
struct Stopped(&'static str, &'static str);

/// Where a message stands on its way.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    Registers,
    Gateway(String),
}

impl Gateway {
    /// Opens the file of its records in this folder.
    ///
    /// # Errors
    /// A folder or file that cannot be written, or TLS that cannot be set up.
    pub async fn open(
        settings: GatewaySettings,
        data: &Path,
        clock: Arc<dyn Clock>,
        chance: Chance,
    ) -> Result<Self, String> {
        let path = data.join(RECORDS);
        let said = |error: std::io::Error| format!("{}: {error}", path.display());
        tokio::fs::create_dir_all(data).await.map_err(said)?;
        let records = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .await
            .map_err(said)?;
        Ok(Self {
            http: settings
                .tls
                .on(http_builder(settings.deadline))?
                .build()
                .map_err(|error| error.to_string())?,
            settings,
            records: Mutex::new(records),
            clock,
            chance,
        })
    }

    pub fn router(self: Arc<Self>) -> Router {
        Router::new().fallback(pass).with_state(self)
    }

    fn new_id(&self) -> String {
        uuid::Builder::from_random_bytes(self.chance.bytes::<16>())
            .into_uuid()
            .to_string()
    }

    /// Before the answer leaves: a message of which there is no record does not get through.
    async fn keep(&self, record: &HopRecord) -> std::io::Result<()> {
        let mut line = serde_json::to_vec(record).expect("texts and numbers serialize");
        line.push(b'\n');
        let mut file = self.records.lock().await;
        file.write_all(&line).await?;
        file.flush().await
    }

    fn failed(&self, accept: Option<&HeaderValue>, id: &str, stopped: &Stopped) -> Response {
        let failed = ExchangeFailure {
            kind: stopped.0.to_owned(),
            message: stopped.1.to_owned(),
            detail: self.new_id(),
        };
        tracing::info!(
            kind = stopped.0,
            detail = failed.detail,
            "a message went no further"
        );
        let status = StatusCode::from_u16(failed.status()).expect("400 or 500");
        let (content_type, body) = failed.body(accept);
        let headers = [
            (http_header::CONTENT_TYPE, content_type),
            (header::ERROR, stopped.0),
        ];
        let mut response = (status, headers, body).into_response();
        if let Ok(id) = HeaderValue::from_str(id) {
            response.headers_mut().insert(header::ID, id);
        }
        response
    }

    /// Where a message goes from here, if it came as it should.
    fn next(&self, asker: &Asker, path: &ServicePath, visited: &[String]) -> Result<Next, Stopped> {
        let here = self.settings.member.id();
        if visited.contains(&here) {
            return Err(Stopped(
                failure::LOOP,
                "the message has been here before: a gateway's addresses are wrong",
            ));
        }
        if visited.len() >= MOST_HOPS {
            return Err(Stopped(failure::LOOP, "the message has passed too many"));
        }
        let known = |instance: &str, class: &str, code: &str| {
            (class == MEMBER_CLASS)
                .then(|| members().find(instance, code))
                .flatten()
                .ok_or(Stopped(
                    failure::UNKNOWN_MEMBER,
                    "who asks, or who is asked, is no member of the exchange",
                ))
        };
        let (client, service) = (&asker.client, &path.service);
        let from = known(&client.instance, &client.member_class, &client.member_code)?;
        let to = known(
            &service.instance,
            &service.member_class,
            &service.member_code,
        )?;
        let way: Vec<String> = members()
            .route(from, to)
            .unwrap_or_default()
            .into_iter()
            .map(Member::id)
            .collect();
        let place = way.iter().position(|gateway| *gateway == here);
        match place {
            Some(place) if way[..place] == *visited => Ok(way
                .get(place + 1)
                .map_or(Next::Registers, |next| Next::Gateway(next.clone()))),
            _ => Err(Stopped(
                failure::ACCESS_DENIED,
                "a message of this member to that one comes another way",
            )),
        }
    }

    /// Passes a message on and brings the answer back: status, headers, body.
    async fn forward(
        &self,
        parts: &Parts,
        headers: &HeaderMap,
        body: Bytes,
        next: &Next,
    ) -> Result<(StatusCode, HeaderMap, Vec<u8>), Stopped> {
        let address = match next {
            Next::Registers => self.settings.registers.as_ref().ok_or(Stopped(
                failure::UNKNOWN_SERVICE,
                "no register stands behind this gateway",
            )),
            Next::Gateway(id) => self.settings.neighbours.get(id).ok_or(Stopped(
                failure::CLIENT_NETWORK_ERROR,
                "this gateway knows no address of the next one",
            )),
        }?;
        let target = target(parts);
        let lost = |_| {
            Stopped(
                failure::CLIENT_NETWORK_ERROR,
                "the next one does not answer, or broke off",
            )
        };
        let asked = self
            .http
            .request(parts.method.clone(), format!("{address}{target}"))
            .headers(headers.clone())
            .timeout(self.settings.deadline)
            .body(body.clone())
            .send()
            .await
            .map_err(lost)?;
        let (status, mut answered) = (asked.status(), asked.headers().clone());
        let bytes = read_capped(asked, self.settings.size_cap)
            .await
            .map_err(|_| {
                Stopped(
                    failure::CLIENT_NETWORK_ERROR,
                    "the answer broke off, or is too long",
                )
            })?;
        // The one that speaks to the source checks that the answer is to what it sent; those before it cannot.
        if *next == Next::Registers && !answered.contains_key(header::ERROR) {
            let text = |name| {
                answered
                    .get(name)
                    .and_then(|value: &HeaderValue| value.to_str().ok())
                    .unwrap_or_default()
            };
            let sent = HashedRequest {
                method: parts.method.as_str(),
                target,
                headers,
                request_id: text(header::REQUEST_ID),
                made_id: None,
                body: &body,
            };
            if text(header::REQUEST_HASH) != sent.hash() {
                return Err(Stopped(
                    failure::INCONSISTENT,
                    "the answer belongs to another question",
                ));
            }
            // From the way the asker computes the hash of what arrived at the source.
            if let Some(way) = headers.get(header::VISITED) {
                answered.insert(header::VISITED, way.clone());
            }
        }
        Ok((status, answered, bytes))
    }
}

fn target(parts: &Parts) -> &str {
    parts
        .uri
        .path_and_query()
        .map_or("/", |target| target.as_str())
}

/// Who asks whom, and by which gateways the message came.
fn read(parts: &Parts) -> Result<(Asker, ServicePath, Vec<String>), Malformed> {
    let path = target(parts).parse()?;
    let asker = Asker::read(&parts.headers)?;
    if asker
        .message_id
        .as_ref()
        .is_some_and(|id| id.len() > LONGEST_PART)
    {
        return Err(Malformed::TooLong);
    }
    let visited = one(&parts.headers, &header::VISITED)?
        .map(|visited| visited.split(',').map(|id| id.trim().to_owned()).collect())
        .unwrap_or_default();
    Ok((asker, path, visited))
}

async fn pass(State(gateway): State<Arc<Gateway>>, request: Request) -> Response {
    // In a task of its own: what has begun is written down, even when the asker has gone.
    let work = tokio::spawn(async move { passed(&gateway, request).await });
    work.await
        .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

async fn passed(gateway: &Gateway, request: Request) -> Response {
    let began = gateway.clock.now();
    let (parts, body) = request.into_parts();
    let accept = parts.headers.get(http_header::ACCEPT).cloned();
    let (asker, path, visited) = match read(&parts) {
        Ok(read) => read,
        Err(why) => {
            tracing::info!(%why, "a message is not of the protocol");
            let stopped = Stopped(failure::BAD_REQUEST, "the message is not of the protocol");
            return gateway.failed(accept.as_ref(), "", &stopped);
        }
    };
    let id = asker.message_id.clone().unwrap_or_else(|| gateway.new_id());
    let next = gateway.next(&asker, &path, &visited);
    let answered = match &next {
        Err(stopped) => Err(*stopped),
        Ok(next) => match to_bytes(body, LONGEST_MESSAGE).await {
            Ok(body) => {
                let mut way = visited.clone();
                way.push(gateway.settings.member.id());
                let headers = passed_on(&parts.headers, &id, &way.join(","));
                gateway.forward(&parts, &headers, body, next).await
            }
            Err(_) => Err(Stopped(
                failure::BAD_REQUEST,
                "the message is too long, or broke off",
            )),
        },
    };
    let text = |headers: &HeaderMap, name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    };
    let (outcome, request_hash) = match &answered {
        Ok((_, headers, _)) => match text(headers, header::ERROR) {
            kind if kind.is_empty() => ("passed".to_owned(), text(headers, header::REQUEST_HASH)),
            kind => (kind, String::new()),
        },
        Err(stopped) => (stopped.0.to_owned(), String::new()),
    };
    let response = match answered {
        Ok((status, headers, body)) => back(status, &headers, body),
        Err(stopped) => gateway.failed(accept.as_ref(), &id, &stopped),
    };
    let record = HopRecord {
        at: began,
        gateway: gateway.settings.member.id(),
        visited,
        client: asker.client.to_string(),
        service: path.service.to_string(),
        represented: asker
            .represented
            .map(|party| party.to_string())
            .unwrap_or_default(),
        purpose: asker.purpose,
        next: match next {
            Ok(Next::Registers) => "registers".to_owned(),
            Ok(Next::Gateway(id)) => id,
            Err(_) => String::new(),
        },
        status: response.status().as_u16(),
        outcome,
        request_hash,
        took_us: gateway.clock.now().as_microsecond() - began.as_microsecond(),
        id,
    };
    if let Err(error) = gateway.keep(&record).await {
        tracing::error!(%error, "a record cannot be written: nothing gets through");
        let stopped = Stopped(failure::LOGGING_FAILED, "the gateway cannot write it down");
        return gateway.failed(accept.as_ref(), &record.id, &stopped);
    }
    response
}

/// The answer as it came, without what belongs to one connection.
fn back(status: StatusCode, came: &HeaderMap, body: Vec<u8>) -> Response {
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.remove(http_header::CONTENT_TYPE);
    for (name, value) in came {
        let text = name.as_str();
        if *name == http_header::CONTENT_TYPE
            || text.starts_with("x-road-")
            || text.starts_with("yuban-")
        {
            headers.append(name.clone(), value.clone());
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;
    use crate::clock::MachineClock;
    use crate::data_layer::caller::SIZE_CAP;

    struct Opened {
        address: String,
        folder: tempfile::TempDir,
    }

    async fn open_at(
        listener: TcpListener,
        member: &str,
        registers: Option<&str>,
        neighbours: &[(&str, &str)],
    ) -> Opened {
        let folder = tempfile::tempdir().unwrap();
        let settings = GatewaySettings {
            member: members().by_id(member).unwrap(),
            registers: registers.map(str::to_owned),
            neighbours: neighbours
                .iter()
                .map(|(id, address)| ((*id).to_owned(), (*address).to_owned()))
                .collect(),
            tls: TlsSettings::default(),
            deadline: Duration::from_secs(3),
            size_cap: SIZE_CAP,
        };
        let clock = Arc::new(MachineClock);
        let gateway = Gateway::open(settings, folder.path(), clock, Chance::seeded(7))
            .await
            .unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let router = Arc::new(gateway).router();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Opened { address, folder }
    }

    async fn port() -> (TcpListener, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        (listener, address)
    }

    fn records(of: &Opened) -> Vec<HopRecord> {
        std::fs::read_to_string(of.folder.path().join(RECORDS))
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    async fn ask(address: &str, client: &str, service: &str, visited: &str) -> (u16, String) {
        let http = http_builder(Duration::from_secs(5)).build().unwrap();
        let mut request = http
            .post(format!("{address}/r1/{service}"))
            .header("x-road-client", client)
            .header("x-road-id", "the-same-everywhere")
            .body("{}");
        if !visited.is_empty() {
            request = request.header("yuban-visited", visited);
        }
        let answer = request.send().await.unwrap();
        let kind = answer
            .headers()
            .get("x-road-error")
            .map(|kind| kind.to_str().unwrap().to_owned());
        (answer.status().as_u16(), kind.unwrap_or_default())
    }

    const COUNTY: &str = "CQ/GOV/500106";
    const CITY: &str = "CQ/GOV/500000-SJ";
    const NATION: &str = "CN/GOV/100000-SJ";
    const PERSONS: &str = "CN/GOV/100000-GA/NATION-POPULATION/persons";

    #[tokio::test]
    async fn a_message_that_comes_back_is_stopped_where_it_was_before() {
        let (county_port, county_address) = port().await;
        let (city_port, city_address) = port().await;
        // Somebody has mixed up two addresses: the city takes the county for the nation.
        let county = open_at(county_port, COUNTY, None, &[(CITY, &city_address)]).await;
        let city = open_at(city_port, CITY, None, &[(NATION, &county_address)]).await;
        let asked = ask(&county.address, "CQ/GOV/500106-MZ/CARE", PERSONS, "").await;
        assert_eq!(asked, (500, failure::LOOP.to_owned()));

        let (at_county, at_city) = (records(&county), records(&city));
        assert_eq!((at_county.len(), at_city.len()), (2, 1));
        for record in at_county.iter().chain(&at_city) {
            assert_eq!(record.id, "the-same-everywhere");
            assert_eq!(record.outcome, failure::LOOP);
        }
        // The inner one is written first.
        assert_eq!(at_county[0].visited, [COUNTY, CITY]);
        assert_eq!(at_county[0].next, "");
        assert!(at_county[1].visited.is_empty());
        assert_eq!(at_county[1].next, CITY);
    }

    #[tokio::test]
    async fn whoever_is_no_member_or_comes_another_way_gets_no_further() {
        let (listener, _) = port().await;
        let city = open_at(listener, CITY, Some("http://127.0.0.1:9"), &[]).await;
        for (client, service, visited, kind) in [
            ("CQ/GOV/500232/X", PERSONS, "", failure::UNKNOWN_MEMBER),
            ("CQ/COM/500106/X", PERSONS, COUNTY, failure::UNKNOWN_MEMBER),
            (
                "CQ/GOV/500106/X",
                "CN/GOV/100000-XX/A/b",
                COUNTY,
                failure::UNKNOWN_MEMBER,
            ),
            // Past its own gateway, past another one, or with a way that is none.
            ("CQ/GOV/500106/X", PERSONS, "", failure::ACCESS_DENIED),
            (
                "CQ/GOV/500106/X",
                PERSONS,
                "CQ/GOV/LIANGJIANG",
                failure::ACCESS_DENIED,
            ),
            (
                "CQ/GOV/500106/X",
                PERSONS,
                "CQ/GOV/500106,CQ/GOV/LIANGJIANG",
                failure::ACCESS_DENIED,
            ),
            (
                "SC/GOV/510000-SJ/X",
                PERSONS,
                "SC/GOV/510000-SJ",
                failure::ACCESS_DENIED,
            ),
            ("CQ/GOV/500106/X", PERSONS, "a,b,c", failure::LOOP),
            (
                "CQ/GOV/500106/X",
                PERSONS,
                "CQ/GOV/500106,CQ/GOV/500000-SJ",
                failure::LOOP,
            ),
            // The way is right, and nobody is there.
            (
                "CQ/GOV/500106/X",
                PERSONS,
                COUNTY,
                failure::CLIENT_NETWORK_ERROR,
            ),
            (
                "CQ/GOV/500000-MZ/X",
                "CQ/GOV/500000-GA/POPULATION/persons",
                "",
                failure::CLIENT_NETWORK_ERROR,
            ),
        ] {
            let asked = ask(&city.address, client, service, visited).await;
            assert_eq!(
                asked,
                (500, kind.to_owned()),
                "{client} {service} {visited}"
            );
        }
        assert_eq!(records(&city).len(), 11, "each is written down");
        let asked = ask(&city.address, "CQ/GOV", PERSONS, "").await;
        assert_eq!(asked, (400, failure::BAD_REQUEST.to_owned()));
    }
}
