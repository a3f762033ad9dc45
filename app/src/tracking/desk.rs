//! What the tracking pages read. Every method answers [`PortalError::NotFound`] for whoever has no part in the case.

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::sentence::{ConfirmationStanding, MatterStanding, Sentence, Standing};
use crate::application::LeaveLine;
use crate::case::{CaseReference, FieldState, MatterKind, Stage, Why};
use crate::error::PortalError;
use crate::evidence::{HandedIn, Held};
use crate::identity::Citizen;
use crate::text::Wording;

/// What the pages of a case's parties read.
#[async_trait]
pub trait TrackingDesk: Send + Sync {
    /// Everything that waits for this person, most urgent first.
    async fn what_waits_for_me(&self, me: &Citizen) -> Result<Vec<WaitingForMe>, PortalError>;

    /// This person's cases, newest first; `before` is [`MyCases::next`] of the page before.
    async fn my_cases(&self, me: &Citizen, before: Option<String>) -> Result<MyCases, PortalError>;

    /// One case, as this person may see it. The reading is recorded.
    async fn tracked_case(&self, me: &Citizen, reference: &str)
    -> Result<TrackedCase, PortalError>;

    /// Where a notice about this case leads a confirmer: to their own invitation.
    async fn invitation_for(
        &self,
        me: &Citizen,
        reference: &str,
    ) -> Result<Option<String>, PortalError>;

    /// The receipt, with the enquiry code.
    async fn receipt(&self, me: &Citizen, reference: &str) -> Result<Receipt, PortalError>;

    /// What an office asked about a matter, with the answer as typed so far.
    async fn asked(
        &self,
        me: &Citizen,
        reference: &str,
        matter: &str,
    ) -> Result<Asked, PortalError>;

    /// A matter that is done elsewhere, with what was typed so far.
    async fn done_elsewhere(
        &self,
        me: &Citizen,
        reference: &str,
        matter: &str,
    ) -> Result<DoneElsewhere, PortalError>;

    /// What can be withdrawn, and what stays.
    async fn withdrawal(&self, me: &Citizen, reference: &str) -> Result<Withdrawal, PortalError>;

    /// How the other party is asked: the invitation that is open, if one is.
    async fn confirmation(&self, me: &Citizen, reference: &str) -> Result<Asking, PortalError>;

    /// What an invited person sees.
    async fn invitation(&self, me: &Citizen, token: &str) -> Result<Invitation, PortalError>;

    /// A look-up that was handed in under this token.
    async fn look_up(&self, token: &str) -> Result<LookUp, PortalError>;
}

/// One thing that waits for somebody, for the first page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingForMe {
    pub reference: CaseReference,
    pub service: Wording,
    /// What waits, until when.
    pub sentence: Wording,
    /// Where it is done.
    pub href: String,
    /// The last day, where there is one.
    pub until: Option<Date>,
}

/// A page of somebody's cases.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MyCases {
    pub cases: Vec<CaseLine>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}

/// One case in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseLine {
    pub reference: CaseReference,
    pub service: Wording,
    pub submitted_on: Date,
    /// Said instead of the sentence, where the reader's leave to act does not hold or does not reach so far.
    pub instead: Option<crate::text::Text>,
    pub sentence: Sentence,
}

/// A case as its applicant, or the person it is for, may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackedCase {
    pub reference: CaseReference,
    pub service: Wording,
    /// Whether the viewer filed it, and so may answer, withdraw and ask the confirmer.
    pub is_mine: bool,
    pub submitted_on: Date,
    pub today: Date,
    pub closed_on: Option<Date>,
    /// `everything_by` rests on a year whose holidays are not published yet.
    pub is_provisional: bool,
    pub matters: Vec<TrackedMatter>,
    pub confirmation: Option<ConfirmationStanding>,
    pub everything_by: Option<Date>,
    pub declared: Vec<DeclaredField>,
}

