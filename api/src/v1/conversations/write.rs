//! What every write on a conversation has in common: commit, publish the change, answer (law 1).
//!
//! Whoever may see a business may work in it: its agents and owners, and admins; [`TenantScope`] has settled that.

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{Change, Clock};
use serde::Deserialize;
use serde_json::Value;
use store::{
    StoreError, TenantTx,
    conversations::write::{self, Action, Outcome},
    idempotency::{self, Claim},
};
use stream::{Bus, BusError};
use uuid::Uuid;

use crate::{
    auth::TenantScope,
    databases::Databases,
    error::{ApiError, Problem},
    metrics::Metrics,
    v1::keyed::Key,
};

/// Says that an answer is the first one again, and nothing was done now.
pub const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// A body that says nothing: the path says it all.
#[derive(Debug, Deserialize)]
pub struct Nothing {}

/// Why a conversation isn't changed.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("there is no such conversation")]
    NoConversation,
    #[error("`last_seen` is not a message of this conversation")]
    UnknownMessage,
    #[error("`assignee` is not a member of this business: see its members")]
    AssigneeNotAMember,
    #[error("`until` must be in the future")]
    UntilNotInFuture,
    #[error("this Idempotency-Key was used for another request: take a new one")]
    KeyReused,
    #[error("the change is stored but can't be announced now: send the same request again")]
    Bus(#[source] BusError),
    #[error("the answer can't be written")]
    Answer(#[from] serde_json::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<WriteError> for Problem {
    fn from(error: WriteError) -> Self {
        let text = error.to_string();
        let refused = |code| Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, text.clone());
        match error {
            WriteError::NoConversation => ApiError::NotFound("conversation").into(),
            WriteError::UnknownMessage => refused("unknown_message"),
            WriteError::AssigneeNotAMember => refused("assignee_not_a_member"),
            WriteError::UntilNotInFuture => refused("until_not_in_future"),
            WriteError::KeyReused => refused("idempotency_key_reused"),
            WriteError::Bus(_) => Self::new(StatusCode::SERVICE_UNAVAILABLE, "bus_unavailable", text)
                .with_header(header::RETRY_AFTER, HeaderValue::from_static("2"))
                .because(error),
            WriteError::Answer(cause) => ApiError::Internal(Box::new(cause)).into(),
            WriteError::Store(cause) => ApiError::Store(cause).into(),
        }
    }
}

/// What writes work with.
#[derive(Clone, Debug)]
pub struct Writes {
    pub databases: Databases,
    pub bus: Bus,
    pub clock: Clock,
    pub metrics: Metrics,
}

/// An answer, and what is to be published before it is given.
struct Settled {
    status: StatusCode,
    answer: Value,
    change: Option<Change>,
    replayed: bool,
}

impl Writes {
    /// Does something to a conversation and answers with it. `action` may be a refusal: it counts only when the request
    /// wasn't done before, since what was fine then may be too late now.
    ///
    /// # Errors
    /// As [`WriteError`] names them. After [`WriteError::Bus`] the write is stored; sent again, the request finds it so
    /// and announces it.
    pub async fn perform(
        &self,
        scope: &TenantScope,
        id: Uuid,
        key: Option<&Key>,
        action: Result<Action, WriteError>,
    ) -> Result<Response, WriteError> {
        let mut tx = TenantTx::begin(self.databases.primary(), &scope.tenant).await?;
        let request = key.map(|key| key.of(scope.caller.access.user));
        let settled = self.settle(&mut tx, id, request.as_ref(), action).await?;
        tx.commit().await?;
        if let Some(change) = settled.change {
            self.bus.publish_changes(&[change]).await.map_err(WriteError::Bus)?;
        }
        let mut response = (settled.status, axum::Json(settled.answer)).into_response();
        if settled.replayed {
            response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
        }
        Ok(response)
    }

    /// Everything that one transaction holds.
    async fn settle(
        &self,
        tx: &mut TenantTx,
        id: Uuid,
        request: Option<&idempotency::Request<'_>>,
        action: Result<Action, WriteError>,
    ) -> Result<Settled, WriteError> {
        let Some(request) = request else { return execute(tx, id, &action?).await };
        let claim = idempotency::claim(tx, request).await?;
        self.metrics.idempotency_keys.with_label_values(&[label(&claim)]).inc();
        match claim {
            Claim::Reused => Err(WriteError::KeyReused),
            Claim::Answered { status, answer } => {
                // The conversation may have moved on: it is announced as it is now, never as it was.
                let change = write::again(tx, id).await?.and_then(|written| written.change);
                let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
                Ok(Settled { status, answer, change, replayed: true })
            }
            Claim::Ours => {
                let settled = execute(tx, id, &action?).await?;
                idempotency::keep(tx, request, settled.status.as_u16(), &settled.answer).await?;
                Ok(settled)
            }
        }
    }
}

async fn execute(tx: &mut TenantTx, id: Uuid, action: &Action) -> Result<Settled, WriteError> {
    match write::write(tx, id, action).await? {
        Outcome::Done(written) => {
            let answer = serde_json::to_value(&written.item)?;
            Ok(Settled { status: StatusCode::OK, answer, change: written.change, replayed: false })
        }
        Outcome::NoConversation => Err(WriteError::NoConversation),
        Outcome::NoMessage => Err(WriteError::UnknownMessage),
    }
}

fn label(claim: &Claim) -> &'static str {
    match claim {
        Claim::Ours => "first",
        Claim::Answered { .. } => "replayed",
        Claim::Reused => "reused",
    }
}
