//! What parents hand in.

use app::newborn::{
    AccountForm, ChildForm, Eligibility, EligibilityForm, EthnicityForm, HouseholdForm,
    OtherParentForm,
};
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum::routing::post;
use axum_extra::extract::Form;

use crate::Office;
use crate::application::counter::to_the_end;
use crate::fault::Fault;
use crate::front_door::Arrival;

pub fn routes() -> Router<Office> {
    Router::new()
        .route(
            "/newborn/eligibility",
            post(|form| answer(Eligibility::AskBirth, form)),
        )
        .route(
            "/newborn/eligibility/marriage",
            post(|form| answer(Eligibility::AskMarriage, form)),
        )
        .route(
            "/newborn/eligibility/registration",
            post(|form| answer(Eligibility::AskRegistration, form)),
        )
        .route("/newborn/child/{number}", post(hand_in_child))
        .route("/newborn/household", post(hand_in_household))
        .route("/newborn/ethnicity", post(hand_in_ethnicity))
        .route("/newborn/account", post(hand_in_account))
        .route("/newborn/other-parent", post(hand_in_other_parent))
}

async fn answer(question: Eligibility, Form(typed): Form<EligibilityForm>) -> Redirect {
    match question.after(&typed.answer) {
        Some(next) => Redirect::to(next.path()),
        None => Redirect::to(&format!("{}?review", question.path())),
    }
}

async fn hand_in_child(
    State(office): State<Office>,
    arrival: Arrival,
    Path(number): Path<usize>,
    Form(typed): Form<ChildForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        let next = office
            .hand_in(
                arrival.actor(),
                "newborn",
                &format!("child/{number}"),
                &typed,
            )
            .await?;
        // "No name yet" is kept and finds its way back: the home page shows the draft and its last day.
        Ok(if typed.is_later() {
            format!("/newborn/child/{number}/later")
        } else {
            next
        })
    })
    .await
}

async fn hand_in_household(
    State(office): State<Office>,
    arrival: Arrival,
    Form(typed): Form<HouseholdForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        office
            .hand_in(arrival.actor(), "newborn", "household", &typed)
            .await
    })
    .await
}

async fn hand_in_ethnicity(
    State(office): State<Office>,
    arrival: Arrival,
    Form(typed): Form<EthnicityForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        office
            .hand_in(arrival.actor(), "newborn", "ethnicity", &typed)
            .await
    })
    .await
}

async fn hand_in_account(
    State(office): State<Office>,
    arrival: Arrival,
    Form(typed): Form<AccountForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        office
            .hand_in(arrival.actor(), "newborn", "account", &typed)
            .await
    })
    .await
}

async fn hand_in_other_parent(
    State(office): State<Office>,
    arrival: Arrival,
    Form(typed): Form<OtherParentForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        office
            .hand_in(arrival.actor(), "newborn", "other-parent", &typed)
            .await
    })
    .await
}
