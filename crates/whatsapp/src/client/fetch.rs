//! Bytes behind an absolute address that the provider gave us, as they come.
//!
//! The address comes from an answer or a webhook, so it is judged before anything is asked: the token goes to our own address and
//! to the provider's media host (section 8), and nowhere else.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{AUTHORIZATION, LOCATION};
use reqwest::{Response, Url};
use tokio::time::timeout;

use super::call::read_refusal;
use super::{Account, ClientError, LostAnswer};

/// Where the Cloud API keeps media (section 8).
const MEDIA_HOST: &str = "lookaside.fbsbx.com";
/// Where that host may redirect to; asked without the token.
const CDN_DOMAINS: [&str; 3] = ["fbcdn.net", "fbsbx.com", "whatsapp.net"];
/// Most redirects of one download.
const REDIRECTS_MAX: usize = 3;
/// How long a download may take, in whole.
const FETCH_TIMEOUT: Duration = Duration::from_mins(5);

/// A body that is coming in.
#[derive(Debug)]
pub(super) struct Fetch {
    response: Response,
    silence: Duration,
}

impl Fetch {
    /// What the host says the body's length is, in bytes.
    pub(super) fn announced_bytes(&self) -> Option<u64> {
        self.response.content_length()
    }

    /// The next piece; `None` at the end. A body that breaks off or stands still is an error.
    pub(super) async fn chunk(&mut self) -> Result<Option<Bytes>, ClientError> {
        unless_silent(self.silence, self.response.chunk()).await
    }
}

impl Account {
    /// Asks for what is at `url`.
    ///
    /// # Errors
    /// [`ClientError::BadUrl`] for a host that is none of the provider's, [`ClientError::Redirected`] when it sends us to one;
    /// an expired address is an answer with HTTP status 404 or 403.
    pub(super) async fn fetch(&self, url: &str) -> Result<Fetch, ClientError> {
        let mut url = Url::parse(url).map_err(|fault| bad_url(url, &fault.to_string()))?;
        for _ in 0..=REDIRECTS_MAX {
            let mut request = self.client.http.get(url.clone()).timeout(FETCH_TIMEOUT);
            match trust(&self.client.base, &url) {
                Trust::Token => request = request.header(AUTHORIZATION, self.authorization("Bearer")?),
                Trust::NoToken => {}
                Trust::Never => return Err(bad_url(url.host_str().unwrap_or_default(), "its host is none of the provider's")),
            }
            let response = unless_silent(self.client.silence, request.send()).await?;
            if response.status().is_success() {
                return Ok(Fetch { response, silence: self.client.silence });
            }
            if !response.status().is_redirection() {
                let refusal = timeout(self.client.silence, read_refusal(response)).await;
                return Err(refusal.unwrap_or_else(|_| silent(self.client.silence)));
            }
            url = target(&url, &response)?;
        }
        Err(ClientError::Redirected { host: url.host_str().unwrap_or_default().to_owned() })
    }
}

/// What comes next, if it comes in time. A question may be asked again.
async fn unless_silent<T>(silence: Duration, next: impl Future<Output = reqwest::Result<T>>) -> Result<T, ClientError> {
    match timeout(silence, next).await {
        Ok(came) => came.map_err(|source| ClientError::of_transport(source, true)),
        Err(_) => Err(silent(silence)),
    }
}

fn silent(silence: Duration) -> ClientError {
    ClientError::Lost { repeatable: true, source: LostAnswer::Silence(silence) }
}

fn bad_url(url: &str, reason: &str) -> ClientError {
    ClientError::BadUrl { url: url.to_owned(), reason: reason.to_owned() }
}

fn target(from: &Url, response: &Response) -> Result<Url, ClientError> {
    let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
    location
        .and_then(|location| from.join(location).ok())
        .ok_or_else(|| ClientError::Redirected { host: from.host_str().unwrap_or_default().to_owned() })
}

#[derive(Debug, PartialEq, Eq)]
enum Trust {
    Token,
    NoToken,
    Never,
}

/// What an address may be shown. Scheme and port count: another port is another server.
fn trust(base: &Url, url: &Url) -> Trust {
    if url.origin() == base.origin() {
        return Trust::Token;
    }
    let encrypted = url.scheme() == "https" && url.port().is_none();
    match url.host_str() {
        Some(MEDIA_HOST) if encrypted => Trust::Token,
        Some(host) if encrypted && CDN_DOMAINS.iter().any(|domain| is_below(host, domain)) => Trust::NoToken,
        _ => Trust::Never,
    }
}

fn is_below(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|sub| sub.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_goes_to_our_own_address_and_the_media_host_alone() {
        let base = Url::parse("http://10.200.0.1:14000/v25.0").unwrap();
        let judged = |url: &str| trust(&base, &Url::parse(url).unwrap());
        for url in ["http://10.200.0.1:14000/media/1", "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1"] {
            assert_eq!(judged(url), Trust::Token, "{url}");
        }
        for url in ["https://scontent.xx.fbcdn.net/v/1", "https://mmg.whatsapp.net/v/1", "https://other.fbsbx.com/1"] {
            assert_eq!(judged(url), Trust::NoToken, "{url}");
        }
        for url in [
            "http://10.200.0.1:14001/media/1",
            "https://10.200.0.1:14000/media/1",
            "http://lookaside.fbsbx.com/1",
            "https://lookaside.fbsbx.com:8443/1",
            "https://lookaside.fbsbx.com.evil.example/1",
            "https://evilfbcdn.net/1",
            "https://lookaside.fbsbx.com@evil.example/1",
            "http://169.254.169.254/latest/meta-data",
            "file:///etc/passwd",
        ] {
            assert_eq!(judged(url), Trust::Never, "{url}");
        }
    }
}
