//! Old-age allowance: one page of questions, because the registers know the rest.

mod desk;
mod form;
pub mod pages;

pub use desk::{ElderView, OldAgeAllowanceDesk};
pub use form::{ElderForm, TypedElder};
