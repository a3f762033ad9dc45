//! What staff hand in about whom they help.

use app::helping::HelpForm;
use axum::Router;
use axum::extract::State;
use axum::response::Redirect;
use axum::routing::post;
use axum_extra::extract::Form;

use crate::Office;
use crate::application::counter::to_the_end;
use crate::fault::Fault;
use crate::front_door::{Arrival, SignedInStaff};

/// The desk's page.
pub(super) const DESK: &str = "/staff/helping";

pub fn routes() -> Router<Office> {
    Router::new().route(DESK, post(hand_in))
}

async fn hand_in(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    arrival: Arrival,
    Form(typed): Form<HelpForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        office
            .hand_in_help(&member, &arrival.known.key, &typed)
            .await
    })
    .await
}
