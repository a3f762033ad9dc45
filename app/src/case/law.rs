//! The law of steps: from which stage which step leads where, for whom and for which kind of matter. Buttons are
//! drawn from it and every act is checked against it.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// How a matter is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MatterKind {
    /// A caseworker decides.
    Decision,
    /// Done by the portal at once: a register takes it without anybody's judgement (即办件).
    Instant,
    /// A caseworker checks and records; there is nothing to refuse.
    Recording,
    /// Done outside this portal; known by the family's word or by a register.
    Elsewhere,
}

/// Where a matter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Something that it needs is not there yet: another matter, or somebody's confirmation.
    Waiting,
    /// In its office's queue.
    Ready,
    /// A caseworker holds it.
    InReview,
    /// The applicant was asked; the clock is paused.
    AwaitingApplicant,
    /// Decided; the register has not answered yet.
    Recording,
    /// May be done now, outside this portal.
    Open,
    Done,
    Refused,
    Withdrawn,
    /// Cannot go on: something that it needs was refused or withdrawn.
    Blocked,
}

/// An act that moves a matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// All that it needs is there.
    Unlock,
    TakeUp,
    PutBack,
    AskApplicant,
    Answer,
    Approve,
    Refuse,
    RegisterAnswered,
    RegisterRefused,
    /// Said by the family, or found in a register, for what is done elsewhere.
    ReportDone,
    Withdraw,
    /// What it needs will never be there.
    Block,
}

/// In what capacity somebody takes a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Capacity {
    Applicant,
    /// The party whose confirmation is asked.
    Confirmer,
    Caseworker,
    Supervisor,
    /// The portal itself, when something else has happened.
    Portal,
}

/// The law says no.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("{step:?} by {by:?} is not possible for a {kind:?} in {stage:?}")]
pub struct StepNotAllowed {
    pub stage: Stage,
    pub step: Step,
    pub by: Capacity,
    pub kind: MatterKind,
}

impl MatterKind {
    pub const ALL: [Self; 4] = [
        Self::Decision,
        Self::Instant,
        Self::Recording,
        Self::Elsewhere,
    ];

    /// Whether an office's staff work on it.
    pub const fn has_a_desk(self) -> bool {
        matches!(self, Self::Decision | Self::Recording)
    }

    /// Whether a matter of this kind can ever be in this stage.
    pub const fn knows(self, stage: Stage) -> bool {
        match stage {
            Stage::Ready | Stage::InReview | Stage::AwaitingApplicant => self.has_a_desk(),
            Stage::Recording => !matches!(self, Self::Elsewhere),
            Stage::Open => matches!(self, Self::Elsewhere),
            Stage::Waiting | Stage::Done | Stage::Refused | Stage::Withdrawn | Stage::Blocked => {
                true
            }
        }
    }
}

impl Stage {
    pub const ALL: [Self; 10] = [
        Self::Waiting,
        Self::Ready,
        Self::InReview,
        Self::AwaitingApplicant,
        Self::Recording,
        Self::Open,
        Self::Done,
        Self::Refused,
        Self::Withdrawn,
        Self::Blocked,
    ];

    /// Whether nothing can happen any more.
    pub const fn is_final(self) -> bool {
        matches!(
            self,
            Self::Done | Self::Refused | Self::Withdrawn | Self::Blocked
        )
    }

    /// As the database and URLs hold it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Ready => "ready",
            Self::InReview => "in-review",
            Self::AwaitingApplicant => "awaiting-applicant",
            Self::Recording => "recording",
            Self::Open => "open",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Blocked => "blocked",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }

    /// Where a step leads from here, if this capacity may take it for this kind of matter. `records` says whether
    /// the matter ends in a register's answer.
    pub fn after(
        self,
        step: Step,
        by: Capacity,
        kind: MatterKind,
        records: bool,
    ) -> Result<Stage, StepNotAllowed> {
        use {Capacity as By, MatterKind as Kind, Stage::*, Step::*};
        let not_allowed = StepNotAllowed {
            stage: self,
            step,
            by,
            kind,
        };
        if !kind.knows(self) {
            return Err(not_allowed);
        }
        match (self, step, by) {
            (Waiting, Unlock, By::Portal) => Ok(match kind {
                Kind::Decision | Kind::Recording => Ready,
                Kind::Instant if records => Stage::Recording,
                Kind::Instant => Done,
                Kind::Elsewhere => Open,
            }),
            (Waiting | Ready | InReview | AwaitingApplicant | Open, Block, By::Portal) => {
                Ok(Blocked)
            }
            (Waiting | Ready | InReview | AwaitingApplicant | Open, Withdraw, By::Applicant) => {
                Ok(Withdrawn)
            }
            (Open, ReportDone, By::Applicant | By::Confirmer | By::Portal) => Ok(Done),
            (Ready, TakeUp, By::Caseworker | By::Supervisor) => Ok(InReview),
            (InReview, PutBack, By::Caseworker | By::Supervisor) => Ok(Ready),
            (InReview, AskApplicant, By::Caseworker | By::Supervisor) => Ok(AwaitingApplicant),
            (AwaitingApplicant, Answer, By::Applicant) => Ok(InReview),
            (InReview, Approve, By::Caseworker | By::Supervisor) => {
                Ok(if records { Stage::Recording } else { Done })
            }
            (InReview, Refuse, By::Caseworker | By::Supervisor) if kind == Kind::Decision => {
                Ok(Refused)
            }
            (Stage::Recording, RegisterAnswered, By::Portal) if records => Ok(Done),
            // An instant matter has no desk to go back to: what a register will not take ends it.
            (Stage::Recording, RegisterRefused, By::Portal) if records => {
                Ok(if kind.has_a_desk() { InReview } else { Refused })
            }
            _ => Err(not_allowed),
        }
    }
}

impl Step {
    pub const ALL: [Self; 12] = [
        Self::Unlock,
        Self::TakeUp,
        Self::PutBack,
        Self::AskApplicant,
        Self::Answer,
        Self::Approve,
        Self::Refuse,
        Self::RegisterAnswered,
        Self::RegisterRefused,
        Self::ReportDone,
        Self::Withdraw,
        Self::Block,
    ];
}

impl Capacity {
    pub const ALL: [Self; 5] = [
        Self::Applicant,
        Self::Confirmer,
        Self::Caseworker,
        Self::Supervisor,
        Self::Portal,
    ];
}
