//! One person at the desk that looks after older people.

pub mod counter;
mod desk;

pub(crate) use desk::WhereKnown;
