//! The page on which a developer plays a customer. Everything it needs comes from here; nothing is asked of anybody else.

use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::simulator::Simulator;

/// What the browser may do: our own scripts and styles, and files that the page fetched itself.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob:; media-src blob:; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

struct File {
    path: &'static str,
    mime_type: &'static str,
    text: &'static str,
}

macro_rules! file {
    ($name:literal, $mime_type:literal) => {
        File { path: concat!("/page/", $name), mime_type: $mime_type, text: include_str!(concat!("page/", $name)) }
    };
}

const PAGE: File = File { path: "/", mime_type: "text/html; charset=utf-8", text: include_str!("page/page.html") };

const FILES: &[File] = &[
    PAGE,
    file!("icon.svg", "image/svg+xml"),
    file!("page.css", "text/css; charset=utf-8"),
    file!("chat.css", "text/css; charset=utf-8"),
    file!("app.js", "text/javascript; charset=utf-8"),
    file!("api.js", "text/javascript; charset=utf-8"),
    file!("make.js", "text/javascript; charset=utf-8"),
    file!("words.js", "text/javascript; charset=utf-8"),
    file!("bubble.js", "text/javascript; charset=utf-8"),
    file!("ticks.js", "text/javascript; charset=utf-8"),
    file!("media.js", "text/javascript; charset=utf-8"),
    file!("offers.js", "text/javascript; charset=utf-8"),
    file!("contents.js", "text/javascript; charset=utf-8"),
    file!("chat.js", "text/javascript; charset=utf-8"),
    file!("people.js", "text/javascript; charset=utf-8"),
    file!("writing.js", "text/javascript; charset=utf-8"),
    file!("trouble.js", "text/javascript; charset=utf-8"),
];

/// The page and its files.
pub fn routes() -> Router<Simulator> {
    FILES.iter().fold(Router::new(), |router, file| router.route(file.path, get(async || show(file))))
}

fn show(file: &File) -> Response {
    let headers = [
        (header::CONTENT_TYPE, file.mime_type),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, file.text).into_response()
}
