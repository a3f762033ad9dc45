//! What the desk's pages read: an office's queue, one matter with all that its office may see, and what a decision
//! is about to write.

use std::fmt;

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;

use super::form::{ApprovalForm, QuestionForm, RefusalForm, RemarkForm};
use super::together::Together;
use crate::case::{Capacity, CaseReference, FieldState, PartyRole, RefusalReason, Stage, Step};
use crate::error::PortalError;
use crate::evidence::HandedIn;
use crate::identity::Actor;
use crate::text::Wording;
use crate::ui::FieldFault;

/// What the pages of the desk read. A matter of another office answers [`PortalError::NotFound`], and the attempt is
/// recorded; so is every opening that succeeds, with the names of the fields that were shown.
#[async_trait]
pub trait CaseworkDesk {
    /// One list of the member's own office, 50 rows from `after` on.
    async fn queue(
        &self,
        actor: &Actor,
        list: QueueList,
        after: Option<&QueuePlace>,
    ) -> Result<Queue, PortalError>;

    async fn matter_page(
        &self,
        actor: &Actor,
        address: &MatterAddress,
    ) -> Result<MatterPage, PortalError>;

    /// What an approval writes, exactly.
    async fn decision_page(
        &self,
        actor: &Actor,
        address: &MatterAddress,
    ) -> Result<DecisionPage, PortalError>;

    async fn refusal_page(
        &self,
        actor: &Actor,
        address: &MatterAddress,
    ) -> Result<RefusalPage, PortalError>;

    async fn question_page(
        &self,
        actor: &Actor,
        address: &MatterAddress,
    ) -> Result<QuestionPage, PortalError>;

    /// A decision that a colleague proposed, or one that can still be recalled.
    async fn proposal_page(
        &self,
        actor: &Actor,
        address: &MatterAddress,
    ) -> Result<ProposalPage, PortalError>;
}

/// A part of an office's matters. The list is the view: it stands in the address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum QueueList {
    #[default]
    ToTakeUp,
    Mine,
    /// Proposed by somebody else of the office: a second person is wanted.
    ToConfirm,
    /// Decided, and not left yet: can still be recalled.
    Held,
    /// Sent here by an office of another district, which wants an answer.
    OfferedToUs,
    /// Held by somebody else of the office.
    Colleagues,
    /// For the applicant, another party, another matter, a colleague, another office or a register.
    Waiting,
    DueToday,
    Overdue,
    DoneToday,
}

impl QueueList {
    pub const ALL: [Self; 10] = [
        Self::ToTakeUp,
        Self::Mine,
        Self::ToConfirm,
        Self::Held,
        Self::OfferedToUs,
        Self::Overdue,
        Self::DueToday,
        Self::Colleagues,
        Self::Waiting,
        Self::DoneToday,
    ];

    /// As it stands in the address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ToTakeUp => "to-take-up",
            Self::Mine => "mine",
            Self::ToConfirm => "to-confirm",
            Self::Held => "held",
            Self::OfferedToUs => "offered-to-us",
            Self::Colleagues => "colleagues",
            Self::Waiting => "waiting",
            Self::DueToday => "due-today",
            Self::Overdue => "overdue",
            Self::DoneToday => "done-today",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.code() == code)
    }
}

/// The last row of a page: the next page begins after it. Holds a date and a row's id, nothing personal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuePlace {
    /// ISO date; `9999-12-31` where no clock runs.
    pub due: String,
    pub id: String,
}

impl QueuePlace {
    /// Reads `2026-03-05,ID` as it stands in an address.
    pub fn parse(text: &str) -> Option<Self> {
        let (due, id) = text.split_once(',')?;
        let is_date = due.parse::<Date>().is_ok();
        let is_id = !id.is_empty()
            && id.len() <= 64
            && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        (is_date && is_id).then(|| Self {
            due: due.to_owned(),
            id: id.to_owned(),
        })
    }
}

impl fmt::Display for QueuePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", self.due, self.id)
    }
}

/// Where one matter is found: `/casework/{reference}/{matter}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatterAddress {
    pub reference: CaseReference,
    pub matter: String,
}

impl MatterAddress {
    /// Reads the two parts of a path; `None` for what can be no matter's address.
    pub fn parse(reference: &str, matter: &str) -> Option<Self> {
        let is_id = !matter.is_empty()
            && matter.len() <= 64
            && matter
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let reference = CaseReference::parse(reference).ok()?;
        is_id.then(|| Self {
            reference,
            matter: matter.to_owned(),
        })
    }

    pub fn path(&self) -> String {
        format!("/casework/{}/{}", self.reference, self.matter)
    }

    /// A page of the matter: `holder`, `decision`, `refusal`, `question`.
    pub fn page(&self, page: &str) -> String {
        format!("{}/{page}", self.path())
    }
}

/// One page of one list.
#[derive(Clone, Debug)]
pub struct Queue {
    pub office: Wording,
    pub list: QueueList,
    /// Of every list, in the order of [`QueueList::ALL`].
    pub counts: Vec<(QueueList, i64)>,
    pub rows: Vec<QueueRow>,
    /// `None`: these are the last.
    pub next: Option<QueuePlace>,
    pub is_first_page: bool,
}

