//! `POST /api/v1/auth/login`.

use std::net::SocketAddr;

use axum::{
    extract::{ConnectInfo, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use cache::Verdict;
use serde::Deserialize;
use store::{StoreError, users};

use super::{Passwords, SignIns, passwords::Busy, signed_in::SignedIn};
use crate::{
    error::{ApiError, Problem, ProblemBody},
    limits::SignInLimit,
    metrics::Metrics,
    v1::body::Body,
};

/// Longest address (RFC 5321), in bytes.
const EMAIL_BYTES_MAX: usize = 254;

/// An address and a password.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct LoginRequest {
    pub email: String,
    pub password: String,
}

/// Why somebody isn't signed in.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    #[error("the email or the password is wrong")]
    Wrong,
    #[error("too many attempts: wait and try again")]
    TooMany,
    #[error(transparent)]
    Busy(#[from] Busy),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<LoginError> for Problem {
    fn from(error: LoginError) -> Self {
        let text = error.to_string();
        match error {
            LoginError::Wrong => Self::new(StatusCode::UNAUTHORIZED, "wrong_credentials", text),
            LoginError::TooMany => Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_attempts", text),
            LoginError::Busy(_) => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", text).with_header(header::RETRY_AFTER, HeaderValue::from_static("2"))
            }
            LoginError::Store(cause) => ApiError::Store(cause).into(),
        }
    }
}

/// Sign in
///
/// Sets the refresh token as an httpOnly cookie. Attempts are limited per address and email; a success gives the
/// allowance back.
#[utoipa::path(
    post, path = "/auth/login", tag = "auth", operation_id = "login", request_body = LoginRequest,
    responses(
        (status = 200, body = SignedIn, description = "Signed in; the refresh cookie is set", headers(("RateLimit-Remaining" = u32, description = "Attempts left now"))),
        (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "`invalid_request`"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json", description = "`wrong_credentials`"),
        (status = 429, body = ProblemBody, content_type = "application/problem+json", description = "`too_many_attempts`, with Retry-After"),
    )
)]
pub async fn login(
    State(sign_ins): State<SignIns>,
    State(passwords): State<Passwords>,
    State(limit): State<SignInLimit>,
    State(metrics): State<Metrics>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Body(request): Body<LoginRequest>,
) -> Response {
    let email = request.email.trim().to_lowercase();
    let key = SignInLimit::key(&headers, peer, &email);
    let verdict = limit.take(&key).await;
    let outcome =
        if verdict.allowed { attempt(&sign_ins, &passwords, &email, request.password, &headers).await } else { Err(LoginError::TooMany) };
    let label = match &outcome {
        Ok(_) => "signed_in",
        Err(LoginError::Wrong) => "wrong",
        Err(LoginError::TooMany) => "limited",
        Err(LoginError::Busy(_) | LoginError::Store(_)) => "failed",
    };
    metrics.sign_ins.with_label_values(&[label]).inc();
    if outcome.is_ok() {
        limit.give_back(&key).await;
    }
    with_limit_headers(outcome.map_err(Problem::from), &verdict)
}

async fn attempt(
    sign_ins: &SignIns,
    passwords: &Passwords,
    email: &str,
    password: String,
    headers: &HeaderMap,
) -> Result<Response, LoginError> {
    let found = if email.len() <= EMAIL_BYTES_MAX { users::find_by_email(&sign_ins.database, email).await? } else { None };
    let phc = found.as_ref().and_then(|user| user.password_hash.clone());
    match (passwords.verify(password, phc).await?, found) {
        (true, Some(user)) => Ok(sign_ins.begin(user, headers).await?),
        _ => Err(LoginError::Wrong),
    }
}

/// Adds `RateLimit-*`, and `Retry-After` when the limit was hit.
fn with_limit_headers(outcome: Result<Response, Problem>, verdict: &Verdict) -> Response {
    let reset_s = verdict.reset_after.as_secs_f64().ceil();
    let pairs = [
        ("ratelimit-limit", f64::from(verdict.limit)),
        ("ratelimit-remaining", f64::from(verdict.remaining)),
        ("ratelimit-reset", reset_s),
    ];
    let pairs = pairs.map(|(name, value)| (HeaderName::from_static(name), number(value)));
    match outcome {
        Ok(mut response) => {
            response.headers_mut().extend(pairs);
            response
        }
        Err(problem) => {
            let problem = pairs.into_iter().fold(problem, |problem, (name, value)| problem.with_header(name, value));
            let limited = problem.status == StatusCode::TOO_MANY_REQUESTS;
            let retry_s = verdict.retry_after.as_secs_f64().ceil().max(1.0);
            if limited { problem.with_header(header::RETRY_AFTER, number(retry_s)) } else { problem }.into_response()
        }
    }
}

fn number(value: f64) -> HeaderValue {
    HeaderValue::from_str(&format!("{value:.0}")).expect("digits are header text")
}
