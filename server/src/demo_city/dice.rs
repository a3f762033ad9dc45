//! Chance that can be repeated: the same seed, purpose and index throw the same, whatever is thrown for others.

use rand::Rng;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use sha2::{Digest, Sha256};

/// A stream of throws of its own.
pub struct Dice(ChaCha20Rng);

impl Dice {
    /// The dice for one purpose, e.g. `family` number 17. What one family draws never moves another.
    pub fn of(seed: u64, purpose: &str, index: usize) -> Self {
        let seed = Sha256::digest(format!("yuban demo city/{seed}/{purpose}/{index}"));
        Self(ChaCha20Rng::from_seed(seed.into()))
    }

    /// 0 up to, not including, `end`. The bias of the remainder is below 2^-40 for what a city needs.
    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).expect("usize fits into u64");
        usize::try_from(self.0.next_u64() % end).expect("less than a usize")
    }

    /// Both ends included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = usize::try_from(high - low + 1).expect("low does not exceed high");
        low + i64::try_from(self.below(span)).expect("a small number")
    }

    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// Puts a list into an order of chance.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
    }
}
