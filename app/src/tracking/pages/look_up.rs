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
        let is_simple = visit().preferences.is_simple();
        if token.is_empty() {
            return Ok(if is_simple {
                ask_reference(words, String::new(), Vec::new())
            } else {
                form(words, String::new(), Vec::new()).into_any()
            });
        }
        Ok(match back_office().look_up(&token).await? {
            LookUp::Found(found) => found_case(words, found).into_any(),
            LookUp::Again { typed, fault } if is_simple => one_by_one(words, &token, typed, fault),
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

/// 长辈版: the reference on one page, the code on the next. What was typed first stands behind the token, so that Back
/// shows it again.
fn one_by_one(words: Words, token: &str, typed: String, fault: LookUpFault) -> AnyView {
    let visit = visit();
    let fault_is_of_code = matches!(
        fault,
        LookUpFault::NoCode | LookUpFault::CodeForm | LookUpFault::NoSuchPair
    );
    if !fault_is_of_code {
        return ask_reference(words, typed, vec![fault_said(fault)]);
    }
    if visit.part == Some(1) {
        return ask_reference(words, typed, Vec::new());
    }
    let faults = if visit.review {
        vec![fault_said(fault)]
    } else {
        Vec::new()
    };
    let back = format!("/look-up/{token}?part=1");
    view! {
        <BackLink href=back/>
        <ErrorSummary faults=faults.clone()/>
        <Heading title=words.say(Text::TrackingLookUpTitle) has_errors=!faults.is_empty()/>
        <form method="post" action="/look-up" novalidate>
            <input type="hidden" name="reference" value=typed/>
            // The code is never sent back to the page.
            <TextField name="code" label=words.say(Text::TrackingLookUpCode) hint=words.say(Text::TrackingLookUpCodeHint)
                value="" faults=faults width=6 inputmode="numeric" autocomplete="off"/>
            <div class="buttons"><PrimaryButton label=words.say(Text::TrackingLookUpButton)/></div>
        </form>
    }
    .into_any()
}

fn ask_reference(words: Words, typed: String, faults: Vec<FieldFault>) -> AnyView {
    view! {
        <ErrorSummary faults=faults.clone()/>
        <Heading title=words.say(Text::TrackingLookUpTitle) has_errors=!faults.is_empty()/>
        <p class="lead">{words.say(Text::TrackingLookUpLead)}</p>
        <form method="post" action="/look-up" novalidate>
            <TextField name="reference" label=words.say(Text::TrackingLookUpReference) hint=words.say(Text::TrackingLookUpReferenceHint)
                value=typed faults=faults width=20 autocomplete="off"/>
            <div class="buttons"><PrimaryButton label=words.say(Text::GoOn) name="act" value="reference"/></div>
        </form>
    }
    .into_any()
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
