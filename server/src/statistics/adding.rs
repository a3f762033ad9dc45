//! Adding up what has moved.

use std::time::Duration;

use super::counting::count_the_end;
use super::{Office, store};
use crate::fault::Fault;

/// Ended matters that are worked out in one transaction.
const AT_ONCE: i64 = 200;

impl Office {
    /// Adds what has moved since the last time to every count. Until then the figures are those of a second ago.
    ///
    /// # Errors
    /// The database's; then nothing was added and nothing is lost.
    pub async fn add_up(&self) -> Result<(), Fault> {
        // What ended before there were figures, or was written past the desk.
        loop {
            let keys = store::not_worked_out(&mut *self.db.read().await?, AT_ONCE).await?;
            if keys.is_empty() {
                break;
            }
            let mut tx = self.db.begin().await?;
            for key in &keys {
                count_the_end(self, tx.conn(), key).await?;
            }
            tx.commit().await?;
        }
        if !store::has_news(&mut *self.db.read().await?).await? {
            return Ok(());
        }
        let mut tx = self.db.begin().await?;
        store::add_up(tx.conn()).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Adds up every second, for as long as the portal is open.
pub async fn keep_adding(office: Office) {
    loop {
        if let Err(fault) = office.add_up().await {
            tracing::error!(error = %fault, "the figures could not be added up");
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}
