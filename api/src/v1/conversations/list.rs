//! `GET /api/v1/businesses/{tenantId}/conversations`.

use axum::{Json, extract::State};
use domain::{ConversationItem, ConversationState};
use serde::Deserialize;
use store::{
    Cursor,
    conversations::{self, AssignedTo, ConversationFilter},
};
use uuid::Uuid;

use crate::{
    auth::TenantScope,
    databases::Databases,
    error::{ApiError, ProblemBody},
    freshness::{Freshness, FreshnessHeader},
    page::{Page, PageQuery, Params},
    v1::schema,
};

/// The filters of the list.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ConversationQuery {
    /// open, pending, snoozed or resolved.
    pub state: Option<String>,
    /// A member's id, `me` or `none`.
    pub assignee: Option<String>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items per page, 1 to 200; 50 unless given.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u16>,
}

/// List conversations
///
/// The one with the newest message first.
#[utoipa::path(
    get, path = "/businesses/{tenantId}/conversations", tag = "conversations", operation_id = "listConversations", security(("bearer" = [])),
    params(("tenantId" = String, Path, description = "The business's tenant id"), ConversationQuery, FreshnessHeader),
    responses(
        (status = 200, body = Page<schema::ConversationItem>, description = "A page of conversations"),
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
    Params(query): Params<ConversationQuery>,
) -> Result<Json<Page<ConversationItem>>, ApiError> {
    let at = PageQuery { cursor: query.cursor, limit: query.limit }.parse::<Cursor>()?;
    let filter = ConversationFilter {
        state: query.state.as_deref().filter(|word| !word.is_empty()).map(state).transpose()?,
        assignee: query
            .assignee
            .as_deref()
            .filter(|word| !word.is_empty())
            .map(|word| assigned_to(word, scope.caller.access.user))
            .transpose()?,
    };
    let mut tx = databases.read(&scope.tenant, freshness).await?;
    let rows = conversations::list(&mut tx, filter, at.after, at.rows()).await?;
    tx.commit().await?;
    Ok(Json(at.page(rows, |item| Cursor { at: item.last_message_at, id: item.id })))
}

fn state(word: &str) -> Result<ConversationState, ApiError> {
    ConversationState::from_stored(word).ok_or_else(|| ApiError::Invalid("`state` must be open, pending, snoozed or resolved".to_owned()))
}

fn assigned_to(word: &str, caller: Uuid) -> Result<AssignedTo, ApiError> {
    match word {
        "me" => Ok(AssignedTo::User(caller)),
        "none" => Ok(AssignedTo::Nobody),
        id => Uuid::parse_str(id)
            .map(AssignedTo::User)
            .map_err(|_| ApiError::Invalid("`assignee` must be a member's id, me or none".to_owned())),
    }
}
