//! Deliveries become rows, and rows become changes: decode, decide, store, publish.

mod batch;
mod decide;

use std::time::Duration;

use domain::{Change, ChangeKind, Clock, TenantId};
use service::chain;
use store::{
    Database, StoreError,
    inbound::{Batch, Recorded},
};
use stream::{Bus, Delivery};
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use crate::metrics::Metrics;
use batch::Received;

/// How long a batch is held and tried again while PostgreSQL or the bus is away, in milliseconds. With the batch
/// fetched meanwhile it stays below the consumer's ack wait of 20 s.
pub const HOLD_MS_MAX: u64 = 8_000;
/// First pause between attempts, in milliseconds; it doubles up to [`PAUSE_MS_MAX`].
const PAUSE_MS: u64 = 50;
/// Longest pause between attempts, in milliseconds.
const PAUSE_MS_MAX: u64 = 2_000;
/// When a batch that couldn't be handled comes back, in milliseconds.
const RETRY_MS: u64 = 2_000;

/// How a batch of deliveries ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Stored, parked or dead, and announced; so many webhooks were in it.
    Ack { bodies: usize },
    /// Not now: the store or the bus stayed away.
    RetryIn { delay_ms: u64 },
}

/// The way in of one tenant.
#[derive(Clone)]
pub struct Inbound {
    pub tenant: TenantId,
    pub database: Database,
    pub bus: Bus,
    pub metrics: Metrics,
    pub clock: Clock,
    /// Fresh ids, in order of time (v7).
    pub new_id: fn() -> Uuid,
}

impl Inbound {
    /// Handles a batch up to, but without, its settlement. May be called again with the same deliveries.
    pub async fn handle(&self, deliveries: &[Delivery]) -> Outcome {
        let received = batch::decode(deliveries);
        let started = Instant::now();
        match self.store_and_publish(&received, started).await {
            Ok(()) => {
                self.observe_lag(&received);
                Outcome::Ack { bodies: received.bodies.len() }
            }
            Err(cause) => {
                tracing::error!(cause, deliveries = deliveries.len(), "a batch was held in vain; it comes again later");
                Outcome::RetryIn { delay_ms: RETRY_MS }
            }
        }
    }

    async fn store_and_publish(&self, received: &Received, started: Instant) -> Result<(), &'static str> {
        for dead in &received.dead {
            let send = || self.bus.publish_dead(Some(&self.tenant), &dead.reason, dead.payload.clone());
            self.hold(started, "publish", send, |_| true).await.map_err(|_| "publish")?;
            self.metrics.settled.with_label_values(&["dead"]).inc();
        }
        let decided = decide::decide(&received.bodies, self.new_id);
        for reason in &decided.parked_reasons {
            self.metrics.parked.with_label_values(&[*reason]).inc();
        }
        let changes = self.store(decided.batch, started).await?;
        if changes.is_empty() {
            return Ok(());
        }
        self.hold(started, "publish", || self.bus.publish_changes(&changes), |_| true).await.map_err(|_| "publish")?;
        for change in &changes {
            self.metrics.published.with_label_values(&[kind(change)]).inc();
        }
        Ok(())
    }

    /// Stores a batch. Where the data is at fault, the batch is halved until the offender stands alone, and that one
    /// is parked (law 2).
    async fn store(&self, batch: Batch<'_>, started: Instant) -> Result<Vec<Change>, &'static str> {
        let mut changes = Vec::new();
        let mut parts = vec![batch];
        while let Some(mut part) = parts.pop() {
            if part.is_empty() {
                continue;
            }
            let mut outcome = self.record(&part).await;
            if outcome.as_ref().is_err_and(StoreError::is_transient) {
                // The commit may have happened and only its answer been lost: what is there is published again.
                part.messages.iter_mut().for_each(|message| message.redelivered = true);
                part.statuses.iter_mut().for_each(|status| status.redelivered = true);
                outcome = self.hold(started, "store", || self.record(&part), StoreError::is_transient).await;
            }
            match outcome {
                Ok(recorded) => changes.extend(recorded.changes),
                Err(error) if error.is_about_the_data() && part.len() > 1 => {
                    let (first, second) = batch::halves(part);
                    parts.push(second);
                    parts.push(first);
                }
                Err(error) if error.is_about_the_data() && part.parked.is_empty() => {
                    tracing::warn!(error = chain(&error), "an item can't be stored; parking it");
                    self.metrics.parked.with_label_values(&["refused"]).inc();
                    let parked = decide::park_all(part, &chain(&error), self.clock.now());
                    let store = || self.record(&parked);
                    self.hold(started, "store", store, StoreError::is_transient).await.map_err(|error| unstored(&error))?;
                }
                Err(error) => return Err(unstored(&error)),
            }
        }
        Ok(changes)
    }

    async fn record(&self, batch: &Batch<'_>) -> Result<Recorded, StoreError> {
        let timer = self.metrics.store_seconds.start_timer();
        let recorded = store::inbound::record(&self.database, &self.tenant, batch, self.new_id).await;
        match &recorded {
            Ok(recorded) => {
                timer.observe_duration();
                self.observe(batch, recorded);
            }
            Err(_) => {
                timer.stop_and_discard();
            }
        }
        recorded
    }

    fn observe(&self, batch: &Batch<'_>, recorded: &Recorded) {
        #[expect(clippy::cast_precision_loss, reason = "batches are far below 2^52 items")]
        self.metrics.batch_items.observe(batch.len() as f64);
        let kinds = [
            ("message", batch.messages.len(), recorded.messages),
            ("status", batch.statuses.len(), recorded.statuses),
            ("event", batch.events.len(), recorded.events),
        ];
        for (kind, items, new) in kinds {
            self.metrics.stored.with_label_values(&[kind]).inc_by(new as u64);
            self.metrics.duplicates.with_label_values(&[kind]).inc_by(items.saturating_sub(new) as u64);
        }
    }

    fn observe_lag(&self, received: &Received) {
        let now = self.clock.now();
        for body in &received.bodies {
            self.metrics.lag_seconds.observe(now.duration_since(body.received_at).as_secs_f64().max(0.0));
        }
    }

    /// Tries until it succeeds, fails for good, or the batch was held too long.
    async fn hold<T, E, F>(&self, started: Instant, cause: &str, attempt: impl Fn() -> F, again: impl Fn(&E) -> bool) -> Result<T, E>
    where
        E: std::error::Error + 'static,
        F: Future<Output = Result<T, E>>,
    {
        let mut pause_ms = PAUSE_MS;
        loop {
            match attempt().await {
                Err(error) if again(&error) && started.elapsed() < Duration::from_millis(HOLD_MS_MAX) => {
                    tracing::warn!(error = chain(&error), cause, pause_ms, "holding the batch; trying again");
                    self.metrics.retries.with_label_values(&[cause]).inc();
                    sleep(Duration::from_millis(pause_ms)).await;
                    pause_ms = (pause_ms * 2).min(PAUSE_MS_MAX);
                }
                outcome => return outcome,
            }
        }
    }
}

fn unstored(error: &StoreError) -> &'static str {
    tracing::error!(error = chain(error), "a batch can't be stored");
    "store"
}

fn kind(change: &Change) -> &'static str {
    match change.kind {
        ChangeKind::Message => "message",
        ChangeKind::Status => "status",
        ChangeKind::Conversation => "conversation",
    }
}
