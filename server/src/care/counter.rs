//! What is handed in about care at home.

use app::care::CareService;
use app::care::form::{AnswerForm, OrderForm, PressForm, RatingForm, VoucherForm};
use app::error::PortalError;
use app::mandate::PersonAsked;
use app::warnings::ContactForm;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum::routing::post;
use axum_extra::extract::Form;
use serde::{Deserialize, Serialize};

use crate::Office;
use crate::application::counter::to_the_end;
use crate::fault::Fault;
use crate::front_door::{Arrival, SignedInCitizen, SignedInStaff};

/// The street's desk for orders by phone.
pub(super) const DESK: &str = "/staff/care";
/// Whom the person on the phone wants to be rung.
pub(super) const DESK_CONTACTS: &str = "/staff/care/contacts";
/// Vouchers of whoever is there.
pub(super) const DESK_VOUCHERS: &str = "/staff/care/vouchers";
/// Whom care is looked for, under a mandate.
pub(super) const START: &str = "/care/start";

/// Under whose mandate somebody begins.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct StartForm {
    #[serde(rename = "for")]
    pub whom: String,
}

pub fn routes() -> Router<Office> {
    Router::new()
        .route(START, post(start))
        .route("/care/providers/{provider}/order/{service}", post(hand_in))
        .route(
            "/care/providers/{provider}/order/{service}/check",
            post(order),
        )
        .route("/care/orders/{reference}", post(press))
        .route("/care/orders/{reference}/rating/{visit}", post(rate))
        .route(DESK, post(look_up))
        .route(DESK_CONTACTS, post(change_contacts_at_desk))
        .route(DESK_VOUCHERS, post(press_on_vouchers))
        .route("/staff/care/{reference}", post(press_at_desk))
        .route("/staff/visits/{visit}/answer", post(answer_rating))
        .route("/staff/visits/{visit}", post(press_on_visit))
}

/// The page on which a visit is rated, and the key of what is typed there.
pub(super) fn rating_page(reference: &str, visit: &str) -> String {
    format!("/care/orders/{reference}/rating/{visit}")
}

fn service(code: &str) -> Result<CareService, Fault> {
    CareService::from_code(code).ok_or_else(|| PortalError::NotFound.into())
}

async fn start(
    State(office): State<Office>,
    SignedInCitizen(_): SignedInCitizen,
    arrival: Arrival,
    Form(typed): Form<StartForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        let short = StartForm {
            whom: typed.whom.chars().take(40).collect(),
        };
        office.keep_slip(&arrival.known.key, START, &short).await?;
        Ok("/care".to_owned())
    })
    .await
}

async fn hand_in(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Path((provider, code)): Path<(String, String)>,
    Form(typed): Form<OrderForm>,
) -> Result<Redirect, Fault> {
    let service = service(&code)?;
    to_the_end(async move {
        office
            .hand_in_care_order(&me, &provider, service, &typed)
            .await
    })
    .await
}

async fn order(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Path((provider, code)): Path<(String, String)>,
) -> Result<Redirect, Fault> {
    let service = service(&code)?;
    to_the_end(async move { office.order_care(&me, &provider, service).await }).await
}

async fn press(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Path(reference): Path<String>,
    Form(typed): Form<PressForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move { office.press_on_order(&me, &reference, &typed).await }).await
}

async fn rate(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    arrival: Arrival,
    Path((reference, visit)): Path<(String, String)>,
    Form(typed): Form<RatingForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        office
            .hand_in_rating(&me, &arrival.known.key, &reference, &visit, &typed)
            .await
    })
    .await
}

async fn look_up(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    arrival: Arrival,
    Form(typed): Form<PersonAsked>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        office
            .look_for_elder(&member, &arrival.known.key, &typed)
            .await
    })
    .await
}

async fn press_at_desk(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    arrival: Arrival,
    Path(reference): Path<String>,
    Form(typed): Form<PressForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        office
            .press_at_care_desk(&member, &arrival.known.key, &reference, &typed)
            .await
    })
    .await
}

async fn press_on_visit(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    Path(visit): Path<String>,
    Form(typed): Form<PressForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move { office.press_on_visit(&member, &visit, &typed.act).await }).await
}

async fn change_contacts_at_desk(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    arrival: Arrival,
    Form(typed): Form<ContactForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        office
            .change_contacts_at_desk(&member, &arrival.known.key, &typed)
            .await
    })
    .await
}

async fn press_on_vouchers(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    arrival: Arrival,
    Form(typed): Form<VoucherForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        office
            .press_on_vouchers(&member, &arrival.known.key, &typed)
            .await
    })
    .await
}

async fn answer_rating(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    Path(visit): Path<String>,
    Form(typed): Form<AnswerForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        let is_answered = office.answer_care_rating(&member, &visit, &typed).await?;
        Ok(if is_answered {
            "/staff/visits".to_owned()
        } else {
            "/staff/visits?review#ratings".to_owned()
        })
    })
    .await
}
