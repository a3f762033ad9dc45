//! The page of finding.

use leptos::prelude::*;

use super::Found;
use crate::back_office::back_office;
use crate::casework::pages::{acts, phrases};
use crate::text::{Text, Words, city_date};
use crate::ui::{
    BackLink, Buttons, Column, DataTable, ErrorSummary, Heading, PrimaryButton, TextField, page,
};
use crate::visit::{visit, words};

/// `/casework/find`
#[component]
pub fn CaseworkFindPage() -> impl IntoView {
    page(async move {
        let shown = back_office().find_page(&visit().actor).await?;
        let words = words();
        let faults = acts::shown(shown.faults.clone());
        let has_errors = !faults.is_empty();
        let more = shown
            .has_more
            .then(|| view! { <p>{words.say(Text::FindMore)}</p> });
        let found = shown.found.map(|found| found_table(words, found));
        Ok(view! {
            <BackLink href="/casework" label=words.say(Text::CaseworkBackToQueue)/>
            <ErrorSummary faults=faults.clone()/>
            <p class="quiet">{words.wording(&shown.office)}</p>
            <Heading title=words.say(Text::FindTitle) has_errors=has_errors/>
            <form method="post" action="/casework/find" role="search" novalidate>
                <TextField name="words" label=words.say(Text::FindLabel) hint=words.say(Text::FindHint)
                    value=shown.typed.words faults=faults autocomplete="off" width=30/>
                <Buttons>
                    <PrimaryButton label=words.say(Text::FindButton)/>
                </Buttons>
            </form>
            {found}
            {more}
        })
    })
}

fn found_table(words: Words, found: Vec<Found>) -> AnyView {
    if found.is_empty() {
        return view! { <p class="empty" role="status">{words.say(Text::FindNothing)}</p> }
            .into_any();
    }
    let columns = [
        Text::CaseworkColumnMatter,
        Text::CaseworkColumnState,
        Text::CaseworkColumnDue,
        Text::CaseworkColumnArrived,
    ]
    .map(|text| Column::text(words.say(text)))
    .to_vec();
    let rows = found
        .into_iter()
        .map(|row| {
            let due = row
                .due
                .map_or_else(|| words.say(Text::CaseworkNoDate), |date| words.day(date));
            vec![
                view! {
                    <a href=row.address.path()>{words.wording(&row.name)}" "<span class="reference" translate="no">{row.address.reference.to_string()}</span></a>
                }
                .into_any(),
                words.say(phrases::stage(row.stage)).into_any(),
                due.into_any(),
                words.day(city_date(row.submitted_at)).into_any(),
            ]
        })
        .collect();
    view! { <DataTable id="found" stacks=true caption=words.say(Text::FindFound) columns=columns rows=rows/> }
        .into_any()
}
