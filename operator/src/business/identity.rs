//! Which tenant a Business is: decided by its name and uid, or by the schema that it adopts; never changes.

use aws_lc_rs::digest;
use crds::Business;
use domain::{InvalidTenantId, TenantId};
use kube::ResourceExt;

/// Characters of the object's name that its tenant's id begins with, at most.
const SLUG_CHARS_MAX: usize = 40;

/// The tenant of the object: `<name>_<6 hex digits of its uid's SHA-256>`, or what `database.schema` names.
///
/// # Errors
/// When the result isn't a tenant id, which the object's schema rules out.
pub fn tenant_of(business: &Business) -> Result<TenantId, InvalidTenantId> {
    let adopted = &business.spec.database.schema;
    if !adopted.is_empty() {
        return TenantId::from_schema(adopted);
    }
    let uid = business.metadata.uid.as_deref().unwrap_or_default();
    let digest = hex::encode(&digest::digest(&digest::SHA256, uid.as_bytes()).as_ref()[..3]);
    TenantId::parse(&format!("{}_{digest}", slug(&business.name_any())))
}

/// The name in the alphabet of tenant ids; a leading digit gets a letter before it.
fn slug(name: &str) -> String {
    let letter_first = name.starts_with(|c: char| c.is_ascii_lowercase());
    let prefix = if letter_first { "" } else { "b" };
    let rest = name.chars().map(|c| if matches!(c, 'a'..='z' | '0'..='9') { c } else { '_' });
    prefix.chars().chain(rest).take(SLUG_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_object_name_makes_a_slug_that_begins_a_tenant_id() {
        for (name, expected) in [("acme", "acme"), ("acme-gmbh.eu", "acme_gmbh_eu"), ("3com", "b3com")] {
            assert_eq!(slug(name), expected);
        }
        assert!(TenantId::parse(&format!("{}_3f9c2a", slug(&"x-".repeat(60)))).is_ok());
    }
}
