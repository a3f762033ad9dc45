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
    /// Shown in public for some working days (公示), then done by itself; nobody works on it.
    Posting,
    /// Somebody comes to look. A record of its own says where that stands, and its end ends the matter.
    Visit,
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
    /// The applicant did not answer in time: it rests until it is opened again. The clock stays paused.
    Unanswered,
    /// Sent to an office of another district, which has not said yet whether it takes it.
    Offered,
    /// A caseworker has written a decision; a second person has to confirm it. Nobody outside the office is told.
    Proposed,
    /// Decided, and leaves the house in a few minutes; until then it can be recalled. Nobody outside the office is told.
    Held,
    /// Decided; the register has not answered yet.
    Recording,
    /// May be done now, outside this portal.
    Open,
    /// Shown in public until its last day has passed.
    Posted,
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
    /// A supervisor allows that an applicant is asked once more.
    AllowAnotherRequest,
    Answer,
    /// What the applicant wanted to bring has been brought.
    ReceiveAtCounter,
    /// The date to answer by has passed.
    CloseUnanswered,
    /// An unanswered request is put again.
    Reopen,
    /// A supervisor gives it to a member of the office.
    HandOver,
    /// Somebody goes on with what an absent colleague held.
    TakeOver,
    /// To the office that it belongs to, in the same district or of the city.
    SendOn,
    /// To an office of another district, which may decline.
    Offer,
    AcceptOffer,
    DeclineOffer,
    Approve,
    Refuse,
    /// A second person agrees with what was proposed.
    Countersign,
    /// A second person does not agree.
    SendBack,
    /// Before it has left: back on the desk.
    Recall,
    /// The hold is over: the approval goes to its register, or to the applicant.
    IssueApproval,
    IssueRefusal,
    RegisterAnswered,
    RegisterRefused,
    /// Said by the family, or found in a register, for what is done elsewhere.
    ReportDone,
    /// The last day of a posting has passed, and no objection is open.
    EndPosting,
    Withdraw,
    /// What it needs will never be there.
    Block,
    /// An appeal against its refusal was right: back on the desk; and what was blocked by that waits again.
    ReopenOnAppeal,
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

/// How a matter runs: what the law has to know of it besides its stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Course {
    pub kind: MatterKind,
    /// It ends in a register's answer.
    pub records: bool,
    /// An approval, like every refusal, is proposed by one person and confirmed by another.
    pub two_people: bool,
}

impl Course {
    /// Every course that there is.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        MatterKind::ALL.into_iter().flat_map(|kind| {
            [false, true].into_iter().flat_map(move |records| {
                [false, true].map(move |two_people| Self {
                    kind,
                    records,
                    two_people,
                })
            })
        })
    }
}

/// The law says no.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("{step:?} by {by:?} is not possible for a {:?} in {stage:?}", course.kind)]
pub struct StepNotAllowed {
    pub stage: Stage,
    pub step: Step,
    pub by: Capacity,
    pub course: Course,
}

impl MatterKind {
    pub const ALL: [Self; 6] = [
        Self::Decision,
        Self::Instant,
        Self::Recording,
        Self::Elsewhere,
        Self::Posting,
        Self::Visit,
    ];

    /// Whether an office's staff work on it.
    pub const fn has_a_desk(self) -> bool {
        matches!(self, Self::Decision | Self::Recording)
    }

    /// Whether no clock of an office runs on it: it is done beside the case.
    pub const fn runs_beside(self) -> bool {
        matches!(self, Self::Elsewhere | Self::Visit)
    }

    /// Whether a matter of this kind can ever be in this stage.
    pub const fn knows(self, stage: Stage) -> bool {
        match stage {
            Stage::Ready
            | Stage::InReview
            | Stage::AwaitingApplicant
            | Stage::Unanswered
            | Stage::Offered
            | Stage::Proposed
            | Stage::Held => self.has_a_desk(),
            Stage::Recording => !self.runs_beside() && !matches!(self, Self::Posting),
            Stage::Open => self.runs_beside(),
            Stage::Posted => matches!(self, Self::Posting),
            Stage::Waiting | Stage::Done | Stage::Refused | Stage::Withdrawn | Stage::Blocked => {
                true
            }
        }
    }
}

impl Stage {
    pub const ALL: [Self; 15] = [
        Self::Waiting,
        Self::Ready,
        Self::InReview,
        Self::AwaitingApplicant,
        Self::Unanswered,
        Self::Offered,
        Self::Proposed,
        Self::Held,
        Self::Recording,
        Self::Open,
        Self::Posted,
        Self::Done,
        Self::Refused,
        Self::Withdrawn,
        Self::Blocked,
    ];

    /// Whether nothing happens any more, unless an appeal was right.
    pub const fn is_final(self) -> bool {
        matches!(
            self,
            Self::Done | Self::Refused | Self::Withdrawn | Self::Blocked
        )
    }

    /// Whether the office's clock stands: somebody else has to act.
    pub const fn is_paused(self) -> bool {
        matches!(self, Self::AwaitingApplicant | Self::Unanswered)
    }

    /// Whether the office whose matter it is has something left to do, and its clock runs.
    pub const fn is_running(self) -> bool {
        matches!(
            self,
            Self::Ready
                | Self::InReview
                | Self::Offered
                | Self::Proposed
                | Self::Held
                | Self::Recording
        )
    }

    /// The stage that everybody outside the office is told: what it has not issued is still under review, and who is
    /// to take it up among offices is their affair.
    pub const fn as_told(self) -> Self {
        match self {
            Self::Proposed | Self::Held => Self::InReview,
            Self::Offered => Self::Ready,
            other => other,
        }
    }

