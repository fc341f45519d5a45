//! `POST /api/v1/businesses/{tenantId}/conversations/{id}/reopen`.

use axum::{extract::State, response::Response};
use store::conversations::write::Action;

use super::{
    ConversationId,
    write::{Nothing, Writes},
};
use crate::{
    auth::TenantScope,
    error::{Problem, ProblemBody},
    v1::{keyed::Keyed, schema},
};

/// Reopen a conversation
///
/// From any state, a snooze included. Takes `{}` or no body.
#[utoipa::path(
    post, path = "/businesses/{tenantId}/conversations/{id}/reopen", tag = "conversations", operation_id = "reopenConversation", security(("bearer" = [])),
    params(
        ("tenantId" = String, Path, description = "The business's tenant id"),
        ("id" = uuid::Uuid, Path, description = "The conversation"),
        ("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible ASCII characters; sent again, the first answer is given again", min_length = 1, max_length = 255),
    ),
    responses(
        (status = 200, body = schema::ConversationItem, description = "The conversation as it is now"),
        (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "`invalid_request`"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json", description = "`unauthenticated`"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json", description = "`not_a_member`"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "`not_found`"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "`idempotency_key_reused`"),
        (status = 503, body = ProblemBody, content_type = "application/problem+json", description = "`bus_unavailable` or `store_unavailable`: send the same request again"),
    )
)]
pub async fn reopen(
    State(writes): State<Writes>,
    scope: TenantScope,
    ConversationId(id): ConversationId,
    Keyed { key, .. }: Keyed<Nothing>,
) -> Result<Response, Problem> {
    Ok(writes.perform(&scope, id, key.as_ref(), Ok(Action::Reopen)).await?)
}
