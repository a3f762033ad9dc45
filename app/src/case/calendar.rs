//! Working days of the State Council's calendar: weekdays less the days off, plus the make-up days.

use jiff::{
    ToSpan,
    civil::{Date, Weekday, date},
};

use crate::text::Text;

/// A count of working days.
pub type WorkingDays = i64;

/// Which dates are worked. Years that the State Council has not published yet count plain weekends, and dates that
/// depend on them are provisional.
#[derive(Clone, Debug)]
pub struct WorkingCalendar {
    off: Vec<DaysOff>,
    make_up: Vec<(Date, Holiday)>,
    /// The last year with a published list.
    published_until: i16,
}

/// Why days are off, or why a weekend day is worked instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Holiday {
    NewYear,
    SpringFestival,
    Qingming,
    LabourDay,
    DragonBoat,
    MidAutumn,
    NationalDay,
    /// When both fall into one week.
    NationalDayAndMidAutumn,
}

/// Days off in a row, the weekend among them included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DaysOff {
    pub holiday: Holiday,
    pub from: Date,
    pub until: Date,
}

impl Holiday {
    /// Its name.
    pub const fn name(self) -> Text {
        match self {
            Self::NewYear => Text::HolidayNewYear,
            Self::SpringFestival => Text::HolidaySpringFestival,
            Self::Qingming => Text::HolidayQingming,
            Self::LabourDay => Text::HolidayLabourDay,
            Self::DragonBoat => Text::HolidayDragonBoat,
            Self::MidAutumn => Text::HolidayMidAutumn,
            Self::NationalDay => Text::HolidayNationalDay,
            Self::NationalDayAndMidAutumn => Text::HolidayNationalDayAndMidAutumn,
        }
    }
}

impl WorkingCalendar {
    /// The published calendar of 2025 and 2026 (State Council notices).
    pub fn published() -> Self {
        use Holiday::*;
        let off = [
            (NewYear, date(2025, 1, 1), date(2025, 1, 1)),
            (SpringFestival, date(2025, 1, 28), date(2025, 2, 4)),
            (Qingming, date(2025, 4, 4), date(2025, 4, 6)),
            (LabourDay, date(2025, 5, 1), date(2025, 5, 5)),
            (DragonBoat, date(2025, 5, 31), date(2025, 6, 2)),
            (
                NationalDayAndMidAutumn,
                date(2025, 10, 1),
                date(2025, 10, 8),
            ),
            (NewYear, date(2026, 1, 1), date(2026, 1, 3)),
            (SpringFestival, date(2026, 2, 15), date(2026, 2, 23)),
            (Qingming, date(2026, 4, 4), date(2026, 4, 6)),
            (LabourDay, date(2026, 5, 1), date(2026, 5, 5)),
            (DragonBoat, date(2026, 6, 19), date(2026, 6, 21)),
            (MidAutumn, date(2026, 9, 25), date(2026, 9, 27)),
            (NationalDay, date(2026, 10, 1), date(2026, 10, 7)),
        ]
        .map(|(holiday, from, until)| DaysOff {
            holiday,
            from,
            until,
        })
        .to_vec();
        let make_up = vec![
            (date(2025, 1, 26), SpringFestival),
            (date(2025, 2, 8), SpringFestival),
            (date(2025, 4, 27), LabourDay),
            (date(2025, 9, 28), NationalDayAndMidAutumn),
            (date(2025, 10, 11), NationalDayAndMidAutumn),
            (date(2026, 1, 4), NewYear),
            (date(2026, 2, 14), SpringFestival),
            (date(2026, 2, 28), SpringFestival),
            (date(2026, 5, 9), LabourDay),
            (date(2026, 9, 20), NationalDay),
            (date(2026, 10, 10), NationalDay),
        ];
        Self {
            off,
            make_up,
            published_until: 2026,
        }
    }

    pub fn is_worked(&self, day: Date) -> bool {
        if self.make_up.iter().any(|(made_up, _)| *made_up == day) {
            return true;
        }
        !is_weekend(day)
            && !self
                .off
                .iter()
                .any(|off| (off.from..=off.until).contains(&day))
    }

