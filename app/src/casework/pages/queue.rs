//! An office's matters, one list at a time. The address is the view: it can be kept and passed on to a colleague.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::phrases;
use crate::back_office::back_office;
use crate::case::Stage;
use crate::casework::clocks::clocks_line;
use crate::casework::desk::{Queue, QueueList, QueuePlace, QueueRow};
use crate::error::PortalError;
use crate::notices::stuck_line;
use crate::text::{Text, Words, city_date};
use crate::ui::{Column, DataTable, Heading, page};
use crate::visit::{visit, words};

/// `/casework?list=mine&after=2026-03-05,ID`
#[component]
pub fn CaseworkQueuePage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let (list, after) = (query.get("list"), query.get("after"));
    page(async move {
        let list = match list {
            None => QueueList::default(),
            Some(code) => QueueList::from_code(&code).ok_or(PortalError::NotFound)?,
        };
        let after = after
            .map(|text| QueuePlace::parse(&text).ok_or(PortalError::NotFound))
            .transpose()?;
        let queue = back_office()
            .queue(&visit().actor, list, after.as_ref())
            .await?;
        let words = words();
        let stuck = stuck_line(words).await?;
        let clocks = clocks_line(words).await?;
        let calls = crate::one_key_call::board_line(words).await?;
        let warnings = crate::warnings::warnings_line(words).await?;
        let postings = crate::allowances::staff_pages::postings_line(words);
        let rules = crate::benefits::rules_line(words).await?;
        let title = words.say_with(
            Text::CaseworkQueueTitle,
            &[
                ("list", &words.say(phrases::list_name(list))),
                ("count", &queue.count(list).to_string()),
            ],
        );
        Ok(view! {
            <p class="quiet">{words.wording(&queue.office)}</p>
            <Heading title=title/>
            {stuck}
            {clocks}
            {calls}
            {warnings}
            {postings}
            {rules}
            {lists(words, &queue)}
            {rows(words, queue)}
        })
    })
}

/// Every list with its count; the one that is shown is marked.
fn lists(words: Words, queue: &Queue) -> impl IntoView + use<> {
    let items = queue
        .counts
        .iter()
        .map(|(list, count)| {
            let is_here = *list == queue.list;
            let class = if *list == QueueList::Overdue && *count > 0 {
                "count is-late"
            } else {
                "count"
            };
            view! {
                <li>
                    <a href=format!("/casework?list={}", list.code()) aria-current=is_here.then_some("page")>
                        {words.say(phrases::list_name(*list))}
                        " "
                        <span class=class>{count.to_string()}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="queue-lists" aria-label=words.say(Text::CaseworkLists)>
            <ul>{items}</ul>
        </nav>
    }
}

fn rows(words: Words, queue: Queue) -> AnyView {
    let start = format!("/casework?list={}", queue.list.code());
    if queue.rows.is_empty() {
        return view! {
            <p class="empty">{words.say(phrases::list_empty(queue.list))}</p>
            {(!queue.is_first_page).then(|| view! { <p><a href=start>{words.say(Text::CaseworkFromStart)}</a></p> })}
        }
        .into_any();
    }
    let is_done = queue.list == QueueList::DoneToday;
    let (caption, last) = if is_done {
        (Text::CaseworkQueueCaptionDone, Text::CaseworkColumnEnded)
    } else {
        (Text::CaseworkQueueCaption, Text::CaseworkColumnArrived)
    };
    let columns = [
        Text::CaseworkColumnMatter,
        Text::CaseworkColumnDue,
        Text::CaseworkColumnState,
        Text::CaseworkColumnHolder,
        last,
    ]
    .map(|text| Column::text(words.say(text)))
    .to_vec();
    let next = queue
        .next
        .as_ref()
        .map(|place| format!("{start}&after={place}"));
    let cells = queue
        .rows
        .into_iter()
        .map(|row| cells(words, row, is_done))
        .collect();
    view! {
        <DataTable id="queue" stacks=true caption=words.say(caption) columns=columns rows=cells/>
        <p class="queue-pages">
            {(!queue.is_first_page).then(|| view! { <a href=start>{words.say(Text::CaseworkFromStart)}</a> " " })}
            {next.map(|href| view! { <a href=href rel="next">{words.say(Text::CaseworkMore)}</a> })}
        </p>
    }
    .into_any()
}

pub(in crate::casework) fn cells(words: Words, row: QueueRow, is_done: bool) -> Vec<AnyView> {
    let name = phrases::named(words, &row.name, row.about);
    let is_paused = row.stage == Stage::AwaitingApplicant;
    let state = match row.waits {
        Some(waits) => phrases::waits(words, waits),
        None => words.say(phrases::stage(row.stage)),
    };
    let last = match row.ended_at.filter(|_| is_done) {
        Some(at) => words.time(at),
        None => words.day(city_date(row.submitted_at)),
    };
    let due = if row.stage.is_final() {
        row.due.map_or_else(
            || words.say(Text::CaseworkNoDate).into_any(),
            |due| words.day(due.date).into_any(),
        )
    } else {
        phrases::due(words, row.due, is_paused)
    };
    vec![
        view! {
            <a href=row.address.path()>{name}" "<span class="reference" translate="no">{row.address.reference.to_string()}</span></a>
        }
        .into_any(),
        due,
        state.into_any(),
        phrases::holder(words, row.holder.as_ref()).into_any(),
        last.into_any(),
    ]
}
