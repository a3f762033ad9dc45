//! What people hand in who want to know what they can get.

use app::application::LeaveForm;
use app::benefits::FactsForm;
use axum::extract::State;
use axum::response::Redirect;
use axum::routing::post;
use axum::{Extension, Router};
use axum_extra::extract::Form;
use tower_sessions::Session;

use crate::Office;
use crate::fault::Fault;
use crate::front_door::{Arrival, SignedInCitizen};
use crate::identity::sessions;
use crate::to_the_end;

pub fn routes() -> Router<Office> {
    Router::new()
        .route("/benefits", post(keep_facts))
        .route("/benefits/mine", post(look))
        .route("/benefits/mine/by-hand", post(add_by_hand))
}

/// Anyone's facts: kept for this session alone.
async fn keep_facts(
    State(office): State<Office>,
    Extension(session): Extension<Session>,
    arrival: Arrival,
    Form(typed): Form<FactsForm>,
) -> Result<Redirect, Fault> {
    let key = sessions::of_visitor(&session, &arrival.known.key).await?;
    let next = to_the_end(async move { office.keep_facts(&key, typed).await }).await?;
    Ok(Redirect::to(next))
}

async fn look(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    arrival: Arrival,
    Form(typed): Form<LeaveForm>,
) -> Result<Redirect, Fault> {
    let key = arrival.known.key;
    let next = to_the_end(async move { office.look_for_benefits(&me, &key, &typed).await }).await?;
    Ok(Redirect::to(next))
}

async fn add_by_hand(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    arrival: Arrival,
    Form(typed): Form<FactsForm>,
) -> Result<Redirect, Fault> {
    let key = arrival.known.key;
    let next = to_the_end(async move { office.add_by_hand(&me, &key, typed).await }).await?;
    Ok(Redirect::to(&next))
}
