//! What the identity pages read.

use async_trait::async_trait;

use crate::person::PersonName;
use crate::text::Wording;

/// Somebody one can be in demo mode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoChoice {
    /// Names this person in the form.
    pub key: String,
    pub name: PersonName,
    pub situation: Wording,
    pub is_staff: bool,
}

/// The identity desk, as pages see it.
#[async_trait]
pub trait IdentityDesk: Send + Sync {
    /// Whom one can be, citizens first; empty outside demo mode.
    fn demo_choices(&self) -> Vec<DemoChoice>;
}
