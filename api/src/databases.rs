//! Where reads go: the primary, or a replica for what tolerates a moment of lag.

use domain::TenantId;
use store::{Database, StoreError, TenantTx};

/// The pools of this process.
#[derive(Clone, Debug)]
pub struct Databases {
    primary: Database,
    replica: Option<Database>,
}

impl Databases {
    /// With a replica for reads, or without.
    #[must_use]
    pub fn new(primary: Database, replica: Option<Database>) -> Self {
        Self { primary, replica }
    }

    /// For control data and everything that must be current.
    #[must_use]
    pub fn primary(&self) -> &Database {
        &self.primary
    }

    /// A read inside a tenant. The replica serves it when there is one; the primary when the replica can't.
    ///
    /// # Errors
    /// When neither can.
    pub async fn read(&self, tenant: &TenantId) -> Result<TenantTx, StoreError> {
        if let Some(replica) = &self.replica {
            match TenantTx::begin(replica, tenant).await {
                Ok(tx) => return Ok(tx),
                Err(error) => tracing::debug!(%error, "the replica can't serve; reading from the primary"),
            }
        }
        TenantTx::begin(&self.primary, tenant).await
    }
}
