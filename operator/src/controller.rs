//! Which events lead to which reconciles.

use std::{collections::HashSet, sync::Arc, time::Duration};

use crds::Business;
use futures::StreamExt;
use k8s_openapi::api::{
    apps::v1::Deployment,
    autoscaling::v2::HorizontalPodAutoscaler,
    core::v1::{ConfigMap, Secret, ServiceAccount},
    networking::v1::NetworkPolicy,
    policy::v1::PodDisruptionBudget,
};
use kube::{
    Api, Resource, ResourceExt,
    core::{DeserializeGuard, PartialObjectMeta},
    runtime::{
        Config, Controller,
        controller::Error as ControllerError,
        reflector::{ObjectRef, Store},
        watcher,
    },
};
use tokio_util::sync::CancellationToken;

use crate::{
    business::{self, plan::MANAGED_BY},
    context::Context,
};

type Guard = DeserializeGuard<Business>;

/// How long events of one object are gathered before it is reconciled, in milliseconds.
const GATHER_MS: u64 = 100;

/// Reconciles until asked to stop, then finishes what is under way.
pub async fn run(context: Arc<Context>, concurrency: u16, stop: CancellationToken) {
    let client = || context.client.clone();
    let ours = || watcher::Config::default().labels(&format!("app.kubernetes.io/managed-by={MANAGED_BY}"));
    // Helm's releases are Secrets too: large, many, and nobody's credentials.
    let credentials = watcher::Config::default().fields("type!=helm.sh/release.v1");
    let (by_secret, by_number) = (context.businesses.clone(), context.businesses.clone());
    let controller = Controller::new(Api::<Guard>::all(client()), watcher::Config::default())
        .with_config(Config::default().concurrency(concurrency).debounce(Duration::from_millis(GATHER_MS)))
        .owns(Api::<Deployment>::all(client()), ours())
        .owns(Api::<HorizontalPodAutoscaler>::all(client()), ours())
        .owns(Api::<ConfigMap>::all(client()), ours())
        .owns(Api::<Secret>::all(client()), ours())
        .owns(Api::<ServiceAccount>::all(client()), ours())
        .owns(Api::<NetworkPolicy>::all(client()), ours())
        .owns(Api::<PodDisruptionBudget>::all(client()), ours())
        .watches(Api::<PartialObjectMeta<Secret>>::all(client()), credentials, move |secret| users_of(&by_secret, &secret))
        .watches(Api::<Guard>::all(client()), watcher::Config::default(), move |business| rivals_of(&by_number, &business))
        .graceful_shutdown_on(stop.cancelled_owned());
    controller
        .run(business::reconcile, business::retry, context)
        .for_each(async |outcome| match outcome {
            // Logged where they happened.
            Ok(_) | Err(ControllerError::ReconcilerFailed(..)) => {}
            // Gone between its event and its turn.
            Err(ControllerError::ObjectNotFound(object)) => tracing::debug!(%object, "gone before its reconcile"),
            Err(error) => tracing::warn!(error = service::chain(&error), "a watch was interrupted; it begins again"),
        })
        .await;
}

/// Businesses whose credentials are in the Secret.
fn users_of(businesses: &Store<Guard>, secret: &PartialObjectMeta<Secret>) -> Vec<ObjectRef<Guard>> {
    let (namespace, name) = (secret.namespace(), secret.name_any());
    let uses = |business: &&Arc<Guard>| {
        business.0.as_ref().is_ok_and(|it| it.namespace() == namespace && it.spec.whatsapp.credentials_secret_ref.name == name)
    };
    businesses.state().iter().filter(uses).map(|business| ObjectRef::from_obj(&**business)).collect()
}

/// Other Businesses that list one of its numbers: what happens to this one may free or take it.
fn rivals_of(businesses: &Store<Guard>, business: &Guard) -> Vec<ObjectRef<Guard>> {
    let numbers = |guard: &Guard| -> HashSet<String> {
        guard.0.iter().flat_map(|it| it.spec.whatsapp.phone_numbers.iter().map(|number| number.id.clone())).collect()
    };
    let listed = numbers(business);
    let is_rival = |other: &&Arc<Guard>| other.meta().uid != business.meta().uid && !numbers(other).is_disjoint(&listed);
    businesses.state().iter().filter(is_rival).map(|other| ObjectRef::from_obj(&**other)).collect()
}
