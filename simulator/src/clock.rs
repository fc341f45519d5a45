//! The simulator's time: the machine's, plus what `POST /control/clock` has added.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use domain::Clock;
use tokio::sync::Notify;

/// Clones share the offset.
#[derive(Clone, Debug)]
pub struct SimulatedClock {
    base: Clock,
    ahead_ms: Arc<AtomicI64>,
    advanced: Arc<Notify>,
}

impl SimulatedClock {
    #[must_use]
    pub fn new(base: Clock) -> Self {
        Self { base, ahead_ms: Arc::default(), advanced: Arc::default() }
    }

    /// Unix milliseconds.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        self.base.now().as_millisecond() + self.ahead_ms.load(Ordering::Relaxed)
    }

    /// Moves the time forward.
    pub fn advance_ms(&self, by: i64) {
        self.ahead_ms.fetch_add(by.max(0), Ordering::Relaxed);
        self.advanced.notify_waiters();
    }

    /// Waits until it is `at_ms`, by the passing of time or by [`SimulatedClock::advance_ms`].
    pub async fn reached(&self, at_ms: i64) {
        loop {
            let advanced = self.advanced.notified();
            tokio::pin!(advanced);
            // From here on no advance is missed.
            advanced.as_mut().enable();
            let Ok(left_ms) = u64::try_from(at_ms - self.now_ms()) else { return };
            if left_ms == 0 {
                return;
            }
            tokio::select! {
                () = advanced => {}
                () = tokio::time::sleep(Duration::from_millis(left_ms)) => {}
            }
        }
    }
}
