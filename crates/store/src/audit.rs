//! Who did what. Rows are only ever added.

use domain::TenantId;
use uuid::Uuid;

use crate::{Database, error::StoreError};

/// One deed.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    pub id: Uuid,
    /// User id, or the name of a process.
    pub actor: &'a str,
    /// `noun.verb`, for example `session.create`.
    pub action: &'a str,
    pub tenant: Option<&'a TenantId>,
    pub detail: serde_json::Value,
}

/// Writes an entry.
///
/// # Errors
/// When PostgreSQL can't be reached.
pub async fn record(database: &Database, entry: &Entry<'_>) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into control.audit (id, actor, action, tenant_id, detail) values ($1, $2, $3, $4, $5)",
        entry.id,
        entry.actor,
        entry.action,
        entry.tenant.map(TenantId::as_str),
        entry.detail
    )
    .execute(&database.pool)
    .await?;
    Ok(())
}
