//! What the question page reads.

use async_trait::async_trait;

use super::form::ElderForm;
use crate::error::PortalError;
use crate::identity::Actor;
use crate::ui::FieldFault;

#[derive(Clone, Debug)]
pub struct ElderView {
    /// In whose name the account has to be.
    pub owner: String,
    pub typed: ElderForm,
    pub faults: Vec<FieldFault>,
    pub back: String,
}

#[async_trait]
pub trait OldAgeAllowanceDesk {
    async fn elder(&self, actor: &Actor) -> Result<ElderView, PortalError>;
}
