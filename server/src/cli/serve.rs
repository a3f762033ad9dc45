//! `yuban serve`: the portal, and in demo mode the invented city's registers beside it.

use std::sync::Arc;

use clap::Args;
use jiff::civil::DateTime;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;

use crate::clock::{Chance, Clock, MachineClock, ShiftedClock};
use crate::front_door::{self, door};
use crate::settings::Settings;
use crate::{Office, fault::Fault, outbox};

#[derive(Args)]
pub struct Serve {
    /// Demo mode: the city's local time at which the clock starts, e.g. 2026-03-06T09:00 [default: now]
    #[arg(long, env = "YUBAN_DEMO_TIME")]
    demo_time: Option<DateTime>,
}

impl Serve {
    pub async fn run(self, settings: Settings) -> Result<(), String> {
        let clock = self.clock(&settings)?;
        let listener = TcpListener::bind(&settings.listen)
            .await
            .map_err(|error| format!("cannot listen on {}: {error}", settings.listen))?;
        let office = Office::open(settings, clock, Chance::of_the_machine())
            .await
            .map_err(|fault| fault.to_string())?;
        let closing = office.closing.clone();
        let mut beside = beside_the_requests(&office);
        println!("渝伴 Yuban is open at {}", office.settings.address);

        let mut end = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
        let asked = closing.clone();
        tokio::spawn(async move {
            tokio::select! {
                _ = end.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            asked.begin();
        });
        door::keep_open(listener, front_door::router(office.clone()), closing).await;
        while let Some(ended) = beside.join_next().await {
            if let Err(error) = ended {
                tracing::error!(%error, "a task beside the requests failed");
            }
        }
        office.db.close().await;
        Ok(())
    }

    fn clock(&self, settings: &Settings) -> Result<Arc<dyn Clock>, String> {
        let Some(start) = self.demo_time else {
            return Ok(Arc::new(MachineClock));
        };
        if !settings.demo {
            return Err("--demo-time moves the clock, and is for --demo only".to_owned());
        }
        let start = app::text::city_time()
            .to_timestamp(start)
            .map_err(|error| error.to_string())?;
        Ok(Arc::new(ShiftedClock::starting_at(start)))
    }
}

/// Everything that runs beside the requests until the portal closes, in one place.
fn beside_the_requests(office: &Office) -> JoinSet<Result<(), Fault>> {
    let mut beside = JoinSet::new();
    beside.spawn(outbox::run(office.clone()));
    beside
}
