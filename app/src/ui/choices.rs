//! Fields that are chosen from: one of several, any of several, one of a long list.

use leptos::prelude::*;

use super::faults::{FieldFault, described_by, fault_line, fault_of, field_class};
use super::fields::{Fieldset, label_view};
use super::one_by_one::shown_or_carried;

/// One option of radios, ticks or a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    /// Not shown in a [`SelectField`].
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

/// Choose one. The first option's id is `name` itself, so that a fault leads to it; the others are `name-2` ..
/// `<RadioField name="whose" legend=.. choices=vec![Choice::new("mother", ..)] chosen=form.whose faults=faults/>`
#[component]
pub fn RadioField(
    name: &'static str,
    #[prop(into)] legend: String,
    #[prop(optional, into)] hint: Option<String>,
    choices: Vec<Choice>,
    #[prop(into)] chosen: String,
    faults: Vec<FieldFault>,
    #[prop(optional)] is_heading: bool,
) -> AnyView {
    let turn = match shown_or_carried(name, faults, || vec![(name.to_owned(), chosen.clone())]) {
        Ok(turn) => turn,
        Err(carried) => return carried,
    };
    let (faults, is_heading) = (turn.faults, is_heading || turn.is_heading);
    view! {
        <Fieldset name=name legend=legend hint=hint.unwrap_or_default() faults=faults is_heading=is_heading>
            {options(name, "radio", choices, &[chosen])}
        </Fieldset>
    }
    .into_any()
}

/// Tick any number.
/// `<CheckboxField name="matters" legend=.. choices=choices ticked=form.matters faults=faults/>`
#[component]
pub fn CheckboxField(
    name: &'static str,
    #[prop(into)] legend: String,
    #[prop(optional, into)] hint: Option<String>,
    choices: Vec<Choice>,
    ticked: Vec<String>,
    faults: Vec<FieldFault>,
    #[prop(optional)] is_heading: bool,
) -> AnyView {
    let each = || {
        ticked
            .iter()
            .map(|value| (name.to_owned(), value.clone()))
            .collect()
    };
    let turn = match shown_or_carried(name, faults, each) {
        Ok(turn) => turn,
        Err(carried) => return carried,
    };
    let (faults, is_heading) = (turn.faults, is_heading || turn.is_heading);
    view! {
        <Fieldset name=name legend=legend hint=hint.unwrap_or_default() faults=faults is_heading=is_heading>
            {options(name, "checkbox", choices, &ticked)}
        </Fieldset>
    }
    .into_any()
}

/// Choose one of a long list, such as a district; up to seven are better as [`RadioField`]. The first entry is empty.
/// `<SelectField name="division" label=.. choices=divisions chosen=form.division faults=faults/>`
#[component]
pub fn SelectField(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: Option<String>,
    choices: Vec<Choice>,
    #[prop(into)] chosen: String,
    faults: Vec<FieldFault>,
) -> AnyView {
    let turn = match shown_or_carried(name, faults, || vec![(name.to_owned(), chosen.clone())]) {
        Ok(turn) => turn,
        Err(carried) => return carried,
    };
    let (faults, is_heading) = (turn.faults, turn.is_heading);
    let hint = hint.filter(|hint| !hint.is_empty());
    let fault = fault_of(&faults, name);
    let described = described_by(name, hint.is_some(), fault.is_some());
    let has_fault = fault.is_some();
    view! {
        <div class=field_class(has_fault)>
            {label_view(name.to_owned(), label, is_heading)}
            {hint.map(|hint| view! { <p class="hint" id=format!("{name}-hint")>{hint}</p> })}
            {fault.map(|fault| fault_line(format!("{name}-fault"), fault))}
            <select id=name name=name aria-invalid=has_fault.then_some("true") aria-describedby=described>
                <option value=""></option>
                {choices.into_iter().map(|choice| {
                    let selected = choice.value == chosen;
                    view! { <option value=choice.value selected=selected>{choice.label}</option> }
                }).collect_view()}
            </select>
        </div>
    }
    .into_any()
}

fn options(
    name: &'static str,
    kind: &'static str,
    choices: Vec<Choice>,
    chosen: &[String],
) -> AnyView {
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
        .into_any()
}
