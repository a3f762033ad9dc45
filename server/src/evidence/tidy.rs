//! What nobody sent is thrown away after 30 days, and files that belong to nobody are found and removed: a crash between
//! the file and its row leaves one of those.

use std::collections::HashSet;
use std::time::Duration;

use jiff::SignedDuration;

use super::intake::disk;
use super::store;
use crate::Office;
use crate::fault::Fault;

/// As long as a draft lives.
const UNSENT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Much longer than a file may take to arrive.
const EVERY: Duration = Duration::from_secs(3600);

/// Tidies up, now and every hour.
pub async fn keep_tidy(office: Office) {
    let mut ownerless = HashSet::new();
    let mut ticks = tokio::time::interval(EVERY);
    loop {
        ticks.tick().await;
        match office.tidy_evidence(&mut ownerless).await {
            Ok(0) => {}
            Ok(removed) => tracing::info!(removed, "files that belonged to nobody were removed"),
            Err(fault) => {
                tracing::error!(error = %fault, "the folder of files could not be tidied")
            }
        }
    }
}

impl Office {
    /// Forgets what was never sent, and removes the files that belonged to nobody when it was called last (`ownerless`)
    /// and still do: what is only just arriving is not among them. How many.
    ///
    /// # Errors
    /// Whatever the database or the folder says.
    pub async fn tidy_evidence(&self, ownerless: &mut HashSet<String>) -> Result<usize, Fault> {
        let before = self
            .clock
            .now()
            .checked_sub(UNSENT)
            .map_err(|error| Fault::Other(error.to_string()))?;
        let mut tx = self.db.begin().await?;
        store::forget_unsent(tx.conn(), before).await?;
        tx.commit().await?;
        let inside = self.clone();
        let files = tokio::task::spawn_blocking(move || inside.vault.files())
            .await
            .map_err(|error| Fault::Other(error.to_string()))?
            .map_err(disk)?;
        let mut conn = self.db.read().await?;
        let (mut still, mut removed) = (HashSet::new(), 0);
        for (path, name) in files {
            if store::is_known(&mut conn, &name).await? {
                continue;
            }
            if !ownerless.contains(&name) {
                still.insert(name);
            } else if tokio::fs::remove_file(&path).await.is_ok() {
                removed += 1;
            }
        }
        *ownerless = still;
        Ok(removed)
    }
}
