//! What stands out, in one sentence each: computed from the figures, said in words.

use super::desk::{Age, Line, PublicCell, PublicLine};
use super::figures::{Tally, share};
use super::phrases;
use crate::case::Stage;
use crate::text::{Text, Words};

/// Where most is overdue.
pub fn overdue(words: Words, parts: &[Line]) -> String {
    let all: i64 = parts.iter().map(|part| part.tally.overdue).sum();
    let most = first_most(parts, |part| part.tally.overdue);
    match (most, share(most.map_or(0, |part| part.tally.overdue), all)) {
        (Some(part), Some(share)) => words.say_counted(
            Text::StatisticsFindingOverdue,
            part.tally.overdue,
            &[
                ("place", &words.wording(&part.name)),
                ("share", &share.to_string()),
            ],
        ),
        _ => words.say(Text::StatisticsFindingNothingOverdue),
    }
}

/// Where, and in which stage, most is open.
pub fn heat(words: Words, rows: &[Line], stages: &[Stage]) -> String {
    let all: i64 = rows.iter().map(|row| row.tally.open()).sum();
    let cells: Vec<(&Line, Stage)> = rows
        .iter()
        .flat_map(|row| stages.iter().map(move |stage| (row, *stage)))
        .collect();
    let Some((row, stage)) = first_most(&cells, |(row, stage)| row.tally.at(*stage)) else {
        return words.say(Text::StatisticsFindingNothingOpen);
    };
    let n = row.tally.at(*stage);
    words.say_with(
        Text::StatisticsFindingHeat,
        &[
            ("place", &words.wording(&row.name)),
            ("stage", &phrases::stage(words, *stage)),
            ("n", &n.to_string()),
            ("all", &all.to_string()),
        ],
    )
}

/// How much has been open for long.
pub fn ages(words: Words, ages: &[(Age, i64)]) -> String {
    let all: i64 = ages.iter().map(|(_, n)| n).sum();
    if all == 0 {
        return words.say(Text::StatisticsFindingNothingReady);
    }
    let Some((oldest, n)) = ages.iter().rev().find(|(_, n)| *n > 0) else {
        return words.say(Text::StatisticsFindingNothingReady);
    };
    if oldest.from == 0 {
        words.say_with(
            Text::StatisticsFindingAllYoung,
            &[("until", &oldest.until.unwrap_or_default().to_string())],
        )
    } else {
        words.say_counted(
            Text::StatisticsFindingOld,
            *n,
            &[("from", &oldest.from.to_string())],
        )
    }
}

/// Which kind of matter is furthest behind its promise.
pub fn time(words: Words, matters: &[Line]) -> String {
    let behind: Vec<(&Line, i64, i64)> = matters
        .iter()
        .filter_map(|line| Some((line, line.tally.taken.within(90)?, line.promised?)))
        .collect();
    let worst = behind
        .iter()
        .filter(|(_, p90, promised)| p90 > promised)
        .max_by_key(|(_, p90, promised)| p90 - promised);
    match worst {
        _ if behind.is_empty() => words.say(Text::StatisticsFindingNothingEnded),
        None => words.say(Text::StatisticsFindingAllInTime),
        Some((line, p90, promised)) => words.say_with(
            Text::StatisticsFindingBehind,
            &[
                ("matter", &words.wording(&line.name)),
                ("p90", &p90.to_string()),
                ("promised", &promised.to_string()),
            ],
        ),
    }
}

/// Which kind of matter is done over again most often.
pub fn rework(words: Words, matters: &[Line]) -> String {
    let most = matters
        .iter()
        .filter_map(|line| Some((line, share(line.tally.reworked, line.tally.ended())?)))
        .filter(|(_, share)| *share > 0)
        .max_by_key(|(line, share)| (*share, line.tally.reworked));
    match most {
        None => words.say(Text::StatisticsFindingNoRework),
        Some((line, share)) => {
            let reasons = [
                (line.tally.asked_again, Text::StatisticsReworkAsked),
                (line.tally.sent_back, Text::StatisticsReworkSentBack),
                (line.tally.returned, Text::StatisticsReworkReturned),
            ];
            let reason = first_most(&reasons, |(n, _)| *n)
                .map_or_else(String::new, |(_, text)| words.say(*text));
            words.say_with(
                Text::StatisticsFindingRework,
                &[
                    ("matter", &words.wording(&line.name)),
                    ("share", &share.to_string()),
                    ("reason", &reason),
                ],
            )
        }
    }
}

/// The streets of a district: which has most, and that they are the district.
pub fn streets(words: Words, streets: &[Line], total: &Tally) -> String {
    match first_most(streets, |street| street.tally.open()) {
        None => words.say(Text::StatisticsFindingNothingOpen),
        Some(street) => words.say_with(
            Text::StatisticsFindingStreets,
            &[
                ("place", &words.wording(&street.name)),
                ("n", &street.tally.open().to_string()),
                ("all", &total.open().to_string()),
            ],
        ),
    }
}

