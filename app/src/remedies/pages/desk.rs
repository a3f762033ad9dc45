//! What an office owes an answer to: appeals, complaints, and what is to be put right.

use leptos::prelude::*;

use super::{asked_for, grade_name, part, shown};
use crate::back_office::back_office;
use crate::error::PortalError;
use crate::remedies::desk::{RemedyList, RemedyPage, RemedyPlace, RemedyQueue, RemedyRow};
use crate::remedies::form::AnswerForm;
use crate::remedies::{RefusalSaid, RemedyKind, RemedyStage};
use crate::text::{Text, Words};
use crate::ui::{
    BackLink, Buttons, Choice, Column, DataTable, ErrorSummary, FieldFault, Heading, Inset,
    PrimaryButton, RadioField, SecondaryButton, SummaryList, SummaryRow, TextArea, page,
};
use crate::visit::{visit, words};

/// `/staff/remedies?list=appeals&after=2026-03-05,ID`
#[component]
pub fn RemedyQueuePage() -> impl IntoView {
    let (list, after) = (asked_for("list"), asked_for("after"));
    page(async move {
        let list = match list {
            None => RemedyList::default(),
            Some(code) => RemedyList::from_code(&code).ok_or(PortalError::NotFound)?,
        };
        let after = after
            .map(|text| RemedyPlace::parse(&text).ok_or(PortalError::NotFound))
            .transpose()?;
        let queue = back_office()
            .remedy_queue(&visit().actor, list, after.as_ref())
            .await?;
        let words = words();
        let count = queue
            .counts
            .iter()
            .find(|(of, _)| *of == list)
            .map_or(0, |(_, count)| *count);
        let title = words.say_with(
            Text::RemediesQueueTitle,
            &[
                ("list", &words.say(list_name(list))),
                ("count", &count.to_string()),
            ],
        );
        Ok(view! {
            <p class="quiet">{words.wording(&queue.office)}</p>
            <Heading title=title/>
            {lists(words, &queue)}
            {rows(words, queue)}
        })
    })
}

const fn list_name(list: RemedyList) -> Text {
    match list {
        RemedyList::Open => Text::RemediesListOpen,
        RemedyList::Appeals => Text::RemediesListAppeals,
        RemedyList::Complaints => Text::RemediesListComplaints,
        RemedyList::Rectifications => Text::RemediesListRectifications,
        RemedyList::Answered => Text::RemediesListAnswered,
    }
}

const fn kind_name(kind: RemedyKind) -> Text {
    match kind {
        RemedyKind::Appeal => Text::RemediesDeskKindAppeal,
        RemedyKind::Complaint => Text::RemediesDeskKindComplaint,
        RemedyKind::Rectification => Text::RemediesDeskKindRectification,
    }
}

const fn stage_name(stage: RemedyStage) -> Text {
    match stage {
        RemedyStage::Waiting => Text::RemediesStageWaiting,
        RemedyStage::InHand => Text::RemediesStageInHand,
        RemedyStage::Answered => Text::RemediesStageAnswered,
        RemedyStage::Closed => Text::RemediesStageClosed,
    }
}

