//! `POST /api/v1/auth/logout`.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use cache::Cache;
use store::sessions;

use super::{
    SignIns,
    refresh::end,
    refresh_token::{RefreshToken, clear_cookie},
};
use crate::{auth::Accesses, error::ApiError};

/// Sign out
///
/// Ends the session of the refresh cookie and disconnects its sockets. Fine without one.
#[utoipa::path(post, path = "/auth/logout", tag = "auth", operation_id = "logout", responses((status = 204, description = "Signed out")))]
pub async fn logout(
    State(sign_ins): State<SignIns>,
    State(accesses): State<Accesses>,
    State(cache): State<Cache>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    if let Some(token) = RefreshToken::from_cookies(&headers)
        && let Some(session) = sessions::revoke(&sign_ins.database, &token.hash(), sign_ins.clock.now()).await?
    {
        end(&accesses, &cache, session).await;
    }
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, clear_cookie(sign_ins.secure))]).into_response())
}