    /// The date `days` working days after `from`; day one is the first working day after it. With 0, `from` itself.
    pub fn after(&self, from: Date, days: WorkingDays) -> Date {
        let mut day = from;
        let mut left = days;
        while left > 0 && day < Date::MAX {
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

    /// The holidays that took at least one weekday out of the days after `from`, up to and including `until`.
    pub fn holidays_between(&self, from: Date, until: Date) -> Vec<DaysOff> {
        self.off
            .iter()
            .filter(|off| {
                off.from
                    .series(1.day())
                    .take_while(|day| *day <= off.until)
                    .any(|day| from < day && day <= until && !is_weekend(day))
            })
            .copied()
            .collect()
    }

    /// The weekend days that were worked instead of a holiday's, after `from`, up to and including `until`.
    pub fn make_up_days_between(&self, from: Date, until: Date) -> Vec<(Date, Holiday)> {
        self.make_up
            .iter()
            .filter(|(day, _)| from < *day && *day <= until)
            .copied()
            .collect()
    }
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Weekdays off and weekend days worked, one by one, from the notices: nothing is shared with the table above.
    const WEEKDAYS_OFF: &str = "2025-01-01 2025-01-28 2025-01-29 2025-01-30 2025-01-31 2025-02-03 2025-02-04 2025-04-04 \
        2025-05-01 2025-05-02 2025-05-05 2025-06-02 2025-10-01 2025-10-02 2025-10-03 2025-10-06 2025-10-07 2025-10-08 \
        2026-01-01 2026-01-02 2026-02-16 2026-02-17 2026-02-18 2026-02-19 2026-02-20 2026-02-23 2026-04-06 2026-05-01 \
        2026-05-04 2026-05-05 2026-06-19 2026-09-25 2026-10-01 2026-10-02 2026-10-05 2026-10-06 2026-10-07";
    const WEEKEND_WORKED: &str = "2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11 2026-01-04 2026-02-14 2026-02-28 \
        2026-05-09 2026-09-20 2026-10-10";

    /// Whether a day is worked, by the lists.
    pub fn is_worked(day: Date) -> bool {
        let text = day.to_string();
        match day.weekday() {
            Weekday::Saturday | Weekday::Sunday => WEEKEND_WORKED.contains(&text),
            _ => !WEEKDAYS_OFF.contains(&text),
        }
    }

    /// A day from late 2024 to early 2027.
    pub fn days() -> impl Strategy<Value = Date> {
        (0..900_i64).prop_map(|days| date(2024, 11, 1).saturating_add(days.days()))
    }

    #[test]
    fn the_table_is_what_the_notices_say() {
        let calendar = WorkingCalendar::published();
        let mut day = date(2025, 1, 1);
        while day < date(2027, 12, 31) {
            assert_eq!(calendar.is_worked(day), is_worked(day), "{day}");
            day = day.tomorrow().unwrap();
        }
        for (year, days) in [(2025, 28), (2026, 33)] {
            let off: i32 = calendar
                .off
                .iter()
                .filter(|off| off.from.year() == year)
                .map(|off| off.from.until(off.until).unwrap().get_days() + 1)
                .sum();
            assert_eq!(off, days, "days off in {year}");
        }
    }

    #[test]
    fn the_friday_before_spring_festival() {
        let calendar = WorkingCalendar::published();
        for (ready, due, two_later) in [
            (date(2025, 1, 24), date(2025, 2, 7), date(2025, 2, 10)),
            (date(2026, 2, 13), date(2026, 2, 27), date(2026, 3, 2)),
        ] {
            assert_eq!(calendar.after(ready, 5), due);
            assert_eq!(calendar.after(ready, 7), two_later);
            assert_eq!(calendar.after(due, 2), two_later);
        }
    }

    #[test]
    fn a_year_that_is_not_published_is_provisional() {
        let calendar = WorkingCalendar::published();
        assert!(!calendar.is_provisional(date(2026, 12, 31)));
        assert!(calendar.is_provisional(date(2027, 1, 1)));
        assert_eq!(calendar.after(date(2026, 12, 31), 1), date(2027, 1, 1));
    }

    #[test]
    fn an_absurd_promise_ends_at_the_end_of_time() {
        let calendar = WorkingCalendar {
            off: Vec::new(),
            make_up: Vec::new(),
            published_until: 2026,
        };
        assert_eq!(calendar.after(date(9999, 12, 1), i64::MAX), Date::MAX);
        assert_eq!(calendar.after(date(2026, 1, 1), -3), date(2026, 1, 1));
    }

    #[test]
    fn holidays_are_named_only_where_they_cost_a_weekday() {
        let calendar = WorkingCalendar::published();
        let named = |from, until| -> Vec<Holiday> {
            calendar
                .holidays_between(from, until)
                .iter()
                .map(|off| off.holiday)
                .collect()
        };
        assert_eq!(
            named(date(2026, 2, 13), date(2026, 4, 7)),
            [Holiday::SpringFestival, Holiday::Qingming]
        );
        // Saturday and Sunday of Qingming would not have been worked anyway.
        assert_eq!(named(date(2026, 4, 3), date(2026, 4, 5)), []);
        assert_eq!(
            calendar.make_up_days_between(date(2026, 2, 13), date(2026, 2, 28)),
            [
                (date(2026, 2, 14), Holiday::SpringFestival),
                (date(2026, 2, 28), Holiday::SpringFestival)
            ]
        );
    }

    proptest! {
        #[test]
        fn the_calendar_counts_like_somebody_with_a_pencil(from in days(), count in 0..60_i64) {
            let calendar = WorkingCalendar::published();
            let mut day = from;
            let mut left = count;
            while left > 0 {
                day = day.tomorrow().unwrap();
                left -= i64::from(is_worked(day));
            }
            prop_assert_eq!(calendar.after(from, count), day);
            prop_assert_eq!(calendar.between(from, day), count);
            prop_assert!(count == 0 || is_worked(day));
        }

        #[test]
        fn counting_in_two_parts_is_counting_at_once(from in days(), first in 0..30_i64, second in 0..30_i64) {
            let calendar = WorkingCalendar::published();
            prop_assert_eq!(
                calendar.after(calendar.after(from, first), second),
                calendar.after(from, first + second)
            );
        }
    }
}
