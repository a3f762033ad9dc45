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
    /// What two people of an office have found out by a document, because no register said it.
    #[serde(default)]
    pub found: Vec<Fact>,
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
            found: Vec::new(),
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

    /// What a newer look at the registers has found; what it has not found stays as it was, and so does what was found out
    /// by a document for as long as the registers still say nothing clear.
    pub fn renewed(&self, newer: &Facts) -> Self {
        let stays = |fact: &Fact| !newer.knows(*fact) || newer.disputed.contains(fact);
        let found: Vec<Fact> = self.found.iter().copied().filter(stays).collect();
        let mut clear = newer.clone();
        for fact in &found {
            clear.forget(*fact);
        }
        clear.disputed.retain(|fact| !found.contains(fact));
        Self {
            born: clear.born.or(self.born),
            division: self.division.clone(),
            hardship: clear.hardship.or(self.hardship),
            disability: clear.disability.or(self.disability),
            long_disabled: clear.long_disabled.or(self.long_disabled),
            disputed: clear.disputed,
            found,
        }
    }

    /// What was found out by a document is known, whatever the registers say.
    pub fn found_out(&self, facts: &Facts, which: &[Fact]) -> Self {
        let mut known = self.clone();
        for fact in which {
            match fact {
                Fact::Born => known.born = facts.born,
                Fact::Hardship => known.hardship = facts.hardship,
                Fact::Disability => known.disability = facts.disability,
                Fact::LongDisabled => known.long_disabled = facts.long_disabled,
                // No allowance that is paid here asks for these.
                Fact::District | Fact::Care | Fact::Alone | Fact::Insurance => continue,
            }
            known.disputed.retain(|one| one != fact);
            if !known.found.contains(fact) {
                known.found.push(*fact);
            }
        }
        known
    }
}
