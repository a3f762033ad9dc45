//! The check that anyone can make before signing in: one question a page, and an answer with the way that works.

use serde::Deserialize;

/// The answers so far are in the path, so that nothing has to be kept: none of them says who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Eligibility {
    /// Question 1: is there a birth certificate or a delivery record of a hospital?
    AskBirth,
    /// Question 2: are the parents married to each other?
    AskMarriage,
    /// Question 3: where are the parents registered?
    AskRegistration,
    Yes,
    /// Born at home, abroad or elsewhere: no certificate, no delivery record here.
    NoRecord,
    NotMarried,
    NotRegisteredHere,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct EligibilityForm {
    pub answer: String,
}

impl Eligibility {
    /// The page's place under `/newborn/eligibility`.
    pub const fn path(self) -> &'static str {
        match self {
            Self::AskBirth => "/newborn/eligibility",
            Self::AskMarriage => "/newborn/eligibility/marriage",
            Self::AskRegistration => "/newborn/eligibility/registration",
            Self::Yes => "/newborn/eligibility/yes",
            Self::NoRecord => "/newborn/eligibility/no-record",
            Self::NotMarried => "/newborn/eligibility/not-married",
            Self::NotRegisteredHere => "/newborn/eligibility/not-registered-here",
        }
    }

    /// Where an answer leads; `None`: no answer was chosen.
    pub fn after(self, answer: &str) -> Option<Self> {
        Some(match (self, answer) {
            (Self::AskBirth, "certificate" | "delivery") => Self::AskMarriage,
            (Self::AskBirth, "none") => Self::NoRecord,
            (Self::AskMarriage, "yes") => Self::AskRegistration,
            (Self::AskMarriage, "no") => Self::NotMarried,
            (Self::AskRegistration, "both") => Self::Yes,
            (Self::AskRegistration, "one" | "none") => Self::NotRegisteredHere,
            _ => return None,
        })
    }
}
