//! Offers: what begins to be somebody's by a rule is said once to whoever has given standing leave for that, or about whom
//! a department holds it itself, under its stated duty. Nobody is enrolled in anything: an offer that is not taken up is
//! nothing but a line on a page.

mod desk;
mod duty;
pub mod pages;

pub use desk::{
    LeaveForOffers, OfferLine, OfferView, OffersDesk, OffersView, OwnLook, StandingLeave,
};
pub use duty::{Duty, Held, duties, duty_of};

use serde::{Deserialize, Serialize};

/// Leave lasts at most so long; then it has to be given anew.
pub const MONTHS_OF_LEAVE: i64 = 12;

/// Where an offer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OfferState {
    Open,
    /// The application was begun.
    Accepted,
    /// "No thanks": another version of the rule may bring another offer.
    Declined,
    /// "Never again": nothing of this kind is offered any more.
    Never,
    /// The rule holds for them no more.
    Lapsed,
    /// Another version of the rule stands in its place.
    Replaced,
}

/// What can happen to an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OfferStep {
    /// The person, or whoever may apply for them.
    Apply,
    /// From here on the person's own alone.
    No,
    Never,
    /// It was pressed by mistake, or is wanted after all.
    Again,
    /// From here on the portal's alone.
    Lapse,
    Replace,
}

impl OfferState {
    pub const ALL: [Self; 6] = [
        Self::Open,
        Self::Accepted,
        Self::Declined,
        Self::Never,
        Self::Lapsed,
        Self::Replaced,
    ];

    /// As the database holds it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Never => "never",
            Self::Lapsed => "lapsed",
            Self::Replaced => "replaced",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Where a step leads from here; `None`: not from here. Whoever went on to apply may come back to where they were.
    pub const fn after(self, step: OfferStep) -> Option<Self> {
        match (self, step) {
            (Self::Open | Self::Accepted, OfferStep::Apply) => Some(Self::Accepted),
            (Self::Open, OfferStep::No) => Some(Self::Declined),
            (Self::Open | Self::Declined, OfferStep::Never) => Some(Self::Never),
            (Self::Declined | Self::Never, OfferStep::Again) => Some(Self::Open),
            (Self::Open, OfferStep::Lapse) => Some(Self::Lapsed),
            (Self::Open, OfferStep::Replace) => Some(Self::Replaced),
            _ => None,
        }
    }
}

impl OfferStep {
    pub const ALL: [Self; 6] = [
        Self::Apply,
        Self::No,
        Self::Never,
        Self::Again,
        Self::Lapse,
        Self::Replace,
    ];

    /// The journal's word, and the button's.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Apply => "apply",
            Self::No => "no",
            Self::Never => "never",
            Self::Again => "again",
            Self::Lapse => "lapse",
            Self::Replace => "replace",
        }
    }

    /// What somebody pressed; nobody presses what is the portal's.
    pub fn pressed(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .filter(|step| !matches!(step, Self::Lapse | Self::Replace))
            .find(|step| step.code() == code)
    }
}

/// A button on the page of offers, or of one of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OfferForm {
    /// Code of an [`OfferStep`]; on the list `end` for leave, `off` and `on` for a duty.
    pub act: String,
    /// Code of a [`Duty`], with `off` and `on`.
    pub duty: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_back_and_the_portals_steps_are_not_pressed() {
        for state in OfferState::ALL {
            assert_eq!(OfferState::from_code(state.code()), Some(state));
        }
        assert_eq!(OfferStep::pressed("apply"), Some(OfferStep::Apply));
        assert_eq!(OfferStep::pressed("lapse"), None);
    }

    #[test]
    fn what_was_declined_can_be_had_again_and_what_ended_by_itself_cannot() {
        assert_eq!(
            OfferState::Never.after(OfferStep::Again),
            Some(OfferState::Open)
        );
        for step in OfferStep::ALL {
            assert_eq!(OfferState::Lapsed.after(step), None);
            assert_eq!(OfferState::Replaced.after(step), None);
        }
        assert_eq!(OfferState::Declined.after(OfferStep::Apply), None);
    }
}
