//! The way into a tenant for those who serve many, the API and the operator: a transaction that PostgreSQL itself confines
//! to one schema.

use domain::TenantId;
use sqlx::{AssertSqlSafe, Postgres, Transaction};

use crate::{Database, error::StoreError};

/// A transaction that runs as the tenant's role, with the tenant's schema as its whole search path. A statement that
/// names another tenant's table is refused by PostgreSQL, not by our code.
///
/// Dropped without [`TenantTx::commit`], it rolls back.
#[derive(Debug)]
pub struct TenantTx {
    pub(crate) tx: Transaction<'static, Postgres>,
    pub(crate) tenant: TenantId,
}

impl TenantTx {
    /// Begins a transaction inside the tenant, in one round trip.
    ///
    /// `SET LOCAL` ends with the transaction, so the next user of the connection starts clean, also behind a pooler.
    /// Plans are made per call: filters differ, and a generic plan over all partitions would fit none of them.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] or [`StoreError::Bug`] when the tenant has no role or isn't granted to this one.
    pub async fn begin(database: &Database, tenant: &TenantId) -> Result<Self, StoreError> {
        // A TenantId has no character that could leave the quotes (see its alphabet).
        let schema = tenant.schema();
        let begin = format!(
            "begin; set local role \"{schema}\"; set local search_path = \"{schema}\"; set local plan_cache_mode = force_custom_plan"
        );
        let tx = database.pool.begin_with(AssertSqlSafe(begin)).await?;
        Ok(Self { tx, tenant: tenant.clone() })
    }

    /// The tenant.
    #[must_use]
    pub fn tenant(&self) -> &TenantId {
        &self.tenant
    }

    /// Commits.
    ///
    /// # Errors
    /// When PostgreSQL can't be reached.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.tx.commit().await?)
    }
}
