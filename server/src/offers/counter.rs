//! What people press about leave and offers.

use app::application::LeaveForm;
use app::offers::OfferForm;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum::routing::post;
use axum_extra::extract::Form;

use super::desk::PAGE;
use crate::Office;
use crate::application::counter::to_the_end;
use crate::fault::Fault;
use crate::front_door::SignedInCitizen;

pub fn routes() -> Router<Office> {
    Router::new()
        .route(PAGE, post(end_looks))
        .route("/benefits/offers/leave", post(give_leave))
        .route("/benefits/offers/{offer}", post(press))
}

async fn end_looks(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Form(typed): Form<OfferForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        if typed.duty.is_empty() {
            office.end_standing_leave(&me, &typed).await
        } else {
            office.switch_duty(&me, &typed).await
        }
    })
    .await
}

async fn give_leave(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Form(typed): Form<LeaveForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move { office.give_standing_leave(&me, &typed).await }).await
}

async fn press(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Path(reference): Path<String>,
    Form(typed): Form<OfferForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move { office.press_on_offer(&me, &reference, &typed).await }).await
}
