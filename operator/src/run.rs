//! Composition: every replica serves health, metrics and backlogs; the one that holds the Lease reconciles.

use std::{sync::Arc, time::Duration};

use anyhow::{Context as _, bail};
use crds::Business;
use domain::Clock;
use futures::StreamExt;
use kube::{
    Api, Client,
    core::DeserializeGuard,
    runtime::{
        WatchStreamExt,
        events::{Recorder, Reporter},
        reflector::{self, Store},
        watcher,
    },
};
use prometheus::Registry;
use secrecy::ExposeSecret;
use service::{Lifecycle, Readiness};
use store::{Database, Fence, PoolOptions, StoreError};
use stream::{Bus, DirectoryKey, topology::Durability};
use tokio::sync::watch;

use crate::{
    backlog::{Backlogs, Sources},
    business::{backoff::Backoff, plan::Settings, provider::Answers, status::Refreshes},
    config::Config,
    context::{Context, Random},
    controller,
    external_metrics::{self, Answerer, tls::Keeper},
    leader::{self, Elector},
    metrics::Metrics,
};

/// Pause before what a leader needs first is tried again, in milliseconds.
const PREPARE_PAUSE_MS: u64 = 2_000;

/// What every replica has.
struct Parts {
    config: Config,
    client: Client,
    clock: Clock,
    bus: Bus,
    database: Database,
    businesses: Store<DeserializeGuard<Business>>,
    metrics: Metrics,
}

impl Parts {
    fn sources(&self) -> Sources {
        Sources { bus: self.bus.clone(), database: self.database.clone() }
    }
}

/// Runs the operator until it is asked to stop or loses the Lease.
///
/// # Errors
/// When a part can't be set up, or fails, or leadership is lost: the process must end then.
pub async fn run(config: Config) -> anyhow::Result<()> {
    let lifecycle = Lifecycle::until_signal().context("installing signal handlers")?;
    let registry = Registry::new();
    let metrics = Metrics::register(&registry).context("registering metrics")?;
    let readiness = Readiness::default();
    readiness.set("watches", false);
    readiness.set("bus", false);
    let ops = service::serve_ops(config.ops_address, registry, readiness.clone(), lifecycle.stopping());
    lifecycle.spawn("ops", async move { Ok(ops.await?) });

    let parts = Arc::new(connect(config, metrics, &lifecycle, &readiness).await?);
    let (leads, led) = watch::channel(false);
    spawn_backlogs(&parts, &lifecycle, led.clone());
    if parts.config.metrics_adapter {
        spawn_external_metrics(&parts, &lifecycle, led);
    }
    let (elected, stop) = (Arc::clone(&parts), lifecycle.stopping());
    lifecycle.spawn("leader", async move { Ok(lead(&elected, leads, stop).await?) });
    if lifecycle.finished().await { Ok(()) } else { bail!("a part of the operator failed; see the log") }
}

async fn connect(config: Config, metrics: Metrics, lifecycle: &Lifecycle, readiness: &Readiness) -> anyhow::Result<Parts> {
    let mut kube_config = kube::Config::infer().await.context("finding the API server")?;
    // We have our own backoff and a deadline on each reconcile; hidden retries would eat it.
    kube_config.default_retry = false;
    let client = Client::try_from(kube_config).context("building the API server's client")?;
    let database = Database::open(config.operator_database_url.expose_secret(), &PoolOptions::new("operator"))
        .context("reading OPERATOR_DATABASE_URL")?;
    let bus = Bus::connect(config.nats_url.expose_secret(), "operator").await?;
    readiness.set("bus", true);
    let businesses = reflect(client.clone(), lifecycle, readiness);
    Ok(Parts { config, client, clock: Clock::machine(), bus, database, businesses, metrics })
}

/// A memory of every Business, on every replica.
fn reflect(client: Client, lifecycle: &Lifecycle, readiness: &Readiness) -> Store<DeserializeGuard<Business>> {
    let (reader, writer) = reflector::store();
    let api: Api<DeserializeGuard<Business>> = Api::all(client);
    let (stop, ready, store) = (lifecycle.stopping(), readiness.clone(), reader.clone());
    lifecycle.spawn("businesses", async move {
        let stream =
            reflector::reflector(writer, watcher(api, watcher::Config::default()).default_backoff()).take_until(stop.cancelled_owned());
        stream
            .for_each(async |event| match event {
                Ok(_) => {}
                Err(error) => tracing::warn!(error = service::chain(&error), "watching Businesses was interrupted; it begins again"),
            })
            .await;
        Ok(())
    });
    let stop = lifecycle.stopping();
    lifecycle.spawn("readiness", async move {
        tokio::select! { () = stop.cancelled() => return Ok(()), synced = store.wait_until_ready() => synced? }
        ready.set("watches", true);
        stop.cancelled().await;
        Ok(())
    });
    reader
}

fn spawn_backlogs(parts: &Parts, lifecycle: &Lifecycle, leads: watch::Receiver<bool>) {
    let backlogs = Backlogs {
        client: parts.client.clone(),
        sources: parts.sources(),
        clock: parts.clock.clone(),
        businesses: parts.businesses.clone(),
        metrics: parts.metrics.clone(),
        leads,
        idle: Duration::from_secs(parts.config.idle_seconds),
    };
    let stop = lifecycle.stopping();
    lifecycle.spawn("backlogs", async move {
        backlogs.watch(stop).await;
        Ok(())
    });
}

