//! The law of entitlements, payment runs and their lines: from which stage which step leads where, for whom.

/// Where an entitlement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntitlementStage {
    /// Paid month by month.
    Active,
    /// Not paid for now: a register says something that would end it, and nobody has said yet whether that is right.
    Suspended,
    /// Over. What was paid stays paid.
    Ended,
}

/// An act that moves an entitlement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntitlementStep {
    /// A register says that the person has died or moved away.
    Suspend,
    /// "That is wrong": the end does not come by itself any more.
    Object,
    /// It was wrong, or is over: what was not paid meanwhile follows.
    Resume,
    End,
}

/// Who takes a step of an entitlement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum By {
    /// The person themselves, or whoever acts for them.
    Person,
    /// The office that pays.
    Office,
    Portal,
}

impl EntitlementStage {
    pub const ALL: [Self; 3] = [Self::Active, Self::Suspended, Self::Ended];

    /// As the database holds it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Ended => "ended",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }

    /// Where a step leads from here; `None`: not from here, or not for them. An entitlement ends only out of a
    /// suspension: nobody's money stops for good without a word beforehand.
    pub const fn after(self, step: EntitlementStep, by: By) -> Option<Self> {
        match (self, step, by) {
            (Self::Active, EntitlementStep::Suspend, By::Portal | By::Office)
            | (Self::Suspended, EntitlementStep::Object, By::Person) => Some(Self::Suspended),
            (Self::Suspended, EntitlementStep::Resume, By::Office) => Some(Self::Active),
            (Self::Suspended, EntitlementStep::End, By::Portal | By::Office) => Some(Self::Ended),
            _ => None,
        }
    }
}

impl EntitlementStep {
    pub const ALL: [Self; 4] = [Self::Suspend, Self::Object, Self::Resume, Self::End];

    /// The journal's word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Suspend => "suspend",
            Self::Object => "object",
            Self::Resume => "resume",
            Self::End => "end",
        }
    }
}

/// Where a month's run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RunStage {
    /// The registers are asked, and the lines written.
    Preparing,
    /// To be looked at.
    Ready,
    /// One person has proposed it; another has to confirm it.
    Proposed,
    /// The lines go to the bank.
    Paying,
    /// The bank has answered for every line.
    Done,
}

impl RunStage {
    pub const ALL: [Self; 5] = [
        Self::Preparing,
        Self::Ready,
        Self::Proposed,
        Self::Paying,
        Self::Done,
    ];

    /// As the database holds it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Preparing => "preparing",
            Self::Ready => "ready",
            Self::Proposed => "proposed",
            Self::Paying => "paying",
            Self::Done => "done",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }
}

/// What has become of one month of one entitlement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LineState {
    /// An amount, not sent yet.
    Planned,
    /// On its way to the bank.
    Sent,
    Paid,
    /// The bank gave it back.
    Returned,
    /// Nothing is due for this month.
    Nothing,
    /// Nobody can say what is due: the next run asks again.
    Open,
}

impl LineState {
    pub const ALL: [Self; 6] = [
        Self::Planned,
        Self::Sent,
        Self::Paid,
        Self::Returned,
        Self::Nothing,
        Self::Open,
    ];

    /// As the database holds it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Sent => "sent",
            Self::Paid => "paid",
            Self::Returned => "returned",
            Self::Nothing => "nothing",
            Self::Open => "open",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}
