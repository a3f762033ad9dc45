//! The law of orders and visits: which step leads where, and who may take it. The buttons and the enforcement read it.

use thiserror::Error;

use crate::text::Text;

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OrderStage {
    Active,
    /// In hospital, or away.
    Paused,
    /// No time is free: on the list.
    Waiting,
    Ended,
}

impl OrderStage {
    pub const ALL: [Self; 4] = [Self::Active, Self::Paused, Self::Waiting, Self::Ended];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Waiting => "waiting",
            Self::Ended => "ended",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }

    pub const fn text(self) -> Text {
        match self {
            Self::Active => Text::CareOrderActive,
            Self::Paused => Text::CareOrderPaused,
            Self::Waiting => Text::CareOrderWaiting,
            Self::Ended => Text::CareOrderEnded,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OrderStep {
    Pause,
    Resume,
    /// One meal is left out; everything else goes on.
    Skip,
    /// It comes after all.
    Unskip,
    Cancel,
    /// Its only visit is over.
    Finish,
}

impl OrderStep {
    pub const ALL: [Self; 6] = [
        Self::Pause,
        Self::Resume,
        Self::Skip,
        Self::Unskip,
        Self::Cancel,
        Self::Finish,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Skip => "skip",
            Self::Unskip => "unskip",
            Self::Cancel => "cancel",
            Self::Finish => "finish",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }
}

/// Where a visit, or one delivery of a meal, stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VisitStage {
    /// The provider has been asked.
    Planned,
    Accepted,
    Declined,
    /// Somebody is at the door, or inside.
    Arrived,
    /// Over, as the provider says.
    Done,
    /// Over, as whoever it was for says.
    Confirmed,
    /// Nobody opened, or nobody came.
    Missed,
    Cancelled,
}

impl VisitStage {
    pub const ALL: [Self; 8] = [
        Self::Planned,
        Self::Accepted,
        Self::Declined,
        Self::Arrived,
        Self::Done,
        Self::Confirmed,
        Self::Missed,
        Self::Cancelled,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Arrived => "arrived",
            Self::Done => "done",
            Self::Confirmed => "confirmed",
            Self::Missed => "missed",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }

    pub const fn text(self) -> Text {
        match self {
            Self::Planned => Text::CareVisitPlanned,
            Self::Accepted => Text::CareVisitAccepted,
            Self::Declined => Text::CareVisitDeclined,
            Self::Arrived => Text::CareVisitArrived,
            Self::Done => Text::CareVisitDone,
            Self::Confirmed => Text::CareVisitConfirmed,
            Self::Missed => Text::CareVisitMissed,
            Self::Cancelled => Text::CareVisitCancelled,
        }
    }

    /// Somebody is still expected: the time is watched.
    pub const fn is_expected(self) -> bool {
        matches!(self, Self::Planned | Self::Accepted)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VisitStep {
    Accept,
    Decline,
    CheckIn,
    CheckOut,
    Miss,
    Confirm,
    Cancel,
}

impl VisitStep {
    pub const ALL: [Self; 7] = [
        Self::Accept,
        Self::Decline,
        Self::CheckIn,
        Self::CheckOut,
        Self::Miss,
        Self::Confirm,
        Self::Cancel,
    ];

    /// As forms, the journal and the API have it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Accept => "accepted",
            Self::Decline => "declined",
            Self::CheckIn => "check-in",
            Self::CheckOut => "check-out",
            Self::Miss => "missed",
            Self::Confirm => "confirm",
            Self::Cancel => "cancel",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }

    pub const fn text(self) -> Text {
        match self {
            Self::Accept => Text::CareStepAccept,
            Self::Decline => Text::CareStepDecline,
            Self::CheckIn => Text::CareStepCheckIn,
            Self::CheckOut => Text::CareStepCheckOut,
            Self::Miss => Text::CareStepMiss,
            Self::Confirm => Text::CareStepConfirm,
            Self::Cancel => Text::CareStepCancel,
        }
    }
}

/// In what part somebody takes a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VisitBy {
    /// Whom it is for, or who acts for them.
    Person,
    /// The street's desk, at the person's word by phone.
    Desk,
    /// Whoever was asked to come.
    Provider,
    Portal,
}

impl VisitBy {
    pub const ALL: [Self; 4] = [Self::Person, Self::Desk, Self::Provider, Self::Portal];

    /// As the journal has it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Person => "applicant",
            Self::Desk => "caseworker",
            Self::Provider => "provider",
            Self::Portal => "portal",
        }
    }
}

