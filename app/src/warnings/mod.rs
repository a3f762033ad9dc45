//! Something to be looked after at once: a visit that did not take place, a call. A warning has an owner (an office), a
//! time by which, and a reason when it is closed; under it stands who is rung, one after the other. Whoever is rung is a
//! contact: that alone lets nobody act for the person.

mod pages;

pub(crate) use pages::contact_cards;
pub use pages::{ContactsPage, WarningPage, WarningsPage, warnings_line};

use std::sync::LazyLock;

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::PortalError;
use crate::identity::{Actor, Citizen, SessionKey};
use crate::text::{Text, Wording};
use crate::ui::FieldFault;

/// Who is rung.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whom {
    /// The person it is about.
    Person,
    /// The first contact that they named.
    Contact,
    /// The grid worker of their street, who goes there.
    GridWorker,
}

impl Whom {
    pub const ALL: [Self; 3] = [Self::Person, Self::Contact, Self::GridWorker];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Contact => "contact",
            Self::GridWorker => "grid-worker",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|whom| whom.code() == code)
    }

    pub const fn text(self) -> Text {
        match self {
            Self::Person => Text::WarningWhomPerson,
            Self::Contact => Text::WarningWhomContact,
            Self::GridWorker => Text::WarningWhomGridWorker,
        }
    }
}

/// Who is rung in which order, and how long one waits for each.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ladder {
    /// Of which warnings, e.g. `missed-visit`.
    pub kind: String,
    pub rungs: Vec<LadderRung>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LadderRung {
    pub whom: Whom,
    pub minutes: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ladders {
    ladder: Vec<Ladder>,
}

static LADDERS: LazyLock<Vec<Ladder>> = LazyLock::new(|| {
    toml::from_str::<Ladders>(include_str!("../../definitions/ladders.toml"))
        .expect("ladders.toml is read by a test")
        .ladder
});

/// The ladder for warnings of this kind.
pub fn ladder(kind: &str) -> Option<&'static Ladder> {
    LADDERS.iter().find(|ladder| ladder.kind == kind)
}

/// What a kind of warning is called.
pub fn kind_text(kind: &str) -> Text {
    match kind {
        "missed-visit" => Text::WarningMissedVisit,
        "missed-meal" => Text::WarningMissedMeal,
        "call-follow-up" => Text::WarningCallFollowUp,
        "device-silent" => Text::WarningDeviceSilent,
        "device-battery" => Text::WarningDeviceBattery,
        "gas-alarm" => Text::WarningGasAlarm,
        "no-contact" => Text::WarningNoContact,
        _ => Text::WarningOther,
    }
}

/// How a warning ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// Reached, and well.
    Well,
    /// Found in need of help, which has come.
    Helped,
    /// In hospital, or away: nobody had said so.
    Away,
    /// The visit took place after all, only later.
    TookPlace,
    /// It was no warning.
    Mistake,
}

impl Closing {
    pub const ALL: [Self; 5] = [
        Self::Well,
        Self::Helped,
        Self::Away,
        Self::TookPlace,
        Self::Mistake,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Well => "well",
            Self::Helped => "helped",
            Self::Away => "away",
            Self::TookPlace => "took-place",
            Self::Mistake => "mistake",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|closing| closing.code() == code)
    }

    pub const fn text(self) -> Text {
        match self {
            Self::Well => Text::WarningClosedWell,
            Self::Helped => Text::WarningClosedHelped,
            Self::Away => Text::WarningClosedAway,
            Self::TookPlace => Text::WarningClosedTookPlace,
            Self::Mistake => Text::WarningClosedMistake,
        }
    }
}

/// How a rung ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RungEnd {
    Reached,
    NoAnswer,
    /// Its minutes were over.
    TimeOver,
    /// The warning was closed meanwhile.
    NotNeeded,
}

impl RungEnd {
    pub const ALL: [Self; 4] = [
        Self::Reached,
        Self::NoAnswer,
        Self::TimeOver,
        Self::NotNeeded,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::NoAnswer => "no-answer",
            Self::TimeOver => "time-over",
            Self::NotNeeded => "not-needed",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|end| end.code() == code)
    }

    pub const fn text(self) -> Text {
        match self {
            Self::Reached => Text::WarningRungReached,
            Self::NoAnswer => Text::WarningRungNoAnswer,
            Self::TimeOver => Text::WarningRungTimeOver,
            Self::NotNeeded => Text::WarningRungNotNeeded,
        }
    }
}

/// Somebody to be rung.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    pub name: String,
    pub phone: String,
}

