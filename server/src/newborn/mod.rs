//! Birth of a child: what the registers' answers and the typed pages mean together.

pub mod counter;
mod desk;
mod understanding;

pub use understanding::NEWBORN;
