//! Content-Security-Policy per page. An exported page has inline scripts; the build hashes them into `csp.json`
//! (address to hashes), so that those and no others run.

use std::{collections::HashMap, path::Path};

use axum::http::HeaderValue;

/// The policy of every page.
#[derive(Clone, Debug)]
pub struct Policies {
    pages: HashMap<String, HeaderValue>,
    /// For everything else: no inline script at all.
    strict: HeaderValue,
}

impl Policies {
    /// Reads the hashes; without the file, or for a page that isn't in it, no inline script runs.
    #[must_use]
    pub fn read(file: &Path, public_url: &str) -> Self {
        let hashes = match std::fs::read(file) {
            Ok(bytes) => serde_json::from_slice::<HashMap<String, Vec<String>>>(&bytes).unwrap_or_else(|error| {
                tracing::error!(%error, file = %file.display(), "the hashes of inline scripts can't be read: pages will not work");
                HashMap::new()
            }),
            Err(error) => {
                tracing::info!(%error, file = %file.display(), "no hashes of inline scripts: none are allowed");
                HashMap::new()
            }
        };
        let pages = hashes.into_iter().map(|(page, hashes)| (normal(&page), policy(&hashes, public_url))).collect();
        Self { pages, strict: policy(&[], public_url) }
    }

    /// The policy of a file of the export.
    #[must_use]
    pub fn of(&self, file: &str) -> &HeaderValue {
        self.pages.get(&normal(file)).unwrap_or(&self.strict)
    }
}

/// `/inbox`, `inbox.html` and `/inbox/index.html` are one page.
fn normal(page: &str) -> String {
    let page = page.trim_start_matches('/').trim_end_matches(".html").trim_end_matches("index").trim_end_matches('/');
    format!("/{page}")
}

fn policy(hashes: &[String], public_url: &str) -> HeaderValue {
    let scripts: String = hashes.iter().filter_map(|hash| source(hash)).map(|hash| format!(" {hash}")).collect();
    // Older browsers don't count wss: of the same host as 'self'.
    let (scheme, rest) = public_url.split_once("://").unwrap_or(("http", public_url));
    let host = rest.split('/').next().unwrap_or_default();
    let socket = if scheme == "https" { format!("wss://{host}") } else { format!("ws://{host}") };
    let text = format!(
        "default-src 'none'; script-src 'self'{scripts}; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; \
         font-src 'self'; connect-src 'self' {socket}; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"))
}

/// A hash as the header wants it, from `'sha256-...'`, `sha256-...` or bare base64.
fn source(hash: &str) -> Option<String> {
    let bare = hash.trim().trim_matches('\'');
    let base64 = bare.strip_prefix("sha256-").unwrap_or(bare);
    let safe = !base64.is_empty() && base64.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=-_".contains(&b));
    safe.then(|| format!("'sha256-{base64}'"))
}
