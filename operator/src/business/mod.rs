//! One reconcile of one Business: OBSERVE, PLAN, APPLY, STATUS.

pub mod apply;
pub mod backoff;
pub mod cleanup;
pub mod error;
#[cfg(test)]
mod fixtures;
pub mod identity;
pub mod observe;
pub mod plan;
pub mod provider;
pub mod status;
pub mod validate;

use std::{sync::Arc, time::Duration};

use crds::{Business, business::FINALIZER, conditions::Reason};
use kube::{
    Api, ResourceExt,
    core::DeserializeGuard,
    runtime::{
        controller::Action,
        finalizer::{self, finalizer},
    },
};
use tokio::time::timeout;
use tracing::Instrument;

use self::{error::Error, provider::SubscriptionState, validate::Refusal};
use crate::context::Context;

/// How long one reconcile may take, in seconds.
const RECONCILE_SECONDS_MAX: u64 = 60;
/// When everything is well, look again after this many seconds: SQL and provider drift have no watch.
const RESYNC_SECONDS: u64 = 120;
/// When somebody has to act, look again after this many seconds; most changes are seen at once by watches.
const STALLED_RESYNC_SECONDS: u64 = 30;
/// When the provider or a number is waited for, in seconds.
const WAITING_RESYNC_SECONDS: u64 = 15;

/// Reconciles one object, within its deadline. Failures are noted in its status.
///
/// # Errors
/// What stopped it; [`retry`] says when it is tried again.
pub async fn reconcile(guard: Arc<DeserializeGuard<Business>>, context: Arc<Context>) -> Result<Action, Error> {
    let business = match &guard.0 {
        Ok(business) => Arc::new(business.clone()),
        Err(invalid) => {
            tracing::error!(
                namespace = invalid.metadata.namespace,
                name = invalid.metadata.name,
                error = invalid.error,
                reason = Reason::Malformed.as_str(),
                "the stored object doesn't fit its schema; apply it again"
            );
            context.metrics.reconciled("observe", Reason::Malformed.as_str());
            return Ok(Action::await_change());
        }
    };
    let span = tracing::info_span!("operator.business", namespace = business.namespace(), name = business.name_any());
    let in_flight = context.metrics.in_flight();
    let limit = Duration::from_secs(RECONCILE_SECONDS_MAX);
    let outcome = timeout(limit, with_finalizer(&context, Arc::clone(&business)).instrument(span.clone())).await;
    let outcome = outcome.unwrap_or(Err(Error::Deadline { seconds: RECONCILE_SECONDS_MAX }));
    drop(in_flight);
    match &outcome {
        Ok(_) => {
            context.backoff.succeeded(&business.uid().unwrap_or_default());
            context.metrics.reconciled("all", "ok");
        }
        Err(error) => {
            context.metrics.reconciled(error.step(), error.reason().as_str());
            note_failure(&context, &business, error).instrument(span).await;
        }
    }
    outcome
}

/// When to try again after a failure: ever more slowly, per object.
pub fn retry(guard: Arc<DeserializeGuard<Business>>, _: &Error, context: Arc<Context>) -> Action {
    Action::requeue(context.backoff.failed(&guard.uid().unwrap_or_default(), context.random.fraction()))
}

async fn with_finalizer(context: &Context, business: Arc<Business>) -> Result<Action, Error> {
    let api: Api<Business> = Api::namespaced(context.client.clone(), &business.namespace().unwrap_or_default());
    let done = finalizer(&api, FINALIZER, business, |event| async {
        match event {
            finalizer::Event::Apply(business) => steps(context, business).await,
            finalizer::Event::Cleanup(business) => {
                cleanup::cleanup(context, &business).await?;
                context.backoff.succeeded(&business.uid().unwrap_or_default());
                Ok(Action::await_change())
            }
        }
    });
    match done.await {
        Ok(action) => Ok(action),
        Err(finalizer::Error::ApplyFailed(error) | finalizer::Error::CleanupFailed(error)) => Err(error),
        // Gone already: an earlier try removed the finalizer, and the watch hasn't told us yet.
        Err(finalizer::Error::RemoveFinalizer(kube::Error::Api(status))) if status.is_not_found() => Ok(Action::await_change()),
        Err(other) => Err(Error::Finalizer(Box::new(other))),
    }
}

/// The steps, in order. Only the first reads, only the last two write.
async fn steps(context: &Context, business: Arc<Business>) -> Result<Action, Error> {
    let now = context.clock.now();
    let previous = business.status.clone().unwrap_or_default();
    let generation = business.metadata.generation.unwrap_or_default();
    let refuse = async |refusal: &Refusal| {
        let status = status::after_refusal(refusal, generation, &previous, now);
        status::write(context, &business, &status).await.map_err(Error::Status)?;
        Ok(Action::requeue(Duration::from_secs(STALLED_RESYNC_SECONDS)))
    };
    let tenant = match identity::tenant_of(&business) {
        Ok(tenant) => tenant,
        Err(error) => return refuse(&Refusal { reason: Reason::InvalidSpec, message: error.to_string() }).await,
    };

    let timer = context.metrics.step("observe");
    let observed = observe::observe(context, Arc::clone(&business), tenant).await?;
    drop(timer);
    let valid = match validate::validate(&observed) {
        Ok(valid) => valid,
        Err(refusal) => return refuse(&refusal).await,
    };
    let timer = context.metrics.step("plan");
    let plan = plan::plan(&valid, &context.settings, &context.random.draw());
    drop(timer);
    let timer = context.metrics.step("apply");
    let applied = apply::apply(context, &valid, &observed.live, plan).await?;
    drop(timer);
    let timer = context.metrics.step("status");
    let status = status::after_apply(&valid, &applied, &previous, &context.settings.public_url, now);
    status::write(context, &business, &status).await.map_err(Error::Status)?;
    drop(timer);
    Ok(Action::requeue(next_look(&valid, &applied)))
}

fn next_look(valid: &validate::ValidBusiness, applied: &plan::Plan<plan::Applied>) -> Duration {
    let subscribed = !valid.subscribe || valid.provider.subscription == SubscriptionState::Ours;
    let settled = subscribed && valid.conflicts.is_empty() && applied.external.taken.is_empty();
    Duration::from_secs(if settled { RESYNC_SECONDS } else { WAITING_RESYNC_SECONDS })
}

/// Says in the status what failed; if even that fails, the log says both.
async fn note_failure(context: &Context, business: &Business, error: &Error) {
    tracing::warn!(step = error.step(), reason = error.reason().as_str(), error = service::chain(error), "reconcile failed; trying again");
    if matches!(error, Error::Status(_) | Error::Finalizer(_)) {
        return;
    }
    let previous = business.status.clone().unwrap_or_default();
    let generation = business.metadata.generation.unwrap_or_default();
    let status = status::after_error(error, generation, &previous, context.clock.now());
    if let Err(error) = status::write(context, business, &status).await {
        tracing::warn!(error = service::chain(&error), "the failure can't be noted in the status either");
    }
}
