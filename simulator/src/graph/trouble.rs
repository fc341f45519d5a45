//! What a fault rule does to a call.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use futures::{StreamExt as _, stream};

use super::answer::Refusal;
use crate::faults::Rule;
use crate::simulator::Simulator;

/// Long enough for the first half to leave before the connection ends.
const HALF_LEAVES_IN: Duration = Duration::from_millis(20);
/// Longest answer that is cut in half.
const ANSWER_BYTES_MAX: usize = 101 * 1024 * 1024;

/// Delays the call; the answer it gets without being carried out, if the rule wants one.
pub(super) async fn instead(simulator: &Simulator, rule: Option<&Rule>) -> Option<Response> {
    let rule = rule?;
    tokio::time::sleep(Duration::from_millis(rule.latency_ms)).await;
    if rule.reset {
        // A body that fails before its first byte: the server drops the connection with the head still unsent.
        return Some(Response::new(Body::from_stream(stream::iter([Err::<Bytes, _>(broken())]))));
    }
    (rule.status != 0 && !rule.half).then(|| Refusal::injected(rule.status, rule.code).answer(simulator.random()))
}

/// The first half of an answer to a call that was carried out; then the connection ends.
pub(super) async fn half(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let whole = to_bytes(body, ANSWER_BYTES_MAX).await.unwrap_or_default();
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(whole.len()));
    let first = whole.slice(..whole.len() / 2);
    let end = stream::once(async {
        tokio::time::sleep(HALF_LEAVES_IN).await;
        Err(broken())
    });
    Response::from_parts(parts, Body::from_stream(stream::iter([Ok(first)]).chain(end)))
}

fn broken() -> std::io::Error {
    std::io::Error::other("the connection ends by a fault rule")
}
