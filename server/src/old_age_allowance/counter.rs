//! What elders and their children hand in.

use app::old_age_allowance::ElderForm;
use axum::Router;
use axum::extract::State;
use axum::response::Redirect;
use axum::routing::post;
use axum_extra::extract::Form;

use crate::Office;
use crate::application::counter::to_the_end;
use crate::fault::Fault;
use crate::front_door::Arrival;

pub fn routes() -> Router<Office> {
    Router::new().route("/old-age-allowance/elder", post(hand_in_elder))
}

async fn hand_in_elder(
    State(office): State<Office>,
    arrival: Arrival,
    Form(typed): Form<ElderForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        office
            .hand_in(arrival.actor(), "old-age-allowance", "elder", &typed)
            .await
    })
    .await
}
