//! A running API: every part built and started, and stopped in order.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Context;
use axum::serve::ListenerExt;
use cache::Cache;
use domain::Clock;
use prometheus::Registry;
use service::{Lifecycle, Readiness};
use store::{Database, PoolOptions};
use stream::{Bus, DirectoryKey};
use tokio::{net::TcpListener, sync::watch, time::sleep};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    app::App,
    auth::Accesses,
    config::Config,
    dashboard::Dashboard,
    databases::Databases,
    ingest::{Ingest, keep_routes, publish::Publisher},
    limits::SignInLimit,
    live::{Live, Parts, presence, relay, sessions, signals},
    metrics::Metrics,
    origin::Origins,
    router::router,
    token::Tokens,
    v1::{
        auth::{Passwords, SignIns},
        conversations::write::Writes,
    },
};

/// How long publishes in flight may take once the server has stopped, in milliseconds.
const FLUSH_MS_MAX: u64 = 6_000;

/// A started server.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    pub readiness: Readiness,
    pub registry: Registry,
    pub live: Live,
}

/// Builds every part and starts serving; `lifecycle` ends it. PostgreSQL and Redis may be away: webhooks are taken
/// without the one, and everything but presence works without the other.
///
/// # Errors
/// When the configuration can't be used, NATS doesn't answer, or the address is taken.
pub async fn start(config: &Config, clock: Clock, lifecycle: &Lifecycle) -> anyhow::Result<Server> {
    let (registry, readiness) = (Registry::new(), Readiness::default());
    readiness.set("directory", false);
    readiness.set("changes", false);
    let metrics = Metrics::new(&registry);
    let bus = Bus::connect(&config.nats_url, &config.pod_name).await.context("connecting to NATS")?;
    let cache = Cache::new(&config.redis_url, config.redis_timeout_ms)?;
    let tokens = Arc::new(Tokens::new(&config.jwt_private_key, clock.clone())?);
    let databases = databases(config)?;
    let accesses = Accesses::new(databases.primary().clone(), clock.clone());
    let tasks = TaskTracker::new();

    let (routes, current) = watch::channel(None);
    let publisher = Publisher::new(bus.clone(), clock.clone(), metrics.clone(), tasks.clone());
    let ingest = Ingest::new(publisher, current, cache.clone(), metrics.clone());
    let parts = Parts {
        bus: bus.clone(),
        cache: cache.clone(),
        tokens: Arc::clone(&tokens),
        accesses: accesses.clone(),
        clock: clock.clone(),
        metrics: metrics.clone(),
        tasks: tasks.clone(),
        pod: config.pod_name.clone(),
    };
    let (sockets, live) = Live::new(parts);
    let origins = Origins::new(&config.public_url);
    let writes = Writes { databases: databases.clone(), bus: bus.clone(), clock: clock.clone(), metrics: metrics.clone() };
    let app = App {
        accesses,
        cache: cache.clone(),
        dashboard: Dashboard::new(&config.dashboard_dir, &config.public_url),
        sign_ins: SignIns { database: databases.primary().clone(), tokens: Arc::clone(&tokens), clock, secure: origins.is_https() },
        databases,
        ingest: ingest.clone(),
        sign_in_limit: SignInLimit::new(cache, metrics.clone()),
        metrics,
        origins,
        passwords: Passwords::default(),
        tokens,
        writes,
    };

    let watched = app.databases.clone();
    let key = DirectoryKey::from_base64(&config.directory_key)?;
    // Sockets and webhooks are served until balancers have forgotten this pod: so their parts end after that.
    let (stop, closing) = (lifecycle.stopping(), CancellationToken::new());
    spawn(lifecycle, "ingest.directory", &closing, keep_routes(bus.clone(), key, routes));
    spawn(lifecycle, "store.replica", &closing, watched.watch());
    spawn(lifecycle, "live.relay", &closing, relay::relay(live.clone()));
    spawn(lifecycle, "live.sessions", &closing, sessions::keep(live.clone()));
    spawn(lifecycle, "live.signals", &closing, signals::listen(live.clone()));
    spawn(lifecycle, "live.presence", &closing, presence::tell(live.clone()));
    spawn(lifecycle, "readiness", &closing, report(readiness.clone(), ingest, live.clone()));

    let listener = TcpListener::bind(config.listen).await.with_context(|| format!("listening on {}", config.listen))?;
    let address = listener.local_addr()?;
    let service = router(app, sockets).into_make_service_with_connect_info::<SocketAddr>();
    let drain = Duration::from_millis(config.drain_wait_ms);
    let listener = listener.tap_io(|connection| {
        if let Err(error) = connection.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps Nagle's algorithm");
        }
    });
    let serve = axum::serve(listener, service).with_graceful_shutdown(closing.clone().cancelled_owned());
    lifecycle.spawn("http", async move { serve.await.map_err(Into::into) });
    lifecycle.spawn("shutdown", shutdown(stop, closing, drain, readiness.clone(), live.clone(), bus, tasks));
    Ok(Server { address, readiness, registry, live })
}

fn databases(config: &Config) -> anyhow::Result<Databases> {
    let options = PoolOptions { connections_max: config.database_connections_max, ..PoolOptions::new("switchboard-api") };
    let primary = Database::open(&config.database_url, &options).context("reading API_DATABASE_URL")?;
    let replica = config.replica_url.as_deref().filter(|url| !url.is_empty());
    // A replica that is away must cost a read little before the primary serves it.
    let options = PoolOptions { acquire_timeout_ms: 1_000, ..options };
    let replica = replica.map(|url| Database::open(url, &options)).transpose().context("reading API_REPLICA_URL")?;
    Ok(Databases::new(primary, replica))
}

/// Runs a task that has no end of its own until the process stops.
fn spawn(lifecycle: &Lifecycle, name: &'static str, stop: &CancellationToken, task: impl Future<Output = ()> + Send + 'static) {
    let stop = stop.clone();
    lifecycle.spawn(name, async move {
        tokio::select! {
            () = stop.cancelled() => {}
            () = task => {}
        }
        Ok(())
    });
}

/// Readiness: the directory and the place in CHANGES are known. PostgreSQL is no part of it, since INGEST goes on
/// without; nor is the bus later on, since a pod that answers 503 is better than no pod.
async fn report(readiness: Readiness, ingest: Ingest, live: Live) {
    live.hub.begun().await;
    readiness.set("changes", true);
    ingest.loaded().await;
    readiness.set("directory", true);
    std::future::pending::<()>().await;
}

/// In order: not ready, wait until balancers know, send sockets elsewhere, stop listening, flush what is in flight.
async fn shutdown(
    stop: CancellationToken,
    closing: CancellationToken,
    wait: Duration,
    readiness: Readiness,
    live: Live,
    bus: Bus,
    tasks: TaskTracker,
) -> service::TaskResult {
    stop.cancelled().await;
    readiness.set("serving", false);
    live.announce_draining();
    sleep(wait).await;
    closing.cancel();
    live.io.close().await;
    tasks.close();
    if tokio::time::timeout(Duration::from_millis(FLUSH_MS_MAX), tasks.wait()).await.is_err() {
        tracing::warn!("publishes were still in flight at the end; their webhooks were not answered and will be retried");
    }
    bus.drain().await;
    Ok(())
}
