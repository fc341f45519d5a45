//! One call of the Graph API, and how its answer is read.

use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Method, Response, Url, multipart};
use secrecy::ExposeSecret;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::errors::{ClientError, LostAnswer, ProviderError};
use super::types::Success;
use super::usage::{self, Usage};
use super::{Account, Client};

/// How long a call with a file may take, in whole; other calls have the pool's time limit.
const FILE_TIMEOUT: Duration = Duration::from_mins(5);
/// Longest answer read, in bytes.
const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;

/// What a call answered, and how much of its quota is used.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer<T> {
    pub value: T,
    /// Empty when the answer carried no usage header.
    pub usage: Vec<Usage>,
}

/// One call, before it is made.
pub(super) struct Call<'a> {
    method: Method,
    path: Path<'a>,
    query: &'a [(&'a str, &'a str)],
    header: Option<(HeaderName, HeaderValue)>,
    body: Body,
    scheme: &'static str,
    repeatable: bool,
}

enum Path<'a> {
    /// Each is encoded: an id can't lead to another path.
    Segments(&'a [&'a str]),
    /// Taken as it is, query included: ids of upload sessions (section 8.1).
    Verbatim(&'a str),
}

enum Body {
    Empty,
    Json(Result<Vec<u8>, serde_json::Error>),
    Form(Box<multipart::Form>),
    Bytes(reqwest::Body),
}

impl<'a> Call<'a> {
    fn new(method: Method, path: Path<'a>) -> Self {
        let repeatable = method.is_idempotent();
        Self { method, path, query: &[], header: None, body: Body::Empty, scheme: "Bearer", repeatable }
    }

    pub(super) fn get(path: &'a [&'a str]) -> Self {
        Self::new(Method::GET, Path::Segments(path))
    }

    pub(super) fn delete(path: &'a [&'a str]) -> Self {
        Self::new(Method::DELETE, Path::Segments(path))
    }

    /// A call that does something again when it is repeated, unless [`Call::repeatable`] says otherwise.
    pub(super) fn post(path: &'a [&'a str]) -> Self {
        Self::new(Method::POST, Path::Segments(path))
    }

    /// The upload session `id`, which holds its own query and wants the token as `OAuth` (section 8.1).
    pub(super) fn upload(method: Method, id: &'a str) -> Self {
        Self { scheme: "OAuth", ..Self::new(method, Path::Verbatim(id)) }
    }

    pub(super) fn query(mut self, query: &'a [(&'a str, &'a str)]) -> Self {
        self.query = query;
        self
    }

    pub(super) fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.header = Some((name, value));
        self
    }

    pub(super) fn json(mut self, body: &impl Serialize) -> Self {
        self.body = Body::Json(serde_json::to_vec(body));
        self
    }

    pub(super) fn form(mut self, form: multipart::Form) -> Self {
        self.body = Body::Form(Box::new(form));
        self
    }

    pub(super) fn bytes(mut self, body: impl Into<reqwest::Body>) -> Self {
        self.body = Body::Bytes(body.into());
        self
    }

    /// Doing it twice is the same as once: after a lost answer it may be repeated.
    pub(super) fn repeatable(mut self) -> Self {
        self.repeatable = true;
        self
    }
}

impl Account {
    /// Makes the call and reads its answer.
    pub(super) async fn call<T: DeserializeOwned>(&self, call: Call<'_>) -> Result<T, ClientError> {
        self.answer(call).await.map(|answer| answer.value)
    }

    /// Makes a call that answers `{"success": true}`.
    pub(super) async fn done(&self, call: Call<'_>) -> Result<(), ClientError> {
        let answer: Success = self.call(call).await?;
        if answer.success { Ok(()) } else { Err(ClientError::NotDone) }
    }

    /// As [`Account::call`], with what the answer's headers say of the quota.
    pub(super) async fn answer<T: DeserializeOwned>(&self, call: Call<'_>) -> Result<Answer<T>, ClientError> {
        let url = call.url(&self.client)?;
        let repeatable = call.repeatable;
        let mut request = self.client.http.request(call.method, url).header(AUTHORIZATION, self.authorization(call.scheme)?);
        if let Some((name, value)) = call.header {
            request = request.header(name, value);
        }
        request = match call.body {
            Body::Empty => request,
            Body::Json(body) => {
                let body = body.map_err(|source| ClientError::Unwritable { source })?;
                request.header(CONTENT_TYPE, "application/json").body(body)
            }
            Body::Form(form) => request.timeout(FILE_TIMEOUT).multipart(*form),
            Body::Bytes(body) => request.timeout(FILE_TIMEOUT).body(body),
        };
        let response = request.send().await.map_err(|source| ClientError::of_transport(source, repeatable))?;
        read(response, repeatable).await
    }

