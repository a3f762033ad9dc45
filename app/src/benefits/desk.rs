//! What these pages read.

use std::sync::Arc;

use async_trait::async_trait;

use super::facts::Fact;
use super::faults::RuleFaultLine;
use super::form::FactsForm;
use super::rule::RuleBook;
use super::view::{Answer, OwnAnswer};
use crate::application::LeaveLine;
use crate::error::PortalError;
use crate::identity::{Actor, SessionKey};
use crate::ui::FieldFault;

/// The page of questions: what was typed before, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactsView {
    pub asked: Vec<Fact>,
    pub typed: FactsForm,
    pub faults: Vec<FieldFault>,
}

#[async_trait]
pub trait BenefitsDesk {
    /// The rules that hold in this portal.
    fn rules(&self) -> Arc<RuleBook>;

    /// What this session typed last on the page for anyone; empty after a day.
    async fn facts_typed(&self, session: &SessionKey) -> Result<FactsView, PortalError>;

    /// The answers for what this session typed; `None` where there is nothing, or nothing any more.
    async fn what_anyone_gets(&self, session: &SessionKey) -> Result<Option<Answer>, PortalError>;

    /// The registers that would be asked, with leave.
    ///
    /// # Errors
    /// `SignInFirst` for everybody but a citizen.
    async fn registers_to_ask(&self, actor: &Actor) -> Result<Vec<LeaveLine>, PortalError>;

    /// The answers from one's own registers; `None` before leave was decided in this session, and after a day.
    ///
    /// # Errors
    /// `SignInFirst` for everybody but a citizen.
    async fn what_i_get(
        &self,
        actor: &Actor,
        session: &SessionKey,
    ) -> Result<Option<OwnAnswer>, PortalError>;

    /// What no register has said, to be typed by hand; `None` as above.
    ///
    /// # Errors
    /// `SignInFirst` for everybody but a citizen.
    async fn left_to_type(
        &self,
        actor: &Actor,
        session: &SessionKey,
    ) -> Result<Option<FactsView>, PortalError>;

    /// What contradicts itself in the rules that this member's office owns.
    ///
    /// # Errors
    /// `NotFound` for an office that owns no rules.
    async fn rule_faults(&self, actor: &Actor) -> Result<Vec<RuleFaultLine>, PortalError>;
}
