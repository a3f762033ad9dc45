//! Birth of a child: who may use the form, and the questions that the registers cannot answer.

mod desk;
mod eligibility;
mod form;
pub mod pages;

pub use desk::{
    AccountView, AskedBecause, ChildView, EthnicityView, HouseholdView, MothersAccountView,
    NewbornDesk, OtherParentView, StreetGroup,
};
pub use eligibility::{Eligibility, EligibilityForm};
pub use form::{
    AccountForm, ChildAsks, ChildForm, ETHNICITIES, EthnicityAsks, EthnicityForm, HouseholdForm,
    KnownOfChild, OtherParentForm, Parents, SurnameReason, TypedChild,
};