/// This step does not lead on from here, or is somebody else's.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("this step is not allowed here")]
pub struct NotAllowed;

/// Where a step leads an order from here.
///
/// # Errors
/// It does not lead on, or is somebody else's to take.
pub const fn order_after(
    stage: OrderStage,
    step: OrderStep,
    by: VisitBy,
) -> Result<OrderStage, NotAllowed> {
    use OrderStage::{Active, Ended, Paused, Waiting};
    use OrderStep::{Cancel, Finish, Pause, Resume, Skip, Unskip};
    use VisitBy::{Desk, Person, Portal};
    match (stage, step, by) {
        (Active, Pause, Person | Desk) => Ok(Paused),
        (Paused, Resume, Person | Desk) => Ok(Active),
        (Active, Skip | Unskip, Person | Desk) => Ok(Active),
        (Active | Paused | Waiting, Cancel, Person | Desk) => Ok(Ended),
        (Active, Finish, Portal) => Ok(Ended),
        _ => Err(NotAllowed),
    }
}

/// Where a step leads a visit from here.
///
/// # Errors
/// It does not lead on, or is somebody else's to take.
pub const fn visit_after(
    stage: VisitStage,
    step: VisitStep,
    by: VisitBy,
) -> Result<VisitStage, NotAllowed> {
    use VisitBy::{Desk, Person, Portal, Provider};
    use VisitStage::{Accepted, Arrived, Cancelled, Confirmed, Declined, Done, Missed, Planned};
    use VisitStep::{Accept, Cancel, CheckIn, CheckOut, Confirm, Decline, Miss};
    match (stage, step, by) {
        (Planned, Accept, Provider) => Ok(Accepted),
        (Planned | Accepted, Decline, Provider) => Ok(Declined),
        // Late is better than never: what was missed may still take place.
        (Planned | Accepted | Missed, CheckIn, Provider) => Ok(Arrived),
        (Arrived, CheckOut, Provider) => Ok(Done),
        (Planned | Accepted, Miss, Provider | Portal) => Ok(Missed),
        (Done, Confirm, Person | Desk) => Ok(Confirmed),
        (Planned | Accepted, Cancel, Person | Desk) => Ok(Cancelled),
        _ => Err(NotAllowed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_stands_in_the_law_as_it_was_agreed() {
        let mut law = String::new();
        for stage in VisitStage::ALL {
            for step in VisitStep::ALL {
                for by in VisitBy::ALL {
                    if let Ok(to) = visit_after(stage, step, by) {
                        law.push_str(&format!(
                            "{} {} {} {}\n",
                            stage.code(),
                            step.code(),
                            by.code(),
                            to.code()
                        ));
                    }
                }
            }
        }
        let agreed = "\
planned accepted provider accepted
planned declined provider declined
planned check-in provider arrived
planned missed provider missed
planned missed portal missed
planned cancel applicant cancelled
planned cancel caseworker cancelled
accepted declined provider declined
accepted check-in provider arrived
accepted missed provider missed
accepted missed portal missed
accepted cancel applicant cancelled
accepted cancel caseworker cancelled
arrived check-out provider done
done confirm applicant confirmed
done confirm caseworker confirmed
missed check-in provider arrived
";
        assert_eq!(law, agreed);
    }

    #[test]
    fn what_has_ended_stays_ended() {
        for step in OrderStep::ALL {
            for by in VisitBy::ALL {
                assert_eq!(order_after(OrderStage::Ended, step, by), Err(NotAllowed));
                assert_eq!(
                    order_after(OrderStage::Active, step, VisitBy::Provider),
                    Err(NotAllowed)
                );
            }
        }
    }
}
