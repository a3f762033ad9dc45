//! What staff look for: handed in by POST, so that it stands in no address and no log.

use app::casework::FindForm;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum::routing::post;
use axum_extra::extract::Form;
use serde::Deserialize;

use super::super::counter::{address, to_the_matter};
use super::super::desk::{HandedIn, Page};
use crate::fault::Fault;
use crate::front_door::SignedInStaff;
use crate::{Office, to_the_end};

pub fn routes() -> Router<Office> {
    Router::new().route("/casework/find", post(find)).route(
        "/casework/{reference}/{matter}/numbers",
        post(show_numbers).get(to_the_matter),
    )
}

async fn find(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    Form(typed): Form<FindForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        Ok(Redirect::to(match office.find(&member, &typed).await? {
            HandedIn::Done => "/casework/find",
            HandedIn::Review => "/casework/find?review",
        }))
    })
    .await
}

/// The page on which the button stands: `decision`, `proposal`; empty on the matter's own.
#[derive(Default, Deserialize)]
struct PressedOn {
    #[serde(default)]
    page: String,
}

/// "Show the identity numbers".
async fn show_numbers(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    Path(path): Path<(String, String)>,
    Form(pressed_on): Form<PressedOn>,
) -> Result<Redirect, Fault> {
    let address = address(&path)?;
    to_the_end(async move {
        office.show_numbers(&member, &address).await?;
        let back = [Page::Decision, Page::Proposal]
            .into_iter()
            .find(|page| page.code() == pressed_on.page)
            .map_or_else(
                || format!("{}#application", address.path()),
                |page| address.page(page.code()),
            );
        Ok(Redirect::to(&back))
    })
    .await
}
