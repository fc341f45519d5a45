//! `POST /api/v1/businesses/{tenantId}/conversations/{id}/snooze`.

use axum::{extract::State, response::Response};
use jiff::Timestamp;
use serde::Deserialize;
use store::conversations::write::Action;

use super::{
    ConversationId,
    write::{WriteError, Writes},
};
use crate::{
    auth::TenantScope,
    error::{Problem, ProblemBody},
    v1::{keyed::Keyed, schema},
};

/// How long it is out of sight.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct SnoozeRequest {
    /// RFC 3339, in the future.
    #[schema(value_type = String, format = DateTime)]
    pub until: Timestamp,
}

/// Snooze a conversation
///
/// It opens again at `until`, or when the customer writes.
#[utoipa::path(
    post, path = "/businesses/{tenantId}/conversations/{id}/snooze", tag = "conversations", operation_id = "snoozeConversation", security(("bearer" = [])),
    params(
        ("tenantId" = String, Path, description = "The business's tenant id"),
        ("id" = uuid::Uuid, Path, description = "The conversation"),
        ("Idempotency-Key" = Option<String>, Header, description = "1 to 255 visible ASCII characters; sent again, the first answer is given again", min_length = 1, max_length = 255),
    ),
    request_body = SnoozeRequest,
    responses(
        (status = 200, body = schema::ConversationItem, description = "The conversation as it is now"),
        (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "`invalid_request`"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json", description = "`unauthenticated`"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json", description = "`not_a_member`"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "`not_found`"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "`until_not_in_future` or `idempotency_key_reused`"),
        (status = 503, body = ProblemBody, content_type = "application/problem+json", description = "`bus_unavailable` or `store_unavailable`: send the same request again"),
    )
)]
pub async fn snooze(
    State(writes): State<Writes>,
    scope: TenantScope,
    ConversationId(id): ConversationId,
    Keyed { body, key }: Keyed<SnoozeRequest>,
) -> Result<Response, Problem> {
    let in_future = body.until > writes.clock.now();
    let action = in_future.then_some(Action::Snooze { until: body.until }).ok_or(WriteError::UntilNotInFuture);
    Ok(writes.perform(&scope, id, key.as_ref(), action).await?)
}
