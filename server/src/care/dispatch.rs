//! The way to a provider's own system and back. Visits go out by the outbox, each under a key of its own, so that a retry
//! makes no second visit; what happens comes in signed, and the same is never taken twice. `docs/care-api.yaml` says it
//! to whoever builds the other side.

use std::sync::LazyLock;
use std::time::Duration;

use app::care::{CareService, Provider, VisitBy, VisitStep, clock_time};
use app::error::PortalError;
use app::identity::OfficeId;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::Client;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::acts::Taker;
use super::desk::{PURPOSE, TO_WHOEVER_COMES};
use super::secret_place;
use super::store::{self, Visit};
use crate::Office;
use crate::clock::hex;
use crate::data_layer::access_log::{AccessRow, ReadOutcome, ReaderKind, record_read};
use crate::database::Tx;
use crate::fault::Fault;
use crate::identity::proof::is_same;
use crate::outbox::{self, Errand, store as outbox_store};

/// A visit is to be made.
pub(super) const OFFER: &str = "offer";
/// It is not to be made.
pub(super) const CANCEL: &str = "cancel";

/// What is signed is at most this old, or ahead, in seconds.
const FRESH: i64 = 300;
/// More is no event.
const LARGEST_EVENT: usize = 16 * 1024;

/// The header that holds the code of a system.
pub const SYSTEM_HEADER: &str = "yuban-system";
/// Seconds since 1970, as they were signed.
pub const TIME_HEADER: &str = "yuban-timestamp";
/// Lower-case hex of HMAC-SHA256 over the time, a dot and the body.
pub const SIGNATURE_HEADER: &str = "yuban-signature";

static CLIENT: LazyLock<Client> = LazyLock::new(|| {
    // A second installation in this process only means that it was done.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .no_proxy()
        .timeout(Duration::from_secs(5))
        // What goes to this address goes to no other.
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client with the built-in roots")
});

/// A visit as a provider's system gets it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitOffered {
    /// Names this visit in both directions.
    pub visit: String,
    pub provider: String,
    pub service: CareService,
    /// `2026-03-09`
    pub day: String,
    /// `9:00`, the city's time.
    pub at: String,
    pub minutes: i64,
    /// Seconds since 1970 at which it begins.
    pub begins: i64,
    /// `woman`, `man` or `either`; empty: a meal.
    pub carer: String,
    pub name: String,
    pub address: String,
    pub phone: String,
    pub diet: String,
    pub allergies: String,
    pub note: String,
}

/// What a provider's system tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitEvent {
    /// The sender's own, new for each event; the same again is answered with 409, and was taken.
    pub event: String,
    pub visit: String,
    /// `accepted`, `declined`, `check-in`, `check-out` or `missed`.
    pub what: String,
}

