//! What is new in the journal since the last look: the source of event streams.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use sqlx::AnyConnection;

use super::{Position, Written, since};

/// A transaction may commit so much later than the time that its entry carries, and is still not missed.
const LATEST: SignedDuration = SignedDuration::from_secs(10);

/// Rows asked for at a time.
const PAGE: i64 = 500;

/// Reads new entries of all records, each once.
pub struct Feed {
    newest: Timestamp,
    /// What was handed out already, as far back as it is read again.
    seen: BTreeSet<Position>,
}

impl Feed {
    /// Begins with what happens from now on.
    pub fn from(now: Timestamp) -> Self {
        Self {
            newest: now.saturating_add(LATEST).unwrap_or(now),
            seen: BTreeSet::new(),
        }
    }

    /// The entries that were added since the last call, in the order of their times.
    ///
    /// # Errors
    /// Whatever the database says; the next call goes on where this one stopped.
    pub async fn news(&mut self, conn: &mut AnyConnection) -> sqlx::Result<Vec<Written>> {
        let start = Position::before(self.newest.saturating_sub(LATEST).unwrap_or(self.newest));
        let mut news = Vec::new();
        let mut place = start.clone();
        loop {
            let page = since(conn, &place, PAGE).await?;
            let Some(last) = page.last() else { break };
            place = last.position();
            news.extend(
                page.into_iter()
                    .filter(|written| !self.seen.contains(&written.position())),
            );
        }
        self.newest = self.newest.max(place.at);
        self.seen.extend(news.iter().map(Written::position));
        let start = Position::before(self.newest.saturating_sub(LATEST).unwrap_or(self.newest));
        self.seen = self.seen.split_off(&start);
        Ok(news)
    }
}
