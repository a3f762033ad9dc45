//! When a matter is due and why on that date; what to expect of matters that have not begun; and the whole case.
//!
//! Day one is the working day after the matter became ready. A wait stops the clock: the date moves by the number of
//! working days on which the matter was still waiting at 24:00.

use jiff::{ToSpan, civil::Date};

use super::calendar::{DaysOff, Holiday, WorkingCalendar, WorkingDays};
use crate::text::{Text, Words};

/// From when until when a matter waited for somebody; `None`: it still does.
pub type Waited = (Date, Option<Date>);

/// A date with what made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    pub date: Date,
    /// It rests on a year whose holidays are not published yet.
    pub provisional: bool,
    /// What somebody who counts on their fingers would miss, in the order of the dates.
    pub why: Vec<Why>,
}

/// Something that makes a date later, or sooner, than plain weekdays would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// These days off were not counted.
    Holiday(DaysOff),
    /// This weekend day is worked, and was counted.
    MadeUp { day: Date, holiday: Holiday },
    /// The clock stood for so many working days.
    Waited {
        from: Date,
        until: Date,
        days: WorkingDays,
    },
    /// The clock stands; the date moves on with every working day until there is an answer.
    StillWaiting { since: Date },
    /// It cannot start before another matter is done; `need` is that matter's place in the list that was asked about.
    StartsAfter { need: usize, date: Date },
    /// The holidays of this year are not known.
    NotPublished { year: i16 },
}

/// When a matter that became ready on this day is due.
pub fn due_date(
    calendar: &WorkingCalendar,
    ready_on: Date,
    promised: WorkingDays,
    waits: &[Waited],
) -> Due {
    // A matter that an appeal has opened again begins anew: what it waited for before does not move its date.
    let waits: Vec<Waited> = waits
        .iter()
        .copied()
        .filter(|(_, until)| until.is_none_or(|until| until > ready_on))
        .collect();
    let date = calendar.after(ready_on, promised + days_waited(calendar, &waits));
    let mut why = reasons(calendar, ready_on, date);
    for (from, until) in &waits {
        match until {
            Some(until) => {
                let days = days_waited(calendar, &[(*from, Some(*until))]);
                if days > 0 {
                    why.push(Why::Waited {
                        from: *from,
                        until: *until,
                        days,
                    });
                }
            }
            None => why.push(Why::StillWaiting { since: *from }),
        }
    }
    why.sort_by_key(Why::day);
    Due {
        date,
        provisional: calendar.is_provisional(date),
        why,
    }
}

/// Working days on which at least one of these waits lasted past 24:00. One that still lasts is not counted yet: how
/// long it takes is not known.
fn days_waited(calendar: &WorkingCalendar, waits: &[Waited]) -> WorkingDays {
    let over: Vec<(Date, Date)> = waits
        .iter()
        .filter_map(|(from, until)| Some((*from, (*until)?)))
        .collect();
    let Some(first) = over.iter().map(|(from, _)| *from).min() else {
        return 0;
    };
    let last = over.iter().map(|(_, until)| *until).max().unwrap_or(first);
    let days = first
        .series(1.day())
        .take_while(|day| *day < last)
        .filter(|day| {
            calendar.is_worked(*day) && over.iter().any(|(from, until)| from <= day && day < until)
        })
        .count();
    WorkingDays::try_from(days).unwrap_or(WorkingDays::MAX)
}

/// Working days that a matter took from ready to ended, by the same clock as its date: those on which it waited are not
/// counted, so that it ended in time exactly where this is not more than was promised. A wait that was never answered
/// lasted until the end.
pub fn days_taken(
    calendar: &WorkingCalendar,
    ready_on: Date,
    ended_on: Date,
    waits: &[Waited],
) -> WorkingDays {
    let over: Vec<Waited> = waits
        .iter()
        .map(|(from, until)| (*from, Some(until.unwrap_or(ended_on).min(ended_on))))
        .collect();
    (calendar.between(ready_on, ended_on) - days_waited(calendar, &over)).max(0)
}

