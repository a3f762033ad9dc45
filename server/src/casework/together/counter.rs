//! What staff hand in when they work together.

use app::casework::{AbsenceForm, HandOverForm, RemarkForm, SendOnForm};
use app::error::PortalError;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum::routing::post;
use axum_extra::extract::Form;
use serde::Deserialize;

use super::super::counter::{Pressed, address, bad_request, onwards, to_the_matter};
use super::super::desk::{HandedIn, Page};
use crate::fault::Fault;
use crate::front_door::SignedInStaff;
use crate::{Office, to_the_end};

pub fn routes() -> Router<Office> {
    Router::new()
        .route("/casework/colleagues/{staff}", post(hand_in_colleague))
        .route(
            "/casework/{reference}/{matter}/hand-over",
            post(hand_in_hand_over),
        )
        .route(
            "/casework/{reference}/{matter}/office",
            post(hand_in_office),
        )
        .route("/casework/{reference}/{matter}/offer", post(hand_in_offer))
        .route(
            "/casework/{reference}/{matter}/notes",
            post(hand_in_note).get(to_the_matter),
        )
}

/// A button of a colleague's page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AboutColleague {
    act: String,
    /// First day of the absence that ends.
    from: String,
    #[serde(flatten)]
    hand_over: HandOverForm,
    #[serde(flatten)]
    absence: AbsenceForm,
}

async fn hand_in_colleague(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    Path(staff): Path<String>,
    Form(pressed): Form<AboutColleague>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        let page = format!("/casework/colleagues/{staff}");
        match pressed.act.as_str() {
            "absence" => {
                let handed_in = office
                    .mark_absence(&member, &staff, &pressed.absence)
                    .await?;
                Ok(Redirect::to(&match handed_in {
                    HandedIn::Done => page,
                    HandedIn::Review => format!("{page}?review&of=absence"),
                }))
            }
            "end-absence" => {
                let from = pressed.from.parse().map_err(|_| bad_request())?;
                office.end_absence(&member, &staff, from).await?;
                Ok(Redirect::to(&page))
            }
            "hand-over" => {
                let handed = office
                    .hand_over_all(&member, &staff, &pressed.hand_over)
                    .await?;
                Ok(Redirect::to(&match handed {
                    Some(handed) => {
                        format!("{page}?handed={}&left={}", handed.done, handed.left)
                    }
                    None => format!("{page}?review"),
                }))
            }
            _ => Err(bad_request()),
        }
    })
    .await
}

async fn hand_in_hand_over(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    Path(path): Path<(String, String)>,
    Form(pressed): Form<Pressed<HandOverForm>>,
) -> Result<Redirect, Fault> {
    let address = address(&path)?;
    to_the_end(async move {
        let seen = pressed.seen()?;
        let handed_in = office
            .hand_over(&member, &address, &seen, &pressed.typed)
            .await?;
        Ok(onwards(&address, Page::HandOver, handed_in))
    })
    .await
}

async fn hand_in_office(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    Path(path): Path<(String, String)>,
    Form(pressed): Form<Pressed<SendOnForm>>,
) -> Result<Redirect, Fault> {
    let address = address(&path)?;
    to_the_end(async move {
        let seen = pressed.seen()?;
        let handed_in = office
            .send_on(&member, &address, &seen, &pressed.typed)
            .await?;
        Ok(match handed_in {
            // It is another office's now.
            HandedIn::Done => Redirect::to("/casework"),
            HandedIn::Review => onwards(&address, Page::Office, handed_in),
        })
    })
    .await
}

async fn hand_in_offer(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    Path(path): Path<(String, String)>,
    Form(pressed): Form<Pressed<RemarkForm>>,
) -> Result<Redirect, Fault> {
    let address = address(&path)?;
    to_the_end(async move {
        let seen = pressed.seen()?;
        match pressed.act.as_str() {
            "accept" => {
                office.accept_offer(&member, &address, &seen).await?;
                Ok(Redirect::to(&address.path()))
            }
            "decline" => {
                let handed_in = office
                    .decline_offer(&member, &address, &seen, &pressed.typed)
                    .await?;
                Ok(match handed_in {
                    HandedIn::Done => Redirect::to("/casework?list=offered-to-us"),
                    HandedIn::Review => onwards(&address, Page::Offer, handed_in),
                })
            }
            _ => Err(bad_request()),
        }
    })
    .await
}

async fn hand_in_note(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    Path(path): Path<(String, String)>,
    Form(pressed): Form<Pressed<RemarkForm>>,
) -> Result<Redirect, Fault> {
    let address = address(&path)?;
    to_the_end(async move {
        if pressed.act != "note" {
            return Err(PortalError::NotFound.into());
        }
        let handed_in = office.write_note(&member, &address, &pressed.typed).await?;
        Ok(Redirect::to(&match handed_in {
            HandedIn::Done => format!("{}#colleagues-notes", address.path()),
            HandedIn::Review => format!("{}?review", address.path()),
        }))
    })
    .await
}
