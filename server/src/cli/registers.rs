//! `yuban registers`: the demo city's registers by themselves, over the exchange protocol. The portal finds them with
//! `--data-layer`. With `--check` it asks an exchange layer what the portal may call there.

use std::collections::HashMap;
use std::collections::hash_map::Entry as MapEntry;
use std::path::Path;
use std::sync::Arc;

use clap::Args;
use tokio::net::TcpListener;

use super::{end_on_a_signal, said};
use crate::clock::{Chance, Clock, MachineClock};
use crate::closing::Closing;
use crate::data_layer::exchange::ServiceId;
use crate::data_layer::grants::standing;
use crate::data_layer::records::DataSet;
use crate::demo_city::registers::faults::Faults;
use crate::demo_city::registers::{Registers, serve_registers};
use crate::demo_city::{FAMILIES, SEED};
use crate::settings::Settings;
use crate::way_to_the_registers;

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
    /// Ask the exchange layer (--data-layer) instead which data sets the portal may call there, and end
    #[arg(long)]
    check: bool,
}

impl RegistersArgs {
    pub async fn run(self, settings: Settings) -> Result<(), String> {
        if self.check {
            return check(&settings).await;
        }
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

/// Asks each provider's own server what the portal may call, and says it of every data set.
async fn check(settings: &Settings) -> Result<(), String> {
    if settings.data_layer.is_none() {
        return Err("no exchange layer is named: --data-layer URL".to_owned());
    }
    let sources = way_to_the_registers(settings, &Chance::of_the_machine()).map_err(said)?;
    let services = &settings.exchange.services;
    let standing = standing();
    let mut heard = HashMap::new();
    let (mut wanted, mut missing) = (0, 0);
    for set in DataSet::ALL {
        let service = services.of(set);
        // One question to each subsystem.
        let provider = ServiceId {
            service: String::new(),
            ..service.clone()
        };
        if let MapEntry::Vacant(unheard) = heard.entry(provider.clone()) {
            unheard.insert(sources.allowed_methods(set).await);
        }
        let is_asked = set.is_open() || standing.iter().any(|of| of.data_set == set.code());
        let (may_call, what) = match &heard[&provider] {
            Ok(listed) if listed.service.iter().any(|listed| listed.id() == service) => {
                (true, "may be called".to_owned())
            }
            Ok(_) => (false, "may not be called".to_owned()),
            Err(failure) => (false, format!("is not known: {failure}")),
        };
        wanted += usize::from(is_asked);
        missing += usize::from(is_asked && !may_call);
        let unless_asked = if is_asked {
            ""
        } else {
            " (no service of ours asks for it)"
        };
        println!("{:<40} {service} {what}{unless_asked}", set.code());
    }
    if missing == 0 {
        println!("All {wanted} data sets that our services ask for may be called.");
        Ok(())
    } else {
        Err(format!(
            "{missing} of the {wanted} data sets that our services ask for cannot be called"
        ))
    }
}
