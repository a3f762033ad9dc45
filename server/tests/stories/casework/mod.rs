//! What the staff of an office do at the desk.

pub mod deciding;
pub mod filed;
mod find;
mod holding;
mod lists;
mod looking;
mod ties;
mod together;
mod waiting;
