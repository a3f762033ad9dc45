//! The shared data layer as its client sees it.

pub mod access_log;
pub mod answers;
pub mod caller;
pub mod calls;
pub mod corrections;
pub mod counter;
pub mod desk;
pub mod directory;
pub mod evidence;
pub mod exchange;
pub mod exchange_settings;
pub mod figures;
pub mod gateway;
pub mod grants;
pub mod guard;
mod looked;
pub mod looked_fields;
pub mod looks;
pub mod openapi;
pub mod records;
pub mod safety;
pub mod store;
pub mod tls;
