//! Snoozes that are over. Waking has no delivery that would come again after a crash, so the row itself remembers:
//! `snoozed_until` stays set until the change was published, and what it still names is due again.

use domain::{Change, TenantId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

use super::load;
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
    let mut tx = database.pool.begin().await?;
    let rows = sqlx::query!(
        "with due as (
             select id from conversations where snoozed_until <= $1 order by snoozed_until limit $2 for update skip locked
         )
         update conversations v set state = 'open', updated_at = now(),
             -- One that was woken before has its revision already.
             revision = v.revision + case when v.state = 'snoozed' then 1 else 0 end
         from due where v.id = due.id
         returning v.id, v.revision, v.updated_at",
        now.to_sqlx() as _,
        WAKE_MAX
    )
    .fetch_all(&mut *tx)
    .await?;
    let mut items = load(&mut tx, tenant, rows.iter().map(|row| row.id).collect()).await?;
    tx.commit().await?;
    let mut woken = Woken::default();
    for row in rows {
        let Some(item) = items.remove(&row.id) else { continue };
        woken.changes.push(Change::of_conversation(item, row.revision, row.updated_at.to_jiff()));
        woken.revisions.push(row.revision);
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
