//! The desk's pages: somebody who comes, calls or is visited says yes, takes it back, or wants to be told differently;
//! and what is held because something is wrong.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::pages::{allows, reference_of_path, standing, wish_form};
use super::{AtDesk, ByHand, GuardianDocument, MandateState, MandateView, PersonAtDesk};
use crate::back_office::back_office;
use crate::error::PortalError;
use crate::text::{Text, Words};
use crate::ui::{
    BackLink, Buttons, CheckboxField, Choice, ErrorSummary, FieldFault, Heading, Inset, Notice,
    NoticeKind, PrimaryButton, RadioField, SecondaryButton, SummaryList, SummaryRow, TextArea,
    TextField, WarningButton, page, reviewed,
};
use crate::visit::{visit, words};

/// `/staff/mandates`
#[component]
pub fn MandateDeskPage() -> impl IntoView {
    let is_saved = use_query_map().get_untracked().get("saved").is_some();
    page(async move {
        let words = words();
        let visit = visit();
        if visit.actor.staff().is_none() {
            return Err(refused());
        }
        let desk = back_office()
            .mandate_desk(&visit.actor, &visit.session, visit.review)
            .await?;
        let faults = reviewed(desk.faults);
        Ok(view! {
            {is_saved.then(|| view! {
                <Notice kind=NoticeKind::Success title=words.say(Text::MandateSavedTitle)><p>{words.say(Text::MandateDeskSaved)}</p></Notice>
            })}
            <ErrorSummary faults=faults.clone()/>
            <Heading title=words.say(Text::MandateDeskTitle) has_errors=!faults.is_empty()/>
            <p>{words.say(Text::MandateDeskLead)}</p>
            <form method="post" action="/staff/mandates" novalidate>
                <TextField name="number" label=words.say(Text::IdentityNumber) hint=words.say(Text::MandateDeskNumberHint) value=desk.typed faults=faults autocomplete="off"/>
                <PrimaryButton label=words.say(Text::MandateDeskFind)/>
            </form>
            {desk.person.map(|person| person_at_desk(words, person))}
            {by_hand(words, desk.by_hand)}
            {(!desk.held.is_empty()).then(|| view! {
                <h2>{words.say(Text::MandateDeskHeld)}</h2>
                {mandate_list(words, desk.held)}
            })}
        })
    })
}

fn refused() -> PortalError {
    match visit().actor {
        crate::identity::Actor::Visitor => PortalError::SignInFirst,
        _ => PortalError::NotFound,
    }
}

fn mandate_list(words: Words, mandates: Vec<MandateView>) -> impl IntoView {
    view! {
        <ul class="case-list">
            {mandates.into_iter().map(|mandate| {
                let who = words.say_with(Text::MandateDeskLine, &[("holder", &mandate.holder_name), ("subject", &mandate.subject_name)]);
                view! {
                    <li class="card">
                        <h3 class="card-title"><a href=format!("/staff/mandates/{}", mandate.reference)>{who}</a></h3>
                        <p>{words.say(mandate.state.text())}" · "{standing(words, &mandate)}</p>
                        <p class="quiet">{mandate.reference.to_string()}</p>
                    </li>
                }
            }).collect_view()}
        </ul>
    }
}

