//! How the desk says things: names, stages, dates, sources.

use leptos::prelude::*;

use crate::case::{Capacity, FieldState, PartyRole, Stage};
use crate::casework::desk::{Due, FieldSeen, Holder, QueueList, WaitsFor, Who};
use crate::data_layer::register_name;
use crate::text::{Text, Wording, Words};
use crate::ui::{Mark, Tag};

/// A matter's name, with the number of its subject where a case has several.
pub fn named(words: Words, name: &Wording, about: Option<u32>) -> String {
    let name = words.wording(name);
    match about {
        None => name,
        Some(number) => words.say_with(
            Text::CaseworkAbout,
            &[("name", &name), ("number", &number.to_string())],
        ),
    }
}

pub const fn list_name(list: QueueList) -> Text {
    match list {
        QueueList::ToTakeUp => Text::CaseworkListToTakeUp,
        QueueList::Mine => Text::CaseworkListMine,
        QueueList::ToConfirm => Text::TogetherListToConfirm,
        QueueList::Held => Text::TogetherListHeld,
        QueueList::OfferedToUs => Text::TogetherListOfferedToUs,
        QueueList::Colleagues => Text::CaseworkListColleagues,
        QueueList::Waiting => Text::CaseworkListWaiting,
        QueueList::DueToday => Text::CaseworkListDueToday,
        QueueList::Overdue => Text::CaseworkListOverdue,
        QueueList::DoneToday => Text::CaseworkListDoneToday,
    }
}

pub const fn list_empty(list: QueueList) -> Text {
    match list {
        QueueList::ToTakeUp => Text::CaseworkEmptyToTakeUp,
        QueueList::Mine => Text::CaseworkEmptyMine,
        QueueList::ToConfirm => Text::TogetherEmptyToConfirm,
        QueueList::Held => Text::TogetherEmptyHeld,
        QueueList::OfferedToUs => Text::TogetherEmptyOfferedToUs,
        QueueList::Colleagues => Text::CaseworkEmptyColleagues,
        QueueList::Waiting => Text::CaseworkEmptyWaiting,
        QueueList::DueToday => Text::CaseworkEmptyDueToday,
        QueueList::Overdue => Text::CaseworkEmptyOverdue,
        QueueList::DoneToday => Text::CaseworkEmptyDoneToday,
    }
}

pub const fn stage(stage: Stage) -> Text {
    match stage {
        Stage::Waiting => Text::CaseworkStageWaiting,
        Stage::Ready => Text::CaseworkStageReady,
        Stage::InReview => Text::CaseworkStageInReview,
        Stage::AwaitingApplicant => Text::CaseworkStageAwaitingApplicant,
        Stage::Unanswered => Text::CaseworkStageUnanswered,
        Stage::Offered => Text::CaseworkStageOffered,
        Stage::Proposed => Text::CaseworkStageProposed,
        Stage::Held => Text::CaseworkStageHeld,
        Stage::Recording => Text::CaseworkStageRecording,
        Stage::Open => Text::CaseworkStageOpen,
        Stage::Posted => Text::CaseworkStagePosted,
        Stage::Done => Text::CaseworkStageDone,
        Stage::Refused => Text::CaseworkStageRefused,
        Stage::Withdrawn => Text::CaseworkStageWithdrawn,
        Stage::Blocked => Text::CaseworkStageBlocked,
    }
}

const fn mark(stage: Stage) -> Mark {
    match stage {
        Stage::Done => Mark::Done,
        Stage::InReview | Stage::Proposed | Stage::Held | Stage::Recording | Stage::Posted => {
            Mark::Doing
        }
        Stage::Waiting | Stage::Ready | Stage::Open => Mark::ToCome,
        Stage::AwaitingApplicant | Stage::Offered => Mark::Waiting,
        Stage::Unanswered | Stage::Refused | Stage::Withdrawn | Stage::Blocked => Mark::Stopped,
    }
}

/// A stage as a shape and a word.
pub fn stage_tag(words: Words, at: Stage) -> impl IntoView {
    view! { <Tag mark=mark(at) label=words.say(stage(at))/> }
}

/// The promised date, loud: the date, how far away it is, and what it rests on.
pub fn due(words: Words, due: Option<Due>, is_paused: bool) -> AnyView {
    let Some(due) = due else {
        return view! { <span class="quiet">{words.say(Text::CaseworkDueNone)}</span> }.into_any();
    };
    let class = if is_paused {
        "due"
    } else if due.is_past {
        "due is-late"
    } else if due.is_today {
        "due is-today"
    } else {
        "due"
    };
    let distance = if is_paused {
        words.say(Text::CaseworkDuePaused)
    } else if due.is_today {
        words.say(Text::CaseworkDueToday)
    } else if due.is_past && due.days_left == 0 {
        words.say(Text::CaseworkLateNoDay)
    } else if due.is_past {
        words.say_counted(Text::CaseworkLateBy, -due.days_left, &[])
    } else {
        words.say_counted(Text::CaseworkDueIn, due.days_left, &[])
    };
    view! {
        <span class=class>
            <strong>{words.date(due.date)}</strong>
            " "
            <span class="due-distance">{distance}</span>
            {due.is_provisional.then(|| view! { " " <span class="quiet">{words.say(Text::CaseworkProvisional)}</span> })}
        </span>
    }
    .into_any()
}

