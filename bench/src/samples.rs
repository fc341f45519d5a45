//! Latencies, all of them kept, so that percentiles are exact.

use std::time::Duration;

use serde::Serialize;

/// Latencies in microseconds.
#[derive(Debug, Default)]
pub struct Samples(Vec<u32>);

/// What is told of many latencies, in milliseconds.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Summary {
    pub count: usize,
    pub p50_ms: f64,
    pub p95_ms: f64,
    pub p99_ms: f64,
    pub max_ms: f64,
}

impl Samples {
    /// Adds one.
    pub fn add(&mut self, latency: Duration) {
        self.0.push(u32::try_from(latency.as_micros()).unwrap_or(u32::MAX));
    }

    /// Adds all of another.
    pub fn merge(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    /// Percentiles by nearest rank.
    pub fn summary(&mut self) -> Summary {
        self.0.sort_unstable();
        let Some(last) = self.0.len().checked_sub(1) else { return Summary::default() };
        let at = |percent: usize| f64::from(self.0[(self.0.len() * percent).div_ceil(100).clamp(1, last + 1) - 1]) / 1_000.0;
        Summary { count: last + 1, p50_ms: at(50), p95_ms: at(95), p99_ms: at(99), max_ms: f64::from(self.0[last]) / 1_000.0 }
    }
}

impl Summary {
    /// One line for people.
    pub fn text(&self) -> String {
        format!("p50 {:.1}, p95 {:.1}, p99 {:.1}, max {:.1} ms", self.p50_ms, self.p95_ms, self.p99_ms, self.max_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_nearest_rank() {
        let mut samples = Samples::default();
        (1..=100).rev().for_each(|ms| samples.add(Duration::from_millis(ms)));
        let summary = samples.summary();
        assert_eq!((summary.p50_ms, summary.p99_ms, summary.max_ms), (50.0, 99.0, 100.0));
        assert_eq!(Samples::default().summary().count, 0);
    }
}
