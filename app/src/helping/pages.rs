//! The desk's page: whom one helps, with what, and what came of it.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{HelpDone, HelpForm, HelpHow, HelpNow};
use crate::back_office::back_office;
use crate::text::{Text, Words};
use crate::ui::{
    ButtonLink, Buttons, CheckboxField, Choice, ErrorSummary, FieldFault, Heading, Inset, Notice,
    NoticeKind, PrimaryButton, RadioField, SecondaryButton, SelectField, TextField, page, reviewed,
};
use crate::visit::{visit, words};

/// `/staff/helping`
#[component]
pub fn HelpingPage() -> impl IntoView {
    let is_done = use_query_map().get_untracked().get("done").is_some();
    page(async move {
        let words = words();
        let visit = visit();
        let shown = back_office().helping(&visit.actor, &visit.session).await?;
        let faults = reviewed(shown.faults);
        let services: Vec<Choice> = shown
            .services
            .iter()
            .map(|(code, name)| Choice::new(code.clone(), words.wording(name)))
            .collect();
        let done = shown.done.filter(|_| is_done);
        Ok(view! {
            {done.map(|done| filed(words, done))}
            <ErrorSummary faults=faults.clone()/>
            <Heading title=words.say(Text::HelpingTitle) has_errors=!faults.is_empty()/>
            <p>{words.say(Text::HelpingLead)}</p>
            {match shown.now {
                Some(now) => going_on(words, now),
                None => begin(words, shown.typed, services, &shown.ways, faults),
            }}
        })
    })
}

fn filed(words: Words, done: HelpDone) -> AnyView {
    let code = (!done.code.is_empty()).then(|| {
        let said = words.say_with(Text::HelpingDoneCode, &[("code", &done.code)]);
        view! { <p>{said}</p> }
    });
    view! {
        <Notice kind=NoticeKind::Success title=words.say(Text::HelpingDoneTitle)>
            <p>{words.say_with(Text::HelpingDoneBody, &[("reference", &done.reference)])}</p>
            {code}
            <p>{words.say(Text::HelpingDoneTold)}</p>
        </Notice>
    }
    .into_any()
}

fn going_on(words: Words, now: HelpNow) -> AnyView {
    let service = words.wording(&now.service);
    let said = words.say_with(
        Text::HelpingNow,
        &[
            ("name", &now.name),
            ("service", &service),
            ("time", &words.time(now.until)),
        ],
    );
    view! {
        <p class="lead">{said}</p>
        <Buttons><ButtonLink href=now.address label=words.say(Text::HelpingGoOn)/></Buttons>
        <form method="post" action="/staff/helping">
            <Buttons><SecondaryButton label=words.say(Text::HelpingEnd) name="act" value="end"/></Buttons>
        </form>
    }
    .into_any()
}

fn begin(
    words: Words,
    typed: HelpForm,
    services: Vec<Choice>,
    ways: &[HelpHow],
    faults: Vec<FieldFault>,
) -> AnyView {
    let ways = ways
        .iter()
        .map(|how| Choice::new(how.code(), words.say(how.text())))
        .collect();
    view! {
        <form method="post" action="/staff/helping" novalidate>
            <TextField name="number" label=words.say(Text::IdentityNumber) value=typed.number faults=faults.clone() width=20 autocomplete="off"/>
            <TextField name="name" label=words.say(Text::HelpingName) value=typed.name faults=faults.clone() width=10 autocomplete="off"/>
            <SelectField name="service" label=words.say(Text::HelpingService) choices=services chosen=typed.service faults=faults.clone()/>
            <RadioField name="how" legend=words.say(Text::HelpingHow) choices=ways chosen=typed.how faults=faults.clone()/>
            <Inset><p>{words.say(Text::HelpingReadOut)}</p></Inset>
            <CheckboxField name="consent" legend=words.say(Text::HelpingConsent) faults=faults ticked=vec![typed.consent]
                choices=vec![Choice::new("yes", words.say(Text::HelpingConsentTick))]/>
            <Buttons><PrimaryButton label=words.say(Text::HelpingBegin) name="act" value="begin"/></Buttons>
        </form>
    }
    .into_any()
}
