//! What a fault rule does to a call.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use futures::{StreamExt as _, stream};

use super::Call;
use crate::faults::Rule;
use crate::simulator::Simulator;

/// Long enough for the first half to leave before the connection ends.
const HALF_LEAVES_IN: Duration = Duration::from_millis(20);
/// Longest answer that is cut in half.
const ANSWER_BYTES_MAX: usize = 101 * 1024 * 1024;

/// Answers a call as a rule wants it.
pub(super) async fn answer(simulator: &Simulator, call: Call, endpoint: String, rule: &Rule) -> Response {
    let wait = Duration::from_millis(rule.latency_ms);
    if rule.late {
        return late(simulator, call, endpoint, rule, wait).await;
    }
    tokio::time::sleep(wait).await;
    if rule.reset {
        return none();
    }
    if rule.half {
        return half(super::answer(simulator, &call, &endpoint).await).await;
    }
    if rule.status == 0 {
        return super::answer(simulator, &call, &endpoint).await;
    }
    super::refuse(simulator, &call, rule)
}

/// The call in a task of its own: who hangs up doesn't end it.
async fn late(simulator: &Simulator, call: Call, endpoint: String, rule: &Rule, wait: Duration) -> Response {
    let carried_out = tokio::spawn({
        let simulator = simulator.clone();
        async move { super::answer(&simulator, &call, &endpoint).await }
    });
    let answered = carried_out.await;
    tokio::time::sleep(wait).await;
    match answered {
        Ok(_) if rule.reset => none(),
        Ok(response) if rule.half => half(response).await,
        Ok(response) => response,
        // It panicked, which the log tells.
        Err(_) => none(),
    }
}

/// A body that fails before its first byte: the server drops the connection with the head still unsent.
fn none() -> Response {
    Response::new(Body::from_stream(stream::iter([Err::<Bytes, _>(broken())])))
}

/// The first half of an answer to a call that was carried out; then the connection ends.
async fn half(response: Response) -> Response {
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
