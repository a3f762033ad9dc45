//! Asking another department's register: one call over the exchange protocol, cut off when it is slow or large, and
//! checked against the question before anybody sees the answer. Whoever calls keeps the log.

use std::collections::HashMap;
use std::sync::{Arc, Once, OnceLock, RwLock};
use std::time::Duration;

use app::data_layer::{CreditCode, UnknownCode, catalogue};
use app::person::ResidentId;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header as http_header};
use jiff::civil::Date;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use thiserror::Error;

use tokio::time::{Instant, timeout_at};

use super::evidence::{AnswerBytes, Evidence, KEYS_SERVICE, PublicKey, PublicKeys};
use super::exchange::{
    ALLOWED_METHODS, Client, ExchangeFailure, HashedRequest, Methods, RepresentedParty, ServiceId,
    ServicePath, failure, header, passed_on,
};
use super::exchange_settings::Services;
use super::guard::{Guards, TurnedAway};
use super::records::{
    AboutAddresses, AboutCare, AboutEntities, AboutPerson, Birth, CareProvider, DataSet,
    DisabilityCertificate, Entered, Entry, GrantNotice, HouseholdMembers, HouseholdTold,
    InHardship, Insured, LegalPerson, Licence, Marriage, OfficeEntry, Place, Refusal, RegionPerson,
    Registered, StandardAddress,
};
use super::tls::TlsSettings;
use crate::clock::{Chance, Clock};

/// How long a call may take, unless told otherwise.
pub const DEADLINE: Duration = Duration::from_secs(3);
/// How long a call may take for which somebody waits in front of a page.
pub const PREFILL_DEADLINE: Duration = Duration::from_millis(800);
/// How many bytes an answer may have, unless told otherwise.
pub const SIZE_CAP: usize = 1024 * 1024;

/// The portal's way to the registers. Several calls may run at once.
pub struct Caller {
    http: reqwest::Client,
    /// Without a slash at the end.
    base: String,
    client: Client,
    /// Where the data sets are published.
    services: Services,
    deadline: Duration,
    size_cap: usize,
    chance: Chance,
    /// Whether `X-Road-Request-Hash` must be that of what was sent. Between security servers it is they who check.
    checks_hash: bool,
    /// Whether an answer without a signature is refused.
    demands_signatures: bool,
    /// The sources' keys by name, as they were met.
    keys: RwLock<HashMap<String, PublicKey>>,
    /// Breakers and bulkheads; `None`: every source is asked, whatever came of it before.
    guards: Option<Guards>,
}

/// Why a call is made: what its headers say of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallContext {
    /// The pseudonym of the citizen or caseworker whose act caused the call; never an identity number. Empty for the
    /// portal's own housekeeping.
    pub user_pseudonym: String,
    /// The draft, application or case that is the reason; may be empty.
    pub issue: String,
    /// What for, e.g. `newborn/prefill`; may be empty.
    pub purpose: String,
    /// For whom the portal asks, where that is not itself; `None`: for itself.
    pub represented: Option<RepresentedParty>,
    /// The `X-Road-Id`; made by the caller where it is empty.
    pub message_id: String,
    /// How long it may take, where that is less than the caller's own deadline.
    pub deadline: Option<Duration>,
    /// `unknown-code:TABLE:FIELD`, put here when an answer has a value that its code table does not have.
    pub unknown_code: OnceLock<String>,
    /// What proves the answer, put here when one has come, whatever it says.
    pub evidence: OnceLock<Evidence>,
    /// The answer itself, put here with what proves it where it is signed.
    pub signed_answer: OnceLock<AnswerBytes>,
}

/// An answer with what proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered<T = Value> {
    pub body: T,
    /// The `X-Road-Id` of the call.
    pub message_id: String,
    /// `X-Road-Request-Hash` as the server gave it; empty when it gave none.
    pub request_hash: String,
    /// Names of the fields that were there and not null: what was disclosed, without the values. Of a list, those of
    /// any element.
    pub fields: Vec<String>,
}

