//! The worker: STREAM to STORE for one business, in the restricted Pod Security profile.

use k8s_openapi::{
    api::{
        apps::v1::{Deployment, DeploymentSpec, DeploymentStrategy, RollingUpdateDeployment},
        core::v1::{
            Capabilities, ConfigMapEnvSource, Container, ContainerPort, EnvFromSource, EnvVar, EnvVarSource, HTTPGetAction,
            ObjectFieldSelector, PodSecurityContext, PodSpec, PodTemplateSpec, Probe, SeccompProfile, SecretKeySelector, SecurityContext,
            TopologySpreadConstraint,
        },
    },
    apimachinery::pkg::{
        apis::meta::v1::{LabelSelector, ObjectMeta},
        util::intstr::IntOrString,
    },
};

use super::{Settings, labels, metadata, object_name, secret, selector};
use crate::business::validate::{Replicas, ValidBusiness};

/// Port of /livez, /readyz and /metrics.
pub const OPS_PORT: i32 = 9090;
/// User of the image's processes (distroless' nonroot).
const USER: i64 = 65_532;

pub(super) fn plan(business: &ValidBusiness, settings: &Settings, checksum: &str) -> Deployment {
    let selector = selector(&business.name, &business.tenant);
    let pods = PodTemplateSpec {
        metadata: Some(ObjectMeta {
            labels: Some(labels(business)),
            annotations: Some([("switchboard.chat/config".to_owned(), checksum.to_owned())].into()),
            ..ObjectMeta::default()
        }),
        spec: Some(pod(business, settings)),
    };
    Deployment {
        metadata: metadata(business),
        spec: Some(DeploymentSpec {
            // Left out while an autoscaler decides: a field that isn't planned isn't owned.
            replicas: match business.replicas() {
                Replicas::Fixed(replicas) => Some(replicas),
                Replicas::Autoscaled => None,
            },
            revision_history_limit: Some(3),
            progress_deadline_seconds: Some(300),
            selector: LabelSelector { match_labels: Some(selector), ..LabelSelector::default() },
            strategy: Some(DeploymentStrategy {
                type_: Some("RollingUpdate".to_owned()),
                rolling_update: Some(RollingUpdateDeployment {
                    max_surge: Some(IntOrString::Int(1)),
                    max_unavailable: Some(IntOrString::Int(0)),
                }),
            }),
            template: pods,
            ..DeploymentSpec::default()
        }),
        ..Deployment::default()
    }
}

fn pod(business: &ValidBusiness, settings: &Settings) -> PodSpec {
    PodSpec {
        service_account_name: Some(object_name(&business.name)),
        automount_service_account_token: Some(false),
        enable_service_links: Some(false),
        termination_grace_period_seconds: Some(30),
        security_context: Some(PodSecurityContext {
            run_as_non_root: Some(true),
            run_as_user: Some(USER),
            run_as_group: Some(USER),
            seccomp_profile: Some(SeccompProfile { type_: "RuntimeDefault".to_owned(), ..SeccompProfile::default() }),
            ..PodSecurityContext::default()
        }),
        topology_spread_constraints: Some(vec![TopologySpreadConstraint {
            max_skew: 1,
            topology_key: "kubernetes.io/hostname".to_owned(),
            when_unsatisfiable: "ScheduleAnyway".to_owned(),
            label_selector: Some(LabelSelector {
                match_labels: Some(selector(&business.name, &business.tenant)),
                ..LabelSelector::default()
            }),
            ..TopologySpreadConstraint::default()
        }]),
        containers: vec![container(business, settings)],
        ..PodSpec::default()
    }
}

fn container(business: &ValidBusiness, settings: &Settings) -> Container {
    let name = object_name(&business.name);
    Container {
        name: "worker".to_owned(),
        image: Some(settings.worker_image.clone()),
        image_pull_policy: Some("IfNotPresent".to_owned()),
        env_from: Some(vec![EnvFromSource {
            config_map_ref: Some(ConfigMapEnvSource { name: name.clone(), optional: Some(false) }),
            ..EnvFromSource::default()
        }]),
        env: Some(vec![from_secret(&name, secret::DATABASE_URL), from_secret(&name, secret::NATS_URL), pod_name()]),
        ports: Some(vec![ContainerPort { name: Some("ops".to_owned()), container_port: OPS_PORT, ..ContainerPort::default() }]),
        liveness_probe: Some(Probe { period_seconds: Some(10), failure_threshold: Some(6), ..probe("/livez") }),
        readiness_probe: Some(Probe { period_seconds: Some(2), ..probe("/readyz") }),
        resources: Some(business.resources.clone()),
        security_context: Some(SecurityContext {
            allow_privilege_escalation: Some(false),
            read_only_root_filesystem: Some(true),
            capabilities: Some(Capabilities { drop: Some(vec!["ALL".to_owned()]), ..Capabilities::default() }),
            ..SecurityContext::default()
        }),
        ..Container::default()
    }
}

fn from_secret(secret: &str, key: &str) -> EnvVar {
    let source = SecretKeySelector { name: secret.to_owned(), key: key.to_owned(), optional: Some(false) };
    EnvVar {
        name: key.to_owned(),
        value_from: Some(EnvVarSource { secret_key_ref: Some(source), ..EnvVarSource::default() }),
        ..EnvVar::default()
    }
}

fn pod_name() -> EnvVar {
    let source = ObjectFieldSelector { field_path: "metadata.name".to_owned(), ..ObjectFieldSelector::default() };
    EnvVar {
        name: "POD_NAME".to_owned(),
        value_from: Some(EnvVarSource { field_ref: Some(source), ..EnvVarSource::default() }),
        ..EnvVar::default()
    }
}

fn probe(path: &str) -> Probe {
    Probe {
        http_get: Some(HTTPGetAction {
            path: Some(path.to_owned()),
            port: IntOrString::String("ops".to_owned()),
            ..HTTPGetAction::default()
        }),
        timeout_seconds: Some(3),
        ..Probe::default()
    }
}
