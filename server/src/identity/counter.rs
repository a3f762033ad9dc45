//! What people hand in to be known, and to be forgotten again.

use app::identity::Actor;
use app::identity::form::DemoForm;
use app::identity::local_path;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use axum_extra::extract::Form;
use tower_sessions::Session;

use super::sessions::{self, Kind};
use crate::Office;
use crate::fault::Fault;

pub fn routes() -> Router<Office> {
    Router::new()
        .route("/sign-out", post(sign_out))
        .route("/demo/be", post(be))
}

/// Signing out: ended at the server for good, whatever the browser does with its cookie.
async fn sign_out(session: Session) -> Result<Redirect, Fault> {
    session.flush().await?;
    Ok(Redirect::to("/"))
}

/// Being a demo person.
async fn be(
    State(office): State<Office>,
    session: Session,
    headers: HeaderMap,
    Form(typed): Form<DemoForm>,
) -> Result<Response, Fault> {
    let (kind, account) = office.be(&typed.person).await?;
    let key = sessions::sign_in(&session, kind, &account, "").await?;
    let _ = (key, headers, Actor::Visitor);
    Ok(Redirect::to(&landing(kind, &typed.next)).into_response())
}

/// Where a sign-in leads: where somebody wanted to go, or the first page of their kind.
fn landing(kind: Kind, next: &str) -> String {
    local_path(next).unwrap_or_else(|| match kind {
        Kind::Staff => "/casework".to_owned(),
        _ => "/".to_owned(),
    })
}
