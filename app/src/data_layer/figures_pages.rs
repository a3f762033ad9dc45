//! Figures of the shared data layer: all of them for whoever administers data, and for everybody what nobody can be found in;
//! and the code tables.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::catalogue::{Tier, catalogue};
use super::code_tables::{CodeTable, code_mappings, code_tables};
use super::figures::{CallFigures, Ending, SetQuality, Tally, WITHIN_MS};
use crate::back_office::back_office;
use crate::statistics::hide;
use crate::text::{Text, Words};
use crate::ui::{
    BackLink, Bars, Column, DataTable, Details, Heading, SummaryList, SummaryRow, page,
};
use crate::visit::{visit, words};

/// `/staff/data-figures`
#[component]
pub fn DataFiguresPage() -> AnyView {
    page(async move {
        let figures = back_office().data_figures(&visit().actor).await?;
        Ok(for_staff(words(), &figures))
    })
}

fn period(words: Words, figures: &CallFigures) -> String {
    words.say_with(
        Text::DataFiguresPeriod,
        &[
            ("since", &words.day(figures.since)),
            ("until", &words.day(figures.until)),
        ],
    )
}

fn set_name(words: Words, code: &str) -> String {
    catalogue()
        .set(code)
        .map_or_else(|| code.to_owned(), |set| words.wording(&set.name))
}

fn percent(part: i64, of: i64) -> String {
    if of == 0 {
        "—".to_owned()
    } else {
        format!("{} %", (part * 100 + of / 2) / of)
    }
}

fn milliseconds(words: Words, ms: Option<i64>) -> String {
    ms.map_or_else(
        || "—".to_owned(),
        |ms| words.say_with(Text::DataFiguresMs, &[("ms", &ms.to_string())]),
    )
}

/// The class within which so many of a hundred calls ended.
fn within(words: Words, tally: &Tally, of_hundred: i64) -> String {
    let longest = WITHIN_MS[WITHIN_MS.len() - 1].to_string();
    match tally.percentile_ms(of_hundred) {
        Some(ms) => words.say_with(Text::DataFiguresWithin, &[("ms", &ms.to_string())]),
        None if tally.calls == 0 => "—".to_owned(),
        None => words.say_with(Text::DataFiguresLonger, &[("ms", &longest)]),
    }
}

fn for_staff(words: Words, figures: &CallFigures) -> AnyView {
    let all = figures.all();
    let failed = all.ended(Ending::Failed);
    let cached = all.ended(Ending::Cached);
    let by_day: Vec<(String, i64)> = figures
        .by_day()
        .into_iter()
        .map(|(day, tally)| (words.day(day), tally.calls))
        .collect();
    let busiest = by_day.iter().max_by_key(|(_, calls)| *calls).cloned();
    let finding = busiest
        .map(|(day, calls)| words.say_counted(Text::DataFiguresBusiest, calls, &[("day", &day)]));
    let sets = figures.by_set();
    let set_bars: Vec<(String, i64)> = sets
        .iter()
        .map(|(code, tally)| (set_name(words, code), tally.calls))
        .collect();
    let most_asked = set_bars.iter().max_by_key(|(_, calls)| *calls).cloned();
    let most_asked = most_asked
        .map(|(set, calls)| words.say_counted(Text::DataFiguresMostAsked, calls, &[("set", &set)]));
    let tiers: BTreeMap<Tier, Tally> = figures.by_tier();
    let is_empty = all.calls == 0;
    let details = (!is_empty).then(|| {
        view! {
            <h2>{words.say(Text::DataFiguresByDay)}</h2>
            <Bars id="by-day" caption=words.say(Text::DataFiguresByDay) finding=finding.unwrap_or_default()
                name=words.say(Text::DataFiguresDay) number=words.say(Text::DataFiguresCalls) bars=by_day/>
            <h2>{words.say(Text::DataFiguresBySet)}</h2>
            <Bars id="by-set" caption=words.say(Text::DataFiguresBySet) finding=most_asked.unwrap_or_default()
                name=words.say(Text::DataFiguresSet) number=words.say(Text::DataFiguresCalls) bars=set_bars/>
            {tallies(words, "sets", Text::DataFiguresBySet, Text::DataFiguresSet,
                sets.into_iter().map(|(code, tally)| (set_name(words, &code), tally)).collect())}
            <h2>{words.say(Text::DataFiguresByTier)}</h2>
            {tallies(words, "tiers", Text::DataFiguresByTier, Text::DataRowTier,
                tiers.into_iter().map(|(tier, tally)| (words.say(tier.text()), tally)).collect())}
            <h2>{words.say(Text::DataFiguresByDepartment)}</h2>
            {tallies(words, "departments", Text::DataFiguresByDepartment, Text::DataFiguresDepartment,
                figures.by_department().into_iter().map(|(code, tally)| {
                    let name = catalogue().owner(&code).map_or(code, |owner| words.wording(&owner.name));
                    (name, tally)
                }).collect())}
            <h2>{words.say(Text::DataFiguresByPurpose)}</h2>
            {tallies(words, "purposes", Text::DataFiguresByPurpose, Text::DataColumnPurpose,
                figures.by_purpose().into_iter().map(|(purpose, tally)| {
                    (words.wording(&catalogue().purpose_name(&purpose)), tally)
                }).collect())}
        }
    });
    view! {
        <BackLink href="/casework" label=words.say(Text::CaseworkBackToQueue)/>
        <Heading title=words.say(Text::DataFiguresTitle)/>
        <p>{words.say(Text::DataFiguresLead)}</p>
        <p class="quiet">{period(words, figures)}</p>
        <SummaryList>
            <SummaryRow label=words.say(Text::DataFiguresCalls) value=all.calls.to_string()/>
            <SummaryRow label=words.say(Text::DataFiguresFailed) value=format!("{failed} · {}", percent(failed, all.calls))/>
            <SummaryRow label=words.say(Text::DataFiguresCached) value=format!("{cached} · {}", percent(cached, all.calls))/>
            <SummaryRow label=words.say(Text::DataFiguresMean) value=milliseconds(words, all.mean_ms())/>
            <SummaryRow label=words.say(Text::DataFiguresHalf) value=within(words, &all, 50)/>
            <SummaryRow label=words.say(Text::DataFiguresAlmostAll) value=within(words, &all, 99)/>
        </SummaryList>
        {is_empty.then(|| view! { <p class="empty">{words.say(Text::DataFiguresNone)}</p> })}
        {details}
        <p><a href="/data/figures">{words.say(Text::DataFiguresPublicTitle)}</a></p>
    }
    .into_any()
}

