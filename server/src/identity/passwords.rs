//! Passwords: hashed slowly, compared in the same time whoever asks, and never more at once than there are cores.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::available_parallelism;
use std::time::Duration;

use app::error::PortalError;
use app::identity::form::PasswordFault;
use argon2::password_hash::phc::{Output, ParamsString, Salt};
use argon2::{Algorithm, Argon2, Block, Params, PasswordHash, Version};
use subtle::ConstantTimeEq;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::fault::Fault;

/// How much work a password's hash is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    Citizen,
    /// Staff open many people's files.
    Staff,
}

impl Strength {
    /// argon2id; memory in KiB, passes, lanes. OWASP's floor for citizens.
    const fn parameters(self) -> (u32, u32, u32) {
        match self {
            Self::Citizen => (19_456, 2, 1),
            Self::Staff => (65_536, 3, 1),
        }
    }

    /// Fewest characters.
    pub const fn shortest(self) -> usize {
        match self {
            Self::Citizen => 8,
            Self::Staff => 15,
        }
    }
}

/// Most characters: long enough for any sentence, short enough that nobody feeds us books.
const LONGEST: usize = 128;
/// Bytes of a hash.
const LENGTH: usize = 32;
/// How long somebody waits for a free core before being asked to come back.
const QUEUE: Duration = Duration::from_secs(2);
const RETRY_AFTER_SECONDS: u32 = 3;

/// Passwords that everybody tries first, one a line, in lower case.
static COMMON: &str = include_str!("common_passwords.txt");

/// Whether this may be a password: long enough, not too long, not one that everybody tries first. Nothing else is
/// asked: rules of composition make passwords worse.
pub fn check(password: &str, strength: Strength) -> Result<(), PasswordFault> {
    let length = password.chars().count();
    if length == 0 {
        return Err(PasswordFault::Empty);
    }
    if length < strength.shortest() {
        return Err(PasswordFault::Short {
            shortest: strength.shortest(),
        });
    }
    if length > LONGEST {
        return Err(PasswordFault::Long);
    }
    let folded = password.to_lowercase();
    if COMMON.lines().any(|common| common == folded) {
        return Err(PasswordFault::Common);
    }
    Ok(())
}

/// What a comparison said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Wrong,
    Right,
    /// Right, but hashed with less work than we ask today: hash it anew.
    RightButWeak,
}

/// Hashes and compares, on as many threads as there are cores.
pub struct Hasher {
    permits: Arc<Semaphore>,
    /// Working memory, used again: allocating it anew halves the speed.
    arenas: Arc<Mutex<Vec<Vec<Block>>>>,
    queue: Duration,
    done: AtomicU64,
}

impl Default for Hasher {
    fn default() -> Self {
        Self::new(available_parallelism().map_or(1, usize::from))
    }
}