fn person_at_desk(words: Words, person: PersonAtDesk) -> impl IntoView {
    let cases: Vec<_> = person
        .mandates
        .iter()
        .flat_map(|mandate| mandate.cases.clone())
        .chain(person.helped)
        .filter(|case| !case.is_closed)
        .collect();
    let is_empty = person.mandates.is_empty();
    let wish_faults = reviewed(person.wish_faults);
    view! {
        <section aria-labelledby="person">
            <h2 id="person">{words.say_with(Text::MandateDeskPerson, &[("number", &person.number)])}</h2>
            {is_empty.then(|| view! { <p>{words.say(Text::MandateDeskNone)}</p> })}
            {mandate_list(words, person.mandates)}
            {(!cases.is_empty()).then(|| view! {
                <h3>{words.say(Text::MandateDeskCases)}</h3>
                <p>{words.say(Text::MandateDeskCasesLead)}</p>
                {cases.into_iter().map(|case| {
                    let what = format!("{} {}", words.wording(&case.service), case.reference);
                    let label = words.say_with(Text::MandateDeskWithdraw, &[("reference", case.reference.as_str())]);
                    view! {
                        <form method="post" action=format!("/staff/mandates/cases/{}", case.reference)>
                            <p>{what}</p>
                            <WarningButton label=label/>
                        </form>
                    }
                }).collect_view()}
            })}
            <h3 id="telling">{words.say(Text::MandateTellTitle)}</h3>
            {wish_form(words, "/staff/mandates/telling", person.wish, wish_faults, &person.streets)}
            <form method="post" action="/staff/mandates">
                <input type="hidden" name="number" value=""/>
                <SecondaryButton label=words.say(Text::MandateDeskFinish)/>
            </form>
        </section>
    }
}

fn by_hand(words: Words, todo: Vec<ByHand>) -> Option<AnyView> {
    (!todo.is_empty()).then(|| {
        view! {
            <h2>{words.say(Text::MandateByHand)}</h2>
            <ul class="case-list">
                {todo.into_iter().map(|item| {
                    let since = words.say_with(Text::MandateByHandSince, &[("date", &words.date(item.since))]);
                    let label = words.say_with(Text::MandateByHandDone, &[("reference", item.reference.as_str())]);
                    view! {
                        <li class="card">
                            <h3 class="card-title">{words.say(item.way.text())}": "{item.contact}</h3>
                            <p>{words.wording(&item.sentence)}</p>
                            <p class="quiet">{item.reference.to_string()}" · "{since}</p>
                            <form method="post" action=format!("/staff/mandates/told/{}", item.id)><SecondaryButton label=label/></form>
                        </li>
                    }
                }).collect_view()}
            </ul>
        }
        .into_any()
    })
}

/// `/staff/mandates/{reference}`
#[component]
pub fn MandateAtDeskPage() -> impl IntoView {
    let reference = reference_of_path();
    page(async move {
        let words = words();
        let visit = visit();
        if visit.actor.staff().is_none() {
            return Err(refused());
        }
        let desk = back_office()
            .mandate_at_desk(&visit.actor, &visit.session, &reference)
            .await?;
        let typed = &desk.slip.typed;
        let wrong = match typed.act.as_str() {
            _ if !visit.review => Vec::new(),
            "yes" if desk.slip.is_code_wrong => {
                vec![FieldFault::new("code", Text::MandateCodeWrong)]
            }
            // The code is never kept, so it is not missed when the page is shown again.
            "yes" => typed.yes().err().unwrap_or_default(),
            "yes-by-phone" => typed.rung().err().unwrap_or_default(),
            "guardian" => typed
                .guardian(desk.mandate.is_for_a_child)
                .err()
                .unwrap_or_default(),
            "end" => typed.said().err().unwrap_or_default(),
            _ => typed.reason().err().unwrap_or_default(),
        };
        let address = format!("/staff/mandates/{}", desk.mandate.reference);
        let who = words.say_with(
            Text::MandateDeskLine,
            &[
                ("holder", &desk.mandate.holder_name),
                ("subject", &desk.mandate.subject_name),
            ],
        );
        let is_open = desk.mandate.state != MandateState::Ended;
        let is_offered = desk.mandate.state == MandateState::Offered;
        // No yes of a child makes a mandate.
        let takes_a_yes = is_offered && !desk.mandate.is_for_a_child;
        Ok(view! {
            <BackLink href="/staff/mandates" label=words.say(Text::MandateDeskTitle)/>
            <ErrorSummary faults=wrong.clone()/>
            <Heading title=who has_errors=!wrong.is_empty()/>
            <p class="lead">{words.say(desk.mandate.state.text())}" · "{standing(words, &desk.mandate)}</p>
            <h2>{words.say(Text::MandateDeskReadOut)}</h2>
            {allows(words, &desk.mandate)}
            {(desk.is_person_here && takes_a_yes).then(|| yes_form(words, &desk, &address, wrong.clone()))}
            {(desk.may_hold && takes_a_yes).then(|| ring_form(words, &desk, &address, wrong.clone()))}
            {(desk.may_hold && is_offered).then(|| guardian_form(words, &desk, &address, wrong.clone()))}
            {(desk.is_person_here && is_open).then(|| end_form(words, &desk, &address, wrong.clone()))}
            {(desk.may_hold && is_open).then(|| hold_form(words, &desk, &address, wrong.clone()))}
            <h2>{words.say(Text::MandateHistory)}</h2>
            <SummaryList>
                {desk.history.into_iter().map(|line| {
                    let office = words.wording(&line.office);
                    view! { <SummaryRow label=words.time(line.at) value=words.wording(&line.step) source=office remark=line.reason/> }
                }).collect_view()}
            </SummaryList>
        })
    })
}

