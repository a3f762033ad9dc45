//! Working together: absences, handing over, other offices, notes.

pub mod counter;
mod desk;
mod store;

pub use desk::Handed;
