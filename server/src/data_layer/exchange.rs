//! How departments' systems speak to each other: the X-Road message protocol for REST, version r1, as pure functions
//! and types. Both sides use them: the portal that asks, and the demo city's registers that answer.
//! Source: X-Road, Message Protocol for REST (PR-REST) 1.0.3; where it is silent, the reference implementation.

use std::fmt;
use std::str::FromStr;

use app::identity::OfficeId;
use app::person::ResidentId;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header as http_header};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha512};
use thiserror::Error;

use super::records::DataSet;

/// The only version of the protocol.
pub const VERSION: &str = "r1";
/// Chongqing's instance of the exchange layer.
pub const INSTANCE: &str = "CQ";
/// The nation's.
pub const NATION: &str = "CN";
/// Sichuan's, the region beside this one.
pub const SICHUAN: &str = "SC";
/// The member class of public bodies.
pub const MEMBER_CLASS: &str = "GOV";

/// Longest path with query, in bytes: the specification's own advice.
pub const LONGEST_TARGET: usize = 2_000;
/// Longest part of an identifier, in characters.
pub const LONGEST_PART: usize = 255;
/// Longest value of an `X-Road-` header, in bytes: five encoded parts of an ordinary length.
pub const LONGEST_HEADER: usize = 1_000;

/// The protocol's headers.
pub mod header {
    use axum::http::HeaderName;

    pub const CLIENT: HeaderName = HeaderName::from_static("x-road-client");
    pub const SERVICE: HeaderName = HeaderName::from_static("x-road-service");
    /// This message's id: a UUID.
    pub const ID: HeaderName = HeaderName::from_static("x-road-id");
    /// Made by the server for this request.
    pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-road-request-id");
    pub const REQUEST_HASH: HeaderName = HeaderName::from_static("x-road-request-hash");
    /// Only when the exchange failed, not the service: the error's type.
    pub const ERROR: HeaderName = HeaderName::from_static("x-road-error");
    pub const USER_ID: HeaderName = HeaderName::from_static("x-road-userid");
    pub const ISSUE: HeaderName = HeaderName::from_static("x-road-issue");
    pub const REPRESENTED_PARTY: HeaderName = HeaderName::from_static("x-road-represented-party");
    pub const SECURITY_SERVER: HeaderName = HeaderName::from_static("x-road-security-server");
    /// Not of the protocol: the gateways that a message has passed, separated by commas; each adds itself.
    pub const VISITED: HeaderName = HeaderName::from_static("yuban-visited");
    /// Not of the protocol: our registers' own, passed on unchanged.
    pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
    /// What the call is for, e.g. `newborn/prefill`: by its first part a register finds the grant.
    pub const PURPOSE: HeaderName = HeaderName::from_static("yuban-purpose");
}

/// Headers that are never part of the hashed head: hop by hop, or rewritten by servers on the way.
const LEFT_OUT: [&str; 15] = [
    "transfer-encoding",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "upgrade",
    "connection",
    "user-agent",
    "host",
    "content-length",
    "server",
    "expect",
    "x-road-request-hash",
    "x-road-request-id",
];

/// Whether a header is never part of the hashed head, nor passed on by a server on the way.
pub fn is_left_out(name: &HeaderName) -> bool {
    LEFT_OUT.contains(&name.as_str())
}

/// A message's headers as a gateway passes them on: whatever came, then the id, then the way so far. The last gateway's are
/// what the source hashes, so that an asker who is told the way can compute the hash too.
pub fn passed_on(came: &HeaderMap, id: &str, way: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in came {
        if !is_left_out(name) && *name != header::VISITED && *name != header::ID {
            headers.append(name.clone(), value.clone());
        }
    }
    headers
        .entry(http_header::ACCEPT)
        .or_insert(HeaderValue::from_static("application/json"));
    for (name, value) in [(header::ID, id), (header::VISITED, way)] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    headers
}