impl Queue {
    pub fn count(&self, list: QueueList) -> i64 {
        self.counts
            .iter()
            .find(|(counted, _)| *counted == list)
            .map_or(0, |(_, count)| *count)
    }
}

#[derive(Clone, Debug)]
pub struct QueueRow {
    pub address: MatterAddress,
    pub name: Wording,
    /// 2 for the second of several subjects of the same case.
    pub about: Option<u32>,
    pub stage: Stage,
    pub submitted_at: Timestamp,
    pub due: Option<Due>,
    pub holder: Option<Holder>,
    pub waits: Option<WaitsFor>,
    pub ended_at: Option<Timestamp>,
}

/// A promised date, seen from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    pub date: Date,
    /// Working days from today; negative when it is late.
    pub days_left: i64,
    pub is_past: bool,
    pub is_today: bool,
    /// Rests on a year whose calendar is not published yet.
    pub is_provisional: bool,
}

/// Who of the office has taken a matter up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    pub name: String,
    pub is_me: bool,
    /// Away today, or not working here any more: anyone of the office may go on.
    pub is_away: bool,
}

/// What has to come from elsewhere before a matter goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitsFor {
    Applicant {
        since: Date,
        answer_by: Option<Date>,
    },
    /// Another party's own confirmation.
    Confirmer,
    /// What another matter of the case gives.
    OtherMatter,
    /// A register's answer to what was decided.
    Register,
    /// A second person's confirmation of what was proposed.
    Colleague,
    /// The answer of an office of another district; on that day's end it has it.
    OtherOffice { until: Option<Date> },
}

/// One matter with all that its office may see of the case.
#[derive(Clone, Debug)]
pub struct MatterPage {
    /// Somebody in the case is protected: what is written to a party names no place.
    pub is_protected: bool,
    pub address: MatterAddress,
    pub service: Wording,
    pub name: Wording,
    pub gives: Wording,
    pub about: Option<u32>,
    /// The city's date now.
    pub today: Date,
    /// Of the row, so that an act from this page finds out when somebody was faster.
    pub version: i64,
    pub stage: Stage,
    pub waits_for: Option<WaitsFor>,
    pub due: Option<Due>,
    /// Posted: how many objections wait for this office's answer.
    pub objections: i64,
    /// Working days that the law allows.
    pub legal_days: i64,
    pub submitted_at: Timestamp,
    pub holder: Option<Holder>,
    /// What this member may do now, by the law of steps.
    pub acts: Vec<Step>,
    /// The member, or somebody of their household, is a party: they may do nothing here.
    pub is_own_case: bool,
    /// There are identity numbers of which only a part is shown.
    pub can_show_numbers: bool,
    /// The registers can be asked once more: the applicant's leave still holds.
    pub can_ask_registers: bool,
    /// The other party may come to the counter: to confirm, or to give what only they can give.
    pub may_come_in_person: bool,
    /// A decision that this member began to write: the page (`refusal`, `question`, `decision`) that holds it.
    pub half_written: Vec<&'static str>,
    /// Fields that want a look, first those that contradict.
    pub differences: Vec<FieldSeen>,
    /// What was asked to be corrected in a register, of the fields above.
    pub corrections: Vec<crate::data_layer::Correction>,
    pub fields: Vec<FieldGroup>,
    pub siblings: Vec<SiblingSeen>,
    pub waits: Vec<WaitSeen>,
    pub parties: Vec<PartySeen>,
    pub recorded: Option<Recorded>,
    pub journal: Vec<JournalLine>,
    pub together: Together,
    /// What the member might take up next, where this matter is not theirs to go on with.
    pub next: Option<QueueRow>,
}

/// Fields about one subject.
#[derive(Clone, Debug)]
pub struct FieldGroup {
    /// The subject's name; `None` where it has none: the case itself, or a person who is no party.
    pub name: Option<String>,
    pub belongs_to: PartyRole,
    pub is_about_the_case: bool,
    pub fields: Vec<FieldSeen>,
}

/// A value with where it came from.
#[derive(Clone, Debug)]
pub struct FieldSeen {
    /// The subject's name, where several could be meant.
    pub whose: Option<String>,
    pub label: Wording,
    pub shown: Wording,
    /// Data set and time.
    pub source: Option<(String, Timestamp)>,
    pub state: FieldState,
    /// What somebody else says in its place, in words.
    pub otherwise: Option<Wording>,
    /// It was this old when the application was handed in, and the register has not been asked since.
    pub as_of: Option<Timestamp>,
}

/// Another matter of the case, or this one, as every office of the case may see it.
#[derive(Clone, Debug)]
pub struct SiblingSeen {
    pub name: Wording,
    pub about: Option<u32>,
    pub office: Wording,
    pub stage: Stage,
    pub due: Option<Date>,
    pub ended_at: Option<Timestamp>,
    pub is_this: bool,
    /// This matter waits, or waited, for its result.
    pub is_needed: bool,
}

