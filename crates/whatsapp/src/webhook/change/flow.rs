//! Flows: status and health (section 5.5).

use serde::{Deserialize, Serialize};

use super::super::field::{Extra, Field, Id, List, Number, words};

words! {
    /// What is told about a flow.
    FlowEvent {
        StatusChange = "FLOW_STATUS_CHANGE",
        ClientErrorRate = "CLIENT_ERROR_RATE",
        EndpointErrorRate = "ENDPOINT_ERROR_RATE",
        EndpointLatency = "ENDPOINT_LATENCY",
        EndpointAvailability = "ENDPOINT_AVAILABILITY",
        VersionExpiryWarning = "FLOW_VERSION_EXPIRY_WARNING",
    }
}

words! {
    /// How far a flow has come.
    FlowStatus {
        Draft = "DRAFT",
        Published = "PUBLISHED",
        Deprecated = "DEPRECATED",
        Blocked = "BLOCKED",
        Throttled = "THROTTLED",
    }
}

words! {
    /// Whether an alert begins or ends.
    AlertState {
        Activated = "ACTIVATED",
        Deactivated = "DEACTIVATED",
    }
}

/// `flows`; latencies are milliseconds, rates and availability percent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Flow {
    pub event: Field<FlowEvent>,
    pub message: Field<String>,
    pub flow_id: Field<Id>,
    pub old_status: Field<FlowStatus>,
    pub new_status: Field<FlowStatus>,
    pub alert_state: Field<AlertState>,
    pub threshold: Field<Number>,
    pub error_rate: Field<Number>,
    pub errors: List<FlowError>,
    pub p50_latency: Field<Number>,
    pub p90_latency: Field<Number>,
    pub requests_count: Field<Number>,
    pub availability: Field<Number>,
    pub warning: Field<String>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// How often one kind of error occurred.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FlowError {
    pub error_type: Field<String>,
    pub error_rate: Field<Number>,
    pub error_count: Field<Number>,
    #[serde(flatten)]
    pub extra: Extra,
}
