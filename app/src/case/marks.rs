//! The marks of a clock: at four fifths of its time whoever has the matter is reminded, when the time is over their
//! supervisor is told, three working days later the bureau.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::calendar::{WorkingCalendar, WorkingDays};
use super::due::{Waited, due_date};

/// Which promise a clock runs towards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Clock {
    /// What the city promises.
    Promised,
    /// What the law allows.
    Legal,
}

/// How far a clock has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// 80 % of the working days are over: for whoever has the matter.
    NearlyOver,
    /// The time is over: for the supervisor.
    Over,
    /// It has been over for three working days: for the bureau.
    LongOver,
}

impl Clock {
    pub const ALL: [Self; 2] = [Self::Promised, Self::Legal];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Promised => "promised",
            Self::Legal => "legal",
        }
    }
}

impl Mark {
    pub const ALL: [Self; 3] = [Self::NearlyOver, Self::Over, Self::LongOver];

    pub const fn code(self) -> &'static str {
        match self {
            Self::NearlyOver => "nearly-over",
            Self::Over => "over",
            Self::LongOver => "long-over",
        }
    }

    /// Reads `promised-over`, as the journal and the table of marks have it.
    pub fn parse(name: &str) -> Option<(Clock, Self)> {
        let (clock, mark) = name.split_once('-')?;
        Some((
            Clock::ALL.into_iter().find(|known| known.code() == clock)?,
            Self::ALL.into_iter().find(|known| known.code() == mark)?,
        ))
    }

    /// Whom it is for.
    pub const fn whom(self) -> &'static str {
        match self {
            Self::NearlyOver => "holder",
            Self::Over => "supervisor",
            Self::LongOver => "bureau",
        }
    }
}

/// Working days after the end at which the bureau is told.
const LONG_OVER: WorkingDays = 3;

/// On which mornings (00:00 in the city) a clock of so many working days reaches its marks, if it began on `ready_on`
/// and stood during these waits. A clock of no days has no marks.
pub fn marks_of(
    calendar: &WorkingCalendar,
    ready_on: Date,
    days: WorkingDays,
    waits: &[Waited],
) -> Vec<(Mark, Date)> {
    if days <= 0 {
        return Vec::new();
    }
    let due = due_date(calendar, ready_on, days, waits).date;
    // Waits move the whole clock: what is left of it after four fifths is counted back from its end.
    let left = days - days * 4 / 5;
    let nearly_over = due_date(calendar, ready_on, days - left + 1, waits)
        .date
        .min(due);
    vec![
        (Mark::NearlyOver, nearly_over),
        (Mark::Over, next_day(due)),
        (Mark::LongOver, next_day(calendar.after(due, LONG_OVER))),
    ]
}

fn next_day(day: Date) -> Date {
    day.tomorrow().unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::super::calendar::tests::{days, is_worked};
    use super::*;

    #[test]
    fn ten_days_are_nearly_over_on_the_ninth_morning() {
        let calendar = WorkingCalendar::published();
        // Ready on Friday 6 March 2026: day one is Monday 9.
        assert_eq!(
            marks_of(&calendar, date(2026, 3, 6), 10, &[]),
            [
                (Mark::NearlyOver, date(2026, 3, 19)),
                (Mark::Over, date(2026, 3, 21)),
                (Mark::LongOver, date(2026, 3, 26)),
            ]
        );
        assert_eq!(
            marks_of(&calendar, date(2026, 3, 6), 1, &[])[0],
            (Mark::NearlyOver, date(2026, 3, 9))
        );
        assert_eq!(marks_of(&calendar, date(2026, 3, 6), 0, &[]), []);
    }

    proptest! {
        #[test]
        fn marks_come_in_their_order_and_never_before_four_fifths(ready in days(), promised in 1_i64..40) {
            let calendar = WorkingCalendar::published();
            let marks = marks_of(&calendar, ready, promised, &[]);
            let due = calendar.after(ready, promised);
            prop_assert!(marks.windows(2).all(|pair| pair[0].1 < pair[1].1));
            prop_assert!(marks[0].1 <= due && is_worked(marks[0].1));
            let over_by_then = calendar.between(ready, marks[0].1) - 1;
            prop_assert!(over_by_then * 5 >= promised * 4 - 4);
            prop_assert_eq!(marks[1].1, due.tomorrow().unwrap());
        }
    }
}
