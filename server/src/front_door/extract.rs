//! Who is at the door: the request's reference, preferences and actor, worked out once per request.

use std::net::{IpAddr, SocketAddr};

use app::error::PortalError;
use app::identity::{Actor, Citizen, StaffMember};
use app::visit::Preferences;
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_sessions::Session;

use super::pages;
use super::preferences::read_preferences;
use crate::Office;
use crate::clock::hex;
use crate::fault::Fault;
use crate::identity::sessions::{self, Recognised};
use crate::one_key_call::counter::phone_of;

/// What is known of a request before any page or counter sees it.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// Eight hex characters that the visitor may quote and the log holds.
    pub reference: String,
    pub preferences: Preferences,
    /// Whose session the request's cookie opens.
    pub known: Recognised,
    /// Who asks: the socket's other end, or whom a trusted proxy there names.
    pub address: Option<IpAddr>,
    /// Hash of what the cookie of a phone that is saved for calls holds; empty: none.
    pub saved_phone: String,
}

impl Arrival {
    pub const fn actor(&self) -> &Actor {
        &self.known.actor
    }
}

/// Works out the [`Arrival`] and puts it into the request. Style sheets and scripts are nobody's business.
pub async fn recognise(State(office): State<Office>, mut request: Request, next: Next) -> Response {
    let mut fault = None;
    let session = request.extensions().get::<Session>().cloned();
    let known = match session {
        Some(session) if !request.uri().path().starts_with("/assets/") => {
            let leave_no_trace = request
                .headers()
                .get(header::ACCEPT)
                .is_some_and(|accepted| accepted.as_bytes().starts_with(b"text/event-stream"));
            let path = request.uri().path();
            known_here(&office, &session, leave_no_trace, path)
                .await
                .unwrap_or_else(|error| {
                    fault = Some(error);
                    Recognised::default()
                })
        }
        _ => Recognised::default(),
    };
    let mut preferences = read_preferences(request.headers());
    // Pressed on this device or kept with the account: nobody is thrown out of it by signing in.
    preferences.elder |= known.wants_elder_mode;
    let arrival = Arrival {
        reference: hex(&office.chance.bytes::<4>()),
        preferences,
        known,
        saved_phone: phone_of(&office, request.headers()),
        address: request
            .extensions()
            .get::<ConnectInfo<SocketAddr>>()
            .map(|peer| {
                client_address(
                    peer.0.ip(),
                    request.headers(),
                    &office.settings.trusted_proxies,
                )
            }),
    };
    if let Some(fault) = fault {
        // Who cannot be recognised is not let in as a stranger: they would be led to sign in again for nothing.
        let path = request.uri().path().to_owned();
        return pages::in_words(office, Some(arrival), path, fault.into_response()).await;
    }
    request.extensions_mut().insert(arrival);
    next.run(request).await
}

/// Whose session it is. While a member of staff helps somebody, the pages of that service are that person's.
async fn known_here(
    office: &Office,
    session: &Session,
    leave_no_trace: bool,
    path: &str,
) -> Result<Recognised, Fault> {
    let mut known = sessions::recognise(office, session, leave_no_trace).await?;
    if let Actor::Staff(member) = &known.actor
        && let Some(helped) = office.helped_at(member, &known.key, path).await?
    {
        known.actor = Actor::Citizen(helped);
    }
    Ok(known)
}

/// The address of whoever asks. Only a trusted proxy is believed about others; what somebody wrote into
/// `X-Forwarded-For` before it came to one stands further left, and is not looked at.
fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let mut known = peer.to_canonical();
    let hops: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .flat_map(|line| line.to_str().unwrap_or("?").split(','))
        .map(str::trim)
        .collect();
    for hop in hops.into_iter().rev() {
        if !trusted.contains(&known) {
            break;
        }
        // Some proxies name a port as well.
        let named = hop
            .parse::<IpAddr>()
            .or_else(|_| hop.parse::<SocketAddr>().map(|socket| socket.ip()));
        let Ok(address) = named else {
            break;
        };
        known = address.to_canonical();
    }
    known
}

impl<S: Sync> FromRequestParts<S> for Arrival {
    type Rejection = Fault;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| Fault::Other("a route outside the front door".into()))
    }
}

/// A citizen's own session, or the page that leads to sign in.
pub struct SignedInCitizen(pub Citizen);

impl<S: Sync> FromRequestParts<S> for SignedInCitizen {
    type Rejection = Fault;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        match Arrival::from_request_parts(parts, state).await?.known.actor {
            Actor::Citizen(citizen) => Ok(Self(citizen)),
            _ => Err(PortalError::SignInFirst.into()),
        }
    }
}

/// A member of staff. Who is not signed in is led to the staff's door, and a citizen gets 404: the staff's pages do
/// not exist for others.
pub struct SignedInStaff(pub StaffMember);

impl<S: Sync> FromRequestParts<S> for SignedInStaff {
    type Rejection = Fault;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        match Arrival::from_request_parts(parts, state).await?.known.actor {
            Actor::Staff(member) => Ok(Self(member)),
            Actor::Visitor => Err(PortalError::SignInFirst.into()),
            Actor::Citizen(_) => Err(PortalError::NotFound.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Who asks, seen by a portal that trusts 10.0.0.7 and 10.0.0.8.
    fn seen(peer: &str, forwarded: &[&str]) -> String {
        let address = |text: &str| text.parse().unwrap();
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        let trusted = [address("10.0.0.7"), address("10.0.0.8")];
        client_address(address(peer), &headers, &trusted).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        assert_eq!(seen("10.0.0.7", &["203.0.113.9"]), "203.0.113.9");
        assert_eq!(seen("::ffff:10.0.0.7", &["2001:db8::9"]), "2001:db8::9");
        assert_eq!(seen("198.51.100.1", &["203.0.113.9"]), "198.51.100.1");
        assert_eq!(seen("10.0.0.7", &[]), "10.0.0.7");
    }

    #[test]
    fn what_a_visitor_writes_is_not_looked_at() {
        // The visitor sent the first one, the proxy added the second.
        assert_eq!(seen("10.0.0.7", &["1.2.3.4, 203.0.113.9"]), "203.0.113.9");
        assert_eq!(seen("10.0.0.7", &["1.2.3.4", "203.0.113.9"]), "203.0.113.9");
        // Through two proxies of ours.
        let twice = "1.2.3.4, 203.0.113.9, 10.0.0.8";
        assert_eq!(seen("10.0.0.7", &[twice]), "203.0.113.9");
        // A visitor who pretends to be one of ours is believed no further than the proxy that saw them.
        assert_eq!(seen("10.0.0.7", &["1.2.3.4, 10.0.0.9"]), "10.0.0.9");
    }

    #[test]
    fn what_is_no_address_ends_the_search() {
        for nonsense in ["unknown", "", "203.0.113.9 evil", "\u{7f}"] {
            let line = format!("1.2.3.4, {}", nonsense.replace('\u{7f}', "?"));
            assert_eq!(seen("10.0.0.7", &[&line]), "10.0.0.7", "{nonsense}");
        }
        assert_eq!(seen("10.0.0.7", &["203.0.113.9:4711"]), "203.0.113.9");
    }
}
