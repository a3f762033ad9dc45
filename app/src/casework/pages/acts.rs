//! Deciding: what an approval writes, a refusal with its reason, a question to the applicant. Whatever was typed is
//! kept, also when somebody else was faster.

use leptos::prelude::*;

use super::{address, matter, phrases};
use crate::back_office::back_office;
use crate::casework::desk::{
    ActHead, DecisionPage, QuestionPage, RefusalPage, Standing, WillBeWritten,
};
use crate::text::{Text, Words};
use crate::ui::{
    BackLink, Buttons, Choice, DateField, ErrorSummary, FieldFault, Heading, Inset, PrimaryButton,
    RadioField, SecondaryButton, SummaryList, SummaryRow, TextArea, WarningButton, page,
};
use crate::visit::{visit, words};

/// `/casework/{reference}/{matter}/decision`
#[component]
pub fn CaseworkDecisionPage() -> impl IntoView {
    let address = address();
    page(async move {
        let decision = back_office()
            .decision_page(&visit().actor, &address?)
            .await?;
        let words = words();
        let faults = shown(decision.faults.clone());
        Ok(view! {
            {top(words, &decision.head, Text::CaseworkDecisionTitle, &faults)}
            {what_is_written(words, &decision)}
            {hidden_numbers(words, &decision.head, decision.writes.as_ref(), "decision")}
            {match standing(words, &decision.head.standing) {
                None => approval(words, decision, faults).into_any(),
                Some(why) => kept(words, why, &[decision.typed.text]).into_any(),
            }}
        })
    })
}

/// `/casework/{reference}/{matter}/refusal`
#[component]
pub fn CaseworkRefusalPage() -> impl IntoView {
    let address = address();
    page(async move {
        let refusal = back_office()
            .refusal_page(&visit().actor, &address?)
            .await?;
        let words = words();
        let faults = shown(refusal.faults.clone());
        Ok(view! {
            {top(words, &refusal.head, Text::CaseworkRefusalTitle, &faults)}
            {match standing(words, &refusal.head.standing) {
                None => refusal_form(words, refusal, faults).into_any(),
                Some(why) => kept(words, why, &[refusal.typed.text]).into_any(),
            }}
        })
    })
}

/// `/casework/{reference}/{matter}/question`
#[component]
pub fn CaseworkQuestionPage() -> impl IntoView {
    let address = address();
    page(async move {
        let question = back_office()
            .question_page(&visit().actor, &address?)
            .await?;
        let words = words();
        let faults = shown(question.faults.clone());
        Ok(view! {
            {top(words, &question.head, Text::CaseworkQuestionTitle, &faults)}
            {question.may_allow.then(|| allow_form(words, &question))}
            {match standing(words, &question.head.standing) {
                None => question_form(words, question, faults).into_any(),
                Some(why) => kept(words, why, &[question.typed.question]).into_any(),
            }}
        })
    })
}

/// Faults are said after a press only, not on a page that was just opened.
pub(in crate::casework) fn shown(faults: Vec<FieldFault>) -> Vec<FieldFault> {
    if visit().review { faults } else { Vec::new() }
}

pub(in crate::casework) fn top(
    words: Words,
    head: &ActHead,
    title: Text,
    faults: &[FieldFault],
) -> impl IntoView + use<> {
    let name = phrases::named(words, &head.name, head.about);
    view! {
        <BackLink href=head.address.path() label=words.say(Text::CaseworkBackToMatter)/>
        <ErrorSummary faults=faults.to_vec()/>
        <Heading title=words.say_with(title, &[("name", &name)]) has_errors=!faults.is_empty()/>
        <p class="quiet">{words.wording(&head.service)}" "<span translate="no">{head.address.reference.to_string()}</span></p>
    }
}

/// Why the act is not this member's to take just now; `None` where it is.
pub(in crate::casework) fn standing(words: Words, standing: &Standing) -> Option<String> {
    match standing {
        Standing::May => None,
        Standing::HeldBy(name) => {
            Some(words.say_with(Text::CaseworkStandingHeldBy, &[("name", name)]))
        }
        Standing::NotTakenUp => Some(words.say(Text::CaseworkStandingNotTakenUp)),
        Standing::AskedBefore => Some(words.say(Text::CaseAskedBefore)),
        Standing::Proposer => Some(words.say(Text::CaseworkStandingProposer)),
        Standing::OwnCase => Some(words.say(Text::CaseworkOwnCase)),
        Standing::MovedOn(stage) => Some(words.say_with(
            Text::CaseworkStandingMovedOn,
            &[("stage", &words.say(phrases::stage(*stage)))],
        )),
    }
}

/// What was typed before, to read and copy.
fn kept(words: Words, why: String, typed: &[String]) -> impl IntoView + use<> {
    let typed = typed
        .iter()
        .filter(|text| !text.trim().is_empty())
        .map(|text| view! { <p class="as-typed">{text.clone()}</p> })
        .collect::<Vec<_>>();
    let hint = if typed.is_empty() {
        Text::CaseworkNothingKept
    } else {
        Text::CaseworkKeptHint
    };
    view! {
        <Inset><p>{why}</p></Inset>
        <h2>{words.say(Text::CaseworkKeptText)}</h2>
        <p class="quiet">{words.say(hint)}</p>
        {typed}
    }
}

