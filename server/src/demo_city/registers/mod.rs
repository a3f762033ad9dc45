//! The registers of the demo city, and the security server in front of them: what departments' systems and the
//! exchange layer do in a real installation. The portal reaches them over the wire only.

mod entries;
pub mod faults;
mod metadata;
mod questions;
mod state;
#[cfg(test)]
mod tests;
mod things;

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request, State as Shared};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header as http_header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use ed25519_dalek::SigningKey;
use serde_json::{Value, json};
use thiserror::Error;

use self::entries::Outcome;
use self::faults::{Fault, Faults};
use self::questions::Book;
pub use self::state::WrittenCall;
use self::state::{GrantedTo, State};
use self::things::Things;
use super::City;
use super::offices::worded;
use super::residents::{Resident, Residents};
use crate::clock::{Chance, Clock};
use crate::data_layer::evidence::{Evidence, KEYS_SERVICE, PublicKey, PublicKeys, member_of};
use crate::data_layer::exchange::{
    ALLOWED_METHODS, Asker, Client, ExchangeFailure, HashedRequest, INSTANCE, RepresentedParty,
    SecurityServer, ServiceId, ServicePath, failure, header,
};
use crate::data_layer::grants::standing;
use crate::data_layer::records::{AboutPerson, DataSet, Entered, Entry, GrantNotice, Refusal};
use app::data_layer::{Share, catalogue, purpose_head};
use app::person::ResidentId;
use app::text::Text;

/// The longest question, in bytes.
const LONGEST_QUESTION: usize = 64 * 1024;

/// The registers at work.
pub struct Registers {
    city: Arc<City>,
    state: State,
    /// Only where they may fail on purpose.
    faults: Option<Faults>,
    clock: Arc<dyn Clock>,
    chance: Chance,
    /// What each department signs with, by `instance/memberClass/memberCode`.
    keys: BTreeMap<String, SigningKey>,
    /// What is about nobody, made when it is first asked for.
    things: OnceLock<Things>,
}

#[derive(Debug, Error)]
pub enum RegistersError {
    #[error("the registers' own database: {0}")]
    Database(#[from] sqlx::Error),
    #[error(
        "these registers belong to the city of seed {seed} with {families} families; name another file, or remove this one"
    )]
    AnotherCity { seed: u64, families: usize },
    #[error("the registers cannot be served: {0}")]
    Serving(#[from] std::io::Error),
}

/// Serves the registers until `shutdown`, then lets calls under way end.
///
/// # Errors
/// When the listener fails.
pub async fn serve_registers(
    listener: tokio::net::TcpListener,
    registers: Arc<Registers>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), RegistersError> {
    let service = registers
        .clone()
        .router()
        .into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(shutdown)
        .await?;
    registers.state.close().await;
    Ok(())
}

impl Registers {
    /// Opens the registers with a database of their own (`sqlite:` URL). The city is that of the first opening: its
    /// day zero is the day on which this file was made, so that nobody's number moves when the portal is started
    /// again on another day.
    ///
    /// # Errors
    /// A database that does not open, or that belongs to another city.
    pub async fn open(
        state_db_url: &str,
        seed: u64,
        families: usize,
        faults: Option<Faults>,
        clock: Arc<dyn Clock>,
        chance: Chance,
    ) -> Result<Self, RegistersError> {
        let state = State::open(state_db_url).await?;
        let (held, day_zero, of) = state.city(seed, clock.today(), families).await?;
        if (held, of) != (seed, families) {
            return Err(RegistersError::AnotherCity {
                seed: held,
                families: of,
            });
        }
        let mut keys = BTreeMap::new();
        let members: BTreeSet<String> = DataSet::ALL
            .into_iter()
            .map(|set| member_of(&ServiceId::of(set)))
            .collect();
        for member in members {
            let secret = state.signing_key(&member, chance.bytes::<32>()).await?;
            keys.insert(member, SigningKey::from_bytes(&secret));
        }
        let mut transaction = state.begin().await?;
        for notice in standing() {
            state::keep_grant(&mut transaction, &notice).await?;
        }
        transaction.commit().await?;
        Ok(Self {
            city: Arc::new(City::new(seed, day_zero, families)),
            state,
            faults,
            clock,
            chance,
            keys,
            things: OnceLock::new(),
        })
    }

