//! For everybody: what is promised, how long it takes, how often the promise is kept and how it was rated.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::back_office::back_office;
use crate::statistics::desk::{PublicCell, PublicFigures, PublicLine, Rating};
use crate::statistics::{findings, phrases};
use crate::text::{Text, Words};
use crate::ui::{Column, DataTable, Details, Heading, Tile, TileMap, page};
use crate::visit::words;

/// `/performance`, `/performance?matter=public-security/registration`
#[component]
pub fn PerformancePage() -> impl IntoView {
    let matter = use_query_map().get_untracked().get("matter");
    page(async move {
        let figures = back_office().public_figures(matter.as_deref()).await?;
        Ok(sections(words(), figures))
    })
}

fn sections(words: Words, figures: PublicFigures) -> AnyView {
    let period = words.say_with(
        Text::PerformancePeriod,
        &[
            ("since", &words.day(figures.since)),
            ("until", &words.day(figures.until)),
        ],
    );
    view! {
        <Heading title=words.say(Text::PerformanceTitle)/>
        <p>{words.say(Text::PerformanceLead)}</p>
        <p class="quiet">{period}</p>
        <p><a href="/performance/calls">{words.say(Text::CallFiguresLink)}</a></p>
        {matters(words, &figures)}
        {districts(words, &figures)}
        <section>
            <h2>{words.say(Text::PerformanceDownload)}</h2>
            <p>{words.say(Text::PerformanceDownloadWhat)}</p>
            <ul>
                <li><a href="/performance/figures.csv">{words.say(Text::PerformanceCsv)}</a></li>
                <li><a href="/performance/figures.json">{words.say(Text::PerformanceJson)}</a></li>
            </ul>
        </section>
        <section>
            <h2>{words.say(Text::PerformanceHow)}</h2>
            {[
                Text::PerformanceHowDays,
                Text::PerformanceHowHalf,
                Text::PerformanceHowInTime,
                Text::PerformanceHowPlace,
                Text::PerformanceHowHidden,
                Text::PerformanceHowLicence,
            ].map(|text| view! { <p>{words.say(text)}</p> }).collect_view()}
        </section>
    }
    .into_any()
}

/// Ended, half within, nine in ten within, in time.
fn cells(words: Words, cell: &PublicCell) -> [AnyView; 4] {
    match cell {
        PublicCell::Shown {
            ended,
            median,
            p90,
            in_time,
        } => [
            ended.to_string().into_any(),
            median.to_string().into_any(),
            p90.to_string().into_any(),
            format!("{in_time}%").into_any(),
        ],
        PublicCell::Hidden => [0, 1, 2, 3].map(|place| {
            let text = if place == 0 {
                Text::PerformanceHidden
            } else {
                Text::PerformanceHiddenShort
            };
            view! { <span class="quiet">{words.say(text)}</span> }.into_any()
        }),
        PublicCell::Nothing => [0, 1, 2, 3].map(|place| {
            let text = if place == 0 {
                words.say(Text::PerformanceNothing)
            } else {
                phrases::days(words, None)
            };
            view! { <span class="quiet">{text}</span> }.into_any()
        }),
    }
}

fn rating(words: Words, rating: Rating) -> AnyView {
    match rating {
        Rating::NoneYet => {
            view! { <span class="quiet">{words.say(Text::PerformanceNoRating)}</span> }.into_any()
        }
        Rating::Hidden => {
            view! { <span class="quiet">{words.say(Text::PerformanceHidden)}</span> }.into_any()
        }
        Rating::Shown { tenths, ratings } => words
            .say_with(
                Text::PerformanceRatingOf,
                &[
                    ("mean", &format!("{}.{}", tenths / 10, tenths % 10)),
                    ("n", &ratings.to_string()),
                ],
            )
            .into_any(),
    }
}

fn columns(words: Words, first: Text, with_promise: bool) -> Vec<Column> {
    let mut columns = vec![
        Column::text(words.say(first)),
        Column::number(words.say(Text::PerformanceEnded)),
        Column::number(words.say(Text::StatisticsMedian)),
        Column::number(words.say(Text::StatisticsP90)),
        Column::number(words.say(Text::StatisticsInTime)),
        Column::number(words.say(Text::PerformanceRating)),
    ];
    if with_promise {
        columns.insert(1, Column::number(words.say(Text::StatisticsPromised)));
    }
    columns
}

fn matters(words: Words, figures: &PublicFigures) -> AnyView {
    let rows = figures
        .matters
        .iter()
        .map(|line| {
            let name = words.wording(&line.name);
            let href = format!("/performance?matter={}#districts", line.code);
            let said = format!("{name}: {}", words.say(Text::PerformanceSeeDistricts));
            let mut row = vec![
                view! { {name} " " <a href=href aria-label=said>{words.say(Text::PerformanceSeeDistricts)}</a> }.into_any(),
                phrases::days(words, line.promised).into_any(),
            ];
            row.extend(cells(words, &line.cell));
            row.push(rating(words, line.rating));
            row
        })
        .collect();
    view! {
        <section>
            <h2>{words.say(Text::PerformanceMatters)}</h2>
            <p class="finding">{findings::public_matters(words, &figures.matters)}</p>
            <DataTable id="matters" stacks=true caption=words.say(Text::PerformanceMattersCaption) columns=columns(words, Text::StatisticsMatter, true) rows=rows/>
        </section>
    }
    .into_any()
}

fn districts(words: Words, figures: &PublicFigures) -> AnyView {
    let title = figures.chosen.as_ref().map_or_else(
        || words.say(Text::PerformanceDistricts),
        |line| {
            words.say_with(
                Text::PerformanceDistrictsOf,
                &[("matter", &words.wording(&line.name))],
            )
        },
    );
    let tiles = figures
        .districts
        .iter()
        .filter_map(|line| tile(words, line))
        .collect();
    let rows = figures
        .districts
        .iter()
        .map(|line| {
            let mut row = vec![words.wording(&line.name).into_any()];
            row.extend(cells(words, &line.cell));
            row.push(rating(words, line.rating));
            row
        })
        .collect();
    let all = figures.chosen.is_some().then(|| {
        view! { <p><a href="/performance#districts">{words.say(Text::PerformanceAllMatters)}</a></p> }
    });
    view! {
        <section id="districts">
            <h2>{title}</h2>
            {all}
            <figure class="chart" data-chart="tiles">
                <p class="finding">{findings::public_districts(words, &figures.districts)}</p>
                <TileMap words=words label=words.say(Text::PerformanceMapCaption) tiles=tiles most=100/>
                <figcaption class="quiet legend">{words.say(Text::PerformanceMapCaption)}" "{words.say(Text::PerformanceMapLegend)}</figcaption>
                <Details summary=words.say(Text::StatisticsTable)>
                    <DataTable id="by-district" caption=words.say(Text::PerformanceDistrictsCaption) columns=columns(words, Text::StatisticsDistrict, false) rows=rows/>
                </Details>
            </figure>
        </section>
    }
    .into_any()
}

fn tile(words: Words, line: &PublicLine) -> Option<Tile> {
    let PublicCell::Shown { in_time, .. } = line.cell else {
        return None;
    };
    let shown = format!("{in_time}%");
    Some(Tile {
        district: line.code.clone(),
        // Shares lie close together at the upper end: the shades are spread over the upper half.
        value: ((in_time - 50) * 2).clamp(1, 100),
        said: words.say_with(
            Text::PerformanceMapTile,
            &[("place", &words.wording(&line.name)), ("value", &shown)],
        ),
        shown,
        href: None,
    })
}
