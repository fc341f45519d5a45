//! What must be done before a Business may go: its webhooks are refused, its workers are gone, and its data is kept or,
//! by its policy alone, dropped. An object that never owned the tenant drops nothing.

use crds::{Business, business::DeletionPolicy, conditions::Reason};
use domain::TenantId;
use k8s_openapi::api::{apps::v1::Deployment, core::v1::Pod};
use kube::{
    Api, ResourceExt,
    api::{DeleteParams, ListParams},
};
use store::{StoreError, businesses, provision};
use stream::BusError;

use super::{
    identity,
    plan::{TENANT_LABEL, object_name},
};
use crate::context::Context;

/// Why cleaning up stopped; all of them may pass.
#[derive(Debug, thiserror::Error)]
pub enum CleanupError {
    #[error("stopping the workers failed")]
    Kubernetes(#[source] kube::Error),
    #[error("{count} workers are still stopping; waiting for them before the schema is dropped")]
    WorkersLeft { count: usize },
    #[error("retaining or dropping the tenant's schema failed")]
    Database(#[source] StoreError),
    #[error("taking the tenant off the bus failed")]
    Bus(#[source] BusError),
}

impl CleanupError {
    /// The word for it in conditions.
    #[must_use]
    pub fn reason(&self) -> Reason {
        match self {
            Self::Kubernetes(_) => Reason::KubernetesUnavailable,
            Self::WorkersLeft { .. } => Reason::Deleting,
            Self::Database(_) => Reason::DatabaseUnavailable,
            Self::Bus(_) => Reason::BusUnavailable,
        }
    }
}

/// Undoes what lives outside Kubernetes; the rest goes with the object, by owner references.
///
/// # Errors
/// When something can't be undone now: the finalizer stays.
pub async fn cleanup(context: &Context, business: &Business) -> Result<(), CleanupError> {
    let uid = business.uid().unwrap_or_default();
    context.answers.forget(&uid);
    context.refreshes.forget(&uid);
    let owned = businesses::tenant_of_object(&context.database, &uid).await.map_err(CleanupError::Database)?;
    let Some(tenant) = owned else {
        tracing::info!("deleted before it owned a tenant: nothing to clean up");
        return Ok(());
    };
    if identity::tenant_of(business).ok().as_ref() != Some(&tenant) {
        tracing::error!(%tenant, "the object is registered for another tenant than its own: its data is left alone");
        return Ok(());
    }
    context.directory.remove(&tenant).await.map_err(CleanupError::Bus)?;
    stop_workers(context, business).await?;
    match business.spec.database.deletion_policy {
        DeletionPolicy::Retain => {
            businesses::retain(&context.database, &context.fence, &tenant, context.clock.now()).await.map_err(CleanupError::Database)
        }
        DeletionPolicy::Delete => {
            wait_for_workers(context, business, &tenant).await?;
            context.bus.delete_tenant(&tenant).await.map_err(CleanupError::Bus)?;
            // The row that says whose the tenant is goes with it, so this comes last.
            provision::drop_tenant(&context.database, &context.fence, &tenant).await.map_err(CleanupError::Database)
        }
    }
}

async fn stop_workers(context: &Context, business: &Business) -> Result<(), CleanupError> {
    let api: Api<Deployment> = Api::namespaced(context.client.clone(), &business.namespace().unwrap_or_default());
    let name = object_name(&business.name_any());
    let Some(deployment) = api.get_opt(&name).await.map_err(CleanupError::Kubernetes)? else { return Ok(()) };
    let ours = deployment.owner_references().iter().any(|owner| Some(&owner.uid) == business.uid().as_ref());
    if !ours {
        return Ok(());
    }
    match api.delete(&name, &DeleteParams::background()).await {
        Ok(_) => Ok(()),
        Err(kube::Error::Api(status)) if status.is_not_found() => Ok(()),
        Err(error) => Err(CleanupError::Kubernetes(error)),
    }
}

async fn wait_for_workers(context: &Context, business: &Business, tenant: &TenantId) -> Result<(), CleanupError> {
    let api: Api<Pod> = Api::namespaced(context.client.clone(), &business.namespace().unwrap_or_default());
    let pods = api.list_metadata(&ListParams::default().labels(&format!("{TENANT_LABEL}={tenant}"))).await;
    match pods.map_err(CleanupError::Kubernetes)?.items.len() {
        0 => Ok(()),
        count => Err(CleanupError::WorkersLeft { count }),
    }
}