impl TrackedCase {
    /// What the sentence is made from.
    pub fn standing(&self) -> Standing {
        Standing {
            today: Some(self.today),
            closed_on: self.closed_on,
            matters: self
                .matters
                .iter()
                .map(|matter| matter.standing.clone())
                .collect(),
            confirmation: self.confirmation.clone(),
            everything_by: self.everything_by,
        }
    }

    /// Whether anything can still be withdrawn.
    pub fn can_withdraw(&self) -> bool {
        self.is_mine && self.matters.iter().any(|matter| matter.can_be_withdrawn)
    }
}

/// One matter on the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackedMatter {
    pub key: MatterRef,
    pub standing: MatterStanding,
    pub office: OfficeCard,
    /// Names of the matters that it waits for.
    pub waits_for: Vec<Wording>,
    /// When its office could begin, or is expected to.
    pub begins: Option<Date>,
    /// Done: when. At a desk: the date it is promised. Waiting: the date that is expected.
    pub ends: Option<Date>,
    pub promised_days: i64,
    /// Why the date is not what one would count on one's fingers.
    pub why: Vec<Why>,
    pub pauses: Vec<Pause>,
    /// The result's name and value.
    pub result: Option<(Wording, String)>,
    /// Known by the applicant's own word only.
    pub is_own_word: bool,
    /// Held by a register before the case was filed.
    pub was_there_before: bool,
    /// What to do next, or for what is done elsewhere how and where.
    pub next: Wording,
    pub refusal: Option<Refusal>,
    pub can_be_withdrawn: bool,
    /// When, by which office and why it was passed on, oldest first.
    pub passed_on: Vec<(Date, Wording, String)>,
    /// Another district has been asked to go on with it: its office, and by when it answers.
    pub asked_elsewhere: Option<(Wording, Date)>,
    /// Posted: how many objections have no answer yet.
    pub objections: i64,
}

/// How a matter is named in an address: its code, and its subject where it has one of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatterRef(String);

impl MatterRef {
    pub fn new(code: &str, subject: &str) -> Self {
        if subject == "case" {
            Self(code.to_owned())
        } else {
            Self(format!("{code}.{subject}"))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A time in which the office's clock stood still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    pub from: Date,
    pub until: Option<Date>,
}

/// Why a matter was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub reason: Wording,
    pub legal_basis: Wording,
    /// What the caseworker wrote.
    pub text: String,
    /// What a register said, where it would not take the entry.
    pub register_says: String,
}

/// An office as one finds and rings it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfficeCard {
    pub id: String,
    pub name: Wording,
    pub phone: String,
    pub address: Wording,
    pub hours: Wording,
}

/// A value of the application that the viewer may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaredField {
    pub label: Wording,
    pub value: Wording,
    /// The data set it came from, and when.
    pub source: Option<(String, Timestamp)>,
    pub state: FieldState,
}

/// What the applicant gets at once, and can come back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub reference: CaseReference,
    pub service: Wording,
    pub submitted_at: Timestamp,
    pub enquiry_code: String,
    /// Enquiries without signing in are switched off.
    pub is_enquiry_off: bool,
    /// Who will be at work, and may call.
    pub offices: Vec<OfficeCard>,
    /// How the confirmer is called, where one is to be asked.
    pub confirmer: Option<Wording>,
    pub everything_by: Option<Date>,
}

/// What an office asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub reference: CaseReference,
    pub matter: Wording,
    pub office: OfficeCard,
    pub question: String,
    pub answer_by: Option<Date>,
    /// Since when they have said that they bring it to the counter.
    pub brings_since: Option<Timestamp>,
    /// As typed so far.
    pub typed: String,
    /// Handed in for this answer, not sent yet.
    pub files: Vec<HandedIn>,
    /// What need not be handed in, because a register has it.
    pub held: Vec<Held>,
}

