//! Flags and environment, read once.

use std::net::SocketAddr;

use clap::Parser;
use secrecy::SecretString;

/// Reconciles Business objects into tenants, and serves their backlog as an external metric.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Config {
    /// DSN of a role that may create roles and schemas.
    #[arg(long, env = "OPERATOR_DATABASE_URL", hide_env_values = true)]
    pub operator_database_url: SecretString,

    /// `host:port/dbname`, optionally with `?parameters`, from which each worker's DSN is built.
    #[arg(long, env = "WORKER_DATABASE_HOST")]
    pub worker_database_host: String,

    /// NATS with JetStream, credentials included.
    #[arg(long, env = "NATS_URL", hide_env_values = true)]
    pub nats_url: SecretString,

    /// The same server as a user who may do only what workers do (ADR 9); the operator's own user unless given.
    #[arg(long, env = "WORKER_NATS_URL", hide_env_values = true)]
    pub worker_nats_url: Option<SecretString>,

    /// 32 bytes in base64 that seal the directory's secrets.
    #[arg(long, env = "DIRECTORY_KEY", hide_env_values = true)]
    pub directory_key: SecretString,

    /// Base URL of the provider's Graph API.
    #[arg(long, env = "GRAPH_URL")]
    pub graph_url: String,

    /// Origin of the dashboard and of the webhook address, without a closing slash.
    #[arg(long, env = "PUBLIC_URL")]
    pub public_url: String,

    /// E-mail address of the first administrator.
    #[arg(long, env = "ADMIN_EMAIL")]
    pub admin_email: String,

    /// Password of the first administrator; used once.
    #[arg(long, env = "ADMIN_PASSWORD", hide_env_values = true)]
    pub admin_password: SecretString,

    /// Image of the workers.
    #[arg(long, env = "WORKER_IMAGE")]
    pub worker_image: String,

    /// Database role of the API, to which each tenant's role is granted.
    #[arg(long, env = "API_ROLE", default_value = "switchboard_api")]
    pub api_role: String,

    /// Name of this pod: who holds the Lease.
    #[arg(long, env = "POD_NAME")]
    pub pod_name: String,

    /// Namespace of this pod: where the Lease is.
    #[arg(long, env = "POD_NAMESPACE")]
    pub pod_namespace: String,

    /// Name of the operator's Service, for the certificate of the external metrics API and for KEDA.
    #[arg(long, env = "SERVICE_NAME", default_value = "switchboard-operator")]
    pub service_name: String,

    /// Serve external.metrics.k8s.io.
    #[arg(long, env = "METRICS_ADAPTER", default_value_t = true, action = clap::ArgAction::Set)]
    pub metrics_adapter: bool,

    /// Copies of each JetStream stream: 1, 3 or 5.
    #[arg(long, env = "STREAM_REPLICAS", default_value_t = 1)]
    pub stream_replicas: usize,

    /// Businesses reconciled at once.
    #[arg(long, env = "CONCURRENCY", default_value_t = 4)]
    pub concurrency: u16,

    /// Seconds without backlog after which a business with minReplicas 0 has its last worker stopped.
    #[arg(long, env = "IDLE_SECONDS", default_value_t = 60)]
    pub idle_seconds: u64,

    /// Address of /livez, /readyz and /metrics.
    #[arg(long, env = "OPS_ADDRESS", default_value = "0.0.0.0:9090")]
    pub ops_address: SocketAddr,

    /// Address of the external metrics API.
    #[arg(long, env = "EXTERNAL_METRICS_ADDRESS", default_value = "0.0.0.0:8443")]
    pub external_metrics_address: SocketAddr,

    /// Tracing filter, for example `info,operator=debug`.
    #[arg(long, env = "LOG", default_value = "info")]
    pub log: String,
}
