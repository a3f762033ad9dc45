//! What an office has open, what is late and how long it takes: of the place that one is responsible for, and of each of
//! its parts.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::back_office::back_office;
use crate::case::{MatterKind, Stage};
use crate::error::PortalError;
use crate::statistics::desk::{Age, LateList, Line, Place, Statistics};
use crate::statistics::figures::{Tally, share};
use crate::statistics::{findings, phrases};
use crate::text::{Text, Words};
use crate::ui::{Bars, Column, DataTable, Heading, HeatMap, HeatRow, Tile, TileMap, page};
use crate::visit::{visit, words};

/// `/statistics`, `/statistics/500106`
#[component]
pub fn StatisticsPage() -> impl IntoView {
    let asked = use_params_map().get_untracked().get("place");
    page(async move {
        let place = asked
            .map(|code| Place::parse(&code).ok_or(PortalError::NotFound))
            .transpose()?;
        let figures = back_office()
            .statistics(&visit().actor, place.as_ref())
            .await?;
        Ok(sections(words(), figures))
    })
}

fn sections(words: Words, figures: Statistics) -> AnyView {
    let name = words.wording(&figures.name);
    let scope = figures.department.as_ref().map_or_else(
        || words.say(Text::StatisticsOfAll),
        |code| {
            words.say_with(
                Text::StatisticsOfDepartment,
                &[("department", &phrases::department(words, code))],
            )
        },
    );
    view! {
        {up(words, &figures)}
        <Heading title=words.say_with(Text::StatisticsTitle, &[("place", &name)])/>
        <p class="quiet">{scope}" "{words.say_with(Text::StatisticsPeriod, &[("since", &words.day(figures.since))])}</p>
        {numbers(words, &figures)}
        {map(words, &figures)}
        {heat(words, &figures)}
        {ages(words, &figures)}
        {time(words, &figures)}
        {rework(words, &figures)}
        {parts(words, &figures)}
        {streets(words, &figures)}
        <p><a href="/performance">{words.say(Text::StatisticsPublicLink)}</a></p>
    }
    .into_any()
}

fn up(words: Words, figures: &Statistics) -> AnyView {
    if figures.up.is_empty() {
        return ().into_any();
    }
    let links = figures
        .up
        .iter()
        .map(|(name, place)| view! { <a href=place.path()>{words.wording(name)}</a> })
        .collect_view();
    view! { <nav class="up" aria-label=words.say(Text::StatisticsUp)>{links}</nav> }.into_any()
}

/// The totals, each with what stands behind it.
fn numbers(words: Words, figures: &Statistics) -> AnyView {
    let total = &figures.total;
    let late = |list: LateList, n: i64| {
        (n > 0 && figures.place != Place::City).then(|| late_path(figures, list))
    };
    let one = |label: Text, shown: String, class: &'static str, href: Option<String>| {
        let link = href.map(|href| {
            let said = format!(
                "{}: {}",
                words.say(label),
                words.say(Text::StatisticsSeeList)
            );
            view! { " " <a href=href aria-label=said>{words.say(Text::StatisticsSeeList)}</a> }
        });
        view! { <div><dt>{words.say(label)}</dt><dd class=class>{shown}{link}</dd></div> }
    };
    let class_of = |n: i64, class: &'static str| if n > 0 { class } else { "" };
    view! {
        <h2 class="visually-hidden">{words.say(Text::StatisticsNumbers)}</h2>
        <dl class="figures">
            {one(Text::StatisticsOpen, total.open().to_string(), "", None)}
            {one(Text::StatisticsDueToday, total.due_today.to_string(), class_of(total.due_today, "is-today"), late(LateList::DueToday, total.due_today))}
            {one(Text::StatisticsOverdue, total.overdue.to_string(), class_of(total.overdue, "is-late"), late(LateList::Overdue, total.overdue))}
            {one(Text::StatisticsEnded, total.ended().to_string(), "", None)}
            {one(Text::StatisticsMedian, phrases::days(words, total.taken.within(50)), "", None)}
            {one(Text::StatisticsP90, phrases::days(words, total.taken.within(90)), "", None)}
            {one(Text::StatisticsInTime, phrases::percent(words, share(total.in_time, total.ended())), "", None)}
            {one(Text::StatisticsRework, phrases::percent(words, share(total.reworked, total.ended())), "", None)}
        </dl>
    }
    .into_any()
}

/// The matters behind a figure: the member's own queue where it is their office, else the list of the place.
fn late_path(figures: &Statistics, list: LateList) -> String {
    if figures.is_own_office {
        format!("/casework?list={}", list.code())
    } else {
        late_list(&figures.place, list)
    }
}

fn late_list(place: &Place, list: LateList) -> String {
    format!("{}/{}", place.path(), list.code())
}

