//! The limit on sign-in attempts.
//!
//! Choice (stack.md section 5): the limit lives in Redis, shared by all pods. While Redis is away it falls back to the
//! same limit kept in this process, so that people can still sign in (law 3: losing Redis loses nothing) and guessing
//! is still bounded: per pod instead of per platform. Hashing itself is bounded as well (`v1::auth::passwords`).

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::http::HeaderMap;
use cache::{Cache, Limit, LocalLimiter, Verdict};
use sha2::{Digest, Sha256};

use crate::metrics::Metrics;

/// Attempts at once, per address and email.
pub const SIGN_IN_BURST: u32 = 10;
/// After those, one attempt per this many seconds.
pub const SIGN_IN_EVERY_S: u64 = 6;

/// Limits attempts to sign in, by client address and email.
#[derive(Clone, Debug)]
pub struct SignInLimit {
    cache: Cache,
    local: Arc<LocalLimiter>,
    metrics: Metrics,
}

const LIMIT: Limit = Limit { burst: SIGN_IN_BURST, count: 1, per: Duration::from_secs(SIGN_IN_EVERY_S) };

impl SignInLimit {
    /// A limit in this Redis.
    #[must_use]
    pub fn new(cache: Cache, metrics: Metrics) -> Self {
        Self { cache, local: Arc::default(), metrics }
    }

    /// The key of an attempt. A hash, so that Redis holds no addresses.
    ///
    /// The client's address is the last entry of `X-Forwarded-For`, the one that the proxy in front wrote; entries
    /// before it are the client's own words.
    #[must_use]
    pub fn key(headers: &HeaderMap, peer: SocketAddr, email: &str) -> String {
        let forwarded = headers.get_all("x-forwarded-for").into_iter().next_back();
        let forwarded = forwarded.and_then(|value| value.to_str().ok()).and_then(|list| list.rsplit(',').next()).map(str::trim);
        let address = forwarded.filter(|address| !address.is_empty()).map_or_else(|| peer.ip().to_string(), ToOwned::to_owned);
        let digest = Sha256::digest(format!("{address}\n{email}"));
        format!("sign-in:{}", hex::encode(&digest[..16]))
    }

    /// Takes one attempt.
    pub async fn take(&self, key: &str) -> Verdict {
        match self.cache.take(key, LIMIT).await {
            Ok(verdict) => verdict,
            Err(error) => {
                self.metrics.redis_failures.with_label_values(&["sign_in_limit"]).inc();
                tracing::debug!(%error, "Redis is away; sign-ins are limited by this pod alone");
                self.local.take(key, LIMIT)
            }
        }
    }

    /// Gives the allowance back after a success.
    pub async fn give_back(&self, key: &str) {
        self.local.give_back(key);
        if let Err(error) = self.cache.give_back(key).await {
            tracing::debug!(%error, "Redis is away; a sign-in's allowance was not given back");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn the_address_is_what_the_nearest_proxy_wrote() {
        let peer: SocketAddr = "10.0.0.9:1".parse().unwrap();
        let with = |list: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", HeaderValue::from_static(list));
            SignInLimit::key(&headers, peer, "a@example.com")
        };
        assert_eq!(with("1.1.1.1, 2.2.2.2"), with("9.9.9.9, 2.2.2.2"));
        assert_ne!(with("1.1.1.1, 2.2.2.2"), with("1.1.1.1, 3.3.3.3"));
        assert_eq!(with("10.0.0.9"), SignInLimit::key(&HeaderMap::new(), peer, "a@example.com"));
        assert_ne!(SignInLimit::key(&HeaderMap::new(), peer, "a@example.com"), SignInLimit::key(&HeaderMap::new(), peer, "b@example.com"));
    }
}
