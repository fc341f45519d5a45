//! INGEST: the provider's webhooks to the bus. Verify, split, publish, wait for the stream's acknowledgement, answer
//! 200. No database on this path, ever; who owns what is known from the directory, in memory.

pub mod failures;
pub mod handshake;
pub mod publish;
pub mod receive;
pub mod routes;
pub mod verify;

use std::sync::Arc;

use cache::Cache;
use stream::{Bus, DirectoryKey, DirectoryWatch};
use tokio::sync::watch;

use crate::metrics::Metrics;
use failures::Failures;
use publish::Publisher;
use routes::Routes;

/// What the webhook handlers share.
#[derive(Clone, Debug)]
pub struct Ingest {
    publisher: Publisher,
    routes: watch::Receiver<Option<Arc<Routes>>>,
    cache: Cache,
    metrics: Metrics,
    failures: Arc<Failures>,
}

impl Ingest {
    /// The handlers' side of INGEST; `routes` comes from [`keep_routes`].
    #[must_use]
    pub fn new(publisher: Publisher, routes: watch::Receiver<Option<Arc<Routes>>>, cache: Cache, metrics: Metrics) -> Self {
        Self { publisher, routes, cache, metrics, failures: Arc::default() }
    }

    /// The directory as it is now; `None` until it was read for the first time.
    fn routes(&self) -> Option<Arc<Routes>> {
        self.routes.borrow().clone()
    }

    /// Waits until the directory was read.
    pub async fn loaded(&self) {
        // Its sender ends only with the process.
        let _ = self.routes.clone().wait_for(Option::is_some).await;
    }
}

/// Keeps the routes current for ever: one table per change of the directory, swapped whole.
pub async fn keep_routes(bus: Bus, key: DirectoryKey, routes: watch::Sender<Option<Arc<Routes>>>) {
    let mut directory: DirectoryWatch = bus.watch_directory();
    loop {
        let entries = directory.changed().await;
        let before = routes.borrow().clone();
        routes.send_replace(Some(Arc::new(Routes::build(entries.values(), &key, before.as_deref()))));
    }
}
