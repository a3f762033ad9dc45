//! Drafts live 30 days, as their first page says, and not longer; what was submitted lives on in its case only. Signed
//! answers of which no case came are erased with them.

use std::time::Duration;

use super::store;
use crate::Office;
use crate::data_layer::answers;
use crate::fault::Fault;

/// How often it is looked after.
const EVERY: Duration = Duration::from_secs(3_600);

/// Throws away what is past its day, and says how many drafts that were.
///
/// # Errors
/// The database's.
pub async fn tidy(office: &Office) -> Result<u64, Fault> {
    let mut tx = office.db.begin().await?;
    let gone = store::sweep(tx.conn(), office.clock.now()).await?;
    answers::erase_old(tx.conn(), office.clock.now()).await?;
    tx.commit().await?;
    Ok(gone)
}

/// Tidies once an hour, for as long as the portal runs.
pub async fn keep_tidy(office: Office) {
    let mut ticks = tokio::time::interval(EVERY);
    loop {
        ticks.tick().await;
        if let Err(fault) = tidy(&office).await {
            tracing::error!(error = %fault, "old drafts could not be thrown away");
        }
    }
}
