//! What the pages about allowances read.

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;

use super::{
    AccountOfForm, BankReturnForm, EntitlementStage, FoundForm, LineState, Month, MonthForm,
    RunStage,
};
use crate::benefits::{Fact, Facts};
use crate::error::PortalError;
use crate::identity::{Actor, SessionKey};
use crate::newborn::StreetGroup;
use crate::text::Wording;
use crate::ui::FieldFault;

/// The one question of an application.
#[derive(Clone, Debug)]
pub struct AccountView {
    /// In whose name the account has to be.
    pub owner: String,
    /// Or in this proven guardian's.
    pub guardian: Option<String>,
    pub typed: AccountOfForm,
    pub faults: Vec<FieldFault>,
    pub back: String,
}

/// An entitlement in a list.
#[derive(Clone, Debug)]
pub struct EntitlementLine {
    pub reference: String,
    pub benefit: Wording,
    /// The person's name, where it is not the visitor's own.
    pub whose: Option<String>,
    pub stage: EntitlementStage,
    pub because: String,
    /// As decided; empty where no amount was known.
    pub amount: Wording,
    pub first_month: Month,
    /// What decides and nobody can say: a document has to show it.
    pub missing: Vec<Fact>,
    /// Paid so far, in fen.
    pub paid: i64,
}

/// One entitlement for the person, or whoever follows it for them.
#[derive(Clone, Debug)]
pub struct EntitlementView {
    pub line: EntitlementLine,
    /// Version, source and what of it is not verified.
    pub rule: Option<(String, Wording, Wording)>,
    /// Masked.
    pub account: String,
    pub office: Wording,
    pub phone: String,
    pub recheck_on: Date,
    /// The month that is paid next.
    pub next: Month,
    /// Earlier months that the next run pays with it, in fen.
    pub owed: Vec<(Month, i64)>,
    pub since: Date,
    /// While it is suspended: the last day on which one can say that it is wrong.
    pub objection_until: Option<Date>,
    pub has_objected: bool,
    pub lines: Vec<LineView>,
    /// How it goes together with what else the person has.
    pub beside: Vec<Wording>,
    pub objections: Vec<Objection>,
}

/// What somebody said, and the answer.
#[derive(Clone, Debug)]
pub struct Objection {
    pub on: Date,
    /// Empty for one press.
    pub text: String,
    /// `None`: not answered yet.
    pub answer: Option<String>,
}

/// One month of an entitlement.
#[derive(Clone, Debug)]
pub struct LineView {
    pub id: String,
    pub month: Month,
    /// 1; 2 and on for what the month was paid too little.
    pub part: i64,
    /// The month of the run that pays it, where that is a later one.
    pub arrears_in: Option<Month>,
    pub fen: i64,
    /// In fen: what was paid for the month before, by itself or by what this stands in the place of.
    pub less: i64,
    pub state: LineState,
    /// The outcome's code.
    pub why: String,
    /// The other benefit, with `set-aside`.
    pub why_of: Wording,
    pub rule: String,
    /// Reckoned without asking the population register, which was silent.
    pub unchecked: bool,
    pub changed_on: Date,
}

/// Something that is posted.
#[derive(Clone, Debug)]
pub struct PostingView {
    pub id: String,
    /// Masked.
    pub name: String,
    pub community: Wording,
    pub street: String,
    pub allowance: Wording,
    pub from: Option<Date>,
    pub until: Option<Date>,
    pub phone: String,
}

/// The desk of an office that pays.
#[derive(Clone, Debug)]
pub struct RunList {
    pub office: Wording,
    pub active: i64,
    pub runs: Vec<RunSummary>,
    /// What was typed for the next one.
    pub typed: MonthForm,
    pub faults: Vec<FieldFault>,
    pub returned: Vec<ReturnedLine>,
    /// Found out by documents, to be agreed to.
    pub found: Vec<FoundLine>,
    /// What was typed of what the bank tells later.
    pub bank_return: BankReturnForm,
    pub suspended: Vec<Suspended>,
    pub rechecks: Vec<Recheck>,
    pub objections: Vec<OpenObjection>,
}

/// A month's run in a list.
#[derive(Clone, Debug)]
pub struct RunSummary {
    pub id: String,
    pub month: Month,
    pub stage: RunStage,
    pub prepared_by: String,
    pub proposed_by: String,
    pub confirmed_by: String,
    pub done_at: Option<Timestamp>,
}

