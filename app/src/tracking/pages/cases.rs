//! My cases, and what waits for me.

use leptos::prelude::*;

use super::{asked_for, me};
use crate::back_office::back_office;
use crate::text::Text;
use crate::tracking::{CaseLine, WaitingForMe};
use crate::ui::{Heading, page};
use crate::visit::words;

/// `/cases`: newest first, each with its sentence.
#[component]
pub fn CasesPage() -> impl IntoView {
    let before = asked_for("before");
    page(async move {
        let me = me()?;
        let words = words();
        let is_first = before.is_none();
        let waiting = if is_first {
            back_office().what_waits_for_me(&me).await?
        } else {
            Vec::new()
        };
        let found = back_office().my_cases(&me, before).await?;
        let is_empty = found.cases.is_empty() && is_first;
        Ok(view! {
            <Heading title=words.say(Text::TrackingMyCases)/>
            <WaitingList waiting=waiting/>
            {is_empty.then(|| view! { <p>{words.say(Text::TrackingNoCases)}</p> })}
            <CaseList cases=found.cases/>
            {found.next.map(|next| view! {
                <p><a href=format!("/cases?before={next}")>{words.say(Text::TrackingOlderCases)}</a></p>
            })}
        })
    })
}

/// Everything that waits for the visitor, each line leading to where it is done. Nothing where nothing waits.
#[component]
pub fn WaitingList(waiting: Vec<WaitingForMe>) -> impl IntoView {
    let words = words();
    (!waiting.is_empty()).then(|| {
        view! {
            <section class="notice" aria-labelledby="waiting-title">
                <h2 id="waiting-title">{words.say(Text::TrackingWaitingTitle)}</h2>
                <ul class="waiting">
                    {waiting.into_iter().map(|item| view! {
                        <li>
                            <a href=item.href>{words.wording(&item.sentence)}</a>
                            <span class="quiet">{words.wording(&item.service)}" "{item.reference.to_string()}</span>
                        </li>
                    }).collect_view()}
                </ul>
            </section>
        }
    })
}

/// Cases with their sentences.
#[component]
pub fn CaseList(
    cases: Vec<CaseLine>,
    /// Of the headings: 3 below a heading of the same page's own.
    #[prop(default = 2)]
    level: u8,
) -> impl IntoView {
    let words = words();
    view! {
        <ul class="case-list">
            {cases.into_iter().map(|case| {
                let submitted = words.date(case.submitted_on);
                let link = view! { <a href=format!("/cases/{}", case.reference)>{words.wording(&case.service)}</a> };
                let heading = if level == 3 {
                    view! { <h3 class="card-title">{link}</h3> }.into_any()
                } else {
                    view! { <h2 class="card-title">{link}</h2> }.into_any()
                };
                view! {
                    <li class="card">
                        {heading}
                        <p>{case.instead.map_or_else(|| case.sentence.say(words), |said| words.say(said))}</p>
                        <p class="quiet">
                            {case.reference.to_string()}" · "
                            {words.say_with(Text::TrackingSubmittedOn, &[("date", &submitted)])}
                        </p>
                    </li>
                }
            }).collect_view()}
        </ul>
    }
}
