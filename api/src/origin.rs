//! Which web pages may speak to us: those of the dashboard. Programs send no Origin header and are let through.

use axum::http::{HeaderMap, header};

/// The dashboard's origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origins {
    public: String,
}

impl Origins {
    /// The origin of PUBLIC_URL (a path behind it is ignored).
    #[must_use]
    pub fn new(public_url: &str) -> Self {
        let (scheme, rest) = public_url.split_once("://").unwrap_or(("http", public_url));
        let host = rest.split('/').next().unwrap_or_default();
        Self { public: format!("{scheme}://{host}").to_lowercase() }
    }

    /// Whether the dashboard is served over https.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public.starts_with("https://")
    }

    /// Whether a request may come from where it says. The host that the request itself was sent to is fine as well:
    /// a pod reached by its own address serves the dashboard too.
    #[must_use]
    pub fn allow(&self, headers: &HeaderMap) -> bool {
        let Some(origin) = headers.get(header::ORIGIN) else { return true };
        let Ok(origin) = origin.to_str() else { return false };
        let origin = origin.to_lowercase();
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default().to_lowercase();
        origin == self.public || (!host.is_empty() && origin.split_once("://").is_some_and(|(_, rest)| rest == host))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(origin: Option<&'static str>, host: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static(host));
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
        }
        headers
    }

    #[test]
    fn the_dashboard_the_same_host_and_programs_are_let_through() {
        let origins = Origins::new("https://Inbox.example.com/");
        assert!(origins.is_https());
        assert!(origins.allow(&headers(Some("https://inbox.example.com"), "10.1.1.1:8080")));
        assert!(origins.allow(&headers(Some("http://10.1.1.1:8080"), "10.1.1.1:8080")));
        assert!(origins.allow(&headers(None, "10.1.1.1:8080")));
    }

    #[test]
    fn other_pages_are_refused() {
        let origins = Origins::new("https://inbox.example.com");
        for origin in ["https://evil.example", "https://inbox.example.com.evil.example", "http://inbox.example.com", "null", ""] {
            assert!(!origins.allow(&headers(Some(origin), "inbox.internal")), "{origin}");
        }
    }
}