    pub const fn city(&self) -> &Arc<City> {
        &self.city
    }

    /// The disk is not waited for any more, until they are closed: for seeding.
    ///
    /// # Errors
    /// The database's.
    pub async fn hurry(&self) -> sqlx::Result<()> {
        self.state.hurry().await
    }

    /// Writes residents into the registers until so many people are in them, the city's families among them, a few at a
    /// time. What was broken off goes on where it ended. `said` hears how many there are, and how many there will be.
    ///
    /// # Errors
    /// The database's.
    pub async fn settle(&self, people: u64, mut said: impl FnMut(u64, u64)) -> sqlx::Result<()> {
        const AT_ONCE: u64 = 1_000;
        let families = self.city.people().count() as u64;
        let wanted = people.saturating_sub(families);
        let row = Residents::of(&self.city);
        let mut there = state::residents(&mut *self.state.read().await?).await?;
        while there < wanted {
            let residents: Vec<Resident> = (there..wanted.min(there + AT_ONCE))
                .map_while(|nth| row.nth(nth))
                .collect();
            if residents.is_empty() {
                break;
            }
            let mut transaction = self.state.begin().await?;
            state::settle(&mut transaction, there, &residents).await?;
            transaction.commit().await?;
            there += residents.len() as u64;
            said(families + there, people);
        }
        Ok(())
    }

    /// The calls about somebody as the registers wrote them down themselves, in the order in which they came.
    ///
    /// # Errors
    /// The database's.
    pub async fn calls_about(&self, number: &ResidentId) -> sqlx::Result<Vec<WrittenCall>> {
        state::calls_about(&mut *self.state.read().await?, number).await
    }

    /// Everything that they answer, as a router.
    pub fn router(self: Arc<Self>) -> Router {
        let mut router = Router::new();
        if self.faults.is_some() {
            router = router
                .route("/faults", get(list_faults).post(change_faults))
                .route("/people", post(happen));
        }
        router.fallback(answer).with_state(self)
    }

    fn new_id(&self) -> String {
        uuid::Builder::from_random_bytes(self.chance.bytes::<16>())
            .into_uuid()
            .to_string()
    }

    /// What a metadata service says; `None` where none was asked.
    async fn metadata(&self, path: &ServicePath, asker: &Asker) -> sqlx::Result<Option<Value>> {
        if path.service.service == KEYS_SERVICE {
            let member = member_of(&path.service);
            return Ok(self.keys.get(&member).map(|key| {
                json!(PublicKeys {
                    keys: vec![PublicKey::of(&member, key)],
                })
            }));
        }
        let mut granted = BTreeSet::new();
        if path.service.service == ALLOWED_METHODS {
            for set in DataSet::ALL {
                if !self.granted(asker, set, None).await?.is_empty() {
                    granted.insert(set);
                }
            }
        }
        Ok(metadata::answer(&path.service, &path.rest, |set| {
            granted.contains(&set)
        }))
    }

    /// Which fields this asker may have of a data set; without a purpose: for any.
    async fn granted(
        &self,
        asker: &Asker,
        set: DataSet,
        purpose: Option<&str>,
    ) -> sqlx::Result<BTreeSet<String>> {
        let Some(catalogued) = catalogue().set(&set.code()) else {
            return Ok(BTreeSet::new());
        };
        // Whatever anybody granted: some data are never for some purposes.
        if purpose.is_some_and(|purpose| catalogued.is_never_for(purpose)) {
            return Ok(BTreeSet::new());
        }
        let said = |party: Option<&RepresentedParty>| {
            party.map(RepresentedParty::to_string).unwrap_or_default()
        };
        // The portal asks for many departments: what one of them was granted is not its own.
        let own_party = asker
            .client
            .own_party()
            .filter(|_| asker.client != Client::portal());
        let to = GrantedTo {
            client: asker.client.to_string(),
            represented: said(asker.represented.as_ref()),
            own_party: said(own_party.as_ref()),
        };
        let head = purpose.map(purpose_head);
        let today = self.clock.today();
        let mut connection = self.state.read().await?;
        let named = state::granted(&mut connection, &to, set, head, today).await?;
        // What is about nobody, and shared without a condition, is for whoever is on the exchange here.
        let is_for_all = set.is_open() && asker.client.instance == INSTANCE;
        Ok(catalogued
            .shareable()
            .filter(|field| {
                named.contains(&field.name) || (is_for_all && field.share == Share::Unconditional)
            })
            .map(|field| field.name.clone())
            .collect())
    }