/// Saying that something was done elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoneElsewhere {
    pub reference: CaseReference,
    pub matter: Wording,
    pub how: Wording,
    /// Year, month and day as typed so far.
    pub typed: [String; 3],
}

/// What a withdrawal would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    pub reference: CaseReference,
    pub can_stop: Vec<WithdrawalMatter>,
    /// Done, and stays.
    pub stays: Vec<Wording>,
    /// Being entered in a register just now; cannot be stopped.
    pub under_way: Vec<Wording>,
}

/// A matter that can be withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithdrawalMatter {
    pub key: MatterRef,
    pub name: Wording,
    /// Matters that cannot go on without it.
    pub stops: Vec<Wording>,
}

/// How the other party is asked, and where it can be finished without asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    pub reference: CaseReference,
    pub confirmation: ConfirmationStanding,
    /// Matters that wait for it.
    pub matters: Vec<Wording>,
    /// The open invitation's address, to pass on.
    pub link: Option<String>,
    /// Calendar days for which an invitation is good.
    pub days: i64,
    /// Why it was declined, where something was said.
    pub declined_because: Option<Decline>,
    pub confirmed_on: Option<Date>,
    pub counters: Vec<CounterPlace>,
}

/// A counter where matters can be finished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CounterPlace {
    pub office: OfficeCard,
    pub matters: Vec<Wording>,
}

/// Why somebody would not confirm. Codes, not free text: words from one party to another are not carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decline {
    /// Something that was declared is not right.
    NotRight,
    /// Does not agree.
    NotAgreed,
    /// Would rather not say.
    NotSaid,
}

impl Decline {
    pub const ALL: [Self; 3] = [Self::NotRight, Self::NotAgreed, Self::NotSaid];

    pub const fn code(self) -> &'static str {
        match self {
            Self::NotRight => "not-right",
            Self::NotAgreed => "not-agreed",
            Self::NotSaid => "not-said",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// What an invited person sees: who asks, what is declared about the subjects, what hangs on it; nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    pub token: String,
    pub state: InvitationState,
    pub service: Wording,
    pub applicant: String,
    /// Of the subjects, and common to all offices.
    pub declared: Vec<DeclaredField>,
    /// Matters that wait for the confirmation.
    pub matters: Vec<Wording>,
    pub until: Date,
    /// Registers that would be asked about the reader, while it is open.
    pub asks: Vec<LeaveLine>,
    /// Codes of those that are ticked: all, or as ticked before.
    pub ticked: Vec<String>,
    /// What is the reader's own in the case, once it is confirmed; whoever filed it never sees it.
    pub own: Vec<DeclaredField>,
    /// What is left for the reader to fill in.
    pub left: Vec<OwnTask>,
}

/// Something that only one party can fill in, in their own session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnTask {
    pub label: Wording,
    /// The page on which it is done.
    pub href: String,
    /// Matters that wait for it.
    pub matters: Vec<Wording>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationState {
    Open,
    Confirmed,
    Declined,
    /// Ran out, or was taken back: nobody is told which.
    NotOpen,
}

/// What came of a look-up by reference and enquiry code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookUp {
    /// The form again, with the reference as typed.
    Again {
        typed: String,
        fault: LookUpFault,
    },
    Found(Found),
}

/// What is wrong with what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LookUpFault {
    NoReference,
    ReferenceForm,
    /// The check character does not fit: one character is wrong.
    ReferenceMistyped,
    NoCode,
    CodeForm,
    /// No such pair, or the enquiry is switched off: nobody is told which.
    NoSuchPair,
}

/// Stages and dates of a case; no names of persons, no offices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub reference: CaseReference,
    pub service: Wording,
    pub submitted_on: Date,
    pub everything_by: Option<Date>,
    pub matters: Vec<FoundMatter>,
}

/// One line of a look-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundMatter {
    pub name: Wording,
    pub kind: MatterKind,
    pub stage: Stage,
    /// Done: when. Otherwise the date it is promised or expected.
    pub date: Option<Date>,
}
