//! `/livez`, `/readyz` and `/metrics`, on a port of their own that no ingress leads to.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{Router, extract::State, http::StatusCode, routing::get};
use prometheus::{Registry, TextEncoder};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// What a process needs before it may get traffic: named parts, each ready or not.
#[derive(Clone, Debug, Default)]
pub struct Readiness {
    parts: Arc<Mutex<BTreeMap<&'static str, bool>>>,
}

impl Readiness {
    /// Says whether a part is ready. A part counts from its first mention: mention all of them at the start.
    pub fn set(&self, part: &'static str, ready: bool) {
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        if parts.insert(part, ready) != Some(ready) {
            tracing::info!(part, ready, "readiness");
        }
    }

    /// The parts that aren't ready.
    #[must_use]
    pub fn missing(&self) -> Vec<&'static str> {
        let parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        parts.iter().filter(|(_, ready)| !**ready).map(|(part, _)| *part).collect()
    }
}

#[derive(Clone)]
struct Ops {
    registry: Registry,
    readiness: Readiness,
}

/// Serves health and metrics until asked to stop.
///
/// # Errors
/// When the address can't be bound or serving fails.
pub async fn serve_ops(address: SocketAddr, registry: Registry, readiness: Readiness, stop: CancellationToken) -> std::io::Result<()> {
    let listener = TcpListener::bind(address).await?;
    let router = Router::new()
        .route("/livez", get(|| async { "ok" }))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
        .with_state(Ops { registry, readiness });
    axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await
}

async fn readyz(State(ops): State<Ops>) -> (StatusCode, String) {
    let missing = ops.readiness.missing();
    if missing.is_empty() {
        (StatusCode::OK, "ok".to_owned())
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, format!("waiting for {}", missing.join(", ")))
    }
}

async fn metrics(State(ops): State<Ops>) -> (StatusCode, String) {
    match TextEncoder::new().encode_to_string(&ops.registry.gather()) {
        Ok(text) => (StatusCode::OK, text),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_ready_when_every_part_it_named_is() {
        let readiness = Readiness::default();
        readiness.set("directory", false);
        readiness.set("bus", true);
        assert_eq!(readiness.missing(), ["directory"]);
        readiness.set("directory", true);
        assert!(readiness.missing().is_empty());
    }
}
