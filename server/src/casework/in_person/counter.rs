//! What staff record with the other party before them.

use std::collections::BTreeMap;

use app::casework::InPersonForm;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum::routing::post;
use axum_extra::extract::Form;

use super::super::counter::{address, bad_request, onwards};
use super::super::desk::Page;
use crate::fault::Fault;
use crate::front_door::SignedInStaff;
use crate::{Office, to_the_end};

pub fn routes() -> Router<Office> {
    Router::new().route("/casework/{reference}/{matter}/in-person", post(hand_in))
}

async fn hand_in(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    Path(path): Path<(String, String)>,
    Form(mut pressed): Form<BTreeMap<String, String>>,
) -> Result<Redirect, Fault> {
    let address = address(&path)?;
    to_the_end(async move {
        let version = pressed.remove("version").unwrap_or_default();
        let version = version.parse().map_err(|_| bad_request())?;
        let handed_in = office
            .record_in_person(&member, &address, version, &InPersonForm(pressed))
            .await?;
        Ok(onwards(&address, Page::InPerson, handed_in))
    })
    .await
}
