//! `GET /api/v1/businesses/{tenantId}/members`.

use axum::{Json, extract::State};
use serde::Serialize;
use store::users::{self, Member};
use uuid::Uuid;

use crate::{
    auth::TenantScope,
    databases::Databases,
    error::{ApiError, ProblemBody},
    page::{Page, PageQuery, Params},
    v1::auth::signed_in::RoleName,
};

/// A person of a business.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct MemberItem {
    pub id: Uuid,
    /// Empty for somebody who gave none.
    pub name: String,
    pub email: String,
    pub role: RoleName,
}

/// List a business's members
///
/// Whoever has accepted an invitation. Ordered by id.
#[utoipa::path(
    get, path = "/businesses/{tenantId}/members", tag = "members", operation_id = "listMembers", security(("bearer" = [])),
    params(("tenantId" = String, Path, description = "The business's tenant id"), PageQuery),
    responses(
        (status = 200, body = Page<MemberItem>, description = "A page of members"),
        (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "`invalid_request`"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json", description = "`unauthenticated`"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json", description = "`not_a_member`"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "`not_found`"),
    )
)]
pub async fn list(
    State(databases): State<Databases>,
    scope: TenantScope,
    Params(query): Params<PageQuery>,
) -> Result<Json<Page<MemberItem>>, ApiError> {
    let at = query.parse::<Uuid>()?;
    let rows = users::members(databases.primary(), &scope.tenant, at.after, at.rows()).await?;
    let page = at.page(rows, |member| member.user_id);
    Ok(Json(Page { items: page.items.into_iter().map(item).collect(), next_cursor: page.next_cursor }))
}

fn item(member: Member) -> MemberItem {
    MemberItem { id: member.user_id, name: member.name, email: member.email, role: member.role.into() }
}
