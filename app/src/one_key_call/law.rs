//! The law of a call: its stages, its steps, and who may take them. The buttons and the enforcement read the same match.

use thiserror::Error;

use crate::text::Text;

/// Where a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallStage {
    /// No desk has it: it climbs.
    Ringing,
    Answered,
    /// A helper or an ambulance.
    OnTheWay,
    There,
    Ended,
}

impl CallStage {
    pub const ALL: [Self; 5] = [
        Self::Ringing,
        Self::Answered,
        Self::OnTheWay,
        Self::There,
        Self::Ended,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Ringing => "ringing",
            Self::Answered => "answered",
            Self::OnTheWay => "on-the-way",
            Self::There => "there",
            Self::Ended => "ended",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }

    pub const fn text(self) -> Text {
        match self {
            Self::Ringing => Text::CallStageRinging,
            Self::Answered => Text::CallStageAnswered,
            Self::OnTheWay => Text::CallStageOnTheWay,
            Self::There => Text::CallStageThere,
            Self::Ended => Text::CallStageEnded,
        }
    }
}

/// What can be done about a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallStep {
    /// The key again, later than what counts as the same press.
    PressAgain,
    /// Whoever had it did nothing in time.
    Lapse,
    /// "I have seen it", "I am going", "I cannot".
    Seen,
    Going,
    Cannot,
    Answer,
    /// Another desk goes on with it.
    TakeOver,
    SendHelper,
    HandTo120,
    /// Somebody is with the person.
    Arrive,
    /// Help was given, or none was needed.
    StandDown,
    /// Nobody had wanted to press, or a sensor was wrong.
    FalseAlarm,
}

impl CallStep {
    pub const ALL: [Self; 12] = [
        Self::PressAgain,
        Self::Lapse,
        Self::Seen,
        Self::Going,
        Self::Cannot,
        Self::Answer,
        Self::TakeOver,
        Self::SendHelper,
        Self::HandTo120,
        Self::Arrive,
        Self::StandDown,
        Self::FalseAlarm,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::PressAgain => "pressed-again",
            Self::Lapse => "lapsed",
            Self::Seen => "seen",
            Self::Going => "going",
            Self::Cannot => "cannot",
            Self::Answer => "answered",
            Self::TakeOver => "taken-over",
            Self::SendHelper => "helper-sent",
            Self::HandTo120 => "handed-to-120",
            Self::Arrive => "there",
            Self::StandDown => "stood-down",
            Self::FalseAlarm => "false-alarm",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }

    pub const fn text(self) -> Text {
        match self {
            Self::PressAgain => Text::CallStepPressAgain,
            Self::Lapse => Text::CallStepLapse,
            Self::Seen => Text::CallStepSeen,
            Self::Going => Text::CallStepGoing,
            Self::Cannot => Text::CallStepCannot,
            Self::Answer => Text::CallStepAnswer,
            Self::TakeOver => Text::CallStepTakeOver,
            Self::SendHelper => Text::CallStepSendHelper,
            Self::HandTo120 => Text::CallStepHandTo120,
            Self::Arrive => Text::CallStepArrive,
            Self::StandDown => Text::CallStepStandDown,
            Self::FalseAlarm => Text::CallStepFalseAlarm,
        }
    }

    /// It ends the call: only after somebody spoke with the person, or saw them.
    pub const fn ends(self) -> bool {
        matches!(self, Self::StandDown | Self::FalseAlarm)
    }
}

/// In what part somebody takes a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallBy {
    /// Who pressed, by a page or a device.
    Person,
    Contact,
    /// Staff of a desk that was rung.
    Desk,
    Portal,
}

impl CallBy {
    pub const ALL: [Self; 4] = [Self::Person, Self::Contact, Self::Desk, Self::Portal];

    /// As the journal has it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Person => "applicant",
            Self::Contact => "contact",
            Self::Desk => "caseworker",
            Self::Portal => "portal",
        }
    }
}

