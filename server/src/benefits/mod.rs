//! "What can I get?": what is kept of it, for how short, and what the registers say.

pub mod counter;
mod desk;
mod facts;

pub(crate) use desk::ASKS;
pub use desk::PURPOSE;
pub use facts::hear;