/// What stays plain in a part of an identifier: RFC 3986's unreserved characters.
const PART: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Why a message is not of this protocol.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Malformed {
    #[error("the path has fewer parts than a service needs")]
    TooFewParts,
    #[error("an identifier has more or fewer parts than it should")]
    Parts,
    #[error("the path does not begin with /r1/")]
    Version,
    #[error("a part of an identifier is empty")]
    Empty,
    #[error("the path, a header or a part of an identifier is too long")]
    TooLong,
    #[error("a part of an identifier is not percent-encoded UTF-8")]
    Encoding,
    #[error("a part of an identifier has a character that cannot be seen, or is a step in a path")]
    Character,
    #[error("X-Road-Client is missing")]
    NoClient,
    #[error("the header {0} was sent more than once")]
    Repeated(HeaderName),
    #[error("the header {0} is not visible ASCII text")]
    Header(HeaderName),
    #[error("X-Road-UserId is an identity number; a pseudonym belongs there")]
    BareNumber,
}

/// One part, ready for a path or a header.
fn encode(part: &str) -> String {
    utf8_percent_encode(part, PART).to_string()
}

/// Reads one part. Stricter than a general decoder: a `%` that starts no pair of hex digits is refused, and so is
/// what a URL library on the way would take for a step in the path.
fn decode(part: &str) -> Result<String, Malformed> {
    let mut rest = part;
    while let Some(at) = rest.find('%') {
        let pair = rest.get(at + 1..at + 3).ok_or(Malformed::Encoding)?;
        if !pair.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Malformed::Encoding);
        }
        rest = &rest[at + 3..];
    }
    let text = percent_decode_str(part)
        .decode_utf8()
        .map_err(|_| Malformed::Encoding)?
        .into_owned();
    check_part(&text)?;
    Ok(text)
}

fn check_part(part: &str) -> Result<(), Malformed> {
    if part.is_empty() {
        return Err(Malformed::Empty);
    }
    if part.chars().count() > LONGEST_PART {
        return Err(Malformed::TooLong);
    }
    let unseen = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{feff}')
    };
    if part.chars().any(unseen) || matches!(part, "." | "..") {
        return Err(Malformed::Character);
    }
    Ok(())
}

/// The asking system: `instance/memberClass/memberCode[/subsystem]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Client {
    pub instance: String,
    pub member_class: String,
    pub member_code: String,
    pub subsystem: Option<String>,
}

impl Client {
    /// This portal, as the exchange layer knows it: `CQ/GOV/500000-SJ/YUBAN`.
    pub fn portal() -> Self {
        Self {
            instance: INSTANCE.to_owned(),
            member_class: MEMBER_CLASS.to_owned(),
            member_code: "500000-SJ".to_owned(),
            subsystem: Some("YUBAN".to_owned()),
        }
    }
}

impl Client {
    /// Whose system it is, where it is one of this city's: as a grant names it.
    pub fn own_party(&self) -> Option<RepresentedParty> {
        (self.instance == INSTANCE).then(|| RepresentedParty {
            party_class: Some(self.member_class.clone()),
            party_code: self.member_code.clone(),
        })
    }
}

impl FromStr for Client {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let mut parts = text.split('/').map(decode).collect::<Result<Vec<_>, _>>()?;
        let subsystem = if parts.len() == 4 { parts.pop() } else { None };
        let [instance, member_class, member_code] =
            <[String; 3]>::try_from(parts).map_err(|_| Malformed::Parts)?;
        Ok(Self {
            instance,
            member_class,
            member_code,
            subsystem,
        })
    }
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}/{}/{}",
            encode(&self.instance),
            encode(&self.member_class),
            encode(&self.member_code)
        )?;
        match &self.subsystem {
            Some(subsystem) => write!(f, "/{}", encode(subsystem)),
            None => Ok(()),
        }
    }
}

/// For whom the asker asks, where that is not itself: `[memberClass/]memberCode`. It need not be a member of the exchange.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RepresentedParty {
    pub party_class: Option<String>,
    pub party_code: String,
}

impl RepresentedParty {
    /// The department that an office works for: an office's id begins with its department's member code.
    pub fn of_office(office: &OfficeId) -> Option<Self> {
        let (department, _) = office.0.rsplit_once('-')?;
        Some(Self {
            party_class: Some(MEMBER_CLASS.to_owned()),
            party_code: department.to_owned(),
        })
    }
}

