//! Where reads go: the primary, or a replica for what tolerates a moment of lag.
//!
//! What was written into a tenant's schema, by a worker or here, reaches a browser with the change that says so; so "a
//! moment" is a bound on the replica's lag, watched, and beyond it the primary serves. Writes go to the primary, and so
//! do reads that say that they must be current.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use domain::TenantId;
use store::{Database, StoreError, TenantTx, replica};
use tokio::time::{MissedTickBehavior, interval};

use crate::freshness::Freshness;

/// How old a replica's data may be for it to be read, in milliseconds.
pub const LAG_MS_MAX: u64 = 1_000;
/// How often the lag is looked at, in milliseconds.
const LAG_CHECK_MS: u64 = 1_000;

/// The pools of this process.
#[derive(Clone, Debug)]
pub struct Databases {
    primary: Database,
    replica: Option<Replica>,
}

#[derive(Clone, Debug)]
struct Replica {
    database: Database,
    /// Its lag was within the bound when it was looked at last.
    current: Arc<AtomicBool>,
}

impl Databases {
    /// With a replica for reads, or without.
    #[must_use]
    pub fn new(primary: Database, replica: Option<Database>) -> Self {
        Self { primary, replica: replica.map(|database| Replica { database, current: Arc::default() }) }
    }

    /// For control data and everything that must be current.
    #[must_use]
    pub fn primary(&self) -> &Database {
        &self.primary
    }

    /// A read inside a tenant. The replica serves it when the read may be a moment old and there is one that is; else the
    /// primary.
    ///
    /// # Errors
    /// When neither can.
    pub async fn read(&self, tenant: &TenantId, freshness: Freshness) -> Result<TenantTx, StoreError> {
        if freshness == Freshness::AMomentOld
            && let Some(replica) = &self.replica
            && replica.current.load(Ordering::Relaxed)
        {
            match TenantTx::begin(&replica.database, tenant).await {
                Ok(tx) => return Ok(tx),
                Err(error) => tracing::debug!(%error, "the replica can't serve; reading from the primary"),
            }
        }
        TenantTx::begin(&self.primary, tenant).await
    }

    /// Watches the replica's lag; for ever.
    pub async fn watch(self) {
        let Some(replica) = self.replica else { return std::future::pending().await };
        let mut tick = interval(Duration::from_millis(LAG_CHECK_MS));
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tick.tick().await;
            let lag = replica::lag(&replica.database).await;
            let current = matches!(lag, Ok(Some(lag)) if lag <= Duration::from_millis(LAG_MS_MAX));
            if replica.current.swap(current, Ordering::Relaxed) != current {
                tracing::info!(current, lag_ms = lag.ok().flatten().map(|lag| lag.as_millis()), "the replica's use has changed");
            }
        }
    }
}
