//! What a proof is given, and what it answers.

use std::time::Duration;

use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;
use server::database::Engine;

/// What a proof is given.
#[derive(Clone, Copy, Debug)]
pub struct Trial {
    pub engine: Engine,
    /// How often the thing is tried.
    pub tries: u64,
    /// How many cases, or people and rows of the log, the larger size of a bench has.
    pub cases: u64,
    /// Everything that is left to chance grows from this.
    pub seed: u64,
}

impl Trial {
    /// A source of chance of its own for each part of a proof: the same seed, the same choices.
    pub fn dice(&self, part: u64) -> ChaCha20Rng {
        ChaCha20Rng::seed_from_u64(self.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ part)
    }

    pub const fn database(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite => "sqlite",
            Engine::Postgres => "postgres",
        }
    }
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Outcome {
    pub tried: u64,
    /// One sentence for each thing that should not have happened.
    pub bad: Vec<String>,
    /// Names and values that follow the seed, in this order.
    pub figures: Vec<(String, String)>,
}

impl Outcome {
    pub fn figure(&mut self, name: &str, value: impl std::fmt::Display) -> &mut Self {
        self.figures.push((name.to_owned(), value.to_string()));
        self
    }

    /// Half of them took no longer than `p50`, all but one in a hundred no longer than `p99`.
    pub fn latencies(&mut self, took: &mut [Duration]) -> &mut Self {
        took.sort_unstable();
        for (name, share) in [("p50", 0.5), ("p99", 0.99), ("max", 1.0)] {
            self.figure(name, format_args!("{:.1}ms", quantile(took, share)));
        }
        self
    }

    /// Prints the line, and what was bad. Answers whether nothing was.
    pub fn say(&self, name: &str, trial: Trial) -> bool {
        let (seed, database) = (trial.seed, trial.database());
        let figures: String = self
            .figures
            .iter()
            .map(|(name, value)| format!(" {name}={value}"))
            .collect();
        println!(
            "{name} tried={} bad={} seed={seed} database={database}{figures}",
            self.tried,
            self.bad.len()
        );
        for sentence in self.bad.iter().take(20) {
            eprintln!("{name}: {sentence}");
        }
        if self.bad.len() > 20 {
            eprintln!("{name}: and {} more", self.bad.len() - 20);
        }
        self.bad.is_empty()
    }
}

/// The value below which this share of sorted times lies, in milliseconds; 0 where there are none.
pub fn quantile(sorted: &[Duration], share: f64) -> f64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "far fewer than 2^52 times, and a share between 0 and 1"
    )]
    let place = ((sorted.len() as f64 * share).ceil() as usize).max(1) - 1;
    sorted
        .get(place)
        .map_or(0.0, |took| took.as_secs_f64() * 1000.0)
}
