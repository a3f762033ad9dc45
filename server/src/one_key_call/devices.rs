//! Devices: registered at the station, and heard by signed events, each taken once. `docs/call-api.yaml` says it to whoever
//! builds one.

use app::error::PortalError;
use app::identity::{SessionKey, StaffMember};
use app::one_key_call::{
    CallBy, CallHome, DeviceForm, DeviceKind, DeviceSays, Earnest, call_terms,
};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::counter::DEVICES;
use super::press::Press;
use super::store::devices::Device;
use super::store::{devices, people};
use super::{Desks, secret_place};
use crate::Office;
use crate::care::dispatch::{SIGNATURE_HEADER, TIME_HEADER, signature};
use crate::database::Tx;
use crate::fault::Fault;
use crate::identity::proof::is_same;
use crate::journal::{self, Entry, Record};
use crate::warnings::{Raise, WarnedOf};

/// What is signed is at most this old, or ahead, in seconds.
const FRESH: i64 = 300;
/// More is no event.
const LARGEST_EVENT: usize = 4 * 1024;

/// The header that holds the device's id.
pub const DEVICE_HEADER: &str = "yuban-device";

/// What a device tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceEvent {
    /// The device's own, new for each event; the same again is answered with 409, and was taken.
    pub event: String,
    /// `alarm`, `test`, `battery` or `heartbeat`.
    pub what: String,
    /// Percent, where the device knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub battery: Option<i64>,
    /// Where it is, as far as it knows: a room, or latitude and longitude; at most 60 characters. Told with the call, to whoever
    /// is on it, while it is open.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
}

/// The longest place that a device can tell, in characters.
const LONGEST_PLACE: usize = 60;

/// Id and key of a device that was just registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    pub id: String,
    pub key: String,
}

/// What was typed, and the key that is shown once.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct DeviceSlip {
    pub typed: DeviceForm,
    pub id: String,
    pub key: String,
}

impl Office {
    /// Registers a device for somebody of this street, and keeps where they live if nobody has said so yet.
    ///
    /// # Errors
    /// The database's.
    pub async fn register_device(
        &self,
        by: &str,
        person: &app::identity::PersonKey,
        street: &str,
        kind: DeviceKind,
        home: &CallHome,
    ) -> Result<Registered, Fault> {
        let id = format!("D-{}", &self.chance.token()[..12]);
        let key = self.chance.token();
        self.keep_device(by, person, street, kind, home, (&id, &key))
            .await
    }

    /// The same with an id and a key that are known already.
    pub(super) async fn keep_device(
        &self,
        by: &str,
        person: &app::identity::PersonKey,
        street: &str,
        kind: DeviceKind,
        home: &CallHome,
        (id, key): (&str, &str),
    ) -> Result<Registered, Fault> {
        let now = self.clock.now();
        let watch = call_terms().watch;
        let mut tx = self.db.begin().await?;
        let known = people::known(tx.conn(), person).await?;
        let street = match &known {
            Some(known) => known.home.clone(),
            None => {
                self.keep_known(&mut tx, person, street, home).await?;
                street.to_owned()
            }
        };
        let device = Device {
            secret: self.keys.seal(&secret_place(id), &key, &self.chance),
            id: id.to_owned(),
            kind,
            person: person.clone(),
            home: street,
            last_seen: None,
            battery: -1,
            silence_mark: hours_after(now, watch.silent_hours).as_microsecond(),
        };
        devices::add(tx.conn(), &device, by, now).await?;
        self.has_means_to_call(&mut tx, person).await?;
        self.note_device(&mut tx, &device, by, "device-registered")
            .await?;
        tx.commit().await?;
        Ok(Registered {
            id: id.to_owned(),
            key: key.to_owned(),
        })
    }

