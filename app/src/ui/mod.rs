//! The parts that every page is made of.

mod fields;
mod frame;
mod page;

pub use fields::{
    CheckboxField, Choice, ErrorSummary, FieldFault, Fieldset, PrimaryButton, RadioField,
    TextField, fault_of,
};
pub use frame::{Heading, Shell};
pub use page::{error_page, page};
