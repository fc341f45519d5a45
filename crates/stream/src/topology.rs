//! Every stream and consumer, in one table (DESIGN section 7). Streams are created or updated, never deleted and
//! recreated: a rename in code must not erase what wasn't read.

use std::time::Duration;

use async_nats::jetstream::{
    consumer::{AckPolicy, DeliverPolicy, pull},
    kv,
    stream::{Config, DiscardPolicy, RetentionPolicy, StorageType},
};
use domain::TenantId;

use crate::bus::{Bus, BusError};

/// The stream of changes that every API pod reads.
pub const CHANGES: &str = "CHANGES";
/// What could not be handled: raw bytes and the reason, replayable.
pub const DEAD: &str = "DEAD";
/// Work for shared workers.
pub const JOBS: &str = "JOBS";
/// The bucket that tells API pods who owns which number.
pub const DIRECTORY: &str = "DIRECTORY";
/// The durable consumer of a tenant's stream that its workers share.
pub const WORKER: &str = "worker";

/// How long CHANGES keeps a change, in hours: a client away for longer refetches.
pub const CHANGES_HOURS: u64 = 24;
/// How long DEAD keeps what could not be handled, in days.
pub const DEAD_DAYS: u64 = 30;
/// How long a worker may hold a delivery before another gets it, in seconds.
pub const ACK_WAIT_S: u64 = 20;
/// Deliveries that a tenant's workers may hold at once.
pub const ACK_PENDING_MAX: i64 = 2_000;

/// Durability of the streams, decided once per installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Durability {
    /// Copies of every stream: 1, 3 or 5. Three survive the loss of a node.
    pub replicas: usize,
}

/// `INGEST_<tenant>`.
#[must_use]
pub fn ingest_stream(tenant: &TenantId) -> String {
    format!("INGEST_{tenant}")
}

/// `ingest.<tenant>`.
#[must_use]
pub fn ingest_subject(tenant: &TenantId) -> String {
    format!("ingest.{tenant}")
}

/// `changes.<tenant>`.
#[must_use]
pub fn changes_subject(tenant: &TenantId) -> String {
    format!("changes.{tenant}")
}

/// `dead.<tenant>`; `dead.unrouted` for what no tenant owns.
#[must_use]
pub fn dead_subject(tenant: Option<&TenantId>) -> String {
    tenant.map_or_else(|| "dead.unrouted".to_owned(), |tenant| format!("dead.{tenant}"))
}

const fn days(days: u64) -> Duration {
    Duration::from_secs(days * 86_400)
}

fn file_stream(name: &str, subject: &str, max_age: Duration, durability: Durability) -> Config {
    Config {
        name: name.to_owned(),
        subjects: vec![subject.to_owned()],
        retention: RetentionPolicy::Limits,
        storage: StorageType::File,
        discard: DiscardPolicy::Old,
        max_age,
        num_replicas: durability.replicas,
        allow_direct: true,
        ..Config::default()
    }
}

/// A tenant's stream of raw webhook bodies. `raw_webhook_days` 0 keeps them for ever.
#[must_use]
pub fn ingest_config(tenant: &TenantId, raw_webhook_days: u32, durability: Durability) -> Config {
    let max_age = days(u64::from(raw_webhook_days));
    file_stream(&ingest_stream(tenant), &ingest_subject(tenant), max_age, durability)
}

/// The consumer that a tenant's workers share: every delivery is settled by hand, and none is ever given up by the
/// server (`max_deliver` -1), since the worker parks what it can't handle.
#[must_use]
pub fn worker_config() -> pull::Config {
    pull::Config {
        durable_name: Some(WORKER.to_owned()),
        deliver_policy: DeliverPolicy::All,
        ack_policy: AckPolicy::Explicit,
        ack_wait: Duration::from_secs(ACK_WAIT_S),
        max_deliver: -1,
        max_ack_pending: ACK_PENDING_MAX,
        ..pull::Config::default()
    }
}

