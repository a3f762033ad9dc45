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

use super::desk::SERVICE;
use crate::Office;
use crate::application::counter::{hand_in, to_the_end};
use crate::fault::Fault;
use crate::front_door::{Arrival, SignedInCitizen};

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
        .route(
            "/newborn/household",
            hand_in::<HouseholdForm>(SERVICE, "household"),
        )
        .route(
            "/newborn/account",
            hand_in::<AccountForm>(SERVICE, "account"),
        )
        .route(
            "/newborn/other-parent",
            hand_in::<OtherParentForm>(SERVICE, "other-parent"),
        )
        .route("/invitations/{token}/ethnicity", post(give_ethnicity))
        .route("/invitations/{token}/account", post(give_account))
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
            .hand_in(arrival.actor(), SERVICE, &format!("child/{number}"), &typed)
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

/// The other parent's choice of the child's ethnicity.
async fn give_ethnicity(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Path(token): Path<String>,
    Form(typed): Form<EthnicityForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move { office.give_ethnicity(&me, &token, &typed).await }).await
}

/// The account of a mother who did not apply herself.
async fn give_account(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Path(token): Path<String>,
    Form(typed): Form<AccountForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move { office.give_account(&me, &token, &typed).await }).await
}
