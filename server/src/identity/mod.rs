//! Who is there: signing in and out, sessions, passwords, proof of identity, staff.

pub mod counter;
pub mod demo;
mod desk;
mod numbers;
pub mod sessions;
mod store;

pub use demo::{DemoIdentity, DemoPart};

/// What the identity desk needs beside the office's own parts.
#[derive(Default)]
pub struct Reception {
    /// Whom one can be in demo mode; never asked outside it.
    pub demo_people: Vec<DemoIdentity>,
}