/// The city's districts as tiles, by what is overdue; each leads to it.
fn map(words: Words, figures: &Statistics) -> AnyView {
    if figures.place != Place::City {
        return ().into_any();
    }
    let most = figures
        .parts
        .iter()
        .map(|part| part.tally.overdue)
        .max()
        .unwrap_or(0);
    let tiles = figures
        .parts
        .iter()
        .map(|part| Tile {
            district: part.code.clone(),
            value: part.tally.overdue,
            shown: part.tally.overdue.to_string(),
            said: words.say_with(
                Text::StatisticsMapTile,
                &[
                    ("place", &words.wording(&part.name)),
                    ("n", &part.tally.overdue.to_string()),
                ],
            ),
            href: part
                .opens
                .as_ref()
                .map(|place| late_list(place, LateList::Overdue)),
        })
        .collect();
    view! {
        <section>
            <h2>{words.say(Text::StatisticsMap)}</h2>
            <figure class="chart" data-chart="tiles">
                <p class="finding">{findings::overdue(words, &figures.parts)}</p>
                <TileMap words=words label=words.say(Text::StatisticsMap) tiles=tiles most=most/>
                <figcaption class="quiet legend">{words.say(Text::StatisticsMapCaption)}" "{words.say(Text::StatisticsLegend)}</figcaption>
            </figure>
        </section>
    }
    .into_any()
}

/// Stages in which something at a desk can be open.
fn open_stages() -> Vec<Stage> {
    Stage::ALL
        .into_iter()
        .filter(|stage| {
            !stage.is_final()
                && MatterKind::ALL
                    .iter()
                    .any(|kind| kind.has_a_desk() && kind.knows(*stage))
        })
        .collect()
}

/// Parts (of an office: its matters) by stage.
fn heat(words: Words, figures: &Statistics) -> AnyView {
    let stages = open_stages();
    let (lines, corner) = match &figures.place {
        Place::City => (&figures.parts, Text::StatisticsDistrict),
        Place::District(_) => (&figures.parts, Text::StatisticsOffice),
        Place::Office(_) => (&figures.matters, Text::StatisticsMatter),
    };
    let rows = lines
        .iter()
        .filter(|line| line.tally.open() > 0)
        .map(|line| HeatRow {
            name: words.wording(&line.name),
            href: line.opens.as_ref().map(Place::path),
            values: stages.iter().map(|stage| line.tally.at(*stage)).collect(),
        })
        .collect::<Vec<_>>();
    let finding = findings::heat(words, lines, &stages);
    let title = words.say(Text::StatisticsHeat);
    if rows.is_empty() {
        return view! { <section><h2>{title}</h2><p>{finding}</p></section> }.into_any();
    }
    view! {
        <section>
            <h2>{title}</h2>
            <HeatMap
                id="heat"
                caption=words.say(Text::StatisticsHeatCaption)
                finding=finding
                corner=words.say(corner)
                columns=stages.iter().map(|stage| phrases::stage(words, *stage)).collect()
                rows=rows
            />
        </section>
    }
    .into_any()
}

fn ages(words: Words, figures: &Statistics) -> AnyView {
    let name = |age: &Age| match age.until {
        Some(until) => words.say_with(
            Text::StatisticsAgeBetween,
            &[
                ("from", &age.from.to_string()),
                ("until", &until.to_string()),
            ],
        ),
        None => words.say_with(Text::StatisticsAgeFrom, &[("from", &age.from.to_string())]),
    };
    let bars = figures
        .ages
        .iter()
        .map(|(age, n)| (name(age), *n))
        .collect();
    view! {
        <section>
            <h2>{words.say(Text::StatisticsAges)}</h2>
            <Bars
                id="ages"
                caption=words.say(Text::StatisticsAgesCaption)
                finding=findings::ages(words, &figures.ages)
                name=words.say(Text::StatisticsAge)
                number=words.say(Text::StatisticsCount)
                bars=bars
            />
        </section>
    }
    .into_any()
}

/// Cells of a row: what is open and late, and how long what ended took.
fn cells(words: Words, tally: &Tally) -> Vec<AnyView> {
    let late = tally.overdue.to_string();
    let late = if tally.overdue > 0 {
        view! { <span class="is-late">{late}</span> }.into_any()
    } else {
        late.into_any()
    };
    vec![
        tally.open().to_string().into_any(),
        tally.due_today.to_string().into_any(),
        late,
        tally.ended().to_string().into_any(),
        phrases::days(words, tally.taken.within(50)).into_any(),
        phrases::days(words, tally.taken.within(90)).into_any(),
        phrases::percent(words, share(tally.in_time, tally.ended())).into_any(),
        phrases::percent(words, share(tally.reworked, tally.ended())).into_any(),
    ]
}