impl FromStr for RepresentedParty {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let mut parts = text.split('/').map(decode).collect::<Result<Vec<_>, _>>()?;
        let party_code = parts.pop().ok_or(Malformed::Parts)?;
        let party_class = parts.pop();
        if parts.is_empty() {
            Ok(Self {
                party_class,
                party_code,
            })
        } else {
            Err(Malformed::Parts)
        }
    }
}

impl fmt::Display for RepresentedParty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.party_class {
            Some(class) => write!(f, "{}/{}", encode(class), encode(&self.party_code)),
            None => f.write_str(&encode(&self.party_code)),
        }
    }
}

/// A service: `instance/memberClass/memberCode/subsystem/serviceCode`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ServiceId {
    pub instance: String,
    pub member_class: String,
    pub member_code: String,
    pub subsystem: String,
    pub service: String,
}

impl ServiceId {
    /// Where a data set is published.
    pub fn of(set: DataSet) -> Self {
        let (member_code, subsystem, service) = set.address();
        Self {
            instance: set.instance().to_owned(),
            member_class: MEMBER_CLASS.to_owned(),
            member_code: member_code.to_owned(),
            subsystem: subsystem.to_owned(),
            service: service.to_owned(),
        }
    }

    /// The data set that is published there, if it is one of ours.
    pub fn data_set(&self) -> Option<DataSet> {
        DataSet::ALL.into_iter().find(|set| Self::of(*set) == *self)
    }
}

impl FromStr for ServiceId {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let parts = text.split('/').map(decode).collect::<Result<Vec<_>, _>>()?;
        let [instance, member_class, member_code, subsystem, service] =
            <[String; 5]>::try_from(parts).map_err(|_| Malformed::Parts)?;
        Ok(Self {
            instance,
            member_class,
            member_code,
            subsystem,
            service,
        })
    }
}

impl fmt::Display for ServiceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}/{}/{}/{}/{}",
            encode(&self.instance),
            encode(&self.member_class),
            encode(&self.member_code),
            encode(&self.subsystem),
            encode(&self.service)
        )
    }
}

/// One security server, addressed by name: `instance/memberClass/memberCode/serverCode`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SecurityServer {
    pub instance: String,
    pub member_class: String,
    pub member_code: String,
    pub server_code: String,
}

impl SecurityServer {
    /// The one in front of the demo city's registers: `CQ/GOV/500000-SJ/DEMO`.
    pub fn of_the_demo() -> Self {
        Self {
            instance: INSTANCE.to_owned(),
            member_class: MEMBER_CLASS.to_owned(),
            member_code: "500000-SJ".to_owned(),
            server_code: "DEMO".to_owned(),
        }
    }
}

impl FromStr for SecurityServer {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let parts = text.split('/').map(decode).collect::<Result<Vec<_>, _>>()?;
        let [instance, member_class, member_code, server_code] =
            <[String; 4]>::try_from(parts).map_err(|_| Malformed::Parts)?;
        Ok(Self {
            instance,
            member_class,
            member_code,
            server_code,
        })
    }
}

impl fmt::Display for SecurityServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}/{}/{}/{}",
            encode(&self.instance),
            encode(&self.member_class),
            encode(&self.member_code),
            encode(&self.server_code)
        )
    }
}

/// Where a request goes: the service, and what is left for the service itself, untouched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServicePath {
    pub service: ServiceId,
    /// `[/path][?query]`, still encoded, as it came.
    pub rest: String,
}

impl ServicePath {
    /// A service without a further path.
    pub const fn to(service: ServiceId) -> Self {
        Self {
            service,
            rest: String::new(),
        }
    }
}

impl FromStr for ServicePath {
    type Err = Malformed;

    /// Reads `/r1/{instance}/{memberClass}/{memberCode}/{subsystem}/{serviceCode}[/path][?query]`.
    fn from_str(target: &str) -> Result<Self, Malformed> {
        if target.len() > LONGEST_TARGET {
            return Err(Malformed::TooLong);
        }
        let path_ends = target.find('?').unwrap_or(target.len());
        let (path, query) = target.split_at(path_ends);
        let after = path.strip_prefix('/').ok_or(Malformed::Version)?;
        let mut parts = after.splitn(7, '/');
        if parts.next() != Some(VERSION) {
            return Err(Malformed::Version);
        }
        let mut named = || decode(parts.next().ok_or(Malformed::TooFewParts)?);
        let service = ServiceId {
            instance: named()?,
            member_class: named()?,
            member_code: named()?,
            subsystem: named()?,
            service: named()?,
        };
        let rest = match parts.next() {
            Some(rest) => format!("/{rest}{query}"),
            None => query.to_owned(),
        };
        Ok(Self { service, rest })
    }
}