fn tallies(
    words: Words,
    id: &'static str,
    caption: Text,
    heads: Text,
    rows: Vec<(String, Tally)>,
) -> AnyView {
    let columns = vec![
        Column::text(words.say(heads)),
        Column::number(words.say(Text::DataFiguresCalls)),
        Column::number(words.say(Text::DataFiguresAnswered)),
        Column::number(words.say(Text::DataFiguresNothingHeld)),
        Column::number(words.say(Text::DataFiguresCached)),
        Column::number(words.say(Text::DataFiguresRefused)),
        Column::number(words.say(Text::DataFiguresFailed)),
        Column::number(words.say(Text::DataFiguresMean)),
        Column::number(words.say(Text::DataFiguresAlmostAll)),
    ];
    let rows = rows
        .into_iter()
        .map(|(name, tally)| {
            let mut cells = vec![name.into_any(), tally.calls.to_string().into_any()];
            cells.extend(
                Ending::ALL
                    .into_iter()
                    .map(|ending| tally.ended(ending).to_string().into_any()),
            );
            cells.push(milliseconds(words, tally.mean_ms()).into_any());
            cells.push(within(words, &tally, 99).into_any());
            cells
        })
        .collect();
    view! {
        <DataTable id=id stacks=true hides_caption=true caption=words.say(caption) columns=columns rows=rows/>
    }
    .into_any()
}

/// `/data/figures`
#[component]
pub fn PublicDataFiguresPage() -> AnyView {
    page(async move {
        let figures = back_office().public_data_figures().await?;
        Ok(for_everybody(words(), &figures))
    })
}

