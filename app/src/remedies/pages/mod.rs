//! The pages of whoever does not agree, complains or rates, and of the office that answers.

mod desk;
mod handing_in;
mod refusal;

pub use desk::{RemedyDeskPage, RemedyQueuePage};
pub use handing_in::{AppealPage, ComplaintPage, RatingPage};
pub use refusal::{RefusalPage, case_remedies};

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::error::PortalError;
use crate::identity::Citizen;
use crate::text::Text;
use crate::ui::FieldFault;
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

/// A part of this page's query; `None` where it is not there.
fn asked_for(name: &str) -> Option<String> {
    use_query_map().get_untracked().get(name)
}

/// Faults are said after a press only, not on a page that was just opened.
fn shown(faults: Vec<FieldFault>) -> Vec<FieldFault> {
    if visit().review { faults } else { Vec::new() }
}

/// A grade in words.
const fn grade_name(grade: i64) -> Text {
    match grade {
        5 => Text::RemediesGrade5,
        4 => Text::RemediesGrade4,
        3 => Text::RemediesGrade3,
        2 => Text::RemediesGrade2,
        _ => Text::RemediesGrade1,
    }
}