    /// What the owner decided about a grant: kept from here on. Only this city's own portal passes such things on.
    async fn take_grant(
        &self,
        asker: &Asker,
        path: &ServicePath,
        body: &[u8],
    ) -> sqlx::Result<bool> {
        let Ok(notice) = serde_json::from_slice::<GrantNotice>(body) else {
            return Ok(false);
        };
        let is_its_own = DataSet::from_code(&notice.data_set).is_some_and(|set| {
            let of_set = ServiceId::of(set);
            member_of(&of_set) == member_of(&path.service)
                && of_set.subsystem == path.service.subsystem
        });
        if asker.client != Client::portal() || !is_its_own {
            return Ok(false);
        }
        let mut transaction = self.state.begin().await?;
        state::keep_grant(&mut transaction, &notice).await?;
        transaction.commit().await?;
        Ok(true)
    }

    fn failed(&self, accept: Option<&HeaderValue>, kind: &'static str, message: &str) -> Response {
        let failed = ExchangeFailure {
            kind: kind.to_owned(),
            message: message.to_owned(),
            detail: self.new_id(),
        };
        tracing::info!(kind, detail = failed.detail, "an exchange failed");
        let status = StatusCode::from_u16(failed.status()).expect("400 or 500");
        let (content_type, body) = failed.body(accept);
        let headers = [
            (http_header::CONTENT_TYPE, content_type),
            (header::ERROR, kind),
        ];
        (status, headers, body).into_response()
    }

    /// What the register behind the security server says: status and body.
    async fn answer(&self, called: &Called) -> sqlx::Result<Said> {
        let set = called.set;
        let expected = if set.is_public() {
            Method::GET
        } else {
            Method::POST
        };
        let is_plain = matches!(called.rest.as_str(), "" | "/");
        if called.method != expected || !is_plain {
            let status = if is_plain {
                StatusCode::METHOD_NOT_ALLOWED
            } else {
                StatusCode::NOT_FOUND
            };
            return Ok(refused(status, "malformed", Text::DemoRefusedMalformed));
        }
        let lies = called.fault == Some(Fault::Lies);
        if set.is_public() {
            let offices = if lies { &[] } else { &self.city.offices[..] };
            return Ok(said(json!(offices)));
        }
        if set.is_written() {
            return self.enter(called, lies).await;
        }
        if set.is_open() {
            return Ok(self.about_nobody(called, lies));
        }
        let Ok(AboutPerson { number }) = serde_json::from_slice(&called.body) else {
            return Ok(malformed());
        };
        let mut connection = self.state.read().await?;
        let mut book = Book {
            city: &self.city,
            today: self.clock.today(),
            at: &mut connection,
        };
        let found = match called.fault {
            Some(Fault::Lies) => book.lie(set, &number).await?,
            Some(Fault::Forgets) => None,
            _ => book.look_up(set, &number).await?,
        };
        Ok(match found {
            Some(record) => said(record),
            None => refused(
                StatusCode::NOT_FOUND,
                Refusal::NO_RECORD,
                Text::DemoRefusedNoRecord,
            ),
        })
    }

    /// Organisations, addresses, and who offers care.
    fn about_nobody(&self, called: &Called, lies: bool) -> Said {
        let known = self.things.get_or_init(|| Things::of(&self.city));
        let found = match called.set {
            DataSet::LegalPersons => serde_json::from_slice(&called.body)
                .ok()
                .and_then(|question| known.entities(&question, lies)),
            DataSet::Addresses => serde_json::from_slice(&called.body)
                .ok()
                .and_then(|question| known.addresses(&question, lies)),
            DataSet::CareProviders => serde_json::from_slice(&called.body)
                .ok()
                .and_then(|question| known.providers(&question, lies)),
            _ => None,
        };
        found.map_or_else(malformed, said)
    }