#[derive(Clone, Debug)]
pub struct WaitSeen {
    pub since: Timestamp,
    pub answer_by: Option<Date>,
    pub until: Option<Timestamp>,
    pub question: String,
    pub answer: String,
    /// Since when the applicant has said that they bring it to the counter.
    pub brings_since: Option<Timestamp>,
    /// What came with the answer.
    pub files: Vec<HandedIn>,
}

/// A party by name; nothing else of them.
#[derive(Clone, Debug)]
pub struct PartySeen {
    pub role: PartyRole,
    pub name: String,
    /// `asked`, `confirmed`, `declined` ..; empty where nothing is asked.
    pub confirmation: String,
    /// Reference of the mandate under which this party acts for another.
    pub mandate: Option<String>,
}

/// What this matter's decision was, and what came of it.
#[derive(Clone, Debug)]
pub struct Recorded {
    pub is_approved: bool,
    pub reason: Option<RefusalReason>,
    pub text: String,
    /// Why the register would not take it; empty where it did.
    pub register_says: String,
    pub result: Option<(Wording, String)>,
}

/// A journal entry, ready to be said.
#[derive(Clone, Debug)]
pub struct JournalLine {
    pub at: Timestamp,
    pub who: Who,
    /// The journal's word for the step, e.g. `take-up`.
    pub step: String,
    pub from: Option<Stage>,
    pub to: Option<Stage>,
    /// The matter that moved, with the number of its subject.
    pub matter: Option<(Wording, Option<u32>)>,
}

/// Who took a step, in what capacity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// `None` for a capacity that this page does not know.
    pub capacity: Option<Capacity>,
    /// Empty for the portal itself.
    pub name: String,
}

/// What every page of an act says first.
#[derive(Clone, Debug)]
pub struct ActHead {
    pub address: MatterAddress,
    pub service: Wording,
    pub name: Wording,
    pub about: Option<u32>,
    pub version: i64,
    pub standing: Standing,
}

/// Whether the act is this member's to take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// They hold the matter and the law has this step.
    May,
    /// Somebody else holds it.
    HeldBy(String),
    /// Nobody holds it: take it up first.
    NotTakenUp,
    /// The applicant was asked before: a supervisor has to say why they are asked again.
    AskedBefore,
    /// They proposed it: another person confirms.
    Proposer,
    /// They, or somebody of their household, are a party of the case.
    OwnCase,
    /// The law has no such step from here.
    MovedOn(Stage),
}

/// Before an approval: what will be written, and where.
#[derive(Clone, Debug)]
pub struct DecisionPage {
    pub head: ActHead,
    /// `None`: nothing is written into a register, the matter is done when it is approved.
    pub writes: Option<WillBeWritten>,
    /// What the applicant gets, e.g. "identity number".
    pub result: Wording,
    pub typed: ApprovalForm,
    pub faults: Vec<FieldFault>,
}

/// Exactly what the register will get.
#[derive(Clone, Debug)]
pub struct WillBeWritten {
    /// e.g. `POPULATION/registrations`.
    pub data_set: String,
    pub fields: Vec<(Wording, Wording)>,
    /// Of the values; the approval carries it back, so that nothing is written that the page did not show.
    pub digest: String,
    /// There are identity numbers among them, of which only a part is shown until a press.
    pub hides_numbers: bool,
}

#[derive(Clone, Debug)]
pub struct RefusalPage {
    pub head: ActHead,
    pub reasons: Vec<RefusalReason>,
    pub typed: RefusalForm,
    pub faults: Vec<FieldFault>,
}

#[derive(Clone, Debug)]
pub struct QuestionPage {
    pub head: ActHead,
    /// The member is a supervisor, and a second request is theirs to allow.
    pub may_allow: bool,
    pub typed: QuestionForm,
    pub faults: Vec<FieldFault>,
}

/// A decision before it leaves the house.
#[derive(Clone, Debug)]
pub struct ProposalPage {
    /// Whether it is this member's to confirm.
    pub head: ActHead,
    pub proposed_by: String,
    /// Until when it can be recalled; `None` while it still has to be confirmed.
    pub held_until: Option<Timestamp>,
    pub may_recall: bool,
    pub recorded: Recorded,
    /// For an approval that a register records: what it will get.
    pub writes: Option<WillBeWritten>,
    pub typed: RemarkForm,
    pub faults: Vec<FieldFault>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_and_a_place_are_read_back_from_the_address() {
        for list in QueueList::ALL {
            assert_eq!(QueueList::from_code(list.code()), Some(list));
        }
        let place = QueuePlace {
            due: "2026-03-05".into(),
            id: "0195-ab".into(),
        };
        assert_eq!(QueuePlace::parse(&place.to_string()), Some(place));
    }

    #[test]
    fn nonsense_in_an_address_is_nobodys_place() {
        for text in [
            "",
            ",",
            "2026-03-05,",
            "yesterday,a",
            "2026-03-05,a b",
            "2026-03-05,' OR 1=1",
        ] {
            assert_eq!(QueuePlace::parse(text), None, "{text}");
        }
        assert_eq!(MatterAddress::parse("NB-2222-2222-2", "../x"), None);
        assert_eq!(MatterAddress::parse("nonsense", "a"), None);
    }
}
