//! The page of the clocks.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{ClocksPage, MarkPlace, MarkSeen};
use crate::back_office::back_office;
use crate::case::{Clock, Mark};
use crate::casework::pages::phrases;
use crate::error::PortalError;
use crate::text::{Text, Words, city_date};
use crate::ui::{BackLink, Column, DataTable, Heading, page};
use crate::visit::{visit, words};

/// `/casework/clocks?after=1772755200000000,ID,promised-over`
#[component]
pub fn CaseworkClocksPage() -> impl IntoView {
    let after = use_query_map().get_untracked().get("after");
    page(async move {
        let after = after
            .map(|text| MarkPlace::parse(&text).ok_or(PortalError::NotFound))
            .transpose()?;
        let shown = back_office().clocks(&visit().actor, after.as_ref()).await?;
        let words = words();
        let title = words.say_with(
            Text::CaseworkClocksTitle,
            &[("count", &shown.count.to_string())],
        );
        Ok(view! {
            <BackLink href="/casework" label=words.say(Text::CaseworkBackToQueue)/>
            <p class="quiet">{words.wording(&shown.office)}</p>
            <Heading title=title/>
            {rows(words, shown)}
        })
    })
}

/// On the queue: how many marks stand there for this member; nothing where there are none.
pub async fn clocks_line(words: Words) -> Result<Option<AnyView>, PortalError> {
    let count = back_office().count_clocks(&visit().actor).await?;
    Ok((count > 0).then(|| {
        let said = words.say_counted(Text::CaseworkClocksCount, count, &[]);
        view! { <p><a href="/casework/clocks">{said}</a></p> }.into_any()
    }))
}

fn rows(words: Words, shown: ClocksPage) -> AnyView {
    let start = (!shown.is_first_page).then(|| {
        view! { <a href="/casework/clocks">{words.say(Text::CaseworkFromStart)}</a> " " }
    });
    if shown.rows.is_empty() {
        return view! {
            <p class="empty">{words.say(Text::CaseworkClocksEmpty)}</p>
            {start.map(|start| view! { <p>{start}</p> })}
        }
        .into_any();
    }
    let columns = [
        Text::CaseworkColumnMatter,
        Text::CaseworkClocksWhat,
        Text::CaseworkColumnDue,
        Text::CaseworkColumnHolder,
        Text::CaseworkClocksKnow,
    ]
    .map(|text| Column::text(words.say(text)))
    .to_vec();
    let next = shown
        .next
        .as_ref()
        .map(|place| format!("/casework/clocks?after={place}"));
    let cells = shown
        .rows
        .into_iter()
        .map(|row| cells(words, row))
        .collect();
    view! {
        <p>{words.say(Text::CaseworkClocksIntro)}</p>
        <DataTable id="clocks" stacks=true caption=words.say(Text::CaseworkClocksCaption) columns=columns rows=cells/>
        <p class="queue-pages">
            {start}
            {next.map(|href| view! { <a href=href rel="next">{words.say(Text::CaseworkMore)}</a> })}
        </p>
    }
    .into_any()
}

fn cells(words: Words, row: MarkSeen) -> Vec<AnyView> {
    let name = match row.remedy {
        Some(kind) => format!("{} · {}", words.say(kind.text()), words.wording(&row.name)),
        None => words.wording(&row.name),
    };
    let reference = row.reference.to_string();
    let named = match &row.address {
        Some(address) => view! {
            <a href=address.clone()>{name.clone()}" "<span class="reference" translate="no">{reference.clone()}</span></a>
        }
        .into_any(),
        None => view! { {name.clone()}" "<span class="reference" translate="no">{reference.clone()}</span> }
            .into_any(),
    };
    let held_by = match &row.office {
        Some(office) => words.wording(office).into_any(),
        None if row.is_whole_case => words.say(Text::CaseworkClocksWholeCase).into_any(),
        None => phrases::holder(words, row.holder.as_ref()).into_any(),
    };
    let what = words.say(what(row.clock, row.mark));
    let known = words.say_with(
        Text::CaseworkClocksKnown,
        &[("name", &name), ("reference", &reference), ("what", &what)],
    );
    vec![
        named,
        view! { {what} <br/> <span class="quiet">{words.day(city_date(row.at))}</span> }.into_any(),
        words.day(row.due).into_any(),
        held_by,
        view! {
            <form method="post" action="/casework/clocks">
                <button type="submit" class="button secondary" name="mark" value=row.place.to_string()>
                    {words.say(Text::CaseworkClocksKnow)}
                    <span class="visually-hidden">{known}</span>
                </button>
            </form>
        }
        .into_any(),
    ]
}

const fn what(clock: Clock, mark: Mark) -> Text {
    match (clock, mark) {
        (Clock::Promised, Mark::NearlyOver) => Text::CaseworkClockPromisedNearlyOver,
        (Clock::Promised, Mark::Over) => Text::CaseworkClockPromisedOver,
        (Clock::Promised, Mark::LongOver) => Text::CaseworkClockPromisedLongOver,
        (Clock::Legal, Mark::NearlyOver) => Text::CaseworkClockLegalNearlyOver,
        (Clock::Legal, Mark::Over) => Text::CaseworkClockLegalOver,
        (Clock::Legal, Mark::LongOver) => Text::CaseworkClockLegalLongOver,
    }
}