/// Why there is no answer that can be used.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CallFailure {
    /// Nobody there, or the connection broke. A write may or may not have happened.
    #[error("not reached")]
    Unreachable,
    /// Longer than the deadline. A write may or may not have happened.
    #[error("no answer in time")]
    TooSlow,
    #[error("the answer is larger than the cap")]
    TooLarge,
    /// The exchange failed, not the register; the type begins with `Client.` or `Server.`.
    #[error("the exchange failed: {kind}")]
    Exchange { kind: String },
    /// The register itself answered with an error that is no [`Refusal`].
    #[error("the register failed with status {status}")]
    Failed { status: u16 },
    /// The register understood, and said no.
    #[error("refused: {}", .0.code)]
    Refused(Refusal),
    /// Not JSON, or not of the agreed shape.
    #[error("the answer cannot be read")]
    Malformed,
    /// The answer is bound to another question: another id, client or request hash than what was sent.
    #[error("the answer belongs to another question")]
    OtherQuestion,
    /// A field has a value that its code table did not have when the source signed it.
    #[error("{table} has no such code (field {field})")]
    UnknownCode { table: String, field: String },
    /// The answer is about somebody who was not asked about. It is dropped unseen.
    #[error("the answer is about another person")]
    WrongPerson,
    /// The answer is not signed by the source, or was changed on its way.
    #[error("the answer's signature does not hold")]
    NotSigned,
    /// It has failed too often just now, and was not asked.
    #[error("left alone for a while")]
    Resting,
    /// So many calls of this source are under way that none was made.
    #[error("too many calls are under way")]
    Busy,
}

impl CallFailure {
    /// How the call log names it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Exchange { .. } if self.is_denied() => "denied",
            Self::Unreachable => "unreachable",
            Self::TooSlow => "too-slow",
            Self::TooLarge => "too-large",
            Self::Exchange { .. } => "exchange",
            Self::Failed { .. } => "failed",
            Self::Refused(_) => "refused",
            Self::Malformed => "malformed",
            Self::OtherQuestion => "other-question",
            Self::WrongPerson => "wrong-person",
            Self::NotSigned => "not-signed",
            Self::Resting => "resting",
            Self::Busy => "busy",
            Self::UnknownCode { .. } => "unknown-code",
        }
    }

    /// Whether the owner does not let it be asked: no grant for this purpose.
    pub fn is_denied(&self) -> bool {
        matches!(self, Self::Exchange { kind } if kind == failure::ACCESS_DENIED)
    }

    /// Whether it says that something is wrong with the source, and not with what was asked.
    fn is_of_the_source(&self) -> bool {
        match self {
            Self::Exchange { kind } => !self.is_denied() && !kind.starts_with("Client."),
            Self::Refused(_) | Self::Resting | Self::Busy => false,
            _ => true,
        }
    }

    /// Whether the same call, with the same idempotency key, may go better later by itself.
    pub const fn may_pass(&self) -> bool {
        !matches!(self, Self::Refused(_))
    }
}

static CRYPTO: Once = Once::new();

/// What every call over the exchange is made with. No proxies, no redirects: a message goes to the address it was given.
///
/// # Errors
/// When TLS cannot be set up.
pub(super) fn http_client(connect_timeout: Duration) -> Result<reqwest::Client, reqwest::Error> {
    http_builder(connect_timeout).build()
}

