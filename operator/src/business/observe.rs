//! OBSERVE: reads the Business and everything that it refers to or owns. Changes nothing.

use std::sync::Arc;

use crds::{Business, conditions::Reason};
use domain::TenantId;
use k8s_openapi::api::{
    apps::v1::Deployment,
    autoscaling::v2::HorizontalPodAutoscaler,
    core::v1::{ConfigMap, Secret, ServiceAccount},
    networking::v1::NetworkPolicy,
    policy::v1::PodDisruptionBudget,
};
use kube::{Api, ResourceExt};
use store::StoreError;
use stream::{BusError, DirectoryEntry};

use super::{
    plan::{checksum, object_name},
    provider,
};
use crate::{backlog::Sources, context::Context};

/// Why reading failed; all of them may pass.
#[derive(Debug, thiserror::Error)]
pub enum ObserveError {
    #[error("reading {what} from the API server failed")]
    Kubernetes { what: &'static str, source: kube::Error },
    #[error("reading the tenant's rows failed")]
    Database(#[source] StoreError),
    #[error("reading the tenant's place on the bus failed")]
    Bus(#[source] BusError),
}

impl ObserveError {
    /// The word for it in conditions.
    #[must_use]
    pub fn reason(&self) -> Reason {
        match self {
            Self::Kubernetes { .. } => Reason::KubernetesUnavailable,
            Self::Database(_) => Reason::DatabaseUnavailable,
            Self::Bus(_) => Reason::BusUnavailable,
        }
    }
}

/// All that a reconcile knows.
#[derive(Debug)]
pub struct Observed {
    pub business: Arc<Business>,
    pub tenant: TenantId,
    pub credentials: Option<Secret>,
    pub live: Live,
    /// Older Businesses that list one of this one's numbers: id, and `namespace/name`.
    pub older_claims: Vec<(String, String)>,
    pub keda_installed: bool,
    pub registered: Registered,
    /// Messages that wait; none when there is no stream yet.
    pub backlog: Option<u64>,
    /// When the last webhook came in.
    pub last_inbound_at: Option<jiff::Timestamp>,
    pub provider: provider::View,
}

/// The tenant's objects as they are before anything is applied.
#[derive(Debug, Default)]
pub struct Live {
    pub config_map: Option<ConfigMap>,
    pub secret: Option<Secret>,
    pub service_account: Option<ServiceAccount>,
    pub network_policy: Option<NetworkPolicy>,
    pub deployment: Option<Deployment>,
    pub hpa: Option<HorizontalPodAutoscaler>,
    pub disruption_budget: Option<PodDisruptionBudget>,
    pub directory: Option<DirectoryEntry>,
}

/// Whose the tenant is, by PostgreSQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Registered {
    Nobody,
    /// A schema of that name exists, but nobody registered it.
    StraySchema,
    ThisObject,
    /// Its object is gone and its data was kept.
    Retained {
        namespace: String,
    },
    OtherObject {
        namespace: String,
        name: String,
    },
}

/// Reads everything.
///
/// # Errors
/// When the API server, PostgreSQL or NATS can't be read now. The provider's silence is an observation, not an error.
pub async fn observe(context: &Context, business: Arc<Business>, tenant: TenantId) -> Result<Observed, ObserveError> {
    let namespace = business.namespace().unwrap_or_default();
    let secrets: Api<Secret> = Api::namespaced(context.client.clone(), &namespace);
    let credentials = secrets
        .get_opt(&business.spec.whatsapp.credentials_secret_ref.name)
        .await
        .map_err(|source| ObserveError::Kubernetes { what: "the credentials Secret", source })?;
    let (live, registered, keda_installed, provider) =
        tokio::try_join!(live(context, &business, &tenant), registered(context, &business, &tenant), keda_installed(context), async {
            Ok(ask_provider(context, &business, &tenant, credentials.as_ref()).await)
        },)?;
    // A tenant without a stream has no backlog; one with a stream that can't be read is an unknown.
    let sources = Sources { bus: context.bus.clone(), database: context.database.clone() };
    let backlog = sources.backlog(&tenant, context.clock.now()).await.ok();
    let last_inbound_at = context.bus.last_ingest(&tenant).await.ok().flatten();
    let older_claims = older_claims(context, &business);
    Ok(Observed { business, tenant, credentials, live, older_claims, keda_installed, registered, backlog, last_inbound_at, provider })
}

async fn live(context: &Context, business: &Business, tenant: &TenantId) -> Result<Live, ObserveError> {
    let (namespace, name) = (business.namespace().unwrap_or_default(), object_name(&business.name_any()));
    let (config_map, secret, service_account, network_policy, deployment, hpa, disruption_budget) = tokio::try_join!(
        get(context, "the ConfigMap", &namespace, &name),
        get(context, "the tenant's Secret", &namespace, &name),
        get(context, "the ServiceAccount", &namespace, &name),
        get(context, "the NetworkPolicy", &namespace, &name),
        get(context, "the Deployment", &namespace, &name),
        get(context, "the HorizontalPodAutoscaler", &namespace, &name),
        get(context, "the PodDisruptionBudget", &namespace, &name),
    )?;
    let directory = context.directory.get(tenant).await.map_err(ObserveError::Bus)?;
    Ok(Live { config_map, secret, service_account, network_policy, deployment, hpa, disruption_budget, directory })
}

async fn get<K>(context: &Context, what: &'static str, namespace: &str, name: &str) -> Result<Option<K>, ObserveError>
where
    K: kube::Resource<DynamicType = (), Scope = kube::core::NamespaceResourceScope> + Clone + std::fmt::Debug + serde::de::DeserializeOwned,
{
    let api: Api<K> = Api::namespaced(context.client.clone(), namespace);
    api.get_opt(name).await.map_err(|source| ObserveError::Kubernetes { what, source })
}

async fn registered(context: &Context, business: &Business, tenant: &TenantId) -> Result<Registered, ObserveError> {
    let uid = business.uid().unwrap_or_default();
    let ours = store::businesses::tenant_of_object(&context.database, &uid).await.map_err(ObserveError::Database)?;
    if ours.as_ref() == Some(tenant) {
        return Ok(Registered::ThisObject);
    }
    let row = store::businesses::get(&context.database, tenant).await.map_err(ObserveError::Database)?;
    match row {
        Some(row) if row.retained_at.is_some() => Ok(Registered::Retained { namespace: row.namespace }),
        Some(row) => Ok(Registered::OtherObject { namespace: row.namespace, name: row.name }),
        None => {
            let stray = store::provision::schema_exists(&context.database, tenant).await.map_err(ObserveError::Database)?;
            Ok(if stray { Registered::StraySchema } else { Registered::Nobody })
        }
    }
}

async fn keda_installed(context: &Context) -> Result<bool, ObserveError> {
    let groups = context.client.list_api_groups().await;
    let groups = groups.map_err(|source| ObserveError::Kubernetes { what: "whether KEDA is installed", source })?;
    Ok(groups.groups.iter().any(|group| group.name == "keda.sh"))
}

async fn ask_provider(context: &Context, business: &Business, tenant: &TenantId, credentials: Option<&Secret>) -> provider::View {
    let token = credentials.and_then(|secret| secret.data.as_ref()?.get("accessToken"));
    let Some(token) = token.and_then(|bytes| String::from_utf8(bytes.0.clone()).ok()).filter(|token| !token.trim().is_empty()) else {
        return provider::View::unknown();
    };
    let question = provider::Question {
        object_uid: business.uid().unwrap_or_default(),
        waba_id: business.spec.whatsapp.waba_id.clone(),
        callback_url: format!("{}/webhooks/whatsapp/{tenant}", context.settings.public_url),
        token_digest: checksum(&token),
    };
    provider::ask(&context.graph, &context.answers, &token.trim().to_owned().into(), question, context.clock.now()).await
}

/// Who else lists our numbers and is older. By the watch's memory: PostgreSQL has the last word when numbers are claimed.
fn older_claims(context: &Context, business: &Business) -> Vec<(String, String)> {
    let mut claims = Vec::new();
    for other in context.businesses.state() {
        let Ok(other) = &other.0 else { continue };
        if other.uid() == business.uid() || other.metadata.deletion_timestamp.is_some() || age(other) >= age(business) {
            continue;
        }
        for number in &business.spec.whatsapp.phone_numbers {
            if other.spec.whatsapp.phone_numbers.iter().any(|theirs| theirs.id == number.id) {
                claims.push((number.id.clone(), format!("{}/{}", other.namespace().unwrap_or_default(), other.name_any())));
            }
        }
    }
    claims.sort();
    claims.dedup_by(|a, b| a.0 == b.0);
    claims
}

/// Orders objects from oldest to newest; the uid decides between those of one second.
fn age(business: &Business) -> (Option<jiff::Timestamp>, Option<String>) {
    (business.metadata.creation_timestamp.as_ref().map(|time| time.0), business.uid())
}
