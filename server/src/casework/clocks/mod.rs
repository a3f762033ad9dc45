//! The marks of the clocks at the desk: who is told that a time is nearly over, over or long over.

pub mod counter;
mod desk;
mod store;