impl Hasher {
    /// At most `at_once` hashes at the same time.
    pub fn new(at_once: usize) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(at_once)),
            arenas: Arc::new(Mutex::new(Vec::new())),
            queue: QUEUE,
            done: AtomicU64::new(0),
        }
    }

    /// How many hashes were computed since the start, for watching the load.
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// A PHC string for this password. `pepper` is a secret outside the database.
    ///
    /// # Errors
    /// `Busy` when no core came free within two seconds.
    pub async fn hash(
        &self,
        password: &str,
        strength: Strength,
        salt: [u8; 16],
        pepper: &str,
    ) -> Result<String, Fault> {
        let (memory, passes, lanes) = strength.parameters();
        let params = Params::new(memory, passes, lanes, Some(LENGTH)).map_err(broken)?;
        let printed = ParamsString::try_from(&params).map_err(broken)?;
        let hash = self.work(password, &salt, params, pepper).await?;
        Ok(PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: printed,
            salt: Some(Salt::new(&salt).map_err(broken)?),
            hash: Some(Output::new(&hash).map_err(broken)?),
        }
        .to_string())
    }

    /// Compares a password with a stored PHC string. Without one (no such account, or one without a password) the
    /// same work is done against a hash that nothing fits.
    ///
    /// # Errors
    /// `Busy` when no core came free within two seconds; a stored string that cannot be read.
    pub async fn compare(
        &self,
        password: &str,
        stored: Option<&str>,
        strength: Strength,
        pepper: &str,
    ) -> Result<Verdict, Fault> {
        let (memory, passes, lanes) = strength.parameters();
        let Some(stored) = stored.filter(|stored| !stored.is_empty()) else {
            let params = Params::new(memory, passes, lanes, Some(LENGTH)).map_err(broken)?;
            self.work(password, &[0; 16], params, pepper).await?;
            return Ok(Verdict::Wrong);
        };
        let stored = PasswordHash::new(stored).map_err(broken)?;
        let (Some(salt), Some(expected)) = (stored.salt, stored.hash) else {
            return Err(Fault::Row("a password hash without salt or hash".into()));
        };
        let params = Params::try_from(&stored).map_err(broken)?;
        let is_weak = params.m_cost() < memory || params.t_cost() < passes;
        let hash = self.work(password, &salt, params, pepper).await?;
        if !bool::from(hash.as_slice().ct_eq(expected.as_bytes())) {
            return Ok(Verdict::Wrong);
        }
        Ok(if is_weak {
            Verdict::RightButWeak
        } else {
            Verdict::Right
        })
    }

    async fn work(
        &self,
        password: &str,
        salt: &[u8],
        params: Params,
        pepper: &str,
    ) -> Result<Vec<u8>, Fault> {
        let permit = self.wait_for_a_core().await?;
        let (password, salt, pepper) = (password.to_owned(), salt.to_owned(), pepper.to_owned());
        let arenas = self.arenas.clone();
        let hash = tokio::task::spawn_blocking(move || {
            // Held until the work is done, also when the visitor has left: or leaving would lift the limit.
            let _permit = permit;
            let mut arena = take(&arenas);
            if arena.len() < params.block_count() {
                arena.resize(params.block_count(), Block::default());
            }
            let mut hash = vec![0; params.output_len().unwrap_or(LENGTH)];
            let argon = Argon2::new_with_secret(
                pepper.as_bytes(),
                Algorithm::Argon2id,
                Version::V0x13,
                params,
            );
            let worked = argon.and_then(|argon| {
                argon.hash_password_into_with_memory(
                    password.as_bytes(),
                    &salt,
                    &mut hash,
                    &mut arena,
                )
            });
            give_back(&arenas, arena);
            worked.map(|()| hash)
        })
        .await
        .map_err(broken)?
        .map_err(broken)?;
        self.done.fetch_add(1, Ordering::Relaxed);
        Ok(hash)
    }

    async fn wait_for_a_core(&self) -> Result<OwnedSemaphorePermit, Fault> {
        match tokio::time::timeout(self.queue, self.permits.clone().acquire_owned()).await {
            Ok(Ok(permit)) => Ok(permit),
            _ => Err(PortalError::Busy {
                retry_after_seconds: RETRY_AFTER_SECONDS,
            }
            .into()),
        }
    }
}

fn take(arenas: &Mutex<Vec<Vec<Block>>>) -> Vec<Block> {
    arenas
        .lock()
        .expect("nobody panics while holding the arenas")
        .pop()
        .unwrap_or_default()
}

/// Never more arenas than permits, because each worker brings back what it took.
fn give_back(arenas: &Mutex<Vec<Vec<Block>>>, arena: Vec<Block>) {
    arenas
        .lock()
        .expect("nobody panics while holding the arenas")
        .push(arena);
}

