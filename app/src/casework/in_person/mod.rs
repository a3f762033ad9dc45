//! The other party in person: whoever cannot or will not confirm on a page of their own confirms at the counter, with
//! their identity card, and gives there what only they can give.

mod pages;

pub use pages::CaseworkInPersonPage;

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::desk::{ActHead, MatterAddress};
use crate::error::PortalError;
use crate::identity::Actor;
use crate::text::{Text, Wording};
use crate::ui::FieldFault;

/// What the page of the other party in person reads.
#[async_trait]
pub trait InPersonDesk {
    /// [`PortalError::NotFound`] for a matter for which nobody has to come.
    async fn in_person_page(
        &self,
        actor: &Actor,
        address: &MatterAddress,
    ) -> Result<InPersonPage, PortalError>;
}

#[derive(Clone, Debug)]
pub struct InPersonPage {
    pub head: ActHead,
    /// The other party's name.
    pub confirmer: String,
    /// They have still to confirm; otherwise only something that they alone can give is left.
    pub wants_confirmation: bool,
    pub asks: Vec<InPersonQuestion>,
    pub typed: InPersonForm,
    pub faults: Vec<FieldFault>,
}

/// Something that only the other party can give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InPersonQuestion {
    pub name: &'static str,
    pub label: Text,
    pub hint: Text,
    /// Value and words; empty: it is typed.
    pub choices: Vec<(String, Wording)>,
}

/// What was ticked and typed, by name. `card`: the identity card was seen; `agrees`: they confirm.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InPersonForm(pub BTreeMap<String, String>);

impl InPersonForm {
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// What is wrong with the two ticks; `wants_confirmation`: the second one is asked for.
    pub fn faults(&self, wants_confirmation: bool) -> Vec<FieldFault> {
        let mut faults = Vec::new();
        if self.get("card").is_empty() {
            faults.push(FieldFault::new("card", Text::InPersonCardMissing));
        }
        if wants_confirmation && self.get("agrees").is_empty() {
            faults.push(FieldFault::new("agrees", Text::InPersonAgreesMissing));
        }
        faults
    }
}
