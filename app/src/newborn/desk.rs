//! What the pages of a birth read.

use async_trait::async_trait;
use jiff::civil::Date;

use super::form::{AccountForm, ChildForm, EthnicityForm, HouseholdForm, OtherParentForm};
use crate::error::PortalError;
use crate::identity::Actor;
use crate::text::Wording;
use crate::ui::FieldFault;

/// One child's page.
#[derive(Clone, Debug)]
pub struct ChildView {
    /// 1 for the first.
    pub number: usize,
    pub children: usize,
    /// The hospital's record: sex and time of birth, where it exists. Then only the name is asked.
    pub born: Option<(Wording, Wording)>,
    pub mother: String,
    pub father: String,
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
pub struct EthnicityView {
    pub mine: String,
    pub typed: EthnicityForm,
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
    pub typed: OtherParentForm,
    pub faults: Vec<FieldFault>,
    pub back: String,
}

#[async_trait]
pub trait NewbornDesk {
    async fn child(&self, actor: &Actor, number: usize) -> Result<ChildView, PortalError>;
    async fn household(&self, actor: &Actor) -> Result<HouseholdView, PortalError>;
    async fn ethnicity(&self, actor: &Actor) -> Result<EthnicityView, PortalError>;
    async fn account(&self, actor: &Actor) -> Result<AccountView, PortalError>;
    async fn other_parent(&self, actor: &Actor) -> Result<OtherParentView, PortalError>;
}
