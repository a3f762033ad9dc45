//! What the pages of a birth read.

use async_trait::async_trait;
use jiff::civil::Date;

use super::form::{
    AccountForm, ChildAsks, ChildForm, EthnicityAsks, EthnicityForm, HouseholdForm, OtherParentForm,
};
use crate::error::PortalError;
use crate::identity::{Actor, Citizen};
use crate::text::Wording;
use crate::ui::FieldFault;

/// Why something is asked that a register could have said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskedBecause {
    /// The register does not answer now: what is typed is checked with it later.
    Silent,
    /// The register's owner does not let it answer: the office looks at the paper.
    Denied,
    /// No register is asked about it: the office looks at the paper.
    Unasked,
}

/// One child's page.
#[derive(Clone, Debug)]
pub struct ChildView {
    /// 1 for the first.
    pub number: usize,
    pub children: usize,
    pub asks: ChildAsks,
    pub because: AskedBecause,
    /// Whether the page asks if another child was born with this one.
    pub asks_another: bool,
    /// As the certificate has it.
    pub name: Option<String>,
    /// The hospital's record: sex and date of birth, where it exists.
    pub born: Option<(Wording, Wording)>,
    /// Names as far as they are known; empty otherwise.
    pub mother: String,
    pub father: String,
    /// What was typed is neither parent's surname.
    pub asks_why: bool,
    /// By when the birth must be declared: one month.
    pub last_day: Option<Date>,
    pub typed: ChildForm,
    pub faults: Vec<FieldFault>,
    pub back: String,
}

/// The streets of one division, for a select.
#[derive(Clone, Debug)]
pub struct StreetGroup {
    pub division: Wording,
    /// Nine-digit code and name.
    pub streets: Vec<(String, Wording)>,
}

#[derive(Clone, Debug)]
pub struct HouseholdView {
    /// Where the applicant's own household is, as the register says.
    pub mine: Option<Wording>,
    pub other_parent: String,
    pub streets: Vec<StreetGroup>,
    pub typed: HouseholdForm,
    pub faults: Vec<FieldFault>,
    pub back: String,
}

#[derive(Clone, Debug)]
pub struct AccountView {
    /// Whose account it must be: the applicant's own name.
    pub holder: String,
    pub typed: AccountForm,
    pub faults: Vec<FieldFault>,
    pub back: String,
}

#[derive(Clone, Debug)]
pub struct OtherParentView {
    pub because: AskedBecause,
    pub typed: OtherParentForm,
    pub faults: Vec<FieldFault>,
    pub back: String,
}

/// The child's ethnicity, asked of the parent who confirms.
#[derive(Clone, Debug)]
pub struct EthnicityView {
    pub asks: EthnicityAsks,
    /// Name of the parent who applied. Never that parent's ethnicity.
    pub applicant: String,
    /// The reader's own, as the register has it; empty where it is not known.
    pub mine: String,
    pub typed: EthnicityForm,
    pub faults: Vec<FieldFault>,
    pub back: String,
}

/// The account of a mother who did not apply herself.
#[derive(Clone, Debug)]
pub struct MothersAccountView {
    /// Whose account it must be: the reader's own name.
    pub holder: String,
    /// Who applied, and is never shown it.
    pub applicant: String,
    pub typed: AccountForm,
    pub faults: Vec<FieldFault>,
    pub back: String,
}

/// What the pages of a birth read.
#[async_trait]
pub trait NewbornDesk {
    async fn child(&self, actor: &Actor, number: usize) -> Result<ChildView, PortalError>;
    async fn household(&self, actor: &Actor) -> Result<HouseholdView, PortalError>;
    async fn account(&self, actor: &Actor) -> Result<AccountView, PortalError>;
    async fn other_parent(&self, actor: &Actor) -> Result<OtherParentView, PortalError>;

    /// The child's ethnicity, for whoever confirmed this invitation; `None` where it is not asked (any more).
    async fn childs_ethnicity(
        &self,
        me: &Citizen,
        token: &str,
    ) -> Result<Option<EthnicityView>, PortalError>;

    /// The reader's own account, for whoever confirmed this invitation; `None` where it is not asked (any more).
    async fn mothers_account(
        &self,
        me: &Citizen,
        token: &str,
    ) -> Result<Option<MothersAccountView>, PortalError>;
}
