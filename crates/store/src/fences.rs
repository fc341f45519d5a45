//! Fencing: a leader that was replaced can't write, because its term is older than the stored one
//! (operator-practice 1.7). Terms are the Lease's `leaseTransitions`.

use sqlx::{PgConnection, Postgres, Transaction};

use crate::{Database, error::StoreError};

/// The right to write, for one term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fence {
    /// What is led, for example `operator`.
    pub name: String,
    pub term: i64,
    /// Who leads, for people who look.
    pub holder: String,
}

/// Announces a new term: from now on older ones are refused. Waits for transactions of the older term that are
/// under way. The same term again is fine.
///
/// # Errors
/// [`StoreError::Fenced`] when a newer term was announced already.
pub async fn advance(database: &Database, fence: &Fence) -> Result<(), StoreError> {
    let row = sqlx::query_scalar!(
        "insert into control.fences as f (name, term, holder) values ($1, $2, $3)
         on conflict (name) do update set term = excluded.term, holder = excluded.holder, updated_at = now()
         where f.term <= excluded.term
         returning term",
        fence.name,
        fence.term,
        fence.holder,
    )
    .fetch_optional(&database.pool)
    .await?;
    row.map(drop).ok_or_else(|| refused(fence))
}

/// The newest term announced under this name, if any: a leader whose Lease was deleted begins above it.
///
/// # Errors
/// When PostgreSQL can't be reached.
pub async fn current(database: &Database, name: &str) -> Result<Option<i64>, StoreError> {
    let term = sqlx::query_scalar!("select term from control.fences where name = $1", name);
    Ok(term.fetch_optional(&database.pool).await?)
}

/// Begins a transaction that only commits within the term: a newer leader's [`advance`] waits for it or comes first.
pub(crate) async fn begin<'p>(database: &'p Database, fence: &Fence) -> Result<Transaction<'p, Postgres>, StoreError> {
    let mut tx = database.pool.begin().await?;
    check(&mut tx, fence).await?;
    Ok(tx)
}

async fn check(connection: &mut PgConnection, fence: &Fence) -> Result<(), StoreError> {
    let held = sqlx::query_scalar!("select 1 from control.fences where name = $1 and term = $2 for share", fence.name, fence.term)
        .fetch_optional(connection)
        .await?;
    held.map(drop).ok_or_else(|| refused(fence))
}

fn refused(fence: &Fence) -> StoreError {
    StoreError::Fenced { name: fence.name.clone(), term: fence.term }
}
