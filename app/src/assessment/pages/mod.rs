//! The pages of an assessment.

mod citizen;
mod finding;
mod staff;

pub use citizen::{AssessmentPlacePage, VisitPage, VisitWishPage};
pub use finding::{FindingsPage, ObjectionPage};
pub use staff::{AssessmentListPage, AssessmentPage, AssessmentSectionPage};

use jiff::civil::DateTime;
use leptos::prelude::GetUntracked;
use leptos_router::hooks::use_params_map;

use super::law::AssessmentStage;
use crate::error::PortalError;
use crate::identity::Citizen;
use crate::text::{Text, Words, city_time};
use crate::visit::visit;

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

/// Tuesday 10 March 2026, 09:30.
fn said_time(words: Words, time: DateTime) -> String {
    let clock = time
        .to_zoned(city_time())
        .map(|zoned| zoned.strftime("%H:%M").to_string())
        .unwrap_or_default();
    words.say_with(
        Text::AssessmentTime,
        &[("day", &words.date(time.date())), ("clock", &clock)],
    )
}

const fn stage_name(stage: AssessmentStage) -> Text {
    match stage {
        AssessmentStage::Wanted => Text::AssessmentStageWanted,
        AssessmentStage::Assigned => Text::AssessmentStageAssigned,
        AssessmentStage::Proposed => Text::AssessmentStageProposed,
        AssessmentStage::Arranged => Text::AssessmentStageArranged,
        AssessmentStage::Concluded => Text::AssessmentStageConcluded,
    }
}
