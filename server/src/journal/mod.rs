//! The journal: every step of every record (a case, an order, a visit ..), who took it, in what capacity and when.
//! Entries of one record form a chain of hashes; its head moves in the transaction that makes the step.

mod chain;
pub mod checkpoint;
mod feed;
mod store;
#[cfg(test)]
mod tests;
mod verify;

pub use chain::Hashing;
pub use feed::Feed;
pub use store::{Position, read, read_cases, since, write};
pub use verify::{Finding, Progress, Verdict, VerifyError, verify, verify_in};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What an entry is about: the key of a row that has a journal. `kind` tells the tables apart (`case`, `order` ..).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Record {
    /// Nine digits of the township or street that the record is stored under.
    pub home: String,
    pub kind: String,
    pub id: String,
}

impl Record {
    pub fn new(home: impl Into<String>, kind: impl Into<String>, id: impl Into<String>) -> Self {
        Self {
            home: home.into(),
            kind: kind.into(),
            id: id.into(),
        }
    }
}

/// A step that happened. It never holds a personal value: references, codes, stages and field names only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    /// `submitted`, `take-up`, `approve` ..
    pub step: String,
    /// The capacity in which it was taken: `applicant`, `confirmer`, `caseworker`, `supervisor` or `portal`.
    pub by: String,
    /// A citizen's pseudonym, a staff id, or `portal`.
    pub actor: String,
    /// The pseudonym of whoever the actor acts for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<String>,
    /// The stage before and the stage after, where a stage moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Which matter of the record moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matter: Option<String>,
    /// Whatever else the step needs to be understood: a reason's code, a date, an office.
    #[serde(skip_serializing_if = "serde_json::Value::is_null")]
    pub note: serde_json::Value,
}

/// An entry as it stands in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub record: Record,
    /// 1 for the record's first.
    pub seq: i64,
    pub at: Timestamp,
    pub entry: Entry,
}
