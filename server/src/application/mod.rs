//! An application on its way to a desk: the draft as typed, the registers asked with leave, and the submission. Every
//! service goes through here; what is its own, it says as a [`Service`].

mod again;
mod by_hand;
mod confirmer;
pub mod counter;
mod desk;
mod keeping;
mod licences;
mod service;
pub mod store;
mod submission;
mod whom;

pub use by_hand::{BY_HAND, ByHand, NONE, YES, disability, hardship};
pub use confirmer::{CaseReading, Heard, OwnQuestion};
pub use desk::{Draft, LEAVE, Understood, leave_line};
pub use keeping::{keep_tidy, tidy};
pub use licences::{ReadLicence, is_fetched_later};
pub use service::{
    Asked, ChosenMatter, ConfirmerNamed, Detour, Question, Reading, Service, Understanding,
    service_of, services,
};
pub use whom::Whom;
