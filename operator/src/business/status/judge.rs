//! What is to be said of each condition: pure, and in words that say what to do next.

use std::collections::BTreeMap;

use crds::{ConditionType, Reason, business::WorkerStatus};

use crate::business::{
    plan::{Applied, Autoscaler, Plan},
    provider::{SubscriptionState, TokenState},
    validate::{Credentials, ValidBusiness, conflict_message},
};

/// What is to be said about one condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) holds: bool,
    pub(super) reason: Reason,
    pub(super) message: String,
}

/// What is to be said, by condition. Conditions that aren't mentioned stay as they were.
pub(super) type Findings = BTreeMap<ConditionType, Finding>;

pub(super) fn yes(reason: Reason, message: impl Into<String>) -> Finding {
    Finding { holds: true, reason, message: message.into() }
}

pub(super) fn no(reason: Reason, message: impl Into<String>) -> Finding {
    Finding { holds: false, reason, message: message.into() }
}

/// What is to be said of every condition of a plan that was carried out.
pub(super) fn judge(business: &ValidBusiness, applied: &Plan<Applied>) -> Findings {
    let mut findings = Findings::from([
        (
            ConditionType::SchemaReady,
            yes(Reason::Migrated, format!("schema {} is at version {}", business.tenant.schema(), applied.external.schema_version)),
        ),
        (ConditionType::CredentialsValid, credentials(business)),
        (ConditionType::StreamReady, stream(business, applied)),
        (ConditionType::WorkerReady, worker_ready(business, applied)),
        (ConditionType::WebhookSubscribed, subscription(business, applied)),
        (ConditionType::Suspended, suspended(business)),
    ]);
    let stalled = stalled(business, applied);
    let (ready, reconciling) = aggregate(&findings, &stalled);
    findings.insert(ConditionType::Stalled, stalled);
    findings.insert(ConditionType::Ready, ready);
    findings.insert(ConditionType::Reconciling, reconciling);
    findings
}

/// Ready when every part is; otherwise it repeats the first part that isn't. What only somebody can change is stalled,
/// the rest is under way.
fn aggregate(findings: &Findings, stalled: &Finding) -> (Finding, Finding) {
    const PARTS: [ConditionType; 5] = [
        ConditionType::SchemaReady,
        ConditionType::StreamReady,
        ConditionType::CredentialsValid,
        ConditionType::WorkerReady,
        ConditionType::WebhookSubscribed,
    ];
    if stalled.holds {
        let reconciling = no(stalled.reason, "waiting for somebody to change something; see Stalled");
        return (no(stalled.reason, &stalled.message), reconciling);
    }
    let missing = PARTS.iter().filter_map(|part| findings.get(part)).find(|finding| !finding.holds);
    match missing {
        None => (yes(Reason::Ready, "everything works"), no(Reason::UpToDate, "nothing left to do")),
        Some(part) => (no(part.reason, &part.message), yes(part.reason, &part.message)),
    }
}

fn stalled(business: &ValidBusiness, applied: &Plan<Applied>) -> Finding {
    if !business.conflicts.is_empty() {
        return yes(Reason::PhoneNumberConflict, conflict_message(&business.conflicts));
    }
    if !applied.external.taken.is_empty() {
        let list: Vec<String> =
            applied.external.taken.iter().map(|(id, tenant)| format!("{id} is still held by tenant {tenant}")).collect();
        return yes(Reason::PhoneNumberConflict, format!("phone number {}; remove the number here or there", list.join(", ")));
    }
    if business.lacks_keda() {
        return yes(Reason::KedaMissing, "install KEDA, or set spec.worker.autoscaling.mode to HPA or None");
    }
    let credentials = credentials(business);
    if matches!(credentials.reason, Reason::SecretMissing | Reason::SecretIncomplete | Reason::TokenRejected) {
        return yes(credentials.reason, credentials.message);
    }
    let subscription = subscription(business, applied);
    if subscription.reason == Reason::SubscriptionRefused {
        return yes(subscription.reason, subscription.message);
    }
    no(Reason::NotStalled, "nothing is in the way")
}

fn credentials(business: &ValidBusiness) -> Finding {
    let (secret, namespace) = (&business.credentials_name, &business.namespace);
    match (&business.credentials, &business.provider.token) {
        (Credentials::Missing, _) => {
            no(Reason::SecretMissing, format!("create Secret {secret} in namespace {namespace} with the keys accessToken and appSecret"))
        }
        (Credentials::Incomplete { keys }, _) => {
            no(Reason::SecretIncomplete, format!("add {} to Secret {secret} in namespace {namespace}", keys.join(" and ")))
        }
        (Credentials::Complete { .. }, TokenState::Rejected(text)) => {
            no(Reason::TokenRejected, format!("the provider rejects accessToken of Secret {secret} ({text}); put a new token there"))
        }
        (Credentials::Complete { .. }, TokenState::Unavailable(text)) => no(
            Reason::ProviderUnavailable,
            format!("the token could not be checked ({text}); webhooks are accepted all the same, trying again by itself"),
        ),
        (Credentials::Complete { .. }, TokenState::Unknown) => no(Reason::Pending, "the token will be checked next"),
        (Credentials::Complete { .. }, TokenState::Accepted) => yes(Reason::TokenAccepted, "the provider accepts the token"),
    }
}

