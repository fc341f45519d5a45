//! `GET /api/v1/businesses`.

use axum::{Json, extract::State};
use domain::TenantId;
use store::businesses;

use super::{BusinessItem, item};
use crate::{
    auth::Caller,
    databases::Databases,
    error::{ApiError, ProblemBody},
    page::{Page, PageQuery, Params},
};

/// List businesses
///
/// Those of the caller; all of them for an admin. Ordered by id.
#[utoipa::path(
    get, path = "/businesses", tag = "businesses", operation_id = "listBusinesses", params(PageQuery), security(("bearer" = [])),
    responses(
        (status = 200, body = Page<BusinessItem>, description = "A page of businesses"),
        (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "`invalid_request`"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json", description = "`unauthenticated`"),
    )
)]
pub async fn list(
    State(databases): State<Databases>,
    caller: Caller,
    Params(query): Params<PageQuery>,
) -> Result<Json<Page<BusinessItem>>, ApiError> {
    let at = query.parse::<TenantId>()?;
    let access = &caller.access;
    let mine: Vec<TenantId> = access.memberships.iter().map(|membership| membership.tenant.clone()).collect();
    let among = (!access.is_admin).then_some(mine.as_slice());
    let rows = businesses::list(databases.primary(), among, at.after.as_ref(), at.rows()).await?;
    let page = at.page(rows, |business| business.tenant.clone());
    Ok(Json(Page { items: page.items.into_iter().map(|business| item(business, access)).collect(), next_cursor: page.next_cursor }))
}
