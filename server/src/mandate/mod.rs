//! Acting for somebody: the elder's, or anybody's, own yes; what it allows and until when; and what it means for the
//! drafts and cases of whoever acts. Kinship alone never makes a mandate, and one that has ended shows nothing later.

mod at_desk;
pub mod counter;
mod desk;
mod giving;
pub mod seeds;
mod standing;
mod store;
mod telling;

pub(crate) use giving::services_for_another;
pub use giving::whole_offer;
pub(crate) use standing::Filed;

use app::case::CaseReference;
use app::identity::PersonKey;
use app::mandate::{EndedBy, GivenBy, MandateAct, MandateState, is_a_child};
use app::person::{PersonName, ResidentId};
use app::text::city_date;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::journal::Record;

/// The first two letters of a mandate's reference (代办).
const PREFIX: &str = "DB";

/// A mandate as it is kept.
#[derive(Clone, Debug)]
pub struct Mandate {
    pub home: String,
    pub id: String,
    pub reference: CaseReference,
    pub subject: PersonKey,
    pub holder: PersonKey,
    /// Sealed [`About`].
    about: String,
    /// Sealed name.
    holder_name: String,
    pub services: Vec<String>,
    pub acts: Vec<MandateAct>,
    /// As stored: the days that have passed are judged by [`Mandate::state_on`].
    state: MandateState,
    given_by: Option<GivenBy>,
    offered_at: Timestamp,
    offer_until: Date,
    given_at: Option<Timestamp>,
    until: Date,
    ended_at: Option<Timestamp>,
    ended_by: Option<EndedBy>,
    /// Sealed.
    counter_code: String,
    /// Until when a code of a call-back may be typed; 0: none was made.
    call_until: i64,
}

/// Whom a mandate is about.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct About {
    name: PersonName,
    number: ResidentId,
}

/// Somebody who is acted for, with the mandate as it stood when it was read.
#[derive(Clone, Debug)]
pub struct ActingFor {
    pub mandate: Mandate,
    pub name: PersonName,
    pub number: ResidentId,
}

/// Whether a mandate that once held still does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Force {
    InForce,
    /// A caseworker looks into it.
    Held,
    /// Since this moment.
    Ended(Timestamp),
}

impl Mandate {
    /// Where it stands on this day, and how it ended.
    fn state_on(&self, today: Date) -> (MandateState, Option<EndedBy>) {
        match self.state {
            MandateState::Offered if self.offer_until < today => {
                (MandateState::Ended, Some(EndedBy::Lapsed))
            }
            MandateState::Active | MandateState::Held if self.until < today => {
                (MandateState::Ended, Some(EndedBy::RanOut))
            }
            state => (state, self.ended_by),
        }
    }

    /// The first moment at which it no longer held.
    fn end(&self) -> Timestamp {
        self.ended_at.unwrap_or_else(|| {
            let last = match self.state {
                MandateState::Offered => self.offer_until,
                _ => self.until,
            };
            last.tomorrow()
                .and_then(|day| day.to_zoned(app::text::city_time()))
                .map_or(Timestamp::MAX, |midnight| midnight.timestamp())
        })
    }

    /// Whether it holds on this day.
    pub fn force(&self, today: Date) -> Force {
        match self.state_on(today).0 {
            MandateState::Active => Force::InForce,
            MandateState::Held => Force::Held,
            MandateState::Offered | MandateState::Ended => Force::Ended(self.end()),
        }
    }

    /// Begun by a guardian's document that a caseworker has seen.
    pub fn is_of_guardian(&self) -> bool {
        self.given_by == Some(GivenBy::Guardian)
    }

    /// A parent's for a child, as it was when it was asked for: it ends before the child comes of age.
    fn is_for_a_child(&self, about: &About) -> bool {
        is_a_child(&about.number, city_date(self.offered_at))
    }

    pub fn allows(&self, act: MandateAct) -> bool {
        self.acts.contains(&act)
    }

    /// Its chain in the journal.
    pub fn record(&self) -> Record {
        Record::new(&self.home, "mandate", &self.id)
    }
}

fn about_place(id: &str) -> String {
    format!("mandate.about.{id}")
}

fn holder_place(id: &str) -> String {
    format!("mandate.holder_name.{id}")
}

fn code_place(id: &str) -> String {
    format!("mandate.counter_code.{id}")
}

fn remark_place(id: &str) -> String {
    format!("mandate_remark.text.{id}")
}

fn contact_place(person: &PersonKey) -> String {
    format!("telling_wish.contact.{}", person.0)
}
