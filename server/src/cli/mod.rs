//! The command line: one file for each thing one can ask for.

mod migrate;
mod progress;
mod serve;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

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
    /// Make the database's tables, or bring them up to date
    Migrate,
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
        log_to_standard_error();
        // A second installation in this process only means that it was done.
        let _ = rustls::crypto::ring::default_provider().install_default();
        tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(|error| error.to_string())?
            .block_on(async {
                match self.wish {
                    Wish::Serve(serve) => serve.run(given.settle()?).await,
                    Wish::Migrate => migrate::run(&given.settle()?).await,
                }
            })
    }
}

/// One JSON object a line; `YUBAN_LOG` chooses how much, e.g. `warn` or `server=debug`.
fn log_to_standard_error() {
    let wanted =
        EnvFilter::try_from_env("YUBAN_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_env_filter(wanted)
        .with_writer(std::io::stderr)
        .init();
}
