//! Files that people hand in with an answer: how they arrive, what is looked for in them, where they lie, who may read
//! them. `docs/EVIDENCE.md` says why it is done this way.

pub mod counter;
mod desk;
pub mod examine;
mod intake;
pub mod seeds;
mod store;
mod tidy;
mod vault;

pub use desk::Download;
pub(crate) use desk::held_for;
pub use tidy::keep_tidy;
pub use vault::Vault;
