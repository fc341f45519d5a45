//! One multiplexed connection per process, with a bound on every call and a pause after a failure.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use tokio::time::{Instant, timeout};

/// After a failure every call fails at once for this long, in milliseconds, then one may try again.
pub const PAUSE_MS: u64 = 1_000;

/// Why Redis gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum CacheError {
    #[error("REDIS_URL is not a Redis address (redis://[user:password@]host:port[/db])")]
    Url(#[source] redis::RedisError),
    #[error("Redis refused or dropped the call: {operation}")]
    Call { operation: &'static str, source: redis::RedisError },
    #[error("Redis did not answer within {timeout_ms} ms: {operation}")]
    Timeout { operation: &'static str, timeout_ms: u64 },
    #[error("Redis failed a moment ago and is left alone for up to {PAUSE_MS} ms: {operation}")]
    Paused { operation: &'static str },
}

/// A handle on Redis; clones share one connection, which heals by itself.
#[derive(Clone, Debug)]
pub struct Cache {
    pub(crate) client: redis::Client,
    manager: ConnectionManager,
    timeout_ms: u64,
    breaker: Arc<Breaker>,
}

/// Milliseconds since the process began, after which calls are tried again; 0 while all is well.
#[derive(Debug)]
struct Breaker {
    began: Instant,
    closed_until_ms: AtomicU64,
}

impl Cache {
    /// Makes a handle without connecting: a process starts and serves with Redis away. `timeout_ms` is the longest wait
    /// for one answer, connecting included.
    ///
    /// # Errors
    /// When the address can't be read.
    pub fn new(url: &str, timeout_ms: u64) -> Result<Self, CacheError> {
        let client = redis::Client::open(url).map_err(CacheError::Url)?;
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(0)
            .set_connection_timeout(Some(Duration::from_millis(timeout_ms)))
            .set_response_timeout(Some(Duration::from_millis(timeout_ms)));
        let manager = ConnectionManager::new_lazy_with_config(client.clone(), config).map_err(CacheError::Url)?;
        let breaker = Arc::new(Breaker { began: Instant::now(), closed_until_ms: AtomicU64::new(0) });
        Ok(Self { client, manager, timeout_ms, breaker })
    }

    /// Runs one call, bounded in time; fails at once for a moment after a failure.
    pub(crate) async fn call<T, F>(&self, operation: &'static str, run: impl FnOnce(ConnectionManager) -> F) -> Result<T, CacheError>
    where
        F: Future<Output = Result<T, redis::RedisError>>,
    {
        if self.breaker.is_closed() {
            return Err(CacheError::Paused { operation });
        }
        match timeout(Duration::from_millis(self.timeout_ms), run(self.manager.clone())).await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(source)) => {
                // An answer that says no (a wrong type, a read-only replica) is no reason to stop asking.
                if source.is_io_error() || source.is_timeout() || source.is_connection_dropped() {
                    self.breaker.pause();
                }
                Err(CacheError::Call { operation, source })
            }
            Err(_) => {
                self.breaker.pause();
                Err(CacheError::Timeout { operation, timeout_ms: self.timeout_ms })
            }
        }
    }
}

impl Breaker {
    fn now_ms(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn is_closed(&self) -> bool {
        self.closed_until_ms.load(Ordering::Relaxed) > self.now_ms()
    }

    fn pause(&self) {
        self.closed_until_ms.store(self.now_ms() + PAUSE_MS, Ordering::Relaxed);
    }
}
