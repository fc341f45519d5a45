//! Hashing passwords off the async threads, a bounded number at a time: each costs 19 MiB and tens of milliseconds.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use domain::password::{self, PasswordError};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    task::spawn_blocking,
    time::timeout,
};

/// Hashes computed at once.
pub const HASHES_AT_ONCE: usize = 2;
/// How long a caller waits for its turn, in milliseconds.
pub const HASH_WAIT_MS: u64 = 5_000;

/// The one place where passwords are hashed.
#[derive(Clone, Debug)]
pub struct Passwords {
    turns: Arc<Semaphore>,
}

/// Too many sign-ins at once.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("more sign-ins than can be checked now: try again in a moment")]
pub struct Busy;

impl Default for Passwords {
    fn default() -> Self {
        Self { turns: Arc::new(Semaphore::new(HASHES_AT_ONCE)) }
    }
}

impl Passwords {
    /// Whether the password is the one of the hash. Without a hash it takes as long and is false: how long a refusal
    /// takes doesn't tell who has an account.
    ///
    /// # Errors
    /// [`Busy`] when no turn came in time.
    pub async fn verify(&self, password: String, phc: Option<String>) -> Result<bool, Busy> {
        let _turn = self.turn().await?;
        let known = phc.is_some();
        let checked = spawn_blocking(move || {
            let phc = phc.unwrap_or_else(|| decoy().to_owned());
            password::verify(&password, &phc)
        });
        Ok(known && checked.await.expect("hashing doesn't panic"))
    }

    /// Hashes a new password.
    ///
    /// # Errors
    /// The outer one is [`Busy`]; the inner one says what is wrong with the password.
    pub async fn hash(&self, password: String) -> Result<Result<String, PasswordError>, Busy> {
        let _turn = self.turn().await?;
        Ok(spawn_blocking(move || password::hash(&password)).await.expect("hashing doesn't panic"))
    }

    async fn turn(&self) -> Result<SemaphorePermit<'_>, Busy> {
        let turn = timeout(Duration::from_millis(HASH_WAIT_MS), self.turns.acquire()).await.map_err(|_| Busy)?;
        Ok(turn.expect("the semaphore is never closed"))
    }
}

/// The hash of a password that nobody has.
fn decoy() -> &'static str {
    static DECOY: OnceLock<String> = OnceLock::new();
    DECOY.get_or_init(|| password::hash(&uuid::Uuid::new_v4().to_string()).expect("a UUID is long enough"))
}
