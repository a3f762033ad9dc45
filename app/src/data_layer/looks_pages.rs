//! One look and the question about it, leave that was given, and the desk that answers.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::looks::{HeldLooks, HoldBasis, LeaveGiven, LookQuestion, LookView, LooksDeskView};
use super::pages::one_look;
use crate::back_office::back_office;
use crate::error::PortalError;
use crate::text::{Text, Words, city_date};
use crate::ui::{
    BackLink, Choice, DateField, ErrorSummary, Heading, Inset, PrimaryButton, SecondaryButton,
    SelectField, SummaryCard, SummaryList, SummaryRow, TextArea, TextField, page,
};
use crate::visit::{visit, words};

/// `/my-data/looks/{id}`
#[component]
pub fn LookPage() -> AnyView {
    let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
    page(async move {
        let visit = visit();
        let me = visit
            .actor
            .citizen()
            .cloned()
            .ok_or(PortalError::SignInFirst)?;
        let shown = back_office().look(&me, &visit.session, &id).await?;
        Ok(look(words(), shown, &id, visit.review))
    })
}

fn look(words: Words, shown: LookView, id: &str, review: bool) -> AnyView {
    let faults = if review {
        shown.typed.parse().err().unwrap_or_default()
    } else {
        Vec::new()
    };
    let asked = shown
        .question
        .map(|question| view! { <h2>{words.say(Text::LookYourQuestion)}</h2> {one_question(words, question)} });
    let ask = asked.is_none().then(|| {
        let hint = words.say_with(Text::LookAskHint, &[("date", &words.date(shown.due))]);
        view! {
            <h2>{words.say(Text::LookAskTitle)}</h2>
            <form method="post" action=format!("/my-data/looks/{id}") novalidate>
                <TextArea name="words" label=words.say(Text::LookAskLabel) hint=hint value=shown.typed.words faults=faults.clone()/>
                <PrimaryButton label=words.say(Text::LookAskSend)/>
            </form>
        }
    });
    view! {
        <BackLink href="/my-data" label=words.say(Text::LookedTitle)/>
        <ErrorSummary faults=faults.clone()/>
        <Heading title=words.say(Text::LookTitle) has_errors=!faults.is_empty()/>
        {one_look(words, shown.look, false)}
        {asked}
        {ask}
    }
    .into_any()
}

/// A question and its answer, or by when there is one.
pub(super) fn one_question(words: Words, question: LookQuestion) -> AnyView {
    let answer = question.answer.as_ref().map_or_else(
        || words.say_with(Text::LookAnswerDue, &[("date", &words.date(question.due))]),
        |(at, answer)| {
            words.say_with(
                Text::LookAnswered,
                &[("time", &words.time(*at)), ("answer", answer)],
            )
        },
    );
    let looked_at = if question.is_veiled {
        words.date(city_date(question.looked_at))
    } else {
        words.time(question.looked_at)
    };
    view! {
        <SummaryCard title=words.wording(&question.office)>
            <p class="quiet">{words.say_with(Text::LookQuestionOf, &[("time", &looked_at)])}</p>
            <SummaryList>
                <SummaryRow label=words.say(Text::LookAsked) value=question.asked/>
                <SummaryRow label=words.say(Text::LookAnswer) value=answer/>
            </SummaryList>
        </SummaryCard>
    }
    .into_any()
}

/// `/my-data/leave`
#[component]
pub fn LeaveGivenPage() -> AnyView {
    page(async move {
        let visit = visit();
        let me = visit
            .actor
            .citizen()
            .cloned()
            .ok_or(PortalError::SignInFirst)?;
        let given = back_office().leave_given(&me).await?;
        Ok(leave_given(words(), given))
    })
}

fn leave_given(words: Words, given: Vec<LeaveGiven>) -> AnyView {
    let is_empty = given.is_empty();
    view! {
        <BackLink href="/my-data" label=words.say(Text::LookedTitle)/>
        <Heading title=words.say(Text::LeaveGivenTitle)/>
        <p class="lead">{words.say(Text::LeaveGivenLead)}</p>
        {is_empty.then(|| view! { <p class="empty">{words.say(Text::LeaveGivenNone)}</p> })}
        {given.into_iter().map(|leave| one_leave(words, leave)).collect_view()}
    }
    .into_any()
}

fn one_leave(words: Words, leave: LeaveGiven) -> impl IntoView {
    let case = if leave.reference.is_empty() {
        words.say(Text::LeaveGivenNoCase)
    } else {
        leave.reference
    };
    view! {
        <SummaryCard title=words.wording(&leave.register)>
            <SummaryList>
                <SummaryRow label=words.say(Text::LookedWhatFor) value=words.wording(&leave.purpose)/>
                <SummaryRow label=words.say(Text::LookedCase) value=case/>
                <SummaryRow label=words.say(Text::LeaveGivenAt) value=words.time(leave.at)/>
                <SummaryRow label=words.say(Text::LeaveGivenUntil) value=words.date(leave.until)/>
            </SummaryList>
            <form method="post" action="/my-data/leave" novalidate>
                <SecondaryButton label=words.say(Text::LeaveGivenWithdraw) name="receipt" value=leave.id/>
            </form>
        </SummaryCard>
    }
}

