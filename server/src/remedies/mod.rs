//! Appeals, complaints, ratings and what follows from them, and what is said with a refusal. Knows no service by name.

mod citizen;
mod clock;
pub mod counter;
mod desk;
mod refusals;
pub mod seeds;
pub mod store;

pub use citizen::{GivenIn, Remedied};
