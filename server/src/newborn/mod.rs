//! Birth of a child: what the registers' answers and the typed pages mean together.
//!
//! `family` is what the registers say and what was typed in their place; `dossier` what the case then holds;
//! `understanding` which matters, questions and offices follow; `own_part` what the other parent adds.

pub mod counter;
mod desk;
mod dossier;
mod family;
mod own_part;
mod understanding;

pub use understanding::NEWBORN;
