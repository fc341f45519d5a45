//! What clients are told when something fails: RFC 9457 problems with a stable `code`. [`crate::request`] adds the
//! request's id and logs each problem once, with its causes.

use std::{error::Error, sync::Arc};

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use store::StoreError;

/// The media type of a problem.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// A failure as a client sees it, and its cause as the log sees it.
#[derive(Clone, Debug)]
pub struct Problem {
    pub status: StatusCode,
    /// Stable, for programs.
    pub code: &'static str,
    /// For people: what to do.
    pub detail: String,
    headers: HeaderMap,
    cause: Option<Arc<dyn Error + Send + Sync>>,
}

/// The body of every failure.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// `urn:switchboard:error:<code>`.
    r#type: String,
    /// The status in words.
    title: String,
    status: u16,
    /// Stable, for programs.
    code: String,
    /// For people: what to do.
    detail: String,
    /// Quote it when asking for help; the log has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
}

impl Problem {
    /// A problem without a cause of ours.
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, detail: detail.into(), headers: HeaderMap::new(), cause: None }
    }

    /// Adds what went wrong underneath, for the log alone.
    #[must_use]
    pub fn because(mut self, cause: impl Error + Send + Sync + 'static) -> Self {
        self.cause = Some(Arc::new(cause));
        self
    }

    /// Adds a header to the answer.
    #[must_use]
    pub fn with_header(mut self, name: header::HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// What went wrong underneath.
    #[must_use]
    pub fn cause(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as &(dyn Error + 'static))
    }

    /// The answer, with the request's id in it when there is one.
    #[must_use]
    pub fn render(&self, request_id: Option<&str>) -> Response {
        let body = ProblemBody {
            r#type: format!("urn:switchboard:error:{}", self.code),
            title: self.status.canonical_reason().unwrap_or("Error").to_owned(),
            status: self.status.as_u16(),
            code: self.code.to_owned(),
            detail: self.detail.clone(),
            request_id: request_id.map(ToOwned::to_owned),
        };
        let json = serde_json::to_vec(&body).expect("a problem is plain data");
        let mut response = (self.status, [(header::CONTENT_TYPE, PROBLEM_JSON), (header::CACHE_CONTROL, "no-store")], json).into_response();
        response.headers_mut().extend(self.headers.clone());
        response
    }
}

impl IntoResponse for Problem {
    /// Leaves itself in the response's extensions, where the request layer finds it.
    fn into_response(self) -> Response {
        let mut response = self.render(None);
        response.extensions_mut().insert(self);
        response
    }
}

/// What any endpoint may answer; endpoints with outcomes of their own have an enum of their own.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    #[error("sign in: the access token is missing, expired or not ours")]
    Unauthenticated,
    #[error("you are not a member of this business")]
    NotAMember,
    #[error("there is no such {0}")]
    NotFound(&'static str),
    #[error("{0}")]
    Invalid(String),
    #[error("the store failed")]
    Store(#[from] StoreError),
    #[error("the server is not able to do this now")]
    Internal(#[source] Box<dyn Error + Send + Sync>),
}

impl From<ApiError> for Problem {
    fn from(error: ApiError) -> Self {
        let text = error.to_string();
        match error {
            ApiError::Unauthenticated => Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", text)
                .with_header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")),
            ApiError::NotAMember => Self::new(StatusCode::FORBIDDEN, "not_a_member", text),
            ApiError::NotFound(_) => Self::new(StatusCode::NOT_FOUND, "not_found", text),
            ApiError::Invalid(_) => Self::new(StatusCode::BAD_REQUEST, "invalid_request", text),
            ApiError::Store(cause) => from_store(cause),
            ApiError::Internal(_) => {
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "something failed on our side; try again later").because(error)
            }
        }
    }
}

/// A failure of the store that the endpoint didn't expect.
fn from_store(cause: StoreError) -> Problem {
    let problem = if cause.is_transient() {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "store_unavailable", "the database can't serve now; try again in a moment")
            .with_header(header::RETRY_AFTER, HeaderValue::from_static("2"))
    } else {
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "something failed on our side; try again later")
    };
    problem.because(cause)
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        Problem::from(self).into_response()
    }
}
