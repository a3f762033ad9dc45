//! Working days of the State Council's calendar: weekdays less the days off, plus the make-up days.

use jiff::{
    ToSpan,
    civil::{Date, Weekday, date},
};

/// A count of working days.
pub type WorkingDays = i64;

/// Which dates are worked. Years that the State Council has not published yet count plain weekends, and dates that
/// depend on them are provisional.
#[derive(Clone, Debug)]
pub struct WorkingCalendar {
    off: Vec<(Date, Date)>,
    make_up: Vec<Date>,
    /// The last year with a published list.
    published_until: i16,
}

impl WorkingCalendar {
    /// The published calendar of 2025 and 2026 (State Council notices).
    pub fn published() -> Self {
        let off = vec![
            (date(2025, 1, 1), date(2025, 1, 1)),
            (date(2025, 1, 28), date(2025, 2, 4)),
            (date(2025, 4, 4), date(2025, 4, 6)),
            (date(2025, 5, 1), date(2025, 5, 5)),
            (date(2025, 5, 31), date(2025, 6, 2)),
            (date(2025, 10, 1), date(2025, 10, 8)),
            (date(2026, 1, 1), date(2026, 1, 3)),
            (date(2026, 2, 15), date(2026, 2, 23)),
            (date(2026, 4, 4), date(2026, 4, 6)),
            (date(2026, 5, 1), date(2026, 5, 5)),
            (date(2026, 6, 19), date(2026, 6, 21)),
            (date(2026, 9, 25), date(2026, 9, 27)),
            (date(2026, 10, 1), date(2026, 10, 7)),
        ];
        let make_up = vec![
            date(2025, 1, 26),
            date(2025, 2, 8),
            date(2025, 4, 27),
            date(2025, 9, 28),
            date(2025, 10, 11),
            date(2026, 1, 4),
            date(2026, 2, 14),
            date(2026, 2, 28),
            date(2026, 5, 9),
            date(2026, 9, 20),
            date(2026, 10, 10),
        ];
        Self {
            off,
            make_up,
            published_until: 2026,
        }
    }

    pub fn is_worked(&self, day: Date) -> bool {
        if self.make_up.contains(&day) {
            return true;
        }
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        !weekend
            && !self
                .off
                .iter()
                .any(|(from, until)| (*from..=*until).contains(&day))
    }

    /// The date `days` working days after `from`; day one is the first working day after it. With 0, `from` itself.
    pub fn after(&self, from: Date, days: WorkingDays) -> Date {
        let mut day = from;
        let mut left = days;
        while left > 0 {
            day = day.saturating_add(1.day());
            if self.is_worked(day) {
                left -= 1;
            }
        }
        day
    }

    /// How many working days lie after `from`, up to and including `until`.
    pub fn between(&self, from: Date, until: Date) -> WorkingDays {
        let mut count = 0;
        let mut day = from;
        while day < until {
            day = day.saturating_add(1.day());
            if self.is_worked(day) {
                count += 1;
            }
        }
        count
    }

    /// Whether a date rests on a year that is not published yet.
    pub fn is_provisional(&self, day: Date) -> bool {
        day.year() > self.published_until
    }
}
