//! Rows of `messages`. The unique key (wamid, occurred_at) decides duplicates (law 1).

use domain::{MessageItem, TenantId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{InboundMessage, people::People};
use crate::{error::StoreError, messages::MessageRow};

/// A row that is new.
#[derive(Debug)]
pub(super) struct Stored {
    pub id: Uuid,
    pub conversation_id: Uuid,
    pub status: Option<String>,
    pub occurred_at: Timestamp,
    pub created_at: Timestamp,
    pub inbound: bool,
}

/// Inserts what isn't there yet. An outbound message takes over the highest status that came before it.
pub(super) async fn insert(tx: &mut PgConnection, messages: &[InboundMessage<'_>], people: &People) -> Result<Vec<Stored>, StoreError> {
    let mut sorted: Vec<usize> = (0..messages.len()).collect();
    sorted.sort_by_key(|&index| &messages[index].wamid);
    let each = || sorted.iter().map(|&index| &messages[index]);
    let ids: Vec<Uuid> = each().map(|message| message.id).collect();
    let conversations: Vec<Uuid> = sorted.iter().map(|&index| people.conversation(index)).collect();
    let contacts: Vec<Uuid> = sorted.iter().map(|&index| people.contact(index).id).collect();
    let directions: Vec<&str> = each().map(|message| message.direction.as_str()).collect();
    let wamids: Vec<&str> = each().map(|message| message.wamid.as_ref()).collect();
    let kinds: Vec<&str> = each().map(|message| message.kind.as_ref()).collect();
    let bodies: Vec<Option<&str>> = each().map(|message| message.body.as_deref()).collect();
    let statuses: Vec<Option<&str>> = each().map(|message| message.status.as_deref()).collect();
    let error_codes: Vec<Option<i32>> = each().map(|message| message.error_code).collect();
    let contents: Vec<&str> = each().map(|message| message.content.as_ref()).collect();
    let numbers: Vec<&str> = each().map(|message| message.phone_number_id.as_ref()).collect();
    let echoes: Vec<bool> = each().map(|message| message.echo).collect();
    let times: Vec<_> = each().map(|message| message.occurred_at.to_sqlx()).collect();
    let rows = sqlx::query!(
        "insert into messages (id, conversation_id, contact_id, direction, wamid, kind, body, status, error_code, content,
                               phone_number_id, echo, occurred_at)
         select t.id, t.conversation_id, t.contact_id, t.direction, t.wamid, t.kind, t.body,
                case when t.direction = 'out' then (
                    select w.status from (
                        select s.status from message_statuses s where s.wamid = t.wamid union all select t.status
                    ) w where status_rank(w.status) >= 0 order by status_rank(w.status) desc limit 1
                ) end,
                t.error_code, t.content::jsonb, t.phone_number_id, t.echo, t.occurred_at
         from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::int[],
                     $10::text[], $11::text[], $12::bool[], $13::timestamptz[]) with ordinality
             as t (id, conversation_id, contact_id, direction, wamid, kind, body, status, error_code, content,
                   phone_number_id, echo, occurred_at, n)
         order by t.n
         on conflict (wamid, occurred_at) do nothing
         returning id, conversation_id, status, occurred_at, created_at, direction = 'in' as \"inbound!\"",
        &ids,
        &conversations,
        &contacts,
        directions as _,
        wamids as _,
        kinds as _,
        bodies as _,
        statuses as _,
        error_codes as _,
        contents as _,
        numbers as _,
        &echoes,
        times as _
    )
    .fetch_all(tx)
    .await?;
    let stored = rows.into_iter().map(|row| Stored {
        id: row.id,
        conversation_id: row.conversation_id,
        status: row.status,
        occurred_at: row.occurred_at.to_jiff(),
        created_at: row.created_at.to_jiff(),
        inbound: row.inbound,
    });
    Ok(stored.collect())
}

/// Messages that were stored before, as they are now, in the provider's order.
pub(super) async fn stored_before(tx: &mut PgConnection, tenant: &TenantId, wamids: &[&str]) -> Result<Vec<MessageItem>, StoreError> {
    let rows = sqlx::query_as!(
        MessageRow,
        r#"select m.id, m.conversation_id, m.contact_id, m.direction, m.wamid, m.kind, m.body, m.status, m.occurred_at, m.created_at,
                  m.phone_number_id, c.name, c.wa_id, c.user_id
           from (select distinct wamid from unnest($1::text[]) as u (wamid)) t
           cross join lateral (select * from messages where wamid = t.wamid offset 0) m
           cross join lateral (select * from contacts where id = m.contact_id limit 1) c
           order by m.occurred_at, m.id"#,
        wamids as _
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(|row| row.into_item(tenant)).collect()
}