impl fmt::Display for ServicePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{VERSION}/{}{}", self.service, self.rest)
    }
}

/// What a request's `X-Road-` headers say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asker {
    pub client: Client,
    /// Missing when the asking system leaves it to the server.
    pub message_id: Option<String>,
    /// The person whose act caused the call: country code and pseudonym.
    pub user_id: Option<String>,
    /// The application or case that is the reason.
    pub issue: Option<String>,
    /// For whom, where that is not the client itself.
    pub represented: Option<RepresentedParty>,
    /// The one server that is to take it, where one is addressed.
    pub security_server: Option<SecurityServer>,
    /// What for; empty where nothing was said.
    pub purpose: String,
}

impl Asker {
    /// Reads and checks a request's headers as a security server does: each at most once, none too long, a client
    /// always, and no bare identity number where a pseudonym belongs.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn read(headers: &HeaderMap) -> Result<Self, Malformed> {
        for name in headers.keys() {
            if name.as_str().starts_with("x-road-") {
                one(headers, name)?;
            }
        }
        let client = one(headers, &header::CLIENT)?.ok_or(Malformed::NoClient)?;
        let user_id = one(headers, &header::USER_ID)?.map(str::to_owned);
        if let Some(user) = &user_id
            && ResidentId::parse(user.strip_prefix("CN").unwrap_or(user)).is_ok()
        {
            return Err(Malformed::BareNumber);
        }
        Ok(Self {
            client: client.parse()?,
            message_id: one(headers, &header::ID)?.map(str::to_owned),
            user_id,
            issue: one(headers, &header::ISSUE)?.map(str::to_owned),
            represented: one(headers, &header::REPRESENTED_PARTY)?
                .map(str::parse)
                .transpose()?,
            security_server: one(headers, &header::SECURITY_SERVER)?
                .map(str::parse)
                .transpose()?,
            purpose: one(headers, &header::PURPOSE)?
                .unwrap_or_default()
                .to_owned(),
        })
    }
}

/// The one value of a header; `None`: it was not sent.
///
/// # Errors
/// More than one, too long, empty, or not visible ASCII.
pub fn one<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, Malformed> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    if values.next().is_some() {
        return Err(Malformed::Repeated(name.clone()));
    }
    if value.len() > LONGEST_HEADER {
        return Err(Malformed::TooLong);
    }
    let text = value
        .to_str()
        .map_err(|_| Malformed::Header(name.clone()))?
        .trim();
    if text.is_empty() {
        return Err(Malformed::Empty);
    }
    Ok(Some(text))
}

/// A request as its hash sees it.
#[derive(Clone, Copy, Debug)]
pub struct HashedRequest<'a> {
    pub method: &'a str,
    /// Path with `?query`, as sent.
    pub target: &'a str,
    /// In the order and spelling in which the server serialises them.
    pub headers: &'a HeaderMap,
    /// The `X-Road-Request-Id` that the server made.
    pub request_id: &'a str,
    /// The `X-Road-Id` that the server made because none was sent.
    pub made_id: Option<&'a str>,
    pub body: &'a [u8],
}

