//! Who is there: signing in and out, sessions, passwords, proof of identity, staff.

pub mod counter;
pub mod demo;
mod desk;
pub mod parking;
pub mod passwords;
pub mod proof;
pub mod sessions;
pub mod staff;
mod store;
mod throttle;

pub use demo::{DemoIdentity, DemoMessages, DemoPart};
pub use desk::{Entrance, MobileChange};
pub use throttle::wait_after;

use std::time::Duration;

use self::passwords::Hasher;
use self::proof::{CounterOnly, ProofOfIdentity};
use crate::Office;

/// Removes what has served, every quarter of an hour, for ever.
pub async fn keep_tidy(office: Office) {
    loop {
        match office.tidy_identity().await {
            Ok(0) => {}
            Ok(removed) => tracing::info!(removed, "ended sessions and used codes were removed"),
            Err(fault) => tracing::error!(error = %fault, "what has served could not be removed"),
        }
        tokio::time::sleep(Duration::from_secs(900)).await;
    }
}

/// What the identity desk needs beside the office's own parts.
pub struct Reception {
    pub hasher: Hasher,
    /// How somebody proves who they are.
    pub proof: Box<dyn ProofOfIdentity>,
    /// Whom one can be in demo mode; never asked outside it.
    pub demo_people: Vec<DemoIdentity>,
}

impl Default for Reception {
    /// Outside demo mode: codes from a counter only, nobody to be.
    fn default() -> Self {
        Self {
            hasher: Hasher::default(),
            proof: Box::new(CounterOnly),
            demo_people: Vec::new(),
        }
    }
}

impl Reception {
    /// In demo mode: codes to the mobiles that the demo city's population register holds, to be read on the demo
    /// message page; and these people to be.
    pub fn of_the_demo_city(demo_people: Vec<DemoIdentity>) -> Self {
        Self {
            proof: Box::new(DemoMessages),
            demo_people,
            ..Self::default()
        }
    }
}
