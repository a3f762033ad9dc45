//! Helping somebody who is with a member of staff, or on the phone: for a short while the pages of one service are that
//! person's, in the session of the member of staff. The journal holds both: who pressed, and for whom.

pub mod counter;
mod desk;
pub mod seeds;
mod store;

pub(crate) use desk::DONE;

use app::person::{PersonName, ResidentId};
use serde::{Deserialize, Serialize};

use crate::journal::Record;

/// Whom a help is about.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct About {
    name: PersonName,
    number: ResidentId,
}

fn about_place(id: &str) -> String {
    format!("helping.about.{id}")
}

fn record(home: &str, id: &str) -> Record {
    Record::new(home, "helping", id)
}