/// One run.
#[derive(Clone, Debug)]
pub struct RunView {
    pub office: Wording,
    pub summary: RunSummary,
    pub is_own_proposal: bool,
    pub of_all: i64,
    pub looked_at: i64,
    /// State, how many lines, fen together.
    pub sums: Vec<(LineState, i64, i64)>,
    /// Of these for earlier months than the run's: how many lines, fen together.
    pub arrears: (i64, i64),
    /// Of these for months that were paid too little before: how many lines, fen together.
    pub supplements: (i64, i64),
    pub chosen: Option<LineState>,
    pub lines: Vec<RunLine>,
    /// The id after which the next page begins.
    pub next: Option<String>,
}

/// A line of a run: who, how much, why.
#[derive(Clone, Debug)]
pub struct RunLine {
    pub name: String,
    pub reference: String,
    pub benefit: Wording,
    pub line: LineView,
}

/// What came back from the bank.
#[derive(Clone, Debug)]
pub struct ReturnedLine {
    pub id: String,
    pub name: String,
    pub benefit: Wording,
    pub month: Month,
    pub fen: i64,
    /// The bank's code.
    pub because: String,
    pub is_corrected: bool,
    pub is_own_correction: bool,
}

/// What an office has entered from a document.
#[derive(Clone, Debug)]
pub struct FoundLine {
    pub id: String,
    pub name: String,
    pub benefit: Wording,
    /// What it says, of which these were asked.
    pub facts: Facts,
    pub which: Vec<Fact>,
    pub document: String,
    /// Who entered it, at which office.
    pub by: String,
    pub office: Wording,
    pub on: Date,
    pub is_own: bool,
}

/// The page on which what is missing is entered.
#[derive(Clone, Debug)]
pub struct FoundView {
    pub reference: String,
    pub name: String,
    pub benefit: Wording,
    /// Empty: nothing is missing.
    pub asked: Vec<Fact>,
    pub typed: FoundForm,
    pub faults: Vec<FieldFault>,
    /// Entered already, waiting for a second person.
    pub waits: Option<FoundLine>,
}

/// Another account for what came back.
#[derive(Clone, Debug)]
pub struct CorrectionView {
    pub line: ReturnedLine,
    /// Masked: where it went.
    pub account: String,
    pub typed: AccountOfForm,
    pub faults: Vec<FieldFault>,
}

/// A suspended entitlement at its office.
#[derive(Clone, Debug)]
pub struct Suspended {
    pub reference: String,
    pub name: String,
    pub benefit: Wording,
    pub because: String,
    pub since: Date,
    /// `None`: it does not end by itself, because somebody said that it is wrong.
    pub ends_after: Option<Date>,
}

/// An entitlement that is to be looked at again.
#[derive(Clone, Debug)]
pub struct Recheck {
    pub reference: String,
    pub name: String,
    pub benefit: Wording,
    pub on: Date,
    /// From which a correction can hold, newest first.
    pub months: Vec<Month>,
}

/// What an office has to answer.
#[derive(Clone, Debug)]
pub struct OpenObjection {
    pub id: String,
    /// `posting`, `amount`, `suspension`.
    pub kind: String,
    pub about: String,
    pub text: String,
    pub on: Date,
    /// About an amount: the months from which a correction can hold, newest first.
    pub months: Vec<Month>,
}

#[async_trait]
pub trait AllowancesDesk {
    /// The question of an application for this service.
    async fn allowance_account(
        &self,
        actor: &Actor,
        service: &str,
    ) -> Result<AccountView, PortalError>;
    async fn own_entitlements(&self, actor: &Actor) -> Result<Vec<EntitlementLine>, PortalError>;
    async fn one_entitlement(
        &self,
        actor: &Actor,
        reference: &str,
    ) -> Result<EntitlementView, PortalError>;
    /// What is posted now, in one street or everywhere; with the streets to choose from.
    async fn postings(
        &self,
        street: Option<&str>,
    ) -> Result<(Vec<PostingView>, Vec<StreetGroup>), PortalError>;
    async fn posting(&self, id: &str) -> Result<PostingView, PortalError>;
    /// What people said against postings, for the community's or street's office.
    async fn posting_objections(&self, actor: &Actor) -> Result<Vec<OpenObjection>, PortalError>;
    async fn runs(
        &self,
        actor: &Actor,
        session: &SessionKey,
        review: bool,
    ) -> Result<RunList, PortalError>;
    async fn run(
        &self,
        actor: &Actor,
        id: &str,
        chosen: Option<LineState>,
        after: &str,
    ) -> Result<RunView, PortalError>;
    /// What is missing about somebody of this office's streets, to be entered from a document.
    async fn found_page(
        &self,
        actor: &Actor,
        session: &SessionKey,
        reference: &str,
    ) -> Result<FoundView, PortalError>;
    async fn returned_line(
        &self,
        actor: &Actor,
        session: &SessionKey,
        id: &str,
        review: bool,
    ) -> Result<CorrectionView, PortalError>;
}
