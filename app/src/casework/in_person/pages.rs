//! The page of the other party in person.

use leptos::prelude::*;

use super::{InPersonPage, InPersonQuestion};
use crate::back_office::back_office;
use crate::casework::pages::{acts, address};
use crate::text::{Text, Words};
use crate::ui::{
    Buttons, CheckboxField, Choice, FieldFault, Inset, PrimaryButton, SelectField, TextField, page,
};
use crate::visit::{visit, words};

/// `/casework/{reference}/{matter}/in-person`
#[component]
pub fn CaseworkInPersonPage() -> impl IntoView {
    let address = address();
    page(async move {
        let shown = back_office()
            .in_person_page(&visit().actor, &address?)
            .await?;
        let words = words();
        let faults = acts::shown(shown.faults.clone());
        Ok(view! {
            {acts::top(words, &shown.head, Text::InPersonTitle, &faults)}
            {match acts::standing(words, &shown.head.standing) {
                None => form(words, shown, faults),
                Some(why) => view! { <Inset><p>{why}</p></Inset> }.into_any(),
            }}
        })
    })
}

fn form(words: Words, shown: InPersonPage, faults: Vec<FieldFault>) -> AnyView {
    let name = shown.confirmer.clone();
    let tick = |field: &'static str, legend: Text, label: Text| {
        let ticked = (!shown.typed.get(field).is_empty()).then(|| "yes".to_owned());
        let choice = Choice::new("yes", words.say_with(label, &[("name", &name)]));
        view! {
            <CheckboxField name=field legend=words.say(legend) choices=vec![choice]
                ticked=ticked.into_iter().collect() faults=faults.clone()/>
        }
    };
    let card = tick("card", Text::InPersonCardLegend, Text::InPersonCard);
    let agrees = shown
        .wants_confirmation
        .then(|| tick("agrees", Text::InPersonAgreesLegend, Text::InPersonAgrees));
    let lead = if shown.wants_confirmation {
        Text::InPersonLead
    } else {
        Text::InPersonLeadPart
    };
    let asks = shown
        .asks
        .iter()
        .map(|ask| question(words, ask, shown.typed.get(ask.name), &faults))
        .collect_view();
    view! {
        <p>{words.say_with(lead, &[("name", &name)])}</p>
        <form method="post" action=shown.head.address.page("in-person") novalidate>
            <input type="hidden" name="version" value=shown.head.version.to_string()/>
            {card}
            {agrees}
            {asks}
            <Buttons>
                <PrimaryButton label=words.say(Text::InPersonButton)/>
            </Buttons>
        </form>
    }
    .into_any()
}

fn question(words: Words, ask: &InPersonQuestion, typed: &str, faults: &[FieldFault]) -> AnyView {
    let (label, hint) = (words.say(ask.label), words.say(ask.hint));
    let faults = faults.to_vec();
    let typed = typed.to_owned();
    if ask.choices.is_empty() {
        return view! {
            <TextField name=ask.name label=label hint=hint value=typed faults=faults autocomplete="off" width=30/>
        }
        .into_any();
    }
    let choices = std::iter::once(Choice::new("", ""))
        .chain(
            ask.choices
                .iter()
                .map(|(value, label)| Choice::new(value.clone(), words.wording(label))),
        )
        .collect();
    view! { <SelectField name=ask.name label=label hint=hint choices=choices chosen=typed faults=faults/> }
        .into_any()
}
