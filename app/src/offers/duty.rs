//! Under which duty a department looks into what it holds itself, and nothing else: data
//! (`app/definitions/duties.toml`), shown to whomever it is about.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use crate::benefits::Evidence;
use crate::text::Wording;

/// Records that come of a department's own work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Held {
    /// What it pays, with the facts on which that rests.
    Allowances,
    /// What its assessments have found.
    Findings,
}

/// A department's duty to tell people, with what it may look at for that.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Duty {
    pub code: String,
    pub department: String,
    pub name: Wording,
    pub holds: Vec<Held>,
    /// Codes of what it may tell of.
    pub benefits: Vec<String>,
    /// The day from which it looks.
    pub since: Date,
    pub evidence: Evidence,
    /// The legal basis, to be printed as it is.
    pub basis: Wording,
    /// What of it is not verified; empty where everything is.
    pub unverified: Wording,
}

#[derive(Deserialize)]
struct File {
    duty: Vec<Duty>,
}

static DUTIES: LazyLock<Vec<Duty>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../definitions/duties.toml"))
        .expect("a test reads the file that is built in");
    file.duty
});

/// Every duty that is known here.
pub fn duties() -> &'static [Duty] {
    &DUTIES
}

/// The duty with this code.
pub fn duty_of(code: &str) -> Option<&'static Duty> {
    DUTIES.iter().find(|duty| duty.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::benefits::RuleBook;

    #[test]
    fn every_duty_says_on_what_it_rests_and_tells_only_of_what_has_rules() {
        let book = RuleBook::built_in(true).expect("the built-in rules are right");
        for duty in duties() {
            assert!(!duty.holds.is_empty() && !duty.benefits.is_empty());
            for benefit in &duty.benefits {
                assert!(book.benefit(benefit).is_some(), "{benefit}");
            }
            for said in [&duty.name, &duty.basis] {
                assert!(!said.zh.is_empty() && !said.en.is_empty());
            }
            assert!(
                duty.evidence == Evidence::Fo || !duty.unverified.zh.is_empty(),
                "{} says what is not verified",
                duty.code
            );
            assert_eq!(duty_of(&duty.code), Some(duty));
        }
    }
}
