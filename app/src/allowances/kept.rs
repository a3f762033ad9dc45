//! The facts on which an amount rests, as they are kept, sealed, beside it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::benefits::{Disability, District, Fact, Facts, Hardship};

/// What was known about a person when an amount was reckoned: enough to reckon it again at any time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFacts {
    pub born: Option<Date>,
    /// Six digits of the division where the household is registered.
    pub division: String,
    pub hardship: Option<Hardship>,
    pub disability: Option<Disability>,
    pub long_disabled: Option<bool>,
    /// What two registers say differently.
    pub disputed: Vec<Fact>,
}

impl KeptFacts {
    pub fn of(facts: &Facts, division: &str) -> Self {
        Self {
            born: facts.born,
            division: division.get(..6).unwrap_or(division).to_owned(),
            hardship: facts.hardship,
            disability: facts.disability,
            long_disabled: facts.long_disabled,
            disputed: facts.disputed.clone(),
        }
    }

    /// As they are judged on a day.
    pub fn on(&self, day: Date) -> Facts {
        Facts {
            born: self.born,
            district: Some(District::of(&self.division)),
            hardship: self.hardship,
            disability: self.disability,
            long_disabled: self.long_disabled,
            disputed: self.disputed.clone(),
            ..Facts::unknown(day)
        }
    }

    /// What a newer look has found; what it has not found stays as it was.
    pub fn renewed(&self, newer: &Facts) -> Self {
        Self {
            born: newer.born.or(self.born),
            division: self.division.clone(),
            hardship: newer.hardship.or(self.hardship),
            disability: newer.disability.or(self.disability),
            long_disabled: newer.long_disabled.or(self.long_disabled),
            disputed: newer.disputed.clone(),
        }
    }
}
