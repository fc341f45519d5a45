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
/// What each webhook of a batch adds to the pause before a later fetch, in milliseconds: a commit and what it wakes cost
/// nearly the same for one as for many. Under light load this is nothing; the busier the tenant, the larger its batches.
const PACE_MS_PER_BODY: u64 = 2;
/// Longest such pause, in milliseconds: what a message may lose on its way to a browser.
const PACE_MS_MAX: u64 = 40;
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
        let mut pause = Duration::ZERO;
        while !self.stop.is_cancelled() {
            let paced = async {
                sleep(pause).await;
                self.fetch(&mut inbox).await
            };
            (batch, pause) = tokio::join!(paced, self.handle(&batch));
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

    /// Handles and settles a batch. Returns how long more may gather before they are fetched.
    async fn handle(&self, deliveries: &[Delivery]) -> Duration {
        if deliveries.is_empty() {
            return Duration::ZERO;
        }
        let outcome = self.inbound.handle(deliveries).await;
        self.readiness.set("store", !matches!(outcome, Outcome::RetryIn { .. }));
        let (settled, label, pause) = match outcome {
            Outcome::Ack { bodies } => (ack_all(deliveries).await, "ack", pace(bodies)),
            Outcome::RetryIn { delay_ms } => (retry_all(deliveries, delay_ms).await, "retry", Duration::ZERO),
        };
        self.metrics.settled.with_label_values(&[label]).inc_by(deliveries.len() as u64);
        if let Err(error) = settled {
            // They come back after the ack wait, and are then recognised.
            tracing::warn!(error = chain(&error), "settling failed; the deliveries will come again");
        }
        pause
    }
}

/// The pause that a batch of so many webhooks is worth. One alone lets the next be fetched at once.
fn pace(bodies: usize) -> Duration {
    let others = u64::try_from(bodies.saturating_sub(1)).unwrap_or(u64::MAX);
    Duration::from_millis(others.saturating_mul(PACE_MS_PER_BODY).min(PACE_MS_MAX))
}

async fn retry_all(deliveries: &[Delivery], delay_ms: u64) -> Result<(), BusError> {
    let mut outcome = Ok(());
    for delivery in deliveries {
        outcome = outcome.and(delivery.retry_in(delay_ms).await);
    }
    outcome
}
