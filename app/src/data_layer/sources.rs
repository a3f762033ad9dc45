//! How the portal treats what a register answered: how long an answer may be used again. `app/definitions/sources.toml`,
//! read once.

use std::sync::LazyLock;

use jiff::SignedDuration;
use serde::Deserialize;

/// What holds for all registers together.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sources {
    pub version: String,
    pub kept: Vec<Kept>,
}

/// How long answers of one data set may be used again.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    pub set: String,
    fresh_minutes: i64,
    stale_hours: i64,
}

static SOURCES: LazyLock<Sources> = LazyLock::new(|| {
    toml::from_str(include_str!("../../definitions/sources.toml"))
        .expect("the sources' definitions are part of the program and tested")
});

/// The definitions.
pub fn sources() -> &'static Sources {
    &SOURCES
}

impl Sources {
    /// How long answers of this data set may be used again; `None`: not at all.
    pub fn kept(&self, set: &str) -> Option<&Kept> {
        self.kept.iter().find(|kept| kept.set == set)
    }
}

impl Kept {
    /// Whether an answer of this age need not be asked for again. One from the future is none.
    pub fn is_fresh(&self, age: SignedDuration) -> bool {
        !age.is_negative() && age < SignedDuration::from_mins(self.fresh_minutes)
    }

    /// Whether an answer of this age may stand in for one that does not come.
    pub fn may_stand_in(&self, age: SignedDuration) -> bool {
        !age.is_negative() && age <= SignedDuration::from_hours(self.stale_hours)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data_layer::catalogue;

    #[test]
    fn every_data_set_that_is_named_is_catalogued() {
        for kept in &sources().kept {
            assert!(catalogue().set(&kept.set).is_some(), "{}", kept.set);
            let stale = SignedDuration::from_hours(kept.stale_hours);
            assert!(!kept.is_fresh(stale), "{}", kept.set);
        }
    }

    #[test]
    fn an_answer_ages_and_one_from_the_future_is_none() {
        let kept = sources().kept("POPULATION/persons").expect("named");
        let hours = SignedDuration::from_hours;
        assert!(kept.is_fresh(SignedDuration::from_mins(29)));
        assert!(!kept.is_fresh(SignedDuration::from_mins(30)));
        assert!(kept.may_stand_in(hours(72)));
        assert!(!kept.may_stand_in(hours(73)));
        assert!(!kept.is_fresh(hours(-1)) && !kept.may_stand_in(hours(-1)));
        assert!(sources().kept("INSURANCE/persons").is_none());
    }
}
