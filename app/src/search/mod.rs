//! The search on the first page: services, matters and pages in people's own words, in pinyin or in English. What can be
//! found stands in `app/definitions/search.toml`; the rules here are exact, so that the same words always find the same.

mod pages;
mod rules;

pub use pages::{SearchForm, SearchPage};
pub use rules::{Entry, entries, find};
