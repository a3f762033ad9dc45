//! For everybody: how soon calls are answered, and how soon somebody is there, against the norms; by district.

use jiff::civil::Date;
use leptos::prelude::*;

use super::tiers::{Norm, NormLine, call_terms};
use crate::back_office::back_office;
use crate::statistics::hide;
use crate::text::{Text, Wording, Words};
use crate::ui::{BackLink, Column, DataTable, Details, Heading, Tile, TileMap, page};
use crate::visit::words;

/// So many calls within the first norm's time, within the second's only, and later.
pub type Counts = [i64; 3];

/// What is published of one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measured {
    Nothing,
    /// Too few stand behind it, or behind what could be found from it.
    Hidden,
    /// Of so many calls, so many in a thousand within the first norm's time, and within the second's.
    Shown {
        calls: i64,
        first: i64,
        second: i64,
    },
}

impl Measured {
    fn of([first, second, later]: Counts) -> Self {
        let calls = first + second + later;
        if calls == 0 {
            return Self::Nothing;
        }
        // Rounded down: what is promised to 97.5 % is not kept by 97.49.
        Self::Shown {
            calls,
            first: first * 1_000 / calls,
            second: (first + second) * 1_000 / calls,
        }
    }
}

/// One district.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DistrictCalls {
    pub code: String,
    pub name: Wording,
    pub answered: Measured,
    pub attended: Measured,
}

/// What everybody may know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallFigures {
    pub since: Date,
    pub until: Date,
    pub answered: Measured,
    pub attended: Measured,
    pub districts: Vec<DistrictCalls>,
}

/// What may be published of these counts, place by place, and of all of them together.
pub fn measure(counts: &[Counts]) -> (Vec<Measured>, Measured) {
    let rows: Vec<Vec<i64>> = counts.iter().map(|row| row.to_vec()).collect();
    if rows.is_empty() {
        return (Vec::new(), Measured::Nothing);
    }
    let hidden = hide(&rows);
    let each = counts
        .iter()
        .enumerate()
        .map(|(row, counts)| {
            let is_hidden = (0..counts.len()).any(|column| hidden.is_hidden(row, column))
                || hidden.is_sum_of_row_hidden(row);
            if is_hidden {
                Measured::Hidden
            } else {
                Measured::of(*counts)
            }
        })
        .collect();
    let sums = [0, 1, 2].map(|column| counts.iter().map(|row| row[column]).sum());
    let is_total_hidden = hidden.is_total_hidden()
        || (0..sums.len()).any(|column| hidden.is_sum_of_column_hidden(column));
    let total = if is_total_hidden {
        Measured::Hidden
    } else {
        Measured::of(sums)
    };
    (each, total)
}

/// `/performance/calls`
#[component]
pub fn CallFiguresPage() -> impl IntoView {
    page(async {
        let figures = back_office().call_figures().await?;
        Ok(published(words(), figures))
    })
}

/// 97.5%
fn share(permille: i64) -> String {
    format!("{}.{}%", permille / 10, permille % 10)
}

fn norms(what: Norm) -> Vec<NormLine> {
    call_terms()
        .norms()
        .iter()
        .copied()
        .filter(|norm| norm.what == what)
        .collect()
}

/// "60 seconds", "45 minutes".
fn within(words: Words, seconds: i64) -> String {
    if seconds < 600 {
        words.say_with(
            Text::CallFiguresSeconds,
            &[("seconds", &seconds.to_string())],
        )
    } else {
        words.say_with(
            Text::CallFiguresMinutes,
            &[("minutes", &(seconds / 60).to_string())],
        )
    }
}

fn cells(words: Words, measured: Measured) -> [AnyView; 3] {
    match measured {
        Measured::Nothing => [0, 1, 2].map(|_| "–".into_any()),
        Measured::Hidden => [0, 1, 2].map(|place| {
            let text = if place == 0 {
                Text::PerformanceHidden
            } else {
                Text::PerformanceHiddenShort
            };
            view! { <span class="quiet">{words.say(text)}</span> }.into_any()
        }),
        Measured::Shown {
            calls,
            first,
            second,
        } => [
            calls.to_string().into_any(),
            share(first).into_any(),
            share(second).into_any(),
        ],
    }
}

