//! What time does to a tenant: snoozes end, kept answers expire. A loop of its own beside the deliveries; it settles none.

use std::time::Duration;

use domain::{Clock, TenantId};
use jiff::SignedDuration;
use service::chain;
use store::{
    Database, StoreError,
    conversations::snooze,
    idempotency::{self, FORGET_MAX, KEPT_HOURS},
};
use stream::{Bus, BusError};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::metrics::Metrics;

/// How often snoozes that are over are looked for, in milliseconds: a snooze ends this much late at most.
pub const SWEEP_MS: u64 = 2_000;
/// Every how many sweeps expired answers are removed.
const SWEEPS_PER_FORGETTING: u64 = 300;

/// Why a sweep was cut short; the next one takes up what it left.
#[derive(Debug, thiserror::Error)]
enum SweepError {
    #[error("sweeping the store failed: check that postgres is up; the next sweep takes it up")]
    Store(#[from] StoreError),
    #[error("what was woken can't be announced: check that the bus is up; the next sweep announces it")]
    Bus(#[from] BusError),
}

/// Sweeps one tenant. Several workers may: rows that one has in hand are passed over by the others.
pub struct Sweep {
    pub tenant: TenantId,
    pub database: Database,
    pub bus: Bus,
    pub metrics: Metrics,
    pub clock: Clock,
    /// Pause between sweeps, in milliseconds; [`SWEEP_MS`] but for tests.
    pub every_ms: u64,
    pub stop: CancellationToken,
}

impl Sweep {
    /// Sweeps until asked to stop.
    pub async fn until_stopped(&self) {
        let mut ticks = interval(Duration::from_millis(self.every_ms));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        for sweep in 0_u64.. {
            tokio::select! { () = self.stop.cancelled() => return, _ = ticks.tick() => {} }
            let forgetting = sweep % SWEEPS_PER_FORGETTING == 0;
            if let Err(error) = self.sweep(forgetting).await {
                self.metrics.retries.with_label_values(&["sweep"]).inc();
                tracing::warn!(error = chain(&error), "a sweep was cut short");
            }
            self.metrics.sweeps.inc();
        }
    }

    async fn sweep(&self, forgetting: bool) -> Result<(), SweepError> {
        self.wake().await?;
        if forgetting { self.forget().await } else { Ok(()) }
    }

    /// Commit, publish, then let go of the row (law 1): a crash in between is followed by the same change again.
    async fn wake(&self) -> Result<(), SweepError> {
        let woken = snooze::wake(&self.database, &self.tenant, self.clock.now()).await?;
        if woken.changes.is_empty() {
            return Ok(());
        }
        self.bus.publish_changes(&woken.changes).await?;
        self.metrics.published.with_label_values(&["conversation"]).inc_by(woken.changes.len() as u64);
        Ok(snooze::announced(&self.database, &woken).await?)
    }

    async fn forget(&self) -> Result<(), SweepError> {
        let before = self.clock.now() - SignedDuration::from_hours(KEPT_HOURS);
        loop {
            let removed = idempotency::forget(&self.database, before).await?;
            self.metrics.forgotten.inc_by(removed);
            if removed < FORGET_MAX.unsigned_abs() {
                return Ok(());
            }
        }
    }
}
