//! Where an assessment stands, and who may move it on: read by the buttons and by the acts.

/// Where an assessment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssessmentStage {
    /// The street office has to name a body.
    Wanted,
    /// The body has to name two assessors and propose times.
    Assigned,
    /// The person it is about, or who applied for them, has to choose a time.
    Proposed,
    /// A time stands; the two assessors visit, fill in the form and each confirm it.
    Arranged,
    /// The finding is there.
    Concluded,
}

/// An act that moves an assessment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssessmentStep {
    Assign,
    /// The body cannot or may not.
    HandBack,
    Propose,
    Choose,
    AskOtherTimes,
    FillIn,
    Confirm,
    /// Both have confirmed the same form.
    Conclude,
}

/// In what part somebody acts on an assessment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The office that accepted the application.
    Office,
    /// The assessor body, by whoever leads it.
    Body,
    /// One of the two who were named.
    Assessor,
    /// Whom it is about, or who may act for them.
    Citizen,
    Portal,
}

impl AssessmentStage {
    pub const ALL: [Self; 5] = [
        Self::Wanted,
        Self::Assigned,
        Self::Proposed,
        Self::Arranged,
        Self::Concluded,
    ];

    /// As the database holds it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Wanted => "wanted",
            Self::Assigned => "assigned",
            Self::Proposed => "proposed",
            Self::Arranged => "arranged",
            Self::Concluded => "concluded",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }

    /// Where a step leads from here, if this part may take it.
    pub const fn after(self, step: AssessmentStep, by: By) -> Option<Self> {
        use AssessmentStep::{
            AskOtherTimes, Assign, Choose, Conclude, Confirm, FillIn, HandBack, Propose,
        };
        match (self, step, by) {
            (Self::Wanted, Assign, By::Office) => Some(Self::Assigned),
            (Self::Assigned | Self::Proposed, HandBack, By::Body) => Some(Self::Wanted),
            (Self::Assigned | Self::Proposed, Propose, By::Body) => Some(Self::Proposed),
            // By the body: on the phone, with whoever it is for.
            (Self::Proposed, Choose, By::Citizen | By::Body) => Some(Self::Arranged),
            (Self::Proposed, AskOtherTimes, By::Citizen) => Some(Self::Assigned),
            // Illness, a hospital stay: the time is given up, the two stay named.
            (Self::Arranged, AskOtherTimes, By::Citizen | By::Body) => Some(Self::Assigned),
            (Self::Arranged, FillIn | Confirm, By::Assessor) => Some(Self::Arranged),
            (Self::Arranged, Conclude, By::Portal) => Some(Self::Concluded),
            _ => None,
        }
    }
}

impl AssessmentStep {
    pub const ALL: [Self; 8] = [
        Self::Assign,
        Self::HandBack,
        Self::Propose,
        Self::Choose,
        Self::AskOtherTimes,
        Self::FillIn,
        Self::Confirm,
        Self::Conclude,
    ];

    /// As the journal holds it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Assign => "assign",
            Self::HandBack => "hand-back",
            Self::Propose => "propose-times",
            Self::Choose => "choose-time",
            Self::AskOtherTimes => "ask-other-times",
            Self::FillIn => "fill-in",
            Self::Confirm => "confirm-form",
            Self::Conclude => "conclude",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_law() {
        const PARTS: [By; 5] = [By::Office, By::Body, By::Assessor, By::Citizen, By::Portal];
        let mut rows = Vec::new();
        for stage in AssessmentStage::ALL {
            for step in AssessmentStep::ALL {
                for by in PARTS {
                    if let Some(to) = stage.after(step, by) {
                        rows.push(format!(
                            "{} {} {by:?} -> {}",
                            stage.code(),
                            step.code(),
                            to.code()
                        ));
                    }
                }
            }
        }
        assert_eq!(
            rows,
            [
                "wanted assign Office -> assigned",
                "assigned hand-back Body -> wanted",
                "assigned propose-times Body -> proposed",
                "proposed hand-back Body -> wanted",
                "proposed propose-times Body -> proposed",
                "proposed choose-time Body -> arranged",
                "proposed choose-time Citizen -> arranged",
                "proposed ask-other-times Citizen -> assigned",
                "arranged ask-other-times Body -> assigned",
                "arranged ask-other-times Citizen -> assigned",
                "arranged fill-in Assessor -> arranged",
                "arranged confirm-form Assessor -> arranged",
                "arranged conclude Portal -> concluded",
            ]
        );
    }

    #[test]
    fn stages_are_read_back() {
        for stage in AssessmentStage::ALL {
            assert_eq!(AssessmentStage::from_code(stage.code()), Some(stage));
        }
        assert_eq!(AssessmentStage::from_code("done"), None);
    }
}
