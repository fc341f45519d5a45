//! `POST /api/v1/auth/refresh`.
//!
//! The refresh token is replaced on every use. A token that was replaced before and is shown again means that somebody
//! has a copy, so the whole session ends (RFC 9700, 4.14.2). One exception: within ten seconds of the replacement the
//! token before is answered with an access token and no new refresh token. That is what two tabs of one browser do, and
//! what a browser does whose answer was lost; a thief gains 15 minutes by it and no session.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use cache::{Cache, Signal};
use store::{
    StoreError,
    sessions::{self, Rotation},
    users,
};
use uuid::Uuid;

use super::{
    SignIns,
    refresh_token::{RefreshToken, clear_cookie},
    signed_in::SignedIn,
};
use crate::{
    auth::Accesses,
    error::{ApiError, Problem, ProblemBody},
    origin::Origins,
};

/// Why a session isn't continued.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    #[error("sign in: there is no session")]
    NoSession,
    #[error("sign in: the session was ended, because its refresh token was used twice")]
    Reused,
    #[error("requests from this origin are refused")]
    Origin,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl RefreshError {
    fn problem(self, secure: bool) -> Problem {
        let text = self.to_string();
        match self {
            Self::NoSession => {
                Problem::new(StatusCode::UNAUTHORIZED, "no_session", text).with_header(header::SET_COOKIE, clear_cookie(secure))
            }
            Self::Reused => {
                Problem::new(StatusCode::UNAUTHORIZED, "session_ended", text).with_header(header::SET_COOKIE, clear_cookie(secure))
            }
            Self::Origin => Problem::new(StatusCode::FORBIDDEN, "wrong_origin", text),
            Self::Store(cause) => ApiError::Store(cause).into(),
        }
    }
}

/// Continue a session
///
/// Takes the refresh cookie, answers with a new access token and replaces the cookie.
#[utoipa::path(
    post, path = "/auth/refresh", tag = "auth", operation_id = "refresh",
    responses(
        (status = 200, body = SignedIn, description = "Signed in; the refresh cookie is set"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json", description = "`no_session` or `session_ended`"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json", description = "`wrong_origin`"),
    )
)]
pub async fn refresh(
    State(sign_ins): State<SignIns>,
    State(accesses): State<Accesses>,
    State(cache): State<Cache>,
    State(origins): State<Origins>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if !origins.allow(&headers) {
        return Err(RefreshError::Origin.problem(sign_ins.secure));
    }
    let outcome = rotate(&sign_ins, &headers).await;
    match outcome {
        Ok(response) => Ok(response),
        Err((error, ended)) => {
            if let Some(session) = ended {
                tracing::warn!(%session, "a refresh token was used twice; its session was ended");
                end(&accesses, &cache, session).await;
            }
            Err(error.problem(sign_ins.secure))
        }
    }
}

/// Continues the session of the cookie. An error names the session that it ended, if any.
async fn rotate(sign_ins: &SignIns, headers: &HeaderMap) -> Result<Response, (RefreshError, Option<Uuid>)> {
    let failed = |error: StoreError| (RefreshError::Store(error), None);
    let shown = RefreshToken::from_cookies(headers).ok_or((RefreshError::NoSession, None))?;
    let fresh = RefreshToken::fresh();
    let rotation = sessions::rotate(&sign_ins.database, &shown.hash(), &fresh.hash(), sign_ins.clock.now()).await.map_err(failed)?;
    let (session, user, cookie) = match rotation {
        Rotation::Rotated { session, user } => (session, user, Some(&fresh)),
        Rotation::JustReplaced { session, user } => (session, user, None),
        Rotation::Reused { session, .. } => return Err((RefreshError::Reused, Some(session))),
        Rotation::Unknown => return Err((RefreshError::NoSession, None)),
    };
    let user = users::find(&sign_ins.database, user).await.map_err(failed)?.ok_or((RefreshError::NoSession, None))?;
    sign_ins.answer(user, session, cookie).await.map_err(failed)
}

/// Forgets an ended session here, and has every pod disconnect its sockets.
pub async fn end(accesses: &Accesses, cache: &Cache, session: Uuid) {
    accesses.forget(session);
    if let Err(error) = cache.signal(&Signal::SessionEnded { session }).await {
        tracing::warn!(%error, %session, "pods were not told that a session ended; its sockets go when their tokens expire");
    }
}
