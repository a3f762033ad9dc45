//! Who is there: signing in and out, sessions, passwords, proof of identity, staff.

pub mod counter;
pub mod demo;
mod desk;
mod elder_mode;
pub mod parking;
pub mod passwords;
pub mod proof;
pub mod sessions;
pub mod staff;
mod store;
mod throttle;
pub mod ties;
mod totp;

pub use demo::{DemoIdentity, DemoMessages, DemoPart};
pub use desk::{Entrance, MobileChange};
pub(crate) use desk::{confirmed_mobile, person_of_mobile};
pub use throttle::wait_after;

use std::time::Duration;

use self::passwords::Hasher;
use app::identity::PersonKey;

use self::proof::{BySms, CounterOnly, ProofOfIdentity};
use crate::Office;
use crate::journal::Record;

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

/// The journal's record of what happens to a person's account. It is stored under no street: an account follows its
/// person from one to the next.
pub fn account_record(person: &PersonKey) -> Record {
    Record::new("000000000", "account", &person.0)
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
    /// Where people are real: codes by SMS where there is a gateway, and from a counter always.
    pub fn of_the_city(can_send_sms: bool) -> Self {
        if can_send_sms {
            Self {
                proof: Box::new(BySms),
                ..Self::default()
            }
        } else {
            Self::default()
        }
    }

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