/// This step does not lead on from here, or is somebody else's.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("this step is not allowed here")]
pub struct CallNotAllowed;

/// Where a step leads a call from here.
///
/// # Errors
/// It does not lead on, or is somebody else's to take.
pub const fn call_after(
    stage: CallStage,
    step: CallStep,
    by: CallBy,
) -> Result<CallStage, CallNotAllowed> {
    use CallBy::{Contact, Desk, Person, Portal};
    use CallStage::{Answered, Ended, OnTheWay, Ringing, There};
    use CallStep::{
        Answer, Arrive, Cannot, FalseAlarm, Going, HandTo120, Lapse, PressAgain, Seen, SendHelper,
        StandDown, TakeOver,
    };
    match (stage, step, by) {
        (Ended, _, _) => Err(CallNotAllowed),
        // Whoever presses again is not helped yet.
        (_, PressAgain, Person) => Ok(Ringing),
        (Answered | OnTheWay, Lapse, Portal) => Ok(Ringing),
        // What a relative says stops nothing and moves nothing.
        (stage, Seen | Going | Cannot, Contact) => Ok(stage),
        (Ringing, Answer, Desk) => Ok(Answered),
        (Answered | OnTheWay | There, TakeOver, Desk) => Ok(stage),
        (Answered | OnTheWay, SendHelper | HandTo120, Desk) => Ok(OnTheWay),
        (There, SendHelper | HandTo120, Desk) => Ok(There),
        (Answered | OnTheWay, Arrive, Desk) => Ok(There),
        (Answered | OnTheWay | There, StandDown | FalseAlarm, Desk) => Ok(Ended),
        _ => Err(CallNotAllowed),
    }
}

/// How somebody knows how the person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Met {
    Spoke,
    Saw,
}

impl Met {
    pub const ALL: [Self; 2] = [Self::Spoke, Self::Saw];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Spoke => "spoke",
            Self::Saw => "saw",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|met| met.code() == code)
    }

    pub const fn text(self) -> Text {
        match self {
            Self::Spoke => Text::CallMetSpoke,
            Self::Saw => Text::CallMetSaw,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_stands_in_the_law_as_it_was_agreed() {
        let mut law = String::new();
        for stage in CallStage::ALL {
            for step in CallStep::ALL {
                for by in CallBy::ALL {
                    if let Ok(to) = call_after(stage, step, by) {
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
ringing pressed-again applicant ringing
ringing seen contact ringing
ringing going contact ringing
ringing cannot contact ringing
ringing answered caseworker answered
answered pressed-again applicant ringing
answered lapsed portal ringing
answered seen contact answered
answered going contact answered
answered cannot contact answered
answered taken-over caseworker answered
answered helper-sent caseworker on-the-way
answered handed-to-120 caseworker on-the-way
answered there caseworker there
answered stood-down caseworker ended
answered false-alarm caseworker ended
on-the-way pressed-again applicant ringing
on-the-way lapsed portal ringing
on-the-way seen contact on-the-way
on-the-way going contact on-the-way
on-the-way cannot contact on-the-way
on-the-way taken-over caseworker on-the-way
on-the-way helper-sent caseworker on-the-way
on-the-way handed-to-120 caseworker on-the-way
on-the-way there caseworker there
on-the-way stood-down caseworker ended
on-the-way false-alarm caseworker ended
there pressed-again applicant ringing
there seen contact there
there going contact there
there cannot contact there
there taken-over caseworker there
there helper-sent caseworker there
there handed-to-120 caseworker there
there stood-down caseworker ended
there false-alarm caseworker ended
";
        assert_eq!(law, agreed);
    }

    #[test]
    fn only_a_desk_stops_the_climb() {
        for step in CallStep::ALL {
            for by in [CallBy::Person, CallBy::Contact, CallBy::Portal] {
                let led = call_after(CallStage::Ringing, step, by);
                assert!(
                    matches!(led, Err(CallNotAllowed) | Ok(CallStage::Ringing)),
                    "{step:?} {by:?}"
                );
            }
        }
    }
}
