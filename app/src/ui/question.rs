//! The frame of a question page: the way back, what is wrong, the heading, one form, one primary button.

use leptos::prelude::*;

use super::buttons::{BackLink, Buttons, PrimaryButton, SecondaryButton};
use super::faults::{ErrorSummary, FieldFault};
use super::frame::{Heading, PageTitle};
use crate::text::Text;
use crate::visit::{visit, words};

/// A page that asks. Its fields are the children; they take the same `faults`.
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
    children: Children,
) -> AnyView {
    let has_errors = !faults.is_empty();
    let heading = if is_asked_inside {
        view! { <PageTitle title=title has_errors=has_errors/> }.into_any()
    } else {
        view! { <Heading title=title has_errors=has_errors/> }.into_any()
    };
    let button = button.unwrap_or_else(|| words().say(Text::GoOn));
    view! {
        <BackLink href=back/>
        <ErrorSummary faults=faults/>
        {heading}
        {lead.into_iter().map(|said| view! { <p>{said}</p> }).collect_view()}
        <form method="post" novalidate>
            {children()}
            <Buttons>
                <PrimaryButton label=button/>
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
