//! The worker's settings that aren't secret.

use k8s_openapi::api::core::v1::ConfigMap;

use super::{Settings, metadata};
use crate::business::validate::ValidBusiness;

pub(super) fn plan(business: &ValidBusiness, settings: &Settings) -> ConfigMap {
    let data = [
        ("TENANT_ID", business.tenant.to_string()),
        ("SCHEMA_VERSION", settings.schema_version.to_string()),
        ("LOG", settings.log.clone()),
    ];
    ConfigMap { metadata: metadata(business), data: Some(data.map(|(key, value)| (key.to_owned(), value)).into()), ..ConfigMap::default() }
}
