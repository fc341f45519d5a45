//! Kubernetes objects: server-side apply with one field manager, drift counted, the unplanned pruned.

use std::fmt::Debug;

use k8s_openapi::api::{
    apps::v1::Deployment,
    autoscaling::v2::HorizontalPodAutoscaler,
    core::v1::{ConfigMap, Secret, ServiceAccount},
    networking::v1::NetworkPolicy,
    policy::v1::PodDisruptionBudget,
};
use kube::{
    Api, Resource, ResourceExt,
    api::{DeleteParams, ListParams, PartialObjectMeta, Patch, PatchParams, Preconditions},
    core::{ApiResource, DynamicObject, NamespaceResourceScope},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{
    super::{
        plan::{Applied, Autoscaler, PLAN_ANNOTATION, Plan, TENANT_LABEL, autoscaler, checksum, object_name},
        validate::ValidBusiness,
    },
    ApplyError, FIELD_MANAGER,
};
use crate::context::Context;

/// Holds `spec.replicas` between the moment we let go of it and the autoscaler's first write: a field that nobody owns
/// would fall back to its default.
const REPLICAS_MANAGER: &str = "switchboard-operator-replicas";

pub(super) struct Objects<'a> {
    pub context: &'a Context,
    pub business: &'a ValidBusiness,
}

impl Objects<'_> {
    /// Applies one object; `live` is what was there before.
    pub async fn apply<K>(&self, mut planned: K, live: Option<&K>) -> Result<K, ApplyError>
    where
        K: Resource<DynamicType = (), Scope = NamespaceResourceScope> + Serialize + DeserializeOwned + Clone + Debug,
    {
        let kind = K::kind(&()).into_owned();
        let digest = checksum(&planned);
        planned.annotations_mut().insert(PLAN_ANNOTATION.to_owned(), digest.clone());
        let api: Api<K> = Api::namespaced(self.context.client.clone(), &self.business.namespace);
        let applied = api
            .patch(&planned.name_any(), &PatchParams::apply(FIELD_MANAGER).force(), &Patch::Apply(&planned))
            .await
            .map_err(|source| ApplyError::Object { kind: kind.clone(), source })?;
        if self.has_drifted(live, &applied, &digest) {
            self.context.drift_corrected(&self.business.object_ref(), &kind).await;
        }
        Ok(applied)
    }

    /// Applies an object whose type isn't known at compile time.
    pub async fn apply_dynamic(&self, planned: DynamicObject, resource: &ApiResource) -> Result<DynamicObject, ApplyError> {
        let api: Api<DynamicObject> = Api::namespaced_with(self.context.client.clone(), &self.business.namespace, resource);
        api.patch(&planned.name_any(), &PatchParams::apply(FIELD_MANAGER).force(), &Patch::Apply(&planned))
            .await
            .map_err(|source| ApplyError::Object { kind: resource.kind.clone(), source })
    }

    /// Drift: what we plan is what we planned before, and yet applying it changed the object.
    fn has_drifted<K: Resource + Serialize>(&self, live: Option<&K>, applied: &K, digest: &str) -> bool {
        match live {
            // Deleted by somebody: ours are only deleted by a prune, after which nothing is planned.
            None => self.business.registered && self.business.settled,
            Some(live) => {
                let same_plan = live.annotations().get(PLAN_ANNOTATION).is_some_and(|before| before == digest);
                same_plan && content(live) != content(applied)
            }
        }
    }

    /// Before `spec.replicas` is left to an autoscaler: another manager takes what is there.
    pub async fn hand_over_replicas(&self, planned: &Deployment, live: Option<&Deployment>) -> Result<(), ApplyError> {
        let planned_replicas = planned.spec.as_ref().and_then(|spec| spec.replicas);
        let Some(live) = live.filter(|live| planned_replicas.is_none() && owns_replicas(live)) else { return Ok(()) };
        let now = live.spec.as_ref().and_then(|spec| spec.replicas).unwrap_or(1);
        let replicas = now.max(self.business.autoscaling.min_replicas);
        let patch = json!({
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": {"name": live.name_any()},
            "spec": {"replicas": replicas},
        });
        let api: Api<Deployment> = Api::namespaced(self.context.client.clone(), &self.business.namespace);
        api.patch(&live.name_any(), &PatchParams::apply(REPLICAS_MANAGER).force(), &Patch::Apply(&patch))
            .await
            .map(drop)
            .map_err(|source| ApplyError::Object { kind: "Deployment".to_owned(), source })
    }

    /// Deletes objects of the tenant that are no longer planned.
    pub async fn prune(&self, applied: &Plan<Applied>) -> Result<(), ApplyError> {
        let name = object_name(&self.business.name);
        let planned = Some(name.as_str());
        let (hpa, keda) = match &applied.autoscaler {
            Autoscaler::Nobody => (None, None),
            Autoscaler::Hpa(_) => (planned, None),
            Autoscaler::Keda(_) => (None, planned),
        };
        self.prune_kind::<ConfigMap>(planned).await?;
        self.prune_kind::<Secret>(planned).await?;
        self.prune_kind::<ServiceAccount>(planned).await?;
        self.prune_kind::<NetworkPolicy>(planned).await?;
        self.prune_kind::<PodDisruptionBudget>(planned).await?;
        self.prune_kind::<Deployment>(planned).await?;
        self.prune_kind::<HorizontalPodAutoscaler>(hpa).await?;
        if self.business.keda_installed {
            let resource = autoscaler::scaled_object();
            let api: Api<DynamicObject> = Api::namespaced_with(self.context.client.clone(), &self.business.namespace, &resource);
            self.prune_api(&api, "ScaledObject", keda).await?;
        }
        Ok(())
    }

    async fn prune_kind<K>(&self, planned: Option<&str>) -> Result<(), ApplyError>
    where
        K: Resource<DynamicType = (), Scope = NamespaceResourceScope> + DeserializeOwned + Clone + Debug,
    {
        // Metadata is enough, and spares us other people's Secrets.
        let api: Api<PartialObjectMeta<K>> = Api::namespaced(self.context.client.clone(), &self.business.namespace);
        let kind = K::kind(&()).into_owned();
        let list = api.list_metadata(&self.of_tenant()).await.map_err(|source| ApplyError::Prune { kind: kind.clone(), source })?;
        let typed: Api<K> = Api::namespaced(self.context.client.clone(), &self.business.namespace);
        for object in list {
            self.delete_unplanned(&typed, &kind, planned, &object.name_any(), object.metadata.uid.clone()).await?;
        }
        Ok(())
    }

    async fn prune_api(&self, api: &Api<DynamicObject>, kind: &str, planned: Option<&str>) -> Result<(), ApplyError> {
        let list = api.list(&self.of_tenant()).await.map_err(|source| ApplyError::Prune { kind: kind.to_owned(), source })?;
        for object in list {
            self.delete_unplanned(api, kind, planned, &object.name_any(), object.metadata.uid.clone()).await?;
        }
        Ok(())
    }

    fn of_tenant(&self) -> ListParams {
        ListParams::default().labels(&format!("{TENANT_LABEL}={},app.kubernetes.io/managed-by={FIELD_MANAGER}", self.business.tenant))
    }

    async fn delete_unplanned<K>(
        &self,
        api: &Api<K>,
        kind: &str,
        planned: Option<&str>,
        name: &str,
        uid: Option<String>,
    ) -> Result<(), ApplyError>
    where
        K: Clone + DeserializeOwned + Debug,
    {
        if planned == Some(name) {
            return Ok(());
        }
        // By uid: an object of the same name that somebody made meanwhile isn't ours.
        let parameters = DeleteParams { preconditions: Some(Preconditions { uid, resource_version: None }), ..DeleteParams::default() };
        match api.delete(name, &parameters).await {
            Ok(_) => tracing::info!(kind, name, "pruned an object that is no longer planned"),
            Err(kube::Error::Api(status)) if status.is_not_found() || status.is_conflict() => {}
            Err(source) => return Err(ApplyError::Prune { kind: kind.to_owned(), source }),
        }
        Ok(())
    }
}