    async fn enter(&self, called: &Called, lies: bool) -> sqlx::Result<Said> {
        let Ok(entry) = serde_json::from_slice::<Entry>(&called.body) else {
            return Ok(malformed());
        };
        let key = called
            .headers
            .get(header::IDEMPOTENCY_KEY)
            .and_then(|key| key.to_str().ok())
            .filter(|key| !key.is_empty() && key.len() <= 255);
        let Some(key) = key else {
            return Ok(malformed());
        };
        if lies {
            return Ok(said(json!(Entered {
                entry: self.new_id(),
                number: "T519999999".to_owned(),
                entered_on: self.clock.today(),
            })));
        }
        let today = self.clock.today();
        let outcome = entries::enter(&self.city, &self.state, today, called.set, key, &entry);
        Ok(match outcome.await? {
            Outcome::Entered(entered) => said(json!(entered)),
            Outcome::Refused(status, refusal) => Said {
                status: StatusCode::from_u16(status).expect("409 or 422"),
                body: json!(refusal),
            },
        })
    }
}

/// A call that the security server let through to a register.
struct Called {
    set: DataSet,
    method: Method,
    headers: HeaderMap,
    /// What follows the service in the path.
    rest: String,
    body: Bytes,
    fault: Option<Fault>,
}

struct Said {
    status: StatusCode,
    body: Value,
}

const fn said(body: Value) -> Said {
    Said {
        status: StatusCode::OK,
        body,
    }
}

fn refused(status: StatusCode, code: &str, text: Text) -> Said {
    Said {
        status,
        body: json!(Refusal {
            code: code.to_owned(),
            message: worded(text),
        }),
    }
}

fn malformed() -> Said {
    refused(
        StatusCode::BAD_REQUEST,
        "malformed",
        Text::DemoRefusedMalformed,
    )
}

/// In a task of its own: what has begun is written down and carried to its end, even when the caller has gone.
async fn answer(Shared(registers): Shared<Arc<Registers>>, request: Request) -> Response {
    let at_work = registers.clone();
    let work = tokio::spawn(async move { answered(&at_work, request).await });
    work.await
        .unwrap_or_else(|_| registers.failed(None, failure::SERVICE_FAILED, BROKE_OFF))
}

/// One message: checked as a security server does, written down, answered by the register, and bound to its question.
async fn answered(registers: &Registers, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let accept = parts.headers.get(http_header::ACCEPT).cloned();
    let failed = |kind, message: &str| registers.failed(accept.as_ref(), kind, message);

    let (asker, path) = match read(&parts) {
        Ok(read) => read,
        Err(why) => return failed(failure::BAD_REQUEST, &why),
    };
    let is_here = |server: &SecurityServer| *server == SecurityServer::of_the_demo();
    if !asker.security_server.as_ref().is_none_or(is_here) {
        return failed(failure::UNKNOWN_MEMBER, "no such security server is here");
    }
    let Ok(body) = to_bytes(body, LONGEST_QUESTION).await else {
        return failed(failure::BAD_REQUEST, "the body is too long, or broke off");
    };
    let proof = Proof::of(registers, &parts, &asker, &path, &body);
    let broke_off = |error: sqlx::Error| {
        tracing::error!(%error, "a register failed");
        failed(failure::SERVICE_FAILED, BROKE_OFF)
    };
    if parts.method == Method::GET {
        match registers.metadata(&path, &asker).await {
            Ok(Some(metadata)) => {
                return proof.on(registers, StatusCode::OK, JSON, metadata.to_string());
            }
            Ok(None) => {}
            Err(error) => return broke_off(error),
        }
    }
    if parts.method == Method::POST && path.service.service == GrantNotice::SERVICE {
        return match registers.take_grant(&asker, &path, &body).await {
            Ok(true) => proof.on(registers, StatusCode::OK, JSON, json!({}).to_string()),
            Ok(false) => failed(failure::ACCESS_DENIED, "this is not for this client to say"),
            Err(error) => broke_off(error),
        };
    }
    let Some(set) = path.service.data_set() else {
        return failed(
            failure::UNKNOWN_SERVICE,
            "no such service is published here",
        );
    };
    let granted = match registers.granted(&asker, set, Some(&asker.purpose)).await {
        Ok(granted) => granted,
        Err(error) => return broke_off(error),
    };
    let written = WrittenCall {
        message_id: proof.message_id.clone(),
        at: registers.clock.now(),
        client: asker.client.to_string(),
        represented: asker
            .represented
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        user_id: asker.user_id.clone().unwrap_or_default(),
        issue: asker.issue.clone().unwrap_or_default(),
        purpose: asker.purpose.clone(),
        data_set: set.code(),
        about: serde_json::from_slice::<AboutPerson>(&body)
            .map(|asked| asked.number.as_str().to_owned())
            .unwrap_or_default(),
        is_let_through: !granted.is_empty(),
    };
    if let Err(error) = registers.state.write_down(&written).await {
        return broke_off(error);
    }
    if granted.is_empty() {
        return failed(
            failure::ACCESS_DENIED,
            "this client may not call this service for this purpose",
        );
    }
    let called = Called {
        set,
        method: parts.method,
        headers: parts.headers,
        rest: path.rest,
        body,
        fault: registers.faults.as_ref().and_then(|faults| faults.of(set)),
    };
    match called.fault {
        Some(Fault::Down) => {
            return failed(failure::NETWORK_ERROR, "the register does not answer");
        }
        Some(Fault::Garbage) => {
            return proof.on(
                registers,
                StatusCode::OK,
                JSON,
                "{\"number\": \"5099\u{0}".to_owned(),
            );
        }
        Some(Fault::Error) => {
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            let page = "<h1>Internal Server Error</h1>".to_owned();
            return proof.on(registers, status, "text/html;charset=utf-8", page);
        }
        _ => {}
    }
    let fault = called.fault;
    let answered = registers.answer(&called).await;
    if let Some(Fault::Slow(by)) = fault {
        // After the work: whoever gives up waiting does not know whether it was done.
        tokio::time::sleep(by).await;
    }
    match answered {
        Ok(mut said) => {
            if said.status == StatusCode::OK {
                keep_only(&mut said.body, &granted);
                if fault == Some(Fault::Codes) {
                    forget_codes(&mut said.body, set);
                }
            }
            proof.on(registers, said.status, JSON, said.body.to_string())
        }
        Err(error) => broke_off(error),
    }
}