/// The streams and the bucket that all tenants share.
#[must_use]
pub fn shared_configs(durability: Durability) -> Vec<Config> {
    let changes = file_stream(CHANGES, "changes.*", Duration::from_secs(CHANGES_HOURS * 3_600), durability);
    let dead = file_stream(DEAD, "dead.*", days(DEAD_DAYS), durability);
    let jobs = Config { retention: RetentionPolicy::WorkQueue, ..file_stream(JOBS, "jobs.>", days(7), durability) };
    vec![changes, dead, jobs]
}

impl Bus {
    /// Makes or updates the streams and the bucket that all tenants share. Idempotent.
    ///
    /// # Errors
    /// When JetStream refuses or doesn't answer.
    pub async fn ensure_shared(&self, durability: Durability) -> Result<(), BusError> {
        for config in shared_configs(durability) {
            self.jetstream.create_or_update_stream(config).await.map_err(BusError::jetstream("create a shared stream"))?;
        }
        let bucket = kv::Config {
            bucket: DIRECTORY.to_owned(),
            history: 1,
            storage: StorageType::File,
            num_replicas: durability.replicas,
            ..kv::Config::default()
        };
        self.jetstream.create_or_update_key_value(bucket).await.map_err(BusError::jetstream("create the directory"))?;
        Ok(())
    }

    /// Makes or updates a tenant's stream and its workers' consumer. Idempotent; the consumer keeps its place.
    ///
    /// # Errors
    /// When JetStream refuses or doesn't answer.
    pub async fn ensure_tenant(&self, tenant: &TenantId, raw_webhook_days: u32, durability: Durability) -> Result<(), BusError> {
        let config = ingest_config(tenant, raw_webhook_days, durability);
        self.jetstream.create_or_update_stream(config).await.map_err(BusError::jetstream("create the tenant's stream"))?;
        self.jetstream
            .create_consumer_on_stream(worker_config(), ingest_stream(tenant))
            .await
            .map_err(BusError::jetstream("create the workers' consumer"))?;
        Ok(())
    }

    /// Deletes a tenant's stream with everything in it; fine when it is gone already.
    ///
    /// # Errors
    /// When JetStream refuses or doesn't answer.
    pub async fn delete_tenant(&self, tenant: &TenantId) -> Result<(), BusError> {
        use async_nats::jetstream::{ErrorCode, context::DeleteStreamErrorKind};
        match self.jetstream.delete_stream(ingest_stream(tenant)).await {
            Ok(_) => Ok(()),
            Err(error) => match error.kind() {
                DeleteStreamErrorKind::JetStream(cause) if cause.error_code() == ErrorCode::STREAM_NOT_FOUND => Ok(()),
                _ => Err(BusError::jetstream("delete the tenant's stream")(error)),
            },
        }
    }

    /// When the newest message of the tenant's stream came in; `None` before the first.
    ///
    /// # Errors
    /// When the stream doesn't exist or JetStream doesn't answer.
    pub async fn last_ingest(&self, tenant: &TenantId) -> Result<Option<jiff::Timestamp>, BusError> {
        let stream = self.jetstream.get_stream(ingest_stream(tenant)).await.map_err(BusError::jetstream("look at the tenant's stream"))?;
        let state = &stream.cached_info().state;
        let at = jiff::Timestamp::from_nanosecond(state.last_timestamp.unix_timestamp_nanos()).ok();
        Ok(at.filter(|_| state.last_sequence > 0))
    }

    /// Stream messages that the tenant's workers haven't settled: those not delivered and those in their hands.
    ///
    /// # Errors
    /// When the consumer doesn't exist or JetStream doesn't answer.
    pub async fn backlog(&self, tenant: &TenantId) -> Result<u64, BusError> {
        let mut consumer: async_nats::jetstream::consumer::Consumer<pull::Config> = self
            .jetstream
            .get_consumer_from_stream(WORKER, ingest_stream(tenant))
            .await
            .map_err(BusError::jetstream("look at the workers' consumer"))?;
        let info = consumer.info().await.map_err(BusError::jetstream("look at the workers' consumer"))?;
        Ok(info.num_pending + info.num_ack_pending as u64)
    }
}