fn columns(words: Words, first: Text) -> Vec<Column> {
    let mut columns = vec![Column::text(words.say(first))];
    columns.extend(
        [
            Text::StatisticsOpen,
            Text::StatisticsDueToday,
            Text::StatisticsOverdue,
            Text::StatisticsEnded,
            Text::StatisticsMedian,
            Text::StatisticsP90,
            Text::StatisticsInTime,
            Text::StatisticsRework,
        ]
        .map(|text| Column::number(words.say(text))),
    );
    columns
}

fn name_of(words: Words, line: &Line) -> AnyView {
    let name = words.wording(&line.name);
    match &line.opens {
        Some(place) => view! { <a href=place.path()>{name}</a> }.into_any(),
        None => name.into_any(),
    }
}

fn time(words: Words, figures: &Statistics) -> AnyView {
    let mut columns = columns(words, Text::StatisticsMatter);
    columns.insert(5, Column::number(words.say(Text::StatisticsPromised)));
    let rows = figures
        .matters
        .iter()
        .map(|line| {
            let mut row = vec![words.wording(&line.name).into_any()];
            row.extend(cells(words, &line.tally));
            row.insert(5, phrases::days(words, line.promised).into_any());
            row
        })
        .collect();
    view! {
        <section>
            <h2>{words.say(Text::StatisticsTime)}</h2>
            <p class="finding">{findings::time(words, &figures.matters)}</p>
            <DataTable id="matters" caption=words.say(Text::StatisticsTimeCaption) columns=columns rows=rows/>
        </section>
    }
    .into_any()
}

fn rework(words: Words, figures: &Statistics) -> AnyView {
    let rows: Vec<Vec<AnyView>> = figures
        .matters
        .iter()
        .filter(|line| line.tally.reworked > 0)
        .map(|line| {
            let tally = &line.tally;
            let mut row = vec![words.wording(&line.name).into_any()];
            row.extend(
                [
                    tally.ended(),
                    tally.reworked,
                    tally.asked_again,
                    tally.sent_back,
                    tally.returned,
                ]
                .map(|n| n.to_string().into_any()),
            );
            row
        })
        .collect();
    let mut columns = vec![Column::text(words.say(Text::StatisticsMatter))];
    columns.extend(
        [
            Text::StatisticsEnded,
            Text::StatisticsReworkTitle,
            Text::StatisticsAskedAgain,
            Text::StatisticsSentBack,
            Text::StatisticsReturned,
        ]
        .map(|text| Column::number(words.say(text))),
    );
    let table = (!rows.is_empty()).then(|| {
        view! { <DataTable id="rework" caption=words.say(Text::StatisticsReworkCaption) columns=columns rows=rows/> }
    });
    view! {
        <section>
            <h2>{words.say(Text::StatisticsReworkTitle)}</h2>
            <p class="finding">{findings::rework(words, &figures.matters)}</p>
            {table}
        </section>
    }
    .into_any()
}

/// The parts with all their figures, and their sum.
fn parts(words: Words, figures: &Statistics) -> AnyView {
    let (title, first) = match figures.place {
        Place::City => (Text::StatisticsPartsCity, Text::StatisticsDistrict),
        Place::District(_) => (Text::StatisticsPartsDistrict, Text::StatisticsOffice),
        Place::Office(_) => return ().into_any(),
    };
    view! {
        <section class="has-total">
            <h2>{words.say(title)}</h2>
            <p class="finding">{findings::overdue(words, &figures.parts)}</p>
            <DataTable id="parts" caption=words.say(Text::StatisticsPartsCaption) columns=columns(words, first) rows=with_total(words, &figures.parts)/>
        </section>
    }
    .into_any()
}

fn streets(words: Words, figures: &Statistics) -> AnyView {
    if figures.streets.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="has-total">
            <h2>{words.say(Text::StatisticsStreetsTitle)}</h2>
            <p class="finding">{findings::streets(words, &figures.streets, &figures.total)}</p>
            <DataTable id="streets" caption=words.say(Text::StatisticsStreetsCaption) columns=columns(words, Text::StatisticsStreet) rows=with_total(words, &figures.streets)/>
        </section>
    }
    .into_any()
}

fn with_total(words: Words, lines: &[Line]) -> Vec<Vec<AnyView>> {
    let total = Tally::of(lines.iter().map(|line| &line.tally));
    let mut rows: Vec<Vec<AnyView>> = lines
        .iter()
        .map(|line| {
            let mut row = vec![name_of(words, line)];
            row.extend(cells(words, &line.tally));
            row
        })
        .collect();
    let mut last = vec![words.say(Text::StatisticsTotal).into_any()];
    last.extend(cells(words, &total));
    rows.push(last);
    rows
}
