//! What these pages read.

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;

use super::{Duty, OfferState};
use crate::application::LeaveLine;
use crate::benefits::{FactSource, Facts, Line};
use crate::error::PortalError;
use crate::identity::{Actor, Citizen};
use crate::text::Wording;

/// Standing leave that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingLeave {
    pub given_on: Date,
    /// The last day.
    pub until: Date,
    pub registers: Vec<Wording>,
    /// `None`: not yet.
    pub last_look: Option<Timestamp>,
}

/// An office that looks into what it holds about somebody itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnLook {
    pub duty: &'static Duty,
    pub office: Wording,
    /// Names of what it may tell of.
    pub benefits: Vec<Wording>,
    /// `None`: not yet.
    pub last_look: Option<Timestamp>,
    /// The person wants no such looks.
    pub is_off: bool,
}

/// The page on which leave is given.
#[derive(Clone, Debug)]
pub struct LeaveForOffers {
    /// Without this one no rule can be judged.
    pub always: LeaveLine,
    pub others: Vec<LeaveLine>,
    /// The last day, if leave is given today.
    pub until: Date,
}

/// An offer in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferLine {
    pub reference: String,
    pub name: Wording,
    /// Whom it is for, where that is somebody else.
    pub for_whom: Option<String>,
    pub made_on: Date,
    pub state: OfferState,
}

#[derive(Clone, Debug, Default)]
pub struct OffersView {
    pub offers: Vec<OfferLine>,
    pub leave: Option<StandingLeave>,
    /// Whoever looks without leave, in what is its own.
    pub own: Vec<OwnLook>,
}

/// One offer.
#[derive(Clone, Debug)]
pub struct OfferView {
    pub reference: String,
    pub state: OfferState,
    pub for_whom: Option<String>,
    pub made_on: Date,
    /// The benefit as it was judged on the day of the offer, by the version of its rule of then.
    pub line: Line,
    /// On that day; only what the rule asks.
    pub facts: Facts,
    pub sources: Vec<FactSource>,
    /// Who looked, and under which duty; `None`: under the person's leave.
    pub own: Option<OwnLook>,
    /// One can apply here; otherwise there is an office.
    pub can_apply: bool,
}

#[async_trait]
pub trait OffersDesk {
    /// What was offered to this person, or to somebody whom they may apply for; and their own leave.
    ///
    /// # Errors
    /// `SignInFirst` for everybody but a citizen.
    async fn offers(&self, actor: &Actor) -> Result<OffersView, PortalError>;

    /// One of them.
    ///
    /// # Errors
    /// `NotFound` for what is nobody of theirs.
    async fn offer_made(&self, actor: &Actor, reference: &str) -> Result<OfferView, PortalError>;

    /// What leave would cover.
    ///
    /// # Errors
    /// `SignInFirst` for everybody but a citizen.
    async fn leave_for_offers(&self, actor: &Actor) -> Result<LeaveForOffers, PortalError>;

    /// The leave of this person, where it holds.
    async fn standing_leave(&self, me: &Citizen) -> Result<Option<StandingLeave>, PortalError>;

    /// The offices that look into what they hold about this person themselves.
    async fn own_looks(&self, me: &Citizen) -> Result<Vec<OwnLook>, PortalError>;
}
