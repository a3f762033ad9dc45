//! A case at work: filing it, and every step of its matters. Knows no service by name.

pub mod clocks;
mod filing;
mod register_writes;
mod steps;
pub mod store;
pub mod words;

pub use filing::{Filed, FiledMatter, FiledParty, Filing, dossier_place};
pub use register_writes::{WrittenField, as_entry, what_will_be_written};
pub use steps::{Acting, Decision, StepDetail};
pub use store::{Case, Matter, MatterKey, Party, Remark, Wait};
