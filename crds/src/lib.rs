//! The kinds we own in Kubernetes: group `switchboard.chat`, version `v1alpha1`.
//!
//! Doc comments here are the help text of `kubectl explain`; the rules here are checked by the API server itself.
//! `crdgen` prints the YAML, which is committed in `yaml/` and in the chart.

pub mod business;
pub mod conditions;

pub use business::{Business, BusinessSpec, BusinessStatus};
pub use conditions::{ConditionType, Reason};

/// The definition of the kind Business, as YAML with a closing newline.
///
/// # Errors
/// When the definition can't be written as YAML.
pub fn business_yaml() -> Result<String, serde_yaml_ng::Error> {
    use kube::CustomResourceExt as _;
    // Through a JSON value: its maps are sorted, so that the text is stable.
    let definition = serde_yaml_ng::to_value(Business::crd())?;
    serde_yaml_ng::to_string(&definition)
}
