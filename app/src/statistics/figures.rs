//! Counts, and what is read off them: they add up from a street to the city, and so do the days that matters took.

use std::collections::{BTreeMap, HashMap};

use crate::case::Stage;

/// How many matters took how many working days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken(BTreeMap<i64, i64>);

impl Taken {
    pub fn add(&mut self, days: i64, matters: i64) {
        *self.0.entry(days).or_default() += matters;
    }

    pub fn total(&self) -> i64 {
        self.0.values().sum()
    }

    /// The smallest number of days within which at least this share of them (percent) was done; `None` where there are
    /// none. 50 is the median.
    pub fn within(&self, percent: i64) -> Option<i64> {
        let rank = (self.total() * percent + 99) / 100;
        let mut so_far = 0;
        self.0.iter().find_map(|(days, matters)| {
            so_far += matters;
            (*matters > 0 && so_far >= rank.max(1)).then_some(*days)
        })
    }
}

/// What is counted of a place or a kind of matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Open matters by stage.
    pub stages: HashMap<Stage, i64>,
    pub due_today: i64,
    pub overdue: i64,
    /// Ended within the period.
    pub taken: Taken,
    pub in_time: i64,
    /// Ended matters of which some work was done over again, whatever the reason.
    pub reworked: i64,
    pub asked_again: i64,
    pub sent_back: i64,
    pub returned: i64,
}

impl Tally {
    pub fn open(&self) -> i64 {
        self.stages.values().sum()
    }

    pub fn at(&self, stage: Stage) -> i64 {
        self.stages.get(&stage).copied().unwrap_or_default()
    }

    pub fn ended(&self) -> i64 {
        self.taken.total()
    }

    pub fn is_empty(&self) -> bool {
        self.open() == 0 && self.ended() == 0
    }

    pub fn add(&mut self, other: &Self) {
        for (stage, matters) in &other.stages {
            *self.stages.entry(*stage).or_default() += matters;
        }
        for (days, matters) in &other.taken.0 {
            self.taken.add(*days, *matters);
        }
        self.due_today += other.due_today;
        self.overdue += other.overdue;
        self.in_time += other.in_time;
        self.reworked += other.reworked;
        self.asked_again += other.asked_again;
        self.sent_back += other.sent_back;
        self.returned += other.returned;
    }

    /// All of these together.
    pub fn of<'a>(parts: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut sum = Self::default();
        for part in parts {
            sum.add(part);
        }
        sum
    }
}

/// A share in whole percent; 100 only for all, 0 only for none; `None` of nothing.
pub fn share(part: i64, whole: i64) -> Option<i64> {
    match (part, whole) {
        (_, whole) if whole <= 0 => None,
        (0, _) => Some(0),
        (part, whole) if part == whole => Some(100),
        (part, whole) => Some(((part * 200 + whole) / (whole * 2)).clamp(1, 99)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn taken(days: &[i64]) -> Taken {
        let mut taken = Taken::default();
        for day in days {
            taken.add(*day, 1);
        }
        taken
    }

    #[test]
    fn half_and_nine_in_ten() {
        assert_eq!(taken(&[]).within(50), None);
        assert_eq!(taken(&[4]).within(50), Some(4));
        assert_eq!(taken(&[4]).within(90), Some(4));
        assert_eq!(taken(&[1, 2, 3, 4]).within(50), Some(2));
        assert_eq!(taken(&[1, 1, 1, 1, 1, 1, 1, 1, 1, 30]).within(90), Some(1));
        assert_eq!(taken(&[1, 1, 1, 1, 1, 1, 1, 1, 30]).within(90), Some(30));
    }

    #[test]
    fn a_share_is_all_only_where_it_is_all() {
        assert_eq!(share(0, 0), None);
        assert_eq!(share(999, 1000), Some(99));
        assert_eq!(share(1, 1000), Some(1));
        assert_eq!(share(0, 7), Some(0));
        assert_eq!(share(7, 7), Some(100));
        assert_eq!(share(2, 3), Some(67));
    }

    proptest! {
        #[test]
        fn within_is_what_somebody_finds_who_sorts_them(mut days in prop::collection::vec(0..40_i64, 1..60), percent in 1..100_i64) {
            let found = taken(&days).within(percent).unwrap();
            days.sort_unstable();
            let long = i64::try_from(days.len()).unwrap();
            let at_most = |limit: i64| i64::try_from(days.iter().filter(|day| **day <= limit).count()).unwrap();
            prop_assert!(at_most(found) * 100 >= long * percent);
            prop_assert!(at_most(found - 1) * 100 < long * percent);
            prop_assert!(days.contains(&found));
        }

        #[test]
        fn parts_together_are_the_whole(days in prop::collection::vec((0..30_i64, 0..3_usize), 0..80)) {
            let mut parts = vec![Tally::default(); 3];
            let mut whole = Tally::default();
            for (day, part) in days {
                for tally in [&mut parts[part], &mut whole] {
                    tally.taken.add(day, 1);
                    tally.in_time += i64::from(day < 6);
                    *tally.stages.entry(Stage::ALL[part]).or_default() += 1;
                    tally.overdue += day % 2;
                }
            }
            prop_assert_eq!(Tally::of(&parts), whole);
        }
    }
}
