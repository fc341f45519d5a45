//! The dashboard's static export: files, clean addresses, caching and the headers that keep pages safe.

pub mod policy;

use std::path::{Path, PathBuf};

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use tower::ServiceExt;
use tower_http::services::ServeDir;

use policy::Policies;

/// Hashed names: they never change.
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Everything else is asked for again, and answered 304 when it is the same.
const NO_CACHE: HeaderValue = HeaderValue::from_static("no-cache");

/// The folder of the export and its pages' policies.
#[derive(Clone, Debug)]
pub struct Dashboard {
    folder: PathBuf,
    files: ServeDir,
    policies: Policies,
}

impl Dashboard {
    /// Serves a folder; `csp.json` in it has the hashes of its pages' inline scripts.
    #[must_use]
    pub fn new(folder: &Path, public_url: &str) -> Self {
        let policies = Policies::read(&folder.join("csp.json"), public_url);
        let files = ServeDir::new(folder).append_index_html_on_directories(false).precompressed_br().precompressed_gzip();
        Self { folder: folder.to_owned(), files, policies }
    }

    /// The file of an address: `/inbox` is `/inbox.html`, `/` is `/index.html`, `/x.js` is itself.
    fn file_of(&self, path: &str) -> Option<String> {
        let safe = path.bytes().all(|b| b.is_ascii_alphanumeric() || b"/._-~@[]()!$+".contains(&b)) && !path.contains("..");
        if !safe || path == "/csp.json" {
            return None;
        }
        let trimmed = path.trim_end_matches('/');
        let candidates = if trimmed.is_empty() {
            vec!["/index.html".to_owned()]
        } else if trimmed.rsplit('/').next().is_some_and(|name| name.contains('.')) {
            vec![trimmed.to_owned()]
        } else {
            vec![format!("{trimmed}.html"), format!("{trimmed}/index.html")]
        };
        candidates.into_iter().find(|file| self.folder.join(&file[1..]).is_file())
    }
}

/// Serves a page or a file; what there isn't is the 404 page.
pub async fn serve(State(dashboard): State<Dashboard>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    match dashboard.file_of(request.uri().path()) {
        Some(file) => answer(&dashboard, &file, request).await,
        None if dashboard.folder.join("404.html").is_file() => {
            // No conditions: a page that isn't there has no earlier version.
            let page = Request::builder().method(request.method().clone()).body(Body::empty()).expect("the parts are valid");
            let mut response = answer(&dashboard, "/404.html", page).await;
            *response.status_mut() = StatusCode::NOT_FOUND;
            response
        }
        None => (StatusCode::NOT_FOUND, "not found\n").into_response(),
    }
}

async fn answer(dashboard: &Dashboard, file: &str, mut request: Request) -> Response {
    let Ok(uri) = file.parse::<Uri>() else { return StatusCode::NOT_FOUND.into_response() };
    *request.uri_mut() = uri;
    let Ok(response) = dashboard.files.clone().oneshot(request).await;
    let mut response = response.map(Body::new);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, if file.starts_with("/_next/static/") { IMMUTABLE } else { NO_CACHE });
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));
    headers.insert(header::CONTENT_SECURITY_POLICY, dashboard.policies.of(file).clone());
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;

    fn export() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("index.html", "home");
        write("inbox.html", "inbox");
        write("inbox/__next._tree.txt", "tree");
        write("404.html", "lost");
        write("_next/static/chunks/a1b2.js", "code");
        write("_next/static/chunks/a1b2.js.br", "packed");
        write("csp.json", r#"{"/inbox": ["sha256-aaaa="], "/index.html": ["'sha256-bbbb='"]}"#);
        folder
    }

    async fn get(dashboard: &Dashboard, path: &str) -> (StatusCode, Response<()>, String) {
        let request = Request::get(path).header("accept-encoding", "br").body(Body::empty()).unwrap();
        let (parts, body) = serve(State(dashboard.clone()), request).await.into_parts();
        let text = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        (parts.status, Response::from_parts(parts, ()), text)
    }

    #[tokio::test]
    async fn clean_addresses_lead_to_pages_that_are_never_cached() {
        let folder = export();
        let dashboard = Dashboard::new(folder.path(), "http://127.0.0.1:8080");
        for (path, text) in
            [("/", "home"), ("/inbox", "inbox"), ("/inbox/", "inbox"), ("/inbox?c=1", "inbox"), ("/inbox/__next._tree.txt", "tree")]
        {
            let (status, response, body) = get(&dashboard, path).await;
            assert_eq!((status, body.as_str()), (StatusCode::OK, text), "{path}");
            assert_eq!(response.headers()[header::CACHE_CONTROL], NO_CACHE);
            assert_eq!(response.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        }
    }

    #[tokio::test]
    async fn hashed_files_are_cached_for_good_and_sent_packed() {
        let folder = export();
        let dashboard = Dashboard::new(folder.path(), "http://127.0.0.1:8080");
        let (status, response, body) = get(&dashboard, "/_next/static/chunks/a1b2.js").await;
        assert_eq!((status, body.as_str()), (StatusCode::OK, "packed"));
        assert_eq!(response.headers()[header::CACHE_CONTROL], IMMUTABLE);
        assert_eq!(response.headers()[header::CONTENT_ENCODING], "br");
    }

    #[tokio::test]
    async fn each_page_has_the_hashes_of_its_own_scripts_and_no_unsafe_ones() {
        let folder = export();
        let dashboard = Dashboard::new(folder.path(), "https://inbox.example.com");
        let policy =
            async |path: &str| get(&dashboard, path).await.1.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
        let inbox = policy("/inbox").await;
        assert!(inbox.contains("script-src 'self' 'sha256-aaaa=';"), "{inbox}");
        assert!(inbox.contains("frame-ancestors 'none'") && inbox.contains("wss://inbox.example.com"), "{inbox}");
        assert!(policy("/").await.contains("'sha256-bbbb='"));
        let lost = policy("/nowhere").await;
        assert!(lost.contains("script-src 'self';"), "{lost}");
        for policy in [inbox, lost] {
            assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe") && !policy.contains('*'), "{policy}");
        }
    }

    #[tokio::test]
    async fn what_is_not_there_or_not_for_them_is_the_404_page() {
        let folder = export();
        let dashboard = Dashboard::new(folder.path(), "http://127.0.0.1:8080");
        for path in ["/nowhere", "/csp.json", "/../csp.json", "/%2e%2e/csp.json", "/_next/static/", "/inbox/x.js"] {
            let (status, _, body) = get(&dashboard, path).await;
            assert_eq!((status, body.as_str()), (StatusCode::NOT_FOUND, "lost"), "{path}");
        }
    }
}
