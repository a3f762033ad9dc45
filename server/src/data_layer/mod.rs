//! The shared data layer as its client sees it.

pub mod access_log;
pub mod caller;
pub mod desk;
pub mod directory;
pub mod exchange;
pub mod records;
pub mod store;
