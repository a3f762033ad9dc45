//! The shared data layer as its client sees it.
pub mod records;
