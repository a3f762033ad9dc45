//! Finding a matter by what a person says at the counter: a reference, an identity number, a name, a mobile.

mod pages;

pub use pages::CaseworkFindPage;

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::desk::MatterAddress;
use crate::case::{CaseReference, Stage};
use crate::error::PortalError;
use crate::identity::Actor;
use crate::person::{Mobile, ResidentId};
use crate::text::{Text, Wording};
use crate::ui::FieldFault;

/// What the page of finding reads: what this member looked for last, and what of it their office has.
#[async_trait]
pub trait FindDesk {
    async fn find_page(&self, actor: &Actor) -> Result<FindPage, PortalError>;
}

/// What was looked for, as typed. It travels in a form only, never in an address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FindForm {
    pub words: String,
}

/// What can be looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    Reference(CaseReference),
    Number(ResidentId),
    Mobile(Mobile),
    /// A whole name in characters, its sound in letters, or the first letters; small letters, no spaces.
    Name(String),
}

impl Wanted {
    /// As the journal names the kind of search; what was looked for it never holds.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Reference(_) => "reference",
            Self::Number(_) => "number",
            Self::Mobile(_) => "mobile",
            Self::Name(_) => "name",
        }
    }
}

impl FindForm {
    /// # Errors
    /// Nothing typed, or neither a reference, a number, a mobile nor a name of two characters or more.
    pub fn parse(&self) -> Result<Wanted, Vec<FieldFault>> {
        let typed = self.words.trim();
        if let Ok(reference) = CaseReference::parse(typed) {
            return Ok(Wanted::Reference(reference));
        }
        if let Ok(number) = ResidentId::parse(typed) {
            return Ok(Wanted::Number(number));
        }
        if let Ok(mobile) = Mobile::parse(typed) {
            return Ok(Wanted::Mobile(mobile));
        }
        let name = plain_name(typed);
        let length = name.chars().count();
        if (2..=60).contains(&length) && !name.chars().any(|c| c.is_ascii_digit()) {
            return Ok(Wanted::Name(name));
        }
        Err(vec![FieldFault::new("words", Text::FindFault)])
    }
}

/// A name, or how it sounds, as it is compared: small letters, without spaces, hyphens and dots.
pub fn plain_name(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '·' | '.' | '-' | '\''))
        .flat_map(char::to_lowercase)
        .collect()
}

/// What was found. Names nobody: whoever opens a matter is recorded.
#[derive(Clone, Debug)]
pub struct FindPage {
    pub office: Wording,
    pub typed: FindForm,
    pub faults: Vec<FieldFault>,
    /// `None`: nothing was looked for lately.
    pub found: Option<Vec<Found>>,
    /// There are more than are shown.
    pub has_more: bool,
}

/// A matter of the member's own office.
#[derive(Clone, Debug)]
pub struct Found {
    pub address: MatterAddress,
    pub name: Wording,
    pub stage: Stage,
    pub due: Option<Date>,
    pub submitted_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(words: &str) -> Option<&'static str> {
        let form = FindForm {
            words: words.into(),
        };
        form.parse().ok().map(|wanted| wanted.kind())
    }

    #[test]
    fn what_is_typed_says_itself_what_it_is() {
        assert_eq!(kind(" 13800138000 "), Some("mobile"));
        assert_eq!(kind("赵秋实"), Some("name"));
        assert_eq!(kind("Zhao Qiushi"), Some("name"));
        assert_eq!(kind("zqs"), Some("name"));
        assert_eq!(kind("赵"), None);
        assert_eq!(kind(""), None);
        assert_eq!(kind("12345"), None);
        assert_eq!(plain_name("Zhao Qiu-shi"), "zhaoqiushi");
    }
}
