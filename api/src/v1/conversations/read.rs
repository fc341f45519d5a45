//! `POST /api/v1/businesses/{tenantId}/conversations/{id}/read`.

use axum::{extract::State, response::Response};
use serde::Deserialize;
use store::conversations::write::Action;
use uuid::Uuid;

use super::{ConversationId, write::Writes};
use crate::{
    auth::TenantScope,
    error::{Problem, ProblemBody},
    v1::{keyed::Keyed, schema},
};

/// What was seen.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct ReadRequest {
    /// The newest message that was seen.
    pub last_seen: Uuid,
}

/// Mark messages as read
///
/// Messages of the customer after `last_seen` stay unread. Never makes a read message unread again.
#[utoipa::path(
    post, path = "/businesses/{tenantId}/conversations/{id}/read", tag = "conversations", operation_id = "readConversation", security(("bearer" = [])),
    params(
        ("tenantId" = String, Path, description = "The business's tenant id"),
        ("id" = uuid::Uuid, Path, description = "The conversation"),
        ("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible ASCII characters; sent again, the first answer is given again", min_length = 1, max_length = 255),
    ),
    request_body = ReadRequest,
    responses(
        (status = 200, body = schema::ConversationItem, description = "The conversation as it is now"),
        (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "`invalid_request`"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json", description = "`unauthenticated`"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json", description = "`not_a_member`"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "`not_found`"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "`unknown_message` or `idempotency_key_reused`"),
        (status = 503, body = ProblemBody, content_type = "application/problem+json", description = "`bus_unavailable` or `store_unavailable`: send the same request again"),
    )
)]
pub async fn read(
    State(writes): State<Writes>,
    scope: TenantScope,
    ConversationId(id): ConversationId,
    Keyed { body, key }: Keyed<ReadRequest>,
) -> Result<Response, Problem> {
    Ok(writes.perform(&scope, id, key.as_ref(), Ok(Action::Read { last_seen: body.last_seen })).await?)
}
