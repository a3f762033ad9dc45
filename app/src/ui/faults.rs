//! What is wrong with what was typed: said on top of the page and beside the field, in the same words.

use leptos::prelude::*;

use crate::text::{Said, Text};
use crate::visit::words;

/// Something wrong with one field: the element's id to lead to, and the sentence, said alike on top and beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// Name of the field, which is also its element id (radios and ticks: of the first option; a date: of the year,
    /// or `name-year`, `name-month`, `name-day` where one part alone is wrong).
    pub field: &'static str,
    pub said: Said,
}

impl FieldFault {
    pub fn new(field: &'static str, said: impl Into<Said>) -> Self {
        Self {
            field,
            said: said.into(),
        }
    }
}

/// The sentence for this field, if something is wrong with it.
pub fn fault_of(faults: &[FieldFault], field: &str) -> Option<String> {
    faults
        .iter()
        .find(|fault| fault.field == field)
        .map(|fault| words().said(&fault.said))
}

/// On top of `<main>`, before the heading, when something is wrong: every fault, each leading to its field. Nothing
/// where nothing is. `<ErrorSummary faults=faults.clone()/>`
#[component]
pub fn ErrorSummary(faults: Vec<FieldFault>) -> AnyView {
    let words = words();
    (!faults.is_empty()).then(|| {
        view! {
            // The alert is an inner element: the focus on the outer one would otherwise read everything twice.
            <div class="error-summary" tabindex="-1" autofocus=true>
                <div role="alert">
                    <h2>{words.say(Text::ErrorSummaryTitle)}</h2>
                    <ul>
                        {faults.iter().map(|fault| view! {
                            <li><a href=format!("#{}", fault.field)>{words.said(&fault.said)}</a></li>
                        }).collect_view()}
                    </ul>
                </div>
            </div>
        }
    })
    .into_any()
}

/// The sentence beside its field.
pub(super) fn fault_line(id: String, sentence: String) -> AnyView {
    view! {
        <p class="fault" id=id>
            <span class="visually-hidden">{words().say(Text::ErrorPrefix)}</span>
            {sentence}
        </p>
    }
    .into_any()
}

/// `aria-describedby` for a field with or without a hint and a fault.
pub(super) fn described_by(name: &str, has_hint: bool, has_fault: bool) -> Option<String> {
    match (has_hint, has_fault) {
        (true, true) => Some(format!("{name}-hint {name}-fault")),
        (true, false) => Some(format!("{name}-hint")),
        (false, true) => Some(format!("{name}-fault")),
        (false, false) => None,
    }
}

/// The class of a field's frame.
pub(super) const fn field_class(has_fault: bool) -> &'static str {
    if has_fault {
        "field has-fault"
    } else {
        "field"
    }
}
