//! What is pressed on the panel.

use axum::Router;
use axum::extract::State;
use axum::response::Redirect;
use axum::routing::post;
use axum_extra::extract::Form;
use jiff::civil::Date;
use serde::Deserialize;

use crate::fault::Fault;
use crate::{Office, to_the_end};

/// The panel's counters; outside demo mode each answers 404.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/demo/registers", post(switch_register))
        .route("/demo/day", post(go_to_day))
        .route("/demo/operator", post(switch_operator))
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Switch {
    register: String,
    wish: String,
}

async fn switch_register(
    State(office): State<Office>,
    Form(switch): Form<Switch>,
) -> Result<Redirect, Fault> {
    office
        .switch_register(&switch.register, switch.wish == "down")
        .await?;
    Ok(Redirect::to("/demo#registers"))
}

async fn switch_operator(
    State(office): State<Office>,
    Form(switch): Form<Switch>,
) -> Result<Redirect, Fault> {
    office.switch_operator(switch.wish == "down").await?;
    Ok(Redirect::to("/demo#operator"))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Day {
    day: String,
}

async fn go_to_day(State(office): State<Office>, Form(day): Form<Day>) -> Result<Redirect, Fault> {
    // What is no date is not the next working day either.
    let day = day.day.parse::<Date>().unwrap_or(Date::ZERO);
    to_the_end(async move { office.go_to_day(day).await }).await?;
    Ok(Redirect::to("/demo#day"))
}
