//! The tables of `migrations/0001_identity.sql`. No rules.

pub mod accounts;
pub mod messages;
pub mod parked;
pub mod proofs;
pub mod sessions;
pub mod slips;
pub mod staff;
pub mod throttle;
pub mod ties;
pub mod totp;
