//! What applicants, bodies and assessors hand in.

use std::collections::BTreeMap;

use app::assessment::{NamingForm, ObjectionForm, PlaceForm, WishForm};
use app::error::PortalError;
use app::text::Text;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum::routing::post;
use axum_extra::extract::Form;
use serde::Deserialize;

use super::acts::Pressed;
use crate::application::counter::hand_in;
use crate::fault::Fault;
use crate::front_door::{SignedInCitizen, SignedInStaff};
use crate::{Office, to_the_end};

pub fn routes() -> Router<Office> {
    Router::new()
        .route(
            "/elder-assessment/place",
            hand_in::<PlaceForm>("elder-assessment", "place"),
        )
        .route("/cases/{reference}/visit/{matter}", post(choose))
        .route("/cases/{reference}/visit/{matter}/wishes", post(wish))
        .route("/findings/{finding}/objection", post(object_to_finding))
        .route("/staff/assessments/{assessment}", post(act))
        .route(
            "/staff/assessments/{assessment}/form/{section}",
            post(fill_in),
        )
}

/// Back to this page to say what is wrong, or to where it goes on.
fn onwards(pressed: Pressed, page: &str, next: &str) -> Redirect {
    match pressed {
        Pressed::Done => Redirect::to(next),
        Pressed::Review => Redirect::to(&format!("{page}?review")),
    }
}

fn bad() -> Fault {
    PortalError::BadRequest(Text::ErrorBadRequestBody.into()).into()
}

/// The version that a page had shown.
fn number(typed: &str) -> Result<i64, Fault> {
    typed.parse().map_err(|_| bad())
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Chosen {
    act: String,
    version: String,
    time: String,
}

async fn choose(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Path((reference, matter)): Path<(String, String)>,
    Form(typed): Form<Chosen>,
) -> Result<Redirect, Fault> {
    let page = format!("/cases/{reference}/visit/{matter}");
    let pressed = to_the_end(async move {
        let visit = office.visit_to_act_on(&me, &reference, &matter).await?;
        let version = number(&typed.version)?;
        match typed.act.as_str() {
            "choose" => office.choose_time(&me, &visit, version, &typed.time).await,
            "others" => office.ask_other_times(&me, &visit, version).await,
            _ => Err(bad()),
        }
    })
    .await?;
    Ok(onwards(pressed, &page, &page))
}

async fn wish(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Path((reference, matter)): Path<(String, String)>,
    Form(typed): Form<WishForm>,
) -> Result<Redirect, Fault> {
    let visit = format!("/cases/{reference}/visit/{matter}");
    let page = format!("{visit}/wishes");
    let pressed =
        to_the_end(async move { office.wish(&me, &reference, &matter, &typed).await }).await?;
    Ok(onwards(pressed, &page, &visit))
}

async fn object_to_finding(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Path(id): Path<String>,
    Form(typed): Form<ObjectionForm>,
) -> Result<Redirect, Fault> {
    let page = format!("/findings/{id}/objection");
    let (pressed, reference) =
        to_the_end(async move { office.object_to_finding(&me, &id, &typed).await }).await?;
    Ok(onwards(
        pressed,
        &page,
        &format!("/cases/{reference}/visit/{}", super::MATTER),
    ))
}

/// A button of an assessment's page at a desk.
#[derive(Debug, Default)]
struct AtDesk {
    act: String,
    version: String,
    body: String,
    asked: String,
    /// Of a call: with whom somebody spoke, and the time that was agreed.
    spoke: String,
    time: String,
    naming: NamingForm,
}

async fn act(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    Path(id): Path<String>,
    Form(typed): Form<Vec<(String, String)>>,
) -> Result<Redirect, Fault> {
    let page = format!("/staff/assessments/{id}");
    let typed = AtDesk::read(typed);
    let pressed = to_the_end(async move {
        let version = number(&typed.version)?;
        match typed.act.as_str() {
            "assign" => office.assign_body(&member, &id, version, &typed.body).await,
            "hand-back" => office.hand_back(&member, &id, version).await,
            "propose" => {
                office
                    .propose_times(&member, &id, version, &typed.naming)
                    .await
            }
            "ring" => {
                office
                    .agree_on_the_phone(&member, &id, version, (&typed.time, &typed.spoke))
                    .await
            }
            "others" => office.give_up_time(&member, &id, version).await,
            "confirm" => {
                let has_asked = typed.asked == "yes";
                office.confirm_form(&member, &id, version, has_asked).await
            }
            // Whoever may not is told the same, whatever they press.
            _ => Err(PortalError::NotFound.into()),
        }
    })
    .await?;
    Ok(onwards(pressed, &page, &page))
}

impl AtDesk {
    /// A form in which `times` may stand several times.
    fn read(typed: Vec<(String, String)>) -> Self {
        let mut read = Self::default();
        for (name, value) in typed {
            match name.as_str() {
                "act" => read.act = value,
                "version" => read.version = value,
                "body" => read.body = value,
                "asked" => read.asked = value,
                "spoke" => read.spoke = value,
                "time" => read.time = value,
                "first" => read.naming.first = value,
                "second" => read.naming.second = value,
                "times" => read.naming.times.push(value),
                _ => {}
            }
        }
        read
    }
}

async fn fill_in(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    Path((id, section)): Path<(String, String)>,
    Form(typed): Form<BTreeMap<String, String>>,
) -> Result<Redirect, Fault> {
    let page = format!("/staff/assessments/{id}/form/{section}");
    let (pressed, next) =
        to_the_end(async move { office.fill_in(&member, &id, &section, typed).await }).await?;
    Ok(onwards(pressed, &page, &next))
}
