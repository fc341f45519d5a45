//! Who decides how many workers run: Kubernetes' own autoscaler, KEDA, or nobody.

use crds::business::AutoscalingMode;
use k8s_openapi::{
    api::autoscaling::v2::{
        CrossVersionObjectReference, ExternalMetricSource, HPAScalingPolicy, HPAScalingRules, HorizontalPodAutoscaler,
        HorizontalPodAutoscalerBehavior, HorizontalPodAutoscalerSpec, MetricIdentifier, MetricSpec, MetricTarget,
    },
    apimachinery::pkg::{api::resource::Quantity, apis::meta::v1::LabelSelector},
};
use kube::core::{ApiResource, DynamicObject, GroupVersionKind};
use serde_json::json;

use super::{Settings, metadata, object_name};
use crate::business::validate::{Replicas, ValidBusiness};

/// The external metric that a tenant's autoscaler follows, with the selector `tenant=<tenantId>`.
pub const BACKLOG_METRIC: &str = "switchboard_backlog";

/// Who decides.
#[derive(Debug)]
pub enum Autoscaler {
    /// `mode: None`, or suspended.
    Nobody,
    Hpa(Box<HorizontalPodAutoscaler>),
    Keda(Box<DynamicObject>),
}

/// KEDA's ScaledObject.
#[must_use]
pub fn scaled_object() -> ApiResource {
    ApiResource::from_gvk(&GroupVersionKind::gvk("keda.sh", "v1alpha1", "ScaledObject"))
}

pub(super) fn plan(business: &ValidBusiness, settings: &Settings) -> Autoscaler {
    match (business.replicas(), business.autoscaling.mode) {
        (Replicas::Fixed(_), _) | (Replicas::Autoscaled, AutoscalingMode::None) => Autoscaler::Nobody,
        (Replicas::Autoscaled, AutoscalingMode::Hpa) => Autoscaler::Hpa(Box::new(hpa(business))),
        (Replicas::Autoscaled, AutoscalingMode::Keda) => Autoscaler::Keda(Box::new(keda(business, settings))),
    }
}

fn hpa(business: &ValidBusiness) -> HorizontalPodAutoscaler {
    let selector = [("tenant".to_owned(), business.tenant.to_string())];
    HorizontalPodAutoscaler {
        metadata: metadata(business),
        spec: HorizontalPodAutoscalerSpec {
            scale_target_ref: CrossVersionObjectReference {
                api_version: Some("apps/v1".to_owned()),
                kind: "Deployment".to_owned(),
                name: object_name(&business.name),
            },
            // Between none and one the operator acts itself: 0 here needs a feature gate before Kubernetes 1.37.
            min_replicas: Some(business.autoscaling.min_replicas.max(1)),
            max_replicas: business.autoscaling.max_replicas,
            metrics: Some(vec![MetricSpec {
                type_: "External".to_owned(),
                external: Some(ExternalMetricSource {
                    metric: MetricIdentifier {
                        name: BACKLOG_METRIC.to_owned(),
                        selector: Some(LabelSelector { match_labels: Some(selector.into()), ..LabelSelector::default() }),
                    },
                    target: MetricTarget {
                        type_: "AverageValue".to_owned(),
                        average_value: Some(Quantity(business.autoscaling.backlog_per_replica.to_string())),
                        ..MetricTarget::default()
                    },
                }),
                ..MetricSpec::default()
            }]),
            behavior: Some(HorizontalPodAutoscalerBehavior { scale_up: Some(scale_up()), scale_down: None }),
        },
        ..HorizontalPodAutoscaler::default()
    }
}

/// Up fast; down as slowly as the cluster's default says.
fn scale_up() -> HPAScalingRules {
    let policy = |type_: &str, value| HPAScalingPolicy { type_: type_.to_owned(), value, period_seconds: 15 };
    HPAScalingRules {
        stabilization_window_seconds: Some(0),
        select_policy: Some("Max".to_owned()),
        policies: Some(vec![policy("Percent", 100), policy("Pods", 4)]),
        ..HPAScalingRules::default()
    }
}

fn keda(business: &ValidBusiness, settings: &Settings) -> DynamicObject {
    let autoscaling = &business.autoscaling;
    let mut object = DynamicObject::new(&object_name(&business.name), &scaled_object()).data(json!({
        "spec": {
            "scaleTargetRef": {"name": object_name(&business.name)},
            "minReplicaCount": autoscaling.min_replicas,
            "maxReplicaCount": autoscaling.max_replicas,
            "pollingInterval": 5,
            "triggers": [{
                "type": "metrics-api",
                "metricType": "AverageValue",
                "metadata": {
                    "url": settings.metrics_url,
                    "format": "prometheus",
                    "valueLocation": format!("{BACKLOG_METRIC}{{tenant=\"{}\"}}", business.tenant),
                    "targetValue": autoscaling.backlog_per_replica.to_string(),
                },
            }],
        },
    }));
    object.metadata = metadata(business);
    object
}
