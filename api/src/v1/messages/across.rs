//! `GET /api/v1/messages`: across the caller's businesses.
//!
//! Each business is asked by itself, inside its own role, and the answers are merged: no statement ever spans tenants.

use std::cmp::Reverse;

use axum::{Json, extract::State};
use domain::{MessageItem, TenantId};
use futures::{StreamExt, TryStreamExt, stream};
use serde::Deserialize;
use store::{Cursor, businesses, messages, messages::MessageFilter};

use super::filter::MessageQuery;
use crate::{
    auth::{Access, Caller},
    databases::Databases,
    error::{ApiError, ProblemBody},
    freshness::{Freshness, FreshnessHeader},
    page::{Page, PageAt, PageQuery, Params},
    v1::schema,
};

/// Businesses that one list may span; beyond it the caller names one.
pub const BUSINESSES_MAX: u16 = 200;
/// Businesses asked at once.
const AT_ONCE: usize = 4;

/// Which businesses to list.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AcrossQuery {
    /// A tenant id; all that the caller may see unless given.
    pub business: Option<String>,
}

/// List messages across businesses
///
/// Those of the caller's businesses; of all businesses for an admin. Newest first by the provider's time.
#[utoipa::path(
    get, path = "/messages", tag = "messages", operation_id = "listMessagesAcross", security(("bearer" = [])),
    params(AcrossQuery, MessageQuery, FreshnessHeader),
    responses(
        (status = 200, body = Page<schema::MessageItem>, description = "A page of messages"),
        (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "`invalid_request`"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json", description = "`unauthenticated`"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json", description = "`not_a_member`"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "`not_found`"),
    )
)]
pub async fn across(
    State(databases): State<Databases>,
    caller: Caller,
    freshness: Freshness,
    Params(of): Params<AcrossQuery>,
    Params(query): Params<MessageQuery>,
) -> Result<Json<Page<MessageItem>>, ApiError> {
    let at = PageQuery { cursor: query.cursor.clone(), limit: query.limit }.parse::<Cursor>()?;
    let filter = query.filter()?;
    let tenants = tenants(&databases, &caller.access, of.business.as_deref()).await?;
    let asked: Vec<_> = tenants.into_iter().map(|tenant| of_one(&databases, tenant, freshness, &filter, &at)).collect();
    let lists: Vec<Vec<MessageItem>> = stream::iter(asked).buffer_unordered(AT_ONCE).try_collect().await?;
    let mut rows: Vec<MessageItem> = lists.into_iter().flatten().collect();
    rows.sort_by_key(|item| Reverse((item.occurred_at, item.id)));
    rows.truncate(usize::from(at.rows()));
    Ok(Json(at.page(rows, |item| Cursor { at: item.occurred_at, id: item.id })))
}

async fn tenants(databases: &Databases, access: &Access, wanted: Option<&str>) -> Result<Vec<TenantId>, ApiError> {
    if let Some(text) = wanted.filter(|text| !text.is_empty()) {
        let tenant = TenantId::parse(text).map_err(|_| ApiError::NotFound("business"))?;
        if !access.may_see(&tenant) {
            return Err(ApiError::NotAMember);
        }
        businesses::get(databases.primary(), &tenant).await?.ok_or(ApiError::NotFound("business"))?;
        return Ok(vec![tenant]);
    }
    let mine: Vec<TenantId> = access.memberships.iter().map(|membership| membership.tenant.clone()).collect();
    let among = (!access.is_admin).then_some(mine.as_slice());
    let found = businesses::list(databases.primary(), among, None, BUSINESSES_MAX + 1).await?;
    if found.len() > usize::from(BUSINESSES_MAX) {
        return Err(ApiError::Invalid(format!("more than {BUSINESSES_MAX} businesses: name one as `business`")));
    }
    // A business whose schema isn't there yet has no messages.
    Ok(found.into_iter().filter(|business| business.schema_version > 0).map(|business| business.tenant).collect())
}

async fn of_one(
    databases: &Databases,
    tenant: TenantId,
    freshness: Freshness,
    filter: &MessageFilter,
    at: &PageAt<Cursor>,
) -> Result<Vec<MessageItem>, ApiError> {
    let mut tx = databases.read(&tenant, freshness).await?;
    let rows = messages::list(&mut tx, filter, at.after, at.rows()).await?;
    tx.commit().await?;
    Ok(rows)
}