impl HashedRequest<'_> {
    /// `X-Road-Request-Hash`: what binds an answer to its question. Base64 of
    /// SHA-512(SHA-512(head) + SHA-512(body)), of SHA-512(head) when there is no body.
    pub fn hash(&self) -> String {
        let head = Sha512::digest(self.head());
        let bound = if self.body.is_empty() {
            head
        } else {
            let mut both = Sha512::new();
            both.update(head);
            both.update(Sha512::digest(self.body));
            both.finalize()
        };
        STANDARD.encode(bound)
    }

    fn head(&self) -> Vec<u8> {
        let mut head = Vec::with_capacity(512);
        let mut line = |bytes: &[&[u8]]| {
            for part in bytes {
                head.extend_from_slice(part);
            }
            head.extend_from_slice(b"\r\n");
        };
        line(&[self.method.as_bytes()]);
        line(&[self.target.as_bytes()]);
        for (name, value) in self.headers {
            if !is_left_out(name) {
                line(&[name.as_str().as_bytes(), b":", value.as_bytes()]);
            }
        }
        line(&[
            header::REQUEST_ID.as_str().as_bytes(),
            b":",
            self.request_id.as_bytes(),
        ]);
        if let Some(id) = self.made_id {
            line(&[header::ID.as_str().as_bytes(), b":", id.as_bytes()]);
        }
        head
    }
}

/// The metadata service that lists what the asker may call of a subsystem.
pub const ALLOWED_METHODS: &str = "allowedMethods";

/// What `listMethods` and `allowedMethods` answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Methods {
    pub service: Vec<ListedService>,
}

/// One service of a list, without the metadata services.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedService {
    #[serde(default)]
    pub object_type: String,
    pub xroad_instance: String,
    pub member_class: String,
    pub member_code: String,
    pub subsystem_code: String,
    pub service_code: String,
    #[serde(default)]
    pub service_type: String,
    #[serde(default)]
    pub endpoint_list: Vec<Endpoint>,
}

/// One way to call a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    pub method: String,
    pub path: String,
}

impl ListedService {
    /// A service that is called by this method, at one place.
    pub fn of(service: &ServiceId, method: &str) -> Self {
        Self {
            object_type: "SERVICE".to_owned(),
            xroad_instance: service.instance.clone(),
            member_class: service.member_class.clone(),
            member_code: service.member_code.clone(),
            subsystem_code: service.subsystem.clone(),
            service_code: service.service.clone(),
            service_type: "OPENAPI".to_owned(),
            endpoint_list: vec![Endpoint {
                method: method.to_owned(),
                path: "/".to_owned(),
            }],
        }
    }

    /// Which service it is.
    pub fn id(&self) -> ServiceId {
        ServiceId {
            instance: self.xroad_instance.clone(),
            member_class: self.member_class.clone(),
            member_code: self.member_code.clone(),
            subsystem: self.subsystem_code.clone(),
            service: self.service_code.clone(),
        }
    }
}

/// Types of failure of the exchange. A real server has more; these are those that the demo city's gives.
pub mod failure {
    /// The asker's message is not of this protocol.
    pub const BAD_REQUEST: &str = "Client.BadRequest";
    /// This client may not call this service.
    pub const ACCESS_DENIED: &str = "Server.ServerProxy.AccessDenied";
    pub const UNKNOWN_SERVICE: &str = "Server.ServerProxy.UnknownService";
    /// The provider's server does not reach its register.
    pub const NETWORK_ERROR: &str = "Server.ServerProxy.NetworkError";
    /// The register broke off.
    pub const SERVICE_FAILED: &str = "Server.ServerProxy.ServiceFailed";
    /// Who asks, or who is asked, is not on the list of members.
    pub const UNKNOWN_MEMBER: &str = "Server.ClientProxy.UnknownMember";
    /// A gateway does not reach the next one.
    pub const CLIENT_NETWORK_ERROR: &str = "Server.ClientProxy.NetworkError";
    /// The answer is not to what was sent.
    pub const INCONSISTENT: &str = "Server.ClientProxy.InconsistentHeaders";
    /// A gateway cannot write the message down, and so lets nothing through.
    pub const LOGGING_FAILED: &str = "Server.ClientProxy.LoggingFailed";
    /// Not a real server's: a message came back to a gateway that it had passed, or passed too many.
    pub const LOOP: &str = "Server.ClientProxy.Loop";
}

/// A failure of the exchange, not of the register: status 400 or 500, `X-Road-Error`, and this body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExchangeFailure {
    /// One of [`failure`], or any other that begins with `Client.` or `Server.`.
    #[serde(rename = "type")]
    pub kind: String,
    /// For whoever runs the systems; never shown to a citizen.
    pub message: String,
    /// A UUID to find it by in the server's log.
    #[serde(default)]
    pub detail: String,
}

