//! The matters behind a figure: what is due today or overdue at a place. No person stands in the list.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::back_office::back_office;
use crate::casework::QueuePlace;
use crate::error::PortalError;
use crate::statistics::desk::{LateList, LateMatters, Place};
use crate::statistics::phrases;
use crate::text::{Text, Words};
use crate::ui::{BackLink, Column, DataTable, Heading, page};
use crate::visit::{visit, words};

/// `/statistics/500106/overdue?after=2026-03-05,ID`
#[component]
pub fn LateMattersPage() -> impl IntoView {
    let params = use_params_map().get_untracked();
    let (place, list) = (params.get("place"), params.get("list"));
    let after = use_query_map().get_untracked().get("after");
    page(async move {
        let place = place
            .and_then(|code| Place::parse(&code))
            .ok_or(PortalError::NotFound)?;
        let list = list
            .and_then(|code| LateList::from_code(&code))
            .ok_or(PortalError::NotFound)?;
        let after = after
            .map(|text| QueuePlace::parse(&text).ok_or(PortalError::NotFound))
            .transpose()?;
        let matters = back_office()
            .late_matters(&visit().actor, &place, list, after.as_ref())
            .await?;
        Ok(body(words(), &place, list, matters))
    })
}

fn body(words: Words, place: &Place, list: LateList, matters: LateMatters) -> AnyView {
    let (title, empty) = match list {
        LateList::Overdue => (
            Text::StatisticsListOverdue,
            Text::StatisticsListEmptyOverdue,
        ),
        LateList::DueToday => (
            Text::StatisticsListDueToday,
            Text::StatisticsListEmptyDueToday,
        ),
    };
    let start = format!("{}/{}", place.path(), list.code());
    let next = matters
        .next
        .as_ref()
        .map(|place| format!("{start}?after={place}"));
    let columns = vec![
        Column::text(words.say(Text::StatisticsMatter)),
        Column::text(words.say(Text::StatisticsListDue)),
        Column::number(words.say(Text::StatisticsListDays)),
        Column::text(words.say(Text::StatisticsListStage)),
        Column::text(words.say(Text::StatisticsOffice)),
    ];
    let rows: Vec<Vec<AnyView>> = matters
        .rows
        .into_iter()
        .map(|row| {
            vec![
                view! { {words.wording(&row.name)} " " <span class="reference" translate="no">{row.reference}</span> }.into_any(),
                words.date(row.due).into_any(),
                row.days_late.to_string().into_any(),
                phrases::stage(words, row.stage).into_any(),
                words.wording(&row.office).into_any(),
            ]
        })
        .collect();
    let table = if rows.is_empty() {
        view! { <p class="empty">{words.say(empty)}</p> }.into_any()
    } else {
        view! { <DataTable id="late" stacks=true caption=words.say(Text::StatisticsListCaption) columns=columns rows=rows/> }.into_any()
    };
    let department = matters.department.map(|code| {
        view! {
            <p class="quiet">{words.say_with(Text::StatisticsOfDepartment, &[("department", &phrases::department(words, &code))])}</p>
        }
    });
    view! {
        <BackLink href=place.path()/>
        <Heading title=words.say_with(title, &[("place", &words.wording(&matters.name))])/>
        {department}
        {table}
        <p class="queue-pages">
            {(!matters.is_first_page).then(|| view! { <a href=start>{words.say(Text::StatisticsListStart)}</a> " " })}
            {next.map(|href| view! { <a href=href rel="next">{words.say(Text::StatisticsListMore)}</a> })}
        </p>
    }
    .into_any()
}
