//! Form fields with label, hint, inline fault, and the summary of faults on top. Values stay as typed.

use leptos::prelude::*;

use crate::text::{Said, Text};
use crate::visit::words;

/// Something wrong with one field: the element's id to lead to, and the sentence, said alike on top and beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// Name of the field, which is also its element id (for radios and ticks: `name-1`, the first option).
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

/// One option of radios or ticks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub hint: Option<String>,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: None,
        }
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// On top of `<main>` when something is wrong: every fault, each leading to its field. Nothing where nothing is.
#[component]
pub fn ErrorSummary(faults: Vec<FieldFault>) -> impl IntoView {
    let words = words();
    (!faults.is_empty()).then(|| {
        view! {
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
}

/// A single-line text field. `id` = `name`.
#[component]
pub fn TextField(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(into)] value: String,
    /// Of the whole form; the one for this field is shown.
    faults: Vec<FieldFault>,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] inputmode: Option<&'static str>,
    /// About how many characters the answer has: sets the width.
    #[prop(default = 20)]
    width: u32,
    /// Renders the label as the page's heading.
    #[prop(optional)]
    is_heading: bool,
) -> impl IntoView {
    let words = words();
    let hint = hint.filter(|hint| !hint.is_empty());
    let fault = fault_of(&faults, name);
    let described = [
        hint.as_ref().map(|_| format!("{name}-hint")),
        fault.as_ref().map(|_| format!("{name}-fault")),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" ");
    let class = if fault.is_some() {
        "field has-fault"
    } else {
        "field"
    };
    let label_view = if is_heading {
        view! { <h1><label for=name>{label}</label></h1> }.into_any()
    } else {
        view! { <label for=name>{label}</label> }.into_any()
    };
    let invalid = fault.is_some().then_some("true");
    view! {
        <div class=class>
            {label_view}
            {hint.map(|hint| view! { <p class="hint" id=format!("{name}-hint")>{hint}</p> })}
            {fault.map(|fault| view! {
                <p class="fault" id=format!("{name}-fault")><span class="visually-hidden">{words.say(Text::ErrorPrefix)}</span>{fault}</p>
            })}
            <input id=name name=name type=kind value=value class=format!("width-{width}") autocomplete=autocomplete inputmode=inputmode
                aria-invalid=invalid aria-describedby=(!described.is_empty()).then_some(described) spellcheck="false"/>
        </div>
    }
}

/// A group of fields or options with a legend, hint and fault.
#[component]
pub fn Fieldset(
    name: &'static str,
    #[prop(into)] legend: String,
    #[prop(optional, into)] hint: Option<String>,
    faults: Vec<FieldFault>,
    #[prop(optional)] is_heading: bool,
    children: Children,
) -> impl IntoView {
    let words = words();
    let hint = hint.filter(|hint| !hint.is_empty());
    let fault = fault_of(&faults, name);
    let described = [
        hint.as_ref().map(|_| format!("{name}-hint")),
        fault.as_ref().map(|_| format!("{name}-fault")),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" ");
    let class = if fault.is_some() {
        "field has-fault"
    } else {
        "field"
    };
    let legend_view = if is_heading {
        view! { <legend><h1>{legend}</h1></legend> }.into_any()
    } else {
        view! { <legend>{legend}</legend> }.into_any()
    };
    view! {
        <fieldset class=class aria-describedby=(!described.is_empty()).then_some(described)>
            {legend_view}
            {hint.map(|hint| view! { <p class="hint" id=format!("{name}-hint")>{hint}</p> })}
            {fault.map(|fault| view! {
                <p class="fault" id=format!("{name}-fault")><span class="visually-hidden">{words.say(Text::ErrorPrefix)}</span>{fault}</p>
            })}
            {children()}
        </fieldset>
    }
}

/// Choose one. The first option's id is `name` itself, so that a fault leads to it; the others are `name-2` ..
#[component]
pub fn RadioField(
    name: &'static str,
    #[prop(into)] legend: String,
    #[prop(optional, into)] hint: Option<String>,
    choices: Vec<Choice>,
    #[prop(into)] chosen: String,
    faults: Vec<FieldFault>,
    #[prop(optional)] is_heading: bool,
) -> impl IntoView {
    view! {
        <Fieldset name=name legend=legend hint=hint.unwrap_or_default() faults=faults is_heading=is_heading>
            {options(name, "radio", choices, &[chosen])}
        </Fieldset>
    }
}

/// Tick any number.
#[component]
pub fn CheckboxField(
    name: &'static str,
    #[prop(into)] legend: String,
    #[prop(optional, into)] hint: Option<String>,
    choices: Vec<Choice>,
    ticked: Vec<String>,
    faults: Vec<FieldFault>,
    #[prop(optional)] is_heading: bool,
) -> impl IntoView {
    view! {
        <Fieldset name=name legend=legend hint=hint.unwrap_or_default() faults=faults is_heading=is_heading>
            {options(name, "checkbox", choices, &ticked)}
        </Fieldset>
    }
}

fn options(
    name: &'static str,
    kind: &'static str,
    choices: Vec<Choice>,
    chosen: &[String],
) -> impl IntoView + use<> {
    choices
        .into_iter()
        .enumerate()
        .map(|(index, choice)| {
            let id = if index == 0 {
                name.to_owned()
            } else {
                format!("{name}-{}", index + 1)
            };
            let hint_id = format!("{id}-option-hint");
            let checked = chosen.contains(&choice.value);
            view! {
                <div class="choice">
                    <input type=kind id=id.clone() name=name value=choice.value checked=checked
                        aria-describedby=choice.hint.as_ref().map(|_| hint_id.clone())/>
                    <label for=id>{choice.label}</label>
                    {choice.hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
                </div>
            }
        })
        .collect_view()
}

/// The one primary button of a page.
#[component]
pub fn PrimaryButton(#[prop(into)] label: String) -> impl IntoView {
    view! { <button type="submit" class="primary">{label}</button> }
}
