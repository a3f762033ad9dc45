//! What the pages about notices read.

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::case::CaseReference;
use crate::error::PortalError;
use crate::identity::{Actor, Citizen};
use crate::text::Wording;

/// A way out of the house. The portal itself is none: a notice always stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    Email,
    Sms,
}

impl Channel {
    /// As the tables hold it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
        }
    }

    pub fn read(text: &str) -> Option<Self> {
        [Self::Email, Self::Sms]
            .into_iter()
            .find(|channel| channel.as_str() == text)
    }
}

/// How far a notice has come on one way out of the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryState {
    /// Not tried yet.
    Waiting,
    /// A mail server or gateway has taken it.
    Sent,
    /// It has not got through and is tried again.
    Failing,
    /// Tried so often that whoever runs the portal was told; hardly tried any more.
    Undelivered,
    /// There is no such address.
    Refused,
    /// Turned off before it could be sent.
    Unwanted,
}

impl DeliveryState {
    /// As the table holds it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failing => "failing",
            Self::Undelivered => "undelivered",
            Self::Refused => "refused",
            Self::Unwanted => "unwanted",
        }
    }

    pub fn read(text: &str) -> Option<Self> {
        [
            Self::Waiting,
            Self::Sent,
            Self::Failing,
            Self::Undelivered,
            Self::Refused,
            Self::Unwanted,
        ]
        .into_iter()
        .find(|state| state.as_str() == text)
    }
}

/// One notice on one way out of the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivery {
    pub channel: Channel,
    pub state: DeliveryState,
    /// When it was sent, or since when it has not got through.
    pub at: Timestamp,
}

/// A page of somebody's notices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notices {
    pub notices: Vec<NoticeLine>,
    pub next: Option<String>,
}

/// One notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeLine {
    pub id: String,
    pub reference: CaseReference,
    /// What happened.
    pub event: Option<Wording>,
    /// Where the case stood when it was written: the sentence of the tracking page.
    pub sentence: Wording,
    pub at: Timestamp,
    pub is_read: bool,
    /// How it left the house; empty: it stands in the portal only.
    pub deliveries: Vec<Delivery>,
}

/// One way to be told, as its owner chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenChannel {
    pub is_on: bool,
    /// Where to, masked; `None`: nothing is confirmed yet.
    pub to: Option<String>,
    /// Whether this portal can send by this way at all.
    pub can_send: bool,
}

/// How somebody is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choices {
    pub sms: ChosenChannel,
    pub email: ChosenChannel,
    /// An address that a link was sent to, and until when it works.
    pub unconfirmed: Option<LinkToConfirm>,
}

/// A link that proves an e-mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkToConfirm {
    /// The address, in full: it is its owner's own page.
    pub address: String,
    pub expires_at: Timestamp,
}

/// What does not get out of the house.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stuck {
    /// Entries in registers and questions to them.
    pub registers: i64,
    /// E-mails and SMS.
    pub messages: i64,
    /// Since when the first of them is stuck.
    pub since: Option<Timestamp>,
}

/// What the pages about notices read.
#[async_trait]
pub trait NoticeDesk: Send + Sync {
    /// This person's notices, newest first; `before` is [`Notices::next`] of the page before.
    async fn notices(&self, me: &Citizen, before: Option<String>) -> Result<Notices, PortalError>;

    /// What this person was told last about a case.
    async fn last_notice(
        &self,
        me: &Citizen,
        reference: &CaseReference,
    ) -> Result<Option<NoticeLine>, PortalError>;

    /// How this person is told.
    async fn notice_choices(&self, me: &Citizen) -> Result<Choices, PortalError>;

    /// The address that this link proves.
    ///
    /// # Errors
    /// `NotFound` for a link that does not work (any more) or was made for somebody else.
    async fn link_to_confirm(
        &self,
        me: &Citizen,
        token: &str,
    ) -> Result<LinkToConfirm, PortalError>;

    /// What does not get out of the house, for the staff.
    ///
    /// # Errors
    /// `NotFound` for everybody else.
    async fn stuck(&self, actor: &Actor) -> Result<Stuck, PortalError>;
}
