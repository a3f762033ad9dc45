//! The one-key call: pressed, rung, answered, ended. A press and the first ringing are one transaction; what rings next
//! stands in the call's row (`next_mark`), so a restart forgets nothing, and whoever moves the mark has it. Everything here
//! goes before the rest of the portal (`database::first`).

mod acts;
mod climb;
pub mod counter;
mod desk;
pub mod devices;
mod figures;
mod news;
mod press;
pub mod seeds;
pub mod store;
mod telling;
mod watch;

pub use climb::{look, run};
pub use devices::{DeviceEvent, Registered};
pub use news::CallNews;
pub use press::{Press, Pressed};
pub use telling::ring_contact;
pub use watch::{keep_watching, look_after};

use app::identity::{OfficeId, PersonKey, StaffMember};
use app::one_key_call::{CallBy, CallHome, CallStage};
use jiff::{SignedDuration, Timestamp};

use crate::Office;
use crate::data_layer::directory::{COMMUNITY, Directory, GOVERNMENT};
use crate::database::Tx;
use crate::fault::Fault;
use crate::journal::{self, Entry, Record};
use store::Call;
use store::people::Known;

/// The first two letters of a call's reference (呼叫).
pub const PREFIX: &str = "HJ";
/// Where somebody calls from whose street nobody knows.
const CITY: &str = "500000000";

fn details_place(call: &str) -> String {
    format!("call.details.{call}")
}

fn home_place(person: &PersonKey) -> String {
    format!("call_person.details.{}", person.0)
}

fn secret_place(device: &str) -> String {
    format!("call_device.secret.{device}")
}

fn who_place(call: &str, (round, tier, place): (i64, i64, i64)) -> String {
    format!("call_ring.who.{call}.{round}.{tier}.{place}")
}

fn remark_place(call: &str) -> String {
    format!("call.remark.{call}")
}

fn seconds_after(from: Timestamp, seconds: i64) -> Timestamp {
    from.saturating_add(SignedDuration::from_secs(seconds))
        .expect("a span of seconds saturates")
}

/// The desks of a street: its station, the district's, and the station next door. A street without a station has the
/// district's; empty: there is none.
struct Desks {
    station: String,
    platform: String,
    neighbour: String,
}

impl Desks {
    fn of(directory: &Directory, home: &str) -> Self {
        let id = |office: &crate::data_layer::records::OfficeEntry| office.id.clone();
        let platform = directory
            .serving(GOVERNMENT, home)
            .map(id)
            .unwrap_or_default();
        let stations = || {
            directory.offices().iter().filter(|office| {
                office.department == "street" && home.starts_with(&office.division)
            })
        };
        let place = stations().position(|office| office.streets.iter().any(|code| code == home));
        // The table of offices goes from street to street.
        let neighbour = place
            .and_then(|place| stations().cycle().nth(place + 1))
            .map(id)
            .unwrap_or_default();
        let station = place
            .and_then(|place| stations().nth(place))
            .map_or_else(|| platform.clone(), id);
        Self {
            neighbour: if neighbour == station {
                String::new()
            } else {
                neighbour
            },
            station,
            platform,
        }
    }
}

/// The station next door to the one of this street; empty: there is none.
pub(crate) fn neighbour_of(directory: &Directory, home: &str) -> String {
    Desks::of(directory, home).neighbour
}

impl Call {
    fn record(&self) -> Record {
        Record::new(&self.home, "call", &self.id)
    }

    const fn is_open(&self) -> bool {
        !matches!(self.stage, CallStage::Ended)
    }
}

/// Whoever takes a step, as the journal has them.
#[derive(Clone, Debug)]
struct Doer {
    by: CallBy,
    /// Pseudonym, staff id, `device:..` or `portal`.
    actor: String,
    on_behalf_of: Option<PersonKey>,
}

impl Doer {
    fn portal() -> Self {
        Self {
            by: CallBy::Portal,
            actor: "portal".to_owned(),
            on_behalf_of: None,
        }
    }

    fn staff(member: &StaffMember) -> Self {
        Self {
            by: CallBy::Desk,
            actor: member.id.clone(),
            on_behalf_of: None,
        }
    }
}

impl Office {
    /// Writes into the journal of a call.
    async fn note_call(
        &self,
        tx: &mut Tx,
        call: &Call,
        doer: &Doer,
        step: &str,
        to: Option<CallStage>,
        note: serde_json::Value,
    ) -> Result<(), Fault> {
        let entry = Entry {
            step: step.to_owned(),
            by: doer.by.code().to_owned(),
            actor: doer.actor.clone(),
            on_behalf_of: doer.on_behalf_of.as_ref().map(|person| person.0.clone()),
            from: to.map(|_| call.stage.code().to_owned()),
            to: to.map(|stage| stage.code().to_owned()),
            matter: None,
            note,
        };
        journal::write(tx.conn(), &call.record(), self.clock.now(), &entry).await?;
        Ok(())
    }

    /// What is known of somebody who calls, or may.
    fn home_of(&self, known: &Known) -> Result<CallHome, Fault> {
        Ok(self
            .keys
            .open_sealed(&home_place(&known.person), &known.details)?)
    }

    fn details_of_call(&self, call: &Call) -> Result<CallHome, Fault> {
        Ok(self
            .keys
            .open_sealed(&details_place(&call.id), &call.details)?)
    }

    /// Whether this office is ever rung: a street's station, its grid workers, or the desk of a district.
    pub(crate) fn answers_calls(&self, actor: &app::identity::Actor) -> bool {
        actor
            .staff()
            .is_some_and(|member| self.is_rung(&member.office))
    }

    fn is_rung(&self, office: &OfficeId) -> bool {
        self.directory().get(office).is_some_and(|entry| {
            matches!(entry.department.as_str(), "street" | COMMUNITY | GOVERNMENT)
        })
    }
}
