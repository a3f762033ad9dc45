//! Whose page it is to be.

use app::older_person::OlderPersonForm;
use axum::Router;
use axum::extract::State;
use axum::response::Redirect;
use axum::routing::post;
use axum_extra::extract::Form;

use crate::Office;
use crate::application::counter::to_the_end;
use crate::fault::Fault;
use crate::front_door::{Arrival, SignedInStaff};

/// The page, and what is handed in on it.
pub(super) const PAGE: &str = "/staff/older-person";

pub fn routes() -> Router<Office> {
    Router::new().route(PAGE, post(look_at))
}

async fn look_at(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    arrival: Arrival,
    Form(typed): Form<OlderPersonForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        office
            .look_at_older_person(&member, &arrival.known.key, &typed)
            .await
    })
    .await
}
