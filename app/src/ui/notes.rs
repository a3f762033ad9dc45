//! What a page says besides its main text: where one stands, what happened, what must not be missed.

use leptos::prelude::*;

use super::mark::{Mark, shape};
use crate::text::Text;
use crate::visit::words;

/// "Step 2 of 5" with a bar, above the heading. `<ProgressNote step=2 of=5/>`
#[component]
pub fn ProgressNote(step: u32, of: u32) -> AnyView {
    let said = words().say_with(
        Text::ProgressStep,
        &[("step", &step.to_string()), ("of", &of.to_string())],
    );
    view! {
        <p class="progress">
            <label for="progress">{said}</label>
            <progress id="progress" max=of.to_string() value=step.to_string()></progress>
        </p>
    }
    .into_any()
}

/// Where something stands: a shape and a word. `<Tag mark=Mark::Done label=words.say(Text::StageDone)/>`
#[component]
pub fn Tag(mark: Mark, #[prop(into)] label: String) -> AnyView {
    view! { <span class=format!("tag {}", mark.class())>{shape(mark)}<span>{label}</span></span> }
        .into_any()
}

/// What a [`Notice`] is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoticeKind {
    /// Something that waits or has changed.
    #[default]
    News,
    /// What was just pressed has worked; read aloud at once.
    Success,
}

/// A banner on top of the page; never more than one. `<Notice title=..> <p>..</p> </Notice>`
#[component]
pub fn Notice(
    #[prop(optional)] kind: NoticeKind,
    #[prop(into)] title: String,
    children: Children,
) -> AnyView {
    let (class, role) = match kind {
        NoticeKind::News => ("notice", "region"),
        NoticeKind::Success => ("notice is-success", "alert"),
    };
    view! {
        <section class=class role=role aria-labelledby="notice-title">
            <h2 id="notice-title">{title}</h2>
            {children()}
        </section>
    }
    .into_any()
}

/// The receipt: the page's heading and the reference, after something was handed in.
/// `<Panel title=words.say(Text::Received) reference_label=words.say(Text::YourReference) reference=reference/>`
#[component]
pub fn Panel(
    #[prop(into)] title: String,
    #[prop(into)] reference_label: String,
    #[prop(into)] reference: String,
    /// More beneath the reference, such as the enquiry code.
    #[prop(optional)]
    children: Option<Children>,
) -> AnyView {
    view! {
        <super::PageTitle title=title.clone()/>
        <div class="receipt">
            <h1>{title}</h1>
            <p>{reference_label}</p>
            <p class="reference"><CaseReferenceText reference=reference/></p>
            {children.map(|children| children())}
        </div>
    }
    .into_any()
}

/// A reference that may be copied: with scripts a button stands beside it. `<CaseReferenceText reference=reference/>`
#[component]
pub fn CaseReferenceText(#[prop(into)] reference: String) -> AnyView {
    let words = words();
    view! {
        <span class="case-reference" translate="no" data-copy=words.say(Text::Copy) data-copied=words.say(Text::Copied)>{reference}</span>
    }
    .into_any()
}

/// Set a little apart, because it holds for some readers only. `<Inset> <p>..</p> </Inset>`
#[component]
pub fn Inset(children: Children) -> AnyView {
    view! { <div class="inset">{children()}</div> }.into_any()
}

/// What has consequences in law, or must not be missed. `<Warning text=words.say(Text::OneMonthTerm)/>`
#[component]
pub fn Warning(#[prop(into)] text: String) -> AnyView {
    view! {
        <p class="caution">
            <span class="caution-sign" aria-hidden="true">"!"</span>
            <strong><span class="visually-hidden">{words().say(Text::WarningPrefix)}</span>{text}</strong>
        </p>
    }
    .into_any()
}

/// What only some need to read, folded away. `<Details summary=words.say(Text::WhyWeAsk)> <p>..</p> </Details>`
#[component]
pub fn Details(#[prop(into)] summary: String, children: Children) -> AnyView {
    view! {
        <details>
            <summary>{summary}</summary>
            <div class="details-text">{children()}</div>
        </details>
    }
    .into_any()
}
