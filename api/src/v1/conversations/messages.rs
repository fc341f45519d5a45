//! `GET /api/v1/businesses/{tenantId}/conversations/{id}/messages`.

use axum::{Json, extract::State};
use domain::MessageItem;
use store::{Cursor, conversations};

use super::ConversationId;
use crate::{
    auth::TenantScope,
    databases::Databases,
    error::{ApiError, ProblemBody},
    freshness::{Freshness, FreshnessHeader},
    page::{Page, PageQuery, Params},
    v1::schema,
};

/// A conversation's messages
///
/// Newest first by the provider's time.
#[utoipa::path(
    get, path = "/businesses/{tenantId}/conversations/{id}/messages", tag = "conversations", operation_id = "listConversationMessages",
    security(("bearer" = [])),
    params(("tenantId" = String, Path, description = "The business's tenant id"), ("id" = uuid::Uuid, Path), PageQuery, FreshnessHeader),
    responses(
        (status = 200, body = Page<schema::MessageItem>, description = "A page of messages"),
        (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "`invalid_request`"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json", description = "`unauthenticated`"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json", description = "`not_a_member`"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "`not_found`"),
    )
)]
pub async fn messages(
    State(databases): State<Databases>,
    scope: TenantScope,
    freshness: Freshness,
    ConversationId(id): ConversationId,
    Params(query): Params<PageQuery>,
) -> Result<Json<Page<MessageItem>>, ApiError> {
    let at = query.parse::<Cursor>()?;
    let mut tx = databases.read(&scope.tenant, freshness).await?;
    let rows = conversations::thread(&mut tx, id, at.after, at.rows()).await?;
    // Only an empty first page can mean that there is no such conversation.
    if rows.is_empty() && at.after.is_none() {
        conversations::get(&mut tx, id).await?.ok_or(ApiError::NotFound("conversation"))?;
    }
    tx.commit().await?;
    Ok(Json(at.page(rows, |item| Cursor { at: item.occurred_at, id: item.id })))
}
