//! What somebody can do who does not agree: where to seek reconsideration or to sue, an appeal, a complaint, a rating.
//! Knows no service by name.

pub mod desk;
pub mod form;
pub mod pages;
mod terms;

pub use desk::RemediesDesk;
pub use terms::{Above, Level, Named, RefusalSaid, RemedyTerms, Way, terms};

use serde::{Deserialize, Serialize};

use crate::text::Text;

/// What lies on an office's desk besides its matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RemedyKind {
    /// Somebody does not agree with a refusal: another person of the office looks again.
    Appeal,
    /// About how one was treated: for the supervisors.
    Complaint,
    /// A bad rating: what was wrong is put right.
    Rectification,
}

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RemedyStage {
    Waiting,
    InHand,
    /// The answer has gone out.
    Answered,
    /// A supervisor has seen that it was put right.
    Closed,
}

impl RemedyKind {
    pub const ALL: [Self; 3] = [Self::Appeal, Self::Complaint, Self::Rectification];

    /// As the database, the journal and addresses hold it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Appeal => "appeal",
            Self::Complaint => "complaint",
            Self::Rectification => "rectification",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    pub const fn text(self) -> Text {
        match self {
            Self::Appeal => Text::RemedyKindAppeal,
            Self::Complaint => Text::RemedyKindComplaint,
            Self::Rectification => Text::RemedyKindRectification,
        }
    }
}

impl RemedyStage {
    pub const ALL: [Self; 4] = [Self::Waiting, Self::InHand, Self::Answered, Self::Closed];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::InHand => "in-hand",
            Self::Answered => "answered",
            Self::Closed => "closed",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }

    /// Whether an answer is still owed.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::InHand)
    }
}