    /// From now on somebody can call: they are looked after when they are silent, and reminded to try it out.
    pub(super) async fn has_means_to_call(
        &self,
        tx: &mut Tx,
        person: &app::identity::PersonKey,
    ) -> Result<(), Fault> {
        let (now, watch) = (self.clock.now(), call_terms().watch);
        let quiet = hours_after(now, 24 * watch.quiet_days);
        let test = hours_after(now, 24 * watch.test_days);
        people::heard_of(tx.conn(), person, quiet, Some(test)).await
    }

    async fn note_device(
        &self,
        tx: &mut Tx,
        device: &Device,
        by: &str,
        step: &str,
    ) -> Result<(), Fault> {
        let entry = Entry {
            step: step.to_owned(),
            by: CallBy::Desk.code().to_owned(),
            actor: by.to_owned(),
            on_behalf_of: Some(device.person.0.clone()),
            from: None,
            to: None,
            matter: None,
            note: serde_json::json!({ "kind": device.kind.code() }),
        };
        let record = Record::new(&device.home, "call-device", &device.id);
        journal::write(tx.conn(), &record, self.clock.now(), &entry).await?;
        Ok(())
    }

    /// What the station types or presses about devices; says where it goes on.
    ///
    /// # Errors
    /// `NotFound` for an office without streets, and for a device of another street.
    pub async fn act_on_device(
        &self,
        member: &StaffMember,
        session: &SessionKey,
        typed: &DeviceForm,
    ) -> Result<String, Fault> {
        let streets = self.streets_of_station(member);
        if streets.is_empty() {
            return Err(PortalError::NotFound.into());
        }
        if typed.act == "end" {
            let mut tx = self.db.begin().await?;
            let device = devices::by_id(tx.conn(), &typed.device)
                .await?
                .filter(|device| streets.contains(&device.home))
                .ok_or(PortalError::NotFound)?;
            if devices::end(tx.conn(), &device.id, self.clock.now()).await? {
                self.note_device(&mut tx, &device, &member.id, "device-ended")
                    .await?;
            }
            tx.commit().await?;
            return Ok(DEVICES.to_owned());
        }
        let understood = typed.parse(self.settings.demo).ok();
        let Some((kind, number, home)) = understood.filter(|_| streets.contains(&typed.street))
        else {
            let slip = DeviceSlip {
                typed: typed.clone(),
                ..DeviceSlip::default()
            };
            self.keep_slip(session, DEVICES, &slip).await?;
            return Ok(format!("{DEVICES}?review"));
        };
        let person = self.keys.person(&number);
        let made = self
            .register_device(&member.id, &person, &typed.street, kind, &home)
            .await?;
        let slip = DeviceSlip {
            typed: DeviceForm::default(),
            id: made.id,
            key: made.key,
        };
        self.keep_slip(session, DEVICES, &slip).await?;
        Ok(DEVICES.to_owned())
    }

