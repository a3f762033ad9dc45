//! The tables of `migrations/0001_identity.sql`. No rules.

pub mod accounts;
pub mod sessions;
pub mod staff;
