//! `yuban device`: a pendant, watch or sensor as somebody else would have built it after `docs/call-api.yaml`. It tells the
//! portal one thing, as often as it takes to be heard.

use std::time::Duration;

use clap::{Args, ValueEnum};

use super::said;
use crate::care::dispatch::{SIGNATURE_HEADER, TIME_HEADER, signature};
use crate::clock::{Chance, Clock as _, MachineClock};
use crate::one_key_call::DeviceEvent;
use crate::one_key_call::devices::DEVICE_HEADER;

/// How often an event is sent before the device gives up.
const TRIES: u32 = 10;

#[derive(Args)]
pub struct DeviceArgs {
    /// What happens: `press` for a key, `alarm` for a sensor; they are the same to the portal
    what: Happens,
    /// The portal
    #[arg(long, default_value = "http://127.0.0.1:3000")]
    portal: String,
    /// Id of the device, as the station was given it
    #[arg(long, env = "YUBAN_DEVICE")]
    device: String,
    /// Its key (`--key` is the portal's own key file)
    #[arg(long, env = "YUBAN_DEVICE_KEY", hide_env_values = true)]
    device_key: String,
    /// How full the battery is, in percent
    #[arg(long)]
    battery: Option<i64>,
    /// Where it is: a room, or latitude and longitude
    #[arg(long, default_value = "")]
    place: String,
    /// Name of the event, to send the same again [default: a new one]
    #[arg(long)]
    event: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Happens {
    Press,
    Alarm,
    Test,
    Battery,
    Heartbeat,
}

impl Happens {
    const fn code(self) -> &'static str {
        match self {
            Self::Press | Self::Alarm => "alarm",
            Self::Test => "test",
            Self::Battery => "battery",
            Self::Heartbeat => "heartbeat",
        }
    }
}

impl DeviceArgs {
    pub async fn run(self) -> Result<(), String> {
        let event = DeviceEvent {
            event: self
                .event
                .unwrap_or_else(|| Chance::of_the_machine().token()),
            what: self.what.code().to_owned(),
            battery: self.battery,
            place: self.place,
        };
        let body = serde_json::to_vec(&event).map_err(said)?;
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(5))
            .build()
            .map_err(said)?;
        let address = format!("{}/api/devices/events", self.portal.trim_end_matches('/'));
        // What the portal's time is ahead of ours, once it has said so.
        let mut ahead = 0;
        for nth in 1..=TRIES {
            let time = MachineClock.now().as_second() + ahead;
            let sent = client
                .post(&address)
                .header(DEVICE_HEADER, &self.device)
                .header(TIME_HEADER, time)
                .header(SIGNATURE_HEADER, signature(&self.device_key, time, &body))
                .header("content-type", "application/json")
                .body(body.clone())
                .send()
                .await;
            match sent {
                Err(error) => eprintln!("try {nth}: {error}"),
                Ok(answer) => {
                    let status = answer.status().as_u16();
                    let text = answer.text().await.unwrap_or_default();
                    let told: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
                    match (status, told["now"].as_i64()) {
                        (401, Some(now)) if ahead == 0 => {
                            ahead = now - MachineClock.now().as_second();
                            continue;
                        }
                        (503, _) => eprintln!("try {nth}: {status} {text}"),
                        (200..=299, _) => {
                            println!("{status} {text}");
                            return Ok(());
                        }
                        _ => return Err(format!("refused: {status} {text}")),
                    }
                }
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        Err("nobody has heard it".to_owned())
    }
}
