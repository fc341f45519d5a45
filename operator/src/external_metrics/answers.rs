//! The JSON of external.metrics.k8s.io. Pure.

use domain::TenantId;
use jiff::{Timestamp, Unit};
use serde_json::{Value, json};

pub use crate::business::plan::autoscaler::BACKLOG_METRIC as METRIC;

const GROUP: &str = "external.metrics.k8s.io";
const GROUP_VERSION: &str = "external.metrics.k8s.io/v1beta1";

/// `/apis`.
#[must_use]
pub fn groups() -> Value {
    json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": [group()]})
}

/// `/apis/external.metrics.k8s.io`.
#[must_use]
pub fn group() -> Value {
    let version = json!({"groupVersion": GROUP_VERSION, "version": "v1beta1"});
    json!({"kind": "APIGroup", "apiVersion": "v1", "name": GROUP, "versions": [version], "preferredVersion": version})
}

/// `/apis/external.metrics.k8s.io/v1beta1`.
#[must_use]
pub fn resources() -> Value {
    json!({
        "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": GROUP_VERSION,
        "resources": [{
            "name": METRIC, "singularName": "", "namespaced": true, "kind": "ExternalMetricValueList", "verbs": ["get"],
        }],
    })
}

/// One tenant's backlog.
#[must_use]
pub fn values(tenant: &TenantId, backlog: u64, now: Timestamp) -> Value {
    let now = now.round(Unit::Second).unwrap_or(now);
    json!({
        "kind": "ExternalMetricValueList", "apiVersion": GROUP_VERSION, "metadata": {},
        "items": [{
            "metricName": METRIC, "metricLabels": {"tenant": tenant}, "timestamp": now.to_string(), "value": backlog.to_string(),
        }],
    })
}

/// A failure as the API server words them.
#[must_use]
pub fn status(code: u16, reason: &str, message: &str) -> Value {
    json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {},
        "status": "Failure", "code": code, "reason": reason, "message": message,
    })
}

/// The tenant in `labelSelector=tenant=<tenantId>`, as a client writes it into a query: `=` may be escaped.
#[must_use]
pub fn tenant_in(query: &str) -> Option<TenantId> {
    let selector = query.split('&').find_map(|pair| pair.strip_prefix("labelSelector="))?;
    let selector = selector.replace("%3D", "=").replace("%3d", "=");
    let tenant = selector.strip_prefix("tenant==").or_else(|| selector.strip_prefix("tenant="))?;
    TenantId::parse(tenant).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selector_of_exactly_one_tenant_is_understood() {
        for query in
            ["labelSelector=tenant%3Dacme_3f9c2a", "limit=1&labelSelector=tenant=acme_3f9c2a", "labelSelector=tenant%3d%3Dacme_3f9c2a"]
        {
            assert_eq!(tenant_in(query).unwrap().as_str(), "acme_3f9c2a", "{query}");
        }
        for query in [
            "",
            "labelSelector=",
            "labelSelector=tenant!%3Dacme_3f9c2a",
            "labelSelector=tenant%3Da%2Cb%3Dc",
            "labelSelector=app%3Dacme_3f9c2a",
        ] {
            assert!(tenant_in(query).is_none(), "{query}");
        }
    }

    #[test]
    fn values_are_what_the_autoscaler_reads() {
        let tenant = TenantId::parse("acme_3f9c2a").unwrap();
        let values = values(&tenant, 1500, Timestamp::new(1_790_000_000, 123_000_000).unwrap());
        assert_eq!(values["items"][0]["value"], "1500");
        assert_eq!(values["items"][0]["timestamp"], "2026-09-21T14:13:20Z");
        assert_eq!(values["items"][0]["metricLabels"]["tenant"], "acme_3f9c2a");
    }
}