/// One sentence for each norm: what is aimed at, and what was.
fn findings(words: Words, what: Norm, measured: Measured) -> Vec<String> {
    norms(what)
        .into_iter()
        .enumerate()
        .map(|(place, norm)| {
            let reached = match measured {
                Measured::Shown { first, second, .. } => {
                    Some(if place == 0 { first } else { second })
                }
                _ => None,
            };
            let time = within(words, norm.within);
            let aim = share(norm.permille);
            match reached {
                None => words.say_with(Text::CallFiguresAim, &[("time", &time), ("aim", &aim)]),
                Some(reached) => {
                    let text = if reached >= norm.permille {
                        Text::CallFiguresKept
                    } else {
                        Text::CallFiguresMissed
                    };
                    words.say_with(
                        text,
                        &[("time", &time), ("aim", &aim), ("share", &share(reached))],
                    )
                }
            }
        })
        .collect()
}

fn section(words: Words, what: Norm, figures: &CallFigures) -> AnyView {
    let (title, map, table, all, pick): (_, _, _, _, fn(&DistrictCalls) -> Measured) = match what {
        Norm::Answered => (
            Text::CallFiguresAnswered,
            Text::CallFiguresAnsweredMap,
            "answered",
            figures.answered,
            |line| line.answered,
        ),
        Norm::Attended => (
            Text::CallFiguresAttended,
            Text::CallFiguresAttendedMap,
            "attended",
            figures.attended,
            |line| line.attended,
        ),
    };
    let tiles = figures
        .districts
        .iter()
        .filter_map(|line| {
            let Measured::Shown { first, .. } = pick(line) else {
                return None;
            };
            Some(Tile {
                district: line.code.clone(),
                // Shares lie close together at the upper end: the shades are spread over the upper half.
                value: ((first - 500) / 5).clamp(1, 100),
                said: String::new(),
                shown: format!("{}%", first / 10),
                href: None,
            })
        })
        .collect();
    let mut rows = vec![with_name(
        words.say(Text::CallFiguresCity).into_any(),
        cells(words, all),
    )];
    rows.extend(figures.districts.iter().map(|line| {
        with_name(
            words.wording(&line.name).into_any(),
            cells(words, pick(line)),
        )
    }));
    let mut columns = vec![
        Column::text(words.say(Text::StatisticsDistrict)),
        Column::number(words.say(Text::CallFiguresCalls)),
    ];
    columns.extend(
        norms(what)
            .into_iter()
            .map(|norm| Column::number(within(words, norm.within))),
    );
    let caption = words.say(map);
    view! {
        <section>
            <h2>{words.say(title)}</h2>
            {findings(words, what, all).into_iter().map(|said| view! { <p class="finding">{said}</p> }).collect_view()}
            <figure class="chart" data-chart="tiles">
                <TileMap words=words label=caption.clone() tiles=tiles most=100/>
                <figcaption class="quiet legend">{caption.clone()}</figcaption>
                <Details summary=words.say(Text::StatisticsTable)>
                    <DataTable id=table caption=caption columns=columns rows=rows/>
                </Details>
            </figure>
        </section>
    }
    .into_any()
}

fn with_name(name: AnyView, cells: [AnyView; 3]) -> Vec<AnyView> {
    std::iter::once(name).chain(cells).collect()
}

fn published(words: Words, figures: CallFigures) -> AnyView {
    let period = words.say_with(
        Text::CallFiguresPeriod,
        &[
            ("since", &words.day(figures.since)),
            ("until", &words.day(figures.until)),
        ],
    );
    view! {
        <BackLink href="/performance" label=words.say(Text::PerformanceTitle)/>
        <Heading title=words.say(Text::CallFiguresTitle)/>
        <p>{words.say(Text::CallFiguresLead)}</p>
        <p class="quiet">{period}</p>
        {section(words, Norm::Answered, &figures)}
        {section(words, Norm::Attended, &figures)}
        <section>
            <h2>{words.say(Text::PerformanceHow)}</h2>
            {[Text::CallFiguresHow, Text::CallFiguresHowDrill, Text::PerformanceHowHidden]
                .map(|text| view! { <p>{words.say(text)}</p> }).collect_view()}
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_down_and_nobody_is_found_by_subtraction() {
        assert_eq!(
            Measured::of([974, 16, 9]),
            Measured::Shown {
                calls: 999,
                first: 974,
                second: 990
            }
        );
        assert_eq!(share(975), "97.5%");
        let (each, total) = measure(&[[40, 0, 0], [12, 3, 0], [30, 9, 6], [0, 0, 0]]);
        assert_eq!(each[1], Measured::Hidden, "three calls stand alone");
        assert_eq!(each[3], Measured::Nothing);
        assert!(matches!(total, Measured::Shown { .. } | Measured::Hidden));
        // Two rows must be hidden, or the one is the sum minus the others.
        let hidden = each
            .iter()
            .filter(|measured| **measured == Measured::Hidden)
            .count();
        assert!(hidden >= 2, "{each:?}");
        assert_eq!(measure(&[]), (Vec::new(), Measured::Nothing));
    }
}
