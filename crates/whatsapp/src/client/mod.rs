//! The Graph API, as far as Switchboard calls it.
//!
//! One [`Client`] per process holds the connection pool; an [`Account`] lends it an access token. The token goes to the
//! configured host and nowhere else: redirects are refused.

mod account;
mod errors;
mod types;

use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{Method, Url, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;

pub use errors::{Action, ClientError, ProviderError, action_for};
pub use types::{BusinessAccount, Callback, PhoneNumber, Subscription, TokenInfo};

/// Version of the Graph API asked for when the configured address names none.
pub const GRAPH_VERSION: &str = "v25.0";

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const REQUEST_TIMEOUT: Duration = Duration::from_secs(20);
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(60);
/// Longest answer read, in bytes.
const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;

/// The connection pool and the address. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base: Url,
}

impl Client {
    /// `graph_url` is `https://graph.facebook.com`, with or without a version, or a simulator's address.
    ///
    /// # Errors
    /// [`ClientError::BadUrl`] when it isn't an http(s) address.
    pub fn new(graph_url: &str) -> Result<Self, ClientError> {
        let bad = |reason: &dyn std::fmt::Display| ClientError::BadUrl { url: graph_url.to_owned(), reason: reason.to_string() };
        let mut base = Url::parse(graph_url).map_err(|fault| bad(&fault))?;
        if !matches!(base.scheme(), "http" | "https") {
            return Err(bad(&"its scheme is neither http nor https"));
        }
        let versioned = base.path_segments().is_some_and(|mut path| path.any(is_version));
        base.path_segments_mut().map_err(|()| bad(&"it has no path"))?.pop_if_empty().extend((!versioned).then_some(GRAPH_VERSION));
        let http = reqwest::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(REQUEST_TIMEOUT)
            .pool_idle_timeout(POOL_IDLE_TIMEOUT)
            .redirect(redirect::Policy::none())
            .user_agent(concat!("switchboard/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|source| ClientError::Unreachable { source })?;
        Ok(Self { http, base })
    }

    /// The calls of one access token.
    #[must_use]
    pub fn with(&self, access_token: &SecretString) -> Account {
        Account { client: self.clone(), access_token: access_token.clone() }
    }
}

fn is_version(segment: &str) -> bool {
    segment
        .strip_prefix('v')
        .and_then(|number| number.split_once('.'))
        .is_some_and(|(major, minor)| !major.is_empty() && major.bytes().chain(minor.bytes()).all(|byte| byte.is_ascii_digit()))
}

/// What one access token may call.
#[derive(Clone, Debug)]
pub struct Account {
    client: Client,
    access_token: SecretString,
}

/// One call, before it is sent.
struct Call<'a> {
    method: Method,
    path: &'a [&'a str],
    query: &'a [(&'a str, &'a str)],
    body: Option<serde_json::Value>,
}

impl<'a> Call<'a> {
    fn new(method: Method, path: &'a [&'a str]) -> Self {
        Self { method, path, query: &[], body: None }
    }

    fn query(mut self, query: &'a [(&'a str, &'a str)]) -> Self {
        self.query = query;
        self
    }

    fn body(mut self, body: serde_json::Value) -> Self {
        self.body = Some(body);
        self
    }
}

impl Account {
    async fn send<T: DeserializeOwned>(&self, call: Call<'_>) -> Result<T, ClientError> {
        let mut url = self.client.base.clone();
        // Segments are encoded: an id can't lead to another path.
        url.path_segments_mut().expect("Client::new refused addresses without a path").extend(call.path);
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(call.query);
        }
        let mut request = self.client.http.request(call.method, url).header(AUTHORIZATION, self.bearer()?);
        if let Some(body) = &call.body {
            request = request.json(body);
        }
        let response = request.send().await.map_err(ClientError::of_transport)?;
        let status = response.status();
        let answer = read_limited(response).await?;
        if status.is_success() {
            return serde_json::from_slice(&answer)
                .map_err(|source| ClientError::Unreadable { status: status.as_u16(), source: Some(source) });
        }
        Err(ProviderError::read(status.as_u16(), &answer).map_or_else(
            || ClientError::Unreadable { status: status.as_u16(), source: None },
            |refusal| ClientError::Refused(Box::new(refusal)),
        ))
    }

    fn bearer(&self) -> Result<HeaderValue, ClientError> {
        let mut value =
            HeaderValue::try_from(format!("Bearer {}", self.access_token.expose_secret())).map_err(|_| ClientError::BadToken)?;
        value.set_sensitive(true);
        Ok(value)
    }
}

async fn read_limited(mut response: reqwest::Response) -> Result<Vec<u8>, ClientError> {
    let status = response.status().as_u16();
    let mut answer = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(ClientError::of_transport)? {
        if answer.len() + chunk.len() > ANSWER_BYTES_MAX {
            return Err(ClientError::Unreadable { status, source: None });
        }
        answer.extend_from_slice(&chunk);
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_added_where_none_is_configured() {
        let base = |url| Client::new(url).unwrap().base.to_string();
        assert_eq!(base("https://graph.facebook.com"), "https://graph.facebook.com/v25.0");
        assert_eq!(base("https://graph.facebook.com/v21.0/"), "https://graph.facebook.com/v21.0");
        assert_eq!(base("http://10.200.0.1:14000/"), "http://10.200.0.1:14000/v25.0");
        assert!(matches!(Client::new("ftp://x"), Err(ClientError::BadUrl { .. })));
        assert!(matches!(Client::new("graph"), Err(ClientError::BadUrl { .. })));
    }
}
