//! One log line per REST request, and its id in every answer.
//!
//! Webhooks don't pass through here: ten thousand lines a second would cost more than the work itself. INGEST counts
//! every outcome (`ingest_requests_total`), logs what wasn't accepted with a bound on the rate, and the access log of
//! the proxy in front has every request.

use std::{
    sync::{Arc, OnceLock},
    time::Instant,
};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use tracing::Instrument;
use uuid::Uuid;

use crate::{error::Problem, metrics::Metrics};

/// The header that carries a request's id, in and out.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Longest id taken over from a proxy, in bytes.
const REQUEST_ID_BYTES_MAX: usize = 64;

/// Filled in by the extractor that learns who is asking, read by the log line.
#[derive(Clone, Debug, Default)]
pub struct Identified(Arc<OnceLock<Uuid>>);

impl Identified {
    /// Notes who is asking.
    pub fn set_user(&self, user: Uuid) {
        // The first extractor to know wins; they all say the same.
        let _ = self.0.set(user);
    }
}

/// Gives the request an id, and its answer; logs it; writes problems with the id and logs their causes once.
pub async fn log(State(metrics): State<Metrics>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = request_id(&request);
    let identified = Identified::default();
    request.extensions_mut().insert(identified.clone());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("api.v1", request_id = %id);
    let mut response = next.run(request).instrument(span.clone()).await;
    let _entered = span.enter();
    let problem = response.extensions_mut().remove::<Problem>();
    if let Some(problem) = &problem {
        response = problem.render(Some(&id));
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    let (status, took) = (response.status().as_u16(), began.elapsed());
    metrics.rest_requests.with_label_values(&[route.as_str(), method.as_str(), status.to_string().as_str()]).inc();
    metrics.rest_seconds.with_label_values(&[route.as_str()]).observe(took.as_secs_f64());
    let user = identified.0.get().map(Uuid::to_string).unwrap_or_default();
    let latency_ms = took.as_secs_f64() * 1_000.0;
    let code = problem.as_ref().map_or("", |problem| problem.code);
    match problem.as_ref().and_then(Problem::cause) {
        Some(cause) => tracing::error!(%method, route, status, latency_ms, user, code, error = service::chain(cause), "request failed"),
        None => tracing::info!(%method, route, status, latency_ms, user, code, "request"),
    }
    response
}

/// The proxy's id when it looks like one, else a new one.
fn request_id(request: &Request) -> String {
    let given = request.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok());
    let fits = |id: &&str| (1..=REQUEST_ID_BYTES_MAX).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    given.filter(fits).map_or_else(|| Uuid::now_v7().to_string(), ToOwned::to_owned)
}
