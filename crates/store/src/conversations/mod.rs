//! Conversations: the list, one of them, its thread; [`write`](self::write) is what an agent does to one, [`snooze`] what
//! time does.

pub mod snooze;
pub mod write;

use std::collections::HashMap;

use domain::{Assignee, ContactCard, ConversationItem, ConversationState, LastMessage, MessageItem, TenantId};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    Cursor, TenantTx,
    error::StoreError,
    messages::{MessageRow, direction},
};

/// Which conversations are wanted; every absent filter matches all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ConversationFilter {
    pub state: Option<ConversationState>,
    pub assignee: Option<AssignedTo>,
}

/// Whose conversations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssignedTo {
    Nobody,
    User(Uuid),
}

/// A page of conversations, the most recent first by (last_message_at, id).
///
/// # Errors
/// When PostgreSQL can't be reached or refuses the role.
pub async fn list(
    tx: &mut TenantTx,
    filter: ConversationFilter,
    after: Option<Cursor>,
    limit: u16,
) -> Result<Vec<ConversationItem>, StoreError> {
    let user = match filter.assignee {
        Some(AssignedTo::User(user)) => Some(user),
        Some(AssignedTo::Nobody) | None => None,
    };
    let rows = sqlx::query_as!(
        ConversationRow,
        r#"select v.id, v.phone_number_id, v.state, v.unread, v.last_message_at, v.last_inbound_at,
                  v.contact_id, c.name, c.wa_id, c.user_id, v.assignee_id, v.assignee_name, v.snoozed_until,
                  m.body as "last_body?", m.kind as "last_kind?", m.direction as "last_direction?", m.status as "last_status?"
           from (
               select * from conversations
               where ($1::text is null or state = $1)
                 and ($2::timestamptz is null or (last_message_at, id) < ($2, $3::uuid))
                 and ($4::uuid is null or assignee_id = $4)
                 and (not $5::bool or assignee_id is null)
               order by last_message_at desc, id desc limit $6
           ) v join contacts c on c.id = v.contact_id
           left join messages m on m.id = v.last_message_id and m.occurred_at = v.last_message_at
           order by v.last_message_at desc, v.id desc"#,
        filter.state.map(ConversationState::as_str),
        after.map(|cursor| cursor.at.to_sqlx()) as _,
        after.map(|cursor| cursor.id),
        user,
        filter.assignee == Some(AssignedTo::Nobody),
        i64::from(limit)
    )
    .fetch_all(&mut *tx.tx)
    .await?;
    rows.into_iter().map(|row| row.into_item(&tx.tenant)).collect()
}

/// One conversation.
///
/// # Errors
/// When PostgreSQL can't be reached or refuses the role.
pub async fn get(tx: &mut TenantTx, id: Uuid) -> Result<Option<ConversationItem>, StoreError> {
    let row = sqlx::query_as!(
        ConversationRow,
        r#"select v.id, v.phone_number_id, v.state, v.unread, v.last_message_at, v.last_inbound_at,
                  v.contact_id, c.name, c.wa_id, c.user_id, v.assignee_id, v.assignee_name, v.snoozed_until,
                  m.body as "last_body?", m.kind as "last_kind?", m.direction as "last_direction?", m.status as "last_status?"
           from conversations v join contacts c on c.id = v.contact_id
           left join messages m on m.id = v.last_message_id and m.occurred_at = v.last_message_at
           where v.id = $1"#,
        id
    )
    .fetch_optional(&mut *tx.tx)
    .await?;
    row.map(|row| row.into_item(&tx.tenant)).transpose()
}

