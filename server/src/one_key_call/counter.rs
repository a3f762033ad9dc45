//! What is pressed and handed in about calls.

use app::identity::desk::Device;
use app::one_key_call::{CallActForm, CallHomeForm, CallReplyForm, DeviceForm, PressForm};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::Redirect;
use axum::routing::{get, post};
use axum_extra::extract::Form;
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};

use super::news;
use super::store::phones;
use crate::Office;
use crate::application::counter::to_the_end;
use crate::fault::Fault;
use crate::front_door::{Arrival, SignedInCitizen, SignedInStaff};
use crate::keys::sha256;

/// Where somebody says where they live.
pub(super) const HOME: &str = "/call/home";
/// Where a station registers devices.
pub(super) const DEVICES: &str = "/casework/calls/devices";
/// Browsers keep no cookie for longer.
const KEPT_DAYS: i64 = 400;

pub fn routes() -> Router<Office> {
    Router::new()
        .route("/call", post(press))
        .route("/call/save", post(save_phone))
        .route(HOME, post(keep_home))
        .route("/calls/{reference}", post(reply))
        .route("/calls/{reference}/events", get(news::of_own_call))
        .route("/casework/calls/events", get(news::of_board))
        .route("/casework/calls/drill", post(drill))
        .route(DEVICES, post(act_on_device))
        .route("/casework/calls/{reference}", post(act))
        .route(
            "/casework/calls/{reference}/events",
            get(news::of_call_at_desk),
        )
}

/// Whether this is the lane of calls, which goes before everything else.
pub fn is_of_calls(path: &str) -> bool {
    ["/call", "/calls", "/casework/calls", "/api/devices"]
        .iter()
        .any(|lane| {
            path.strip_prefix(lane)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
}

/// `__Host-` binds the cookie to this host and to TLS; browsers refuse it without.
pub const fn cookie_name(is_secure: bool) -> &'static str {
    if is_secure { "__Host-call" } else { "call" }
}

/// The hash of what a saved phone's cookie holds; empty: none.
pub fn phone_of(office: &Office, headers: &HeaderMap) -> String {
    CookieJar::from_headers(headers)
        .get(cookie_name(office.settings.is_secure()))
        .map(|cookie| sha256(cookie.value().as_bytes()))
        .unwrap_or_default()
}

async fn press(
    State(office): State<Office>,
    arrival: Arrival,
    Form(typed): Form<PressForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        office
            .press_by_page(arrival.actor(), &arrival.saved_phone, &typed)
            .await
    })
    .await
}

/// Saves this phone: from now on it may press, and nothing else.
async fn save_phone(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    headers: HeaderMap,
) -> Result<(CookieJar, Redirect), Fault> {
    // A phone that called from nowhere would help nobody.
    if !office.has_call_home(&me.person).await? {
        return Ok((CookieJar::new(), Redirect::to(HOME)));
    }
    let token = format!("{}{}", office.chance.token(), office.chance.token());
    let agent = headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let now = office.clock.unmoved().as_microsecond();
    let phone = phones::Phone {
        id: office.chance.id(office.clock.unmoved()),
        person: me.person.clone(),
        device: Device::of(agent).as_str().to_owned(),
        saved_at: now,
        last_used: now,
    };
    let mut tx = office.db.begin().await?;
    phones::add(tx.conn(), &phone, &sha256(token.as_bytes()), &me.account).await?;
    office.has_means_to_call(&mut tx, &me.person).await?;
    tx.commit().await?;
    let is_secure = office.settings.is_secure();
    let cookie = Cookie::build((cookie_name(is_secure), token))
        .path("/")
        .http_only(true)
        .secure(is_secure)
        .same_site(SameSite::Lax)
        .max_age(time::Duration::days(KEPT_DAYS))
        .build();
    Ok((CookieJar::new().add(cookie), Redirect::to("/call?saved")))
}

async fn keep_home(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    arrival: Arrival,
    Form(typed): Form<CallHomeForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move { office.keep_call_home(&me, &arrival.known.key, &typed).await }).await
}

async fn reply(
    State(office): State<Office>,
    SignedInCitizen(me): SignedInCitizen,
    Path(reference): Path<String>,
    Form(typed): Form<CallReplyForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move { office.reply_to_call(&me, &reference, &typed).await }).await
}

async fn act(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    Path(reference): Path<String>,
    Form(typed): Form<CallActForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move { office.act_on_call(&member, &reference, &typed).await }).await
}

async fn act_on_device(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
    arrival: Arrival,
    Form(typed): Form<DeviceForm>,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        office
            .act_on_device(&member, &arrival.known.key, &typed)
            .await
    })
    .await
}

async fn drill(
    State(office): State<Office>,
    SignedInStaff(member): SignedInStaff,
) -> Result<Redirect, Fault> {
    to_the_end(async move {
        let begun = office.begin_drill(&member).await?;
        Ok(format!("/casework/calls/{}", begun.reference))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::is_of_calls;

    #[test]
    fn only_calls_go_first() {
        for first in [
            "/call",
            "/call/coming",
            "/calls/HJ-2345-6789-A",
            "/casework/calls",
            "/casework/calls/events",
            "/api/devices/events",
        ] {
            assert!(is_of_calls(first), "{first}");
        }
        for other in [
            "/",
            "/casework",
            "/callback",
            "/casework/callsign",
            "/api/care/events",
        ] {
            assert!(!is_of_calls(other), "{other}");
        }
    }
}
