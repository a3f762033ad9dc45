//! Who is rung when, what is watched, and what is published: read from `app/definitions/one-key-call.toml`.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::text::Text;

/// Who is rung.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RungWhom {
    /// The desk of the street's own station.
    Station,
    /// Everybody whom the person named, at once.
    Contact,
    GridWorker,
    /// The desk of the district.
    Platform,
    /// The desk of the station next door.
    Neighbour,
    /// Every desk is reminded that 120 has not been called.
    #[serde(rename = "prompt-120")]
    Prompt120,
}

impl RungWhom {
    pub const ALL: [Self; 6] = [
        Self::Station,
        Self::Contact,
        Self::GridWorker,
        Self::Platform,
        Self::Neighbour,
        Self::Prompt120,
    ];
    /// Those who are rung again and again.
    pub const DESKS: [Self; 3] = [Self::Station, Self::Platform, Self::Neighbour];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Station => "station",
            Self::Contact => "contact",
            Self::GridWorker => "grid-worker",
            Self::Platform => "platform",
            Self::Neighbour => "neighbour",
            Self::Prompt120 => "prompt-120",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|whom| whom.code() == code)
    }

    pub const fn text(self) -> Text {
        match self {
            Self::Station => Text::CallWhomStation,
            Self::Contact => Text::CallWhomContact,
            Self::GridWorker => Text::CallWhomGridWorker,
            Self::Platform => Text::CallWhomPlatform,
            Self::Neighbour => Text::CallWhomNeighbour,
            Self::Prompt120 => Text::CallWhomPrompt120,
        }
    }
}

/// Who is rung together, and so many seconds after the press.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    pub after: i64,
    pub ring: Vec<RungWhom>,
}

/// In seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Times {
    /// A press within this time of the last one is the same press.
    pub same_press: i64,
    /// How long after the last tier all desks are rung again, the first time.
    pub again_after: i64,
    pub act_within: i64,
    pub there_within: i64,
}

/// What is looked after before anybody presses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Watch {
    pub silent_hours: i64,
    pub quiet_days: i64,
    /// Percent.
    pub battery: i64,
    pub test_days: i64,
    pub check_days: i64,
}

/// What a norm is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Norm {
    /// A desk has answered.
    Answered,
    /// Somebody is with the person.
    Attended,
}

/// So many in a thousand within so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NormLine {
    pub what: Norm,
    pub within: i64,
    pub permille: i64,
}

/// Everything of the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallTerms {
    tier: Vec<Tier>,
    pub times: Times,
    pub watch: Watch,
    norm: Vec<NormLine>,
}

/// Pauses between two rounds of ringing double until this many seconds.
const LONGEST_PAUSE: i64 = 3_600;

static TERMS: LazyLock<CallTerms> = LazyLock::new(|| {
    toml::from_str(include_str!("../../definitions/one-key-call.toml"))
        .expect("one-key-call.toml is read by a test")
});

/// What holds here.
pub fn call_terms() -> &'static CallTerms {
    &TERMS
}

impl CallTerms {
    pub fn tiers(&self) -> &[Tier] {
        &self.tier
    }

    pub fn norms(&self) -> &[NormLine] {
        &self.norm
    }

    /// So many seconds after the press the tier of this place is rung; after the last tier all desks, again and again.
    pub fn rung_after(&self, place: usize) -> i64 {
        let last = self.tier.last().map_or(0, |tier| tier.after);
        match self.tier.get(place) {
            Some(tier) => tier.after,
            None => (self.tier.len()..=place)
                .scan(self.times.again_after, |pause, _| {
                    let now = *pause;
                    *pause = (now * 2).min(LONGEST_PAUSE);
                    Some(now)
                })
                .sum::<i64>()
                .saturating_add(last),
        }
    }

    /// Who is rung at this place.
    pub fn rung_at(&self, place: usize) -> &[RungWhom] {
        self.tier
            .get(place)
            .map_or(&RungWhom::DESKS, |tier| tier.ring.as_slice())
    }

    /// The tiers that are past after so many seconds, from this place on, in order and each once; of the ringing again
    /// only the latest. With them the place that comes next.
    pub fn past(&self, from: usize, seconds: i64) -> (Vec<usize>, usize) {
        let mut past = Vec::new();
        let mut next = from;
        while self.rung_after(next) <= seconds {
            if next < self.tier.len() {
                past.push(next);
            } else {
                past.retain(|place| *place < self.tier.len());
                past.push(next);
            }
            next += 1;
        }
        (past, next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_station_and_the_contacts_are_rung_at_once_and_the_next_ones_in_time() {
        let terms = call_terms();
        assert_eq!(
            terms.rung_at(0),
            [RungWhom::Station, RungWhom::Contact].as_slice()
        );
        let after: Vec<i64> = (0..6).map(|place| terms.rung_after(place)).collect();
        assert_eq!(after, [0, 60, 120, 300, 660, 1380]);
        assert!(terms.tiers().is_sorted_by_key(|tier| tier.after));
        assert_eq!(terms.rung_at(7), RungWhom::DESKS.as_slice());
    }

    #[test]
    fn a_clock_that_jumps_skips_no_tier_and_rings_none_twice() {
        let terms = call_terms();
        assert_eq!(terms.past(0, 0), (vec![0], 1));
        assert_eq!(terms.past(1, 59), (vec![], 1));
        assert_eq!(terms.past(1, 60), (vec![1], 2));
        assert_eq!(terms.past(1, 121), (vec![1, 2], 3));
        // A day later: every tier, and the desks once more.
        let (past, next) = terms.past(1, 86_400);
        assert_eq!(past[..2], [1, 2]);
        assert_eq!((past.len(), past[2] + 1), (3, next));
        assert!(terms.rung_after(next) > 86_400);
        // Back in time nothing is rung.
        assert_eq!(terms.past(2, -3_600), (vec![], 2));
    }

    #[test]
    fn the_norms_are_those_of_the_standards() {
        let norms: Vec<(i64, i64)> = call_terms()
            .norms()
            .iter()
            .map(|norm| (norm.within, norm.permille))
            .collect();
        assert_eq!(norms, [(60, 975), (180, 990), (2_700, 900), (3_600, 1_000)]);
    }
}
