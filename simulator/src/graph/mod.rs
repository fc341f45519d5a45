//! The Graph API: any version, or none; the token first, then the faults, then the call.

mod answer;
mod nodes;
mod subscriptions;
mod tokens;

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use futures::stream;

pub use answer::Refusal;

use crate::faults::Rule;
use crate::simulator::Simulator;

/// Longest body of a call, in bytes.
const BODY_BYTES_MAX: usize = 1024 * 1024;

/// One call, with its path taken apart.
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) path: Vec<String>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) body: Bytes,
    pub(crate) access_token: String,
}

impl Call {
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Answers one call of the Graph API.
pub async fn handle(State(simulator): State<Simulator>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_BYTES_MAX).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let result = match read(&parts.uri, parts.method, &parts.headers, body) {
        Ok(call) => answer_call(&simulator, call).await,
        Err(refusal) => Err(refusal),
    };
    result.unwrap_or_else(|refusal| refusal.answer(simulator.random()))
}

fn read(uri: &Uri, method: Method, headers: &HeaderMap, body: Bytes) -> Result<Call, Refusal> {
    let query: Vec<(String, String)> = uri
        .query()
        .map(|query| {
            reqwest::Url::parse(&format!("http://x/?{query}")).map(|url| url.query_pairs().into_owned().collect()).unwrap_or_default()
        })
        .unwrap_or_default();
    let mut path: Vec<String> = uri.path().split('/').filter(|segment| !segment.is_empty()).map(str::to_owned).collect();
    if path.first().is_some_and(|segment| is_version(segment)) {
        path.remove(0);
    }
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .map(|(_, token)| token.to_owned());
    let in_query = query.iter().find(|(key, _)| key == "access_token").map(|(_, token)| token.clone());
    let access_token = bearer.or(in_query).ok_or_else(Refusal::no_token)?;
    Ok(Call { method, path, query, body, access_token })
}

fn is_version(segment: &str) -> bool {
    segment.strip_prefix('v').is_some_and(|rest| rest.split_once('.').is_some_and(|(major, _)| major.parse::<u32>().is_ok()))
}

async fn answer_call(simulator: &Simulator, call: Call) -> Result<Response, Refusal> {
    if !simulator.read(|world| world.of_token(&call.access_token).next().is_some()) {
        return Err(Refusal::bad_token());
    }
    let path: Vec<&str> = call.path.iter().map(String::as_str).collect();
    let endpoint = match path.as_slice() {
        [_, name] => (*name).to_owned(),
        ["debug_token"] => "debug_token".to_owned(),
        _ => "node".to_owned(),
    };
    let fault = simulator.faults().strike(&endpoint);
    if let Some(rule) = fault
        && let Some(trouble) = strike(rule, simulator).await
    {
        return Ok(trouble);
    }
    match (&call.method, path.as_slice()) {
        (&Method::GET, ["debug_token"]) => tokens::inspect(simulator, &call),
        (&Method::POST, [waba_id, "subscribed_apps"]) => subscriptions::subscribe(simulator, &call, waba_id).await,
        (&Method::GET, [waba_id, "subscribed_apps"]) => subscriptions::list(simulator, &call, waba_id),
        (&Method::DELETE, [waba_id, "subscribed_apps"]) => subscriptions::unsubscribe(simulator, &call, waba_id),
        (&Method::GET, [waba_id, "phone_numbers"]) => nodes::phone_numbers(simulator, &call, waba_id),
        (&Method::GET, [id]) => nodes::get(simulator, &call, id),
        _ => Err(Refusal::unknown_path(&call.method, &call.path.join("/"))),
    }
}

/// What a fault rule does to a call; `None` when it only delays.
async fn strike(rule: Rule, simulator: &Simulator) -> Option<Response> {
    tokio::time::sleep(Duration::from_millis(rule.latency_ms)).await;
    if rule.reset {
        let half = stream::iter([Ok(Bytes::from_static(b"{\"messa")), Err(std::io::Error::other("reset on request"))]);
        return Some(Response::new(Body::from_stream(half)));
    }
    (rule.status != 0).then(|| Refusal::injected(rule.status, rule.code).answer(simulator.random()))
}