fn broken(error: impl std::fmt::Display) -> Fault {
    Fault::Other(format!("password hash: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEPPER: &str = "pepper";

    #[tokio::test]
    async fn a_hash_is_argon2id_at_the_floor_or_above_and_fits_its_password_only() {
        let hasher = Hasher::new(2);
        for (strength, floor) in [
            (Strength::Citizen, "$argon2id$v=19$m=19456,t=2,p=1$"),
            (Strength::Staff, "$argon2id$v=19$m=65536,t=3,p=1$"),
        ] {
            let stored = hasher
                .hash("山水之城 at night", strength, [7; 16], PEPPER)
                .await
                .unwrap();
            assert!(stored.starts_with(floor), "{stored}");
            let compare = |password: &'static str, pepper: &'static str| {
                hasher.compare(password, Some(&stored), strength, pepper)
            };
            assert_eq!(
                compare("山水之城 at night", PEPPER).await.unwrap(),
                Verdict::Right
            );
            assert_eq!(
                compare("山水之城 at Night", PEPPER).await.unwrap(),
                Verdict::Wrong
            );
            assert_eq!(
                compare("山水之城 at night", "other").await.unwrap(),
                Verdict::Wrong
            );
        }
        assert_eq!(hasher.done(), 8);
    }

    #[tokio::test]
    async fn what_was_hashed_with_less_work_is_told_apart() {
        let hasher = Hasher::new(1);
        let stored = hasher
            .hash("long enough a password", Strength::Citizen, [7; 16], PEPPER)
            .await
            .unwrap();
        let verdict = hasher
            .compare(
                "long enough a password",
                Some(&stored),
                Strength::Staff,
                PEPPER,
            )
            .await
            .unwrap();
        assert_eq!(verdict, Verdict::RightButWeak);
    }

    #[tokio::test]
    async fn an_account_that_is_not_there_costs_the_same_work() {
        let hasher = Hasher::new(1);
        for nothing in [None, Some("")] {
            let before = hasher.done();
            let verdict = hasher
                .compare("whatever it is", nothing, Strength::Citizen, PEPPER)
                .await
                .unwrap();
            assert_eq!(verdict, Verdict::Wrong);
            assert_eq!(hasher.done(), before + 1);
        }
    }

    #[tokio::test]
    async fn whoever_finds_no_core_free_is_asked_to_come_back() {
        let hasher = Hasher {
            queue: Duration::from_millis(10),
            ..Hasher::new(1)
        };
        let _all = hasher.wait_for_a_core().await.unwrap();
        let refused = hasher
            .compare("whatever it is", None, Strength::Citizen, PEPPER)
            .await;
        assert!(matches!(
            refused,
            Err(Fault::Portal(PortalError::Busy { .. }))
        ));
        assert_eq!(hasher.done(), 0);
    }

    #[test]
    fn only_length_and_commonness_are_judged() {
        use PasswordFault::*;
        let citizen = |password: &str| check(password, Strength::Citizen);
        assert_eq!(citizen(""), Err(Empty));
        assert_eq!(citizen("1234567"), Err(Short { shortest: 8 }));
        assert_eq!(citizen("qweasdzx"), Ok(()));
        assert_eq!(citizen("重庆重庆重庆火锅"), Ok(()));
        assert_eq!(citizen(&"长".repeat(128)), Ok(()));
        assert_eq!(citizen(&"长".repeat(129)), Err(Long));
        for common in [
            "password",
            "PassWord",
            "woaini1314",
            "88888888",
            "a123456789",
        ] {
            assert_eq!(citizen(common), Err(Common), "{common}");
        }
        assert_eq!(
            check("fourteen chars", Strength::Staff),
            Err(Short { shortest: 15 })
        );
        assert_eq!(check("fifteen chars..", Strength::Staff), Ok(()));
    }

    #[test]
    fn the_list_of_common_passwords_is_usable() {
        let lines: Vec<&str> = COMMON.lines().collect();
        assert!(lines.len() >= 200, "{}", lines.len());
        for line in &lines {
            assert_eq!(*line, line.to_lowercase().trim());
            assert!(
                line.chars().count() >= 8,
                "{line} is refused for its length"
            );
        }
    }
}
