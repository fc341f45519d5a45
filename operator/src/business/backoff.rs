//! How long to wait before an object is tried again: per object, doubling, with jitter, from the start after a success.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// First pause, in milliseconds.
const PAUSE_MS_MIN: u64 = 500;
/// Longest pause, in milliseconds.
const PAUSE_MS_MAX: u64 = 60_000;

/// Failures in a row, by object.
#[derive(Debug, Default)]
pub struct Backoff(Mutex<HashMap<String, u32>>);

impl Backoff {
    /// Notes a failure and returns the pause before the next try: between half and all of the doubled base, by
    /// `jitter` (0.0 to 1.0).
    pub fn failed(&self, object_uid: &str, jitter: f64) -> Duration {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = failures.entry(object_uid.to_owned()).or_default();
        let base = PAUSE_MS_MIN.saturating_mul(1 << (*count).min(16)).min(PAUSE_MS_MAX);
        *count = count.saturating_add(1);
        Duration::from_millis(base).mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0)
    }

    /// Forgets the failures of an object.
    pub fn succeeded(&self, object_uid: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(object_uid);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_bound_and_start_again_after_a_success() {
        let backoff = Backoff::default();
        let pauses: Vec<u128> = (0..10).map(|_| backoff.failed("a", 1.0).as_millis()).collect();
        assert_eq!(pauses[..4], [500, 1_000, 2_000, 4_000]);
        assert_eq!(pauses[9], 60_000);
        assert_eq!(backoff.failed("b", 0.0).as_millis(), 250, "another object has its own count");
        backoff.succeeded("a");
        assert_eq!(backoff.failed("a", 1.0).as_millis(), 500);
    }
}
