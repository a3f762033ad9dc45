//! What is pressed about warnings and contacts.

use app::warnings::{ContactForm, WarningForm};
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum::routing::post;
use axum_extra::extract::Form;

use crate::Office;
use crate::application::counter::to_the_end;
use crate::fault::Fault;
use crate::front_door::{Arrival, SignedInCitizen, SignedInStaff};

/// Where people name whom to ring.
pub(super) const CONTACTS: &str = "/contacts";

pub fn routes() -> Router<Office> {
    Router::new()
        .route("/casework/warnings/{id}", post(act))
        .route(CONTACTS, post(change_contacts))
}

async fn act(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    Path(id): Path<String>,
    Form(typed): Form<WarningForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move { office.act_on_warning(&member, &id, &typed).await }).await
}

async fn change_contacts(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    arrival: Arrival,
    Form(typed): Form<ContactForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        office
            .change_contacts(&me, &arrival.known.key, &typed)
            .await
    })
    .await
}
