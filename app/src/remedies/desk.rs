//! What the pages about remedies read.

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;

use super::form::{AnswerForm, AppealForm, ComplaintForm, RatingForm};
use super::terms::RefusalSaid;
use super::{RemedyKind, RemedyStage};
use crate::case::CaseReference;
use crate::error::PortalError;
use crate::identity::{Actor, Citizen};
use crate::text::Wording;
use crate::ui::FieldFault;

/// What the pages about remedies read. Whoever is not a case's applicant, or may not handle a thing, gets
/// [`PortalError::NotFound`].
#[async_trait]
pub trait RemediesDesk {
    /// What the applicant can do, and has done, in a case: for its tracking page.
    async fn remedies_of_case(
        &self,
        me: &Citizen,
        reference: &str,
    ) -> Result<CaseRemedies, PortalError>;

    /// The refusal of one matter, as one would get it on paper.
    async fn refusal_notice(
        &self,
        me: &Citizen,
        reference: &str,
        matter: &str,
    ) -> Result<RefusalNotice, PortalError>;

    async fn appeal_page(
        &self,
        me: &Citizen,
        reference: &str,
        matter: &str,
    ) -> Result<AppealPage, PortalError>;

    async fn complaint_page(
        &self,
        me: &Citizen,
        reference: &str,
    ) -> Result<ComplaintPage, PortalError>;

    async fn rating_page(&self, me: &Citizen, reference: &str) -> Result<RatingPage, PortalError>;

    /// What the member may handle, the latest first. `after` is the last row of the page before.
    async fn remedy_queue(
        &self,
        actor: &Actor,
        list: RemedyList,
        after: Option<&RemedyPlace>,
    ) -> Result<RemedyQueue, PortalError>;

    async fn remedy_page(&self, actor: &Actor, id: &str) -> Result<RemedyPage, PortalError>;
}

/// What the applicant can do, and has done, in a case.
#[derive(Clone, Debug, Default)]
pub struct CaseRemedies {
    /// Matters that stand refused.
    pub refusals: Vec<RefusedMatter>,
    /// What was handed in, newest first.
    pub handed_in: Vec<HandedIn>,
    pub rating: RatingState,
}

/// A matter that stands refused, with everything that one can do against it.
#[derive(Clone, Debug)]
pub struct RefusedMatter {
    /// As it stands in addresses.
    pub key: String,
    pub name: Wording,
    pub said: RefusalSaid,
    /// The office's own words.
    pub text: String,
    pub appeal: AppealState,
}

/// Whether one can appeal to the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppealState {
    May,
    HandedIn,
    TooLate,
    /// No office decided: a register refused.
    NobodyDecided,
}

/// An appeal, a complaint, or what a rating set in motion, as its author sees it.
#[derive(Clone, Debug)]
pub struct HandedIn {
    pub kind: RemedyKind,
    /// The matter, else the office.
    pub about: Wording,
    pub office: Wording,
    pub handed_in_on: Date,
    pub stage: RemedyStage,
    pub due: Date,
    pub is_late: bool,
    pub text: String,
    /// Of an appeal: `upheld` or `reopened`.
    pub outcome: String,
    pub answer: String,
    pub answered_on: Option<Date>,
    /// The answer comes by phone as well.
    pub is_by_phone: bool,
}

/// Whether the case can be rated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RatingState {
    /// The case has not ended.
    #[default]
    NotYet,
    May,
    Given(i64),
}

/// A refusal as a page of its own.
#[derive(Clone, Debug)]
pub struct RefusalNotice {
    pub reference: CaseReference,
    pub service: Wording,
    pub applicant: String,
    pub refused: RefusedMatter,
}

#[derive(Clone, Debug)]
pub struct AppealPage {
    pub reference: CaseReference,
    pub refused: RefusedMatter,
    pub typed: AppealForm,
    pub faults: Vec<FieldFault>,
    /// By when there is an answer, if it is handed in today.
    pub answer_by: Date,
}

#[derive(Clone, Debug)]
pub struct ComplaintPage {
    pub reference: CaseReference,
    /// Offices of the case: id and name.
    pub offices: Vec<(String, Wording)>,
    pub typed: ComplaintForm,
    pub faults: Vec<FieldFault>,
    pub answer_by: Date,
}

#[derive(Clone, Debug)]
pub struct RatingPage {
    pub reference: CaseReference,
    pub service: Wording,
    pub state: RatingState,
    pub offices: Vec<(String, Wording)>,
    pub typed: RatingForm,
    pub faults: Vec<FieldFault>,
}

/// Which part of what lies on the desk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RemedyList {
    /// Every kind, not answered yet.
    #[default]
    Open,
    Appeals,
    Complaints,
    Rectifications,
    /// Tasks that are answered, and that a supervisor has not closed.
    Answered,
}

impl RemedyList {
    pub const ALL: [Self; 5] = [
        Self::Open,
        Self::Appeals,
        Self::Complaints,
        Self::Rectifications,
        Self::Answered,
    ];

    /// As it stands in the address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Appeals => "appeals",
            Self::Complaints => "complaints",
            Self::Rectifications => "rectifications",
            Self::Answered => "answered",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.code() == code)
    }
}

/// The last row of a page: date and id, nothing personal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemedyPlace {
    pub due: Date,
    pub id: String,
}

impl RemedyPlace {
    /// Reads `2026-03-05,ID` as it stands in an address.
    pub fn parse(text: &str) -> Option<Self> {
        let (due, id) = text.split_once(',')?;
        let is_id = !id.is_empty()
            && id.len() <= 64
            && id
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
        Some(Self {
            due: due.parse().ok().filter(|_| is_id)?,
            id: id.to_owned(),
        })
    }
}

#[derive(Clone, Debug)]
pub struct RemedyQueue {
    pub office: Wording,
    pub list: RemedyList,
    /// In the order of [`RemedyList::ALL`].
    pub counts: Vec<(RemedyList, i64)>,
    pub rows: Vec<RemedyRow>,
    pub next: Option<RemedyPlace>,
    pub is_first_page: bool,
}

#[derive(Clone, Debug)]
pub struct RemedyRow {
    pub id: String,
    pub kind: RemedyKind,
    pub reference: CaseReference,
    pub about: Wording,
    pub due: Date,
    pub is_late: bool,
    pub stage: RemedyStage,
    /// Empty: nobody.
    pub holder: String,
    pub opened_on: Date,
}

/// One appeal, complaint or task on the desk.
#[derive(Clone, Debug)]
pub struct RemedyPage {
    pub id: String,
    pub version: i64,
    pub kind: RemedyKind,
    pub reference: CaseReference,
    pub about: Wording,
    pub office: Wording,
    pub stage: RemedyStage,
    pub due: Date,
    pub is_late: bool,
    pub opened_at: Timestamp,
    /// Empty: nobody.
    pub holder: String,
    pub is_mine: bool,
    /// What a complaint is about; of a task the grade's name; empty for an appeal.
    pub topic: Option<Wording>,
    /// 1 to 5, of the rating that opened a task.
    pub grade: Option<i64>,
    pub text: String,
    /// The number to ring, for whoever has it in hand.
    pub phone: String,
    /// Of an appeal: what was refused, and why.
    pub refused: Option<(RefusalSaid, String)>,
    pub outcome: String,
    pub answer: String,
    pub answered_at: Option<Timestamp>,
    pub may: RemedyActs,
    pub typed: AnswerForm,
    pub faults: Vec<FieldFault>,
}

/// What this member may do now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RemedyActs {
    pub take_up: bool,
    pub put_back: bool,
    pub answer: bool,
    pub close: bool,
}
