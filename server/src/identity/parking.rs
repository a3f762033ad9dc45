//! Nothing typed is lost when a session runs out: a form handed in too late is parked, sealed, and handed in again
//! when the same person signs in next from the same browser. Every counter gets this for nothing.

use app::error::PortalError;
use app::identity::{is_staff_path, sign_in_address};
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use tower::ServiceExt;
use tower_sessions::Session;

use super::desk::Entrance;
use super::sessions::{self, ExpiredSession};
use super::store::parked as store;
use crate::Office;
use crate::fault::Fault;
use crate::front_door::{Arrival, LARGEST_FORM};
use crate::keys::sha256;

/// How long a form waits for its person.
const KEPT: SignedDuration = SignedDuration::from_mins(30);
/// In 长辈版 nothing runs out while somebody looks for their glasses, or asks their daughter for the password.
const KEPT_FOR_ELDERS: SignedDuration = SignedDuration::from_hours(24);
/// How many forms one account may have waiting.
const MOST: i64 = 5;
const FORM: &str = "application/x-www-form-urlencoded";

/// What a sign-in's answer carries, so that the parked form is handed in for this person.
#[derive(Clone, Debug)]
pub struct SignedIn(pub Entrance);

/// What the layer works with: the counters are those inside it, to which a parked form is handed in again.
#[derive(Clone)]
pub struct Parking {
    pub office: Office,
    pub counters: Router,
}

#[derive(Serialize, Deserialize)]
struct Posted {
    /// Path and query.
    to: String,
    body: String,
}

/// Parks what arrives too late, and hands in again what was parked.
pub async fn park_or_hand_in(
    State(parking): State<Parking>,
    request: Request,
    next: Next,
) -> Response {
    if *request.method() != Method::POST {
        return next.run(request).await;
    }
    let arrival = request.extensions().get::<Arrival>().cloned();
    if let Some(expired) = arrival.and_then(|arrival| arrival.known.expired)
        && is_form(request.headers())
    {
        return parking.pass_or_park(expired, request, next).await;
    }
    match parking.token(request.headers()) {
        Some(token) => parking.pass_and_hand_in(&token, request, next).await,
        None => next.run(request).await,
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(FORM.as_bytes()))
}

fn kept(parts: &Parts) -> SignedDuration {
    let arrival = parts.extensions.get::<Arrival>();
    if arrival.is_some_and(|arrival| arrival.preferences.elder) {
        KEPT_FOR_ELDERS
    } else {
        KEPT
    }
}

/// Only on one's own side of the house; and never what is typed on the pages of one's account: passwords and codes.
fn may_be_parked(path: &str, expired: &ExpiredSession) -> bool {
    is_staff_path(path) == expired.is_staff && !path.starts_with("/account")
}

