//! `POST /api/v1/businesses/{tenantId}/conversations/{id}/assign`.

use axum::{extract::State, response::Response};
use domain::Assignee;
use serde::Deserialize;
use store::{conversations::write::Action, users};
use uuid::Uuid;

use super::{
    ConversationId,
    write::{WriteError, Writes},
};
use crate::{
    auth::TenantScope,
    error::{Problem, ProblemBody},
    v1::{keyed::Keyed, schema},
};

/// Who takes care of it.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct AssignRequest {
    /// A member of the business; null for nobody.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required)]
    pub assignee: Option<Uuid>,
}

/// Assign a conversation
///
/// To a member of the business, or to nobody.
#[utoipa::path(
    post, path = "/businesses/{tenantId}/conversations/{id}/assign", tag = "conversations", operation_id = "assignConversation", security(("bearer" = [])),
    params(
        ("tenantId" = String, Path, description = "The business's tenant id"),
        ("id" = uuid::Uuid, Path, description = "The conversation"),
        ("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible ASCII characters; sent again, the first answer is given again", min_length = 1, max_length = 255),
    ),
    request_body = AssignRequest,
    responses(
        (status = 200, body = schema::ConversationItem, description = "The conversation as it is now"),
        (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "`invalid_request`"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json", description = "`unauthenticated`"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json", description = "`not_a_member`"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "`not_found`"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "`assignee_not_a_member` or `idempotency_key_reused`"),
        (status = 503, body = ProblemBody, content_type = "application/problem+json", description = "`bus_unavailable` or `store_unavailable`: send the same request again"),
    )
)]
pub async fn assign(
    State(writes): State<Writes>,
    scope: TenantScope,
    ConversationId(id): ConversationId,
    Keyed { body, key }: Keyed<AssignRequest>,
) -> Result<Response, Problem> {
    let action = assignment(&writes, &scope, body.assignee).await;
    Ok(writes.perform(&scope, id, key.as_ref(), action).await?)
}

async fn assignment(writes: &Writes, scope: &TenantScope, assignee: Option<Uuid>) -> Result<Action, WriteError> {
    let Some(user) = assignee else { return Ok(Action::Assign { assignee: None }) };
    let member = users::member(writes.databases.primary(), &scope.tenant, user).await?.ok_or(WriteError::AssigneeNotAMember)?;
    let name = if member.name.is_empty() { member.email } else { member.name };
    Ok(Action::Assign { assignee: Some(Assignee { id: user, name }) })
}
