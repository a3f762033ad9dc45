//! Who is at the door: the request's reference, preferences and actor, worked out once per request.

use std::net::{IpAddr, SocketAddr};

use app::error::PortalError;
use app::identity::{Actor, Citizen, StaffMember};
use app::visit::Preferences;
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::header;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_sessions::Session;

use super::pages;
use super::preferences::read_preferences;
use crate::Office;
use crate::clock::hex;
use crate::fault::Fault;
use crate::identity::sessions::{self, Recognised};

/// What is known of a request before any page or counter sees it.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// Eight hex characters that the visitor may quote and the log holds.
    pub reference: String,
    pub preferences: Preferences,
    /// Whose session the request's cookie opens.
    pub known: Recognised,
    /// The socket's other end, where the listener says it.
    pub address: Option<IpAddr>,
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
            sessions::recognise(&office, &session, leave_no_trace)
                .await
                .unwrap_or_else(|error| {
                    fault = Some(error);
                    Recognised::default()
                })
        }
        _ => Recognised::default(),
    };
    let arrival = Arrival {
        reference: hex(&office.chance.bytes::<4>()),
        preferences: read_preferences(request.headers()),
        known,
        address: request
            .extensions()
            .get::<ConnectInfo<SocketAddr>>()
            .map(|peer| peer.0.ip()),
    };
    if let Some(fault) = fault {
        // Who cannot be recognised is not let in as a stranger: they would be led to sign in again for nothing.
        let path = request.uri().path().to_owned();
        return pages::in_words(office, Some(arrival), path, fault.into_response()).await;
    }
    request.extensions_mut().insert(arrival);
    next.run(request).await
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