/// What an object says apart from what the API server and controllers note on it.
fn content(object: &impl Serialize) -> Value {
    let mut value = serde_json::to_value(object).unwrap_or_default();
    if let Some(object) = value.as_object_mut() {
        object.remove("status");
    }
    if let Some(metadata) = value.get_mut("metadata").and_then(Value::as_object_mut) {
        for noted in ["resourceVersion", "managedFields", "generation"] {
            metadata.remove(noted);
        }
        if let Some(annotations) = metadata.get_mut("annotations").and_then(Value::as_object_mut) {
            annotations.remove("deployment.kubernetes.io/revision");
        }
    }
    value
}

fn owns_replicas(live: &Deployment) -> bool {
    live.metadata.managed_fields.iter().flatten().any(|entry| {
        let fields = entry.fields_v1.as_ref().map(|fields| &fields.0);
        entry.manager.as_deref() == Some(FIELD_MANAGER)
            && entry.subresource.is_none()
            && fields.is_some_and(|fields| fields.pointer("/f:spec/f:replicas").is_some())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deployment(value: Value) -> Deployment {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn what_controllers_note_is_no_drift_and_what_people_change_is() {
        let ours = deployment(json!({"metadata": {"name": "a-worker", "resourceVersion": "1"}, "spec": {"selector": {}, "template": {}}}));
        let noted = deployment(json!({
            "metadata": {"name": "a-worker", "resourceVersion": "2", "annotations": {}, "generation": 3},
            "spec": {"selector": {}, "template": {}}, "status": {"replicas": 1},
        }));
        let changed = deployment(json!({"metadata": {"name": "a-worker"}, "spec": {"paused": true, "selector": {}, "template": {}}}));
        let without = |mut object: Deployment| {
            object.metadata.annotations = None;
            content(&object)
        };
        assert_eq!(without(ours.clone()), without(noted));
        assert_ne!(without(ours), without(changed));
    }

    #[test]
    fn replicas_are_handed_over_only_when_we_own_them() {
        let with_manager = |manager: &str| {
            deployment(json!({
                "metadata": {"managedFields": [{"manager": manager, "operation": "Apply", "fieldsV1": {"f:spec": {"f:replicas": {}}}}]},
                "spec": {"selector": {}, "template": {}},
            }))
        };
        assert!(owns_replicas(&with_manager(FIELD_MANAGER)));
        assert!(!owns_replicas(&with_manager("kube-controller-manager")));
    }
}
