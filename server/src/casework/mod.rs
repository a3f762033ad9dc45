//! The desk behind the desk's pages: an office's matters, what its staff may see of a case, and what they do with it.

mod clocks;
pub mod counter;
mod desk;
mod files;
mod find;
mod in_person;
mod openings;
mod store;
mod together;
mod views;

pub use desk::{AsSeen, HandedIn, Page};
pub use store::{tie, untie};
pub use together::Handed;
