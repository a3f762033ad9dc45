//! The demo panel: in demo mode only.

pub mod counter;
mod desk;
mod store;
mod switchboard;
