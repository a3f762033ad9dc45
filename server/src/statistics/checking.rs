//! Whether the figures are what one finds who counts the matters.

use std::collections::BTreeSet;

use super::counting::time_taken;
use super::{Office, store};
use crate::case::{MatterKey, store as cases};
use crate::fault::Fault;

const AT_ONCE: i64 = 500;

impl Office {
    /// Adds up what is new, counts everything anew from the matters, and answers what differs, one sentence each; empty:
    /// every figure is right.
    ///
    /// # Errors
    /// The database's.
    pub async fn check_figures(&self) -> Result<Vec<String>, Fault> {
        self.add_up().await?;
        let mut differs = Vec::new();
        let mut snapshot = self.db.snapshot().await?;
        let conn = snapshot.conn();
        if !store::has_news(conn).await? {
            let kept: BTreeSet<String> =
                store::all_counts(conn, false).await?.into_iter().collect();
            let counted: BTreeSet<String> =
                store::all_counts(conn, true).await?.into_iter().collect();
            differs.extend(
                kept.difference(&counted)
                    .map(|line| format!("kept, not counted: {line}")),
            );
            differs.extend(
                counted
                    .difference(&kept)
                    .map(|line| format!("counted, not kept: {line}")),
            );
        }
        let mut after = MatterKey {
            home: String::new(),
            id: String::new(),
        };
        loop {
            let keys = store::ended_after(conn, &after, AT_ONCE).await?;
            for key in &keys {
                let Some(matter) = cases::matter(conn, key).await? else {
                    continue;
                };
                let (kept, found) = (
                    store::kept_time_taken(conn, key).await?,
                    time_taken(self, conn, &matter).await?,
                );
                if kept != found {
                    differs.push(format!("matter {}: kept {kept:?}, found {found:?}", key.id));
                }
            }
            match keys.into_iter().next_back() {
                Some(last) => after = last,
                None => break,
            }
        }
        Ok(differs)
    }

    /// Forgets every figure and counts anew, the time that ended matters took included. For a portal at rest: a step taken
    /// meanwhile could be counted twice.
    ///
    /// # Errors
    /// The database's; then the old figures stand.
    pub async fn count_anew(&self) -> Result<(), Fault> {
        let mut tx = self.db.begin().await?;
        let mut after = MatterKey {
            home: String::new(),
            id: String::new(),
        };
        loop {
            let keys = store::ended_after(tx.conn(), &after, AT_ONCE).await?;
            for key in &keys {
                super::count_the_end(self, tx.conn(), key).await?;
            }
            match keys.into_iter().next_back() {
                Some(last) => after = last,
                None => break,
            }
        }
        store::begin_anew(tx.conn()).await?;
        store::add_up(tx.conn()).await?;
        tx.commit().await?;
        Ok(())
    }
}
