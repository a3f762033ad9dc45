//! How an allowance is paid once it is granted: data (`app/definitions/allowances.toml`), by allowance and rule version.

use std::sync::LazyLock;

use serde::Deserialize;

use super::Month;
use crate::case::WorkingDays;
use crate::text::Wording;

/// An allowance that can be applied for here, and is paid by an office.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Allowance {
    /// The service by which one applies.
    pub service: String,
    /// Its rules: [`crate::benefits::Benefit::code`].
    pub benefit: String,
    /// Code of the matter whose end makes the entitlement.
    pub decides: String,
    /// Where no rule is entered, people of this age may ask nevertheless.
    pub asks_from: i16,
    /// Data sets by code: what its rules ask about a person.
    pub registers: Vec<String>,
    pub terms: Vec<Terms>,
}

/// What holds for payments under some versions of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Terms {
    /// Versions of the rule; empty: every other.
    #[serde(default)]
    pub rules: Vec<String>,
    /// The matters through which it goes, by code in their order, the deciding one among them.
    pub chain: Vec<String>,
    /// For so many working days it is shown to everybody before it is decided; nothing where the chain has no posting.
    #[serde(default)]
    pub posting_days: WorkingDays,
    /// After so many months it is posted again while it is paid; 0: never.
    #[serde(default)]
    pub reposting_months: i64,
    pub first_month: FirstMonth,
    /// After so many months somebody looks again whether it still holds.
    pub recheck_months: i64,
    /// For so many days after a suspension somebody can say that it is wrong.
    pub objection_days: i64,
    /// A quarterly sum is paid in this month of the quarter, 1 to 3.
    pub quarter_month: i64,
    /// A yearly sum is paid in this month, 1 to 12.
    pub year_month: i64,
    /// Where this was read, and what of it is not verified.
    pub evidence: Wording,
}

/// From which month an allowance is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FirstMonth {
    /// The month in which it was applied for.
    Application,
    /// The month after the one in which it was decided.
    AfterConclusion,
}

impl FirstMonth {
    pub fn from(self, applied: Month, concluded: Month) -> Month {
        match self {
            Self::Application => applied,
            Self::AfterConclusion => concluded.next(),
        }
    }
}

impl Allowance {
    /// The terms for a version of its rule.
    pub fn terms(&self, rule: &str) -> &Terms {
        self.terms
            .iter()
            .find(|terms| terms.rules.iter().any(|named| named == rule))
            .or_else(|| self.terms.iter().find(|terms| terms.rules.is_empty()))
            .expect("a test sees to it that every allowance has terms without a version")
    }
}

#[derive(Deserialize)]
struct File {
    allowance: Vec<Allowance>,
}

static ALLOWANCES: LazyLock<Vec<Allowance>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../definitions/allowances.toml"))
        .expect("a test reads the file that is built in");
    file.allowance
});

/// Every allowance that is paid by way of this portal.
pub fn allowances() -> &'static [Allowance] {
    &ALLOWANCES
}

/// The allowance that this service leads to.
pub fn allowance_of(service: &str) -> Option<&'static Allowance> {
    ALLOWANCES.iter().find(|one| one.service == service)
}