/// Takes out of an answer what was not granted.
fn keep_only(body: &mut Value, granted: &BTreeSet<String>) {
    match body {
        Value::Array(records) => {
            for record in records {
                keep_only(record, granted);
            }
        }
        Value::Object(fields) => fields.retain(|name, _| granted.contains(name)),
        _ => {}
    }
}

/// Puts a code that no table has wherever one belongs.
fn forget_codes(body: &mut Value, set: DataSet) {
    if let Value::Array(records) = body {
        records
            .iter_mut()
            .for_each(|record| forget_codes(record, set));
        return;
    }
    let catalogued = catalogue().set(&set.code());
    for field in catalogued.into_iter().flat_map(|set| &set.fields) {
        if let (Some(_), Some(value)) = (&field.table, body.get_mut(&field.name)) {
            *value = json!("50-none");
        }
    }
}

/// Who asks, and for which service.
fn read(parts: &Parts) -> Result<(Asker, ServicePath), String> {
    let target = parts
        .uri
        .path_and_query()
        .map_or("/", |target| target.as_str());
    let path = target
        .parse()
        .map_err(|why: crate::data_layer::exchange::Malformed| why.to_string())?;
    let asker = Asker::read(&parts.headers).map_err(|why| why.to_string())?;
    Ok((asker, path))
}

/// What is said of a register that fails, to whoever runs the systems.
const BROKE_OFF: &str = "the register broke off";

/// What almost every answer is.
const JSON: &str = "application/json";

/// What binds an answer to its question.
struct Proof {
    service: ServiceId,
    message_id: String,
    request_hash: String,
    headers: Vec<(HeaderName, String)>,
}

impl Proof {
    fn of(
        registers: &Registers,
        parts: &Parts,
        asker: &Asker,
        path: &ServicePath,
        body: &[u8],
    ) -> Self {
        let made_id = match &asker.message_id {
            Some(_) => None,
            None => Some(registers.new_id()),
        };
        let request_id = registers.new_id();
        let hash = HashedRequest {
            method: parts.method.as_str(),
            target: parts
                .uri
                .path_and_query()
                .map_or("/", |target| target.as_str()),
            headers: &parts.headers,
            request_id: &request_id,
            made_id: made_id.as_deref(),
            body,
        }
        .hash();
        let id = asker.message_id.clone().or(made_id).unwrap_or_default();
        let mut headers = vec![
            (header::CLIENT, asker.client.to_string()),
            (header::SERVICE, path.service.to_string()),
            (header::ID, id.clone()),
            (header::REQUEST_ID, request_id),
            (header::REQUEST_HASH, hash.clone()),
        ];
        if let Some(server) = &asker.security_server {
            headers.push((header::SECURITY_SERVER, server.to_string()));
        }
        Self {
            service: path.service.clone(),
            message_id: id,
            request_hash: hash,
            headers,
        }
    }

