//! `GET /api/v1/businesses/{tenantId}`.

use axum::{Json, extract::State};
use store::businesses;

use super::{BusinessItem, item};
use crate::{
    auth::TenantScope,
    databases::Databases,
    error::{ApiError, ProblemBody},
};

/// One business
#[utoipa::path(
    get, path = "/businesses/{tenantId}", tag = "businesses", operation_id = "getBusiness", security(("bearer" = [])),
    params(("tenantId" = String, Path, description = "The business's tenant id")),
    responses(
        (status = 200, body = BusinessItem, description = "The business"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json", description = "`unauthenticated`"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json", description = "`not_a_member`"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "`not_found`"),
    )
)]
pub async fn get(State(databases): State<Databases>, scope: TenantScope) -> Result<Json<BusinessItem>, ApiError> {
    let business = businesses::get(databases.primary(), &scope.tenant).await?.ok_or(ApiError::NotFound("business"))?;
    Ok(Json(item(business, &scope.caller.access)))
}
