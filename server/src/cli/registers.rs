//! `yuban registers`: the demo city's registers by themselves, over the exchange protocol. The portal finds them with
//! `--data-layer`.

use std::path::Path;
use std::sync::Arc;

use clap::Args;
use tokio::net::TcpListener;

use super::{end_on_a_signal, said};
use crate::clock::{Chance, Clock, MachineClock};
use crate::closing::Closing;
use crate::demo_city::registers::faults::Faults;
use crate::demo_city::registers::{Registers, serve_registers};
use crate::demo_city::{FAMILIES, SEED};
use crate::settings::Settings;

/// Which city. The same numbers give the same people.
#[derive(Args)]
pub struct CityArgs {
    /// The seed that the invented city grows from
    #[arg(long, env = "YUBAN_CITY_SEED", default_value_t = SEED)]
    city_seed: u64,
    /// How many families live in it
    #[arg(long, env = "YUBAN_CITY_FAMILIES", default_value_t = FAMILIES)]
    city_families: usize,
    /// Let registers be made to fail, by a POST to /faults from this machine
    #[arg(long, env = "YUBAN_CITY_FAULTS")]
    city_faults: bool,
}

impl CityArgs {
    /// Registers that can be made to fail whatever the command line says: the demo panel takes them down.
    pub const fn switchable(mut self) -> Self {
        self.city_faults = true;
        self
    }

    /// Opens the registers with a database of their own in the data folder, made at the first start.
    pub async fn open(
        &self,
        data: &Path,
        clock: Arc<dyn Clock>,
        chance: Chance,
    ) -> Result<Registers, String> {
        std::fs::create_dir_all(data).map_err(|error| format!("{}: {error}", data.display()))?;
        Registers::open(
            &format!("sqlite:{}", data.join("registers.db").display()),
            self.city_seed,
            self.city_families,
            self.city_faults.then(Faults::default),
            clock,
            chance,
        )
        .await
        .map_err(said)
    }
}

#[derive(Args)]
pub struct RegistersArgs {
    #[command(flatten)]
    city: CityArgs,
}

impl RegistersArgs {
    pub async fn run(self, settings: Settings) -> Result<(), String> {
        let listener = TcpListener::bind(&settings.listen)
            .await
            .map_err(|error| format!("cannot listen on {}: {error}", settings.listen))?;
        let registers = self
            .city
            .open(
                &settings.data,
                Arc::new(MachineClock),
                Chance::of_the_machine(),
            )
            .await?;
        let closing = Closing::default();
        end_on_a_signal(closing.clone())?;
        println!("The demo city's registers are open at {}", settings.address);
        serve_registers(listener, Arc::new(registers), async move {
            closing.begun().await;
        })
        .await
        .map_err(said)
    }
}
