//! What a worker is told, once, by its environment.

use std::net::SocketAddr;

use clap::Parser;
use domain::TenantId;
use stream::delivery::FetchLimits;

/// Stores one business's webhooks and announces what changed.
#[derive(Clone, Debug, Parser)]
#[command(version, about)]
pub struct Config {
    /// The business.
    #[arg(long, env)]
    pub tenant_id: TenantId,
    /// DSN of the tenant's role.
    #[arg(long, env, hide_env_values = true)]
    pub database_url: String,
    /// The bus, with its credentials.
    #[arg(long, env, hide_env_values = true)]
    pub nats_url: String,
    /// Shown in logs and in the list of connections.
    #[arg(long, env, default_value = "worker")]
    pub pod_name: String,
    /// The tenant migration that must be applied before anything is stored; 0 for the newest that this program knows.
    #[arg(long, env, default_value_t = 0)]
    pub schema_version: i64,
    /// Filter of the log.
    #[arg(long, env, default_value = "info")]
    pub log: String,
    /// Health and metrics.
    #[arg(long, env, default_value = "0.0.0.0:9090")]
    pub ops_address: SocketAddr,
    /// Connections to PostgreSQL.
    #[arg(long, env, default_value_t = 3)]
    pub connections_max: u32,
    /// Deliveries of one fetch; each holds one or more webhook bodies.
    #[arg(long, env, default_value_t = 256)]
    pub messages_max: usize,
    /// Bytes of one fetch.
    #[arg(long, env, default_value_t = 4 * 1024 * 1024)]
    pub bytes_max: usize,
    /// How long one fetch waits for a first delivery, in milliseconds; a stop waits as long.
    #[arg(long, env, default_value_t = 1_000)]
    pub wait_ms: u64,
}

impl Config {
    /// The limits of one fetch.
    #[must_use]
    pub fn fetch_limits(&self) -> FetchLimits {
        // A body may be as large as a message of the bus: less than that would leave it in the stream for ever.
        FetchLimits { messages_max: self.messages_max, bytes_max: self.bytes_max, wait_ms: self.wait_ms }
    }

    /// The version to wait for.
    #[must_use]
    pub fn schema_version(&self) -> i64 {
        if self.schema_version == 0 { store::migrate::latest_version() } else { self.schema_version }
    }
}
