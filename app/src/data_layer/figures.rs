//! Figures of the shared data layer: what the counters say, added up by whatever one asks for.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::catalogue::{Catalogue, Tier, catalogue, purpose_head};
use crate::statistics::{TOO_FEW, hide};

/// Upper ends of the first classes of latency, in milliseconds; what is longer is in none of them.
pub const WITHIN_MS: [i64; 4] = [50, 200, 800, 3_000];

/// How long calls took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Latency {
    /// Microseconds, added up.
    pub took: i64,
    /// Calls that took at most [`WITHIN_MS`] each; the later ones hold the earlier ones too.
    pub within: [i64; 4],
}

/// One counter: the calls of a day to a data set for a purpose that ended in one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallCount {
    pub day: Date,
    pub data_set: String,
    /// e.g. `newborn/prefill`.
    pub purpose: String,
    pub outcome: String,
    pub calls: i64,
    /// Names of fields that came back, added up.
    pub fields: i64,
    pub latency: Latency,
}

/// How a call ended, in kinds that a reader can tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// The register answered.
    Answered,
    /// The register holds nothing.
    NothingHeld,
    /// An answer of before was used: the register was not asked, or did not answer.
    Cached,
    /// The register said no: no grant, or the entry will not do.
    Refused,
    /// No answer that can be used.
    Failed,
}

impl Ending {
    pub const ALL: [Self; 5] = [
        Self::Answered,
        Self::NothingHeld,
        Self::Cached,
        Self::Refused,
        Self::Failed,
    ];

    /// What an outcome of the log is.
    pub fn of(outcome: &str) -> Self {
        match outcome {
            "answered" => Self::Answered,
            "nothing-held" => Self::NothingHeld,
            "denied" | "refused" => Self::Refused,
            outcome if outcome.starts_with("from-before") => Self::Cached,
            _ => Self::Failed,
        }
    }
}

/// Calls added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub calls: i64,
    /// By [`Ending::ALL`].
    pub endings: [i64; 5],
    pub fields: i64,
    pub latency: Latency,
}

impl Tally {
    fn add(&mut self, row: &CallCount) {
        self.calls += row.calls;
        self.endings[Ending::of(&row.outcome) as usize] += row.calls;
        self.fields += row.fields;
        self.latency.took += row.latency.took;
        for (sum, more) in self.latency.within.iter_mut().zip(row.latency.within) {
            *sum += more;
        }
    }

    pub const fn ended(&self, ending: Ending) -> i64 {
        self.endings[ending as usize]
    }

    /// Milliseconds on average; `None` without calls.
    pub const fn mean_ms(&self) -> Option<i64> {
        match self.calls {
            0 => None,
            calls => Some(self.latency.took / calls / 1_000),
        }
    }

    /// The class within which so many of a hundred calls ended; `None`: not within the longest, or no calls.
    pub fn percentile_ms(&self, of_hundred: i64) -> Option<i64> {
        (self.calls > 0)
            .then(|| {
                WITHIN_MS
                    .into_iter()
                    .zip(self.latency.within)
                    .find(|(_, within)| within * 100 >= self.calls * of_hundred)
                    .map(|(limit, _)| limit)
            })
            .flatten()
    }
}

/// The counters of some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallFigures {
    pub since: Date,
    pub until: Date,
    pub rows: Vec<CallCount>,
}

impl CallFigures {
    /// Added up by anything.
    pub fn by<K: Ord>(&self, key: impl Fn(&CallCount) -> K) -> BTreeMap<K, Tally> {
        let mut sums = BTreeMap::new();
        for row in &self.rows {
            let sum: &mut Tally = sums.entry(key(row)).or_default();
            sum.add(row);
        }
        sums
    }

    pub fn all(&self) -> Tally {
        self.by(|_| ()).remove(&()).unwrap_or_default()
    }

    pub fn by_set(&self) -> BTreeMap<String, Tally> {
        self.by(|row| row.data_set.clone())
    }

    /// How often each data set was asked, as the table for everybody says it; `None`: too few to be published.
    pub fn published(&self) -> BTreeMap<String, Option<i64>> {
        let sets = self.by_set();
        let counts: Vec<Vec<i64>> = sets.values().map(|tally| tally.endings.to_vec()).collect();
        let hidden = hide(&counts);
        sets.into_iter()
            .enumerate()
            .map(|(row, (code, tally))| {
                let calls = (!hidden.is_sum_of_row_hidden(row)).then_some(tally.calls);
                (code, calls)
            })
            .collect()
    }

    /// By the tier of the register that was asked; data sets that the catalogue does not know under the municipality.
    pub fn by_tier(&self) -> BTreeMap<Tier, Tally> {
        self.by(|row| {
            owner_of(catalogue(), &row.data_set).map_or(Tier::Municipality, |(_, tier)| tier)
        })
    }

    /// By the code of the department whose register was asked.
    pub fn by_department(&self) -> BTreeMap<String, Tally> {
        self.by(|row| {
            owner_of(catalogue(), &row.data_set)
                .map_or_else(|| row.data_set.clone(), |(owner, _)| owner)
        })
    }

    /// By the first part of the purpose.
    pub fn by_purpose(&self) -> BTreeMap<String, Tally> {
        self.by(|row| purpose_head(&row.purpose).to_owned())
    }

