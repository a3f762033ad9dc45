//! Proofs and benches: long, hostile, seeded. `make proof` and `make bench` run them; `make test` does not.
//!
//! A proof is a file with one `pub async fn prove(trial: Trial) -> Outcome`, and a row in [`PROOFS`]; a bench has
//! `pub async fn measure(trial: Trial) -> Outcome` and a row in [`BENCHES`]. Everything else (databases, seeds, the line
//! that is printed, the exit code) is done here.

#![expect(
    clippy::unwrap_used,
    reason = "a proof whose ground is not there has failed"
)]

mod access_log_complete;
mod call_clock;
mod call_kill9;
mod call_overload;
mod callers;
mod calls;
mod claim_race;
mod clocks;
mod double_submit;
mod elders;
mod front;
mod grow;
mod kill9;
mod log_tamper;
mod outbox_chaos;
mod pages;
mod patient;
mod slots;
mod source_chaos;
mod trial;

#[allow(
    dead_code,
    reason = "proofs stand on a part of what stories stand on, and the other way round"
)]
#[path = "../stories/casework/filed.rs"]
mod filed;
#[allow(
    dead_code,
    reason = "proofs stand on a part of what stories stand on, and the other way round"
)]
#[path = "../stories/support/mod.rs"]
mod support;

use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use futures::future::LocalBoxFuture;
use server::clock::Chance;
use server::database::Engine;

pub use trial::{Outcome, Trial, quantile};

/// One proof or bench, by name.
struct Entry {
    name: &'static str,
    /// How many tries, unless the command line says otherwise.
    tries: u64,
    /// On which databases, unless the command line says otherwise.
    engines: &'static [Engine],
    run: fn(Trial) -> LocalBoxFuture<'static, Outcome>,
}

const BOTH: &[Engine] = &[Engine::Sqlite, Engine::Postgres];

/// A new proof is a row here.
const PROOFS: &[Entry] = &[
    Entry {
        name: "access-log-complete",
        // So many reads.
        tries: 10_000,
        engines: BOTH,
        run: |trial| Box::pin(access_log_complete::prove(trial)),
    },
    Entry {
        name: "claim-race",
        tries: 10_000,
        engines: BOTH,
        run: |trial| Box::pin(claim_race::prove(trial)),
    },
    Entry {
        name: "double-submit",
        tries: 10_000,
        engines: BOTH,
        run: |trial| Box::pin(double_submit::prove(trial)),
    },
    Entry {
        name: "kill9",
        tries: 100,
        // A hundred lives take ten minutes; `--on postgres` asks for the other hundred.
        engines: &[Engine::Sqlite],
        run: |trial| Box::pin(kill9::prove(trial)),
    },
    Entry {
        name: "log-tamper",
        tries: 10_000,
        engines: BOTH,
        run: |trial| Box::pin(log_tamper::prove(trial)),
    },
    Entry {
        name: "outbox-chaos",
        tries: 100,
        // A hundred lives take five minutes; `--on postgres` asks for the other hundred.
        engines: &[Engine::Sqlite],
        run: |trial| Box::pin(outbox_chaos::prove(trial)),
    },
    Entry {
        name: "call-clock",
        // So many calls; with them the clock is thrown about a fifth as often.
        tries: 100,
        engines: BOTH,
        run: |trial| Box::pin(call_clock::prove(trial)),
    },
    Entry {
        name: "call-kill9",
        // Fifty lives and the two minutes of the last tiers take five minutes; `--on postgres` asks for the other fifty.
        tries: 50,
        engines: &[Engine::Sqlite],
        run: |trial| Box::pin(call_kill9::prove(trial)),
    },
    Entry {
        name: "call-overload",
        // So many calls.
        tries: 200,
        engines: BOTH,
        run: |trial| Box::pin(call_overload::prove(trial)),
    },
    Entry {
        name: "slots",
        // So many clients, on twenty times.
        tries: 200,
        engines: BOTH,
        run: |trial| Box::pin(slots::prove(trial)),
    },
    Entry {
        name: "source-chaos",
        tries: 1_000,
        engines: BOTH,
        run: |trial| Box::pin(source_chaos::prove(trial)),
    },
];

/// A new bench is a row here.
const BENCHES: &[Entry] = &[
    Entry {
        name: "calls",
        // Each kind of call so often, at each size.
        tries: 2_000,
        engines: BOTH,
        run: |trial| Box::pin(calls::measure(trial)),
    },
    Entry {
        name: "clocks",
        // So many applications in the year.
        tries: 2_000,
        engines: BOTH,
        run: |trial| Box::pin(clocks::measure(trial)),
    },
    Entry {
        name: "pages",
        // Each page so often, at each size.
        tries: 400,
        engines: BOTH,
        run: |trial| Box::pin(pages::measure(trial)),
    },
];

/// Each prints one line, `id tried=N bad=0 seed=S`, then the database and its figures. What was bad is said on standard
/// error, and makes the command fail.
#[derive(Parser)]
struct Line {
    what: What,
    /// Which ones, by name [default: every one]
    names: Vec<String>,
    /// How many tries, instead of each one's own number
    #[arg(long)]
    tries: Option<u64>,
    /// How many cases, or people and rows of the log, the larger size of a bench has; a million take about 5 GB while it runs
    #[arg(long, default_value_t = 1_000_000)]
    cases: u64,
    /// Repeats an earlier run [default: a random one]
    #[arg(long)]
    seed: Option<u64>,
    /// On this database only
    #[arg(long)]
    on: Option<On>,
    /// What `cargo bench` adds
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    Proof,
    Bench,
}

#[derive(Clone, Copy, ValueEnum)]
enum On {
    Sqlite,
    Postgres,
}

fn main() -> ExitCode {
    let line = Line::parse();
    let known = match line.what {
        What::Proof => PROOFS,
        What::Bench => BENCHES,
    };
    if let Some(unknown) = line
        .names
        .iter()
        .find(|name| known.iter().all(|entry| entry.name != **name))
    {
        let names: Vec<&str> = known.iter().map(|entry| entry.name).collect();
        eprintln!("there is no {unknown}; there are: {}", names.join(", "));
        return ExitCode::FAILURE;
    }
    let chosen = known
        .iter()
        .filter(|entry| line.names.is_empty() || line.names.iter().any(|name| name == entry.name));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut is_sound = true;
    for entry in chosen {
        let engines = line.on.map_or(entry.engines, On::engines);
        for engine in engines.iter().copied() {
            let trial = Trial {
                engine,
                tries: line.tries.unwrap_or(entry.tries),
                cases: line.cases,
                seed: line.seed.unwrap_or_else(random_seed),
            };
            let outcome = runtime.block_on((entry.run)(trial));
            is_sound &= outcome.say(entry.name, trial);
        }
    }
    if is_sound {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

impl On {
    const fn engines(self) -> &'static [Engine] {
        match self {
            Self::Sqlite => &[Engine::Sqlite],
            Self::Postgres => &[Engine::Postgres],
        }
    }
}

/// Short enough to be typed again.
fn random_seed() -> u64 {
    u64::from(u32::from_le_bytes(Chance::of_the_machine().bytes()))
}
