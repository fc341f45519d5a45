//! Rows of `conversations`: they only move forward in the provider's order, under their row locks (law 3).

use std::collections::{BTreeMap, HashMap};

use domain::{ConversationItem, TenantId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use super::messages::Stored;
use crate::{conversations::ConversationRow, error::StoreError};

/// What a batch adds to one conversation.
#[derive(Debug)]
struct Addition {
    newest: (Timestamp, Uuid),
    newest_inbound: Option<Timestamp>,
    unread: i32,
}

/// Moves conversations forward by their new messages: the newest one by (occurred_at, id), the unread count, the
/// state (a live inbound message opens it). Returns them as they are then.
pub(super) async fn advance(
    tx: &mut PgConnection,
    tenant: &TenantId,
    stored: &[Stored],
    is_live: impl Fn(Uuid) -> bool,
) -> Result<HashMap<Uuid, ConversationItem>, StoreError> {
    let mut additions: BTreeMap<Uuid, Addition> = BTreeMap::new();
    for row in stored {
        let at = (row.occurred_at, row.id);
        let addition = additions.entry(row.conversation_id).or_insert(Addition { newest: at, newest_inbound: None, unread: 0 });
        addition.newest = addition.newest.max(at);
        if row.inbound {
            addition.newest_inbound = addition.newest_inbound.max(Some(row.occurred_at));
            addition.unread += i32::from(is_live(row.id));
        }
    }
    if additions.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<Uuid> = additions.keys().copied().collect();
    let newest_ids: Vec<Uuid> = additions.values().map(|addition| addition.newest.1).collect();
    let newest_times: Vec<_> = additions.values().map(|addition| addition.newest.0.to_sqlx()).collect();
    let inbound_times: Vec<_> = additions.values().map(|addition| addition.newest_inbound.map(ToSqlx::to_sqlx)).collect();
    let unread: Vec<i32> = additions.values().map(|addition| addition.unread).collect();
    let rows = sqlx::query_as!(
        ConversationRow,
        r#"with moved as (
               update conversations v set
                   last_message_id = case when t.newer then t.message_id else v.last_message_id end,
                   last_message_at = case when t.newer then t.message_at else v.last_message_at end,
                   last_inbound_at = greatest(v.last_inbound_at, t.inbound_at),
                   unread = v.unread + t.unread,
                   state = case when t.unread > 0 then 'open' else v.state end,
                   updated_at = now()
               from (
                   select l.id, t.message_id, t.message_at, t.inbound_at, t.unread,
                          l.last_message_id is null or (l.last_message_at, l.last_message_id) < (t.message_at, t.message_id) as newer
                   from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::int[])
                       as t (id, message_id, message_at, inbound_at, unread)
                   join conversations l on l.id = t.id order by l.id for update of l
               ) t
               where v.id = t.id
               returning v.id, v.phone_number_id, v.state, v.unread, v.last_message_id, v.last_message_at, v.last_inbound_at, v.contact_id
           )
           select v.id, v.phone_number_id, v.state, v.unread, v.last_message_at, v.last_inbound_at,
                  v.contact_id, c.name, c.wa_id, c.user_id,
                  m.body as "last_body?", m.kind as "last_kind?", m.direction as "last_direction?", m.status as "last_status?"
           from moved v join contacts c on c.id = v.contact_id
           left join messages m on m.id = v.last_message_id and m.occurred_at = v.last_message_at"#,
        &ids,
        &newest_ids,
        newest_times as _,
        inbound_times as _,
        &unread
    )
    .fetch_all(tx)
    .await?;
    items(rows, tenant)
}

/// Conversations as they are now.
pub(super) async fn load(
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
                  v.contact_id, c.name, c.wa_id, c.user_id,
                  m.body as "last_body?", m.kind as "last_kind?", m.direction as "last_direction?", m.status as "last_status?"
           from conversations v join contacts c on c.id = v.contact_id
           left join messages m on m.id = v.last_message_id and m.occurred_at = v.last_message_at
           where v.id = any($1)"#,
        &ids
    )
    .fetch_all(tx)
    .await?;
    items(rows, tenant)
}

fn items(rows: Vec<ConversationRow>, tenant: &TenantId) -> Result<HashMap<Uuid, ConversationItem>, StoreError> {
    rows.into_iter().map(|row| Ok((row.id, row.into_item(tenant)?))).collect()
}
