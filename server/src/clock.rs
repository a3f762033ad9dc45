//! Time and chance as parameters: the only places that ask the machine for either.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use jiff::{Timestamp, civil::Date};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

/// What time it is.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;

    /// The city's date now.
    fn today(&self) -> Date {
        app::text::city_date(self.now())
    }

    /// What sessions, cookies, one-time codes and throttles go by: the time that it would be had nobody moved the
    /// clock. Whoever shows the demo what happens next week is not signed out by it.
    fn unmoved(&self) -> Timestamp {
        self.now()
    }

    /// Goes this far ahead of [`Self::unmoved`], never back. Only the demo's clock does it.
    fn go_ahead(&self, _by: jiff::SignedDuration) {}
}

/// When a day of the city began.
pub fn midnight(day: Date) -> Timestamp {
    day.to_zoned(app::text::city_time())
        .expect("the city's days have no gaps")
        .timestamp()
}

/// The machine's clock.
pub struct MachineClock;

impl Clock for MachineClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the machine's clock"
    )]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The machine's clock, shifted as a whole: for a demonstration on another day.
pub struct ShiftedClock(jiff::SignedDuration);

impl ShiftedClock {
    /// Shows `start` now, and goes on from there.
    pub fn starting_at(start: Timestamp) -> Self {
        Self(start.duration_since(MachineClock.now()))
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Timestamp {
        MachineClock
            .now()
            .checked_add(self.0)
            .expect("a date within range")
    }
}

/// The demo's clock: another one, and as far ahead of it as somebody has moved it.
pub struct DemoClock {
    under: Arc<dyn Clock>,
    /// Microseconds, never fewer than before.
    ahead: AtomicI64,
}

impl DemoClock {
    pub const fn over(under: Arc<dyn Clock>) -> Self {
        Self {
            under,
            ahead: AtomicI64::new(0),
        }
    }
}

impl Clock for DemoClock {
    fn now(&self) -> Timestamp {
        self.under
            .now()
            .checked_add(jiff::SignedDuration::from_micros(
                self.ahead.load(Ordering::Relaxed),
            ))
            .expect("a date within range")
    }

    fn unmoved(&self) -> Timestamp {
        self.under.unmoved()
    }

    fn go_ahead(&self, by: jiff::SignedDuration) {
        if let Ok(microseconds) = i64::try_from(by.as_micros()) {
            self.ahead.fetch_max(microseconds, Ordering::Relaxed);
        }
    }
}

/// A clock that stands until it is moved: for stories.
pub struct SetClock(Mutex<Timestamp>);

impl SetClock {
    pub fn at(now: Timestamp) -> Self {
        Self(Mutex::new(now))
    }

    pub fn set(&self, now: Timestamp) {
        *self.0.lock().expect("nobody panics while setting a clock") = now;
    }

    pub fn advance(&self, by: jiff::SignedDuration) {
        let mut now = self.0.lock().expect("nobody panics while setting a clock");
        *now = now.checked_add(by).expect("a date within range");
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().expect("nobody panics while setting a clock")
    }
}

/// Where random bytes come from: the machine, or a seed in stories.
pub struct Chance(Mutex<ChaCha20Rng>);

impl Chance {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the machine for randomness"
    )]
    pub fn of_the_machine() -> Self {
        Self(Mutex::new(ChaCha20Rng::from_rng(&mut rand::rng())))
    }

    pub fn seeded(seed: u64) -> Self {
        Self(Mutex::new(ChaCha20Rng::seed_from_u64(seed)))
    }

    /// Another source that begins where this one stands: for a part that keeps its own.
    pub fn branch(&self) -> Self {
        Self(Mutex::new(ChaCha20Rng::from_seed(self.bytes())))
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0
            .lock()
            .expect("nobody panics while drawing")
            .fill_bytes(&mut bytes);
        bytes
    }

    /// A UUIDv7 of this moment, as text: the id of a new row.
    pub fn id(&self, now: Timestamp) -> String {
        let milliseconds = u64::try_from(now.as_millisecond()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(milliseconds, &self.bytes::<10>())
            .into_uuid()
            .to_string()
    }

    /// 128 random bits in lower-case hex: a capability such as an invitation.
    pub fn token(&self) -> String {
        hex(&self.bytes::<16>())
    }
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            write!(text, "{byte:02x}").expect("writing to a string");
            text
        })
}
