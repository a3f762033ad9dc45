//! What the parties of a case hand in.

use app::tracking::Decline;
use app::tracking::form::{
    AnswerAct, AnswerForm, DoneForm, EnquiryForm, InvitationForm, LookUpForm, WithdrawForm,
};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum_extra::extract::Form;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::desk::Answered;
use super::events;
use crate::fault::Fault;
use crate::front_door::{Arrival, SignedInCitizen};
use crate::{Office, to_the_end};

pub fn routes() -> Router<Office> {
    Router::new()
        .route("/cases/{reference}/answer/{matter}", post(answer))
        .route("/cases/{reference}/done/{matter}", post(report_done))
        .route("/cases/{reference}/withdraw", post(withdraw))
        .route("/cases/{reference}/receipt", post(switch_enquiry))
        .route("/cases/{reference}/confirmation", post(invite))
        .route("/cases/{reference}/counter", post(go_to_counter))
        .route("/cases/{reference}/day.ics", get(calendar_file))
        .route("/cases/{reference}/events", get(events::events))
        .route("/invitations/{token}", post(answer_invitation))
        .route("/look-up", post(look_up))
}

/// An answer to an office's question.
async fn answer(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Path((reference, matter)): Path<(String, String)>,
    Form(form): Form<AnswerForm>,
) -> Result<Redirect, Fault> {
    let case = format!("/cases/{reference}");
    let page = format!("{case}/answer/{matter}");
    let instead = match form.act() {
        AnswerAct::ReplaceFile(file) => {
            format!("?instead={}", utf8_percent_encode(file, NON_ALPHANUMERIC))
        }
        _ => String::new(),
    };
    let answered =
        to_the_end(async move { office.answer(&me, &reference, &matter, &form).await }).await?;
    Ok(match answered {
        Answered::Sent => Redirect::to(&format!("{case}?answered")),
        Answered::Kept => Redirect::to(&case),
        Answered::WantsFile => Redirect::to(&format!("{page}/file{instead}")),
        // 长辈版 has the files on the last of its pages; otherwise there is one page for all of it.
        Answered::Unfinished => Redirect::to(&format!("{page}?part=3#files")),
        Answered::NeedsAnotherLook => Redirect::to(&format!("{page}?review")),
    })
}

/// The applicant's word that something was done elsewhere.
async fn report_done(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Path((reference, matter)): Path<(String, String)>,
    Form(form): Form<DoneForm>,
) -> Result<Redirect, Fault> {
    let case = format!("/cases/{reference}");
    let page = format!("{case}/done/{matter}");
    let answered =
        to_the_end(async move { office.report_done(&me, &reference, &matter, &form).await })
            .await?;
    Ok(match answered {
        Answered::NeedsAnotherLook => Redirect::to(&format!("{page}?review")),
        _ => Redirect::to(&case),
    })
}

/// Withdrawing what was ticked.
async fn withdraw(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Path(reference): Path<String>,
    Form(form): Form<WithdrawForm>,
) -> Result<Redirect, Fault> {
    let case = format!("/cases/{reference}");
    let answered =
        to_the_end(async move { office.withdraw(&me, &reference, &form.matter).await }).await?;
    Ok(match answered {
        Answered::NeedsAnotherLook => Redirect::to(&format!("{case}/withdraw?review")),
        _ => Redirect::to(&format!("{case}?withdrawn")),
    })
}

/// Answering enquiries without signing in, or no longer.
async fn switch_enquiry(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Path(reference): Path<String>,
    Form(form): Form<EnquiryForm>,
) -> Result<Redirect, Fault> {
    let page = format!("/cases/{reference}/receipt");
    to_the_end(async move {
        office
            .switch_enquiry(&me, &reference, form.act == "off")
            .await
    })
    .await?;
    Ok(Redirect::to(&page))
}

/// Making the link for the other party.
async fn invite(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Path(reference): Path<String>,
) -> Result<Redirect, Fault> {
    let page = format!("/cases/{reference}/confirmation");
    to_the_end(async move { office.invite(&me, &reference).await }).await?;
    Ok(Redirect::to(&page))
}

/// Finishing at the counter instead.
async fn go_to_counter(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Path(reference): Path<String>,
) -> Result<Redirect, Fault> {
    let page = format!("/cases/{reference}/counter");
    to_the_end(async move { office.go_to_counter(&me, &reference).await }).await?;
    Ok(Redirect::to(&page))
}

/// The day by which everything is expected, for a calendar.
async fn calendar_file(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    arrival: Arrival,
    Path(reference): Path<String>,
) -> Result<Response, Fault> {
    let words = app::text::Words::new(arrival.preferences.language);
    let file = office.calendar_file(&me, &reference, words).await?;
    let kind = [(header::CONTENT_TYPE, "text/calendar; charset=utf-8")];
    Ok((kind, file).into_response())
}

/// The invited person's answer.
async fn answer_invitation(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Path(token): Path<String>,
    Form(form): Form<InvitationForm>,
) -> Result<Redirect, Fault> {
    let next = to_the_end(async move {
        if form.act == "decline" {
            let because = Decline::from_code(&form.reason).unwrap_or(Decline::NotSaid);
            office.decline(&me, &token, because).await?;
            return Ok(format!("/invitations/{token}"));
        }
        let answered = office.confirm_with_leave(&me, &token, &form).await?;
        Ok(match answered {
            Answered::Sent => office.own_part(&me, &token).await?.next(),
            _ => format!("/invitations/{token}?review"),
        })
    })
    .await?;
    Ok(Redirect::to(&next))
}

/// Reference and enquiry code, by anybody.
async fn look_up(
    State(office): State<Office>,
    arrival: Arrival,
    Form(form): Form<LookUpForm>,
) -> Result<Redirect, Fault> {
    let how = match form.act.as_str() {
        "reference" => "part=2",
        _ => "review",
    };
    let token =
        to_the_end(async move { office.hand_in_look_up(&form, arrival.address).await }).await?;
    Ok(Redirect::to(&format!("/look-up/{token}?{how}")))
}
