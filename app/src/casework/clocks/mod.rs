//! The marks that clocks have reached: the time is nearly over, over, or long over. Each stands before whom it is for,
//! until they press that they know, or until the matter has ended.

mod pages;

pub use pages::CaseworkClocksPage;
pub(in crate::casework) use pages::clocks_line;

use std::fmt;

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;

use super::desk::Holder;
use crate::case::{CaseReference, Clock, Mark};
use crate::error::PortalError;
use crate::identity::Actor;
use crate::remedies::RemedyKind;
use crate::text::Wording;

/// What the page of the clocks reads.
#[async_trait]
pub trait ClocksDesk {
    /// The marks that this member has to know of, the oldest first, 50 from `after` on.
    async fn clocks(
        &self,
        actor: &Actor,
        after: Option<&MarkPlace>,
    ) -> Result<ClocksPage, PortalError>;

    /// How many they are; none for whoever is no member of staff.
    async fn count_clocks(&self, actor: &Actor) -> Result<i64, PortalError>;
}

/// One mark, and the last row of a page: the next page begins after it. Holds nothing personal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkPlace {
    /// Microseconds since 1970.
    pub at: i64,
    /// Id of the matter, the case or the remedy.
    pub record: String,
    /// e.g. `promised-over`.
    pub mark: String,
}

impl MarkPlace {
    /// Reads `1772755200000000,ID,promised-over` as it stands in an address or a form.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, ',');
        let (at, record, mark) = (parts.next()?, parts.next()?, parts.next()?);
        let is_word = |word: &str| {
            !word.is_empty()
                && word.len() <= 64
                && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        (is_word(record) && is_word(mark)).then_some(())?;
        Some(Self {
            at: at.parse().ok()?,
            record: record.to_owned(),
            mark: mark.to_owned(),
        })
    }
}

impl fmt::Display for MarkPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{},{}", self.at, self.record, self.mark)
    }
}

/// One page of marks.
#[derive(Clone, Debug)]
pub struct ClocksPage {
    pub office: Wording,
    pub count: i64,
    pub rows: Vec<MarkSeen>,
    /// `None`: these are the last.
    pub next: Option<MarkPlace>,
    pub is_first_page: bool,
}

/// A mark, as it is told.
#[derive(Clone, Debug)]
pub struct MarkSeen {
    pub place: MarkPlace,
    pub clock: Clock,
    pub mark: Mark,
    /// The matter's name, or the service's where it is the whole case or a remedy.
    pub name: Wording,
    pub is_whole_case: bool,
    /// An appeal, a complaint or a task about the case.
    pub remedy: Option<RemedyKind>,
    pub reference: CaseReference,
    /// Where it is opened; `None`: it is another office's.
    pub address: Option<String>,
    /// Which office has the matter; `None`: it is one's own, or the whole case.
    pub office: Option<Wording>,
    pub holder: Option<Holder>,
    /// The date that the clock ran towards.
    pub due: Date,
    pub at: Timestamp,
}
