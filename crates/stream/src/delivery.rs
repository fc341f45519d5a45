//! How a worker reads its tenant's stream. A delivery ends one of three ways (law 6): ack, retry-in, park.

use std::time::Duration;

use async_nats::jetstream::{AckKind, Message, consumer::PullConsumer};
use bytes::Bytes;
use domain::TenantId;
use futures::{StreamExt, future};

use crate::{
    bus::{Bus, BusError},
    topology::{WORKER, ingest_stream},
};

/// The durable consumer of one tenant's stream.
#[derive(Clone, Debug)]
pub struct Inbox {
    consumer: PullConsumer,
}

/// How much one fetch may bring, and how long it may wait for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FetchLimits {
    pub messages_max: usize,
    pub bytes_max: usize,
    pub wait_ms: u64,
}

/// One message of the stream in a worker's hands. Dropped unsettled, it comes back after the consumer's ack wait.
#[derive(Debug)]
pub struct Delivery {
    message: Message,
    /// Its place in the stream.
    pub sequence: u64,
    /// 1 on the first delivery; more when an earlier one wasn't settled.
    pub attempt: u64,
}

impl Bus {
    /// Opens the tenant's consumer, which the operator made.
    ///
    /// # Errors
    /// When it doesn't exist yet or JetStream doesn't answer.
    pub async fn inbox(&self, tenant: &TenantId) -> Result<Inbox, BusError> {
        let consumer = self
            .jetstream
            .get_consumer_from_stream(WORKER, ingest_stream(tenant))
            .await
            .map_err(BusError::jetstream("open the workers' consumer"))?;
        Ok(Inbox { consumer })
    }
}

impl Inbox {
    /// Takes what is there, at once when something is; waits up to `wait_ms` for a first message otherwise.
    ///
    /// # Errors
    /// When JetStream doesn't answer; what was delivered meanwhile comes back by itself.
    pub async fn fetch(&self, limits: FetchLimits) -> Result<Vec<Delivery>, BusError> {
        let ready = self.consumer.fetch().max_messages(limits.messages_max).max_bytes(limits.bytes_max);
        let mut deliveries = collect(ready.messages().await.map_err(BusError::jetstream("fetch"))?).await?;
        if deliveries.is_empty() {
            let first = self.consumer.batch().max_messages(1).expires(Duration::from_millis(limits.wait_ms));
            deliveries = collect(first.messages().await.map_err(BusError::jetstream("wait for a message"))?).await?;
        }
        Ok(deliveries)
    }
}

async fn collect(mut batch: async_nats::jetstream::consumer::pull::Batch) -> Result<Vec<Delivery>, BusError> {
    let mut deliveries = Vec::new();
    while let Some(message) = batch.next().await {
        match message {
            Ok(message) => deliveries.push(Delivery::new(message)?),
            // What has arrived is kept: an error at the end of a batch doesn't undo it.
            Err(error) if deliveries.is_empty() => {
                return Err(BusError::JetStream { operation: "read a batch", source: error });
            }
            Err(error) => {
                tracing::debug!(%error, "a batch ended early");
                break;
            }
        }
    }
    Ok(deliveries)
}

impl Delivery {
    fn new(message: Message) -> Result<Self, BusError> {
        let info = message.info().map_err(|source| BusError::JetStream { operation: "read a delivery", source })?;
        let (sequence, attempt) = (info.stream_sequence, u64::try_from(info.delivered).unwrap_or(1));
        Ok(Self { message, sequence, attempt })
    }

    /// The payload: a sequence of envelopes.
    #[must_use]
    pub fn payload(&self) -> &Bytes {
        &self.message.payload
    }

    /// Whether an earlier attempt may have committed already.
    #[must_use]
    pub fn is_redelivery(&self) -> bool {
        self.attempt > 1
    }

    /// Settles as done. An acknowledgement that gets lost costs a redelivery, nothing else.
    ///
    /// # Errors
    /// When the connection is gone.
    pub async fn ack(&self) -> Result<(), BusError> {
        self.settle(AckKind::Ack).await
    }

    /// Settles as not done: it comes back after `delay_ms` (a plain nak would come back at once).
    ///
    /// # Errors
    /// When the connection is gone.
    pub async fn retry_in(&self, delay_ms: u64) -> Result<(), BusError> {
        self.settle(AckKind::Nak(Some(Duration::from_millis(delay_ms)))).await
    }

    async fn settle(&self, kind: AckKind) -> Result<(), BusError> {
        self.message.ack_with(kind).await.map_err(|source| BusError::JetStream { operation: "settle a delivery", source })
    }
}

/// Acknowledges all of them.
///
/// # Errors
/// The first failure; the others were tried.
pub async fn ack_all(deliveries: &[Delivery]) -> Result<(), BusError> {
    future::join_all(deliveries.iter().map(Delivery::ack)).await.into_iter().collect()
}