    /// Takes what a device tells, and answers the reference of its call, if it made or joined one.
    async fn hear_device(
        &self,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Option<String>, Refused> {
        let text = |name: &str| {
            headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
        };
        let id = text(DEVICE_HEADER);
        let Some(device) = devices::by_id(&mut *self.db.read().await?, id).await? else {
            return Err(Refused::Unknown);
        };
        let key: String = self
            .keys
            .open_sealed(&secret_place(&device.id), &device.secret)
            .map_err(Fault::from)?;
        let time: i64 = text(TIME_HEADER).parse().map_err(|_| Refused::Signature)?;
        if !is_same(&signature(&key, time, body), text(SIGNATURE_HEADER)) {
            return Err(Refused::Signature);
        }
        let now = self.clock.unmoved();
        if now.as_second().abs_diff(time) > FRESH.unsigned_abs() {
            return Err(Refused::Stale(now.as_second()));
        }
        let event: DeviceEvent = serde_json::from_slice(body).map_err(|_| Refused::Unreadable)?;
        let says = DeviceSays::from_code(&event.what)
            .filter(|_| (8..=64).contains(&event.event.len()))
            .filter(|_| event.place.chars().count() <= LONGEST_PLACE)
            .filter(|_| {
                event
                    .battery
                    .is_none_or(|percent| (0..=100).contains(&percent))
            })
            .ok_or(Refused::Unreadable)?;
        let mut tx = self.db.begin().await?;
        if !devices::take_event(tx.conn(), &device.id, &event.event, now).await? {
            return Err(Refused::Again);
        }
        let pressed = self.take_device(&mut tx, &device, says, &event).await?;
        tx.commit().await?;
        if pressed.is_some() {
            self.call_news.say();
        }
        Ok(pressed)
    }

    async fn take_device(
        &self,
        tx: &mut Tx,
        device: &Device,
        says: DeviceSays,
        DeviceEvent { battery, place, .. }: &DeviceEvent,
    ) -> Result<Option<String>, Fault> {
        let battery = *battery;
        let now = self.clock.now();
        let watch = call_terms().watch;
        // Its silence is over.
        if device.silence_mark == 0
            && let Some(seen) = device.last_seen
        {
            let about = silence_of(device, Some(seen));
            self.settle_warning(tx, &device.home, &about, app::warnings::Closing::Well)
                .await?;
        }
        let silence = hours_after(now, watch.silent_hours);
        devices::heard_of(tx.conn(), &device.id, now, battery.unwrap_or(-1), silence).await?;
        if battery.is_some_and(|percent| percent < watch.battery) {
            let about = format!("{},battery,{}", device.id, self.clock.today());
            self.warn_about(tx, device, "device-battery", &about)
                .await?;
        }
        let earnest = match says {
            DeviceSays::Alarm => Earnest::Real,
            DeviceSays::Test => Earnest::Test,
            DeviceSays::Battery | DeviceSays::Heartbeat => return Ok(None),
        };
        let press = Press {
            person: device.person.clone(),
            earnest,
            source: device.kind.code().to_owned(),
            device: device.id.clone(),
            actor: format!("device:{}", device.id),
            otherwise: CallHome {
                place: place.trim().to_owned(),
                ..CallHome::default()
            },
            home: device.home.clone(),
        };
        let pressed = self.press_call_in(tx, &press).await?;
        if device.kind == DeviceKind::Gas && earnest == Earnest::Real {
            self.warn_about(tx, device, "gas-alarm", pressed.reference.as_str())
                .await?;
        }
        Ok(Some(pressed.reference.to_string()))
    }

    /// Something to look after about a device; the same twice is one.
    pub(super) async fn warn_about(
        &self,
        tx: &mut Tx,
        device: &Device,
        kind: &'static str,
        about: &str,
    ) -> Result<bool, Fault> {
        let known = people::known(tx.conn(), &device.person).await?;
        let who = match &known {
            Some(known) => self.home_of(known)?,
            None => CallHome::default(),
        };
        let raise = Raise {
            home: device.home.clone(),
            kind,
            about: Record::new(&device.home, "call-device", about),
            reference: device.id.clone(),
            person: device.person.clone(),
            who: WarnedOf {
                name: who.name,
                phone: who.phone,
                address: who.address,
            },
        };
        self.raise_warning(tx, &raise).await
    }

    /// Writes a refusal down; that it could not be is no reason to say anything else to the device.
    async fn note_refusal(&self, headers: &HeaderMap, why: &Refused) {
        let code = why.code().1;
        let device: String = headers
            .get(DEVICE_HEADER)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .chars()
            .filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-')
            .take(32)
            .collect();
        tracing::warn!(device, why = code, "a device was refused");
        let noted = async {
            let mut tx = self.db.begin().await?;
            devices::note_refusal(tx.conn(), code, &device, self.clock.now()).await?;
            Ok::<(), Fault>(tx.commit().await?)
        };
        if let Err(fault) = noted.await {
            tracing::warn!(error = %fault, "a refusal could not be written down");
        }
    }

    /// The desks of a street, for whoever tests them: station, platform, neighbour.
    pub fn desks_of(&self, home: &str) -> [String; 3] {
        let desks = Desks::of(&self.directory(), home);
        [desks.station, desks.platform, desks.neighbour]
    }
}

/// What the warning of a silence is about: a silence ends when the device is heard of, and the next is another.
pub(super) fn silence_of(device: &Device, seen: Option<Timestamp>) -> String {
    format!(
        "{},silent,{}",
        device.id,
        seen.map_or(0, |seen| seen.as_second())
    )
}

pub(super) fn hours_after(from: Timestamp, hours: i64) -> Timestamp {
    from.saturating_add(SignedDuration::from_hours(hours))
        .unwrap_or(Timestamp::MAX)
}

/// Why an event is not taken.
#[derive(Debug)]
enum Refused {
    Unknown,
    Signature,
    /// The portal's time, so that a device whose clock is wrong can set it and send again.
    Stale(i64),
    Again,
    Unreadable,
    Fault,
}

impl Refused {
    const fn code(&self) -> (StatusCode, &'static str) {
        match self {
            Self::Unknown => (StatusCode::UNAUTHORIZED, "unknown-device"),
            Self::Signature => (StatusCode::UNAUTHORIZED, "signature"),
            Self::Stale(_) => (StatusCode::UNAUTHORIZED, "stale"),
            Self::Again => (StatusCode::CONFLICT, "again"),
            Self::Unreadable => (StatusCode::BAD_REQUEST, "unreadable"),
            Self::Fault => (StatusCode::SERVICE_UNAVAILABLE, "try-again"),
        }
    }
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        tracing::error!(error = %fault, "a device's event could not be taken");
        Self::Fault
    }
}