/// Who holds a matter, in words.
pub fn holder(words: Words, holder: Option<&Holder>) -> String {
    match holder {
        None => words.say(Text::CaseworkNobody),
        Some(holder) if holder.is_me => words.say(Text::CaseworkMe),
        Some(holder) if holder.is_away => {
            words.say_with(Text::TogetherHolderAway, &[("name", &holder.name)])
        }
        Some(holder) => holder.name.clone(),
    }
}

/// For whom or what a matter waits.
pub fn waits(words: Words, waits: WaitsFor) -> String {
    match waits {
        WaitsFor::Applicant { since, answer_by } => {
            let waits = words.say_with(
                Text::CaseworkWaitsApplicant,
                &[("since", &words.day(since))],
            );
            let until = answer_by.map(|date| {
                words.say_with(Text::CaseworkWaitsAnswerBy, &[("date", &words.day(date))])
            });
            match until {
                None => waits,
                Some(until) => words.say_with(
                    Text::CaseworkTwoClauses,
                    &[("first", &waits), ("second", &until)],
                ),
            }
        }
        WaitsFor::Confirmer => words.say(Text::CaseworkWaitsConfirmer),
        WaitsFor::OtherMatter => words.say(Text::CaseworkWaitsOtherMatter),
        WaitsFor::Register => words.say(Text::CaseworkWaitsRegister),
        WaitsFor::Colleague => words.say(Text::TogetherWaitsColleague),
        WaitsFor::OtherOffice { until: None } => words.say(Text::TogetherWaitsOtherOffice),
        WaitsFor::OtherOffice { until: Some(date) } => words.say_with(
            Text::TogetherWaitsOtherOfficeUntil,
            &[("date", &words.day(date))],
        ),
    }
}

/// The register behind a data set, by its name.
pub fn data_set(words: Words, code: &str) -> String {
    words.wording(&register_name(code))
}

/// What is to be said of a value beside where it came from; `None` where the source speaks for itself.
pub fn difference(words: Words, field: &FieldSeen) -> Option<String> {
    let source = field.source.as_ref().map_or_else(
        || words.say(Text::CaseworkTheSource),
        |(code, _)| data_set(words, code),
    );
    let says = field
        .otherwise
        .as_ref()
        .map_or_else(String::new, |says| words.wording(says));
    Some(match &field.state {
        FieldState::AsGiven => return None,
        FieldState::Declared => words.say(Text::CaseworkDeclared),
        FieldState::Unverified {
            data_set: code,
            is_denied,
        } => words.say_with(
            if *is_denied {
                Text::CaseworkUnverifiedDenied
            } else {
                Text::CaseworkUnverified
            },
            &[("source", &data_set(words, code))],
        ),
        FieldState::Declined { data_set: code } => words.say_with(
            Text::CaseworkDeclined,
            &[("source", &data_set(words, code))],
        ),
        FieldState::Corrected { was } => words.say_with(
            Text::CaseworkCorrected,
            &[("source", &source), ("was", &words.wording(was))],
        ),
        FieldState::NowConfirmed => {
            words.say_with(Text::CaseworkNowConfirmed, &[("source", &source)])
        }
        FieldState::Differs { .. } => words.say_with(
            Text::CaseworkDiffers,
            &[("source", &source), ("says", &says)],
        ),
        FieldState::Disputed { .. } => words.say_with(Text::CaseworkDisputed, &[("says", &says)]),
        FieldState::Awaited => words.say(Text::FieldAwaited),
    })
}

pub const fn role(role: PartyRole) -> Text {
    match role {
        PartyRole::Applicant => Text::CaseworkRoleApplicant,
        PartyRole::Subject => Text::CaseworkRoleSubject,
        PartyRole::Confirmer => Text::CaseworkRoleConfirmer,
    }
}

/// Where a confirmation stands; empty where nothing is asked.
pub fn confirmation(words: Words, state: &str) -> String {
    Text::from_key(&format!("casework-confirmation-{state}"))
        .filter(|_| !state.is_empty())
        .map_or_else(String::new, |text| words.say(text))
}

/// The journal's word for a step, as people say it.
pub fn step(words: Words, code: &str) -> String {
    words.say(Text::from_key(&format!("casework-step-{code}")).unwrap_or(Text::CaseworkStepOther))
}

/// Who took a step, in what capacity.
pub fn who(words: Words, who: &Who) -> String {
    let text = match who.capacity {
        Some(Capacity::Applicant) => Text::CaseworkByApplicant,
        Some(Capacity::Confirmer) => Text::CaseworkByConfirmer,
        Some(Capacity::Caseworker) => Text::CaseworkByCaseworker,
        Some(Capacity::Supervisor) => Text::CaseworkBySupervisor,
        Some(Capacity::Portal) => return words.say(Text::CaseworkByPortal),
        None => return words.say(Text::CaseworkByOther),
    };
    words.say_with(text, &[("name", &who.name)])
}
