//! What people hand in about being told.

use app::error::PortalError;
use app::notices::form::{ChoiceForm, EmailForm, ReadForm};
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum::routing::post;
use axum_extra::extract::Form;

use crate::fault::Fault;
use crate::front_door::{Arrival, SignedInCitizen};
use crate::{Office, to_the_end};

const CHOICES: &str = "/account/notices";

pub fn routes() -> Router<Office> {
    Router::new()
        .route("/notices", post(mark_notices_read))
        .route("/notices/{notice}", post(open_notice))
        .route(CHOICES, post(choose))
        .route("/account/notices/email", post(send_link))
        .route("/account/notices/email/{token}", post(confirm))
}

/// Opens a notice: marks it as read and leads to its case.
async fn open_notice(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Path(notice): Path<String>,
) -> Result<Redirect, Fault> {
    let reference = office.open_notice(&me, &notice).await?;
    Ok(Redirect::to(
        &office.where_it_stands_written(&me, &reference).await?,
    ))
}

/// Marks what is on the page, and everything older, as read.
async fn mark_notices_read(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Form(form): Form<ReadForm>,
) -> Result<Redirect, Fault> {
    office.mark_notices_read(&me, &form.newest).await?;
    Ok(Redirect::to("/notices"))
}

/// Turns a way on or off.
async fn choose(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    arrival: Arrival,
    Form(form): Form<ChoiceForm>,
) -> Result<Redirect, Fault> {
    let language = arrival.preferences.language;
    let chosen = match form.choose.as_str() {
        "sms-on" => "sms-on",
        "sms-off" => "sms-off",
        "email-off" => "email-off",
        _ => return Err(PortalError::NotFound.into()),
    };
    to_the_end(async move {
        match chosen {
            "email-off" => office.turn_email_off(&me).await,
            sms => office.choose_sms(&me, sms == "sms-on", language).await,
        }
    })
    .await?;
    Ok(Redirect::to(&format!("{CHOICES}?changed={chosen}")))
}

/// Sends a link that proves an address.
async fn send_link(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    arrival: Arrival,
    Form(form): Form<EmailForm>,
) -> Result<Redirect, Fault> {
    let Ok(address) = form.parse() else {
        office
            .keep_slip(&arrival.known.key, CHOICES, &form.slip())
            .await?;
        return Ok(Redirect::to(&format!("{CHOICES}?review")));
    };
    let language = arrival.preferences.language;
    to_the_end(async move { office.send_link(&me, &address, language).await }).await?;
    Ok(Redirect::to(&format!("{CHOICES}?changed=link")))
}

/// Whoever opened the link says that the address is theirs.
async fn confirm(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Path(token): Path<String>,
) -> Result<Redirect, Fault> {
    let page = format!("{CHOICES}/email/{token}");
    match to_the_end(async move { office.confirm_link(&me, &token).await }).await {
        // The page itself says that the link no longer works.
        Err(Fault::Portal(PortalError::NotFound)) => Ok(Redirect::to(&page)),
        Err(fault) => Err(fault),
        Ok(()) => Ok(Redirect::to(&format!("{CHOICES}?changed=email-on"))),
    }
}
