//! PLAN: what must be there for a valid Business. Pure: the same inputs give the same objects, byte for byte.

pub mod autoscaler;
pub mod config_map;
pub mod deployment;
pub mod disruption_budget;
pub mod external;
pub mod network_policy;
pub mod secret;
pub mod service_account;

use std::{collections::BTreeMap, marker::PhantomData};

use aws_lc_rs::digest;
use domain::TenantId;
use k8s_openapi::{
    api::{
        apps::v1::Deployment,
        core::v1::{ConfigMap, Secret, ServiceAccount},
        networking::v1::NetworkPolicy,
        policy::v1::PodDisruptionBudget,
    },
    apimachinery::pkg::apis::meta::v1::ObjectMeta,
};
use secrecy::SecretString;

use super::validate::ValidBusiness;
pub use autoscaler::Autoscaler;
pub use external::External;

/// Label that names the tenant on every object of it; pruning goes by it.
pub const TENANT_LABEL: &str = "switchboard.chat/tenant";
/// Value of `app.kubernetes.io/managed-by` on every object of ours.
pub const MANAGED_BY: &str = "switchboard-operator";
/// Annotation that says what was planned for an object: when it is unchanged and the object isn't, that is drift.
pub const PLAN_ANNOTATION: &str = "switchboard.chat/plan";

/// Marks a plan that hasn't been carried out.
#[derive(Debug)]
pub struct Prepared;

/// Marks a plan that was carried out: its objects are what the API server answered.
#[derive(Debug)]
pub struct Applied;

/// What is known, in each state, of what lives outside Kubernetes.
pub trait State {
    type External: std::fmt::Debug;
}

impl State for Prepared {
    type External = External;
}

impl State for Applied {
    type External = external::Done;
}

/// Everything of one tenant. Only `apply` turns a `Plan<Prepared>` into a `Plan<Applied>`.
#[derive(Debug)]
pub struct Plan<S: State> {
    /// What lives outside Kubernetes.
    pub external: S::External,
    pub config_map: ConfigMap,
    pub secret: Secret,
    pub service_account: ServiceAccount,
    pub network_policy: NetworkPolicy,
    pub deployment: Deployment,
    pub autoscaler: Autoscaler,
    pub disruption_budget: PodDisruptionBudget,
    pub state: PhantomData<S>,
}

/// What the installation, not the Business, decides.
#[derive(Clone, Debug)]
pub struct Settings {
    pub worker_image: String,
    pub worker_database_host: String,
    pub worker_nats_url: SecretString,
    /// Without a closing slash.
    pub public_url: String,
    /// Where every replica of the operator shows `switchboard_backlog`, for KEDA.
    pub metrics_url: String,
    pub log: String,
    /// The tenant migration that the worker waits for.
    pub schema_version: i64,
}

/// Fresh random text, used only where the tenant's Secret holds none yet.
#[derive(Clone, Debug)]
pub struct Drawn {
    pub database_password: String,
    pub verify_token: String,
    pub invite_token: String,
}

/// Plans everything for a valid Business.
#[must_use]
pub fn plan(business: &ValidBusiness, settings: &Settings, drawn: &Drawn) -> Plan<Prepared> {
    let held = secret::Contents::keep_or_draw(business, settings, drawn);
    let config_map = config_map::plan(business, settings);
    let secret = secret::plan(business, &held);
    let deployment = deployment::plan(business, settings, &checksum(&[&config_map.data, &held.worker_data()]));
    Plan {
        external: external::plan(business, settings, held),
        config_map,
        secret,
        service_account: service_account::plan(business),
        network_policy: network_policy::plan(business, settings),
        deployment,
        autoscaler: autoscaler::plan(business, settings),
        disruption_budget: disruption_budget::plan(business),
        state: PhantomData,
    }
}

/// Metadata of an object of the tenant: all of them have the same name, `<business>-worker`.
pub(crate) fn metadata(business: &ValidBusiness) -> ObjectMeta {
    ObjectMeta {
        name: Some(object_name(&business.name)),
        namespace: Some(business.namespace.clone()),
        labels: Some(labels(business)),
        owner_references: Some(vec![business.owner.clone()]),
        ..ObjectMeta::default()
    }
}

/// Name of each object of the tenant.
#[must_use]
pub fn object_name(business: &str) -> String {
    format!("{business}-worker")
}

/// Labels of every object of the tenant.
fn labels(business: &ValidBusiness) -> BTreeMap<String, String> {
    let mut labels = selector(&business.name, &business.tenant);
    labels.insert("app.kubernetes.io/managed-by".to_owned(), MANAGED_BY.to_owned());
    labels
}

/// Labels that select the tenant's pods; a Deployment's selector can never change, so neither may these.
fn selector(name: &str, tenant: &TenantId) -> BTreeMap<String, String> {
    [
        ("app.kubernetes.io/name", "switchboard"),
        ("app.kubernetes.io/component", "worker"),
        ("app.kubernetes.io/instance", name),
        (TENANT_LABEL, tenant.as_str()),
    ]
    .map(|(key, value)| (key.to_owned(), value.to_owned()))
    .into()
}