/// The signature of a body at a time.
pub fn signature(secret: &str, time: i64, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length is a key");
    mac.update(time.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    hex(&mac.finalize().into_bytes())
}

impl Office {
    /// Makes a provider's system known, or changes where it is reached and its key.
    ///
    /// # Errors
    /// The database's.
    pub async fn keep_care_system(
        &self,
        code: &str,
        address: &str,
        secret: &str,
    ) -> Result<(), Fault> {
        let sealed = self.keys.seal(&secret_place(code), &secret, &self.chance);
        let mut tx = self.db.begin().await?;
        store::keep_system(tx.conn(), code, address, &sealed).await?;
        Ok(tx.commit().await?)
    }

    /// Address and key of a system.
    async fn care_system(&self, code: &str) -> Result<Option<(String, String)>, Fault> {
        let found = store::system(&mut *self.db.read().await?, code).await?;
        found
            .map(|(address, sealed)| {
                Ok((
                    address,
                    self.keys.open_sealed(&secret_place(code), &sealed)?,
                ))
            })
            .transpose()
    }

    /// Where a provider's system is reached.
    pub(crate) async fn care_system_address(&self, code: &str) -> Result<Option<String>, Fault> {
        Ok(self.care_system(code).await?.map(|(address, _)| address))
    }

    /// Puts a visit, or that it is cancelled, on the way to the provider's system; one without works on the portal's page.
    pub(super) async fn send_to_provider(
        &self,
        tx: &mut Tx,
        provider: &Provider,
        visit: &Visit,
        what: &str,
    ) -> Result<(), Fault> {
        if provider.system.is_empty() {
            return Ok(());
        }
        let errand = Errand::TellProvider {
            visit: visit.id.clone(),
            what: what.to_owned(),
        };
        outbox::put(self, tx, &visit.home, &errand, self.clock.now()).await
    }

    async fn deliver_visit(&self, visit: &Visit, what: &str) -> Result<(), Fault> {
        let lost = |what: &str| Fault::Other(format!("provider: {what}"));
        let provider = self
            .care_directory()
            .get(&visit.provider)
            .cloned()
            .ok_or_else(|| lost("not known any more"))?;
        let (address, secret) = self
            .care_system(&provider.system)
            .await?
            .ok_or_else(|| lost("without its system"))?;
        let (path, body) = if what == CANCEL {
            let body = serde_json::json!({ "visit": visit.id });
            (format!("/visits/{}/cancel", visit.id), body)
        } else {
            let mut conn = self.db.read().await?;
            let order = store::order_by_id(&mut conn, &visit.home, &visit.order_id)
                .await?
                .ok_or_else(|| lost("a visit without its order"))?;
            drop(conn);
            // Their own system reads it, and nobody of theirs on a page of ours.
            let look = AccessRow {
                person: order.subject.clone(),
                by_kind: ReaderKind::Portal,
                by_id: "portal".to_owned(),
                office: OfficeId(provider.id.clone()),
                role: "provider-system".to_owned(),
                purpose: PURPOSE.to_owned(),
                reference: order.reference.to_string(),
                fields: TO_WHOEVER_COMES
                    .iter()
                    .map(|field| (*field).to_owned())
                    .collect(),
                outcome: ReadOutcome::Allowed,
            };
            record_read(self, look).await?;
            let details = self.details_of(&order)?;
            let offered = VisitOffered {
                visit: visit.id.clone(),
                provider: provider.id.clone(),
                service: visit.service,
                day: visit.slot.day.to_string(),
                at: clock_time(visit.slot.begins),
                minutes: visit.service.minutes(),
                begins: super::moment_of(visit.slot).as_second(),
                carer: order.carer,
                name: details.name,
                address: details.address,
                phone: details.phone,
                diet: details.diet,
                allergies: details.allergies,
                note: details.note,
            };
            let body = serde_json::to_value(offered).expect("an offer serializes");
            ("/visits".to_owned(), body)
        };
        let bytes = serde_json::to_vec(&body).expect("a value serializes");
        let time = self.clock.unmoved().as_second();
        let answer = CLIENT
            .post(format!("{}{path}", address.trim_end_matches('/')))
            .header("idempotency-key", format!("{},{what}", visit.id))
            .header(TIME_HEADER, time)
            .header(SIGNATURE_HEADER, signature(&secret, time, &bytes))
            .header(header::CONTENT_TYPE.as_str(), "application/json")
            .body(bytes)
            .send()
            .await
            // The address may hold a key; whom it concerned stands in the errand.
            .map_err(|error| {
                lost(if error.is_timeout() {
                    "too slow"
                } else {
                    "not reached"
                })
            })?;
        if answer.status().is_success() {
            Ok(())
        } else {
            Err(lost(answer.status().as_str()))
        }
    }

    /// Takes what a system tells about a visit of one of its providers.
    ///
    /// # Errors
    /// As `docs/care-api.yaml` says.
    async fn take_event(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), Refused> {
        let text = |name: &str| {
            headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
        };
        let code = text(SYSTEM_HEADER);
        let (_, secret) = self.care_system(code).await?.ok_or(Refused::Signature)?;
        let time: i64 = text(TIME_HEADER).parse().map_err(|_| Refused::Signature)?;
        if !is_same(&signature(&secret, time, body), text(SIGNATURE_HEADER)) {
            return Err(Refused::Signature);
        }
        let now = self.clock.unmoved();
        if now.as_second().abs_diff(time) > FRESH.unsigned_abs() {
            return Err(Refused::Stale);
        }
        let event: VisitEvent = serde_json::from_slice(body).map_err(|_| Refused::Unreadable)?;
        let step = VisitStep::from_code(&event.what)
            .filter(|step| !matches!(step, VisitStep::Confirm | VisitStep::Cancel))
            .filter(|_| (8..=64).contains(&event.event.len()))
            .ok_or(Refused::Unreadable)?;
        let mut tx = self.db.begin().await?;
        if !store::take_event(tx.conn(), code, &event.event, now).await? {
            return Err(Refused::Again);
        }
        let directory = self.care_directory();
        let visit = store::visit_by_id(tx.conn(), &event.visit)
            .await?
            .filter(|visit| {
                directory
                    .get(&visit.provider)
                    .is_some_and(|provider| provider.system == code)
            })
            .ok_or(Refused::Unknown)?;
        let taker = Taker {
            by: VisitBy::Provider,
            actor: format!("system:{code}"),
        };
        self.step_visit(&mut tx, &visit, step, &taker).await?;
        tx.commit().await.map_err(Fault::from)?;
        Ok(())
    }
}

/// Carries an errand to a provider's system out.
///
/// # Errors
/// The system's or the database's; the errand is then tried again.
pub async fn carry(
    office: &Office,
    row: &outbox_store::Waiting,
    visit: &str,
    what: &str,
) -> Result<(), Fault> {
    let found = store::visit_by_id(&mut *office.db.read().await?, visit).await?;
    // What was cancelled before it could be said need not be offered; the cancelling is said all the same.
    let is_due = |visit: &&Visit| what == CANCEL || visit.stage.is_expected();
    if let Some(visit) = found.as_ref().filter(is_due) {
        office.deliver_visit(visit, what).await?;
    }
    let mut tx = office.db.begin().await?;
    outbox_store::finish(tx.conn(), &row.id, office.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// Why an event is not taken.
#[derive(Debug)]
enum Refused {
    Signature,
    Stale,
    Again,
    Unreadable,
    Unknown,
    /// The visit is elsewhere by now.
    MovedOn,
    Fault,
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        match fault.told() {
            PortalError::Conflict(_) => Self::MovedOn,
            _ => Self::Fault,
        }
    }
}

impl From<sqlx::Error> for Refused {
    fn from(error: sqlx::Error) -> Self {
        Fault::from(error).into()
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (status, code) = match self {
            Self::Signature => (StatusCode::UNAUTHORIZED, "signature"),
            Self::Stale => (StatusCode::UNAUTHORIZED, "stale"),
            Self::Again => (StatusCode::CONFLICT, "again"),
            Self::Unreadable => (StatusCode::BAD_REQUEST, "unreadable"),
            Self::Unknown => (StatusCode::NOT_FOUND, "unknown-visit"),
            Self::MovedOn => (StatusCode::UNPROCESSABLE_ENTITY, "moved-on"),
            Self::Fault => (StatusCode::SERVICE_UNAVAILABLE, "try-again"),
        };
        (status, Json(serde_json::json!({ "error": code }))).into_response()
    }
}

/// The doors for other systems: no cookies, no pages.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/api/care/events", post(hear))
        .route("/api/care/openapi.yaml", get(describe))
        .route("/api/care/now", get(tell_the_time))
        .layer(axum::extract::DefaultBodyLimit::max(LARGEST_EVENT))
}

async fn hear(
    State(office): State<Office>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Refused> {
    // To its end, also when the caller has hung up.
    let heard = tokio::spawn(async move { office.take_event(&headers, &body).await });
    heard.await.map_err(|_| Refused::Fault)??;
    Ok(StatusCode::NO_CONTENT)
}

async fn describe() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "application/yaml; charset=utf-8")],
        include_str!("../../../docs/care-api.yaml"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_the_one_of_the_documentation() {
        // The example of docs/care-api.yaml, worked out with `openssl dgst -sha256 -hmac`.
        let signed = signature(
            "example-secret",
            1_772_758_800,
            br#"{"event":"e-00000001"}"#,
        );
        assert_eq!(signed.len(), 64);
        assert!(include_str!("../../../docs/care-api.yaml").contains(&signed));
        assert_ne!(
            signed,
            signature(
                "example-secret",
                1_772_758_801,
                br#"{"event":"e-00000001"}"#
            )
        );
        assert_ne!(
            signed,
            signature(
                "another-secret",
                1_772_758_800,
                br#"{"event":"e-00000001"}"#
            )
        );
    }
}

/// What time it is for the demo, and for signatures: in seconds since 1970.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Times {
    pub now: i64,
    pub unmoved: i64,
}

/// The demo's clock can be moved; its operator goes along. Outside the demo everybody has a clock of their own.
async fn tell_the_time(State(office): State<Office>) -> Result<Json<Times>, Fault> {
    if !office.settings.demo {
        return Err(PortalError::NotFound.into());
    }
    Ok(Json(Times {
        now: office.clock.now().as_second(),
        unmoved: office.clock.unmoved().as_second(),
    }))
}
