//! What applicants and staff hand in about remedies.

use app::error::PortalError;
use app::remedies::form::{AnswerForm, AppealForm, ComplaintForm, RatingForm};
use app::text::Text;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum::routing::post;
use axum_extra::extract::Form;
use serde::Deserialize;

use super::citizen::GivenIn;
use crate::fault::Fault;
use crate::front_door::{SignedInCitizen, SignedInStaff};
use crate::{Office, to_the_end};

pub fn routes() -> Router<Office> {
    Router::new()
        .route("/cases/{reference}/appeal/{matter}", post(appeal))
        .route("/cases/{reference}/complaint", post(complain))
        .route("/cases/{reference}/rating", post(rate))
        .route("/staff/remedies/{remedy}", post(act))
}

async fn appeal(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Path((reference, matter)): Path<(String, String)>,
    Form(form): Form<AppealForm>,
) -> Result<Redirect, Fault> {
    let case = format!("/cases/{reference}");
    let page = format!("{case}/appeal/{matter}");
    let given =
        to_the_end(async move { office.appeal(&me, &reference, &matter, &form).await }).await?;
    Ok(onwards(&case, &page, given))
}

async fn complain(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Path(reference): Path<String>,
    Form(form): Form<ComplaintForm>,
) -> Result<Redirect, Fault> {
    let case = format!("/cases/{reference}");
    let page = format!("{case}/complaint");
    let given = to_the_end(async move { office.complain(&me, &reference, &form).await }).await?;
    Ok(onwards(&case, &page, given))
}

async fn rate(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Path(reference): Path<String>,
    Form(form): Form<RatingForm>,
) -> Result<Redirect, Fault> {
    let case = format!("/cases/{reference}");
    let page = format!("{case}/rating");
    let given = to_the_end(async move { office.rate(&me, &reference, &form).await }).await?;
    Ok(onwards(&case, &page, given))
}

/// To the case when it is there, back to the page that says what is wrong when it is not.
fn onwards(case: &str, page: &str, given: GivenIn) -> Redirect {
    match given {
        GivenIn::Done => Redirect::to(&format!("{case}?handed-in")),
        GivenIn::Kept => Redirect::to(case),
        GivenIn::Review => Redirect::to(&format!("{page}?review")),
    }
}

/// A button of the desk's page, and what the page had shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Pressed {
    act: String,
    version: String,
    #[serde(flatten)]
    typed: AnswerForm,
}

async fn act(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    Path(id): Path<String>,
    Form(pressed): Form<Pressed>,
) -> Result<Redirect, Fault> {
    let bad = || PortalError::BadRequest(Text::ErrorBadRequestBody.into());
    let version: i64 = pressed.version.parse().map_err(|_| bad())?;
    let page = format!("/staff/remedies/{id}");
    let given = to_the_end(async move {
        match pressed.act.as_str() {
            "take-up" => office.take_up_remedy(&member, &id, version).await?,
            "put-back" => office.put_back_remedy(&member, &id, version).await?,
            "close" => office.close_remedy(&member, &id, version).await?,
            "answer" => {
                return office
                    .answer_remedy(&member, &id, version, &pressed.typed)
                    .await;
            }
            _ => return Err(bad().into()),
        }
        Ok(GivenIn::Done)
    })
    .await?;
    Ok(match given {
        GivenIn::Review => Redirect::to(&format!("{page}?review")),
        _ => Redirect::to(&page),
    })
}
