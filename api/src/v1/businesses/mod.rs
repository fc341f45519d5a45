//! The businesses that the caller may see.

pub mod get;
pub mod list;

use serde::Serialize;
use store::businesses::Business;

use super::auth::signed_in::RoleName;

/// A business.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct BusinessItem {
    /// The tenant id: `business` everywhere else.
    pub id: String,
    /// The Kubernetes object.
    pub namespace: String,
    pub name: String,
    pub display_name: String,
    /// IANA name; analytics and hours use it.
    pub timezone: String,
    pub waba_id: String,
    pub phone_numbers: Vec<PhoneNumberItem>,
    pub suspended: bool,
    /// The object is gone and the data was kept.
    pub retained: bool,
    /// The caller's role; null for an admin who isn't a member.
    #[schema(required)]
    pub role: Option<RoleName>,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: jiff::Timestamp,
}

/// A number of a business.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PhoneNumberItem {
    /// The provider's id.
    pub id: String,
    pub display: String,
}

fn item(business: Business, access: &crate::auth::Access) -> BusinessItem {
    let role = access.role_in(&business.tenant).map(RoleName::from);
    BusinessItem {
        id: business.tenant.to_string(),
        namespace: business.namespace,
        name: business.name,
        display_name: business.display_name,
        timezone: business.timezone,
        waba_id: business.waba_id,
        phone_numbers: business.phone_numbers.into_iter().map(|it| PhoneNumberItem { id: it.id, display: it.display }).collect(),
        suspended: business.suspended,
        retained: business.retained_at.is_some(),
        role,
        created_at: business.created_at,
    }
}
