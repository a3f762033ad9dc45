//! What the staff hand in at the desk.

use app::case::Step;
use app::casework::{ApprovalForm, MatterAddress, QuestionForm, RefusalForm, RemarkForm};
use app::error::PortalError;
use app::text::Text;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum::routing::post;
use axum_extra::extract::Form;
use serde::Deserialize;

use super::desk::{AsSeen, HandedIn, Page};
use crate::fault::Fault;
use crate::front_door::SignedInStaff;
use crate::{Office, to_the_end};

pub fn routes() -> Router<Office> {
    Router::new()
        .route(
            "/casework/{reference}/{matter}/holder",
            post(hand_in_holder).get(to_the_matter),
        )
        .route(
            "/casework/{reference}/{matter}/decision",
            post(hand_in_decision),
        )
        .route(
            "/casework/{reference}/{matter}/refusal",
            post(hand_in_refusal),
        )
        .route(
            "/casework/{reference}/{matter}/question",
            post(hand_in_question),
        )
        .route(
            "/casework/{reference}/{matter}/another-request",
            post(hand_in_another_request).get(to_the_matter),
        )
        .route(
            "/casework/{reference}/{matter}/registers",
            post(ask_registers).get(to_the_matter),
        )
        .route(
            "/casework/{reference}/{matter}/proposal",
            post(hand_in_proposal),
        )
        .merge(super::together::counter::routes())
        .merge(super::find::counter::routes())
        .merge(super::clocks::counter::routes())
        .merge(super::in_person::counter::routes())
}

/// A button of a page: what it does, and what the page had shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Pressed<T> {
    pub act: String,
    version: String,
    digest: String,
    #[serde(flatten)]
    pub typed: T,
}

impl<T> Pressed<T> {
    /// "Save, go on later".
    fn is_kept_only(&self) -> bool {
        self.act == "keep"
    }

    pub fn seen(&self) -> Result<AsSeen, Fault> {
        Ok(AsSeen {
            version: self.version.parse().map_err(|_| bad_request())?,
            digest: self.digest.clone(),
        })
    }
}

/// Taking up and putting back.
async fn hand_in_holder(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    Path(path): Path<(String, String)>,
    Form(pressed): Form<Pressed<()>>,
) -> Result<Redirect, Fault> {
    let address = address(&path)?;
    to_the_end(async move {
        match pressed.act.as_str() {
            "take-up" => office.take_up(&member, &address).await?,
            "take-over" => office.take_over(&member, &address).await?,
            "put-back" => office.put_back(&member, &address).await?,
            act => {
                let step = match act {
                    "receive-at-counter" => Step::ReceiveAtCounter,
                    "close-unanswered" => Step::CloseUnanswered,
                    "reopen" => Step::Reopen,
                    _ => return Err(bad_request()),
                };
                let seen = pressed.seen()?;
                office
                    .end_or_renew_wait(&member, &address, step, &seen)
                    .await?;
            }
        }
        Ok(Redirect::to(&address.path()))
    })
    .await
}

/// Where Back, or signing in again, leads after a press.
pub(super) async fn to_the_matter(Path(path): Path<(String, String)>) -> Result<Redirect, Fault> {
    Ok(Redirect::to(&address(&path)?.path()))
}

async fn hand_in_decision(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    Path(path): Path<(String, String)>,
    Form(pressed): Form<Pressed<ApprovalForm>>,
) -> Result<Redirect, Fault> {
    let address = address(&path)?;
    to_the_end(async move {
        if pressed.is_kept_only() {
            office
                .keep(&member, &address, Page::Decision, &pressed.typed)
                .await?;
            return Ok(Redirect::to(&address.path()));
        }
        let seen = pressed.seen()?;
        let handed_in = office
            .approve(&member, &address, &seen, &pressed.typed)
            .await?;
        Ok(onwards(&address, Page::Decision, handed_in))
    })
    .await
}

async fn hand_in_refusal(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    Path(path): Path<(String, String)>,
    Form(pressed): Form<Pressed<RefusalForm>>,
) -> Result<Redirect, Fault> {
    let address = address(&path)?;
    to_the_end(async move {
        if pressed.is_kept_only() {
            office
                .keep(&member, &address, Page::Refusal, &pressed.typed)
                .await?;
            return Ok(Redirect::to(&address.path()));
        }
        let seen = pressed.seen()?;
        let handed_in = office
            .refuse(&member, &address, &seen, &pressed.typed)
            .await?;
        Ok(onwards(&address, Page::Refusal, handed_in))
    })
    .await
}

async fn hand_in_question(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    Path(path): Path<(String, String)>,
    Form(pressed): Form<Pressed<QuestionForm>>,
) -> Result<Redirect, Fault> {
    let address = address(&path)?;
    to_the_end(async move {
        if pressed.is_kept_only() {
            office
                .keep(&member, &address, Page::Question, &pressed.typed)
                .await?;
            return Ok(Redirect::to(&address.path()));
        }
        let seen = pressed.seen()?;
        let handed_in = office
            .ask_applicant(&member, &address, &seen, &pressed.typed)
            .await?;
        Ok(onwards(&address, Page::Question, handed_in))
    })
    .await
}

/// A supervisor's reason for a second request.
async fn hand_in_another_request(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    Path(path): Path<(String, String)>,
    Form(pressed): Form<Pressed<RemarkForm>>,
) -> Result<Redirect, Fault> {
    let address = address(&path)?;
    to_the_end(async move {
        let seen = pressed.seen()?;
        office
            .allow_another_request(&member, &address, &seen, &pressed.typed)
            .await?;
        Ok(Redirect::to(&address.page(Page::Question.code())))
    })
    .await
}

/// The registers, once more.
async fn ask_registers(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    Path(path): Path<(String, String)>,
) -> Result<Redirect, Fault> {
    let address = address(&path)?;
    to_the_end(async move {
        office.ask_registers_again(&member, &address).await?;
        Ok(Redirect::to(&address.path()))
    })
    .await
}

/// A second person's answer to a proposed decision, or its recall.
async fn hand_in_proposal(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    Path(path): Path<(String, String)>,
    Form(pressed): Form<Pressed<RemarkForm>>,
) -> Result<Redirect, Fault> {
    let address = address(&path)?;
    to_the_end(async move {
        let seen = pressed.seen()?;
        let handed_in = match pressed.act.as_str() {
            "confirm" => {
                office.countersign(&member, &address, &seen).await?;
                HandedIn::Done
            }
            "recall" => {
                office.recall(&member, &address, &seen).await?;
                HandedIn::Done
            }
            "send-back" => {
                office
                    .send_back(&member, &address, &seen, &pressed.typed)
                    .await?
            }
            _ => return Err(bad_request()),
        };
        Ok(onwards(&address, Page::Proposal, handed_in))
    })
    .await
}

/// To the matter when the step was taken, back to the page that says what is wrong when it was not.
pub(super) fn onwards(address: &MatterAddress, page: Page, handed_in: HandedIn) -> Redirect {
    match handed_in {
        HandedIn::Done => Redirect::to(&address.path()),
        HandedIn::Review => Redirect::to(&format!("{}?review", address.page(page.code()))),
    }
}

pub(super) fn address((reference, matter): &(String, String)) -> Result<MatterAddress, Fault> {
    Ok(MatterAddress::parse(reference, matter).ok_or(PortalError::NotFound)?)
}

pub(super) fn bad_request() -> Fault {
    PortalError::BadRequest(Text::ErrorBadRequestBody.into()).into()
}
