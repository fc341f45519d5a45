//! Room names.

use domain::TenantId;

/// The room of everybody who may see a business.
#[must_use]
pub fn business(tenant: &TenantId) -> String {
    format!("t:{tenant}")
}
