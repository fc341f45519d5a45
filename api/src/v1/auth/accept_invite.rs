//! `POST /api/v1/auth/accept-invite`.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use domain::password::PasswordError;
use serde::Deserialize;
use store::{
    StoreError,
    invites::{self, Acceptance},
    users,
};
use uuid::Uuid;

use super::{Passwords, SignIns, passwords::Busy, refresh_token::hash, signed_in::SignedIn};
use crate::{
    error::{ApiError, Problem, ProblemBody},
    v1::body::Body,
};

/// Longest name, in characters.
const NAME_CHARS_MAX: usize = 100;

/// An invitation's token and the account to be made.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct AcceptInviteRequest {
    /// From the link.
    pub token: String,
    /// The person's name, as colleagues see it.
    #[serde(default)]
    pub name: String,
    /// At least 10 characters. For an email that has an account: that account's password.
    pub password: String,
}

/// Why an invitation isn't accepted.
#[derive(Debug, thiserror::Error)]
pub enum AcceptInviteError {
    #[error("the invitation is unknown, expired or was accepted before: ask for a new one")]
    Unknown,
    #[error("{0}")]
    Password(#[source] PasswordError),
    #[error("this email has an account already: give that account's password")]
    WrongPassword,
    #[error(transparent)]
    Busy(#[from] Busy),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<AcceptInviteError> for Problem {
    fn from(error: AcceptInviteError) -> Self {
        let text = error.to_string();
        match error {
            AcceptInviteError::Unknown => Self::new(StatusCode::NOT_FOUND, "unknown_invite", text),
            AcceptInviteError::Password(_) => Self::new(StatusCode::BAD_REQUEST, "weak_password", text),
            AcceptInviteError::WrongPassword => Self::new(StatusCode::UNAUTHORIZED, "wrong_credentials", text),
            AcceptInviteError::Busy(_) => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", text).with_header(header::RETRY_AFTER, HeaderValue::from_static("2"))
            }
            AcceptInviteError::Store(cause) => ApiError::Store(cause).into(),
        }
    }
}

/// Accept an invitation
///
/// Makes the account, or adds the business to an account that exists, and signs in.
#[utoipa::path(
    post, path = "/auth/accept-invite", tag = "auth", operation_id = "acceptInvite", request_body = AcceptInviteRequest,
    responses(
        (status = 200, body = SignedIn, description = "Signed in; the refresh cookie is set"),
        (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "`invalid_request` or `weak_password`"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json", description = "`wrong_credentials`"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "`unknown_invite`"),
    )
)]
pub async fn accept_invite(
    State(sign_ins): State<SignIns>,
    State(passwords): State<Passwords>,
    headers: HeaderMap,
    Body(request): Body<AcceptInviteRequest>,
) -> Result<Response, Problem> {
    Ok(accept(&sign_ins, &passwords, request, &headers).await?)
}

async fn accept(
    sign_ins: &SignIns,
    passwords: &Passwords,
    request: AcceptInviteRequest,
    headers: &HeaderMap,
) -> Result<Response, AcceptInviteError> {
    let (token, now) = (hash(&request.token), sign_ins.clock.now());
    let invite = invites::find(&sign_ins.database, &token, now).await?.ok_or(AcceptInviteError::Unknown)?;
    // A link proves the mailbox and not the account: somebody who has one proves that too.
    let account = users::find_by_email(&sign_ins.database, &invite.email).await?;
    let phc = match account.and_then(|user| user.password_hash) {
        Some(phc) => {
            let right = passwords.verify(request.password, Some(phc.clone())).await?;
            right.then_some(phc).ok_or(AcceptInviteError::WrongPassword)?
        }
        None => passwords.hash(request.password).await?.map_err(AcceptInviteError::Password)?,
    };
    let name: String = request.name.trim().chars().filter(|c| !c.is_control()).take(NAME_CHARS_MAX).collect();
    match invites::accept(&sign_ins.database, &token, Uuid::now_v7(), &name, &phc, now).await? {
        Acceptance::Accepted { user, .. } => Ok(sign_ins.begin(*user, headers).await?),
        Acceptance::Unknown => Err(AcceptInviteError::Unknown),
    }
}
