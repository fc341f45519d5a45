//! Rows of `conversations`: they only move forward in the provider's order, under their row locks (law 3).
//!
//! Statements here look every row up by key from inside (`on conflict`, `lateral`): a plan is made once per connection,
//! maybe while the tables are empty, and must be right when they aren't.

use std::collections::{BTreeMap, HashMap};

use domain::{ConversationItem, TenantId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use super::messages::Stored;
use crate::{
    conversations::{ConversationRow, items},
    error::StoreError,
};

/// Contact and number: what a conversation is between.
pub(super) type Place<'a> = (Uuid, &'a str);

/// What a batch adds to one conversation.
#[derive(Debug)]
struct Addition {
    id: Uuid,
    newest: (Timestamp, Uuid),
    newest_inbound: Option<Timestamp>,
    unread: i32,
}

/// Moves conversations forward by their new messages: the newest one by (occurred_at, id), the unread count, the
/// state (a live inbound message opens it, also a snoozed or resolved one). Returns them as they are then.
pub(super) async fn advance(
    tx: &mut PgConnection,
    tenant: &TenantId,
    stored: &[Stored],
    messages: &HashMap<Uuid, (Place<'_>, bool)>,
) -> Result<HashMap<Uuid, ConversationItem>, StoreError> {
    // Sorted by the key that decides conflicts: everybody locks rows in this order.
    let mut additions: BTreeMap<Place<'_>, Addition> = BTreeMap::new();
    for row in stored {
        let (place, is_live) = messages[&row.id];
        let at = (row.occurred_at, row.id);
        let addition = additions.entry(place).or_insert(Addition { id: row.conversation_id, newest: at, newest_inbound: None, unread: 0 });
        addition.newest = addition.newest.max(at);
        if row.inbound {
            addition.newest_inbound = addition.newest_inbound.max(Some(row.occurred_at));
            addition.unread += i32::from(is_live);
        }
    }
    if additions.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<Uuid> = additions.values().map(|addition| addition.id).collect();
    let contacts: Vec<Uuid> = additions.keys().map(|place| place.0).collect();
    let numbers: Vec<&str> = additions.keys().map(|place| place.1).collect();
    let newest_ids: Vec<Uuid> = additions.values().map(|addition| addition.newest.1).collect();
    let newest_times: Vec<_> = additions.values().map(|addition| addition.newest.0.to_sqlx()).collect();
    let inbound_times: Vec<_> = additions.values().map(|addition| addition.newest_inbound.map(ToSqlx::to_sqlx)).collect();
    let unread: Vec<i32> = additions.values().map(|addition| addition.unread).collect();
    let rows = sqlx::query_as!(
        ConversationRow,
        r#"with moved as (
               insert into conversations as v (id, contact_id, phone_number_id, state, unread, last_message_id, last_message_at,
                                               last_inbound_at)
               select t.id, t.contact_id, t.phone_number_id, 'open', t.unread, t.message_id, t.message_at, t.inbound_at
               from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::timestamptz[], $6::timestamptz[], $7::int[])
                   with ordinality as t (id, contact_id, phone_number_id, message_id, message_at, inbound_at, unread, n)
               order by t.n
               on conflict (contact_id, phone_number_id) do update set
                   last_message_id = case
                       when v.last_message_id is null
                           or (v.last_message_at, v.last_message_id) < (excluded.last_message_at, excluded.last_message_id)
                       then excluded.last_message_id else v.last_message_id end,
                   last_message_at = case
                       when v.last_message_id is null
                           or (v.last_message_at, v.last_message_id) < (excluded.last_message_at, excluded.last_message_id)
                       then excluded.last_message_at else v.last_message_at end,
                   last_inbound_at = greatest(v.last_inbound_at, excluded.last_inbound_at),
                   unread = v.unread + excluded.unread,
                   state = case when excluded.unread > 0 then 'open' else v.state end,
                   snoozed_until = case when excluded.unread > 0 then null else v.snoozed_until end,
                   updated_at = now()
               returning v.*
           )
           select v.id as "id!", v.phone_number_id as "phone_number_id!", v.state as "state!", v.unread as "unread!",
                  v.last_message_at as "last_message_at!", v.last_inbound_at, v.contact_id as "contact_id!", c.name, c.wa_id, c.user_id,
                  v.assignee_id, v.assignee_name, v.snoozed_until,
                  m.body as "last_body?", m.kind as "last_kind?", m.direction as "last_direction?", m.status as "last_status?"
           from moved v
           cross join lateral (select * from contacts where id = v.contact_id limit 1) c
           left join lateral (
               select * from messages where id = v.last_message_id and occurred_at = v.last_message_at limit 1
           ) m on true"#,
        &ids,
        &contacts,
        numbers as _,
        &newest_ids,
        newest_times as _,
        inbound_times as _,
        &unread
    )
    .fetch_all(tx)
    .await?;
    items(rows, tenant)
}
