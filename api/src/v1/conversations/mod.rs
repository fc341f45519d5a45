//! Conversations of a business.

pub mod assign;
pub mod get;
pub mod list;
pub mod messages;
pub mod read;
pub mod reopen;
pub mod resolve;
pub mod snooze;
pub mod write;

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};
use uuid::Uuid;

use crate::error::ApiError;

/// The `{id}` of the path.
#[derive(Clone, Copy, Debug)]
pub struct ConversationId(pub Uuid);

impl<S: Send + Sync> FromRequestParts<S> for ConversationId {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let unknown = || ApiError::NotFound("conversation");
        let path = RawPathParams::from_request_parts(parts, state).await.map_err(|_| unknown())?;
        let id = path.iter().find(|(name, _)| *name == "id").and_then(|(_, text)| Uuid::parse_str(text).ok());
        id.map(Self).ok_or_else(unknown)
    }
}
