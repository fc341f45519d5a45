//! The connection to NATS, shared by everything in a process.

use std::time::Duration;

use async_nats::{
    ConnectOptions, ServerAddr,
    jetstream::{self, context::ContextBuilder},
};
use percent_encoding::percent_decode_str;

/// How long a publish waits for the stream's acknowledgement, in milliseconds. INGEST answers 503 after it, so it
/// stays below the provider's patience.
pub const ACK_TIMEOUT_MS: u64 = 5_000;
/// How long a request to JetStream's API may take, in milliseconds.
pub const REQUEST_TIMEOUT_MS: u64 = 5_000;
/// Publishes that may wait for their acknowledgement at once, per process.
pub const ACKS_IN_FLIGHT_MAX: usize = 4_096;

/// What can go wrong on the bus.
#[derive(Debug, thiserror::Error)]
pub enum BusError {
    #[error("NATS_URL is not an address: write nats://user:password@host:port")]
    Address(#[source] std::io::Error),
    #[error("connecting to NATS failed: check NATS_URL and that the server is up")]
    Connect(#[source] async_nats::ConnectError),
    #[error("JetStream refused or did not answer: {operation}")]
    JetStream { operation: &'static str, source: Box<dyn std::error::Error + Send + Sync> },
    #[error("the stream did not acknowledge a publish to {subject}")]
    Publish { subject: String, source: Box<dyn std::error::Error + Send + Sync> },
    #[error("a record of the directory can't be read: {0}")]
    Directory(#[from] crate::directory::SealError),
    #[error("the payload has {bytes} bytes, more than the {bytes_max} that the server takes: raise its max_payload")]
    TooLarge { bytes: usize, bytes_max: usize },
}

impl BusError {
    /// Wraps an error of async-nats with the name of what was tried.
    pub(crate) fn jetstream<E>(operation: &'static str) -> impl FnOnce(E) -> Self
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        move |source| Self::JetStream { operation, source: Box::new(source) }
    }
}

/// A handle on the bus; clones share one connection, which reconnects by itself.
#[derive(Clone, Debug)]
pub struct Bus {
    pub(crate) client: async_nats::Client,
    pub(crate) jetstream: jetstream::Context,
}

impl Bus {
    /// Connects to `url` (`nats://user:password@host:port`). Later losses of the connection heal by themselves.
    ///
    /// # Errors
    /// When no server answers now.
    pub async fn connect(url: &str, process: &str) -> Result<Self, BusError> {
        let address: ServerAddr = url.parse().map_err(BusError::Address)?;
        let client = authenticated(ConnectOptions::new(), &address)
            .name(process)
            .connection_timeout(Duration::from_secs(5))
            .ping_interval(Duration::from_secs(10))
            .max_reconnects(None)
            .reconnect_delay_callback(|attempts| {
                Duration::from_millis(match attempts {
                    0 | 1 => 50,
                    2..=10 => 250,
                    _ => 1_000,
                })
            })
            .connect(address)
            .await
            .map_err(BusError::Connect)?;
        let jetstream = ContextBuilder::new()
            .timeout(Duration::from_millis(REQUEST_TIMEOUT_MS))
            .ack_timeout(Duration::from_millis(ACK_TIMEOUT_MS))
            .max_ack_inflight(ACKS_IN_FLIGHT_MAX)
            .build(client.clone());
        Ok(Self { client, jetstream })
    }

    /// Whether the connection is up at this moment.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.client.connection_state() == async_nats::connection::State::Connected
    }

    /// How often the connection was made; it grows with every reconnect.
    pub(crate) fn connects(&self) -> u64 {
        self.client.statistics().connects.load(std::sync::atomic::Ordering::Relaxed)
    }

    /// The largest payload that the server takes, in bytes.
    #[must_use]
    pub fn payload_bytes_max(&self) -> usize {
        self.client.server_info().max_payload
    }

    /// Sends what is buffered, then closes: the last step of a shutdown.
    pub async fn drain(&self) {
        if let Err(error) = self.client.drain().await {
            tracing::debug!(%error, "draining the NATS connection failed; it is closed anyway");
        }
    }
}

/// The client ignores credentials in an address: they are taken out of it here, and hold for every server of a cluster.
fn authenticated(options: ConnectOptions, address: &ServerAddr) -> ConnectOptions {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    match (address.username(), address.password()) {
        (Some(user), Some(password)) => options.user_and_password(decoded(user), decoded(password)),
        _ => options,
    }
}
