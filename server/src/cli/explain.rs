//! `yuban explain`: why every amount of an entitlement is what it is.

use std::sync::Arc;

use clap::Args;

use super::said;
use crate::Office;
use crate::clock::{Chance, MachineClock};
use crate::closing::Closing;
use crate::identity::Reception;
use crate::settings::Settings;

#[derive(Args)]
pub struct Explain {
    /// The entitlement's reference, e.g. JT-8K3M-2PQR-7
    entitlement: String,
}

impl Explain {
    pub async fn run(self, settings: Settings) -> Result<(), String> {
        let office = Office::open(
            settings,
            Arc::new(MachineClock),
            Chance::of_the_machine(),
            Closing::default(),
            Reception::default(),
        )
        .await
        .map_err(said)?;
        let explained = office.explain(&self.entitlement).await.map_err(said)?;
        office.db.close().await;
        let explained =
            explained.ok_or_else(|| format!("there is no entitlement {}", self.entitlement))?;
        print!("{}", explained.text);
        if explained.differs.is_empty() {
            return Ok(());
        }
        Err(format!(
            "reckoned again, these months differ: {}",
            explained.differs.join(", ")
        ))
    }
}
