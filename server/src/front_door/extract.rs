//! Who is at the door: the request's reference, preferences and actor, worked out once per request.

use app::error::PortalError;
use app::identity::{Actor, Citizen, StaffMember};
use app::visit::Preferences;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;

use super::preferences::read_preferences;
use crate::Office;
use crate::clock::hex;
use crate::fault::Fault;

/// What is known of a request before any page or counter sees it.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// Eight hex characters that the visitor may quote and the log holds.
    pub reference: String,
    pub preferences: Preferences,
    pub actor: Actor,
}

/// Works out the [`Arrival`] and puts it into the request.
pub async fn recognise(State(office): State<Office>, mut request: Request, next: Next) -> Response {
    let reference = hex(&office.chance.bytes::<4>());
    let preferences = read_preferences(request.headers());
    let actor = Actor::Visitor;
    request.extensions_mut().insert(Arrival {
        reference: reference.clone(),
        preferences,
        actor,
    });
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
        match Arrival::from_request_parts(parts, state).await?.actor {
            Actor::Citizen(citizen) => Ok(Self(citizen)),
            _ => Err(PortalError::SignInFirst.into()),
        }
    }
}

/// A member of staff, or 404: the staff's pages do not exist for others.
pub struct SignedInStaff(pub StaffMember);

impl<S: Sync> FromRequestParts<S> for SignedInStaff {
    type Rejection = Fault;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        match Arrival::from_request_parts(parts, state).await?.actor {
            Actor::Staff(member) => Ok(Self(member)),
            _ => Err(PortalError::NotFound.into()),
        }
    }
}
