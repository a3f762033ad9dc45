//! The pages of the desk.

pub(super) mod acts;
mod matter;
mod next;
pub(super) mod phrases;
mod proposal;
pub(super) mod queue;

pub use acts::{CaseworkDecisionPage, CaseworkQuestionPage, CaseworkRefusalPage};
pub use matter::CaseworkMatterPage;
pub use proposal::CaseworkProposalPage;
pub use queue::CaseworkQueuePage;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::desk::MatterAddress;
use crate::error::PortalError;

/// The matter that this page's address names.
pub(super) fn address() -> Result<MatterAddress, PortalError> {
    let params = use_params_map().get_untracked();
    let part = |name: &str| params.get(name).unwrap_or_default();
    MatterAddress::parse(&part("reference"), &part("matter")).ok_or(PortalError::NotFound)
}
