//! Looking up by reference and enquiry code, without signing in.

use leptos::prelude::*;

use super::{part, stage_word};
use crate::back_office::back_office;
use crate::text::{Text, Words};
use crate::tracking::{Found, LookUp, LookUpFault};
use crate::ui::{
    BackLink, CaseReferenceText, Column, DataTable, ErrorSummary, FieldFault, Heading,
    PrimaryButton, TextField, page,
};
use crate::visit::{visit, words};

/// `/look-up`, and `/look-up/{token}` with what came of it.
#[component]
pub fn LookUpPage() -> impl IntoView {
    let token = part("token");
    page(async move {
        let words = words();
        if token.is_empty() {
            return Ok(form(words, String::new(), Vec::new()).into_any());
        }
        Ok(match back_office().look_up(&token).await? {
            LookUp::Found(found) => found_case(words, found).into_any(),
            LookUp::Again { typed, fault } => {
                let faults = if visit().review {
                    vec![fault_said(fault)]
                } else {
                    Vec::new()
                };
                form(words, typed, faults).into_any()
            }
        })
    })
}

fn fault_said(fault: LookUpFault) -> FieldFault {
    match fault {
        LookUpFault::NoReference => FieldFault::new("reference", Text::TrackingLookUpNoReference),
        LookUpFault::ReferenceForm => {
            FieldFault::new("reference", Text::TrackingLookUpReferenceForm)
        }
        LookUpFault::ReferenceMistyped => {
            FieldFault::new("reference", Text::TrackingLookUpReferenceMistyped)
        }
        LookUpFault::NoCode => FieldFault::new("code", Text::TrackingLookUpNoCode),
        LookUpFault::CodeForm => FieldFault::new("code", Text::TrackingLookUpCodeForm),
        LookUpFault::NoSuchPair => FieldFault::new("code", Text::TrackingLookUpNoSuchPair),
    }
}

fn form(words: Words, typed: String, faults: Vec<FieldFault>) -> impl IntoView {
    view! {
        <ErrorSummary faults=faults.clone()/>
        <Heading title=words.say(Text::TrackingLookUpTitle) has_errors=!faults.is_empty()/>
        <p class="lead">{words.say(Text::TrackingLookUpLead)}</p>
        <form method="post" action="/look-up" novalidate>
            <TextField name="reference" label=words.say(Text::TrackingLookUpReference) hint=words.say(Text::TrackingLookUpReferenceHint)
                value=typed faults=faults.clone() width=20 autocomplete="off"/>
            // The code is never sent back to the page.
            <TextField name="code" label=words.say(Text::TrackingLookUpCode) hint=words.say(Text::TrackingLookUpCodeHint)
                value="" faults=faults width=6 inputmode="numeric" autocomplete="off"/>
            <div class="buttons"><PrimaryButton label=words.say(Text::TrackingLookUpButton)/></div>
        </form>
    }
}

fn found_case(words: Words, found: Found) -> impl IntoView {
    let title = words.say_with(
        Text::TrackingLookUpFound,
        &[("service", found.service.in_language(words.language))],
    );
    let submitted = words.date(found.submitted_on);
    let by = found
        .everything_by
        .map(|date| words.say_with(Text::TrackingLookUpBy, &[("date", &words.date(date))]));
    let rows = found
        .matters
        .iter()
        .map(|matter| {
            let date = matter.date.map(|date| {
                let text = if matter.stage.is_final() {
                    Text::TrackingLookUpDoneOn
                } else {
                    Text::TrackingLookUpExpected
                };
                words.say_with(text, &[("date", &words.day(date))])
            });
            vec![
                words.wording(&matter.name).into_any(),
                words
                    .say(stage_word(matter.kind, matter.stage, false))
                    .into_any(),
                date.unwrap_or_default().into_any(),
            ]
        })
        .collect();
    let columns = vec![
        Column::text(words.say(Text::TrackingLookUpColumnMatter)),
        Column::text(words.say(Text::TrackingLookUpColumnStage)),
        Column::text(words.say(Text::TrackingLookUpColumnDate)),
    ];
    view! {
        <BackLink href="/look-up" label=words.say(Text::TrackingLookUpAgain)/>
        <Heading title=title/>
        <p>
            {words.say(Text::TrackingCaseReference)}" "<CaseReferenceText reference=found.reference.as_str()/>" · "
            {words.say_with(Text::TrackingSubmittedOn, &[("date", &submitted)])}
        </p>
        {by.map(|by| view! { <p>{by}</p> })}
        <DataTable id="look-up" caption=words.say(Text::TrackingLookUpTable) columns=columns rows=rows/>
        <p class="quiet">{words.say(Text::TrackingLookUpNoNames)}</p>
    }
}