fn lists(words: Words, queue: &RemedyQueue) -> impl IntoView + use<> {
    let items = queue
        .counts
        .iter()
        .map(|(list, count)| {
            let is_here = *list == queue.list;
            view! {
                <li>
                    <a href=format!("/staff/remedies?list={}", list.code()) aria-current=is_here.then_some("page")>
                        {words.say(list_name(*list))}
                        " "
                        <span class="count">{count.to_string()}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="queue-lists" aria-label=words.say(Text::RemediesLists)>
            <ul>{items}</ul>
        </nav>
    }
}

fn rows(words: Words, queue: RemedyQueue) -> AnyView {
    let start = format!("/staff/remedies?list={}", queue.list.code());
    let from_start = (!queue.is_first_page)
        .then(|| view! { <a href=start.clone()>{words.say(Text::CaseworkFromStart)}</a> " " });
    if queue.rows.is_empty() {
        return view! {
            <p class="empty">{words.say(Text::RemediesEmpty)}</p>
            <p>{from_start}</p>
        }
        .into_any();
    }
    let columns = [
        Text::RemediesColumnWhat,
        Text::RemediesColumnDue,
        Text::RemediesColumnState,
        Text::RemediesColumnHolder,
        Text::RemediesColumnOpened,
    ]
    .map(|text| Column::text(words.say(text)))
    .to_vec();
    let next = queue
        .next
        .as_ref()
        .map(|place| format!("{start}&after={},{}", place.due, place.id));
    let cells = queue
        .rows
        .into_iter()
        .map(|row| cells(words, row))
        .collect();
    view! {
        <DataTable id="remedies" stacks=true caption=words.say(Text::RemediesCaption) columns=columns rows=cells/>
        <p class="queue-pages">
            {from_start}
            {next.map(|href| view! { <a href=href rel="next">{words.say(Text::CaseworkMore)}</a> })}
        </p>
    }
    .into_any()
}

fn cells(words: Words, row: RemedyRow) -> Vec<AnyView> {
    let title = words.say_with(
        Text::RemediesDeskTitle,
        &[
            ("kind", &words.say(kind_name(row.kind))),
            ("about", row.about.in_language(words.language)),
        ],
    );
    let holder = if row.holder.is_empty() {
        words.say(Text::RemediesNobody)
    } else {
        row.holder
    };
    vec![
        view! {
            <a href=format!("/staff/remedies/{}", row.id)>{title}" "<span class="reference" translate="no">{row.reference.to_string()}</span></a>
        }
        .into_any(),
        due(words, row.due, row.is_late),
        words.say(stage_name(row.stage)).into_any(),
        holder.into_any(),
        words.day(row.opened_on).into_any(),
    ]
}

/// The loudest of a row: by when an answer is owed.
fn due(words: Words, date: jiff::civil::Date, is_late: bool) -> AnyView {
    let class = if is_late { "due is-late" } else { "due" };
    view! {
        <span class=class>
            <strong>{words.day(date)}</strong>
            {is_late.then(|| view! { <span class="due-distance">{words.say(Text::RemediesLate)}</span> })}
        </span>
    }
    .into_any()
}

/// `/staff/remedies/{id}`
#[component]
pub fn RemedyDeskPage() -> impl IntoView {
    let id = part("remedy");
    page(async move {
        let remedy = back_office().remedy_page(&visit().actor, &id).await?;
        let words = words();
        let faults = shown(remedy.faults.clone());
        let title = words.say_with(
            Text::RemediesDeskTitle,
            &[
                ("kind", &words.say(kind_name(remedy.kind))),
                ("about", remedy.about.in_language(words.language)),
            ],
        );
        let rule = match remedy.kind {
            RemedyKind::Appeal => Text::RemediesDeskAppealRule,
            RemedyKind::Complaint => Text::RemediesDeskComplaintRule,
            RemedyKind::Rectification => Text::RemediesDeskRectificationRule,
        };
        Ok(view! {
            <BackLink href="/staff/remedies" label=words.say(Text::RemediesDeskBack)/>
            <ErrorSummary faults=faults.clone()/>
            <Heading title=title has_errors=!faults.is_empty()/>
            {facts(words, &remedy)}
            <Inset><p>{words.say(rule)}</p></Inset>
            {remedy.refused.clone().map(|refused| decision(words, refused))}
            {presses(words, &remedy)}
            {remedy.may.answer.then(|| answer_form(words, &remedy, faults))}
        })
    })
}

fn facts(words: Words, remedy: &RemedyPage) -> AnyView {
    let text = if remedy.text.is_empty() {
        words.say(Text::RemediesDeskNoWords)
    } else {
        remedy.text.clone()
    };
    let holder = if remedy.holder.is_empty() {
        words.say(Text::RemediesNobody)
    } else {
        remedy.holder.clone()
    };
    let opened = words.time(remedy.opened_at);
    let dial = remedy.phone.clone();
    let outcome = match remedy.outcome.as_str() {
        "upheld" => Some(Text::RemediesOutcomeUpheld),
        "reopened" => Some(Text::RemediesOutcomeReopened),
        _ => None,
    };
    let answer = Some(remedy.answer.clone()).filter(|answer| !answer.is_empty());
    let answered = remedy
        .answered_at
        .map(|at| words.time(at))
        .unwrap_or_default();
    let stage = words.say(stage_name(remedy.stage));
    let due = due(words, remedy.due, remedy.is_late);
    let (reference, office) = (remedy.reference.to_string(), words.wording(&remedy.office));
    let topic = remedy.topic.as_ref().map(|topic| {
        let topic = words.wording(topic);
        view! { <SummaryRow label=words.say(Text::RemediesDeskTopic) value=topic/> }
    });
    let grade = remedy.grade.map(|grade| {
        let grade = words.say(grade_name(grade));
        view! { <SummaryRow label=words.say(Text::RemediesDeskGrade) value=grade/> }
    });
    view! {
        <SummaryList>
            <SummaryRow label=words.say(Text::RemediesColumnState) value=stage/>
            <SummaryRow label=words.say(Text::RemediesColumnDue)>{due}</SummaryRow>
            <SummaryRow label=words.say(Text::RemediesColumnHolder) value=holder/>
            <SummaryRow label=words.say(Text::RemediesDeskReference) value=reference/>
            <SummaryRow label=words.say(Text::RemediesDeskOffice) value=office/>
            {topic}
            {grade}
            <SummaryRow label=words.say(Text::RemediesDeskWords) source=opened><span class="as-typed">{text}</span></SummaryRow>
            {(!dial.is_empty()).then(|| view! {
                <SummaryRow label=words.say(Text::RemediesDeskPhone)><a href=format!("tel:{dial}")>{dial.clone()}</a></SummaryRow>
            })}
            {outcome.map(|outcome| view! { <SummaryRow label=words.say(Text::RemediesOutcomeLabel) value=words.say(outcome)/> })}
            {answer.map(|answer| view! {
                <SummaryRow label=words.say(Text::RemediesAnswer) source=answered><span class="as-typed">{answer}</span></SummaryRow>
            })}
        </SummaryList>
    }
    .into_any()
}

/// What the appeal is against.
fn decision(words: Words, (said, text): (RefusalSaid, String)) -> AnyView {
    view! {
        <section aria-labelledby="decision">
            <h2 id="decision">{words.say(Text::RemediesDeskDecision)}</h2>
            <SummaryList>
                <SummaryRow label=words.say(Text::RemediesNoticeIssued) value=words.date(said.issued_on)/>
                <SummaryRow label=words.say(Text::RemediesReason) value=words.wording(&said.reason)/>
                <SummaryRow label=words.say(Text::RemediesLegalBasis) value=words.wording(&said.legal_basis)/>
                <SummaryRow label=words.say(Text::CaseworkTextSaid)><span class="as-typed">{text}</span></SummaryRow>
            </SummaryList>
        </section>
    }
    .into_any()
}

fn presses(words: Words, remedy: &RemedyPage) -> AnyView {
    let press = |may: bool, act: &'static str, label: Text, is_primary: bool| {
        may.then(|| {
            let label = words.say(label);
            let button = if is_primary {
                view! { <PrimaryButton label=label name="act" value=act/> }.into_any()
            } else {
                view! { <SecondaryButton label=label name="act" value=act/> }.into_any()
            };
            view! {
                <form method="post" action=format!("/staff/remedies/{}", remedy.id)>
                    <input type="hidden" name="version" value=remedy.version.to_string()/>
                    {button}
                </form>
            }
        })
    };
    let may = remedy.may;
    let buttons = [
        press(may.take_up, "take-up", Text::RemediesTakeUp, true),
        press(may.close, "close", Text::RemediesClose, true),
        press(may.put_back, "put-back", Text::RemediesPutBack, false),
    ]
    .into_iter()
    .collect_view();
    view! { <Buttons>{buttons}</Buttons> }.into_any()
}

fn answer_form(words: Words, remedy: &RemedyPage, faults: Vec<FieldFault>) -> AnyView {
    let AnswerForm { outcome, text } = remedy.typed.clone();
    let outcomes = (remedy.kind == RemedyKind::Appeal).then(|| {
        let choices = vec![
            Choice::new("upheld", words.say(Text::RemediesOutcomeUpheld))
                .hint(words.say(Text::RemediesOutcomeUpheldHint)),
            Choice::new("reopened", words.say(Text::RemediesOutcomeReopened))
                .hint(words.say(Text::RemediesOutcomeReopenedHint)),
        ];
        view! {
            <RadioField name="outcome" legend=words.say(Text::RemediesOutcomeLabel) choices=choices chosen=outcome faults=faults.clone()/>
        }
    });
    view! {
        <form class="remedy-answer" method="post" novalidate>
            <input type="hidden" name="version" value=remedy.version.to_string()/>
            {outcomes}
            <TextArea name="text" label=words.say(Text::RemediesAnswerLabel) hint=words.say(Text::RemediesAnswerHint)
                value=text faults=faults.clone() rows=8/>
            <Buttons><PrimaryButton label=words.say(Text::RemediesAnswerButton) name="act" value="answer"/></Buttons>
        </form>
    }
    .into_any()
}
