//! People with a pendant, as many as one likes, and what a pendant sends.

use std::time::Duration;

use app::one_key_call::{CallHome, DeviceKind};
use reqwest::Client;
use server::Office;
use server::care::dispatch::{SIGNATURE_HEADER, TIME_HEADER, signature};
use server::clock::{Clock as _, MachineClock};
use server::one_key_call::devices::DEVICE_HEADER;
use server::one_key_call::{DeviceEvent, Registered};

use crate::elders;

/// A pendant for each of so many people of this street.
pub async fn pendants(office: &Office, street: &str, count: u64) -> Vec<Registered> {
    let mut made = Vec::new();
    for nth in 0..count {
        let person = office.keys.person(&elders::invented(nth));
        let home = CallHome {
            name: "钱有余".to_owned(),
            phone: "023-00000000".to_owned(),
            address: "1-1".to_owned(),
            note: String::new(),
            place: String::new(),
        };
        let device = office
            .register_device("proof", &person, street, DeviceKind::Pendant, &home)
            .await
            .expect("a pendant is registered");
        made.push(device);
    }
    made
}

pub fn client() -> Client {
    // A second installation in this process only means that it was done.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(20))
        .build()
        .expect("a client")
}

/// What came of a press.
pub enum Heard {
    /// Reference of the call.
    Call(String),
    /// This event was taken before.
    Again,
    Refused(u16),
    /// No answer: whether it was taken is unknown.
    Silence,
}

/// Presses once, signed at this time.
pub async fn press(
    client: &Client,
    portal: &str,
    device: &Registered,
    event: &str,
    time: i64,
) -> Heard {
    let event = DeviceEvent {
        event: event.to_owned(),
        what: "alarm".to_owned(),
        battery: None,
        place: String::new(),
    };
    let body = serde_json::to_vec(&event).expect("an event serializes");
    let sent = client
        .post(format!("{portal}/api/devices/events"))
        .header(DEVICE_HEADER, &device.id)
        .header(TIME_HEADER, time)
        .header(SIGNATURE_HEADER, signature(&device.key, time, &body))
        .header("content-type", "application/json")
        .body(body)
        .send()
        .await;
    let Ok(answer) = sent else {
        return Heard::Silence;
    };
    let status = answer.status().as_u16();
    let Ok(text) = answer.text().await else {
        return Heard::Silence;
    };
    match status {
        200 => serde_json::from_str::<serde_json::Value>(&text)
            .ok()
            .and_then(|told| told["call"].as_str().map(str::to_owned))
            .map_or(Heard::Refused(status), Heard::Call),
        409 => Heard::Again,
        other => Heard::Refused(other),
    }
}

/// Seconds since 1970, by the machine.
pub fn machine_time() -> i64 {
    MachineClock.now().as_second()
}
