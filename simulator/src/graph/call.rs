//! One call, taken apart: path, query, body, token.

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Method, Uri, header};
use futures::StreamExt as _;
use serde_json::{Map, Value};

use super::answer::Refusal;
use super::uploads;
use crate::simulator::Simulator;
use crate::world::Business;

/// Longest body of a call that carries no file, in bytes.
const BODY_BYTES_MAX: usize = 1024 * 1024;
/// Longest body with a file: the largest document and its multipart frame.
const FILE_BODY_BYTES_MAX: usize = 101 * 1024 * 1024;

/// One call of the Graph API.
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) path: Vec<String>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) access_token: Option<String>,
}

impl Call {
    /// Reads a request; `None` when its body is longer than any call's, or breaks off where a part of it is no good.
    pub(super) async fn read(request: Request) -> Option<Self> {
        let (parts, body) = request.into_parts();
        let path = path(&parts.uri);
        let continues = path.last().is_some_and(|name| name.starts_with(uploads::PREFIX));
        let carries_file = continues || path.last().is_some_and(|name| name == "media");
        let body = gather(body, if carries_file { FILE_BODY_BYTES_MAX } else { BODY_BYTES_MAX }, continues).await?;
        let query = parts.uri.query().map(pairs).unwrap_or_default();
        // `Bearer`, and `OAuth` of resumable uploads.
        let bearer = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| value.split_once(' '));
        let in_query = query.iter().find(|(key, _)| key == "access_token").map(|(_, token)| token.clone());
        let access_token = bearer.map(|(_, token)| token.to_owned()).or(in_query);
        Some(Self { method: parts.method, path, query, headers: parts.headers, body, access_token })
    }

    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Where this server is, as the caller called it.
    pub(crate) fn base(&self) -> String {
        format!("http://{}", self.header("host").unwrap_or("localhost"))
    }

    /// The members of the body, JSON or a form; without a body, the query's.
    pub(crate) fn members(&self) -> Result<Map<String, Value>, Refusal> {
        let of_pairs = |pairs: Vec<(String, String)>| pairs.into_iter().map(|(key, value)| (key, Value::String(value))).collect();
        let form = self.header("content-type").is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        match self.body.trim_ascii() {
            [] => Ok(of_pairs(self.query.clone())),
            body if form => Ok(of_pairs(pairs(&String::from_utf8_lossy(body)))),
            body => serde_json::from_slice(body).map_err(|error| Refusal::bad_parameter(format!("The body is no JSON object: {error}"))),
        }
    }

    /// The number of a path, if it is the token's.
    pub(crate) fn number(&self, simulator: &Simulator, phone_number_id: &str) -> Result<Business, Refusal> {
        self.business(simulator, phone_number_id, |business| business.phone_number_id == phone_number_id)
    }

    /// A business of the account of a path, if it is the token's.
    pub(crate) fn account(&self, simulator: &Simulator, waba_id: &str) -> Result<Business, Refusal> {
        self.business(simulator, waba_id, |business| business.waba_id == waba_id)
    }

    /// A business of the app of a path, if it is the token's.
    pub(crate) fn app(&self, simulator: &Simulator, app_id: &str) -> Result<Business, Refusal> {
        self.business(simulator, app_id, |business| business.app_id == app_id)
    }

    fn business(&self, simulator: &Simulator, id: &str, is_meant: impl Fn(&Business) -> bool) -> Result<Business, Refusal> {
        simulator
            .read(|world| world.of_token(self.token()).find(|business| is_meant(business)).cloned())
            .ok_or_else(|| Refusal::no_object(id, &self.method))
    }

    /// The token; calls without one are refused before anybody asks.
    pub(crate) fn token(&self) -> &str {
        self.access_token.as_deref().unwrap_or_default()
    }
}

/// The whole body; of one that breaks off, what has arrived if `parts_count`.
async fn gather(body: Body, bytes_max: usize, parts_count: bool) -> Option<Bytes> {
    let mut chunks = body.into_data_stream();
    let mut bytes = Vec::new();
    while let Some(chunk) = chunks.next().await {
        match chunk {
            Ok(chunk) if bytes.len() + chunk.len() <= bytes_max => bytes.extend_from_slice(&chunk),
            Err(_) if parts_count => break,
            _ => return None,
        }
    }
    Some(bytes.into())
}

/// The segments after the version, if there is one, with their escapes undone.
fn path(uri: &Uri) -> Vec<String> {
    let decoded = |segment: &str| pairs(&format!("s={}", segment.replace('+', "%2B"))).pop().map(|(_, text)| text).unwrap_or_default();
    let mut path: Vec<String> = uri.path().split('/').filter(|segment| !segment.is_empty()).map(decoded).collect();
    if path.first().is_some_and(|segment| is_version(segment)) {
        path.remove(0);
    }
    path
}

fn pairs(query: &str) -> Vec<(String, String)> {
    reqwest::Url::parse(&format!("http://x/?{query}")).map(|url| url.query_pairs().into_owned().collect()).unwrap_or_default()
}

fn is_version(segment: &str) -> bool {
    segment.strip_prefix('v').is_some_and(|rest| rest.split_once('.').is_some_and(|(major, _)| major.parse::<u32>().is_ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_left_out_and_escapes_are_undone() {
        assert_eq!(path(&"/v21.0/12/messages".parse().unwrap()), ["12", "messages"]);
        assert_eq!(path(&"/12".parse().unwrap()), ["12"]);
        assert_eq!(path(&"/v25.0/upload:MTph+a%3D%3D".parse().unwrap()), ["upload:MTph+a=="]);
    }
}
