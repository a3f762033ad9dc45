//! What is hashed: every column of an entry, each with its length before it, so that no two rows read alike.

use sha2::{Digest, Sha256};

use super::Record;
use crate::clock::hex;

/// What the first entry of a record, and the first checkpoint, name as the one before them.
pub const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A SHA-256 over parts with their lengths.
pub struct Hashing(Sha256);

impl Hashing {
    /// `what` keeps hashes of different things apart.
    pub fn of(what: &str) -> Self {
        Self(Sha256::new()).text(what)
    }

    pub fn text(mut self, part: &str) -> Self {
        self.0.update((part.len() as u64).to_be_bytes());
        self.0.update(part.as_bytes());
        self
    }

    pub fn number(mut self, part: i64) -> Self {
        self.0.update(8_u64.to_be_bytes());
        self.0.update(part.to_be_bytes());
        self
    }

    pub fn record(self, record: &Record) -> Self {
        self.text(&record.home).text(&record.kind).text(&record.id)
    }

    /// Lower-case hex.
    pub fn done(self) -> String {
        hex(&self.0.finalize())
    }
}

/// The hash of one entry; `at` in microseconds, `entry` as stored.
pub fn of_entry(record: &Record, seq: i64, prev: &str, at: i64, entry: &str) -> String {
    Hashing::of("yuban journal entry v1")
        .record(record)
        .number(seq)
        .text(prev)
        .number(at)
        .text(entry)
        .done()
}
