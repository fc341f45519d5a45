//! Serves `external.metrics.k8s.io/v1beta1` to the API server's aggregator, and to nobody else: TLS on both sides.
//!
//! Every replica serves. Who may ask was decided by the API server before it asks us; here it only proves to be it.

pub mod answers;
pub mod tls;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{Path, RawQuery, State},
    http::{StatusCode, header},
    response::Response,
    routing::get,
};
use crds::Business;
use domain::{Clock, TenantId};
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use kube::{ResourceExt, core::DeserializeGuard, runtime::reflector::Store};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
};
use tokio_rustls::TlsAcceptor;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use self::tls::Identity;
use crate::{backlog::Sources, business::identity, metrics::Metrics};

/// Connections at once; the aggregator keeps a handful.
const CONNECTIONS_MAX: usize = 64;
/// How long a handshake may take, in milliseconds.
const HANDSHAKE_MS_MAX: u64 = 5_000;

/// What answers are made of.
#[derive(Clone)]
pub struct Answerer {
    pub sources: Sources,
    pub businesses: Store<DeserializeGuard<Business>>,
    pub clock: Clock,
    pub metrics: Metrics,
}

/// Serves until asked to stop. The certificate and the CA of clients may change meanwhile.
///
/// # Errors
/// When the address can't be bound.
pub async fn serve(
    address: SocketAddr,
    answerer: Answerer,
    identity: watch::Receiver<Option<Arc<Identity>>>,
    stop: CancellationToken,
) -> std::io::Result<()> {
    let listener = TcpListener::bind(address).await?;
    let router = router(answerer);
    let (connections, slots) = (TaskTracker::new(), Arc::new(Semaphore::new(CONNECTIONS_MAX)));
    loop {
        let Ok(slot) = Arc::clone(&slots).acquire_owned().await else { return Ok(()) };
        let accepted = tokio::select! { () = stop.cancelled() => break, accepted = listener.accept() => accepted };
        let socket = match accepted {
            Ok((socket, _)) => socket,
            Err(error) => {
                tracing::warn!(%error, "accepting a connection failed");
                continue;
            }
        };
        // Not ready yet: the aggregator tries again.
        let Some(identity) = identity.borrow().clone() else { continue };
        let (router, stop) = (router.clone(), stop.clone());
        connections.spawn(async move {
            let _slot = slot;
            connection(socket, &identity, router, stop).await;
        });
    }
    connections.close();
    connections.wait().await;
    Ok(())
}

async fn connection(socket: TcpStream, identity: &Identity, router: Router, stop: CancellationToken) {
    let acceptor = TlsAcceptor::from(Arc::clone(&identity.server));
    let handshake = tokio::time::timeout(Duration::from_millis(HANDSHAKE_MS_MAX), acceptor.accept(socket)).await;
    let stream = match handshake {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => return tracing::debug!(%error, "a caller failed the handshake"),
        Err(_) => return tracing::debug!("a caller did not finish the handshake"),
    };
    if !identity.admits(stream.get_ref().1.peer_certificates().unwrap_or_default()) {
        return tracing::warn!("a caller's certificate isn't one of the front proxy's; check requestheader-allowed-names");
    }
    let serving = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    tokio::pin!(serving);
    let outcome = tokio::select! {
        outcome = serving.as_mut() => outcome,
        () = stop.cancelled() => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(error) = outcome {
        tracing::debug!(%error, "a connection ended early");
    }
}

fn router(answerer: Answerer) -> Router {
    Router::new()
        .route("/apis", get(|| async { json(StatusCode::OK, &answers::groups()) }))
        .route("/apis/external.metrics.k8s.io", get(|| async { json(StatusCode::OK, &answers::group()) }))
        .route("/apis/external.metrics.k8s.io/v1beta1", get(|| async { json(StatusCode::OK, &answers::resources()) }))
        .route("/apis/external.metrics.k8s.io/v1beta1/namespaces/{namespace}/{metric}", get(metric))
        .fallback(|| async { failure(StatusCode::NOT_FOUND, "NotFound", "there is no such path") })
        .with_state(answerer)
}

async fn metric(
    State(answerer): State<Answerer>,
    Path((namespace, metric)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let response = answer(&answerer, &namespace, &metric, &query.unwrap_or_default()).await;
    answerer.metrics.external_request(response.status().as_u16());
    response
}

async fn answer(answerer: &Answerer, namespace: &str, metric: &str, query: &str) -> Response {
    if metric != answers::METRIC {
        return failure(StatusCode::NOT_FOUND, "NotFound", "the only metric here is switchboard_backlog");
    }
    let Some(tenant) = answers::tenant_in(query) else {
        return failure(StatusCode::BAD_REQUEST, "BadRequest", "select one tenant: labelSelector=tenant=<tenantId>");
    };
    if !lives_in(answerer, namespace, &tenant) {
        return failure(StatusCode::NOT_FOUND, "NotFound", "no Business of this namespace is this tenant");
    }
    let now = answerer.clock.now();
    match answerer.sources.backlog(&tenant, now).await {
        Ok(backlog) => json(StatusCode::OK, &answers::values(&tenant, backlog, now)),
        Err(error) => {
            tracing::warn!(%tenant, error = service::chain(&error), "a backlog can't be read");
            failure(StatusCode::SERVICE_UNAVAILABLE, "ServiceUnavailable", "the backlog can't be read now")
        }
    }
}

/// A tenant's backlog is for its own namespace.
fn lives_in(answerer: &Answerer, namespace: &str, tenant: &TenantId) -> bool {
    answerer.businesses.state().iter().filter_map(|guard| guard.0.as_ref().ok()).any(|business| {
        business.namespace().as_deref() == Some(namespace) && identity::tenant_of(business).is_ok_and(|theirs| theirs == *tenant)
    })
}

fn failure(status: StatusCode, reason: &str, message: &str) -> Response {
    json(status, &answers::status(status.as_u16(), reason, message))
}

fn json(status: StatusCode, value: &serde_json::Value) -> Response {
    let mut response = Response::new(Body::from(value.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
    response
}