impl ExchangeFailure {
    /// 400 where the asker is at fault, else 500.
    pub fn status(&self) -> u16 {
        if self.kind.starts_with("Client.") {
            400
        } else {
            500
        }
    }

    /// Content type and body in the type that was asked for: XML where only XML was asked for, else JSON.
    pub fn body(&self, accept: Option<&HeaderValue>) -> (&'static str, String) {
        let accept = accept
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        if accept.contains("xml") && !accept.contains("json") {
            let escaped = |text: &str| {
                text.replace('&', "&amp;")
                    .replace('<', "&lt;")
                    .replace('>', "&gt;")
            };
            let body = format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><error><type>{}</type><message>{}</message><detail>{}</detail></error>",
                escaped(&self.kind),
                escaped(&self.message),
                escaped(&self.detail)
            );
            ("application/xml;charset=utf-8", body)
        } else {
            let body = serde_json::to_string(self).expect("three strings serialize");
            ("application/json;charset=utf-8", body)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn headers(of: &[(&str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in of {
            headers.append(
                HeaderName::from_bytes(name.as_bytes()).unwrap(),
                HeaderValue::from_str(value).unwrap(),
            );
        }
        headers
    }

    #[test]
    fn every_data_set_has_a_path_that_leads_back_to_it() {
        for set in DataSet::ALL {
            let service = ServiceId::of(set);
            assert_eq!(service.to_string().parse(), Ok(service.clone()));
            let path = ServicePath::to(service).to_string();
            let read: ServicePath = path.parse().unwrap();
            assert_eq!(read.service.data_set(), Some(set));
            assert_eq!(read.rest, "");
        }
        assert_eq!(
            ServicePath::to(ServiceId::of(DataSet::Persons)).to_string(),
            "/r1/CQ/GOV/500000-GA/POPULATION/persons"
        );
    }

    #[test]
    fn the_rest_of_the_path_goes_to_the_service_unchanged() {
        let read: ServicePath = "/r1/CQ/GOV/A/B/C/v1//x%2Fy/../z?a=1&a=2?".parse().unwrap();
        assert_eq!(read.rest, "/v1//x%2Fy/../z?a=1&a=2?");
        assert_eq!(read.to_string(), "/r1/CQ/GOV/A/B/C/v1//x%2Fy/../z?a=1&a=2?");
        let read: ServicePath = "/r1/CQ/GOV/A/B/C?q".parse().unwrap();
        assert_eq!(read.rest, "?q");
    }

    #[test]
    fn a_slash_inside_a_part_is_encoded_and_does_not_separate() {
        let read: ServicePath = "/r1/CQ/GOV/A/B/BAR%2FSERVICE".parse().unwrap();
        assert_eq!(read.service.service, "BAR/SERVICE");
        assert_eq!(read.to_string(), "/r1/CQ/GOV/A/B/BAR%2FSERVICE");
    }

    #[test]
    fn malformed_paths_are_refused() {
        for (path, why) in [
            ("/r2/CQ/GOV/A/B/C", Malformed::Version),
            ("/CQ/GOV/A/B/C", Malformed::Version),
            ("r1/CQ/GOV/A/B/C", Malformed::Version),
            ("/r1/CQ/GOV/A/B", Malformed::TooFewParts),
            ("/r1/CQ/GOV/A/B?x=/C", Malformed::TooFewParts),
            ("/r1/CQ/GOV//B/C", Malformed::Empty),
            ("/r1/CQ/GOV/A/B/", Malformed::Empty),
            ("/r1/CQ/GOV/A/B/%zz", Malformed::Encoding),
            ("/r1/CQ/GOV/A/B/%4", Malformed::Encoding),
            ("/r1/CQ/GOV/A/B/%ff", Malformed::Encoding),
            ("/r1/CQ/GOV/A/../C", Malformed::Character),
            ("/r1/CQ/GOV/A/%2e%2E/C", Malformed::Character),
            ("/r1/CQ/GOV/A/B/%00", Malformed::Character),
            ("/r1/CQ/GOV/A/B/%E2%80%8B", Malformed::Character),
        ] {
            assert_eq!(path.parse::<ServicePath>(), Err(why), "{path}");
        }
        let long = format!("/r1/CQ/GOV/A/B/{}", "c".repeat(256));
        assert_eq!(long.parse::<ServicePath>(), Err(Malformed::TooLong));
        let long = format!("/r1/CQ/GOV/A/B/C?{}", "q".repeat(2_000));
        assert_eq!(long.parse::<ServicePath>(), Err(Malformed::TooLong));
    }

    #[test]
    fn a_client_has_three_parts_and_perhaps_a_subsystem() {
        let portal = Client::portal();
        assert_eq!(portal.to_string(), "CQ/GOV/500000-SJ/YUBAN");
        assert_eq!("CQ/GOV/500000-SJ/YUBAN".parse(), Ok(portal));
        let member: Client = "CQ/GOV/%E6%B8%9D".parse().unwrap();
        assert_eq!(
            (member.member_code.as_str(), member.subsystem.as_deref()),
            ("渝", None)
        );
        assert_eq!("CQ/GOV".parse::<Client>(), Err(Malformed::Parts));
        assert_eq!("CQ/GOV/A/B/C".parse::<Client>(), Err(Malformed::Parts));
    }

    #[test]
    fn the_client_is_sent_once_and_the_user_is_a_pseudonym() {
        let read = |of: &[(&str, &str)]| Asker::read(&headers(of));
        let asker = read(&[
            ("X-Road-Client", "CQ/GOV/500000-SJ/YUBAN"),
            ("X-Road-UserId", "CN5f3a"),
            ("X-Road-Issue", "NB-7K3M"),
        ])
        .unwrap();
        assert_eq!(asker.client, Client::portal());
        assert_eq!(asker.user_id.as_deref(), Some("CN5f3a"));
        assert_eq!(asker.message_id, None);
        assert_eq!(read(&[]), Err(Malformed::NoClient));
        assert_eq!(
            read(&[("x-road-client", "CQ/GOV/A"), ("X-Road-Client", "CQ/GOV/B")]),
            Err(Malformed::Repeated(header::CLIENT))
        );
        assert_eq!(
            read(&[
                ("x-road-client", "CQ/GOV/A"),
                ("x-road-issue", "1"),
                ("x-road-issue", "2")
            ]),
            Err(Malformed::Repeated(header::ISSUE))
        );
        // The standard's own example number, with and without the country code.
        for number in ["CN11010519491231002X", "11010519491231002X"] {
            assert_eq!(
                read(&[("x-road-client", "CQ/GOV/A"), ("x-road-userid", number)]),
                Err(Malformed::BareNumber)
            );
        }
        let represented = |party: &str| {
            read(&[
                ("x-road-client", "CQ/GOV/A"),
                ("x-road-represented-party", party),
            ])
            .map(|asker| asker.represented.map(|party| party.to_string()))
        };
        assert_eq!(represented("COM/915"), Ok(Some("COM/915".to_owned())));
        assert_eq!(represented("915"), Ok(Some("915".to_owned())));
        assert_eq!(
            represented("COM/%E6%B8%9D"),
            Ok(Some("COM/%E6%B8%9D".to_owned()))
        );
        assert_eq!(represented("CQ/COM/915"), Err(Malformed::Parts));
        assert_eq!(represented("COM/"), Err(Malformed::Empty));
        assert_eq!(represented("COM/.."), Err(Malformed::Character));
        let addressed = |server: &str| {
            read(&[
                ("x-road-client", "CQ/GOV/A"),
                ("x-road-security-server", server),
            ])
            .map(|asker| asker.security_server.map(|server| server.to_string()))
        };
        assert_eq!(
            addressed("CQ/GOV/A/SS%2F1"),
            Ok(Some("CQ/GOV/A/SS%2F1".to_owned()))
        );
        assert_eq!(addressed("CQ/GOV/A"), Err(Malformed::Parts));
        assert_eq!(addressed("CQ/GOV/A/"), Err(Malformed::Empty));
        let long = "i".repeat(1_001);
        assert_eq!(
            read(&[("x-road-client", "CQ/GOV/A"), ("x-road-issue", &long)]),
            Err(Malformed::TooLong)
        );
    }

    /// Computed by hand, outside this program:
    /// ```sh
    /// printf 'POST\r\n/r1/CQ/GOV/500000-GA/POPULATION/persons?x=1\r\nx-road-client:CQ/GOV/500000-SJ/YUBAN\r\ncontent-type:application/json\r\nx-road-request-id:0c4a2a37-7d1f-4c6b-9d52-6b1d2f6f0a11\r\n' | openssl dgst -sha512 -binary > head
    /// printf '{"number":"509901202611180028"}' | openssl dgst -sha512 -binary > body
    /// cat head body | openssl dgst -sha512 -binary | base64 -w0   # with a body
    /// base64 -w0 head                                             # without
    /// ```
    #[test]
    fn the_request_hash_is_the_one_computed_by_hand() {
        let headers = headers(&[
            ("host", "127.0.0.1:4000"),
            ("x-road-client", "CQ/GOV/500000-SJ/YUBAN"),
            ("user-agent", "hand"),
            ("x-road-request-hash", "forged"),
            ("x-road-request-id", "forged"),
            ("content-type", "application/json"),
            ("content-length", "31"),
        ]);
        let mut request = HashedRequest {
            method: "POST",
            target: "/r1/CQ/GOV/500000-GA/POPULATION/persons?x=1",
            headers: &headers,
            request_id: "0c4a2a37-7d1f-4c6b-9d52-6b1d2f6f0a11",
            made_id: None,
            body: br#"{"number":"509901202611180028"}"#,
        };
        assert_eq!(
            request.hash(),
            "j9am0DpvZE3gCJZLsPOcWv4jnUKLQb7WNRojBXZs8BCuyrV62HyWXhcM0DVb03JTVLvWAyJhMRhlsg2nG5nrNA=="
        );
        request.body = b"";
        assert_eq!(
            request.hash(),
            "DQx+Bvq/i9Hw0HU4mc1U3NgzeSFDiV9em0DAGfI6IjLmPs8sXtQptYVILQQojIEV5XgDVmBvW6gXLDj9lSEp+w=="
        );
        // An id that the server made stands after the request id.
        request.made_id = Some("fa2e18a5-c2cb-4d09-b994-f57727f7c3fb");
        assert_eq!(
            request.hash(),
            "VikV4dLhmEzH8WWJB89cjMZ0OsdsAXpmAF5DY2lmrD8y2kPBZRhP4N7qvNWVe38Kkf7rgcplxo6B57snjdZlJg=="
        );
    }

    #[test]
    fn a_failure_speaks_the_type_that_was_asked_for() {
        let denied = ExchangeFailure {
            kind: failure::ACCESS_DENIED.to_owned(),
            message: "a < b".to_owned(),
            detail: "d".to_owned(),
        };
        assert_eq!(denied.status(), 500);
        let (kind, body) = denied.body(None);
        assert_eq!(kind, "application/json;charset=utf-8");
        assert_eq!(
            body,
            r#"{"type":"Server.ServerProxy.AccessDenied","message":"a < b","detail":"d"}"#
        );
        let (kind, body) = denied.body(Some(&HeaderValue::from_static("text/xml")));
        assert_eq!(kind, "application/xml;charset=utf-8");
        assert!(body.contains("<message>a &lt; b</message>"));
    }

    proptest! {
        #[test]
        fn any_names_survive_the_way_into_a_path_and_back(
            parts in proptest::array::uniform5("[^\\p{C}\\u{2028}\\u{2029}]{1,20}"),
            rest in "(/[a-z%0-9./]{0,20})?(\\?[a-z=&/?]{0,20})?",
        ) {
            prop_assume!(parts.iter().all(|part| check_part(part).is_ok()));
            let [instance, member_class, member_code, subsystem, service] = parts;
            let path = ServicePath {
                service: ServiceId { instance, member_class, member_code, subsystem, service },
                rest,
            };
            let text = path.to_string();
            prop_assume!(text.len() <= LONGEST_TARGET);
            prop_assert_eq!(text.parse::<ServicePath>(), Ok(path));
        }

        #[test]
        fn no_path_ends_the_process(target in "\\PC{0,60}|/r1(/[%a-zA-Z0-9.]{0,6}){0,8}") {
            let _ = target.parse::<ServicePath>();
            let _ = target.parse::<Client>();
        }
    }
}
