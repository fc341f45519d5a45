//! Bodies of writes, with the key under which a client may send one again.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::HeaderMap,
};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use store::idempotency;
use uuid::Uuid;

use crate::error::{ApiError, Problem};

/// The header that carries the key.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// Longest key, in bytes.
pub const KEY_BYTES_MAX: usize = 255;

/// A JSON body and the key that it came with; no body at all is the empty object.
#[derive(Debug)]
pub struct Keyed<T> {
    pub body: T,
    pub key: Option<Key>,
}

/// A client's name for a request, and what the request was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    text: String,
    fingerprint: [u8; 32],
}

impl Key {
    /// The key of somebody's request, as the store keeps it.
    #[must_use]
    pub fn of(&self, actor: Uuid) -> idempotency::Request<'_> {
        idempotency::Request { actor, key: &self.text, fingerprint: &self.fingerprint }
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Keyed<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let text = text(request.headers())?;
        let path = request.uri().path().to_owned();
        let unread = |reason: String| ApiError::Invalid(format!("the body can't be read: {reason}"));
        let bytes = Bytes::from_request(request, state).await.map_err(|error| unread(error.body_text()))?;
        let json: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
        let body = serde_json::from_slice(json).map_err(|error| unread(error.to_string()))?;
        Ok(Self { body, key: text.map(|text| Key { text, fingerprint: fingerprint(&path, json) }) })
    }
}

fn text(headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    let mut given = headers.get_all(IDEMPOTENCY_KEY).into_iter();
    let Some(value) = given.next() else { return Ok(None) };
    let text = value.to_str().ok().filter(|text| (1..=KEY_BYTES_MAX).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic()));
    match (text, given.next()) {
        (Some(text), None) => Ok(Some(text.to_owned())),
        _ => Err(ApiError::Invalid(format!("`Idempotency-Key` must be one header of 1 to {KEY_BYTES_MAX} visible ASCII characters"))),
    }
}

/// What makes two requests the same: where they went and what they said. A path holds no line break.
fn fingerprint(path: &str, body: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(path).chain_update(b"\n").chain_update(body).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{body::Body, http::Request};
    use serde_json::Value;

    async fn read(keys: &[&[u8]], path: &str, body: &'static str) -> Result<Keyed<Value>, Problem> {
        let mut request = Request::builder().uri(path);
        for key in keys {
            request = request.header(IDEMPOTENCY_KEY, *key);
        }
        Keyed::from_request(request.body(Body::from(body)).unwrap(), &()).await
    }

    #[tokio::test]
    async fn a_key_stands_for_one_path_and_one_body() {
        let key = async |path, body| read(&[b"k"], path, body).await.unwrap().key.unwrap();
        assert_eq!(key("/a", "{}").await, key("/a", "").await);
        assert_ne!(key("/a", "{}").await, key("/b", "{}").await);
        assert_ne!(key("/a", "{}").await, key("/a", r#"{"x":1}"#).await);
        assert!(read(&[], "/a", "{}").await.unwrap().key.is_none());
    }

    #[tokio::test]
    async fn keys_that_are_no_visible_text_of_255_bytes_are_refused() {
        let longest = [b'x'; KEY_BYTES_MAX];
        assert!(read(&[&longest], "/a", "").await.is_ok());
        let bad: [&[&[u8]]; 6] = [&[b""], &[b"a b"], &[b"a\tb"], &["ä".as_bytes()], &[&[b'x'; KEY_BYTES_MAX + 1]], &[b"a", b"b"]];
        for keys in bad {
            assert_eq!(read(keys, "/a", "").await.unwrap_err().code, "invalid_request", "{keys:?}");
        }
    }
}
