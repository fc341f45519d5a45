//! The simulator's time: the machine's, plus what `POST /control/clock` has added.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::Clock;

/// Clones share the offset.
#[derive(Clone, Debug)]
pub struct SimulatedClock {
    base: Clock,
    ahead_ms: Arc<AtomicI64>,
}

impl SimulatedClock {
    #[must_use]
    pub fn new(base: Clock) -> Self {
        Self { base, ahead_ms: Arc::default() }
    }

    /// Unix milliseconds.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        self.base.now().as_millisecond() + self.ahead_ms.load(Ordering::Relaxed)
    }

    /// Moves the time forward.
    pub fn advance_ms(&self, by: i64) {
        self.ahead_ms.fetch_add(by.max(0), Ordering::Relaxed);
    }
}