impl From<sqlx::Error> for Refused {
    fn from(error: sqlx::Error) -> Self {
        Fault::from(error).into()
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (status, code) = self.code();
        let body = match self {
            Self::Stale(now) => serde_json::json!({ "error": code, "now": now }),
            _ => serde_json::json!({ "error": code }),
        };
        (status, Json(body)).into_response()
    }
}

/// The doors for devices: no cookies, no pages.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/api/devices/events", post(hear))
        .route("/api/devices/openapi.yaml", get(describe))
        .layer(axum::extract::DefaultBodyLimit::max(LARGEST_EVENT))
}

async fn hear(
    State(office): State<Office>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Response> {
    // To its end, also when the device has hung up; before everybody else.
    let heard = tokio::spawn(crate::database::first(async move {
        let heard = office.hear_device(&headers, &body).await;
        if let Err(refused) = &heard
            && !matches!(refused, Refused::Fault)
        {
            office.note_refusal(&headers, refused).await;
        }
        heard
    }));
    match heard.await {
        Ok(Ok(Some(reference))) => Ok((
            StatusCode::OK,
            Json(serde_json::json!({ "call": reference })),
        )
            .into_response()),
        Ok(Ok(None)) => Ok(StatusCode::NO_CONTENT.into_response()),
        Ok(Err(refused)) => Err(refused.into_response()),
        Err(_) => Err(Refused::Fault.into_response()),
    }
}

async fn describe() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "application/yaml; charset=utf-8")],
        include_str!("../../../docs/call-api.yaml"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_and_the_words_are_those_of_the_documentation() {
        let documented = include_str!("../../../docs/call-api.yaml");
        let body = br#"{"event":"e-00000001","what":"alarm"}"#;
        let signed = signature("example-key", 1_772_758_800, body);
        assert!(documented.contains(&signed), "{signed}");
        for says in DeviceSays::ALL {
            assert!(documented.contains(says.code()), "{says:?}");
        }
        for refused in [
            Refused::Unknown,
            Refused::Signature,
            Refused::Stale(0),
            Refused::Again,
            Refused::Unreadable,
            Refused::Fault,
        ] {
            let (status, code) = refused.code();
            assert!(documented.contains(code), "{code}");
            assert!(
                documented.contains(&format!("\"{}\"", status.as_u16())),
                "{status}"
            );
        }
    }
}
