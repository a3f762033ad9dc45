//! `yuban statistics`: whether the figures are what one finds who counts, and counting anew.

use std::sync::Arc;

use clap::Args;

use super::said;
use crate::Office;
use crate::clock::{Chance, MachineClock};
use crate::closing::Closing;
use crate::identity::Reception;
use crate::settings::Settings;

#[derive(Args)]
pub struct Statistics {
    /// Forget every figure and count anew, while the portal is closed
    #[arg(long)]
    anew: bool,
}

impl Statistics {
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
        if self.anew {
            office.count_anew().await.map_err(said)?;
        }
        let differs = office.check_figures().await.map_err(said)?;
        office.db.close().await;
        if differs.is_empty() {
            println!("Every figure is what the matters say.");
            return Ok(());
        }
        for line in &differs {
            println!("{line}");
        }
        Err(format!(
            "{} figures are wrong: yuban statistics --anew",
            differs.len()
        ))
    }
}
