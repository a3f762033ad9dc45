//! `yuban care`: who offers care at home, and their systems, out of a file.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::said;
use crate::Office;
use crate::clock::{Chance, MachineClock};
use crate::closing::Closing;
use crate::identity::Reception;
use crate::settings::Settings;

#[derive(Args)]
pub struct Care {
    /// A TOML file with [[provider]] and [[system]] entries, as docs/CARE.md shows it
    file: PathBuf,
}

impl Care {
    pub async fn run(self, settings: Settings) -> Result<(), String> {
        let text = std::fs::read_to_string(&self.file)
            .map_err(|error| format!("{}: {error}", self.file.display()))?;
        let entries = crate::care::CareEntries::parse(&text)
            .map_err(|error| format!("{}: {error}", self.file.display()))?;
        let office = Office::open(
            settings,
            Arc::new(MachineClock),
            Chance::of_the_machine(),
            Closing::default(),
            Reception::default(),
        )
        .await
        .map_err(said)?;
        let entered = office.enter_care(&entries).await.map_err(said);
        office.db.close().await;
        let refused = entered?;
        println!(
            "{} providers entered. A portal that is running shows them when it is started again.",
            entries.providers() - refused.len()
        );
        if refused.is_empty() {
            return Ok(());
        }
        Err(format!(
            "not entered, because the registers do not confirm the owner or the address, or do not answer: {}",
            refused.join(", ")
        ))
    }
}
