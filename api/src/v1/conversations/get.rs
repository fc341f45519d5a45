//! `GET /api/v1/businesses/{tenantId}/conversations/{id}`.

use axum::{Json, extract::State};
use domain::ConversationItem;
use store::conversations;

use super::ConversationId;
use crate::{
    auth::TenantScope,
    databases::Databases,
    error::{ApiError, ProblemBody},
    freshness::{Freshness, FreshnessHeader},
    v1::schema,
};

/// One conversation
#[utoipa::path(
    get, path = "/businesses/{tenantId}/conversations/{id}", tag = "conversations", operation_id = "getConversation", security(("bearer" = [])),
    params(("tenantId" = String, Path, description = "The business's tenant id"), ("id" = uuid::Uuid, Path), FreshnessHeader),
    responses(
        (status = 200, body = schema::ConversationItem, description = "The conversation"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json", description = "`unauthenticated`"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json", description = "`not_a_member`"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "`not_found`"),
    )
)]
pub async fn get(
    State(databases): State<Databases>,
    scope: TenantScope,
    freshness: Freshness,
    ConversationId(id): ConversationId,
) -> Result<Json<ConversationItem>, ApiError> {
    let mut tx = databases.read(&scope.tenant, freshness).await?;
    let found = conversations::get(&mut tx, id).await?;
    tx.commit().await?;
    Ok(Json(found.ok_or(ApiError::NotFound("conversation"))?))
}