    /// As the database and URLs hold it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Ready => "ready",
            Self::InReview => "in-review",
            Self::AwaitingApplicant => "awaiting-applicant",
            Self::Unanswered => "unanswered",
            Self::Offered => "offered",
            Self::Proposed => "proposed",
            Self::Held => "held",
            Self::Recording => "recording",
            Self::Open => "open",
            Self::Posted => "posted",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Blocked => "blocked",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }

    /// Where a step leads from here, if this capacity may take it on this course. Who of an office may take it (the
    /// holder, another person than the proposer, a colleague of somebody absent) is for the statement that holds the row.
    pub fn after(self, step: Step, by: Capacity, course: Course) -> Result<Stage, StepNotAllowed> {
        use {Capacity as By, MatterKind as Kind, Stage::*, Step::*};
        let not_allowed = StepNotAllowed {
            stage: self,
            step,
            by,
            course,
        };
        let Course {
            kind,
            records,
            two_people,
        } = course;
        if !kind.knows(self) {
            return Err(not_allowed);
        }
        match (self, step, by) {
            (Waiting, Unlock, By::Portal) => Ok(match kind {
                Kind::Decision | Kind::Recording => Ready,
                Kind::Instant if records => Stage::Recording,
                Kind::Instant => Done,
                Kind::Elsewhere | Kind::Visit => Open,
                Kind::Posting => Posted,
            }),
            (from, Block, By::Portal) if !from.is_final() && from != Stage::Recording => {
                Ok(Blocked)
            }
            (Refused, ReopenOnAppeal, By::Portal) if kind == Kind::Decision => Ok(Ready),
            (Blocked, ReopenOnAppeal, By::Portal) => Ok(Waiting),
            (from, Withdraw, By::Applicant) if !from.is_final() && from != Stage::Recording => {
                Ok(Withdrawn)
            }
            (Posted, EndPosting, By::Portal) => Ok(Done),
            (Open, ReportDone, By::Portal) => Ok(Done),
            // Who comes to look says what they found; nobody else's word ends a visit.
            (Open, ReportDone, By::Applicant | By::Confirmer) if kind != Kind::Visit => Ok(Done),

            // Whose desk it is on.
            (Ready, TakeUp, By::Caseworker | By::Supervisor) => Ok(InReview),
            (Ready, HandOver, By::Supervisor) => Ok(InReview),
            (InReview, PutBack, By::Caseworker | By::Supervisor) => Ok(Ready),
            (InReview | AwaitingApplicant | Unanswered, HandOver, By::Supervisor)
            | (
                InReview | AwaitingApplicant | Unanswered,
                TakeOver,
                By::Caseworker | By::Supervisor,
            ) => Ok(self),
            (Ready | InReview, SendOn, By::Caseworker | By::Supervisor) => Ok(Ready),
            (Ready | InReview, Offer, By::Caseworker | By::Supervisor) => Ok(Offered),
            // Silence for a working day is consent: nobody's application lies between two offices.
            (Offered, AcceptOffer, By::Caseworker | By::Supervisor | By::Portal) => Ok(Ready),
            (Offered, DeclineOffer, By::Caseworker | By::Supervisor) => Ok(Ready),

            // Asking.
            (InReview, AskApplicant, By::Caseworker | By::Supervisor) => Ok(AwaitingApplicant),
            (InReview, AllowAnotherRequest, By::Supervisor) => Ok(InReview),
            (AwaitingApplicant, Answer, By::Applicant) => Ok(InReview),
            (AwaitingApplicant, ReceiveAtCounter, By::Caseworker | By::Supervisor) => Ok(InReview),
            (AwaitingApplicant, CloseUnanswered, By::Caseworker | By::Supervisor) => Ok(Unanswered),
            (Unanswered, Reopen, By::Applicant | By::Caseworker | By::Supervisor) => {
                Ok(AwaitingApplicant)
            }

            // Deciding.
            (InReview, Approve, By::Caseworker | By::Supervisor) => {
                Ok(if two_people { Proposed } else { Held })
            }
            (InReview, Refuse, By::Caseworker | By::Supervisor) if kind == Kind::Decision => {
                Ok(Proposed)
            }
            (Proposed, Countersign, By::Caseworker | By::Supervisor) => Ok(Held),
            (Proposed, SendBack, By::Caseworker | By::Supervisor) => Ok(InReview),
            (Proposed | Held, Recall, By::Caseworker | By::Supervisor) => Ok(InReview),
            (Held, IssueApproval, By::Portal) => Ok(if records { Stage::Recording } else { Done }),
            (Held, IssueRefusal, By::Portal) if kind == Kind::Decision => Ok(Refused),
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
    pub const ALL: [Self; 29] = [
        Self::Unlock,
        Self::TakeUp,
        Self::PutBack,
        Self::AskApplicant,
        Self::AllowAnotherRequest,
        Self::Answer,
        Self::ReceiveAtCounter,
        Self::CloseUnanswered,
        Self::Reopen,
        Self::HandOver,
        Self::TakeOver,
        Self::SendOn,
        Self::Offer,
        Self::AcceptOffer,
        Self::DeclineOffer,
        Self::Approve,
        Self::Refuse,
        Self::Countersign,
        Self::SendBack,
        Self::Recall,
        Self::IssueApproval,
        Self::IssueRefusal,
        Self::RegisterAnswered,
        Self::RegisterRefused,
        Self::ReportDone,
        Self::EndPosting,
        Self::Withdraw,
        Self::Block,
        Self::ReopenOnAppeal,
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