fn stream(business: &ValidBusiness, applied: &Plan<Applied>) -> Finding {
    if applied.external.listed {
        yes(Reason::Provisioned, format!("webhooks are accepted into stream INGEST_{}", business.tenant))
    } else {
        let cause = credentials(business);
        no(cause.reason, format!("webhooks can't be verified yet: {}", cause.message))
    }
}

fn subscription(business: &ValidBusiness, applied: &Plan<Applied>) -> Finding {
    if !business.subscribe {
        return yes(Reason::NotManaged, "spec.whatsapp.subscribe is false: the subscription is kept by somebody else");
    }
    match applied.external.subscription.as_ref().unwrap_or(&business.provider.subscription) {
        SubscriptionState::Ours => yes(Reason::Subscribed, format!("account {} sends its webhooks to us", business.waba_id)),
        SubscriptionState::Elsewhere => no(Reason::Progressing, "the account will be subscribed next"),
        SubscriptionState::Refused(text) => no(
            Reason::SubscriptionRefused,
            format!(
                "the provider refuses to subscribe account {} ({text}); check the token's permissions and that the public URL can be reached",
                business.waba_id
            ),
        ),
        SubscriptionState::Unknown => {
            let cause = credentials(business);
            let reason = if cause.holds { Reason::ProviderUnavailable } else { cause.reason };
            no(reason, "the subscription can't be judged until the provider answers with a valid token; trying again by itself")
        }
    }
}

fn suspended(business: &ValidBusiness) -> Finding {
    if business.suspend {
        yes(Reason::SuspendedBySpec, "spec.suspend is true: webhooks wait in the stream; set it to false to work them off")
    } else {
        no(Reason::Active, "spec.suspend is false")
    }
}

/// Workers as the Deployment tells them, and the backlog.
pub(super) fn worker(business: &ValidBusiness, applied: &Plan<Applied>) -> WorkerStatus {
    let (spec, status) = (applied.deployment.spec.as_ref(), applied.deployment.status.as_ref());
    WorkerStatus {
        desired: spec.and_then(|spec| spec.replicas).unwrap_or(1),
        ready: status.and_then(|status| status.ready_replicas).unwrap_or(0),
        backlog: business.backlog.and_then(|backlog| i64::try_from(backlog).ok()).unwrap_or(0),
    }
}

fn worker_ready(business: &ValidBusiness, applied: &Plan<Applied>) -> Finding {
    let WorkerStatus { desired, ready, .. } = worker(business, applied);
    let status = applied.deployment.status.as_ref();
    let current = status.and_then(|status| status.observed_generation) == applied.deployment.metadata.generation;
    let updated = status.and_then(|status| status.updated_replicas).unwrap_or(0);
    if desired == 0 && current {
        return match business.suspend {
            true => yes(Reason::SuspendedBySpec, "no worker runs, since spec.suspend is true"),
            false => yes(Reason::ScaledToZero, "no worker runs, since nothing waits; the next message starts one"),
        };
    }
    if !current || ready < desired || updated < desired {
        let name = applied.deployment.metadata.name.as_deref().unwrap_or_default();
        let message = format!(
            "{ready} of {desired} workers are ready; if it stays so, see kubectl -n {} describe deployment {name}",
            business.namespace
        );
        return no(Reason::WorkersStarting, message);
    }
    match scaling_problem(&applied.autoscaler) {
        Some(problem) => yes(
            Reason::BacklogUnavailable,
            format!(
                "{ready} of {desired} workers are ready, but autoscaling holds still ({problem}); check APIService v1beta1.external.metrics.k8s.io"
            ),
        ),
        None => yes(Reason::WorkersReady, format!("{ready} of {desired} workers are ready")),
    }
}

fn scaling_problem(autoscaler: &Autoscaler) -> Option<String> {
    let Autoscaler::Hpa(hpa) = autoscaler else { return None };
    let conditions = hpa.status.as_ref()?.conditions.as_ref()?;
    let failed = conditions.iter().find(|it| it.type_ == "ScalingActive" && it.status == "False")?;
    // At none the autoscaler pauses by design; from there the operator acts.
    (failed.reason.as_deref() != Some("ScalingDisabled")).then(|| failed.reason.clone().unwrap_or_default())
}
