//! What people hand in on the pages that every application has.

use app::application::{ByHandForm, DeclarationForm, LeaveForm, MattersForm, StartForm, WrongForm};
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum::routing::{MethodRouter, post};
use axum_extra::extract::Form;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::by_hand::BY_HAND;
use super::desk::MATTERS;
use super::service::services;
use crate::Office;
use crate::fault::Fault;
use crate::front_door::Arrival;

/// The same counters for every service.
pub fn routes() -> Router<Office> {
    services()
        .into_iter()
        .fold(Router::new(), |router, service| {
            let code = service.code();
            let at = |page: &str| format!("/{code}/{page}");
            let router = if service.is_about_one_person() {
                router.route(&at(BY_HAND), hand_in::<ByHandForm>(code, BY_HAND))
            } else {
                router
            };
            router
                .route(
                    &at("start"),
                    post(move |office, arrival, form| start(office, arrival, code, form)),
                )
                .route(
                    &at("leave"),
                    post(move |office, arrival, form| hand_in_leave(office, arrival, code, form)),
                )
                .route(
                    &at("known"),
                    post(move |office, arrival| hand_in_known(office, arrival, code)),
                )
                .route(
                    &at("wrong/{key}"),
                    post(move |office, arrival, key, form| {
                        hand_in_wrong(office, arrival, code, key, form)
                    }),
                )
                .route(&at(MATTERS), hand_in::<MattersForm>(code, MATTERS))
                .route(
                    &at("check"),
                    post(move |office, arrival, form| submit(office, arrival, code, form)),
                )
        })
}

async fn start(
    State(office): State<Office>,
    arrival: Arrival,
    service: &'static str,
    Form(typed): Form<StartForm>,
) -> Result<Redirect, Fault> {
    let citizen = arrival
        .actor()
        .citizen()
        .ok_or(app::error::PortalError::SignInFirst)?;
    let next = office.start_draft(citizen, service, typed.mandate());
    Ok(Redirect::to(&next.await?))
}

async fn hand_in_leave(
    State(office): State<Office>,
    arrival: Arrival,
    service: &'static str,
    Form(typed): Form<LeaveForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move { office.hand_in_leave(arrival.actor(), service, &typed).await }).await
}

async fn hand_in_known(
    State(office): State<Office>,
    arrival: Arrival,
    service: &'static str,
) -> Result<Redirect, Fault> {
    to_the_end(async move { office.hand_in_known(arrival.actor(), service).await }).await
}

async fn hand_in_wrong(
    State(office): State<Office>,
    arrival: Arrival,
    service: &'static str,
    Path(key): Path<String>,
    Form(typed): Form<WrongForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        office
            .hand_in_wrong(arrival.actor(), service, &key, &typed)
            .await
    })
    .await
}

/// The counter of a question page: keeps what was typed, and leads on, or back to the same page for review.
pub fn hand_in<T>(service: &'static str, page: &'static str) -> MethodRouter<Office>
where
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
{
    post(
        move |State(office): State<Office>, arrival: Arrival, Form(typed): Form<T>| {
            to_the_end(async move { office.hand_in(arrival.actor(), service, page, &typed).await })
        },
    )
}

async fn submit(
    State(office): State<Office>,
    arrival: Arrival,
    service: &'static str,
    Form(typed): Form<DeclarationForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move { office.submit(arrival.actor(), service, &typed).await }).await
}

/// Runs a write to its end even when the visitor leaves: axum drops a handler whose client is gone.
pub async fn to_the_end(
    write: impl Future<Output = Result<String, Fault>> + Send + 'static,
) -> Result<Redirect, Fault> {
    let next = crate::to_the_end(write).await?;
    Ok(Redirect::to(&next))
}
