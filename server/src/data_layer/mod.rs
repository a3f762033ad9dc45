//! The shared data layer as its client sees it.
pub mod caller;
pub mod exchange;
pub mod records;
