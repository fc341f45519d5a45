//! The loop: fetch, handle, settle. The only file that settles deliveries (law 6).

use std::time::Duration;

use service::{Readiness, chain};
use stream::{
    BusError, Delivery, Inbox,
    delivery::{FetchLimits, ack_all},
};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::{
    inbound::{Inbound, Outcome},
    metrics::Metrics,
};

/// How long the bus may take to answer a fetch, in milliseconds: a request that was lost with a server is never answered.
const FETCH_MS_MAX: u64 = 5_000;
/// Pause after a fetch that failed, in milliseconds.
const FETCH_PAUSE_MS: u64 = 500;

/// A worker at work.
pub struct Run {
    pub inbound: Inbound,
    pub limits: FetchLimits,
    pub metrics: Metrics,
    pub readiness: Readiness,
    pub stop: CancellationToken,
}

impl Run {
    /// Takes deliveries until asked to stop; finishes those in hand.
    ///
    /// The next batch is fetched while the present one is stored. A fetch under way is not cut short by a stop: what
    /// it was sent meanwhile would be missing for the consumer's ack wait.
    pub async fn until_stopped(&self) {
        let mut inbox = None;
        let mut batch = Vec::new();
        while !self.stop.is_cancelled() {
            let (next, ()) = tokio::join!(self.fetch(&mut inbox), self.handle(&batch));
            batch = next;
        }
        self.handle(&batch).await;
        tracing::info!("everything in hand is settled");
    }

    /// The next deliveries; none when there are none, or after a pause when the bus is away.
    async fn fetch(&self, inbox: &mut Option<Inbox>) -> Vec<Delivery> {
        match self.try_fetch(inbox).await {
            Ok(deliveries) => {
                self.readiness.set("bus", true);
                for delivery in &deliveries {
                    let attempt = if delivery.is_redelivery() { "again" } else { "first" };
                    self.metrics.deliveries.with_label_values(&[attempt]).inc();
                }
                deliveries
            }
            Err(error) => {
                tracing::warn!(error, "fetching failed; trying again");
                self.metrics.retries.with_label_values(&["fetch"]).inc();
                self.readiness.set("bus", false);
                *inbox = None;
                tokio::select! { () = sleep(Duration::from_millis(FETCH_PAUSE_MS)) => {}, () = self.stop.cancelled() => {} }
                Vec::new()
            }
        }
    }

    async fn try_fetch(&self, inbox: &mut Option<Inbox>) -> Result<Vec<Delivery>, String> {
        let open = match inbox.take() {
            Some(open) => open,
            None => self.inbound.bus.inbox(&self.inbound.tenant).await.map_err(|error| chain(&error))?,
        };
        let patience = Duration::from_millis(self.limits.wait_ms + FETCH_MS_MAX);
        let fetched = timeout(patience, open.fetch(self.limits)).await;
        let fetched = fetched.map_err(|_| format!("the bus did not answer within {} ms", patience.as_millis()))?;
        *inbox = Some(open);
        fetched.map_err(|error| chain(&error))
    }

    async fn handle(&self, deliveries: &[Delivery]) {
        if deliveries.is_empty() {
            return;
        }
        let outcome = self.inbound.handle(deliveries).await;
        self.readiness.set("store", !matches!(outcome, Outcome::RetryIn { .. }));
        let (settled, label) = match outcome {
            Outcome::Ack => (ack_all(deliveries).await, "ack"),
            Outcome::RetryIn { delay_ms } => (retry_all(deliveries, delay_ms).await, "retry"),
        };
        self.metrics.settled.with_label_values(&[label]).inc_by(deliveries.len() as u64);
        if let Err(error) = settled {
            // They come back after the ack wait, and are then recognised.
            tracing::warn!(error = chain(&error), "settling failed; the deliveries will come again");
        }
    }
}

async fn retry_all(deliveries: &[Delivery], delay_ms: u64) -> Result<(), BusError> {
    let mut outcome = Ok(());
    for delivery in deliveries {
        outcome = outcome.and(delivery.retry_in(delay_ms).await);
    }
    outcome
}
