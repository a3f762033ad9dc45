//! Figures: how much is open, what is late, how long it took. Nobody counts matters when a page is opened. A trigger says
//! what every change of a matter was, [`Office::add_up`] adds it to the counts of every place that the matter belongs to,
//! and pages read those; [`Office::check_figures`] counts the matters themselves and compares.

mod adding;
mod checking;
pub mod counter;
mod counting;
mod desk;
pub mod ratings;
mod scope;
mod store;

pub use adding::keep_adding;
pub use counting::count_the_end;

use crate::Office;