/// A short digest of what the worker reads at start: another one rolls the Deployment.
pub(crate) fn checksum(content: &impl serde::Serialize) -> String {
    let bytes = serde_json::to_vec(content).expect("maps of text are plain data");
    hex::encode(&digest::digest(&digest::SHA256, &bytes).as_ref()[..16])
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;
    use serde_json::json;

    use super::{
        super::{
            fixtures::{business, drawn, observed, settings},
            validate::{ValidBusiness, validate},
        },
        *,
    };

    fn valid(change: impl FnOnce(&mut serde_json::Value)) -> ValidBusiness {
        validate(&observed(business(change))).unwrap()
    }

    fn document(business: &ValidBusiness) -> String {
        let plan = plan(business, &settings(), &drawn());
        let mut objects = vec![
            serde_yaml_ng::to_string(&plan.secret),
            serde_yaml_ng::to_string(&plan.network_policy),
            serde_yaml_ng::to_string(&plan.service_account),
            serde_yaml_ng::to_string(&plan.config_map),
            serde_yaml_ng::to_string(&plan.disruption_budget),
            serde_yaml_ng::to_string(&plan.deployment),
        ];
        match &plan.autoscaler {
            Autoscaler::Nobody => {}
            Autoscaler::Hpa(hpa) => objects.push(serde_yaml_ng::to_string(hpa)),
            Autoscaler::Keda(object) => objects.push(serde_yaml_ng::to_string(object)),
        }
        objects.into_iter().collect::<Result<Vec<_>, _>>().unwrap().join("---\n")
    }

    #[test]
    fn the_whole_plan_of_a_business() {
        insta::assert_snapshot!(document(&valid(|_| {})));
    }

    #[test]
    fn the_plan_with_keda() {
        let mut business = valid(|object| object["spec"]["worker"]["autoscaling"]["mode"] = json!("KEDA"));
        business.keda_installed = true;
        let Autoscaler::Keda(object) = plan(&business, &settings(), &drawn()).autoscaler else { panic!("KEDA scales") };
        insta::assert_snapshot!(serde_yaml_ng::to_string(&object).unwrap());
    }

    #[test]
    fn the_same_inputs_give_the_same_bytes() {
        assert_eq!(document(&valid(|_| {})), document(&valid(|_| {})));
    }

    #[test]
    fn replicas_are_owned_only_while_nobody_scales() {
        let replicas = |change: fn(&mut serde_json::Value)| {
            let plan = plan(&valid(change), &settings(), &drawn());
            (plan.deployment.spec.unwrap().replicas, matches!(plan.autoscaler, Autoscaler::Nobody))
        };
        assert_eq!(replicas(|_| {}), (None, false));
        assert_eq!(replicas(|object| object["spec"]["suspend"] = json!(true)), (Some(0), true));
        assert_eq!(replicas(|object| object["spec"]["worker"]["autoscaling"]["mode"] = json!("None")), (Some(2), true));
        // KEDA is missing: the business isn't left without workers.
        assert_eq!(replicas(|object| object["spec"]["worker"]["autoscaling"]["mode"] = json!("KEDA")), (Some(2), true));
    }

    #[test]
    fn secrets_once_drawn_are_kept_and_another_owner_gets_another_invitation() {
        let first = plan(&valid(|_| {}), &settings(), &drawn());
        let again =
            Drawn { database_password: "another".to_owned(), verify_token: "another".to_owned(), invite_token: "another".to_owned() };

        let mut seen = observed(business(|_| {}));
        seen.live.secret = Some(first.secret.clone());
        let second = plan(&validate(&seen).unwrap(), &settings(), &again);
        assert_eq!(second.secret, first.secret);
        assert_eq!(second.external.database_password.expose_secret(), "drawnpassword1234");

        let mut seen = observed(business(|object| object["spec"]["owner"]["email"] = json!("else@owner.example")));
        seen.live.secret = Some(first.secret.clone());
        let third = plan(&validate(&seen).unwrap(), &settings(), &again);
        assert_eq!(third.external.database_password.expose_secret(), "drawnpassword1234");
        assert_eq!(third.external.invite_token.expose_secret(), "another");
    }

    #[test]
    fn without_credentials_the_directory_keeps_its_secrets_and_the_provider_is_left_alone() {
        let mut seen = observed(business(|_| {}));
        seen.credentials = None;
        let plan = plan(&validate(&seen).unwrap(), &settings(), &drawn());
        assert!(matches!(plan.external.sealing, external::Sealing::KeepWhatIsThere));
        assert!(matches!(plan.external.subscription, external::Subscription::Leave));
    }

    #[test]
    fn a_subscription_is_asked_for_only_when_it_is_ours_to_keep_and_missing() {
        let asks = |change: fn(&mut serde_json::Value), state| {
            let mut seen = observed(business(change));
            seen.provider.subscription = state;
            let plan = plan(&validate(&seen).unwrap(), &settings(), &drawn());
            matches!(plan.external.subscription, external::Subscription::Ask { callback_url, .. }
                if callback_url == "https://inbox.example/webhooks/whatsapp/worker_default_co_666ff6")
        };
        use super::super::provider::SubscriptionState::{Elsewhere, Ours, Unknown};
        assert!(asks(|_| {}, Elsewhere));
        assert!(!asks(|_| {}, Ours));
        assert!(!asks(|_| {}, Unknown));
        assert!(!asks(|object| object["spec"]["whatsapp"]["subscribe"] = json!(false), Elsewhere));
    }
}