fn yes_form(
    words: Words,
    desk: &AtDesk,
    address: &str,
    faults: Vec<FieldFault>,
) -> impl IntoView + use<> {
    let typed = desk.slip.typed.clone();
    let name = [("name", desk.mandate.subject_name.as_str())];
    view! {
        <section aria-labelledby="yes">
            <h2 id="yes">{words.say_with(Text::MandateDeskYesTitle, &name)}</h2>
            <Inset><p>{words.say(Text::MandateDeskYesLead)}</p></Inset>
            <form method="post" action=address.to_owned() novalidate>
                <RadioField name="how" legend=words.say(Text::MandateDeskHow) chosen=typed.how faults=faults.clone() choices=vec![
                    Choice::new("counter", words.say(Text::MandateGivenCounter)),
                    Choice::new("visit", words.say(Text::MandateGivenVisit)),
                ]/>
                <TextField name="code" label=words.say(Text::MandateDeskCode) value="" faults=faults.clone() inputmode="numeric" autocomplete="off" width=6/>
                <CheckboxField name="consent" legend=words.say(Text::MandateDeskConsent) faults=faults ticked=vec![typed.consent]
                    choices=vec![Choice::new("read", words.say_with(Text::MandateDeskConsentTick, &name))]/>
                <Buttons><PrimaryButton label=words.say(Text::MandateDeskYesButton) name="act" value="yes"/></Buttons>
            </form>
        </section>
    }
}

/// Rung at the phone that the register holds, and their yes.
fn ring_form(words: Words, desk: &AtDesk, address: &str, faults: Vec<FieldFault>) -> AnyView {
    let name = [("name", desk.mandate.subject_name.as_str())];
    let ask = |label: String| {
        view! {
            <form method="post" action=address.to_owned()>
                <Buttons><SecondaryButton label=label name="act" value="ring"/></Buttons>
            </form>
        }
        .into_any()
    };
    let inside = match desk.slip.registered.as_deref() {
        None => ask(words.say(Text::MandateDeskRing)),
        Some("") => view! { <p>{words.say(Text::MandateDeskRingNone)}</p> }.into_any(),
        Some(phone) => {
            let phone = phone.to_owned();
            let typed = desk.slip.typed.clone();
            view! {
                <p><a href=format!("tel:{phone}")>{phone.clone()}</a></p>
                <Inset><p>{words.say(Text::MandateDeskRingLead)}</p></Inset>
                <form method="post" action=address.to_owned() novalidate>
                    <CheckboxField name="consent" legend=words.say(Text::MandateDeskRingConsent) faults=faults ticked=vec![typed.consent]
                        choices=vec![Choice::new("read", words.say_with(Text::MandateDeskRingTick, &name))]/>
                    <Buttons><PrimaryButton label=words.say(Text::MandateDeskYesButton) name="act" value="yes-by-phone"/></Buttons>
                </form>
            }
            .into_any()
        }
    };
    view! {
        <section aria-labelledby="ring">
            <h2 id="ring">{words.say_with(Text::MandateDeskRingTitle, &name)}</h2>
            {inside}
        </section>
    }
    .into_any()
}