/// What is typed to name a contact.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ContactForm {
    pub name: String,
    pub phone: String,
    /// `add`, `remove-1` ..; `later`: one of two questions is answered.
    pub act: String,
}

impl ContactForm {
    /// # Errors
    /// What is missing.
    pub fn parse(&self) -> Result<Contact, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > 40 {
            faults.push(FieldFault::new("name", Text::ContactNameEmpty));
        }
        let digits = self.phone.chars().filter(char::is_ascii_digit).count();
        if !(7..=20).contains(&digits) || self.phone.chars().count() > 40 {
            faults.push(FieldFault::new("phone", Text::ContactPhoneEmpty));
        }
        if faults.is_empty() {
            Ok(Contact {
                name: name.to_owned(),
                phone: self.phone.trim().to_owned(),
            })
        } else {
            Err(faults)
        }
    }
}

/// What is pressed about a warning.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct WarningForm {
    /// `no-answer`, `reached` or `close`.
    pub act: String,
    pub version: i64,
    /// With `close`: code of a [`Closing`].
    pub reason: String,
    pub remark: String,
}

/// My contacts.
#[derive(Clone, Debug)]
pub struct ContactsView {
    /// In the order in which they are rung.
    pub contacts: Vec<Contact>,
    pub typed: ContactForm,
    pub faults: Vec<FieldFault>,
    /// No more can be named.
    pub is_full: bool,
}

/// One row of the list.
#[derive(Clone, Debug)]
pub struct WarningLine {
    pub id: String,
    pub kind: String,
    pub name: String,
    pub opened_at: Timestamp,
    pub due_at: Timestamp,
    pub is_overdue: bool,
    /// Who is to be rung now, and until when.
    pub now: Option<(Whom, Timestamp)>,
}

/// An office's open warnings, the most urgent first.
#[derive(Clone, Debug)]
pub struct WarningsView {
    pub office: Wording,
    pub count: i64,
    pub rows: Vec<WarningLine>,
    /// The next page begins after this.
    pub next: Option<String>,
    pub is_first_page: bool,
}

/// One rung, with whom to ring.
#[derive(Clone, Debug)]
pub struct RungView {
    pub whom: Whom,
    pub name: String,
    pub phone: String,
    pub opened_at: Timestamp,
    pub due_at: Timestamp,
    pub ended: Option<(RungEnd, Timestamp)>,
}

/// One warning at the desk.
#[derive(Clone, Debug)]
pub struct WarningView {
    pub line: WarningLine,
    pub version: i64,
    pub office: Wording,
    pub address: String,
    pub phone: String,
    /// The order that it is about; empty: none.
    pub reference: String,
    pub rungs: Vec<RungView>,
    /// How, when, and what was written; `None`: open.
    pub closed: Option<(Closing, Timestamp, String)>,
}

/// What the pages about warnings read.
#[async_trait]
pub trait WarningsDesk: Send + Sync {
    /// Open warnings of this member's office, 50 from `after` on.
    ///
    /// # Errors
    /// `SignInFirst` or `NotFound` for whoever is no member of staff.
    async fn warnings(
        &self,
        actor: &Actor,
        after: Option<&str>,
    ) -> Result<WarningsView, PortalError>;

    /// How many they are; none for whoever is no member of staff.
    async fn count_warnings(&self, actor: &Actor) -> Result<i64, PortalError>;

    /// # Errors
    /// `NotFound` for another office's.
    async fn warning(&self, actor: &Actor, id: &str) -> Result<WarningView, PortalError>;

    async fn own_contacts(
        &self,
        me: &Citizen,
        session: &SessionKey,
        review: bool,
    ) -> Result<ContactsView, PortalError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ladder_begins_with_the_person_and_ends_with_somebody_who_goes_there() {
        assert!(!LADDERS.is_empty());
        for ladder in LADDERS.iter() {
            assert_eq!(
                ladder.rungs.first().map(|rung| rung.whom),
                Some(Whom::Person)
            );
            assert_eq!(
                ladder.rungs.last().map(|rung| rung.whom),
                Some(Whom::GridWorker)
            );
            assert!(ladder.rungs.iter().all(|rung| rung.minutes > 0));
        }
        assert!(ladder("nothing-like-it").is_none());
    }

    #[test]
    fn a_contact_needs_a_name_and_a_number_to_ring() {
        assert_eq!(ContactForm::default().parse().expect_err("empty").len(), 2);
        let form = ContactForm {
            name: " 陈国庆 ".to_owned(),
            phone: "139 0000 0001".to_owned(),
            act: String::new(),
        };
        assert_eq!(form.parse().expect("complete").name, "陈国庆");
    }
}
