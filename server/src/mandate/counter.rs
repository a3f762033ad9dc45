//! What is handed in about mandates.

use app::identity::form::CodeForm;
use app::mandate::{DeskForm, OfferForm, PersonAsked, ReplyForm, WishForm};
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum::routing::post;
use axum_extra::extract::Form;

use super::at_desk::DESK;
use super::giving::ASK_PAGE;
use crate::Office;
use crate::application::counter::to_the_end;
use crate::fault::Fault;
use crate::front_door::{Arrival, SignedInCitizen, SignedInStaff};

/// Where one says how one wants to be told, and where staff enter it.
pub(super) const OWN_TELLING: &str = "/who-may-act/telling";
pub(super) const DESK_TELLING: &str = "/staff/mandates/telling";

pub fn routes() -> Router<Office> {
    Router::new()
        .route(ASK_PAGE, post(ask))
        .route("/acting-for/{reference}", post(give_up))
        .route("/acting-for/{reference}/call", post(call_back))
        .route("/acting-for/{reference}/code", post(try_code))
        .route(OWN_TELLING, post(choose_telling))
        .route("/who-may-act/{reference}", post(reply))
        .route(DESK, post(look))
        .route(DESK_TELLING, post(choose_telling_at_desk))
        .route("/staff/mandates/cases/{reference}", post(withdraw))
        .route("/staff/mandates/told/{telling}", post(told))
        .route("/staff/mandates/{reference}", post(act_at_desk))
}

async fn ask(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    arrival: Arrival,
    Form(typed): Form<OfferForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move { office.hand_in_offer(&me, &arrival.known.key, &typed).await }).await
}

async fn give_up(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Path(reference): Path<String>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        office.give_up_mandate(&me, &reference).await?;
        Ok("/acting-for".to_owned())
    })
    .await
}

async fn call_back(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    arrival: Arrival,
    Path(reference): Path<String>,
) -> Result<Redirect, Fault> {
    office.count_visit(arrival.address).await?;
    to_the_end(async move {
        office.call_back(&me, &reference).await?;
        Ok(format!("/acting-for/{reference}?called"))
    })
    .await
}

async fn try_code(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    arrival: Arrival,
    Path(reference): Path<String>,
    Form(typed): Form<CodeForm>,
) -> Result<Redirect, Fault> {
    office.count_visit(arrival.address).await?;
    to_the_end(async move {
        office
            .try_call_code(&me, &arrival.known.key, &reference, &typed.code)
            .await
    })
    .await
}

async fn reply(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Path(reference): Path<String>,
    Form(typed): Form<ReplyForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        office.reply_to_mandate(&me, &reference, &typed.act).await?;
        Ok("/who-may-act?said".to_owned())
    })
    .await
}

async fn choose_telling(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    arrival: Arrival,
    Form(typed): Form<WishForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        let is_kept = office
            .keep_wish_of(&me.person, &arrival.known.key, OWN_TELLING, &typed)
            .await?;
        Ok(if is_kept {
            "/who-may-act?told".to_owned()
        } else {
            format!("{OWN_TELLING}?review")
        })
    })
    .await
}

async fn look(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    arrival: Arrival,
    Form(typed): Form<PersonAsked>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        office
            .look_at_person(&member, &arrival.known.key, &typed)
            .await
    })
    .await
}

async fn act_at_desk(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    arrival: Arrival,
    Path(reference): Path<String>,
    Form(typed): Form<DeskForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        office
            .act_at_desk(&member, &arrival.known.key, &reference, &typed)
            .await
    })
    .await
}

async fn withdraw(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    arrival: Arrival,
    Path(reference): Path<String>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        office
            .withdraw_at_desk(&member, &arrival.known.key, &reference)
            .await?;
        Ok(format!("{DESK}?saved"))
    })
    .await
}

async fn choose_telling_at_desk(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    arrival: Arrival,
    Form(typed): Form<WishForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        office
            .wish_at_desk(&member, &arrival.known.key, &typed)
            .await
    })
    .await
}

async fn told(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    Path(telling): Path<String>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        office.told_by_hand(&member, &telling).await?;
        Ok(format!("{DESK}?saved"))
    })
    .await
}
