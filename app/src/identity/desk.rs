//! What the identity pages read.

use async_trait::async_trait;
use jiff::Timestamp;

use super::{Actor, SessionKey};
use crate::error::PortalError;
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

/// What would have been sent to a mobile or by e-mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoMessage {
    /// Masked.
    pub mobile: String,
    pub text: Wording,
    /// A link that the message holds: a path within the portal.
    pub link: Option<String>,
    pub sent_at: Timestamp,
}

/// What a proof of identity is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Register,
    ForgottenPassword,
    ChangeMobile,
    /// That the new mobile is in the person's hands, after who they are was proved.
    NewMobile,
}

/// How far a session's proof of identity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProofState {
    pub purpose: Purpose,
    pub is_given: bool,
    pub expires_at: Timestamp,
}

/// Roughly what somebody signed in with, to recognise it by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Device {
    Phone,
    Tablet,
    Computer,
    #[default]
    Unknown,
}

/// One of a person's sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSession {
    pub key: SessionKey,
    pub device: Device,
    pub began: Timestamp,
    pub last_used: Timestamp,
    pub is_this_one: bool,
    /// A phone that may call for help without anybody signing in, and nothing else.
    pub is_saved_phone: bool,
}

/// What an account holds, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnAccount {
    pub name: PersonName,
    /// Masked; a member of staff has none here.
    pub number: Option<String>,
    /// Masked.
    pub mobile: Option<String>,
    /// A member of staff's login.
    pub login: Option<String>,
    pub has_password: bool,
    pub sessions: Vec<OwnSession>,
    /// Codes that a counter made for this person, newest first; for a member of staff, those that they made.
    pub counter_codes: Vec<CounterCodeLine>,
}

/// A code that a counter made for somebody whose identity card was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CounterCodeLine {
    pub made_at: Timestamp,
    /// The office whose staff made it.
    pub office: Wording,
    pub used_at: Option<Timestamp>,
}

/// The identity desk, as pages see it.
#[async_trait]
pub trait IdentityDesk: Send + Sync {
    /// Whom one can be, citizens first; empty outside demo mode.
    fn demo_choices(&self) -> Vec<DemoChoice>;

    /// What was sent to demo mobiles, newest first.
    ///
    /// # Errors
    /// `NotFound` outside demo mode.
    async fn demo_messages(&self) -> Result<Vec<DemoMessage>, PortalError>;

    /// Whether one-time codes can be sent to mobiles; otherwise they come from a counter.
    fn sends_codes(&self) -> bool;

    /// What this session typed on this page, as JSON of the page's slip.
    async fn slip(&self, session: &SessionKey, page: &str) -> Result<Option<String>, PortalError>;

    /// This session's proof of identity, run out or not.
    async fn proof_state(&self, session: &SessionKey) -> Result<Option<ProofState>, PortalError>;

    /// The signed-in person's own account.
    ///
    /// # Errors
    /// `SignInFirst` for a visitor.
    async fn own_account(
        &self,
        actor: &Actor,
        session: &SessionKey,
    ) -> Result<OwnAccount, PortalError>;
}

impl Device {
    /// From a browser's `User-Agent`.
    pub fn of(user_agent: &str) -> Self {
        let has = |part: &str| user_agent.contains(part);
        if has("iPad") || has("Tablet") || (has("Android") && !has("Mobile")) {
            Self::Tablet
        } else if has("Mobi") || has("iPhone") || has("Android") {
            Self::Phone
        } else if has("Mozilla/") {
            Self::Computer
        } else {
            Self::Unknown
        }
    }

    /// As the table holds it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Tablet => "tablet",
            Self::Computer => "computer",
            Self::Unknown => "unknown",
        }
    }

    pub fn read(text: &str) -> Self {
        [Self::Phone, Self::Tablet, Self::Computer]
            .into_iter()
            .find(|device| device.as_str() == text)
            .unwrap_or_default()
    }
}
