//! The frame of a question page: the way back, what is wrong, the heading, one form, one primary button.

use leptos::prelude::*;

use super::buttons::{BackLink, Buttons, PrimaryButton, SecondaryButton};
use super::faults::{ErrorSummary, FieldFault};
use super::frame::{Heading, PageTitle};
use super::one_by_one::{OneByOne, Outcome};
use crate::text::Text;
use crate::visit::{visit, words};

/// A page that asks. Its fields are the children; they take the same `faults`. In 长辈版 it asks one thing at a time.
/// `<QuestionPage back=view.back title=words.say(Text::AccountTitle) faults=faults.clone()> <TextField .. faults=faults/> </QuestionPage>`
#[component]
pub fn QuestionPage(
    #[prop(into)] back: String,
    #[prop(into)] title: String,
    /// See [`reviewed`].
    faults: Vec<FieldFault>,
    /// A label or legend inside is the `<h1>`.
    #[prop(optional)]
    is_asked_inside: bool,
    /// Paragraphs between the heading and the form.
    #[prop(optional)]
    lead: Vec<String>,
    /// What the primary button says; "continue" unless said otherwise.
    #[prop(optional, into)]
    button: Option<String>,
    /// A second button that hands the form in with `act=later`.
    #[prop(optional, into)]
    later: Option<String>,
    /// The counter behind keeps what was typed when it is handed in with `act=later`.
    #[prop(optional)]
    keeps: bool,
    children: Children,
) -> AnyView {
    // A button of one's own hands something in for good; before the last question it may only be kept.
    let hands_in = button.is_some();
    let one_by_one = if hands_in && !keeps {
        None
    } else {
        OneByOne::begin()
    };
    let questions = children();
    let Outcome {
        part,
        is_last,
        faults,
    } = match one_by_one {
        Some(form) => form.end(faults),
        None => Outcome {
            part: None,
            is_last: true,
            faults,
        },
    };
    let back = match part {
        Some(part) if part > 1 => format!("{}?part={}", visit().path, part - 1),
        _ => back,
    };
    let has_errors = !faults.is_empty();
    let heading = if is_asked_inside || part.is_some_and(|part| part > 1) {
        view! { <PageTitle title=title has_errors=has_errors/> }.into_any()
    } else {
        view! { <Heading title=title has_errors=has_errors/> }.into_any()
    };
    // Said once, before the first question.
    let lead = part.is_none_or(|part| part == 1).then(|| {
        lead.into_iter()
            .map(|said| view! { <p>{said}</p> })
            .collect_view()
    });
    let goes_on = hands_in && !is_last;
    let action = part.map(|part| {
        let keep = if goes_on { "&keep" } else { "" };
        format!("{}?part={part}{keep}", visit().path)
    });
    let button = match button {
        Some(button) if is_last => button,
        _ => words().say(Text::GoOn),
    };
    let primary = if goes_on {
        view! { <PrimaryButton label=button name="act" value="later"/> }.into_any()
    } else {
        view! { <PrimaryButton label=button/> }.into_any()
    };
    // What may be handed in later is kept at every step: fewer buttons where each step is one.
    let later = later.filter(|_| !goes_on);
    view! {
        <BackLink href=back/>
        <ErrorSummary faults=faults/>
        {heading}
        {lead}
        <form method="post" action=action novalidate>
            {questions}
            <Buttons>
                {primary}
                {later.map(|label| view! { <SecondaryButton label=label name="act" value="later"/> })}
            </Buttons>
        </form>
    }
    .into_any()
}

/// Faults are said only when the visitor has handed the page in.
pub fn reviewed(faults: Vec<FieldFault>) -> Vec<FieldFault> {
    if visit().review { faults } else { Vec::new() }
}