fn what_is_written(words: Words, decision: &DecisionPage) -> AnyView {
    let result = words.wording(&decision.result);
    match &decision.writes {
        None => {
            view! { <p>{words.say_with(Text::CaseworkNothingWritten, &[("result", &result)])}</p> }
                .into_any()
        }
        Some(writes) => {
            let why = words.say_with(Text::CaseworkWillBeWrittenWhy, &[("result", &result)]);
            will_be_written(words, writes, Some(why)).into_any()
        }
    }
}

/// Exactly what a register will get.
pub(super) fn will_be_written(
    words: Words,
    writes: &WillBeWritten,
    why: Option<String>,
) -> impl IntoView + use<> {
    let source = phrases::data_set(words, &writes.data_set);
    let rows = writes
        .fields
        .iter()
        .map(|(label, shown)| {
            view! { <SummaryRow label=words.wording(label) value=words.wording(shown)/> }
        })
        .collect::<Vec<_>>();
    view! {
        <section class="will-be-written" aria-labelledby="written">
            <h2 id="written">{words.say_with(Text::CaseworkWillBeWritten, &[("source", &source)])}</h2>
            <SummaryList>{rows}</SummaryList>
            {why.map(|why| view! { <p>{why}</p> })}
        </section>
    }
}

/// Below what a register will get: the press that shows the numbers in it.
pub(super) fn hidden_numbers(
    words: Words,
    head: &ActHead,
    writes: Option<&WillBeWritten>,
    page: &'static str,
) -> impl IntoView + use<> {
    writes
        .is_some_and(|writes| writes.hides_numbers)
        .then(|| matter::show_numbers(words, &head.address, page))
}

fn approval(words: Words, decision: DecisionPage, faults: Vec<FieldFault>) -> impl IntoView {
    let (label, digest) = match decision.writes {
        Some(writes) => (Text::CaseworkApproveAndWrite, writes.digest),
        None => (Text::CaseworkApprove, String::new()),
    };
    view! {
        <form method="post" action=decision.head.address.page("decision") novalidate>
            <input type="hidden" name="version" value=decision.head.version.to_string()/>
            <input type="hidden" name="digest" value=digest/>
            <TextArea name="text" label=words.say(Text::CaseworkNoteLabel) hint=words.say(Text::CaseworkNoteHint)
                value=decision.typed.text faults=faults is_optional=true/>
            <Buttons>
                <PrimaryButton label=words.say(label) name="act" value="approve"/>
                <SecondaryButton label=words.say(Text::CaseworkKeep) name="act" value="keep"/>
            </Buttons>
        </form>
    }
}

fn refusal_form(words: Words, refusal: RefusalPage, faults: Vec<FieldFault>) -> impl IntoView {
    let choices = refusal
        .reasons
        .iter()
        .map(|reason| {
            Choice::new(reason.code.clone(), words.wording(&reason.text))
                .hint(words.wording(&reason.legal_basis))
        })
        .collect();
    view! {
        <p>{words.say(Text::CaseworkRefusalIntro)}</p>
        <form method="post" action=refusal.head.address.page("refusal") novalidate>
            <input type="hidden" name="version" value=refusal.head.version.to_string()/>
            <RadioField name="reason" legend=words.say(Text::CaseworkReasonLabel) choices=choices
                chosen=refusal.typed.reason faults=faults.clone()/>
            <TextArea name="text" label=words.say(Text::CaseworkRefusalTextLabel) hint=words.say(Text::CaseworkRefusalTextHint)
                value=refusal.typed.text faults=faults/>
            <Buttons>
                <WarningButton label=words.say(Text::CaseworkRefuse) name="act" value="refuse"/>
                <SecondaryButton label=words.say(Text::CaseworkKeep) name="act" value="keep"/>
            </Buttons>
        </form>
    }
}

/// A supervisor's reason for asking an applicant once more.
fn allow_form(words: Words, question: &QuestionPage) -> impl IntoView + use<> {
    view! {
        <form method="post" action=question.head.address.page("another-request") novalidate>
            <input type="hidden" name="version" value=question.head.version.to_string()/>
            <TextArea name="text" label=words.say(Text::CaseworkAllowLabel) hint=words.say(Text::CaseworkAllowHint)
                value=String::new() faults=Vec::new()/>
            <Buttons>
                <PrimaryButton label=words.say(Text::CaseworkAllow) name="act" value="allow"/>
            </Buttons>
        </form>
    }
}

fn question_form(words: Words, question: QuestionPage, faults: Vec<FieldFault>) -> impl IntoView {
    view! {
        <p>{words.say(Text::CaseworkQuestionIntro)}</p>
        <form method="post" action=question.head.address.page("question") novalidate>
            <input type="hidden" name="version" value=question.head.version.to_string()/>
            <TextArea name="question" label=words.say(Text::CaseworkQuestionLabel) hint=words.say(Text::CaseworkQuestionHint)
                value=question.typed.question faults=faults.clone() rows=6/>
            <DateField name="answer-by" legend=words.say(Text::CaseworkAnswerByLabel) hint=words.say(Text::CaseworkAnswerByHint)
                year=question.typed.year month=question.typed.month day=question.typed.day faults=faults/>
            <Buttons>
                <PrimaryButton label=words.say(Text::CaseworkAsk) name="act" value="ask"/>
                <SecondaryButton label=words.say(Text::CaseworkKeep) name="act" value="keep"/>
            </Buttons>
        </form>
    }
}
