//! What the pages of an application read.

use async_trait::async_trait;
use jiff::{Timestamp, civil::Date};

use super::forms::{ByHandForm, DeclarationForm, LeaveForm, WrongForm};
use crate::benefits::Fact;
use crate::case::FieldState;
use crate::error::PortalError;
use crate::identity::Actor;
use crate::newborn::StreetGroup;
use crate::text::{Said, Wording};
use crate::ui::FieldFault;

/// Why an application takes another way, which, and what may help instead with our own page for it.
#[derive(Clone, Debug)]
pub struct DetourView {
    pub heading: Said,
    pub paragraphs: Vec<Said>,
    pub instead: Vec<(Wording, Option<String>)>,
}

/// The public guide of a service.
#[derive(Clone, Debug)]
pub struct GuideView {
    pub service: String,
    pub name: Wording,
    pub summary: Wording,
    /// Who can have it.
    pub who: Wording,
    pub promised_days: i64,
    /// What it costs, where that is not simply nothing.
    pub cost: Option<Wording>,
    pub matters: Vec<GuideMatter>,
    /// Version of the definition, and where its facts were read.
    pub version: String,
    pub evidence: Wording,
    /// The signed-in citizen's draft that can be continued.
    pub draft: Option<DraftView>,
    /// The citizen's own name, and whom they may apply for: reference of the mandate and name. Empty where it is for
    /// oneself only.
    pub own_name: String,
    /// One may apply for somebody else, with their leave.
    pub may_be_for_another: bool,
    pub for_whom: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
pub struct GuideMatter {
    pub name: Wording,
    pub gives: Wording,
    /// Code of the department, as in the directory.
    pub department: String,
    pub promised_days: i64,
    pub is_elsewhere: bool,
}

/// A draft that waits to be continued.
#[derive(Clone, Debug)]
pub struct DraftView {
    pub service: String,
    pub name: Wording,
    /// Where it goes on.
    pub next: String,
    pub started_at: Timestamp,
    /// The last day on which it is kept.
    pub kept_until: Date,
    /// By when the law wants it handed in, where that is known.
    pub last_day: Option<Date>,
}

/// One register that would be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaveLine {
    /// Code of the data set.
    pub data_set: String,
    pub register: Wording,
    pub what: Wording,
    pub why: Wording,
}

#[derive(Clone, Debug)]
pub struct LeaveView {
    pub service_name: Wording,
    pub lines: Vec<LeaveLine>,
    /// As ticked before, or all.
    pub typed: LeaveForm,
    pub kept_until: Date,
}

/// One value that a register gave.
#[derive(Clone, Debug)]
pub struct KnownValue {
    /// `subject.name`: names it in the address of the page that says it is wrong.
    pub key: String,
    pub label: Wording,
    pub value: Wording,
    pub source: Wording,
    pub at: Timestamp,
    /// The register does not answer now: this is what it said then.
    pub is_stale: bool,
    /// What the citizen says instead.
    pub disputed: Option<String>,
}

#[derive(Clone, Debug)]
pub struct KnownGroup {
    pub title: Wording,
    pub values: Vec<KnownValue>,
}

/// What is to be typed because no register says it.
#[derive(Clone, Debug)]
pub struct ByHandView {
    /// Where the person is registered; empty: it is known.
    pub streets: Vec<StreetGroup>,
    pub facts: Vec<Fact>,
    pub typed: ByHandForm,
    pub faults: Vec<FieldFault>,
    pub back: String,
}

#[derive(Clone, Debug)]
pub struct KnownView {
    pub groups: Vec<KnownGroup>,
    /// Registers that did not answer now: the form goes on without them.
    pub silent: Vec<Wording>,
    /// Registers whose owners do not let them answer: the form goes on without them, too.
    pub denied: Vec<Wording>,
    /// Registers that were not asked, because leave was refused.
    pub unasked: Vec<Wording>,
    pub next: String,
}