/// The calendar's part of the reasons for a date that was counted from `from`.
fn reasons(calendar: &WorkingCalendar, from: Date, date: Date) -> Vec<Why> {
    let holidays = calendar
        .holidays_between(from, date)
        .into_iter()
        .map(Why::Holiday);
    let made_up = calendar
        .make_up_days_between(from, date)
        .into_iter()
        .map(|(day, holiday)| Why::MadeUp { day, holiday });
    let unknown = calendar
        .is_provisional(date)
        .then(|| Why::NotPublished { year: date.year() });
    holidays.chain(made_up).chain(unknown).collect()
}

impl Why {
    /// One sentence. `name_of` names the matter at a place of the list that was asked about.
    pub fn said(&self, words: Words, name_of: impl Fn(usize) -> String) -> String {
        match self {
            Self::Holiday(off) if off.from == off.until => words.say_with(
                Text::DueWhyHolidayOneDay,
                &[
                    ("holiday", &words.say(off.holiday.name())),
                    ("from", &words.day(off.from)),
                ],
            ),
            Self::Holiday(off) => words.say_with(
                Text::DueWhyHoliday,
                &[
                    ("holiday", &words.say(off.holiday.name())),
                    ("from", &words.day(off.from)),
                    ("until", &words.day(off.until)),
                ],
            ),
            Self::MadeUp { day, holiday } => words.say_with(
                Text::DueWhyMadeUp,
                &[
                    ("day", &words.day(*day)),
                    ("holiday", &words.say(holiday.name())),
                ],
            ),
            Self::Waited { from, until, days } => words.say_counted(
                Text::DueWhyWaited,
                *days,
                &[("from", &words.day(*from)), ("until", &words.day(*until))],
            ),
            Self::StillWaiting { since } => {
                words.say_with(Text::DueWhyWaiting, &[("since", &words.day(*since))])
            }
            Self::StartsAfter { need, date } => words.say_with(
                Text::DueWhyStartsAfter,
                &[("matter", &name_of(*need)), ("date", &words.day(*date))],
            ),
            Self::NotPublished { year } => {
                words.say_with(Text::DueWhyNotPublished, &[("year", &year.to_string())])
            }
        }
    }

    fn day(&self) -> Date {
        match self {
            Self::Holiday(off) => off.from,
            Self::MadeUp { day, .. } => *day,
            Self::Waited { from, .. } => *from,
            Self::StillWaiting { since } => *since,
            Self::StartsAfter { .. } => Date::MIN,
            Self::NotPublished { .. } => Date::MAX,
        }
    }
}

/// A matter of a case, as far as its date is concerned.
#[derive(Clone, Debug)]
pub struct Planned {
    pub promised: WorkingDays,
    pub standing: Standing,
}

/// Where a matter stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Done on this day.
    Done(Date),
    /// Refused, withdrawn or blocked: nothing will come.
    Never,
    /// On a desk.
    Running { ready_on: Date, waits: Vec<Waited> },
    /// Not ready yet. `needs` are places of earlier matters in the same list; `not_before` is the latest date of
    /// whatever else it waits for, such as the last day of an invitation.
    NotReady {
        needs: Vec<usize>,
        not_before: Option<Date>,
    },
}

/// When each matter of a case is done, or expected to be. A matter that is not ready is expected at the latest date that
/// it waits for plus its own promise; what should have been done before `today` is expected today at the earliest.
/// `None` for what will never be done, and where nothing can be said.
pub fn expected_dates(
    calendar: &WorkingCalendar,
    today: Date,
    matters: &[Planned],
) -> Vec<Option<Due>> {
    let mut dues: Vec<Option<Due>> = Vec::with_capacity(matters.len());
    for matter in matters {
        let due = match &matter.standing {
            Standing::Never => None,
            Standing::Done(date) => Some(Due {
                date: *date,
                provisional: false,
                why: Vec::new(),
            }),
            Standing::Running { ready_on, waits } => {
                Some(due_date(calendar, *ready_on, matter.promised, waits))
            }
            Standing::NotReady { needs, not_before } => {
                expected(calendar, today, matter.promised, needs, *not_before, &dues)
            }
        };
        dues.push(due);
    }
    dues
}

