//! Questions with their answers: what was typed, what a register says and where that came from.

use leptos::prelude::*;

use crate::text::Text;
use crate::visit::words;

/// A list of [`SummaryRow`]s. `<SummaryList> <SummaryRow label=.. value=../> .. </SummaryList>`
#[component]
pub fn SummaryList(children: Children) -> AnyView {
    view! { <dl class="summary">{children()}</dl> }.into_any()
}

/// One question and its answer. An empty answer reads "not filled in".
/// `<SummaryRow label=words.say(Text::Name) value=name source="出生医学证明，2026年11月3日" change="/newborn/child"/>`
#[component]
pub fn SummaryRow(
    #[prop(into)] label: String,
    #[prop(optional, into)] value: String,
    /// Instead of `value` where the answer is more than a text.
    #[prop(optional)]
    children: Option<Children>,
    /// A quiet line beneath the answer: where it came from, and when.
    #[prop(optional, into)]
    source: Option<String>,
    /// Where to change it.
    #[prop(optional, into)]
    change: Option<String>,
    /// Where to say that the source is wrong.
    #[prop(optional, into)]
    wrong: Option<String>,
    /// A sentence that stands out: "the register says something else".
    #[prop(optional, into)]
    remark: Option<String>,
) -> AnyView {
    let words = words();
    let action = |href: Option<String>, text: Text| {
        let label = label.clone();
        href.filter(|href| !href.is_empty()).map(|href| {
            view! {
                <a href=href>{words.say(text)}<span class="visually-hidden">{words.say_with(Text::SummaryActionOf, &[("what", &label)])}</span></a>
            }
        })
    };
    let change = action(change, Text::SummaryChange);
    let wrong = action(wrong, Text::SummaryWrong);
    let has_actions = change.is_some() || wrong.is_some();
    let answer = match children {
        Some(children) => children().into_any(),
        None if value.trim().is_empty() => {
            view! { <span class="quiet">{words.say(Text::SummaryNotFilledIn)}</span> }.into_any()
        }
        None => value.into_any(),
    };
    let source = source.filter(|source| !source.is_empty());
    let remark = remark.filter(|remark| !remark.is_empty());
    view! {
        <div class="summary-row">
            <dt>{label.clone()}</dt>
            <dd class=has_actions.then_some("has-actions")>
                {answer}
                {remark.map(|remark| view! { <span class="remark">{remark}</span> })}
                {source.map(|source| view! { <span class="source">{source}</span> })}
            </dd>
            {has_actions.then(|| view! { <dd class="actions">{change}" "{wrong}</dd> })}
        </div>
    }
    .into_any()
}

/// Several things of one kind, each with a heading: children, cases.
/// `<SummaryCard title=words.say(Text::Child1)> <SummaryList> .. </SummaryList> </SummaryCard>`
#[component]
pub fn SummaryCard(#[prop(into)] title: String, children: Children) -> AnyView {
    view! {
        <section class="card">
            <h2 class="card-title">{title}</h2>
            {children()}
        </section>
    }
    .into_any()
}
