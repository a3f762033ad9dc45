//! One person at the desk that looks after older people: what was found, what is paid, who comes, and what had to be
//! looked after.

mod pages;

pub use pages::OlderPersonPage;

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::allowances::EntitlementLine;
use crate::assessment::FindingView;
use crate::care::OrderView;
use crate::error::PortalError;
use crate::identity::{Actor, SessionKey};
use crate::mandate::PersonAsked;
use crate::offers::OwnLook;
use crate::one_key_call::{CallEnd, OwnCallLine};
use crate::ui::FieldFault;
use crate::warnings::{Closing, Contact, WarningLine};

/// Who is looked up: by identity number, or as the one whom a warning of this office is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct OlderPersonForm {
    pub number: String,
    /// Id of a warning.
    pub warning: String,
    /// Code of a duty under which offices look, to be switched `off` or `on` for whoever is on the page.
    pub duty: String,
    pub act: String,
    /// Code of a [`crate::helping::HelpHow`]: how the person said so.
    pub how: String,
    /// Id of a finding, or reference of an allowance, that whoever is on the page says is wrong, and their words.
    pub finding: String,
    pub entitlement: String,
    pub text: String,
}

/// Whom this session looks at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OlderPersonSlip {
    pub typed: PersonAsked,
    /// Pseudonym; empty: nobody yet.
    pub person: String,
    /// The masked number, or the name that stood on the warning.
    pub called: String,
    /// The population register has them in the streets of this office: what was found elsewhere holds here, too.
    pub lives_here: bool,
}

/// The page.
#[derive(Clone, Debug)]
pub struct OlderPersonView {
    pub typed: String,
    pub faults: Vec<FieldFault>,
    pub person: Option<PersonLookedAfter>,
}

/// Everything of one person within this office's streets.
#[derive(Clone, Debug)]
pub struct PersonLookedAfter {
    pub called: String,
    pub findings: Vec<FindingView>,
    pub entitlements: Vec<EntitlementLine>,
    pub orders: Vec<OrderView>,
    /// Newest first; how it was closed, and when.
    pub warnings: Vec<(WarningLine, Option<(Closing, Timestamp)>)>,
    /// Calls for help, newest first; how each ended.
    pub calls: Vec<(OwnCallLine, Option<CallEnd>)>,
    /// In the order in which they are rung.
    pub contacts: Vec<Contact>,
    /// What offices of these streets look into of their own accord.
    pub looks: Vec<OwnLook>,
}

impl PersonLookedAfter {
    /// Nothing is known of this person in the office's streets.
    pub fn is_unknown(&self) -> bool {
        self.findings.is_empty()
            && self.entitlements.is_empty()
            && self.orders.is_empty()
            && self.warnings.is_empty()
            && self.calls.is_empty()
            && self.looks.is_empty()
    }
}

/// What the page reads.
#[async_trait]
pub trait OlderPersonDesk: Send + Sync {
    /// Whoever this session looks at. The look is recorded.
    ///
    /// # Errors
    /// `NotFound` for whoever does not work at an office that looks after the older people of some streets.
    async fn older_person(
        &self,
        actor: &Actor,
        session: &SessionKey,
    ) -> Result<OlderPersonView, PortalError>;
}
