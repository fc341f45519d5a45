//! From configuration to running tasks.

use std::time::Duration;

use domain::Clock;
use prometheus::Registry;
use service::{Lifecycle, Readiness, TaskResult, chain, serve_ops};
use store::{Database, PoolOptions};
use stream::Bus;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    config::Config,
    inbound::Inbound,
    metrics::Metrics,
    run::Run,
    sweep::{SWEEP_MS, Sweep},
};

/// Pause between looks at what a worker waits for before it starts, in milliseconds.
const WAIT_MS: u64 = 500;

/// Starts health, metrics and the loops.
///
/// # Errors
/// When the configuration can't be used.
pub fn start(config: Config, lifecycle: &Lifecycle) -> anyhow::Result<()> {
    let registry = Registry::new();
    let metrics = Metrics::register(&registry)?;
    let readiness = Readiness::default();
    for part in ["bus", "schema", "store"] {
        readiness.set(part, false);
    }
    let stop = lifecycle.stopping();
    let ops = serve_ops(config.ops_address, registry, readiness.clone(), stop.clone());
    lifecycle.spawn("ops", async move { Ok(ops.await?) });
    let options = PoolOptions { connections_max: config.connections_max, ..PoolOptions::new(&config.pod_name) };
    let database = Database::open_tenant(&config.database_url, &config.tenant_id, &options)?;
    lifecycle.spawn("run", work(config, database, metrics, readiness, stop));
    Ok(())
}

async fn work(config: Config, database: Database, metrics: Metrics, readiness: Readiness, stop: CancellationToken) -> TaskResult {
    let Some(bus) = connected(&config, &stop).await else { return Ok(()) };
    readiness.set("bus", true);
    if !migrated(&config, &database, &stop).await {
        return Ok(());
    }
    readiness.set("schema", true);
    readiness.set("store", true);
    let limits = config.fetch_limits();
    let inbound = Inbound {
        tenant: config.tenant_id,
        database: database.clone(),
        bus: bus.clone(),
        metrics: metrics.clone(),
        clock: Clock::machine(),
        new_id: Uuid::now_v7,
    };
    let sweep = Sweep {
        tenant: inbound.tenant.clone(),
        database: database.clone(),
        bus: bus.clone(),
        metrics: metrics.clone(),
        clock: inbound.clock.clone(),
        every_ms: SWEEP_MS,
        stop: stop.clone(),
    };
    let run = Run { inbound, limits, metrics, readiness, stop };
    tokio::join!(run.until_stopped(), sweep.until_stopped());
    bus.drain().await;
    database.close().await;
    Ok(())
}

/// The bus, as soon as it answers; none when asked to stop first.
async fn connected(config: &Config, stop: &CancellationToken) -> Option<Bus> {
    loop {
        match Bus::connect(&config.nats_url, &config.pod_name).await {
            Ok(bus) => return Some(bus),
            Err(error) => tracing::warn!(error = chain(&error), "the bus doesn't answer; trying again"),
        }
        tokio::select! { () = sleep(Duration::from_millis(WAIT_MS)) => {}, () = stop.cancelled() => return None }
    }
}

/// Waits until the operator has migrated the schema far enough. False when asked to stop first.
async fn migrated(config: &Config, database: &Database, stop: &CancellationToken) -> bool {
    let wanted = config.schema_version();
    let mut said = None;
    loop {
        let state = match store::migrate::applied_version(database).await {
            Ok(Some(version)) if version >= wanted => return true,
            Ok(version) => format!("schema version {wanted} is wanted, {} is applied", version.unwrap_or(0)),
            Err(error) => chain(&error),
        };
        if said.as_ref() != Some(&state) {
            tracing::info!(state, "waiting for the operator's migrations");
            said = Some(state);
        }
        tokio::select! { () = sleep(Duration::from_millis(WAIT_MS)) => {}, () = stop.cancelled() => return false }
    }
}
