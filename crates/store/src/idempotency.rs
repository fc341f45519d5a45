//! The first answer under each Idempotency-Key. The key is taken and the answer kept in the transaction that does the
//! work, so a key either stands for work that was committed or for nothing; the primary key decides who does it.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value;
use uuid::Uuid;

use crate::{Database, TenantTx, error::StoreError};

/// How long an answer is kept, in hours.
pub const KEPT_HOURS: i64 = 24;
/// Keys removed by one statement.
pub const FORGET_MAX: i64 = 5_000;

/// A request under a key.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The user who sent it.
    pub actor: Uuid,
    pub key: &'a str,
    /// Of what was asked: another one under the same key is another request.
    pub fingerprint: &'a [u8],
}

/// Who does the work.
#[derive(Clone, Debug, PartialEq)]
pub enum Claim {
    /// This transaction: it ends with [`keep`].
    Ours,
    /// It was done before; this was the answer.
    Answered { status: u16, answer: Value },
    /// The key was used for another request.
    Reused,
}

/// Takes the key. Waits for a transaction that has it in hand, and goes by how that one ends.
///
/// # Errors
/// When PostgreSQL can't be reached or refuses the role.
pub async fn claim(tx: &mut TenantTx, request: &Request<'_>) -> Result<Claim, StoreError> {
    let taken = sqlx::query!(
        "insert into idempotency_keys (actor, key, fingerprint) values ($1, $2, $3) on conflict (actor, key) do nothing",
        request.actor,
        request.key,
        request.fingerprint
    )
    .execute(&mut *tx.tx)
    .await?;
    if taken.rows_affected() == 1 {
        return Ok(Claim::Ours);
    }
    let found =
        sqlx::query!("select fingerprint, status, answer from idempotency_keys where actor = $1 and key = $2", request.actor, request.key)
            .fetch_optional(&mut *tx.tx)
            .await?
            // Removed between the two statements, being a day old.
            .ok_or(StoreError::Contended(sqlx::Error::RowNotFound))?;
    if found.fingerprint != request.fingerprint {
        return Ok(Claim::Reused);
    }
    let status = found.status.and_then(|status| u16::try_from(status).ok());
    let (Some(status), Some(answer)) = (status, found.answer) else {
        return Err(StoreError::Corrupt { what: "answer under an Idempotency-Key", value: request.key.to_owned() });
    };
    Ok(Claim::Answered { status, answer })
}

/// Keeps the answer of the work that this transaction has done.
///
/// # Errors
/// When PostgreSQL can't be reached or refuses the role.
pub async fn keep(tx: &mut TenantTx, request: &Request<'_>, status: u16, answer: &Value) -> Result<(), StoreError> {
    sqlx::query!(
        "update idempotency_keys set status = $3, answer = $4 where actor = $1 and key = $2",
        request.actor,
        request.key,
        i16::try_from(status).unwrap_or(i16::MAX),
        answer
    )
    .execute(&mut *tx.tx)
    .await?;
    Ok(())
}

/// Removes answers that were given before `before`, at most [`FORGET_MAX`]; how many. For a tenant's worker.
///
/// # Errors
/// When PostgreSQL can't be reached.
pub async fn forget(database: &Database, before: Timestamp) -> Result<u64, StoreError> {
    let removed = sqlx::query!(
        "delete from idempotency_keys k using (
             select actor, key from idempotency_keys where created_at < $1 order by created_at limit $2 for update skip locked
         ) old
         where k.actor = old.actor and k.key = old.key",
        before.to_sqlx() as _,
        FORGET_MAX
    )
    .execute(&database.pool)
    .await?;
    Ok(removed.rows_affected())
}
