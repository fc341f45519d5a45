//! What an agent does to a conversation. Each write is one transaction: the caller commits it, then publishes its change
//! (law 1).

use domain::{Assignee, Change, ConversationItem, ConversationState};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

use super::get;
use crate::{TenantTx, error::StoreError};

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Messages up to this one were seen.
    Read {
        last_seen: Uuid,
    },
    /// Somebody takes care of it from now on, or nobody.
    Assign {
        assignee: Option<Assignee>,
    },
    Resolve,
    Reopen,
    Snooze {
        until: Timestamp,
    },
}

/// How it ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Done(Box<Written>),
    NoConversation,
    /// `last_seen` isn't a message of the conversation.
    NoMessage,
}

/// A conversation after a write.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    pub item: ConversationItem,
    /// To be published after the commit; `None` when nothing was ever written to it. What a write left as it was is
    /// announced again under the same id: the announcement may have been what failed before.
    pub change: Option<Change>,
}

/// Where the row stands.
struct Stamp {
    revision: i64,
    updated_at: jiff_sqlx::Timestamp,
}

/// Does something to a conversation.
///
/// The row is locked first, by a statement of its own: every later statement then sees what a worker that held the row
/// has committed, where a single one would count with the snapshot that it began with. Of what workers lock it takes
/// this one row and nothing else, so it can't be part of a deadlock with them.
///
/// # Errors
/// When PostgreSQL can't be reached or refuses the role.
pub async fn write(tx: &mut TenantTx, id: Uuid, action: &Action) -> Result<Outcome, StoreError> {
    let Some(before) = lock(tx, id).await? else { return Ok(Outcome::NoConversation) };
    let after = match action {
        Action::Read { last_seen } => {
            let Some(seen_at) = seen_at(tx, id, *last_seen).await? else { return Ok(Outcome::NoMessage) };
            read(tx, id, seen_at, *last_seen).await?
        }
        Action::Assign { assignee } => assign(tx, id, assignee.as_ref()).await?,
        Action::Resolve => set_state(tx, id, ConversationState::Resolved, None).await?,
        Action::Reopen => set_state(tx, id, ConversationState::Open, None).await?,
        Action::Snooze { until } => set_state(tx, id, ConversationState::Snoozed, Some(*until)).await?,
    };
    let item = get(tx, id).await?;
    Ok(item.map_or(Outcome::NoConversation, |item| Outcome::Done(Box::new(written(item, &after.unwrap_or(before))))))
}

/// A conversation as it is, with the change that announces its last write again; `None` when there is no such one.
///
/// # Errors
/// When PostgreSQL can't be reached or refuses the role.
pub async fn again(tx: &mut TenantTx, id: Uuid) -> Result<Option<Written>, StoreError> {
    let Some(stamp) = lock(tx, id).await? else { return Ok(None) };
    Ok(get(tx, id).await?.map(|item| written(item, &stamp)))
}

fn written(item: ConversationItem, stamp: &Stamp) -> Written {
    let change = (stamp.revision > 0).then(|| Change::of_conversation(item.clone(), stamp.revision, stamp.updated_at.to_jiff()));
    Written { item, change }
}

async fn lock(tx: &mut TenantTx, id: Uuid) -> Result<Option<Stamp>, StoreError> {
    let row = sqlx::query_as!(Stamp, "select revision, updated_at from conversations where id = $1 for update", id);
    Ok(row.fetch_optional(&mut *tx.tx).await?)
}

async fn seen_at(tx: &mut TenantTx, conversation: Uuid, message: Uuid) -> Result<Option<Timestamp>, StoreError> {
    let at = sqlx::query_scalar!("select occurred_at from messages where id = $1 and conversation_id = $2", message, conversation);
    Ok(at.fetch_optional(&mut *tx.tx).await?.map(jiff_sqlx::Timestamp::to_jiff))
}

/// Only ever fewer: a page that comes late with an older message makes nothing unread again, nor does history.
async fn read(tx: &mut TenantTx, id: Uuid, seen_at: Timestamp, last_seen: Uuid) -> Result<Option<Stamp>, StoreError> {
    let row = sqlx::query_as!(
        Stamp,
        "update conversations v set unread = later.messages, revision = v.revision + 1, updated_at = now()
         from (
             select count(*)::int as messages from messages
             where conversation_id = $1 and direction = 'in' and occurred_at >= $2 and (occurred_at, id) > ($2, $3)
         ) later
         where v.id = $1 and v.unread > later.messages
         returning v.revision, v.updated_at",
        id,
        seen_at.to_sqlx() as _,
        last_seen
    );
    Ok(row.fetch_optional(&mut *tx.tx).await?)
}

async fn assign(tx: &mut TenantTx, id: Uuid, assignee: Option<&Assignee>) -> Result<Option<Stamp>, StoreError> {
    let row = sqlx::query_as!(
        Stamp,
        "update conversations set assignee_id = $2, assignee_name = $3, revision = revision + 1, updated_at = now()
         where id = $1 and (assignee_id, assignee_name) is distinct from ($2::uuid, $3::text)
         returning revision, updated_at",
        id,
        assignee.map(|assignee| assignee.id),
        assignee.map(|assignee| assignee.name.as_str())
    );
    Ok(row.fetch_optional(&mut *tx.tx).await?)
}

async fn set_state(
    tx: &mut TenantTx,
    id: Uuid,
    state: ConversationState,
    snoozed_until: Option<Timestamp>,
) -> Result<Option<Stamp>, StoreError> {
    let row = sqlx::query_as!(
        Stamp,
        "update conversations set state = $2, snoozed_until = $3, revision = revision + 1, updated_at = now()
         where id = $1 and (state, snoozed_until) is distinct from ($2::text, $3::timestamptz)
         returning revision, updated_at",
        id,
        state.as_str(),
        snoozed_until.map(ToSqlx::to_sqlx) as _
    );
    Ok(row.fetch_optional(&mut *tx.tx).await?)
}