    pub fn by_day(&self) -> BTreeMap<Date, Tally> {
        self.by(|row| row.day)
    }
}

fn owner_of(catalogue: &Catalogue, data_set: &str) -> Option<(String, Tier)> {
    let set = catalogue.set(data_set)?;
    let owner = catalogue.owner(&set.owner)?;
    Some((owner.code.clone(), owner.tier))
}

/// What the calls of some days say of a data set. Shares are of a hundred; `None` where too few stand behind them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetQuality {
    pub since: Date,
    pub until: Date,
    /// Fields that were filled, of those that can be shared, in the answers that came.
    pub complete: Option<i64>,
    /// Calls without an answer that could be used, of those that a register was asked.
    pub failed: Option<i64>,
    /// Answers of which somebody said that something in them is wrong.
    pub disputed: Option<i64>,
}

impl SetQuality {
    /// `fields`: how many are granted for a purpose, 0 where that says nothing; `disputed`: how often somebody said so.
    pub fn of(
        since: Date,
        until: Date,
        rows: &[CallCount],
        fields: impl Fn(&str) -> i64,
        disputed: i64,
    ) -> Self {
        let mut sum = Tally::default();
        let (mut told, mut granted) = (0, 0);
        for row in rows {
            sum.add(row);
            if Ending::of(&row.outcome) == Ending::Answered {
                let asked = row.calls * fields(&row.purpose);
                told += row.fields.min(asked);
                granted += asked;
            }
        }
        let answered = sum.ended(Ending::Answered);
        let asked = sum.calls - sum.ended(Ending::Cached);
        // 1 to 4 behind a share would be told by it.
        let share = |part: i64, of: i64| {
            (of >= TOO_FEW && !(1..TOO_FEW).contains(&part)).then(|| (part * 100 + of / 2) / of)
        };
        Self {
            since,
            until,
            complete: share(told, granted).filter(|_| answered >= TOO_FEW),
            failed: share(sum.ended(Ending::Failed), asked),
            disputed: share(disputed.min(answered), answered),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn row(day: i8, data_set: &str, purpose: &str, outcome: &str, calls: i64) -> CallCount {
        CallCount {
            day: date(2026, 3, day),
            data_set: data_set.to_owned(),
            purpose: purpose.to_owned(),
            outcome: outcome.to_owned(),
            calls,
            fields: if outcome == "answered" { calls * 8 } else { 0 },
            latency: Latency {
                took: calls * 60_000,
                within: [0, calls, calls, calls],
            },
        }
    }

    fn some() -> CallFigures {
        CallFigures {
            since: date(2026, 3, 1),
            until: date(2026, 3, 30),
            rows: vec![
                row(1, "POPULATION/persons", "newborn/prefill", "answered", 90),
                row(2, "POPULATION/persons", "benefits/look", "too-slow", 10),
                row(
                    2,
                    "POPULATION/persons",
                    "newborn/prefill",
                    "from-before",
                    20,
                ),
                row(2, "NATION-POPULATION/persons", "care/look", "denied", 3),
                row(2, "MARRIAGES/marriages", "newborn/x", "unknown-code:T:f", 7),
            ],
        }
    }

    #[test]
    fn however_they_are_added_up_all_are_there_once() {
        let figures = some();
        assert_eq!(figures.all().calls, 130);
        let sums = [
            figures.by_set().values().map(|sum| sum.calls).sum::<i64>(),
            figures.by_tier().values().map(|sum| sum.calls).sum(),
            figures.by_department().values().map(|sum| sum.calls).sum(),
            figures.by_purpose().values().map(|sum| sum.calls).sum(),
            figures.by_day().values().map(|sum| sum.calls).sum(),
            figures.all().endings.iter().sum(),
        ];
        assert_eq!(sums, [130; 6]);
        assert_eq!(figures.by_tier()[&Tier::Nation].calls, 3);
        assert_eq!(figures.by_department()["500000-GA"].calls, 120);
        assert_eq!(figures.by_purpose()["newborn"].calls, 117);
        assert_eq!(figures.all().endings, [90, 0, 20, 3, 17]);
        assert_eq!(figures.all().mean_ms(), Some(60));
        assert_eq!(figures.all().percentile_ms(99), Some(200));
        assert_eq!(Tally::default().percentile_ms(50), None);
    }

    #[test]
    fn quality_is_told_only_where_enough_stand_behind_it() {
        let quality = |rows: &[CallCount], disputed| {
            SetQuality::of(date(2026, 1, 1), date(2026, 3, 31), rows, |_| 10, disputed)
        };
        let rows = [
            row(1, "a", "b", "answered", 90),
            row(1, "a", "b", "too-slow", 10),
            row(1, "a", "b", "from-before", 50),
        ];
        let said = quality(&rows, 9);
        assert_eq!(said.complete, Some(80));
        assert_eq!(said.failed, Some(10), "what was not asked did not fail");
        assert_eq!(said.disputed, Some(10));
        assert_eq!(quality(&rows, 3).disputed, None);
        assert_eq!(quality(&rows, 0).disputed, Some(0));
        let few = [row(1, "a", "b", "answered", 4)];
        let said = quality(&few, 0);
        assert_eq!(
            (said.complete, said.failed, said.disputed),
            (None, None, None)
        );
    }
}
