//! Following a case: what its parties see and may do, asking the other party, looking up without signing in, and
//! telling open pages that something has happened. Knows no service by name.

mod confirmation;
pub mod counter;
mod desk;
pub mod events;
mod folder;
mod look_up;
mod own_part;
mod readings;
mod saying;
pub mod store;
mod view;

pub(crate) use view::{Folder, is_for};

pub use confirmation::{expire_invitation, remind_confirmer};
pub use own_part::InPerson;
