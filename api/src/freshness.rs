//! How old what is read may be: docs/adr/0010-reads-that-must-be-current.md.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use utoipa::IntoParams;

/// What a read asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// A replica may answer, which is at most [`crate::databases::LAG_MS_MAX`] behind.
    AMomentOld,
    /// Everything that was committed by now.
    Current,
}

/// The header that says so, for the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "the document is made from it, the header is read by the extractor")]
pub struct FreshnessHeader {
    /// `no-cache`: what is there now, not what was there a moment ago (RFC 9111, section 5.2.1.4).
    #[param(rename = "cache-control")]
    cache_control: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Freshness {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let lines = parts.headers.get_all(header::CACHE_CONTROL);
        let mut directives = lines.iter().filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(','));
        let is_current = directives.any(|directive| directive.trim().eq_ignore_ascii_case("no-cache"));
        Ok(if is_current { Self::Current } else { Self::AMomentOld })
    }
}