/// One table only: from two with other sums what is hidden in the one could be found in the other.
fn for_everybody(words: Words, figures: &CallFigures) -> AnyView {
    let sets = figures.by_set();
    let counts: Vec<Vec<i64>> = sets.values().map(|tally| tally.endings.to_vec()).collect();
    let hidden = hide(&counts);
    let said = |is_hidden: bool, count: i64| {
        if is_hidden {
            words.say(Text::DataFiguresFew)
        } else {
            count.to_string()
        }
        .into_any()
    };
    let mut rows: Vec<Vec<AnyView>> = sets
        .iter()
        .zip(&counts)
        .enumerate()
        .map(|(row, ((code, _), counts))| {
            let mut cells = vec![set_name(words, code).into_any()];
            cells.push(said(hidden.is_sum_of_row_hidden(row), counts.iter().sum()));
            for (column, count) in counts.iter().enumerate() {
                cells.push(said(hidden.is_hidden(row, column), *count));
            }
            cells
        })
        .collect();
    let is_empty = rows.is_empty();
    let all = figures.all();
    let mut sums = vec![words.say(Text::DataFiguresAll).into_any()];
    sums.push(said(hidden.is_total_hidden(), all.calls));
    for (column, count) in all.endings.into_iter().enumerate() {
        sums.push(said(hidden.is_sum_of_column_hidden(column), count));
    }
    rows.push(sums);
    let columns = vec![
        Column::text(words.say(Text::DataFiguresSet)),
        Column::number(words.say(Text::DataFiguresCalls)),
        Column::number(words.say(Text::DataFiguresAnswered)),
        Column::number(words.say(Text::DataFiguresNothingHeld)),
        Column::number(words.say(Text::DataFiguresCached)),
        Column::number(words.say(Text::DataFiguresRefused)),
        Column::number(words.say(Text::DataFiguresFailed)),
    ];
    let table = if is_empty {
        view! { <p class="empty">{words.say(Text::DataFiguresNone)}</p> }.into_any()
    } else {
        view! {
            <DataTable id="figures" stacks=true hides_caption=true caption=words.say(Text::DataFiguresPublicTitle) columns=columns rows=rows/>
        }
        .into_any()
    };
    view! {
        <BackLink href="/data" label=words.say(Text::DataTitle)/>
        <Heading title=words.say(Text::DataFiguresPublicTitle)/>
        <p class="lead">{words.say(Text::DataFiguresPublicLead)}</p>
        <p class="quiet">{period(words, figures)}</p>
        {table}
    }
    .into_any()
}

/// What the last calls say of a data set, on its page.
pub(super) fn quality(words: Words, quality: SetQuality) -> AnyView {
    let share = move |share: Option<i64>| {
        share.map_or_else(
            || words.say(Text::DataQualityFew),
            |share| format!("{share} %"),
        )
    };
    let period = words.say_with(
        Text::DataFiguresPeriod,
        &[
            ("since", &words.day(quality.since)),
            ("until", &words.day(quality.until)),
        ],
    );
    view! {
        <h2>{words.say(Text::DataQuality)}</h2>
        <SummaryList>
            <SummaryRow label=words.say(Text::DataQualityComplete) value=share(quality.complete)/>
            <SummaryRow label=words.say(Text::DataQualityFailed) value=share(quality.failed)/>
            <SummaryRow label=words.say(Text::DataQualityDisputed) value=share(quality.disputed)/>
        </SummaryList>
        <p class="quiet">{period}</p>
    }
    .into_any()
}

/// Where a code table stands on its page: `GB/T 3304` at `#gb-t-3304`.
pub(super) fn anchor(code: &str) -> String {
    code.to_lowercase().replace(['/', ' ', '.'], "-")
}

/// `/data/codes`
#[component]
pub fn CodeTablesPage() -> AnyView {
    page(async move {
        let words = words();
        let tables = code_tables()
            .iter()
            .map(|table| one_table(words, table))
            .collect_view();
        Ok(view! {
            <BackLink href="/data" label=words.say(Text::DataTitle)/>
            <Heading title=words.say(Text::DataCodesTitle)/>
            <p class="lead">{words.say(Text::DataCodesLead)}</p>
            {tables}
        })
    })
}

fn one_table(words: Words, table: &'static CodeTable) -> AnyView {
    let since = words.date(table.since);
    let until = table.until.map_or_else(
        || words.say(Text::DataCodesInForce),
        |until| words.date(until),
    );
    let read_as = code_mappings()
        .iter()
        .find(|mapping| mapping.from == table.code)
        .map(|mapping| mapping.to.clone());
    let rows = table
        .rows
        .iter()
        .map(|row| {
            view! {
                <li><code>{row.code.clone()}</code>" "{words.wording(&row.name)}</li>
            }
        })
        .collect_view();
    // The version in force is what a field's page leads to.
    let id = match table.until {
        None => anchor(&table.code),
        Some(_) => anchor(&format!("{} {}", table.code, table.version)),
    };
    view! {
        <h2 id=id>{words.wording(&table.name)}</h2>
        <SummaryList>
            <SummaryRow label=words.say(Text::DataColumnTable) value=table.code.clone()/>
            <SummaryRow label=words.say(Text::DataCodesVersion) value=table.version.clone()/>
            <SummaryRow label=words.say(Text::DataCodesSince) value=since/>
            <SummaryRow label=words.say(Text::DataColumnUntil) value=until/>
            {read_as.map(|ours| view! { <SummaryRow label=words.say(Text::DataCodesReadAs) value=ours/> })}
        </SummaryList>
        <Details summary=words.say(Text::DataCodesRows)><ul>{rows}</ul></Details>
    }
    .into_any()
}