fn expected(
    calendar: &WorkingCalendar,
    today: Date,
    promised: WorkingDays,
    needs: &[usize],
    not_before: Option<Date>,
    earlier: &[Option<Due>],
) -> Option<Due> {
    let needed: Vec<(usize, Date)> = needs
        .iter()
        .map(|need| Some((*need, earlier.get(*need)?.as_ref()?.date)))
        .collect::<Option<_>>()?;
    let last = needed.iter().copied().max_by_key(|(_, date)| *date);
    let start = last
        .map(|(_, date)| date)
        .max(not_before)
        .map(|date| date.max(today))?;
    let date = calendar.after(start, promised);
    let mut why = reasons(calendar, start, date);
    if let Some((need, date)) =
        last.filter(|(_, date)| not_before.is_none_or(|other| *date >= other))
    {
        why.insert(0, Why::StartsAfter { need, date });
    }
    Some(Due {
        date,
        provisional: calendar.is_provisional(date),
        why,
    })
}

/// The case's date: the latest of its matters'.
pub fn latest(dues: &[Option<Due>]) -> Option<&Due> {
    dues.iter().flatten().max_by_key(|due| due.date)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::super::calendar::tests::{days, is_worked};
    use super::*;

    fn calendar() -> WorkingCalendar {
        WorkingCalendar::published()
    }

    #[test]
    fn the_friday_before_spring_festival_and_a_wait_of_two_days() {
        for (ready, due, asked, answered, later) in [
            // Asked on Wednesday 5, answered on Friday 7 February 2025: two midnights of working days.
            (
                date(2025, 1, 24),
                date(2025, 2, 7),
                date(2025, 2, 5),
                date(2025, 2, 7),
                date(2025, 2, 10),
            ),
            (
                date(2026, 2, 13),
                date(2026, 2, 27),
                date(2026, 2, 25),
                date(2026, 2, 27),
                date(2026, 3, 2),
            ),
        ] {
            assert_eq!(due_date(&calendar(), ready, 5, &[]).date, due);
            let moved = due_date(&calendar(), ready, 5, &[(asked, Some(answered))]);
            assert_eq!(moved.date, later);
            assert!(moved.why.contains(&Why::Waited {
                from: asked,
                until: answered,
                days: 2
            }));
        }
    }

    #[test]
    fn a_date_says_what_somebody_who_counts_would_miss() {
        let due = due_date(
            &calendar(),
            date(2026, 2, 13),
            5,
            &[(date(2026, 2, 14), Some(date(2026, 2, 24)))],
        );
        // The make-up Saturday was spent waiting, the holiday with it.
        assert_eq!(due.date, date(2026, 2, 28));
        assert_eq!(
            due.why,
            [
                Why::MadeUp {
                    day: date(2026, 2, 14),
                    holiday: Holiday::SpringFestival
                },
                Why::Waited {
                    from: date(2026, 2, 14),
                    until: date(2026, 2, 24),
                    days: 1
                },
                Why::Holiday(DaysOff {
                    holiday: Holiday::SpringFestival,
                    from: date(2026, 2, 15),
                    until: date(2026, 2, 23)
                }),
                Why::MadeUp {
                    day: date(2026, 2, 28),
                    holiday: Holiday::SpringFestival
                },
            ]
        );
        assert_eq!(due_date(&calendar(), date(2026, 3, 6), 5, &[]).why, []);
    }

    #[test]
    fn every_reason_is_one_sentence_in_both_languages() {
        use crate::text::Language;
        let off = |from, until| {
            Why::Holiday(DaysOff {
                holiday: Holiday::SpringFestival,
                from,
                until,
            })
        };
        let day = date(2026, 2, 14);
        let said = |language| -> Vec<String> {
            [
                off(date(2026, 2, 15), date(2026, 2, 23)),
                off(day, day),
                Why::MadeUp {
                    day,
                    holiday: Holiday::SpringFestival,
                },
                Why::Waited {
                    from: day,
                    until: date(2026, 2, 25),
                    days: 1,
                },
                Why::Waited {
                    from: day,
                    until: date(2026, 2, 26),
                    days: 2,
                },
                Why::StillWaiting { since: day },
                Why::StartsAfter { need: 3, date: day },
                Why::NotPublished { year: 2027 },
            ]
            .iter()
            .map(|why| why.said(Words::new(language), |place| format!("matter {place}")))
            .collect()
        };
        assert_eq!(
            said(Language::Chinese),
            [
                "2026年2月15日至2026年2月23日春节放假，不计入工作日。",
                "2026年2月14日春节放假，不计入工作日。",
                "2026年2月14日因春节调休上班，计入工作日。",
                "2026年2月14日至2026年2月25日等待答复，期限顺延 1 个工作日。",
                "2026年2月14日至2026年2月26日等待答复，期限顺延 2 个工作日。",
                "自2026年2月14日起等待答复，期间不计时。",
                "要等“matter 3”办好后才能开始，预计2026年2月14日。",
                "2027 年的放假安排还没有公布，这个日期可能会变。",
            ]
        );
        assert_eq!(
            said(Language::English),
            [
                "Offices are closed for the Spring Festival from 15 February 2026 to 23 February 2026; these days do not count.",
                "Offices are closed for the Spring Festival on 14 February 2026; this day does not count.",
                "14 February 2026 is worked to make up for the Spring Festival; it counts.",
                "Waited for an answer from 14 February 2026 to 25 February 2026; the date moved by one working day.",
                "Waited for an answer from 14 February 2026 to 26 February 2026; the date moved by 2 working days.",
                "Has been waiting for an answer since 14 February 2026; these days do not count.",
                "Starts when “matter 3” is done, expected on 14 February 2026.",
                "The holidays of 2027 are not published yet; this date may change.",
            ]
        );
    }

    #[test]
    fn a_wait_that_is_answered_the_same_day_moves_nothing() {
        let day = date(2026, 3, 10);
        let due = due_date(&calendar(), date(2026, 3, 6), 5, &[(day, Some(day))]);
        assert_eq!((due.date, due.why), (date(2026, 3, 13), vec![]));
    }

    #[test]
    fn waits_over_one_another_are_counted_once() {
        let waits = [
            (date(2026, 3, 9), Some(date(2026, 3, 11))),
            (date(2026, 3, 10), Some(date(2026, 3, 12))),
        ];
        assert_eq!(
            due_date(&calendar(), date(2026, 3, 6), 5, &waits).date,
            date(2026, 3, 18)
        );
    }

    #[test]
    fn an_open_wait_is_said() {
        let due = due_date(
            &calendar(),
            date(2026, 3, 6),
            5,
            &[(date(2026, 3, 10), None)],
        );
        assert_eq!(due.date, date(2026, 3, 13));
        assert_eq!(
            due.why,
            [Why::StillWaiting {
                since: date(2026, 3, 10)
            }]
        );
    }

    #[test]
    fn a_date_in_a_year_without_a_list_is_provisional() {
        let due = due_date(&calendar(), date(2026, 12, 30), 5, &[]);
        assert_eq!(due.date, date(2027, 1, 6));
        assert!(due.provisional);
        assert_eq!(due.why, [Why::NotPublished { year: 2027 }]);
    }

    #[test]
    fn what_is_not_ready_is_expected_after_the_latest_that_it_waits_for() {
        let running = |ready_on| Standing::Running {
            ready_on,
            waits: vec![],
        };
        let not_ready = |needs: &[usize], not_before| Standing::NotReady {
            needs: needs.to_vec(),
            not_before,
        };
        let friday = date(2026, 3, 6);
        let planned = |promised, standing| Planned { promised, standing };
        let matters = [
            planned(1, Standing::Done(date(2026, 3, 5))),
            planned(5, running(friday)),
            planned(3, not_ready(&[0, 1], None)),
            planned(0, not_ready(&[1], None)),
            planned(2, not_ready(&[1], Some(date(2026, 3, 20)))),
            planned(5, Standing::Never),
            planned(5, not_ready(&[5], None)),
            planned(5, not_ready(&[], None)),
        ];
        let dates = |today| -> Vec<Option<Date>> {
            expected_dates(&calendar(), today, &matters)
                .into_iter()
                .map(|due| due.map(|due| due.date))
                .collect()
        };
        assert_eq!(
            dates(friday),
            [
                Some(date(2026, 3, 5)),
                Some(date(2026, 3, 13)),
                Some(date(2026, 3, 18)),
                Some(date(2026, 3, 13)),
                Some(date(2026, 3, 24)),
                None,
                None,
                None
            ]
        );
        let dues = expected_dates(&calendar(), friday, &matters);
        assert_eq!(latest(&dues).unwrap().date, date(2026, 3, 24));
        assert_eq!(
            dues[2].as_ref().unwrap().why,
            [Why::StartsAfter {
                need: 1,
                date: date(2026, 3, 13)
            }]
        );
        assert_eq!(
            dues[4].as_ref().unwrap().why,
            [],
            "it waits for something else longer"
        );
        // A week late: what waits for it cannot be done sooner than it.
        assert_eq!(dates(date(2026, 3, 20))[1], Some(date(2026, 3, 13)));
        assert_eq!(dates(date(2026, 3, 20))[2], Some(date(2026, 3, 25)));
        assert_eq!(latest(&[]), None);
    }

    proptest! {
        #[test]
        fn a_date_is_what_somebody_finds_who_walks_day_by_day(
            ready in days(),
            promised in 0..40_i64,
            waits in prop::collection::vec((0..60_i64, 0..30_i64), 0..4),
        ) {
            let waits: Vec<Waited> = waits
                .into_iter()
                .map(|(after, long)| {
                    let from = ready.saturating_add(after.days());
                    (from, Some(from.saturating_add(long.days())))
                })
                .collect();
            // One list of midnights, crossed off.
            let mut paused = 0;
            let mut day = ready;
            for _ in 0..120 {
                let waiting = waits.iter().any(|(from, until)| *from <= day && Some(day) < *until);
                if waiting && is_worked(day) {
                    paused += 1;
                }
                day = day.tomorrow().unwrap();
            }
            let mut expected = ready;
            let mut left = promised + paused;
            while left > 0 {
                expected = expected.tomorrow().unwrap();
                if is_worked(expected) {
                    left -= 1;
                }
            }
            let due = due_date(&calendar(), ready, promised, &waits);
            prop_assert_eq!(due.date, expected);
            prop_assert_eq!(due.provisional, expected.year() > 2026);
            prop_assert_eq!(due_date(&calendar(), ready, promised + paused, &[]).date, expected);
        }

        #[test]
        fn why_accounts_for_the_whole_difference_to_plain_weekdays(ready in days(), promised in 1..40_i64) {
            let due = due_date(&calendar(), ready, promised, &[]);
            let weekday = |day: &Date| day.weekday().to_monday_one_offset() <= 5;
            let after = |day: &Date| *day > ready && *day <= due.date;
            let mut plain = ready.tomorrow().unwrap().series(1.day()).take_while(|day| *day <= due.date).filter(weekday).count() as i64;
            for why in &due.why {
                match why {
                    Why::Holiday(off) => {
                        plain -= off.from.series(1.day()).take_while(|day| *day <= off.until).filter(weekday).filter(after).count() as i64;
                    }
                    Why::MadeUp { .. } => plain += 1,
                    Why::NotPublished { year } => prop_assert_eq!(*year, due.date.year()),
                    other => prop_assert!(false, "{other:?}"),
                }
            }
            prop_assert_eq!(plain, promised);
        }
    }
}
