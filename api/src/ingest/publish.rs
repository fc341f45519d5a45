//! Publishing with natural batching: a body goes out at once when nothing of its tenant is in flight, and collects
//! with others until the acknowledgement when something is, and a little longer the more there were ([`pace`]). An idle
//! system adds no delay; a busy one makes batches by itself, and many webhooks share one durable write, one delivery and
//! one commit.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use domain::{Clock, TenantId};
use stream::{Bus, BusError, Envelope, envelope::HEADER_BYTES};
use tokio::{
    sync::oneshot,
    time::{Instant, sleep_until},
};
use tokio_util::task::TaskTracker;

use crate::metrics::Metrics;

/// Bodies that may wait for one tenant's publish in flight; beyond it INGEST answers 503.
pub const QUEUED_BODIES_MAX: usize = 8_192;
/// Bytes of bodies that may wait for one tenant's publish in flight.
pub const QUEUED_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Bytes that a stream message may have beside its envelopes (subject, headers), and some room.
const PAYLOAD_RESERVE_BYTES: usize = 64 * 1024;
/// What each body of a message adds to the time until the tenant's next publish begins, in milliseconds. What a webhook
/// costs all processes behind this one depends on how many share a message.
const PACE_MS_PER_BODY: u64 = 2;
/// Longest such time, in milliseconds: what an acknowledgement may lose by it.
const PACE_MS_MAX: u64 = 4;
/// Largest message that is made from several bodies: beyond it batching gains nothing and latency suffers.
const BATCH_BYTES_MAX: usize = 1024 * 1024;

/// Why a body isn't in the stream. Nothing may be answered with 200 then.
#[derive(Clone, Debug, thiserror::Error)]
pub enum PublishError {
    #[error("the bus is away")]
    Away,
    #[error("more webhooks are waiting than allowed")]
    Full,
    #[error("the stream did not acknowledge")]
    Refused(#[source] Arc<BusError>),
}

/// Publishes bodies and waits for their acknowledgement.
#[derive(Clone, Debug)]
pub struct Publisher {
    bus: Bus,
    clock: Clock,
    metrics: Metrics,
    tasks: TaskTracker,
}

/// One tenant's way to its stream.
#[derive(Debug)]
pub struct Lane {
    tenant: TenantId,
    state: Mutex<LaneState>,
}

#[derive(Debug, Default)]
struct LaneState {
    in_flight: bool,
    queue: VecDeque<Waiting>,
    queued_bytes: usize,
}

#[derive(Debug)]
struct Waiting {
    envelope: Envelope,
    done: oneshot::Sender<Result<(), PublishError>>,
}

impl Lane {
    /// A lane with nothing in flight.
    #[must_use]
    pub fn new(tenant: TenantId) -> Self {
        Self { tenant, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, LaneState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What goes out next, at most `bytes_max` bytes unless one body alone has more. Nothing: the lane is idle now.
    fn next_batch(&self, bytes_max: usize) -> Vec<Waiting> {
        let mut state = self.state();
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while let Some(first) = state.queue.front() {
            bytes += first.envelope.body.len() + HEADER_BYTES;
            if bytes > bytes_max && !batch.is_empty() {
                break;
            }
            batch.extend(state.queue.pop_front());
        }
        state.queued_bytes -= batch.iter().map(|waiting: &Waiting| waiting.envelope.body.len()).sum::<usize>();
        state.in_flight = !batch.is_empty();
        batch
    }
}

impl Publisher {
    /// A publisher whose publishes in flight are tracked: a shutdown waits for them.
    #[must_use]
    pub fn new(bus: Bus, clock: Clock, metrics: Metrics, tasks: TaskTracker) -> Self {
        Self { bus, clock, metrics, tasks }
    }

    /// Whether the bus can be reached now.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.bus.is_connected()
    }

    /// Puts a body into a tenant's stream; returns once the stream has it.
    ///
    /// # Errors
    /// When it hasn't, or too much is waiting.
    pub async fn publish(&self, lane: &Arc<Lane>, body: Bytes) -> Result<(), PublishError> {
        // A client that isn't connected would buffer the message and publish it later, after we answered 503.
        if !self.bus.is_connected() {
            return Err(PublishError::Away);
        }
        let (done, outcome) = oneshot::channel();
        let waiting = Waiting { envelope: Envelope { received_at: self.clock.now(), body }, done };
        {
            let mut state = lane.state();
            if state.queue.len() >= QUEUED_BODIES_MAX || state.queued_bytes >= QUEUED_BYTES_MAX {
                return Err(PublishError::Full);
            }
            if state.in_flight {
                state.queued_bytes += waiting.envelope.body.len();
                state.queue.push_back(waiting);
                self.metrics.ingest_queued.inc();
            } else {
                state.in_flight = true;
                drop(state);
                // A task of its own: a client that hangs up must not take the batch of others with it.
                self.tasks.spawn(self.clone().drain(Arc::clone(lane), waiting));
            }
        }
        // The task answers everybody; should it ever die, nothing is known to be in the stream.
        outcome.await.unwrap_or(Err(PublishError::Away))
    }

    /// Keeps bytes of nobody in DEAD; returns once they are there.
    ///
    /// # Errors
    /// When they aren't.
    pub async fn bury(&self, reason: &str, body: Bytes) -> Result<(), PublishError> {
        if !self.bus.is_connected() {
            return Err(PublishError::Away);
        }
        self.bus.publish_dead(None, reason, body).await.map_err(|error| PublishError::Refused(Arc::new(error)))
    }

    async fn drain(self, lane: Arc<Lane>, first: Waiting) {
        let bytes_max = self.bus.payload_bytes_max().saturating_sub(PAYLOAD_RESERVE_BYTES).min(BATCH_BYTES_MAX);
        let mut batch = vec![first];
        while !batch.is_empty() {
            let (envelopes, waiters): (Vec<Envelope>, Vec<_>) = batch.into_iter().map(|it| (it.envelope, it.done)).unzip();
            let began = Instant::now();
            let outcome = self.bus.publish_bodies(&lane.tenant, &envelopes).await;
            self.metrics.ingest_ack_seconds.observe(began.elapsed().as_secs_f64());
            self.metrics.ingest_bodies_per_publish.observe(envelopes.len() as f64);
            let outcome = outcome.map_err(|error| PublishError::Refused(Arc::new(error)));
            for done in waiters {
                // Whoever hung up doesn't need the answer; the provider will retry and Postgres knows duplicates.
                let _ = done.send(outcome.clone());
            }
            sleep_until(began + pace(envelopes.len())).await;
            batch = lane.next_batch(bytes_max);
            self.metrics.ingest_queued.sub(i64::try_from(batch.len()).unwrap_or(0));
        }
    }
}

/// From the beginning of a publish of so many bodies to that of the next. A body alone lets the next one go at once.
fn pace(bodies: usize) -> Duration {
    let others = u64::try_from(bodies.saturating_sub(1)).unwrap_or(u64::MAX);
    Duration::from_millis(others.saturating_mul(PACE_MS_PER_BODY).min(PACE_MS_MAX))
}
