//! The Graph API, as far as Switchboard calls it.
//!
//! One [`Client`] per process holds the connection pool; an [`Account`] lends it an access token. The token goes to the
//! configured host and nowhere else: redirects are refused, but for media (`fetch`), which go without it.

mod account;
pub mod block;
mod call;
mod codes;
mod errors;
mod fetch;
pub mod media;
mod pages;
pub mod profile;
pub mod registration;
pub mod send;
pub mod templates;
mod types;
pub mod upload;
mod usage;
#[cfg(test)]
mod wire;

use std::time::Duration;

use reqwest::{Url, redirect};
use secrecy::SecretString;

pub use call::Answer;
pub use codes::{Action, CODES, Row, action_for, action_of, row_of};
pub use errors::{ClientError, LostAnswer, ProviderError};
pub use types::{
    BusinessAccount, CALLBACK_URL_CHARS_MAX, Callback, GranularScope, PhoneNumber, Subscription, Throughput, TokenInfo,
    WebhookConfiguration,
};
pub use usage::Usage;

/// Version of the Graph API asked for when the configured address names none.
pub const GRAPH_VERSION: &str = "v25.0";

const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(60);

/// How long the provider is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    pub connect: Duration,
    /// A call in whole; files have their own.
    pub call: Duration,
    /// A download that stands still, before its first byte or between two.
    pub silence: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), call: Duration::from_secs(20), silence: Duration::from_secs(20) }
    }
}

/// The connection pool and the address. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base: Url,
    silence: Duration,
}

impl Client {
    /// `graph_url` is `https://graph.facebook.com`, with or without a version, or a simulator's address.
    ///
    /// # Errors
    /// [`ClientError::BadUrl`] when it isn't an http(s) address.
    pub fn new(graph_url: &str) -> Result<Self, ClientError> {
        Self::with_timeouts(graph_url, Timeouts::default())
    }

    /// As [`Client::new`], with other patience.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub fn with_timeouts(graph_url: &str, timeouts: Timeouts) -> Result<Self, ClientError> {
        let bad = |reason: &dyn std::fmt::Display| ClientError::BadUrl { url: graph_url.to_owned(), reason: reason.to_string() };
        let mut base = Url::parse(graph_url).map_err(|fault| bad(&fault))?;
        if !matches!(base.scheme(), "http" | "https") {
            return Err(bad(&"its scheme is neither http nor https"));
        }
        let versioned = base.path_segments().is_some_and(|mut path| path.any(is_version));
        base.path_segments_mut().map_err(|()| bad(&"it has no path"))?.pop_if_empty().extend((!versioned).then_some(GRAPH_VERSION));
        // No `read_timeout`: it counts from the request on, so an upload that takes longer than it could never end.
        let http = reqwest::Client::builder()
            .connect_timeout(timeouts.connect)
            .timeout(timeouts.call)
            .pool_idle_timeout(POOL_IDLE_TIMEOUT)
            .redirect(redirect::Policy::none())
            .user_agent(concat!("switchboard/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|source| ClientError::Unreachable { source })?;
        Ok(Self { http, base, silence: timeouts.silence })
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