/// As [`http_client`], before it is built.
pub(super) fn http_builder(connect_timeout: Duration) -> reqwest::ClientBuilder {
    CRYPTO.call_once(|| {
        // An error only says that there is one already.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(connect_timeout)
}

/// The body, no longer than the cap, whatever its length was said to be.
///
/// # Errors
/// [`CallFailure::TooLarge`], or what broke the connection.
pub(super) async fn read_capped(
    mut response: reqwest::Response,
    cap: usize,
) -> Result<Vec<u8>, CallFailure> {
    let announced = response.content_length().unwrap_or(0);
    if usize::try_from(announced).map_or(true, |length| length > cap) {
        return Err(CallFailure::TooLarge);
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(why)? {
        if bytes.len() + chunk.len() > cap {
            return Err(CallFailure::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

impl Caller {
    /// A caller of the exchange layer at `base_url` (`http://127.0.0.1:4000`, or our own security server's address)
    /// in the name of `client`. No proxies, no redirects: it speaks to that address and to no other.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(
        base_url: &str,
        client: Client,
        deadline: Duration,
        size_cap: usize,
        chance: Chance,
    ) -> Result<Self, reqwest::Error> {
        Ok(Self {
            http: http_client(deadline)?,
            base: base_url.trim_end_matches('/').to_owned(),
            client,
            services: Services::default(),
            deadline,
            size_cap,
            chance,
            checks_hash: false,
            demands_signatures: false,
            keys: RwLock::default(),
            guards: None,
        })
    }

    /// Leaves a source alone that fails, and lets none hold more than so many calls.
    #[must_use]
    pub fn guarded(mut self, clock: Arc<dyn Clock>) -> Self {
        self.guards = Some(Guards::new(clock));
        self
    }

    /// Asks for the data sets where these say that they are published.
    #[must_use]
    pub fn as_published(mut self, services: Services) -> Self {
        self.services = services;
        self
    }

    /// Goes its way by these certificates.
    ///
    /// # Errors
    /// Which file is no good.
    pub fn over_tls(mut self, tls: &TlsSettings) -> Result<Self, String> {
        if !tls.is_plain() {
            self.http = tls
                .on(http_builder(self.deadline))?
                .build()
                .map_err(|error| error.to_string())?;
        }
        Ok(self)
    }

    /// Takes no answer that its source has not signed.
    #[must_use]
    pub const fn demanding_signatures(mut self) -> Self {
        self.demands_signatures = true;
        self
    }

    /// Keys that were met before: nobody has to be asked for them again.
    pub fn knows(&self, keys: Vec<PublicKey>) {
        let mut known = self.keys.write().expect("nobody panics while learning");
        known.extend(keys.into_iter().map(|key| (key.key.clone(), key)));
    }

    /// Checks the request hash too: where no security server of our own stands between, as with the demo registers.
    #[must_use]
    pub const fn checking_hashes(mut self) -> Self {
        self.checks_hash = true;
        self
    }

    /// One call, without looking at whom the answer is about: [`Self::ask_person`] and its siblings do.
    ///
    /// # Errors
    /// [`CallFailure`], never with personal data in it.
    pub async fn call(
        &self,
        set: DataSet,
        question: &impl Serialize,
        about: &CallContext,
        idempotency_key: Option<&str>,
    ) -> Result<Answered, CallFailure> {
        self.call_and_read(set, question, about, idempotency_key, Ok)
            .await
    }

    /// One call, and what is made of its answer: an answer that cannot be used is the source's failure, too.
    async fn call_and_read<T>(
        &self,
        set: DataSet,
        question: &impl Serialize,
        about: &CallContext,
        idempotency_key: Option<&str>,
        read: impl FnOnce(Answered) -> Result<T, CallFailure>,
    ) -> Result<T, CallFailure> {
        let body = if set.is_public() {
            Vec::new()
        } else {
            serde_json::to_vec(question).map_err(|_| CallFailure::Malformed)?
        };
        // The deadline holds for everything together: waiting for a place, connecting, sending, waiting and reading.
        let deadline = about.deadline.unwrap_or(self.deadline).min(self.deadline);
        let until = Instant::now() + deadline;
        let permit = match &self.guards {
            Some(guards) => match timeout_at(until, guards.enter(set)).await {
                Ok(Ok(permit)) => Some(permit),
                Ok(Err(TurnedAway::Resting)) => return Err(CallFailure::Resting),
                Err(_) => return Err(CallFailure::Busy),
            },
            None => None,
        };
        let answered = timeout_at(until, self.exchange(set, body, about, idempotency_key))
            .await
            .unwrap_or(Err(CallFailure::TooSlow))
            .and_then(read);
        if let Some(permit) = permit {
            let failure = answered.as_ref().err();
            permit.note(failure.is_some_and(CallFailure::is_of_the_source));
        }
        answered
    }

    async fn exchange(
        &self,
        set: DataSet,
        body: Vec<u8>,
        about: &CallContext,
        idempotency_key: Option<&str>,
    ) -> Result<Answered, CallFailure> {
        let message_id = if about.message_id.is_empty() {
            uuid::Builder::from_random_bytes(self.chance.bytes::<16>())
                .into_uuid()
                .to_string()
        } else {
            about.message_id.clone()
        };
        let headers = self.headers(set, &message_id, about, idempotency_key, !body.is_empty())?;
        let method = if set.is_public() {
            Method::GET
        } else {
            Method::POST
        };
        let service = self.services.of(set);
        let url = format!("{}{}", self.base, ServicePath::to(service.clone()));
        let request = self
            .http
            .request(method.clone(), url)
            .headers(headers.clone())
            .body(body.clone())
            .build()
            .map_err(|_| CallFailure::Unreachable)?;
        let target = request.url().path().to_owned();

        let response = self.http.execute(request).await.map_err(why)?;
        let (status, answered) = (response.status(), response.headers().clone());
        let bytes = read_capped(response, self.size_cap).await?;

        if let Some(kind) = answered.get(header::ERROR) {
            return Err(CallFailure::Exchange {
                kind: failure_kind(kind, &bytes),
            });
        }
        // Through gateways: as the last of them sent it.
        let as_it_arrived = match text(&answered, &header::VISITED) {
            "" => headers,
            way => passed_on(&headers, &message_id, way),
        };
        let sent = HashedRequest {
            method: method.as_str(),
            target: &target,
            headers: &as_it_arrived,
            request_id: text(&answered, &header::REQUEST_ID),
            made_id: None,
            body: &body,
        };
        let evidence = Evidence::read(&service, &answered, &bytes);
        self.check_binding(set, &sent, &message_id, &answered)?;
        let evidence = self.check_signature(set, evidence).await?;
        let signed_on = evidence
            .signed_at
            .parse()
            .map_or(Date::MAX, app::text::city_date);
        let is_signed = evidence.is_signed();
        // It is asked once a call.
        let _ = about.evidence.set(evidence);
        let read = read_answer(status, &answered, &bytes);
        if is_signed {
            let _ = about.signed_answer.set(AnswerBytes(bytes));
        }
        let mut body = read?;
        if let Some(unknown) = catalogue().set(&set.code()).and_then(|set| {
            set.unknown_code(&body, signed_on)
                .or_else(|| set.put_into_our_codes(&mut body, signed_on).err())
        }) {
            let UnknownCode { table, field } = unknown;
            let _ = about
                .unknown_code
                .set(format!("unknown-code:{table}:{field}"));
            return Err(CallFailure::UnknownCode { table, field });
        }
        Ok(Answered {
            fields: fields_of(&body),
            body,
            message_id,
            request_hash: text(&answered, &header::REQUEST_HASH).to_owned(),
        })
    }

    fn headers(
        &self,
        to: DataSet,
        message_id: &str,
        about: &CallContext,
        idempotency_key: Option<&str>,
        has_body: bool,
    ) -> Result<HeaderMap, CallFailure> {
        let mut headers = HeaderMap::new();
        let mut set = |name, value: &str| match HeaderValue::from_str(value) {
            Ok(value) => {
                headers.insert(name, value);
                Ok(())
            }
            Err(_) => Err(CallFailure::Malformed),
        };
        set(http_header::ACCEPT, "application/json")?;
        if has_body {
            set(http_header::CONTENT_TYPE, "application/json")?;
        }
        set(header::CLIENT, &self.client.to_string())?;
        set(header::ID, message_id)?;
        if let Some(server) = self.services.server_of(to) {
            set(header::SECURITY_SERVER, &server.to_string())?;
        }
        // A mistake of ours must not send an identity number out of the house.
        if ResidentId::parse(&about.user_pseudonym).is_ok() {
            return Err(CallFailure::Malformed);
        }
        if !about.user_pseudonym.is_empty() {
            set(header::USER_ID, &format!("CN{}", about.user_pseudonym))?;
        }
        if !about.issue.is_empty() {
            set(header::ISSUE, &about.issue)?;
        }
        if let Some(party) = &about.represented {
            set(header::REPRESENTED_PARTY, &party.to_string())?;
        }
        if !about.purpose.is_empty() {
            set(header::PURPOSE, &about.purpose)?;
        }
        if let Some(key) = idempotency_key {
            set(header::IDEMPOTENCY_KEY, key)?;
        }
        Ok(headers)
    }

    /// Ids may be missing behind some servers; what is there must be ours.
    fn check_binding(
        &self,
        set: DataSet,
        sent: &HashedRequest<'_>,
        message_id: &str,
        answered: &HeaderMap,
    ) -> Result<(), CallFailure> {
        let server = self.services.server_of(set);
        let echoed = |name, ours: &str| {
            answered
                .get(name)
                .is_none_or(|theirs| theirs.as_bytes() == ours.as_bytes())
        };
        let bound = echoed(header::ID, message_id)
            && echoed(header::CLIENT, &self.client.to_string())
            && server.is_none_or(|server| echoed(header::SECURITY_SERVER, &server.to_string()))
            && (!self.checks_hash || text(answered, &header::REQUEST_HASH) == sent.hash());
        if bound {
            Ok(())
        } else {
            Err(CallFailure::OtherQuestion)
        }
    }

    /// With the key that signed it, where it is signed.
    async fn check_signature(
        &self,
        set: DataSet,
        evidence: Evidence,
    ) -> Result<Evidence, CallFailure> {
        if !evidence.is_signed() {
            return if self.demands_signatures {
                Err(CallFailure::NotSigned)
            } else {
                Ok(evidence)
            };
        }
        let key = match self.known_key(&evidence.key) {
            Some(key) => key,
            None => {
                self.meet_keys(set).await?;
                self.known_key(&evidence.key)
                    .ok_or(CallFailure::NotSigned)?
            }
        };
        if evidence.is_genuine(&key) {
            Ok(Evidence {
                public_key: key.public,
                ..evidence
            })
        } else {
            Err(CallFailure::NotSigned)
        }
    }

    fn known_key(&self, id: &str) -> Option<PublicKey> {
        let known = self.keys.read().expect("nobody panics while learning");
        known.get(id).cloned()
    }

    /// A message to another service of the subsystem that publishes a data set, without a word of why.
    fn beside(&self, method: Method, set: DataSet, service: &str) -> reqwest::RequestBuilder {
        let service = ServiceId {
            service: service.to_owned(),
            ..self.services.of(set)
        };
        let url = format!("{}{}", self.base, ServicePath::to(service));
        let message = self
            .http
            .request(method, url)
            .header(header::CLIENT, self.client.to_string())
            .timeout(self.deadline);
        match self.services.server_of(set) {
            Some(server) => message.header(header::SECURITY_SERVER, server.to_string()),
            None => message,
        }
    }

    /// Asks a source for its keys. A key whose name is not its own is dropped.
    async fn meet_keys(&self, set: DataSet) -> Result<(), CallFailure> {
        let request = self.beside(Method::GET, set, KEYS_SERVICE);
        let response = request.send().await.map_err(why)?;
        let bytes = read_capped(response, self.size_cap).await?;
        let keys: PublicKeys =
            serde_json::from_slice(&bytes).map_err(|_| CallFailure::NotSigned)?;
        let keys = keys.keys.into_iter().take(10).filter(PublicKey::is_whole);
        self.knows(keys.collect());
        Ok(())
    }

    /// What the portal may call of the subsystem that publishes a data set, by its own server's word.
    ///
    /// # Errors
    /// [`CallFailure`].
    pub async fn allowed_methods(&self, set: DataSet) -> Result<Methods, CallFailure> {
        let request = self.beside(Method::GET, set, ALLOWED_METHODS);
        let response = request.send().await.map_err(why)?;
        let (status, answered) = (response.status(), response.headers().clone());
        let bytes = read_capped(response, self.size_cap).await?;
        if let Some(kind) = answered.get(header::ERROR) {
            return Err(CallFailure::Exchange {
                kind: failure_kind(kind, &bytes),
            });
        }
        let listed = read_answer(status, &answered, &bytes)?;
        serde_json::from_value(listed).map_err(|_| CallFailure::Malformed)
    }

    /// What the population register holds about this person; `None`: nothing.
    ///
    /// # Errors
    /// [`CallFailure`]; so all that follow.
    pub async fn ask_person(
        &self,
        number: &ResidentId,
        about: &CallContext,
    ) -> Result<Option<Answered<Registered>>, CallFailure> {
        self.ask(DataSet::Persons, number, about, |person: &Registered| {
            person.number == *number
        })
        .await
    }

    /// What Sichuan's population register holds about this person, in our codes.
    pub async fn ask_person_of_sichuan(
        &self,
        number: &ResidentId,
        about: &CallContext,
    ) -> Result<Option<Answered<RegionPerson>>, CallFailure> {
        self.ask(
            DataSet::SichuanPersons,
            number,
            about,
            |person: &RegionPerson| person.number == *number,
        )
        .await
    }

    /// The household that this person is registered in.
    pub async fn ask_household(
        &self,
        member: &ResidentId,
        about: &CallContext,
    ) -> Result<Option<Answered<HouseholdTold>>, CallFailure> {
        self.ask(
            DataSet::Households,
            member,
            about,
            |household: &HouseholdTold| household.member == *member,
        )
        .await
    }

    /// Who else is registered in this person's household.
    pub async fn ask_household_members(
        &self,
        member: &ResidentId,
        about: &CallContext,
    ) -> Result<Option<Answered<HouseholdMembers>>, CallFailure> {
        self.ask(
            DataSet::HouseholdMembers,
            member,
            about,
            |household: &HouseholdMembers| household.member == *member,
        )
        .await
    }

    /// This person's marriage in force.
    pub async fn ask_marriage(
        &self,
        member: &ResidentId,
        about: &CallContext,
    ) -> Result<Option<Answered<Marriage>>, CallFailure> {
        self.ask(DataSet::Marriages, member, about, |marriage: &Marriage| {
            marriage.member == *member
        })
        .await
    }

    /// Births of the last twelve months with a certificate that names this person as a parent.
    pub async fn ask_certificates(
        &self,
        parent: &ResidentId,
        about: &CallContext,
    ) -> Result<Option<Answered<Vec<Birth>>>, CallFailure> {
        self.ask(
            DataSet::Certificates,
            parent,
            about,
            |births: &Vec<Birth>| {
                births.iter().all(|birth| {
                    birth.certificate.is_some()
                        && (birth.mother == *parent || birth.father.as_ref() == Some(parent))
                })
            },
        )
        .await
    }

    /// This mother's deliveries that have no certificate yet.
    pub async fn ask_deliveries(
        &self,
        mother: &ResidentId,
        about: &CallContext,
    ) -> Result<Option<Answered<Vec<Birth>>>, CallFailure> {
        self.ask(DataSet::Deliveries, mother, about, |births: &Vec<Birth>| {
            births
                .iter()
                .all(|birth| birth.certificate.is_none() && birth.mother == *mother)
        })
        .await
    }

    /// This person's medical insurance.
    pub async fn ask_insurance(
        &self,
        member: &ResidentId,
        about: &CallContext,
    ) -> Result<Option<Answered<Insured>>, CallFailure> {
        self.ask(DataSet::Insurance, member, about, |insurance: &Insured| {
            insurance.member == *member
        })
        .await
    }

    /// This person's disability certificate.
    pub async fn ask_disability(
        &self,
        member: &ResidentId,
        about: &CallContext,
    ) -> Result<Option<Answered<DisabilityCertificate>>, CallFailure> {
        self.ask(
            DataSet::Disabilities,
            member,
            about,
            |certificate: &DisabilityCertificate| certificate.member == *member,
        )
        .await
    }

    /// The hardship that is recognised for this person.
    pub async fn ask_hardship(
        &self,
        member: &ResidentId,
        about: &CallContext,
    ) -> Result<Option<Answered<InHardship>>, CallFailure> {
        self.ask(DataSet::Hardships, member, about, |record: &InHardship| {
            record.member == *member
        })
        .await
    }

    /// The licences that this person holds.
    pub async fn ask_licences(
        &self,
        member: &ResidentId,
        about: &CallContext,
    ) -> Result<Option<Answered<Vec<Licence>>>, CallFailure> {
        self.ask(
            DataSet::Licences,
            member,
            about,
            |licences: &Vec<Licence>| licences.iter().all(|licence| licence.member == *member),
        )
        .await
    }

    /// The directory of offices: nothing about anybody.
    pub async fn ask_offices(&self) -> Result<Answered<Vec<OfficeEntry>>, CallFailure> {
        let answered = self
            .call(DataSet::Offices, &(), &CallContext::default(), None)
            .await?;
        let directory: Answered<Vec<OfficeEntry>> = typed(answered, |_| true)?;
        // A city without offices is no city: rather none than an empty directory.
        if directory.body.is_empty() {
            return Err(CallFailure::Malformed);
        }
        Ok(directory)
    }

    /// Which of these organisations are registered: nothing about anybody. At most [`super::records::MOST_ASKED`].
    pub async fn ask_entities(
        &self,
        credit_codes: Vec<CreditCode>,
        about: &CallContext,
    ) -> Result<Answered<Vec<LegalPerson>>, CallFailure> {
        let question = AboutEntities { credit_codes };
        let answered = self.call(DataSet::LegalPersons, &question, about, None);
        typed(answered.await?, |found: &Vec<LegalPerson>| {
            found
                .iter()
                .all(|one| question.credit_codes.contains(&one.credit_code))
        })
    }

    /// Where these houses stand: nothing about anybody. At most [`super::records::MOST_ASKED`].
    pub async fn ask_addresses(
        &self,
        addresses: Vec<Place>,
        about: &CallContext,
    ) -> Result<Answered<Vec<StandardAddress>>, CallFailure> {
        let question = AboutAddresses { addresses };
        let answered = self.call(DataSet::Addresses, &question, about, None);
        typed(answered.await?, |found: &Vec<StandardAddress>| {
            found.iter().all(|one| {
                question
                    .addresses
                    .iter()
                    .any(|place| (&place.street, &place.address) == (&one.street, &one.address))
            })
        })
    }

    /// Which of these civil affairs has on its list of who offers care: nothing about anybody. At most
    /// [`super::records::MOST_ASKED`].
    pub async fn ask_care_providers(
        &self,
        providers: Vec<String>,
        about: &CallContext,
    ) -> Result<Answered<Vec<CareProvider>>, CallFailure> {
        let question = AboutCare { providers };
        let answered = self.call(DataSet::CareProviders, &question, about, None);
        typed(answered.await?, |found: &Vec<CareProvider>| {
            found.iter().all(|one| question.providers.contains(&one.id))
        })
    }

    /// Writes to a register. The same key with the same entry gives the same answer, however often it is sent.
    pub async fn enter(
        &self,
        set: DataSet,
        entry: &Entry,
        idempotency_key: &str,
        about: &CallContext,
    ) -> Result<Answered<Entered>, CallFailure> {
        self.call_and_read(set, entry, about, Some(idempotency_key), |answered| {
            typed(answered, |entered: &Entered| {
                entered.entry == idempotency_key
            })
        })
        .await
    }

    /// Tells a register of a grant.
    ///
    /// # Errors
    /// [`CallFailure`]: then it is to be told again.
    pub async fn tell_grant(&self, set: DataSet, notice: &GrantNotice) -> Result<(), CallFailure> {
        let request = self.beside(Method::POST, set, GrantNotice::SERVICE);
        let response = request.json(notice).send().await.map_err(why)?;
        if response.status().is_success() {
            Ok(())
        } else {
            Err(CallFailure::Failed {
                status: response.status().as_u16(),
            })
        }
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        set: DataSet,
        number: &ResidentId,
        about: &CallContext,
        is_about_them: impl FnOnce(&T) -> bool,
    ) -> Result<Option<Answered<T>>, CallFailure> {
        let question = AboutPerson {
            number: number.clone(),
        };
        let read = |answered| typed(answered, is_about_them);
        match self.call_and_read(set, &question, about, None, read).await {
            Ok(answered) => Ok(Some(answered)),
            Err(CallFailure::Refused(refusal)) if refusal.code == Refusal::NO_RECORD => Ok(None),
            Err(failure) => Err(failure),
        }
    }
}

/// The answer in its agreed shape, if it is about whom it should be.
fn typed<T: DeserializeOwned>(
    answered: Answered,
    is_about_them: impl FnOnce(&T) -> bool,
) -> Result<Answered<T>, CallFailure> {
    let body: T = serde_json::from_value(answered.body).map_err(|_| CallFailure::Malformed)?;
    if !is_about_them(&body) {
        return Err(CallFailure::WrongPerson);
    }
    Ok(Answered {
        body,
        message_id: answered.message_id,
        request_hash: answered.request_hash,
        fields: answered.fields,
    })
}

fn read_answer(
    status: StatusCode,
    headers: &HeaderMap,
    bytes: &[u8],
) -> Result<Value, CallFailure> {
    let is_json = text(headers, &http_header::CONTENT_TYPE)
        .split(';')
        .next()
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
    if status.is_success() {
        if !is_json {
            return Err(CallFailure::Malformed);
        }
        return serde_json::from_slice(bytes).map_err(|_| CallFailure::Malformed);
    }
    match (is_json, serde_json::from_slice(bytes)) {
        (true, Ok(refusal)) if status.is_client_error() => Err(CallFailure::Refused(refusal)),
        _ => Err(CallFailure::Failed {
            status: status.as_u16(),
        }),
    }
}

/// The type out of the body, or out of the header: visible ASCII and short, because it goes into the log.
fn failure_kind(header: &HeaderValue, body: &[u8]) -> String {
    let kind = serde_json::from_slice::<ExchangeFailure>(body)
        .map(|failure| failure.kind)
        .unwrap_or_else(|_| header.to_str().unwrap_or("Server").to_owned());
    kind.chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '.' || *c == '_')
        .take(80)
        .collect()
}

/// Names of the fields of an answer that say something.
pub fn fields_of(body: &Value) -> Vec<String> {
    let mut names = std::collections::BTreeSet::new();
    let mut note = |value: &Value| {
        if let Value::Object(fields) = value {
            let said = fields.iter().filter(|(_, value)| !value.is_null());
            names.extend(said.map(|(name, _)| name.clone()));
        }
    };
    match body {
        Value::Array(values) => values.iter().for_each(&mut note),
        value => note(value),
    }
    names.into_iter().collect()
}

fn text<'a>(headers: &'a HeaderMap, name: &http_header::HeaderName) -> &'a str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

fn why(error: reqwest::Error) -> CallFailure {
    if error.is_timeout() {
        CallFailure::TooSlow
    } else {
        CallFailure::Unreachable
    }
}
