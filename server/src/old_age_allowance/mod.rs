//! Old-age allowance: the street office looks, then the district decides.

pub mod counter;
mod desk;
mod understanding;

pub use understanding::OLD_AGE_ALLOWANCE;