fn guardian_form(
    words: Words,
    desk: &AtDesk,
    address: &str,
    faults: Vec<FieldFault>,
) -> impl IntoView + use<> {
    let typed = desk.slip.typed.clone();
    let is_for_a_child = desk.mandate.is_for_a_child;
    let (title, lead, seen) = if is_for_a_child {
        (
            Text::MandateDeskParentTitle,
            Text::MandateDeskParentLead,
            Text::MandateDocumentSeenParent,
        )
    } else {
        (
            Text::MandateDeskGuardianTitle,
            Text::MandateDeskGuardianLead,
            Text::MandateDocumentSeenTick,
        )
    };
    let is_open = is_for_a_child || typed.act == "guardian";
    let choices = GuardianDocument::fitting(is_for_a_child)
        .map(|document| Choice::new(document.code(), words.say(document.text())))
        .collect();
    let seen = words.say_with(
        seen,
        &[
            ("holder", &desk.mandate.holder_name),
            ("subject", &desk.mandate.subject_name),
        ],
    );
    view! {
        <details open=is_open>
            <summary>{words.say(title)}</summary>
            <form method="post" action=address.to_owned() novalidate>
                <p>{words.say(lead)}</p>
                <RadioField name="document" legend=words.say(Text::MandateDocument) chosen=typed.document faults=faults.clone() choices=choices/>
                <TextField name="document_number" label=words.say(Text::MandateDocumentNumber) value=typed.document_number faults=faults.clone() autocomplete="off"/>
                <CheckboxField name="seen" legend=words.say(Text::MandateDocumentSeen) faults=faults ticked=vec![typed.seen]
                    choices=vec![Choice::new("seen", seen)]/>
                <Buttons><PrimaryButton label=words.say(Text::MandateDeskGuardianButton) name="act" value="guardian"/></Buttons>
            </form>
        </details>
    }
}

fn end_form(
    words: Words,
    desk: &AtDesk,
    address: &str,
    faults: Vec<FieldFault>,
) -> impl IntoView + use<> {
    let typed = desk.slip.typed.clone();
    view! {
        <section aria-labelledby="end">
            <h2 id="end">{words.say(Text::MandateDeskEndTitle)}</h2>
            <form method="post" action=address.to_owned() novalidate>
                <RadioField name="said" legend=words.say(Text::MandateDeskSaid) chosen=typed.said faults=faults choices=vec![
                    Choice::new("counter", words.say(Text::MandateGivenCounter)),
                    Choice::new("phone", words.say(Text::MandateSaidPhone)),
                    Choice::new("visit", words.say(Text::MandateGivenVisit)),
                ]/>
                <WarningButton label=words.say(Text::MandateDeskEndButton) name="act" value="end"/>
            </form>
        </section>
    }
}

fn hold_form(
    words: Words,
    desk: &AtDesk,
    address: &str,
    faults: Vec<FieldFault>,
) -> impl IntoView + use<> {
    let typed = desk.slip.typed.clone();
    let is_held = desk.mandate.state == MandateState::Held;
    view! {
        <section aria-labelledby="hold">
            <h2 id="hold">{words.say(Text::MandateDeskHoldTitle)}</h2>
            <p>{words.say(Text::MandateDeskHoldLead)}</p>
            <form method="post" action=address.to_owned() novalidate>
                <TextArea name="reason" label=words.say(Text::MandateDeskReason) value=typed.reason faults=faults rows=3/>
                <Buttons>
                    {if is_held {
                        view! { <PrimaryButton label=words.say(Text::MandateDeskRelease) name="act" value="release"/> }.into_any()
                    } else {
                        view! { <PrimaryButton label=words.say(Text::MandateDeskHold) name="act" value="hold"/> }.into_any()
                    }}
                    <WarningButton label=words.say(Text::MandateDeskStop) name="act" value="stop"/>
                </Buttons>
            </form>
        </section>
    }
}