    /// The token as a header's value.
    pub(super) fn authorization(&self, scheme: &str) -> Result<HeaderValue, ClientError> {
        let mut value =
            HeaderValue::try_from(format!("{scheme} {}", self.access_token.expose_secret())).map_err(|_| ClientError::BadToken)?;
        value.set_sensitive(true);
        Ok(value)
    }
}

impl Call<'_> {
    fn url(&self, client: &Client) -> Result<Url, ClientError> {
        let mut url = client.base.clone();
        match self.path {
            Path::Segments(segments) => {
                url.path_segments_mut().expect("Client::new refused addresses without a path").extend(segments);
            }
            Path::Verbatim(id) => url = session_url(&client.base, id)?,
        }
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(self.query);
        }
        Ok(url)
    }
}

/// The id came with an answer; it must stay below our own address all the same.
fn session_url(base: &Url, id: &str) -> Result<Url, ClientError> {
    let bad = |reason: String| ClientError::BadUrl { url: id.to_owned(), reason };
    let url = Url::parse(&format!("{base}/{id}")).map_err(|fault| bad(fault.to_string()))?;
    let below = url.path().strip_prefix(base.path()).is_some_and(|rest| rest.starts_with("/upload:"));
    if below && url.origin() == base.origin() { Ok(url) } else { Err(bad("it is no upload session".to_owned())) }
}

/// Reads an answer to its end: a value, the provider's refusal, or neither.
async fn read<T: DeserializeOwned>(response: Response, repeatable: bool) -> Result<Answer<T>, ClientError> {
    let status = response.status();
    let usage = usage::read(response.headers());
    let answer = read_limited(response, repeatable).await?;
    let refusal = || ProviderError::read(status.as_u16(), &answer, &usage).map(|refusal| ClientError::Refused(Box::new(refusal)));
    if !status.is_success() {
        return Err(refusal().unwrap_or_else(|| ClientError::unreadable(status.as_u16(), None, repeatable)));
    }
    match serde_json::from_slice(&answer) {
        Ok(value) => Ok(Answer { value, usage }),
        Err(source) => Err(refusal().unwrap_or_else(|| ClientError::unreadable(status.as_u16(), Some(source), repeatable))),
    }
}

/// Makes an error of an answer that isn't a success; for calls whose success is a stream.
pub(super) async fn read_refusal(response: Response) -> ClientError {
    match read::<serde::de::IgnoredAny>(response, true).await {
        Ok(_) => ClientError::NotDone,
        Err(error) => error,
    }
}

async fn read_limited(mut response: Response, repeatable: bool) -> Result<Vec<u8>, ClientError> {
    let status = response.status().as_u16();
    let mut answer = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|source| ClientError::of_transport(source, repeatable))? {
        if answer.len() + chunk.len() > ANSWER_BYTES_MAX {
            return Err(ClientError::Lost { repeatable, source: LostAnswer::TooLong { status, bytes_max: ANSWER_BYTES_MAX } });
        }
        answer.extend_from_slice(&chunk);
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(call: &Call<'_>) -> Result<String, ClientError> {
        call.url(&Client::new("https://graph.example/v25.0").unwrap()).map(String::from)
    }

    #[test]
    fn ids_are_encoded_so_that_none_leads_to_another_path() {
        assert_eq!(
            url(&Call::get(&["1/../2?x", "media"]).query(&[("a b", "c&d")])).unwrap(),
            "https://graph.example/v25.0/1%2F..%2F2%3Fx/media?a+b=c%26d"
        );
    }

    #[test]
    fn an_upload_session_keeps_its_own_query_and_stays_with_our_host() {
        let session = |id| url(&Call::upload(Method::POST, id));
        assert_eq!(session("upload:MTph==?sig=ARb-c_d").unwrap(), "https://graph.example/v25.0/upload:MTph==?sig=ARb-c_d");
        for id in ["upload:/../../../me?x", "../upload:x", "me", "@evil.example/upload:x", "", "upload:x/../../v25.0/me"] {
            assert!(matches!(session(id), Err(ClientError::BadUrl { .. })), "{id}");
        }
    }

    #[test]
    fn only_what_is_the_same_twice_may_be_repeated() {
        assert!(Call::get(&[]).repeatable && Call::delete(&[]).repeatable && Call::post(&[]).repeatable().repeatable);
        assert!(!Call::post(&[]).repeatable && !Call::upload(Method::POST, "upload:x").repeatable);
    }
}
