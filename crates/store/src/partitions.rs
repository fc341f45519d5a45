//! Monthly partitions of `messages`, made ahead of need; what lies outside them is kept in `messages_default`.

use domain::TenantId;
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use sqlx::PgConnection;

use crate::{
    Database, Fence,
    error::StoreError,
    fences,
    migrate::{become_tenant, execute, lock},
};

/// How long DDL waits for its lock, in milliseconds: a worker waits behind it, so it gives up early and comes again.
const LOCK_TIMEOUT_MS: u32 = 3_000;

/// Which months have a partition, counted from the present one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Months {
    pub back: u8,
    pub ahead: u8,
}

impl Default for Months {
    /// One back for late webhooks (retries come for 7 days), three ahead.
    fn default() -> Self {
        Self { back: 1, ahead: 3 }
    }
}

/// What [`ensure`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Partitions {
    /// Names of the partitions made.
    pub made: Vec<String>,
    /// Rows that had to leave the default partition for them.
    pub rows_moved: u64,
}

/// Makes the partitions that are missing, one transaction each. A month that already has rows in the default
/// partition takes them over in the same transaction.
///
/// # Errors
/// [`StoreError::Contended`] when a lock isn't free in time: what was made stays, call again.
pub async fn ensure(
    database: &Database,
    fence: &Fence,
    tenant: &TenantId,
    months: Months,
    now: Timestamp,
) -> Result<Partitions, StoreError> {
    let this_month = now.to_zoned(TimeZone::UTC).date().first_of_month();
    let existing = existing(database, tenant).await?;
    let mut done = Partitions::default();
    for offset in -i32::from(months.back)..=i32::from(months.ahead) {
        let month = this_month.saturating_add(offset.months());
        let name = format!("messages_{:04}{:02}", month.year(), month.month());
        if existing.contains(&name) {
            continue;
        }
        if let Some(rows_moved) = make(database, fence, tenant, &name, month).await? {
            done.rows_moved += rows_moved;
            done.made.push(name);
        }
    }
    Ok(done)
}

async fn existing(database: &Database, tenant: &TenantId) -> Result<Vec<String>, StoreError> {
    let names = sqlx::query_scalar!(
        r#"select c.relname as "name!" from pg_inherits i
           join pg_class p on p.oid = i.inhparent join pg_class c on c.oid = i.inhrelid
           join pg_namespace n on n.oid = p.relnamespace
           where n.nspname = $1 and p.relname = 'messages'"#,
        tenant.schema()
    );
    Ok(names.fetch_all(&database.pool).await?)
}

/// Attaches rather than creates: attaching leaves the parent free for reading and writing. `None` when somebody else
/// has just made it.
async fn make(database: &Database, fence: &Fence, tenant: &TenantId, name: &str, month: Date) -> Result<Option<u64>, StoreError> {
    let (from, to) = (bound(month), bound(month.saturating_add(1.month())));
    let mut tx = fences::begin(database, fence).await?;
    lock(&mut tx, &tenant.schema()).await?;
    execute(&mut tx, format!("{}; set local lock_timeout = {LOCK_TIMEOUT_MS}", become_tenant(tenant))).await?;
    let attached = sqlx::query_scalar!(
        r#"select exists (select from pg_inherits where inhrelid = to_regclass($1)) as "attached!""#,
        format!("{}.{name}", tenant.schema())
    );
    if attached.fetch_one(&mut *tx).await? {
        return Ok(None);
    }
    // Left over from a partition that was detached by hand: what it holds must not be lost, so it is attached as it is.
    execute(&mut tx, format!("create table if not exists {name} (like messages including defaults including constraints)")).await?;
    // Nobody may add a row of this month to the default partition between the move and the attachment.
    execute(&mut tx, "lock table messages_default in access exclusive mode".to_owned()).await?;
    let rows_moved = move_rows(&mut tx, name, &from, &to).await?;
    execute(&mut tx, format!("alter table messages attach partition {name} for values from ('{from}') to ('{to}')")).await?;
    tx.commit().await?;
    Ok(Some(rows_moved))
}

async fn move_rows(tx: &mut PgConnection, name: &str, from: &str, to: &str) -> Result<u64, StoreError> {
    let statement = format!(
        "with moved as (delete from messages_default where occurred_at >= '{from}' and occurred_at < '{to}' returning *)
         insert into {name} select * from moved"
    );
    let moved = sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(tx).await?;
    Ok(moved.rows_affected())
}

fn bound(month: Date) -> String {
    format!("{month} 00:00:00+00")
}
