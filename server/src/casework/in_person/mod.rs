//! The other party at the counter: their confirmation, and what only they can give, recorded by staff.

pub mod counter;
mod desk;
