//! APPLY: writes what was planned. The only place, beside `status` and `cleanup`, that changes anything.
//!
//! Every write is idempotent and every order is safe to be cut short: a crash after any of them is finished by the
//! next reconcile.

mod external;
mod objects;

use std::marker::PhantomData;

use crds::conditions::Reason;
use store::StoreError;
use stream::BusError;

use super::{
    observe::Live,
    plan::{Applied, Autoscaler, Plan, Prepared, autoscaler},
    validate::ValidBusiness,
};
use crate::context::Context;
use objects::Objects;

/// The field manager of everything that we apply.
pub const FIELD_MANAGER: &str = "switchboard-operator";

/// Why applying stopped; all of them may pass.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    #[error("applying the {kind} was refused by the API server")]
    Object { kind: String, source: kube::Error },
    #[error("pruning what is no longer planned of kind {kind} failed")]
    Prune { kind: String, source: kube::Error },
    #[error("bringing the tenant's schema to its state failed")]
    Database(#[source] StoreError),
    #[error("bringing the tenant's stream to its state failed")]
    Bus(#[source] BusError),
}

impl ApplyError {
    /// The word for it in conditions.
    #[must_use]
    pub fn reason(&self) -> Reason {
        match self {
            Self::Object { .. } | Self::Prune { .. } => Reason::KubernetesUnavailable,
            Self::Database(_) => Reason::DatabaseUnavailable,
            Self::Bus(_) => Reason::BusUnavailable,
        }
    }
}

/// Carries the plan out and returns what the world answered.
///
/// # Errors
/// At the first write that fails; those before it stay.
pub async fn apply(context: &Context, business: &ValidBusiness, live: &Live, plan: Plan<Prepared>) -> Result<Plan<Applied>, ApplyError> {
    // No rest pattern: a new kind of object can't be forgotten here.
    let Plan {
        external,
        config_map,
        secret,
        service_account,
        network_policy,
        deployment,
        autoscaler,
        disruption_budget,
        state: PhantomData,
    } = plan;
    let objects = Objects { context, business };

    // The Secret comes first: the password and the tokens in it must be remembered before anything is made with them.
    let secret = objects.apply(secret, live.secret.as_ref()).await?;
    // PostgreSQL and NATS before pods that need them; the policy before pods that it restrains.
    let external = external::apply(context, business, live, external).await?;
    let network_policy = objects.apply(network_policy, live.network_policy.as_ref()).await?;
    let service_account = objects.apply(service_account, live.service_account.as_ref()).await?;
    let config_map = objects.apply(config_map, live.config_map.as_ref()).await?;
    let disruption_budget = objects.apply(disruption_budget, live.disruption_budget.as_ref()).await?;
    objects.hand_over_replicas(&deployment, live.deployment.as_ref()).await?;
    let deployment = objects.apply(deployment, live.deployment.as_ref()).await?;
    let autoscaler = match autoscaler {
        Autoscaler::Nobody => Autoscaler::Nobody,
        Autoscaler::Hpa(hpa) => Autoscaler::Hpa(Box::new(objects.apply(*hpa, live.hpa.as_ref()).await?)),
        Autoscaler::Keda(object) => Autoscaler::Keda(Box::new(objects.apply_dynamic(*object, &autoscaler::scaled_object()).await?)),
    };
    let applied = Plan {
        external,
        config_map,
        secret,
        service_account,
        network_policy,
        deployment,
        autoscaler,
        disruption_budget,
        state: PhantomData,
    };
    objects.prune(&applied).await?;
    Ok(applied)
}
