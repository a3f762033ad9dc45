//! The pages of whoever follows a case, is asked to confirm, or looks something up.

mod asking;
mod case;
mod cases;
mod handing_in;
mod invitation;
mod look_up;
mod receipt;

pub use asking::{ConfirmationPage, CounterPage};
pub use case::CasePage;
pub use cases::{CaseList, CasesPage, WaitingList};
pub use handing_in::{AnswerPage, DonePage, WithdrawPage};
pub use invitation::InvitationPage;
pub use look_up::LookUpPage;
pub use receipt::ReceiptPage;

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::OfficeCard;
use crate::case::{MatterKind, Stage};
use crate::error::PortalError;
use crate::identity::Citizen;
use crate::text::{Text, Words};
use crate::visit::visit;

/// Whoever is signed in as a citizen.
fn me() -> Result<Citizen, PortalError> {
    visit()
        .actor
        .citizen()
        .cloned()
        .ok_or(PortalError::SignInFirst)
}

/// A part of this page's path.
fn part(name: &str) -> String {
    use_params_map()
        .get_untracked()
        .get(name)
        .unwrap_or_default()
}

/// A part of this page's query; `None` where it is not there.
fn asked_for(name: &str) -> Option<String> {
    use_query_map().get_untracked().get(name)
}

/// Where a matter stands, in a word or two.
const fn stage_word(kind: MatterKind, stage: Stage, waits_for_confirmation: bool) -> Text {
    match stage {
        Stage::Waiting if waits_for_confirmation => Text::TrackingStageWaitingConfirmation,
        Stage::Waiting => Text::TrackingStageWaiting,
        Stage::Ready | Stage::Offered => Text::TrackingStageReady,
        Stage::InReview | Stage::Proposed | Stage::Held => Text::TrackingStageInReview,
        Stage::Unanswered => Text::TrackingStageUnanswered,
        Stage::AwaitingApplicant => Text::TrackingStageAwaitingApplicant,
        Stage::Recording => Text::TrackingStageRecording,
        Stage::Open if matches!(kind, MatterKind::Visit) => Text::TrackingStageVisit,
        Stage::Open => Text::TrackingStageOpen,
        Stage::Posted => Text::TrackingStagePosted,
        Stage::Done => Text::TrackingStageDone,
        Stage::Refused => Text::TrackingStageRefused,
        Stage::Withdrawn => Text::TrackingStageWithdrawn,
        Stage::Blocked => Text::TrackingStageBlocked,
    }
}

/// How to find and ring an office.
fn office_lines(words: Words, office: &OfficeCard) -> impl IntoView + use<> {
    let dial: String = office.phone.chars().filter(char::is_ascii_digit).collect();
    let phone = office.phone.clone();
    let line = |label: Text, value: String| {
        (!value.is_empty()).then(|| {
            view! { <div class="summary-row"><dt>{words.say(label)}</dt><dd>{value}</dd></div> }
        })
    };
    view! {
        <dl class="summary">
            {line(Text::TrackingCounterAddress, words.wording(&office.address))}
            {(!phone.is_empty()).then(|| view! {
                <div class="summary-row">
                    <dt>{words.say(Text::TrackingCounterPhone)}</dt>
                    <dd><a href=format!("tel:{dial}")>{phone}</a></dd>
                </div>
            })}
            {line(Text::TrackingCounterHours, words.wording(&office.hours))}
        </dl>
    }
}