/// The page that says a value is wrong.
#[derive(Clone, Debug)]
pub struct WrongView {
    pub label: Wording,
    pub value: Wording,
    pub source: Wording,
    pub typed: WrongForm,
}

/// One matter on the page of choice.
#[derive(Clone, Debug)]
pub struct MatterChoice {
    pub code: String,
    pub name: Wording,
    pub gives: Wording,
    /// Why it cannot be had now; chosen ones have no reason.
    pub impossible: Option<Wording>,
    /// Already there, with its result.
    pub done: Option<Wording>,
}

#[derive(Clone, Debug)]
pub struct MattersView {
    pub service_name: Wording,
    pub choices: Vec<MatterChoice>,
    pub chosen: Vec<String>,
    pub faults: Vec<crate::ui::FieldFault>,
    pub back: String,
}

/// Who checks what was typed in a register's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckedBy {
    /// The register, once it answers.
    Register,
    /// The office, with the papers: the register is not asked.
    Office,
}

#[derive(Clone, Debug)]
pub struct CheckRow {
    pub label: Wording,
    pub value: Wording,
    pub source: Option<(Wording, Timestamp)>,
    pub state: FieldState,
    /// Where it was typed by hand because a source was silent: who checks it.
    pub by_hand: Option<CheckedBy>,
    /// Where to change it.
    pub change: Option<String>,
}

#[derive(Clone, Debug)]
pub struct CheckGroup {
    pub title: Wording,
    pub rows: Vec<CheckRow>,
}

#[derive(Clone, Debug)]
pub struct CheckMatter {
    pub name: Wording,
    pub office: Wording,
    pub is_done: bool,
    pub is_elsewhere: bool,
    pub waits_for_confirmation: bool,
}

/// Who is told of an application that somebody makes for another.
#[derive(Clone, Debug)]
pub struct CheckActing {
    pub name: String,
    /// How that person is told besides in the portal.
    pub way: Wording,
    /// Whether the one who applies is told too.
    pub tells_holder: bool,
}

/// Everything on one page, before it is handed in.
#[derive(Clone, Debug)]
pub struct CheckView {
    pub service_name: Wording,
    pub groups: Vec<CheckGroup>,
    pub matters: Vec<CheckMatter>,
    /// Where the matters can be chosen again; `None` where there is no choice.
    pub change_matters: Option<String>,
    pub declaration: Wording,
    pub typed: DeclarationForm,
    /// Whom the submission will ask to confirm, as the definition calls them.
    pub confirmer: Option<Wording>,
    /// Where somebody acts for another: who will be told.
    pub acting: Option<CheckActing>,
    /// Which draft this is.
    pub draft: String,
    pub back: String,
}

/// What every application's pages read. `service` is the code in the address; unknown ones are not found.
#[async_trait]
pub trait ApplicationDesk {
    /// What is to be typed where registers say nothing.
    ///
    /// # Errors
    /// `NotFound` where they have said everything.
    async fn by_hand(&self, actor: &Actor, service: &str) -> Result<ByHandView, PortalError>;

    async fn guide(&self, actor: &Actor, service: &str) -> Result<GuideView, PortalError>;
    /// Drafts of this citizen that can be continued.
    async fn drafts(&self, actor: &Actor) -> Result<Vec<DraftView>, PortalError>;
    async fn leave(&self, actor: &Actor, service: &str) -> Result<LeaveView, PortalError>;
    async fn known(&self, actor: &Actor, service: &str) -> Result<KnownView, PortalError>;
    async fn wrong(
        &self,
        actor: &Actor,
        service: &str,
        key: &str,
    ) -> Result<WrongView, PortalError>;
    async fn matters(&self, actor: &Actor, service: &str) -> Result<MattersView, PortalError>;
    async fn check(&self, actor: &Actor, service: &str) -> Result<CheckView, PortalError>;
    /// Why this person's application takes another way, and which: for the quiet page.
    async fn detour(&self, actor: &Actor, service: &str) -> Result<DetourView, PortalError>;
}
