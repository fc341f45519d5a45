//! Connections to PostgreSQL.

use std::{str::FromStr, time::Duration};

use domain::TenantId;
use sqlx::{
    PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use crate::error::StoreError;

/// How a process connects.
#[derive(Clone, Debug)]
pub struct PoolOptions {
    /// Shown in `pg_stat_activity`.
    pub application_name: String,
    pub connections_max: u32,
    /// How long a caller waits for a free connection, in milliseconds.
    pub acquire_timeout_ms: u64,
    /// After this a statement is cancelled, in milliseconds; 0 for never.
    pub statement_timeout_ms: u64,
}

impl PoolOptions {
    /// Ten connections, 5 s for one of them, 30 s for a statement.
    #[must_use]
    pub fn new(application_name: &str) -> Self {
        Self { application_name: application_name.to_owned(), connections_max: 10, acquire_timeout_ms: 5_000, statement_timeout_ms: 30_000 }
    }
}

/// A pool of connections to one database. Clones share it.
#[derive(Clone, Debug)]
pub struct Database {
    pub(crate) pool: PgPool,
}

impl Database {
    /// Opens a pool for the API or the operator. It connects when first used, so a process starts also while
    /// PostgreSQL is away.
    ///
    /// # Errors
    /// When the URL can't be read.
    pub fn open(url: &str, options: &PoolOptions) -> Result<Self, StoreError> {
        let connect = PgConnectOptions::from_str(url)?.application_name(&options.application_name);
        Ok(Self::with(connect, options))
    }

    /// Opens a pool for one tenant's worker: its search path is the tenant's schema, and every plan is a look-up by
    /// key, planned once (planning over all the partitions of `messages` costs more than running it).
    ///
    /// # Errors
    /// When the URL can't be read.
    pub fn open_tenant(url: &str, tenant: &TenantId, options: &PoolOptions) -> Result<Self, StoreError> {
        let connect = PgConnectOptions::from_str(url)?.application_name(&options.application_name).options([
            ("search_path", tenant.schema().as_str()),
            ("plan_cache_mode", "force_generic_plan"),
            ("enable_seqscan", "off"),
            ("enable_hashjoin", "off"),
            ("enable_mergejoin", "off"),
            ("jit", "off"),
        ]);
        Ok(Self::with(connect, options))
    }

    fn with(connect: PgConnectOptions, options: &PoolOptions) -> Self {
        let connect = match options.statement_timeout_ms {
            0 => connect,
            ms => connect.options([("statement_timeout", ms.to_string())]),
        };
        let pool = PgPoolOptions::new()
            .max_connections(options.connections_max)
            .acquire_timeout(Duration::from_millis(options.acquire_timeout_ms))
            .idle_timeout(Duration::from_secs(300))
            .test_before_acquire(false)
            .before_acquire(|connection, _| Box::pin(usable(connection)))
            .connect_lazy_with(connect);
        Self { pool }
    }

    /// Asks PostgreSQL for a sign of life.
    ///
    /// # Errors
    /// When it can't be reached in time.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query_scalar!("select 1").fetch_one(&self.pool).await?;
        Ok(())
    }

    /// Connections open now, and how many of them are idle.
    #[must_use]
    pub fn connections(&self) -> (u32, usize) {
        (self.pool.size(), self.pool.num_idle())
    }

    /// Closes the pool; waits for connections in use.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// Whether a connection that was used before can be used again. A statement in place of sqlx's own sign of life, which
/// doesn't see that a transaction whose beginning failed half-way (no such role) is still there, aborted.
async fn usable(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    match sqlx::raw_sql("select").execute(connection).await {
        Ok(_) => Ok(true),
        Err(sqlx::Error::Database(_)) => Ok(false),
        Err(lost) => Err(lost),
    }
}