/// A page of a conversation's messages, newest first by (occurred_at, id).
///
/// # Errors
/// When PostgreSQL can't be reached or refuses the role.
pub async fn thread(tx: &mut TenantTx, id: Uuid, after: Option<Cursor>, limit: u16) -> Result<Vec<MessageItem>, StoreError> {
    let rows = sqlx::query_as!(
        MessageRow,
        r#"select m.id, m.conversation_id, m.contact_id, m.direction, m.wamid, m.kind, m.body, m.status, m.occurred_at, m.created_at,
                  m.phone_number_id, c.name, c.wa_id, c.user_id
           from (
               select * from messages
               where conversation_id = $1
                 and ($2::timestamptz is null or (occurred_at <= $2 and (occurred_at, id) < ($2, $3::uuid)))
               order by occurred_at desc, id desc limit $4
           ) m join contacts c on c.id = m.contact_id
           order by m.occurred_at desc, m.id desc"#,
        id,
        after.map(|cursor| cursor.at.to_sqlx()) as _,
        after.map(|cursor| cursor.id),
        i64::from(limit)
    )
    .fetch_all(&mut *tx.tx)
    .await?;
    rows.into_iter().map(|row| row.into_item(&tx.tenant)).collect()
}

/// Conversations as they are now, by id. Rows are looked up by key from inside, for plans that are made once (see `inbound::threads`).
pub(crate) async fn load(
    tx: &mut PgConnection,
    tenant: &TenantId,
    mut ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, ConversationItem>, StoreError> {
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = sqlx::query_as!(
        ConversationRow,
        r#"select v.id, v.phone_number_id, v.state, v.unread, v.last_message_at, v.last_inbound_at,
                  v.contact_id, c.name, c.wa_id, c.user_id, v.assignee_id, v.assignee_name, v.snoozed_until,
                  m.body as "last_body?", m.kind as "last_kind?", m.direction as "last_direction?", m.status as "last_status?"
           from unnest($1::uuid[]) as t (id)
           cross join lateral (select * from conversations where id = t.id limit 1) v
           cross join lateral (select * from contacts where id = v.contact_id limit 1) c
           left join lateral (
               select * from messages where id = v.last_message_id and occurred_at = v.last_message_at limit 1
           ) m on true"#,
        &ids
    )
    .fetch_all(tx)
    .await?;
    items(rows, tenant)
}

pub(crate) fn items(rows: Vec<ConversationRow>, tenant: &TenantId) -> Result<HashMap<Uuid, ConversationItem>, StoreError> {
    rows.into_iter().map(|row| Ok((row.id, row.into_item(tenant)?))).collect()
}

pub(crate) struct ConversationRow {
    pub id: Uuid,
    pub phone_number_id: String,
    pub state: String,
    pub unread: i32,
    pub last_message_at: jiff_sqlx::Timestamp,
    pub last_inbound_at: Option<jiff_sqlx::Timestamp>,
    pub contact_id: Uuid,
    pub name: Option<String>,
    pub wa_id: Option<String>,
    pub user_id: Option<String>,
    pub last_body: Option<String>,
    pub last_kind: Option<String>,
    pub last_direction: Option<String>,
    pub last_status: Option<String>,
    pub assignee_id: Option<Uuid>,
    pub assignee_name: Option<String>,
    pub snoozed_until: Option<jiff_sqlx::Timestamp>,
}

impl ConversationRow {
    pub(crate) fn into_item(self, tenant: &TenantId) -> Result<ConversationItem, StoreError> {
        let state = ConversationState::from_stored(&self.state).ok_or(StoreError::Corrupt { what: "state", value: self.state })?;
        let last_message = match (self.last_kind, self.last_direction) {
            (Some(kind), Some(word)) => {
                Some(LastMessage { body: self.last_body, kind, direction: direction(&word)?, status: self.last_status })
            }
            _ => None,
        };
        Ok(ConversationItem {
            id: self.id,
            business: tenant.clone(),
            contact: ContactCard { id: self.contact_id, name: self.name, wa_id: self.wa_id, user_id: self.user_id },
            phone_number_id: self.phone_number_id,
            state,
            unread: self.unread,
            last_message_at: self.last_message_at.to_jiff(),
            last_message,
            last_inbound_at: self.last_inbound_at.map(jiff_sqlx::Timestamp::to_jiff),
            assignee: self.assignee_id.zip(self.assignee_name).map(|(id, name)| Assignee { id, name }),
            // The row keeps it a moment longer (see `snooze`).
            snoozed_until: self.snoozed_until.filter(|_| state == ConversationState::Snoozed).map(jiff_sqlx::Timestamp::to_jiff),
        })
    }
}
