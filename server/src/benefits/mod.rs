//! "What can I get?": what is kept of it, for how short, and what the registers say.

pub mod counter;
mod desk;
mod facts;
mod faults;

pub use desk::PURPOSE;
pub(crate) use desk::{ASKS, FINDINGS, findings_line, found_at};
pub use facts::hear;