    /// The answer, bound to its question and signed by the department that publishes the service.
    fn on(
        self,
        registers: &Registers,
        status: StatusCode,
        content_type: &'static str,
        body: String,
    ) -> Response<Body> {
        let signed = registers.keys.get(&member_of(&self.service)).map(|key| {
            let (service, hash) = (&self.service, &self.request_hash);
            Evidence::sign(service, hash, body.as_bytes(), registers.clock.now(), key)
        });
        let content_type = [(http_header::CONTENT_TYPE, content_type)];
        let mut response = (status, content_type, body).into_response();
        let headers = self.headers.into_iter();
        for (name, value) in headers.chain(signed.into_iter().flatten()) {
            let value = HeaderValue::from_str(&value).expect("encoded or visible ASCII");
            response.headers_mut().insert(name, value);
        }
        response
    }
}

/// The switch is for this machine only, wherever else the registers can be reached from.
fn from_here_only(ConnectInfo(peer): ConnectInfo<SocketAddr>) -> Result<(), (StatusCode, String)> {
    if peer.ip().to_canonical().is_loopback() {
        Ok(())
    } else {
        Err((StatusCode::NOT_FOUND, String::new()))
    }
}

/// Which data sets fail now.
async fn list_faults(
    Shared(registers): Shared<Arc<Registers>>,
    peer: ConnectInfo<SocketAddr>,
) -> Result<Json<BTreeMap<String, String>>, (StatusCode, String)> {
    from_here_only(peer)?;
    Ok(Json(
        registers
            .faults
            .as_ref()
            .map(Faults::listed)
            .unwrap_or_default(),
    ))
}

/// Switches faults: `{"MARRIAGES/marriages": "down", "INSURANCE/persons": "none"}`. Only JSON is taken, which no page
/// of another site can send here by a form.
async fn change_faults(
    Shared(registers): Shared<Arc<Registers>>,
    peer: ConnectInfo<SocketAddr>,
    Json(wishes): Json<BTreeMap<String, String>>,
) -> Result<StatusCode, (StatusCode, String)> {
    from_here_only(peer)?;
    match registers
        .faults
        .as_ref()
        .map(|faults| faults.change(&wishes))
    {
        Some(Err(why)) => Err((StatusCode::BAD_REQUEST, why)),
        _ => Ok(StatusCode::NO_CONTENT),
    }
}

/// Lets somebody die or move: `{"number": "..", "died_on": "2026-03-01"}` or `{"number": "..", "street": "500112001"}`;
/// with neither it has not happened. Or the store of e-licences has another date: `{"number": "..", "licence":
/// "marriage-certificate", "issued_on": "2019-05-20"}`.
async fn happen(
    Shared(registers): Shared<Arc<Registers>>,
    peer: ConnectInfo<SocketAddr>,
    Json(what): Json<state::Happening>,
) -> Result<StatusCode, (StatusCode, String)> {
    from_here_only(peer)?;
    let failed = |error: sqlx::Error| (StatusCode::INTERNAL_SERVER_ERROR, error.to_string());
    let mut transaction = registers.state.begin().await.map_err(failed)?;
    state::happen(&mut transaction, &what)
        .await
        .map_err(failed)?;
    transaction.commit().await.map_err(failed)?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod switch {
    use super::*;

    #[test]
    fn only_this_machine_finds_it() {
        let asked_from = |peer: &str| from_here_only(ConnectInfo(peer.parse().unwrap()));
        for here in ["127.0.0.1:5000", "[::1]:5000", "[::ffff:127.0.0.1]:5000"] {
            assert!(asked_from(here).is_ok(), "{here}");
        }
        for elsewhere in ["192.0.2.7:5000", "[2001:db8::1]:5000"] {
            let refused = asked_from(elsewhere).unwrap_err();
            assert_eq!(refused.0, StatusCode::NOT_FOUND, "{elsewhere}");
        }
    }
}
