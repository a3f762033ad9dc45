//! The command line: one file for each thing one can ask for.

mod care;
mod device;
mod explain;
mod gateway;
mod migrate;
mod operator;
mod progress;
mod registers;
mod seed;
mod serve;
mod staff;
mod statistics;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use crate::closing::Closing;
use crate::settings::Given;

/// 渝伴 Yuban: ask once, and every office does its part.
#[derive(Parser)]
#[command(name = "yuban", version, propagate_version = true)]
struct Line {
    /// A TOML file with settings by the names of the flags; flags and YUBAN_.. go before it
    #[arg(long, global = true, env = "YUBAN_SETTINGS")]
    settings: Option<PathBuf>,
    #[command(flatten)]
    given: Given,
    #[command(subcommand)]
    wish: Wish,
}

#[derive(Subcommand)]
enum Wish {
    /// Open the portal
    Serve(serve::Serve),
    /// Serve the demo city's registers by themselves, over the exchange protocol
    Registers(registers::RegistersArgs),
    /// Be the gateway of a county, the municipality or the nation between members of the exchange
    Gateway(gateway::GatewayArgs),
    /// Run the demo's own provider of meals and visits by itself, over its documented API
    Operator(operator::OperatorArgs),
    /// Be a device that calls for help, over the documented API
    Device(device::DeviceArgs),
    /// Demo mode: fill an empty portal with four weeks of the city's applications
    Seed(seed::Seed),
    /// Who works at the desks
    Staff(staff::StaffArgs),
    /// Make the database's tables, or bring them up to date
    Migrate,
    /// Enter who offers care at home, and their systems, out of a file
    Care(care::Care),
    /// Say why every amount of an entitlement is what it is
    Explain(explain::Explain),
    /// Check that the figures are what one finds who counts the matters
    Statistics(statistics::Statistics),
    /// Check that nobody has tampered with the journal, or with the log of calls
    Verify(verify::Verify),
}

impl Wish {
    /// What is logged where nobody has chosen.
    const fn default_log(&self) -> &'static str {
        match self {
            // It takes a register down on purpose, and would tell whoever waits for the demo of errands that fail.
            Self::Seed(_) => "off",
            _ => "info,sqlx=warn",
        }
    }
}

/// Does what the command line asks for; what went wrong is said on standard error.
pub fn run() -> ExitCode {
    match Line::parse().fulfil() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("yuban: {why}");
            ExitCode::FAILURE
        }
    }
}

impl Line {
    fn fulfil(self) -> Result<(), String> {
        let in_file = self
            .settings
            .as_deref()
            .map(Given::in_file)
            .transpose()?
            .unwrap_or_default();
        let given = self.given.or(in_file);
        log_to_standard_error(self.wish.default_log());
        // A second installation in this process only means that it was done.
        let _ = rustls::crypto::ring::default_provider().install_default();
        tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(|error| error.to_string())?
            .block_on(async {
                match self.wish {
                    Wish::Serve(serve) => serve.run(given.settle()?).await,
                    Wish::Registers(registers) => registers.run(given.settle()?).await,
                    Wish::Gateway(gateway) => gateway.run(given).await,
                    Wish::Operator(operator) => operator.run(given.settle()?).await,
                    Wish::Device(device) => device.run().await,
                    Wish::Seed(seed) => seed.run(given.settle()?).await,
                    Wish::Staff(staff) => staff.run(given.settle()?).await,
                    Wish::Care(care) => care.run(given.settle()?).await,
                    Wish::Explain(explain) => explain.run(given.settle()?).await,
                    Wish::Statistics(statistics) => statistics.run(given.settle()?).await,
                    Wish::Verify(verify) => verify.run(&given.settle()?).await,
                    Wish::Migrate => migrate::run(&given.settle()?).await,
                }
            })
    }
}

/// What went wrong, for whoever reads the terminal.
fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Begins the closing at ctrl-c or SIGTERM.
fn end_on_a_signal(closing: Closing) -> Result<(), String> {
    let mut end = signal(SignalKind::terminate()).map_err(said)?;
    tokio::spawn(async move {
        tokio::select! {
            _ = end.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        closing.begin();
    });
    Ok(())
}

/// One JSON object a line; `YUBAN_LOG` chooses how much, e.g. `warn` or `server=debug`.
fn log_to_standard_error(unless_said: &str) {
    let wanted =
        EnvFilter::try_from_env("YUBAN_LOG").unwrap_or_else(|_| EnvFilter::new(unless_said));
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_env_filter(wanted)
        .with_writer(std::io::stderr)
        .init();
}
