//! A bound on the log lines of refused webhooks: anybody on the internet can cause one.

use std::sync::{Mutex, PoisonError};

use tokio::time::{Duration, Instant};

/// Lines per second.
pub const FAILURE_LINES_PER_SECOND: u32 = 10;

/// Counts lines of the current second.
#[derive(Debug, Default)]
pub struct Failures {
    window: Mutex<Window>,
}

#[derive(Debug, Default)]
struct Window {
    began: Option<Instant>,
    written: u32,
    suppressed: u64,
}

impl Failures {
    /// `Some` when a line may be written now, with the number that were not since the last one.
    #[must_use]
    pub fn may_write(&self) -> Option<u64> {
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        if window.began.is_none_or(|began| began.elapsed() >= Duration::from_secs(1)) {
            window.began = Some(Instant::now());
            window.written = 0;
        }
        if window.written >= FAILURE_LINES_PER_SECOND {
            window.suppressed += 1;
            return None;
        }
        window.written += 1;
        Some(std::mem::take(&mut window.suppressed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_writes_a_few_lines_and_counts_the_rest() {
        let failures = Failures::default();
        let written = (0..1_000).filter(|_| failures.may_write().is_some()).count();
        assert_eq!(written, FAILURE_LINES_PER_SECOND as usize);
        assert_eq!(failures.window.lock().unwrap().suppressed, 990);
    }
}
