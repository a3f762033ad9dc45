//! Assessment of an older person's abilities: the appointment, the standard's form, the finding, and a second look by
//! others. It runs beside its case, on a record of its own.

mod desk;
mod fee;
mod form;
mod law;
pub mod pages;
mod table;

pub use desk::{
    AssessmentActs, AssessmentDesk, AssessmentRow, AssessmentView, BodyChoice, FindingView,
    ObjectionView, PersonChoice, SectionPage, SectionState, VisitQuestionView, VisitView, WishPage,
    Wished,
};
pub use fee::{Charge, Cost, Fees, charge_in};
pub use form::{
    NamingForm, ObjectionForm, PlaceForm, TypedPlace, TypedWish, WishForm, section_faults,
};
pub use law::{AssessmentStage, AssessmentStep, By};
pub use table::{Answers, Item, Level, ScoreTable, Section, Unscored, table};
