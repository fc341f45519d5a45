//! Statuses: every one is kept, and the message's own only moves forward (law 4).

use std::collections::{BTreeMap, HashSet};

use domain::{Change, ChangeKind, Direction, MessageItem, Status, TenantId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use super::{Batch, InboundStatus, Recorded};
use crate::{conversations, error::StoreError, messages::MessageRow};

/// A status and its message may be under way in two transactions that can't see each other. So whoever adds an
/// outbound message has the tenant's status lock alone, and whoever adds statuses shares it: one of the two always
/// sees the other.
pub(super) async fn lock(tx: &mut PgConnection, batch: &Batch<'_>) -> Result<(), StoreError> {
    if batch.messages.iter().any(|message| message.direction == Direction::Out) {
        sqlx::query!("select pg_advisory_xact_lock(hashtextextended('switchboard statuses ' || current_schema(), 0))").execute(tx).await?;
    } else if !batch.statuses.is_empty() {
        sqlx::query!("select pg_advisory_xact_lock_shared(hashtextextended('switchboard statuses ' || current_schema(), 0))")
            .execute(tx)
            .await?;
    }
    Ok(())
}

/// Appends to the history, moves messages forward, and tells what moved.
pub(super) async fn record(
    tx: &mut PgConnection,
    tenant: &TenantId,
    statuses: &[InboundStatus<'_>],
    recorded: &mut Recorded,
) -> Result<(), StoreError> {
    recorded.statuses = append(tx, statuses).await?;
    let moved = advance(tx, tenant, statuses).await?;
    let again = stored_before(tx, tenant, statuses, &moved).await?;
    let ids = moved.iter().map(|(item, _)| item.conversation_id).chain(again.iter().map(|(item, _)| item.conversation_id));
    let threads = conversations::load(tx, tenant, ids.collect()).await?;
    for (item, at) in moved.into_iter().chain(again) {
        let (Some(wamid), Some(status)) = (item.wamid.clone(), item.status.clone()) else { continue };
        recorded.changes.push(Change {
            id: Change::id_of_status(tenant, &wamid, &status),
            business: tenant.clone(),
            kind: ChangeKind::Status,
            at,
            conversation: Some(item.conversation_id),
            message: Some(item.id),
            wamid: Some(wamid),
            status: Some(status),
            thread: threads.get(&item.conversation_id).cloned(),
            item: Some(item),
        });
    }
    Ok(())
}

async fn append(tx: &mut PgConnection, statuses: &[InboundStatus<'_>]) -> Result<usize, StoreError> {
    let mut sorted: Vec<&InboundStatus<'_>> = statuses.iter().collect();
    sorted.sort_by(|a, b| (&a.wamid, &a.status, &a.recipient).cmp(&(&b.wamid, &b.status, &b.recipient)));
    let wamids: Vec<&str> = sorted.iter().map(|status| status.wamid.as_ref()).collect();
    let words: Vec<&str> = sorted.iter().map(|status| status.status.as_ref()).collect();
    let recipients: Vec<&str> = sorted.iter().map(|status| status.recipient.as_ref()).collect();
    let times: Vec<_> = sorted.iter().map(|status| status.occurred_at.to_sqlx()).collect();
    let error_codes: Vec<Option<i32>> = sorted.iter().map(|status| status.error_code).collect();
    let contents: Vec<&str> = sorted.iter().map(|status| status.content.as_ref()).collect();
    let added = sqlx::query!(
        "insert into message_statuses (wamid, status, recipient, occurred_at, error_code, content)
         select t.wamid, t.status, t.recipient, t.occurred_at, t.error_code, t.content::jsonb
         from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::int[], $6::text[]) with ordinality
             as t (wamid, status, recipient, occurred_at, error_code, content, n)
         order by t.n
         on conflict (wamid, status, recipient) do nothing",
        wamids as _,
        words as _,
        recipients as _,
        times as _,
        error_codes as _,
        contents as _
    )
    .execute(tx)
    .await?;
    Ok(usize::try_from(added.rows_affected()).unwrap_or(usize::MAX))
}

/// Moves messages to the highest status of the batch where that is forward. A status without a message yet waits in
/// the history until the message is inserted.
async fn advance(
    tx: &mut PgConnection,
    tenant: &TenantId,
    statuses: &[InboundStatus<'_>],
) -> Result<Vec<(MessageItem, Timestamp)>, StoreError> {
    let mut highest: BTreeMap<&str, (Status, Option<i32>)> = BTreeMap::new();
    for reported in statuses {
        if let Some(status) = Status::from_provider(&reported.status) {
            let entry = highest.entry(reported.wamid.as_ref()).or_insert((status, reported.error_code));
            if entry.0 < status {
                *entry = (status, reported.error_code);
            }
        }
    }
    let wamids: Vec<&str> = highest.keys().copied().collect();
    let words: Vec<&str> = highest.values().map(|(status, _)| status.as_str()).collect();
    let error_codes: Vec<Option<i32>> = highest.values().map(|(_, code)| *code).collect();
    let rows = sqlx::query!(
        r#"with moved as (
               update messages m set status = t.status, error_code = t.error_code
               from (
                   select l.id, l.occurred_at, t.status, t.error_code
                   from (
                       select * from unnest($1::text[], $2::text[], $3::int[]) with ordinality as u (wamid, status, error_code, n)
                       order by n
                   ) t
                   cross join lateral (
                       select id, occurred_at from messages where wamid = t.wamid and direction = 'out' for update
                   ) l
               ) t
               where m.id = t.id and m.occurred_at = t.occurred_at and status_rank(t.status) > status_rank(m.status)
               returning m.id, m.conversation_id, m.contact_id, m.direction, m.wamid, m.kind, m.body, m.status, m.occurred_at,
                         m.created_at, m.phone_number_id
           )
           select m.id as "id!", m.conversation_id as "conversation_id!", m.contact_id as "contact_id!", m.direction as "direction!",
                  m.wamid, m.kind as "kind!", m.body, m.status, m.occurred_at as "occurred_at!", m.created_at as "created_at!",
                  m.phone_number_id as "phone_number_id!", c.name, c.wa_id, c.user_id, now() as "at!"
           from moved m cross join lateral (select * from contacts where id = m.contact_id limit 1) c order by m.occurred_at, m.id"#,
        wamids as _,
        words as _,
        error_codes as _
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let at = row.at.to_jiff();
            let row = MessageRow {
                id: row.id,
                conversation_id: row.conversation_id,
                contact_id: row.contact_id,
                direction: row.direction,
                wamid: row.wamid,
                kind: row.kind,
                body: row.body,
                status: row.status,
                occurred_at: row.occurred_at,
                created_at: row.created_at,
                phone_number_id: row.phone_number_id,
                name: row.name,
                wa_id: row.wa_id,
                user_id: row.user_id,
            };
            Ok((row.into_item(tenant)?, at))
        })
        .collect()
}

/// Messages whose status is one that a redelivered item reports: that change may not have been published. Where the
/// message has moved on since, the later change says it all.
async fn stored_before(
    tx: &mut PgConnection,
    tenant: &TenantId,
    statuses: &[InboundStatus<'_>],
    moved: &[(MessageItem, Timestamp)],
) -> Result<Vec<(MessageItem, Timestamp)>, StoreError> {
    let moved: HashSet<&str> = moved.iter().filter_map(|(item, _)| item.wamid.as_deref()).collect();
    let redelivered: Vec<&InboundStatus<'_>> =
        statuses.iter().filter(|status| status.redelivered && !moved.contains(status.wamid.as_ref())).collect();
    if redelivered.is_empty() {
        return Ok(Vec::new());
    }
    let wamids: Vec<&str> = redelivered.iter().map(|status| status.wamid.as_ref()).collect();
    let items = super::messages::stored_before(tx, tenant, &wamids).await?;
    let reported = |item: &MessageItem| {
        redelivered
            .iter()
            .any(|status| item.wamid.as_deref() == Some(status.wamid.as_ref()) && item.status.as_deref() == Some(status.status.as_ref()))
    };
    let items: Vec<MessageItem> = items.into_iter().filter(reported).collect();
    let wamids: Vec<&str> = items.iter().filter_map(|item| item.wamid.as_deref()).collect();
    let words: Vec<&str> = items.iter().filter_map(|item| item.status.as_deref()).collect();
    let times = sqlx::query!(
        r#"select s.wamid, min(s.created_at) as "at!" from unnest($1::text[], $2::text[]) as t (wamid, status)
           join message_statuses s on s.wamid = t.wamid and s.status = t.status group by s.wamid"#,
        wamids as _,
        words as _
    )
    .fetch_all(tx)
    .await?;
    let at_of = |item: &MessageItem| times.iter().find(|row| item.wamid.as_deref() == Some(&row.wamid)).map(|row| row.at.to_jiff());
    let dated = items.into_iter().map(|item| {
        let at = at_of(&item).unwrap_or(item.created_at);
        (item, at)
    });
    Ok(dated.collect())
}