/// `/staff/data-looks`
#[component]
pub fn LooksDeskPage() -> AnyView {
    page(async move {
        let visit = visit();
        let shown = back_office()
            .looks_desk(&visit.actor, &visit.session, visit.review)
            .await?;
        Ok(desk(words(), shown))
    })
}

fn desk(words: Words, shown: LooksDeskView) -> AnyView {
    let waiting = i64::try_from(shown.open.len()).unwrap_or(i64::MAX);
    let today = shown.today;
    let faults = shown.faults;
    let typed = shown.typed;
    let holding = shown.held.map(|held| {
        let bases = HoldBasis::ALL
            .into_iter()
            .map(|basis| Choice::new(basis.code(), words.say(basis.text())))
            .collect();
        view! {
            <h2>{words.say(Text::LookHoldTitle)}</h2>
            <p>{words.say(Text::LookHoldLead)}</p>
            {held.into_iter().map(|held| one_hold(words, held)).collect_view()}
            <form method="post" action="/staff/data-looks" novalidate>
                <TextField name="reference" label=words.say(Text::LookedCase) value=typed.reference faults=faults.clone()/>
                <SelectField name="basis" label=words.say(Text::LookHoldBasis) choices=bases chosen=typed.basis faults=faults.clone()/>
                <DateField name="until" legend=words.say(Text::LookHoldUntil) hint=words.say(Text::LookHoldUntilHint)
                    year=typed.until_year month=typed.until_month day=typed.until_day faults=faults.clone()/>
                <SecondaryButton label=words.say(Text::LookHoldSend)/>
            </form>
        }
    });
    let none_answered = shown.answered.is_empty();
    let corrections = shown.answers_corrections.then(|| {
        view! { <p><a href="/staff/data-corrections">{words.say(Text::CorrectionsDeskTitle)}</a></p> }
    });
    let protects = shown.may_protect.then(|| {
        view! { <p><a href="/staff/safety-marks">{words.say(Text::SafetyTitle)}</a></p> }
    });
    view! {
        <BackLink href="/casework" label=words.say(Text::CaseworkBackToQueue)/>
        <p class="quiet">{words.wording(&shown.office)}</p>
        <ErrorSummary faults=faults.clone()/>
        <Heading title=words.say(Text::LooksDeskTitle) has_errors=!faults.is_empty()/>
        <p class="lead">{words.say_counted(Text::LooksDeskCount, waiting, &[])}</p>
        {corrections}
        {protects}
        {shown.open.into_iter().map(|question| to_answer(words, question, today)).collect_view()}
        <h2>{words.say(Text::LooksDeskAnswered)}</h2>
        {none_answered.then(|| view! { <p class="empty">{words.say(Text::LooksDeskNoneAnswered)}</p> })}
        {shown.answered.into_iter().map(|question| one_question(words, question)).collect_view()}
        {holding}
    }
    .into_any()
}

fn to_answer(words: Words, question: LookQuestion, today: jiff::civil::Date) -> AnyView {
    let due = if question.is_late(today) {
        Text::LooksDeskLate
    } else {
        Text::LooksDeskDue
    };
    let id = format!("words-{}", question.id);
    view! {
        <SummaryCard title=words.say_with(due, &[("date", &words.date(question.due))])>
            <SummaryList>
                <SummaryRow label=words.say(Text::LookedCase) value=question.reference/>
                <SummaryRow label=words.say(Text::LooksDeskLookedAt) value=words.time(question.looked_at)/>
                <SummaryRow label=words.say(Text::LookAsked) value=question.asked/>
            </SummaryList>
            {question.is_veiled.then(|| view! { <Inset><p>{words.say(Text::SafetyAtTheDesk)}</p></Inset> })}
            <form method="post" action=format!("/staff/data-looks/{}", question.id) novalidate>
                <div class="field">
                    <label for=id.clone()>{words.say(Text::LookAnswer)}</label>
                    <textarea id=id name="words" rows="4" required></textarea>
                </div>
                <SecondaryButton label=words.say(Text::LooksDeskSend)/>
            </form>
        </SummaryCard>
    }
    .into_any()
}

fn one_hold(words: Words, held: HeldLooks) -> impl IntoView {
    view! {
        <Inset>
            <p>{words.say_with(Text::LookHeld, &[
                ("reference", &held.reference),
                ("date", &words.date(held.until)),
                ("basis", &words.say(held.basis.text())),
            ])}</p>
        </Inset>
    }
}