/// For everybody: which matter keeps its promise least.
pub fn public_matters(words: Words, matters: &[PublicLine]) -> String {
    let shown = || {
        matters.iter().filter_map(|line| match line.cell {
            PublicCell::Shown { in_time, .. } => Some((line, in_time)),
            _ => None,
        })
    };
    match shown().min_by_key(|(_, in_time)| *in_time) {
        None => words.say(Text::PerformanceFindingTooFew),
        Some((_, 100)) => words.say(Text::PerformanceFindingAllInTime),
        Some((line, in_time)) => words.say_with(
            Text::PerformanceFindingLeast,
            &[
                ("name", &words.wording(&line.name)),
                ("share", &in_time.to_string()),
            ],
        ),
    }
}

/// For everybody: where one waits longest.
pub fn public_districts(words: Words, districts: &[PublicLine]) -> String {
    let shown = districts.iter().filter_map(|line| match line.cell {
        PublicCell::Shown {
            median, in_time, ..
        } => Some((line, median, in_time)),
        _ => None,
    });
    let shown: Vec<_> = shown.collect();
    let (Some((slow, most, _)), Some((_, least, _))) = (
        shown.iter().max_by_key(|(_, median, _)| *median),
        shown.iter().min_by_key(|(_, median, _)| *median),
    ) else {
        return words.say(Text::PerformanceFindingTooFew);
    };
    if most == least {
        return words.say_with(
            Text::PerformanceFindingAlike,
            &[("days", &most.to_string())],
        );
    }
    words.say_with(
        Text::PerformanceFindingSlowest,
        &[
            ("name", &words.wording(&slow.name)),
            ("most", &most.to_string()),
            ("least", &least.to_string()),
        ],
    )
}

/// The first of those with the highest value; `None` where the highest is 0.
fn first_most<T>(of: &[T], value: impl Fn(&T) -> i64) -> Option<&T> {
    let mut most: Option<&T> = None;
    for one in of {
        if value(one) > most.map_or(0, &value) {
            most = Some(one);
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, Wording};

    fn line(name: &str, overdue: i64, ready: i64) -> Line {
        let mut tally = Tally {
            overdue,
            ..Tally::default()
        };
        tally.stages.insert(Stage::Ready, ready);
        Line {
            code: name.to_owned(),
            name: Wording::same(name),
            opens: None,
            promised: Some(5),
            tally,
        }
    }

    fn both(say: impl Fn(Words) -> String) -> [String; 2] {
        [Language::Chinese, Language::English].map(|language| say(Words::new(language)))
    }

    #[test]
    fn the_most_overdue_is_named_with_its_share() {
        let parts = [line("甲", 1, 0), line("乙", 3, 0), line("丙", 0, 0)];
        assert_eq!(
            both(|words| overdue(words, &parts)),
            [
                "超期最多的是乙：3 件，占全部超期的 75%。",
                "Most overdue: 乙, with 3 matters, 75% of all that are overdue."
            ]
        );
        assert_eq!(
            both(|words| overdue(words, &parts[2..])),
            ["没有事项超期。", "Nothing is overdue."]
        );
    }

    #[test]
    fn the_fullest_stage_is_named() {
        let rows = [line("甲", 0, 2), line("乙", 0, 7)];
        assert_eq!(
            both(|words| heat(words, &rows, &Stage::ALL)),
            [
                "积压最多的是乙的“待受理”：7 件，全部未办结共 9 件。",
                "Most is waiting at 乙, “To take up”: 7 of 9 open matters."
            ]
        );
        assert_eq!(
            heat(Words::new(Language::English), &[], &Stage::ALL),
            "Nothing is open."
        );
    }

    #[test]
    fn the_oldest_are_counted() {
        let mut of = Age::ALL.map(|age| (age, 0));
        assert_eq!(
            ages(Words::new(Language::English), &of),
            "Nothing that is open can be worked on yet."
        );
        of[0].1 = 4;
        assert_eq!(
            ages(Words::new(Language::English), &of),
            "Nothing has been open for more than 2 working days."
        );
        of[4].1 = 1;
        assert_eq!(
            both(|words| ages(words, &of)),
            [
                "有 1 件已经等了 21 个工作日或更久。",
                "One matter has been open for 21 working days or more."
            ]
        );
    }

    #[test]
    fn the_matter_furthest_behind_its_promise_is_named() {
        let mut slow = line("登记", 0, 0);
        slow.tally.taken.add(9, 1);
        let mut quick = line("备案", 0, 0);
        quick.tally.taken.add(2, 5);
        assert_eq!(
            time(Words::new(Language::English), &[quick.clone(), slow]),
            "“登记” is furthest behind its promise: nine in ten are done within 9 working days, 5 are promised."
        );
        assert_eq!(
            time(Words::new(Language::Chinese), &[quick]),
            "每类事项都有九成以上在承诺期限内办结。"
        );
    }

    #[test]
    fn rework_is_named_with_its_main_reason() {
        let mut again = line("登记", 0, 0);
        again.tally.taken.add(2, 4);
        again.tally.reworked = 1;
        again.tally.sent_back = 1;
        assert_eq!(
            both(|words| rework(words, std::slice::from_ref(&again))),
            [
                "返工最多的是“登记”：25% 的件返工，主要原因是被登记系统退回。",
                "“登记” is done over again most often: 25%, mostly because the register sent it back."
            ]
        );
    }
}
