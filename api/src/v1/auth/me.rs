//! `GET /api/v1/auth/me`.

use axum::Json;

use super::signed_in::Me;
use crate::{auth::Caller, error::ProblemBody};

/// Who is signed in
#[utoipa::path(
    get, path = "/auth/me", tag = "auth", operation_id = "me", security(("bearer" = [])),
    responses(
        (status = 200, body = Me, description = "Who is signed in"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json", description = "`unauthenticated`"),
    )
)]
pub async fn me(caller: Caller) -> Json<Me> {
    let access = &caller.access;
    Json(Me::new(access.user, access.email.clone(), access.name.clone(), access.is_admin, &access.memberships))
}