impl Parking {
    fn cookie_name(&self) -> &'static str {
        if self.office.settings.is_secure() {
            "__Host-parked"
        } else {
            "parked"
        }
    }

    fn token(&self, headers: &HeaderMap) -> Option<String> {
        CookieJar::from_headers(headers)
            .get(self.cookie_name())
            .map(|cookie| cookie.value().to_owned())
    }

    /// Somebody whose session has run out hands something in. What needs no session passes (signing in, above all);
    /// what would have been turned away is parked.
    async fn pass_or_park(
        &self,
        expired: ExpiredSession,
        request: Request,
        next: Next,
    ) -> Response {
        let token = self.token(request.headers());
        let (parts, body) = request.into_parts();
        let Ok(bytes) = to_bytes(body, LARGEST_FORM).await else {
            return StatusCode::PAYLOAD_TOO_LARGE.into_response();
        };
        let passed = Request::from_parts(parts.clone(), Body::from(bytes.clone()));
        let response = match token {
            Some(token) => self.pass_and_hand_in(&token, passed, next).await,
            None => next.run(passed).await,
        };
        if response.extensions().get::<PortalError>() != Some(&PortalError::SignInFirst)
            || !may_be_parked(parts.uri.path(), &expired)
        {
            return response;
        }
        match self.park(&expired, &parts, &bytes).await {
            Ok(Some(cookie)) => {
                let mut led = Redirect::to(&sign_in_address(parts.uri.path())).into_response();
                led.headers_mut().append(header::SET_COOKIE, cookie);
                led
            }
            Ok(None) => response,
            Err(fault) => {
                tracing::error!(error = %fault, "a form could not be parked");
                response
            }
        }
    }

    async fn park(
        &self,
        expired: &ExpiredSession,
        parts: &Parts,
        body: &Bytes,
    ) -> Result<Option<HeaderValue>, Fault> {
        let Ok(body) = String::from_utf8(body.to_vec()) else {
            return Ok(None);
        };
        let office = &self.office;
        let token = office.chance.token();
        let id = sha256(token.as_bytes());
        let posted = Posted {
            to: parts
                .uri
                .path_and_query()
                .map_or_else(|| parts.uri.path().to_owned(), ToString::to_string),
            body,
        };
        let sealed = office
            .keys
            .seal(&store::posted_place(&id), &posted, &office.chance);
        let now = office.clock.unmoved();
        let kept = kept(parts);
        let mut tx = office.db.begin().await?;
        let is_parked = store::park(
            tx.conn(),
            &store::ParkedRow {
                id,
                account: expired.account.clone(),
                posted: sealed,
                parked_at: now.as_microsecond(),
            },
            (now - kept).as_microsecond(),
            MOST,
        )
        .await?;
        tx.commit().await?;
        Ok(is_parked.then(|| self.cookie(&token, kept)))
    }

    fn cookie(&self, token: &str, kept: SignedDuration) -> HeaderValue {
        let cookie = Cookie::build((self.cookie_name(), token))
            .path("/")
            .http_only(true)
            .secure(self.office.settings.is_secure())
            .same_site(SameSite::Lax)
            .max_age(time::Duration::seconds(kept.as_secs()))
            .build();
        HeaderValue::from_str(&cookie.to_string()).expect("a token and a name are plain ASCII")
    }

    /// Passes the request on; if somebody signed in by it, hands in what is parked, if it is theirs. The token works
    /// once either way.
    async fn pass_and_hand_in(&self, token: &str, request: Request, next: Next) -> Response {
        let (parts, body) = request.into_parts();
        let passed = Request::from_parts(parts.clone(), body);
        let response = next.run(passed).await;
        let Some(SignedIn(entrance)) = response.extensions().get::<SignedIn>().cloned() else {
            return response;
        };
        let mut response = match self.hand_in(token, &entrance, parts).await {
            // What the form itself led to, unless we failed: then at least the sign-in stands.
            Ok(Some(handed_in)) if !handed_in.status().is_server_error() => handed_in,
            Ok(_) => response,
            Err(fault) => {
                tracing::error!(error = %fault, "a parked form could not be handed in");
                response
            }
        };
        response
            .headers_mut()
            .append(header::SET_COOKIE, self.cookie("", SignedDuration::ZERO));
        response
    }

    async fn hand_in(
        &self,
        token: &str,
        entrance: &Entrance,
        parts: Parts,
    ) -> Result<Option<Response>, Fault> {
        let office = &self.office;
        let id = sha256(token.as_bytes());
        let since = (office.clock.unmoved() - kept(&parts)).as_microsecond();
        let mut tx = office.db.begin().await?;
        let taken = store::take(tx.conn(), &id, since).await?;
        tx.commit().await?;
        let Some((_, sealed)) = taken.filter(|(account, _)| *account == entrance.account) else {
            return Ok(None);
        };
        let posted: Posted = office
            .keys
            .open_sealed(&store::posted_place(&id), &sealed)?;
        let session = parts
            .extensions
            .get::<Session>()
            .cloned()
            .ok_or_else(|| Fault::Other("a sign-in without a session".into()))?;
        let mut arrival = parts
            .extensions
            .get::<Arrival>()
            .cloned()
            .ok_or_else(|| Fault::Other("a route outside the front door".into()))?;
        arrival.known = sessions::recognise(office, &session, true).await?;
        let mut again = Request::new(Body::from(posted.body));
        *again.method_mut() = Method::POST;
        *again.uri_mut() = posted
            .to
            .parse()
            .map_err(|error| Fault::Row(format!("a parked path: {error}")))?;
        // The same browser from the same page of ours: cookies, origin and language hold for this form as well.
        *again.headers_mut() = parts.headers;
        again.headers_mut().remove(header::CONTENT_LENGTH);
        again
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static(FORM));
        again.extensions_mut().insert(session);
        again.extensions_mut().insert(arrival);
        let handed_in = self
            .counters
            .clone()
            .oneshot(again)
            .await
            .unwrap_or_else(|never| match never {});
        Ok(Some(handed_in))
    }
}
