//! Snoozes that are over. Waking has no delivery that would come again after a crash, so the row itself remembers:
//! `snoozed_until` stays set until the change was published, and what it still names is due again.

use domain::{Change, TenantId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

use super::ConversationRow;
use crate::{Database, TenantTx, error::StoreError};

/// Conversations woken by one statement.
pub const WAKE_MAX: i64 = 500;

/// Conversations that are open again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Woken {
    /// To be published; those woken before without an announcement come again under the same id.
    pub changes: Vec<Change>,
    revisions: Vec<i64>,
}

/// Opens conversations whose snooze is over at `now`, at most [`WAKE_MAX`]. Rows that another worker or a message has in
/// hand are left to the next call, so this waits for nobody. For a tenant's worker.
///
/// # Errors
/// When PostgreSQL can't be reached.
pub async fn wake(database: &Database, tenant: &TenantId, now: Timestamp) -> Result<Woken, StoreError> {
    let rows = sqlx::query!(
        r#"with due as (
               select id from conversations where snoozed_until <= $1 order by snoozed_until limit $2 for update skip locked
           ), woken as (
               update conversations v set state = 'open', updated_at = now(),
                   -- One that was woken before has its revision already.
                   revision = v.revision + case when v.state = 'snoozed' then 1 else 0 end
               from due where v.id = due.id
               returning v.*
           )
           select v.id as "id!", v.phone_number_id as "phone_number_id!", v.state as "state!", v.unread as "unread!",
                  v.last_message_at as "last_message_at!", v.last_inbound_at, v.contact_id as "contact_id!", c.name, c.wa_id, c.user_id,
                  v.assignee_id, v.assignee_name, v.snoozed_until, v.revision as "revision!", v.updated_at as "updated_at!",
                  m.body as "last_body?", m.kind as "last_kind?", m.direction as "last_direction?", m.status as "last_status?"
           from woken v
           cross join lateral (select * from contacts where id = v.contact_id limit 1) c
           left join lateral (
               select * from messages where id = v.last_message_id and occurred_at = v.last_message_at limit 1
           ) m on true"#,
        now.to_sqlx() as _,
        WAKE_MAX
    )
    .fetch_all(&database.pool)
    .await?;
    let mut woken = Woken::default();
    for row in rows {
        let (revision, at) = (row.revision, row.updated_at.to_jiff());
        let row = ConversationRow {
            id: row.id,
            phone_number_id: row.phone_number_id,
            state: row.state,
            unread: row.unread,
            last_message_at: row.last_message_at,
            last_inbound_at: row.last_inbound_at,
            contact_id: row.contact_id,
            name: row.name,
            wa_id: row.wa_id,
            user_id: row.user_id,
            last_body: row.last_body,
            last_kind: row.last_kind,
            last_direction: row.last_direction,
            last_status: row.last_status,
            assignee_id: row.assignee_id,
            assignee_name: row.assignee_name,
            snoozed_until: row.snoozed_until,
        };
        woken.changes.push(Change::of_conversation(row.into_item(tenant)?, revision, at));
        woken.revisions.push(revision);
    }
    Ok(woken)
}

/// Notes that they were announced. Those that have changed since, or that somebody has in hand, are left as they are.
///
/// # Errors
/// When PostgreSQL can't be reached.
pub async fn announced(database: &Database, woken: &Woken) -> Result<(), StoreError> {
    let ids: Vec<Uuid> = woken.changes.iter().filter_map(|change| change.conversation).collect();
    sqlx::query!(
        "with told as (
             select v.id from unnest($1::uuid[], $2::bigint[]) as t (id, revision)
             join conversations v on v.id = t.id and v.revision = t.revision
             for update of v skip locked
         )
         update conversations v set snoozed_until = null from told where v.id = told.id",
        &ids,
        &woken.revisions
    )
    .execute(&database.pool)
    .await?;
    Ok(())
}

/// Snoozes of a tenant that are over at `now` and wait for a worker: its part of the backlog.
///
/// # Errors
/// When PostgreSQL can't be reached or refuses the role.
pub async fn due(tx: &mut TenantTx, now: Timestamp) -> Result<u64, StoreError> {
    let due = sqlx::query_scalar!(r#"select count(*) as "due!" from conversations where snoozed_until <= $1"#, now.to_sqlx() as _);
    Ok(u64::try_from(due.fetch_one(&mut *tx.tx).await?).unwrap_or_default())
}
