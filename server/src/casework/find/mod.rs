//! Finding a matter of one's own office. What is looked for is kept sealed for a quarter of an hour, for the page that
//! shows it; the journal holds who looked, by what kind of word and how many were found.

pub mod counter;
mod desk;
mod store;
