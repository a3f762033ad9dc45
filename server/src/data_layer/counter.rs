//! What is pressed about grants, and the descriptions of the registers' interfaces.

use app::data_layer::{PackageForm, catalogue};
use app::error::PortalError;
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum::routing::{get, post};
use axum::{Json, Router};
use axum_extra::extract::Form;
use serde_json::Value;

use super::grants::{ASK, DecisionForm};
use super::openapi;
use super::records::DataSet;
use crate::Office;
use crate::application::counter::to_the_end;
use crate::fault::Fault;
use crate::front_door::{Arrival, SignedInStaff};

pub fn routes() -> Router<Office> {
    Router::new()
        .route(ASK, post(ask))
        .route("/staff/data-grants/{id}", post(decide))
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

async fn described(
    Path((register, service)): Path<(String, String)>,
) -> Result<Json<Value>, Fault> {
    let code = format!("{register}/{service}");
    let set = catalogue().set(&code).zip(DataSet::from_code(&code));
    let (catalogued, set) = set.ok_or(PortalError::NotFound)?;
    Ok(Json(openapi::described(set, catalogued)))
}