fn spawn_external_metrics(parts: &Parts, lifecycle: &Lifecycle, leads: watch::Receiver<bool>) {
    let (identity, current) = watch::channel(None);
    let keeper = Keeper {
        client: parts.client.clone(),
        namespace: parts.config.pod_namespace.clone(),
        service: parts.config.service_name.clone(),
        clock: parts.clock.clone(),
    };
    let stop = lifecycle.stopping();
    lifecycle.spawn("certificate", async move {
        keeper.keep(leads, identity, stop).await;
        Ok(())
    });
    let answerer = Answerer {
        sources: parts.sources(),
        businesses: parts.businesses.clone(),
        clock: parts.clock.clone(),
        metrics: parts.metrics.clone(),
    };
    let serving = external_metrics::serve(parts.config.external_metrics_address, answerer, current, lifecycle.stopping());
    lifecycle.spawn("external_metrics", async move { Ok(serving.await?) });
}

/// Waits for the Lease, leads, and gives it back when asked to stop. Losing it is an error: the process ends.
async fn lead(parts: &Parts, leads: watch::Sender<bool>, stop: tokio_util::sync::CancellationToken) -> anyhow::Result<()> {
    let identity = format!("{}_{}", parts.config.pod_name, Random.suffix());
    let mut elector = Elector::new(parts.client.clone(), &parts.config.pod_namespace, identity.clone(), parts.clock.clone());
    let floor = tokio::select! { () = stop.cancelled() => return Ok(()), floor = floor(parts) => floor };
    let leadership = tokio::select! { () = stop.cancelled() => return Ok(()), leadership = elector.acquire(floor) => leadership };
    let fence = Fence { name: leader::NAME.to_owned(), term: leadership.term, holder: identity };
    tracing::info!(term = fence.term, "leading");
    parts.metrics.leads(true);

    let reconciling = async {
        let context = prepare(parts, fence).await?;
        leads.send_replace(true);
        controller::run(Arc::new(context), parts.config.concurrency, stop.clone()).await;
        anyhow::Ok(())
    };
    // Losing the Lease drops the reconciles where they are; PostgreSQL refuses what might still be on its way.
    let outcome = tokio::select! {
        outcome = reconciling => outcome,
        lost = elector.hold(leadership) => Err(lost.into()),
    };
    leads.send_replace(false);
    parts.metrics.leads(false);
    if outcome.is_ok() {
        elector.release().await;
    }
    outcome
}

/// The newest term that PostgreSQL knows; a database without our schema knows none.
async fn floor(parts: &Parts) -> i64 {
    loop {
        match migrate(parts).await {
            Ok(floor) => return floor,
            Err(error) => tracing::warn!(error = service::chain(&error), "the database isn't ready; trying again"),
        }
        tokio::time::sleep(Duration::from_millis(PREPARE_PAUSE_MS)).await;
    }
}

/// Migrating `control` is safe from several replicas at once, and the fence is stored in it.
async fn migrate(parts: &Parts) -> Result<i64, StoreError> {
    store::migrate::control(&parts.database, &parts.config.api_role).await?;
    Ok(store::fences::current(&parts.database, leader::NAME).await?.unwrap_or(0))
}

/// What must be there before the first reconcile.
async fn prepare(parts: &Parts, fence: Fence) -> anyhow::Result<Context> {
    let config = &parts.config;
    let durability = Durability { replicas: config.stream_replicas };
    store::fences::advance(&parts.database, &fence).await?;
    parts.bus.ensure_shared(durability).await?;
    bootstrap_admin(parts).await?;
    let public_url = config.public_url.trim_end_matches('/').to_owned();
    let reporter = Reporter { controller: leader::NAME.to_owned(), instance: Some(config.pod_name.clone()) };
    parts.businesses.wait_until_ready().await?;
    Ok(Context {
        client: parts.client.clone(),
        clock: parts.clock.clone(),
        random: Random,
        recorder: Recorder::new(parts.client.clone(), reporter),
        metrics: parts.metrics.clone(),
        settings: Settings {
            worker_image: config.worker_image.clone(),
            worker_database_host: config.worker_database_host.clone(),
            worker_nats_url: config.worker_nats_url.as_ref().unwrap_or(&config.nats_url).clone(),
            public_url,
            metrics_url: format!("http://{}.{}.svc:9090/metrics", config.service_name, config.pod_namespace),
            log: config.log.clone(),
            schema_version: store::migrate::latest_version(),
        },
        api_role: config.api_role.clone(),
        database: parts.database.clone(),
        fence,
        bus: parts.bus.clone(),
        directory: parts.bus.directory().await?,
        directory_key: DirectoryKey::from_base64(config.directory_key.expose_secret())?,
        durability,
        graph: whatsapp::client::Client::new(&config.graph_url)?,
        answers: Answers::default(),
        businesses: parts.businesses.clone(),
        backoff: Backoff::default(),
        refreshes: Refreshes::default(),
    })
}

/// Makes the first administrator once; an account that exists keeps its password.
async fn bootstrap_admin(parts: &Parts) -> anyhow::Result<()> {
    let (email, password) = (parts.config.admin_email.to_lowercase(), parts.config.admin_password.clone());
    if store::users::find_by_email(&parts.database, &email).await?.is_some_and(|user| user.is_admin) {
        return Ok(());
    }
    let hash = tokio::task::spawn_blocking(move || domain::password::hash(password.expose_secret())).await??;
    if store::users::bootstrap_admin(&parts.database, uuid::Uuid::now_v7(), &email, &hash).await? {
        tracing::info!(email, "made the first administrator");
    }
    Ok(())
}
