//! What is pressed about grants, and the descriptions of the registers' interfaces.

use app::data_layer::{CorrectionForm, HoldForm, MarkForm, PackageForm, WordsForm, catalogue};
use app::error::PortalError;
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum::routing::{get, post};
use axum::{Json, Router};
use axum_extra::extract::Form;
use serde::Deserialize;
use serde_json::Value;

use super::grants::{ASK, DecisionForm};
use super::openapi;
use super::records::DataSet;
use crate::Office;
use crate::application::counter::to_the_end;
use crate::fault::Fault;
use crate::front_door::{Arrival, SignedInCitizen, SignedInStaff};

pub fn routes() -> Router<Office> {
    Router::new()
        .route(ASK, post(ask))
        .route("/my-data/looks/{id}", post(ask_about_look))
        .route("/my-data/leave", post(take_leave_back))
        .route("/staff/data-corrections/{id}", post(answer_correction))
        .route("/staff/data-looks", post(hold_looks))
        .route("/staff/data-looks/{id}", post(answer_about_look))
        .route("/staff/data-grants/{id}", post(decide))
        .route("/staff/safety-marks", post(set_safety_mark))
        .route("/staff/safety-marks/{id}", post(end_safety_mark))
        .route("/data/{register}/{service}/openapi.json", get(described))
}

async fn ask(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    arrival: Arrival,
    Form(typed): Form<PackageForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        office
            .ask_for_data(&member, &arrival.known.key, &typed)
            .await
    })
    .await
}

async fn decide(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    Path(id): Path<String>,
    Form(typed): Form<DecisionForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move { office.decide_grant(&member, &id, &typed).await }).await
}

/// A question to the office that looked.
async fn ask_about_look(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    arrival: Arrival,
    Path(id): Path<String>,
    Form(typed): Form<WordsForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        office
            .ask_about_look(&me, &arrival.known.key, &id, &typed)
            .await
    })
    .await
}

/// Which receipt is taken back.
#[derive(Default, Deserialize)]
#[serde(default)]
struct TakeBackForm {
    receipt: String,
}

async fn take_leave_back(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Form(typed): Form<TakeBackForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move { office.take_leave_back(&me, &typed.receipt).await }).await
}

async fn hold_looks(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    arrival: Arrival,
    Form(typed): Form<HoldForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move { office.hold_looks(&member, &arrival.known.key, &typed).await }).await
}

async fn answer_correction(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    Path(id): Path<String>,
    Form(typed): Form<CorrectionForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move { office.answer_correction(&member, &id, &typed).await }).await
}

async fn answer_about_look(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    Path(id): Path<String>,
    Form(typed): Form<WordsForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move { office.answer_about_look(&member, &id, &typed).await }).await
}

async fn set_safety_mark(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    arrival: Arrival,
    Form(typed): Form<MarkForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        office
            .set_safety_mark(&member, &arrival.known.key, &typed)
            .await
    })
    .await
}

async fn end_safety_mark(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    Path(id): Path<String>,
    Form(typed): Form<WordsForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move { office.end_safety_mark(&member, &id, &typed).await }).await
}

async fn described(
    Path((register, service)): Path<(String, String)>,
) -> Result<Json<Value>, Fault> {
    let code = format!("{register}/{service}");
    let set = catalogue().set(&code).zip(DataSet::from_code(&code));
    let (catalogued, set) = set.ok_or(PortalError::NotFound)?;
    Ok(Json(openapi::described(set, catalogued)))
}
