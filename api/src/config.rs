//! The API's settings: flags and environment, read once.

use std::{net::SocketAddr, path::PathBuf};

use clap::Parser;

/// INGEST, REST and LIVE of Switchboard.
#[derive(Debug, Parser)]
#[command(name = "api", version)]
pub struct Config {
    /// Where webhooks, REST, sockets and the dashboard are served.
    #[arg(long, env = "LISTEN", default_value = "0.0.0.0:8080")]
    pub listen: SocketAddr,
    /// Where /livez, /readyz and /metrics are served.
    #[arg(long, env = "OPS_LISTEN", default_value = "0.0.0.0:9090")]
    pub ops_listen: SocketAddr,
    /// PostgreSQL, as the role that may become each tenant's role.
    #[arg(long, env = "API_DATABASE_URL", hide_env_values = true)]
    pub database_url: String,
    /// A replica for reads that tolerate lag.
    #[arg(long, env = "API_REPLICA_URL", hide_env_values = true)]
    pub replica_url: Option<String>,
    /// Connections to PostgreSQL, at most.
    #[arg(long, env = "DATABASE_CONNECTIONS_MAX", default_value_t = 10)]
    pub database_connections_max: u32,
    /// NATS with JetStream, credentials included.
    #[arg(long, env = "NATS_URL", hide_env_values = true)]
    pub nats_url: String,
    /// Redis or Valkey.
    #[arg(long, env = "REDIS_URL", hide_env_values = true)]
    pub redis_url: String,
    /// Longest wait for one answer of Redis, in milliseconds; then requests go on without it.
    #[arg(long, env = "REDIS_TIMEOUT_MS", default_value_t = 250)]
    pub redis_timeout_ms: u64,
    /// 32 bytes in base64 that open the directory's secrets.
    #[arg(long, env = "DIRECTORY_KEY", hide_env_values = true)]
    pub directory_key: String,
    /// Ed25519 key that signs access tokens, PKCS#8 PEM.
    #[arg(long, env = "JWT_PRIVATE_KEY", hide_env_values = true)]
    pub jwt_private_key: String,
    /// The dashboard's origin, for example https://inbox.example.com.
    #[arg(long, env = "PUBLIC_URL")]
    pub public_url: String,
    /// The dashboard's static export.
    #[arg(long, env = "DASHBOARD_DIR", default_value = "/dashboard")]
    pub dashboard_dir: PathBuf,
    /// This pod's name, in session mappings and logs.
    #[arg(long, env = "POD_NAME", default_value = "api")]
    pub pod_name: String,
    /// Log filter.
    #[arg(long, env = "LOG", default_value = "info")]
    pub log: String,
    /// How long the pod keeps serving after it is asked to stop, while balancers forget it, in milliseconds.
    #[arg(long, env = "DRAIN_WAIT_MS", default_value_t = 5_000)]
    pub drain_wait_ms: u64,
}
