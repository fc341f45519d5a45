//! `GET /api/v1/businesses/{tenantId}/messages`.

use axum::{Json, extract::State};
use domain::MessageItem;
use store::{Cursor, messages};

use super::filter::MessageQuery;
use crate::{
    auth::TenantScope,
    databases::Databases,
    error::{ApiError, ProblemBody},
    freshness::{Freshness, FreshnessHeader},
    page::{Page, PageQuery, Params},
    v1::schema,
};

/// List a business's messages
///
/// Newest first by the provider's time.
#[utoipa::path(
    get, path = "/businesses/{tenantId}/messages", tag = "messages", operation_id = "listMessages", security(("bearer" = [])),
    params(("tenantId" = String, Path, description = "The business's tenant id"), MessageQuery, FreshnessHeader),
    responses(
        (status = 200, body = Page<schema::MessageItem>, description = "A page of messages"),
        (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "`invalid_request`"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json", description = "`unauthenticated`"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json", description = "`not_a_member`"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "`not_found`"),
    )
)]
pub async fn list(
    State(databases): State<Databases>,
    scope: TenantScope,
    freshness: Freshness,
    Params(query): Params<MessageQuery>,
) -> Result<Json<Page<MessageItem>>, ApiError> {
    let at = PageQuery { cursor: query.cursor.clone(), limit: query.limit }.parse::<Cursor>()?;
    let filter = query.filter()?;
    let mut tx = databases.read(&scope.tenant, freshness).await?;
    let rows = messages::list(&mut tx, &filter, at.after, at.rows()).await?;
    tx.commit().await?;
    Ok(Json(at.page(rows, |item| Cursor { at: item.occurred_at, id: item.id })))
}
