//! "I know": pressed under a mark of a clock.

use app::casework::MarkPlace;
use axum::Router;
use axum::extract::State;
use axum::response::Redirect;
use axum::routing::post;
use axum_extra::extract::Form;
use serde::Deserialize;

use super::super::counter::bad_request;
use crate::fault::Fault;
use crate::front_door::SignedInStaff;
use crate::{Office, to_the_end};

pub fn routes() -> Router<Office> {
    Router::new().route("/casework/clocks", post(know))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Pressed {
    mark: String,
}

async fn know(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    Form(pressed): Form<Pressed>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        let mark = MarkPlace::parse(&pressed.mark).ok_or_else(bad_request)?;
        office.know_mark(&member, &mark).await?;
        Ok(Redirect::to("/casework/clocks"))
    })
    .await
}
