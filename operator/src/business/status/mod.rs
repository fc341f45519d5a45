//! STATUS: conditions from what was applied, refused or failed. The only writer of `status`, and of events about it.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, PoisonError},
};

use crds::{
    Business, BusinessStatus, ConditionType, Reason,
    business::{PhoneNumberStatus, WorkerStatus},
};
use jiff::{SignedDuration, Timestamp};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, Time};
use kube::{
    Api, Resource, ResourceExt,
    api::{Patch, PatchParams},
    runtime::events::{Event, EventType},
};
use serde_json::json;

use super::{
    apply::FIELD_MANAGER,
    error::Error,
    plan::{Applied, Autoscaler, Plan},
    provider::{SubscriptionState, TokenState},
    validate::{Credentials, Refusal, ValidBusiness, conflict_message},
};
use crate::context::Context;

/// What is to be said about one condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub holds: bool,
    pub reason: Reason,
    pub message: String,
}

/// What is to be said, by condition. Conditions that aren't mentioned stay as they were.
pub type Findings = BTreeMap<ConditionType, Finding>;

fn yes(reason: Reason, message: impl Into<String>) -> Finding {
    Finding { holds: true, reason, message: message.into() }
}

fn no(reason: Reason, message: impl Into<String>) -> Finding {
    Finding { holds: false, reason, message: message.into() }
}

/// The status after a plan was carried out.
#[must_use]
pub fn after_apply(
    business: &ValidBusiness,
    applied: &Plan<Applied>,
    previous: &BusinessStatus,
    dashboard_url: &str,
    now: Timestamp,
) -> BusinessStatus {
    let findings = judge(business, applied);
    let held = |id: &str| applied.external.held.iter().any(|held| held == id);
    let numbers: Vec<PhoneNumberStatus> = business
        .numbers
        .iter()
        .filter(|number| held(&number.id))
        .map(|number| PhoneNumberStatus { id: number.id.clone(), display: number.display.clone() })
        .collect();
    let worker = worker(business, applied);
    BusinessStatus {
        tenant_id: Some(business.tenant.to_string()),
        observed_generation: Some(business.generation),
        conditions: merge(&previous.conditions, &findings, business.generation, now),
        schema: Some(business.tenant.schema()),
        schema_version: Some(applied.external.schema_version),
        numbers: i32::try_from(numbers.len()).ok(),
        phone_numbers: numbers,
        worker: Some(worker),
        workers: Some(format!("{}/{}", worker.ready, worker.desired)),
        last_inbound_at: business.last_inbound_at.map(whole_seconds).map(Time).or_else(|| previous.last_inbound_at.clone()),
        dashboard_url: Some(dashboard_url.to_owned()),
    }
}

/// The status of an object that can't be planned.
#[must_use]
pub fn after_refusal(refusal: &Refusal, generation: i64, previous: &BusinessStatus, now: Timestamp) -> BusinessStatus {
    let Refusal { reason, message } = refusal;
    let findings = [
        (ConditionType::Ready, no(*reason, message)),
        (ConditionType::Stalled, yes(*reason, message)),
        (ConditionType::Reconciling, no(*reason, "waiting for somebody to change something; see Stalled")),
    ];
    overlay(previous, &findings.into(), generation, now)
}

/// The API server keeps whole seconds; more would look like a change each time.
fn whole_seconds(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

/// The status after a step failed: what was said of other steps stays. The same failure again says nothing new: its
/// text may differ in details, and each write would wake the controller before its pause is over.
#[must_use]
pub fn after_error(error: &Error, generation: i64, previous: &BusinessStatus, now: Timestamp) -> BusinessStatus {
    let reason = error.reason();
    let said = |it: &Condition| {
        it.type_ == ConditionType::Ready.as_str() && it.reason == reason.as_str() && it.observed_generation == Some(generation)
    };
    if previous.conditions.iter().any(said) {
        return previous.clone();
    }
    let message = format!("{}; trying again by itself", service::chain(error));
    let mut findings = Findings::from([
        (ConditionType::Ready, no(reason, &message)),
        (ConditionType::Reconciling, yes(reason, &message)),
        (ConditionType::Stalled, no(Reason::NotStalled, "nothing to be done by hand yet")),
    ]);
    match reason {
        Reason::DatabaseUnavailable => drop(findings.insert(ConditionType::SchemaReady, no(reason, &message))),
        Reason::BusUnavailable => drop(findings.insert(ConditionType::StreamReady, no(reason, &message))),
        _ => {}
    }
    overlay(previous, &findings, generation, now)
}

fn overlay(previous: &BusinessStatus, findings: &Findings, generation: i64, now: Timestamp) -> BusinessStatus {
    BusinessStatus {
        observed_generation: Some(generation),
        conditions: merge(&previous.conditions, findings, generation, now),
        ..previous.clone()
    }
}

fn judge(business: &ValidBusiness, applied: &Plan<Applied>) -> Findings {
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

fn worker(business: &ValidBusiness, applied: &Plan<Applied>) -> WorkerStatus {
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

/// New conditions: a transition's time changes only with the status.
fn merge(previous: &[Condition], findings: &Findings, generation: i64, now: Timestamp) -> Vec<Condition> {
    ConditionType::ALL
        .iter()
        .filter_map(|type_| {
            let before = previous.iter().find(|condition| condition.type_ == type_.as_str());
            let Some(finding) = findings.get(type_) else { return before.cloned() };
            let status = if finding.holds { "True" } else { "False" };
            let unchanged = before.filter(|before| before.status == status);
            Some(Condition {
                type_: type_.as_str().to_owned(),
                status: status.to_owned(),
                reason: finding.reason.as_str().to_owned(),
                message: finding.message.clone(),
                observed_generation: Some(generation),
                last_transition_time: unchanged.map_or(Time(now), |before| before.last_transition_time.clone()),
            })
        })
        .collect()
}

/// When numbers that change by themselves were last written, by object. Each write wakes the controller: a busy
/// business must not have it write for ever.
#[derive(Debug, Default)]
pub struct Refreshes(Mutex<HashMap<String, Timestamp>>);

/// Backlog and the time of the last webhook are written at most this often on their own, in seconds.
const REFRESH_SECONDS: i64 = 30;

impl Refreshes {
    /// Whether it is time again; if so, it is noted.
    fn is_due(&self, object_uid: &str, now: Timestamp) -> bool {
        let mut written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let due = written.get(object_uid).is_none_or(|at| now.duration_since(*at) >= SignedDuration::from_secs(REFRESH_SECONDS));
        if due {
            written.insert(object_uid.to_owned(), now);
        }
        due
    }

    /// Forgets an object that is gone.
    pub fn forget(&self, object_uid: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(object_uid);
    }
}

/// The status without the numbers that change by themselves.
fn lasting(status: &BusinessStatus) -> BusinessStatus {
    let worker = status.worker.map(|worker| WorkerStatus { backlog: 0, ..worker });
    BusinessStatus { worker, last_inbound_at: None, ..status.clone() }
}

/// Writes the status if it says anything new, and an event for each transition that people care about.
///
/// # Errors
/// When the API server refuses.
pub async fn write(context: &Context, business: &Business, status: &BusinessStatus) -> Result<(), kube::Error> {
    let previous = business.status.clone().unwrap_or_default();
    let is_news = lasting(&previous) != lasting(status);
    if previous == *status || !is_news && !context.refreshes.is_due(&business.uid().unwrap_or_default(), context.clock.now()) {
        return Ok(());
    }
    let patch = json!({
        "apiVersion": Business::api_version(&()),
        "kind": Business::kind(&()),
        "metadata": {"name": business.name_any()},
        "status": status,
    });
    let api: Api<Business> = Api::namespaced(context.client.clone(), &business.namespace().unwrap_or_default());
    api.patch_status(&business.name_any(), &PatchParams::apply(FIELD_MANAGER).force(), &Patch::Apply(&patch)).await?;
    for event in transitions(&previous.conditions, &status.conditions) {
        context.publish(&event, &business.object_ref(&())).await;
    }
    Ok(())
}

/// Events for conditions whose status changed. Of those that are new only what is worth knowing: ready, or stalled.
#[must_use]
pub fn transitions(previous: &[Condition], conditions: &[Condition]) -> Vec<Event> {
    let told = |condition: &&Condition| {
        // Reconciling comes and goes with the others.
        if condition.type_ == ConditionType::Reconciling.as_str() {
            return false;
        }
        let aggregate = [ConditionType::Ready, ConditionType::Stalled].iter().any(|type_| condition.type_ == type_.as_str());
        match previous.iter().find(|before| before.type_ == condition.type_) {
            Some(before) => before.status != condition.status,
            None => aggregate && condition.status == "True",
        }
    };
    conditions.iter().filter(told).map(event).collect()
}

fn event(condition: &Condition) -> Event {
    // For these two "True" is the news that somebody should look.
    let inverted = [ConditionType::Stalled, ConditionType::Suspended].iter().any(|type_| condition.type_ == type_.as_str());
    let calm = (condition.status == "True") != inverted;
    Event {
        type_: if calm { EventType::Normal } else { EventType::Warning },
        reason: condition.reason.clone(),
        note: Some(note(&condition.message)),
        action: condition.type_.clone(),
        secondary: None,
    }
}

/// Longest note of an event, in bytes (the API's limit is 1 kB).
const NOTE_BYTES_MAX: usize = 1_000;

fn note(message: &str) -> String {
    let end = (0..=NOTE_BYTES_MAX.min(message.len())).rev().find(|i| message.is_char_boundary(*i)).unwrap_or(0);
    message[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use std::marker::PhantomData;

    use serde_json::json;

    use super::{
        super::{
            fixtures::{business, drawn, observed, settings},
            observe::{ObserveError, Observed},
            plan::{self, external::Done},
            provider::View,
            validate::validate,
        },
        *,
    };

    /// The plan as if everything had worked, with `ready` workers.
    fn applied(business: &ValidBusiness, ready: i32) -> Plan<Applied> {
        let planned = plan::plan(business, &settings(), &drawn());
        let mut deployment = planned.deployment;
        deployment.metadata.generation = Some(3);
        let desired = deployment.spec.as_ref().and_then(|spec| spec.replicas).unwrap_or(2);
        deployment.spec.as_mut().unwrap().replicas = Some(desired);
        deployment.status =
            serde_json::from_value(json!({"observedGeneration": 3, "readyReplicas": ready, "updatedReplicas": desired})).unwrap();
        Plan {
            external: Done {
                schema_version: 42,
                held: business.numbers.iter().map(|number| number.id.clone()).collect(),
                taken: Vec::new(),
                listed: true,
                subscription: Some(SubscriptionState::Ours),
            },
            config_map: planned.config_map,
            secret: planned.secret,
            service_account: planned.service_account,
            network_policy: planned.network_policy,
            deployment,
            autoscaler: planned.autoscaler,
            disruption_budget: planned.disruption_budget,
            state: PhantomData,
        }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + second).unwrap()
    }

    fn status(change: impl FnOnce(&mut Observed), ready: i32, edit: impl FnOnce(&mut Plan<Applied>)) -> BusinessStatus {
        let mut seen = observed(business(|_| {}));
        change(&mut seen);
        let valid = validate(&seen).unwrap();
        let mut applied = applied(&valid, ready);
        edit(&mut applied);
        after_apply(&valid, &applied, &BusinessStatus::default(), "https://inbox.example", at(0))
    }

    fn of<'a>(status: &'a BusinessStatus, type_: &str) -> (&'a str, &'a str) {
        let condition = status.conditions.iter().find(|condition| condition.type_ == type_).unwrap();
        (&condition.status, &condition.reason)
    }

    #[test]
    fn a_business_of_which_everything_works_is_ready() {
        let status = status(|_| {}, 2, |_| {});
        insta::assert_yaml_snapshot!(status);
    }

    #[test]
    fn ready_names_the_first_part_that_is_missing() {
        let starting = status(|_| {}, 1, |_| {});
        assert_eq!(of(&starting, "Ready"), ("False", "WorkersStarting"));
        assert_eq!(of(&starting, "Reconciling"), ("True", "WorkersStarting"));
        assert_eq!(of(&starting, "Stalled"), ("False", "NotStalled"));
        assert_eq!(starting.workers.as_deref(), Some("1/2"));
    }

    #[test]
    fn what_only_somebody_can_change_is_stalled_and_says_what_to_do() {
        let missing = status(|seen| seen.credentials = None, 2, |applied| applied.external.listed = false);
        assert_eq!(of(&missing, "Ready"), ("False", "SecretMissing"));
        assert_eq!(of(&missing, "Stalled"), ("True", "SecretMissing"));
        assert_eq!(of(&missing, "CredentialsValid"), ("False", "SecretMissing"));
        assert_eq!(of(&missing, "StreamReady"), ("False", "SecretMissing"));
        assert_eq!(of(&missing, "SchemaReady"), ("True", "Migrated"));
        let message = &missing.conditions.iter().find(|it| it.type_ == "Stalled").unwrap().message;
        assert_eq!(message, "create Secret worker-default.co-worker2 in namespace kube-public2 with the keys accessToken and appSecret");

        let rejected = View { token: TokenState::Rejected("code 190".to_owned()), subscription: SubscriptionState::Unknown };
        let rejected = status(|seen| seen.provider = rejected, 2, |applied| applied.external.subscription = None);
        assert_eq!(of(&rejected, "Stalled"), ("True", "TokenRejected"));
        assert_eq!(of(&rejected, "StreamReady"), ("True", "Provisioned"), "webhooks are stored all the same");

        let taken = status(|_| {}, 2, |applied| applied.external.taken = vec![("800000000000002".to_owned(), "globex_1b2c3d".to_owned())]);
        assert_eq!(of(&taken, "Stalled"), ("True", "PhoneNumberConflict"));
    }

    #[test]
    fn a_silent_provider_is_under_way_not_stalled() {
        let silent = View { token: TokenState::Unavailable("timeout".to_owned()), subscription: SubscriptionState::Unknown };
        let silent = status(|seen| seen.provider = silent, 2, |applied| applied.external.subscription = None);
        assert_eq!(of(&silent, "Ready"), ("False", "ProviderUnavailable"));
        assert_eq!(of(&silent, "Stalled"), ("False", "NotStalled"));
        assert_eq!(of(&silent, "Reconciling"), ("True", "ProviderUnavailable"));
    }

    #[test]
    fn a_suspended_business_is_ready_with_no_worker() {
        let suspended = status(|seen| seen.business = business(|object| object["spec"]["suspend"] = json!(true)), 0, |_| {});
        assert_eq!(of(&suspended, "Ready"), ("True", "Ready"));
        assert_eq!(of(&suspended, "Suspended"), ("True", "SuspendedBySpec"));
        assert_eq!(suspended.workers.as_deref(), Some("0/0"));
    }

    #[test]
    fn an_autoscaler_that_reads_nothing_is_told_of_and_one_that_rests_is_not() {
        let scaling = |reason: &str| {
            let conditions = json!({"conditions": [{"type": "ScalingActive", "status": "False", "reason": reason}], "desiredReplicas": 1});
            status(
                |_| {},
                2,
                |applied| {
                    let Autoscaler::Hpa(hpa) = &mut applied.autoscaler else { panic!("the fixture scales by HPA") };
                    hpa.status = Some(serde_json::from_value(conditions).unwrap());
                },
            )
        };
        assert_eq!(of(&scaling("FailedGetExternalMetric"), "WorkerReady"), ("True", "BacklogUnavailable"));
        assert_eq!(of(&scaling("ScalingDisabled"), "WorkerReady"), ("True", "WorkersReady"));
    }

    #[test]
    fn a_failure_keeps_what_was_said_of_other_steps() {
        let before = status(|_| {}, 2, |_| {});
        let source = kube::Error::LinesCodecMaxLineLengthExceeded;
        let error = Error::Observe(ObserveError::Kubernetes { what: "the Deployment", source });
        let after = after_error(&error, 8, &before, at(60));
        assert_eq!(of(&after, "Ready"), ("False", "KubernetesUnavailable"));
        assert_eq!(of(&after, "Reconciling"), ("True", "KubernetesUnavailable"));
        assert_eq!(of(&after, "SchemaReady"), ("True", "Migrated"));
        assert_eq!(after.tenant_id, before.tenant_id);
        assert_eq!(after.observed_generation, Some(8));
        assert_eq!(after_error(&error, 8, &after, at(90)), after, "the same failure says nothing new");
    }

    #[test]
    fn a_transition_has_the_time_of_its_change_and_one_event() {
        let starting = status(|_| {}, 1, |_| {});
        let valid = validate(&observed(business(|_| {}))).unwrap();
        let ready = after_apply(&valid, &applied(&valid, 2), &starting, "https://inbox.example", at(30));
        let time =
            |status: &BusinessStatus, type_: &str| status.conditions.iter().find(|it| it.type_ == type_).unwrap().last_transition_time.0;
        assert_eq!(time(&ready, "Ready"), at(30));
        assert_eq!(time(&ready, "SchemaReady"), at(0));
        let told: Vec<String> = transitions(&starting.conditions, &ready.conditions).into_iter().map(|event| event.action).collect();
        assert_eq!(told, ["Ready", "WorkerReady"]);
        assert!(transitions(&ready.conditions, &ready.conditions).is_empty());
    }

    #[test]
    fn numbers_that_change_by_themselves_are_written_now_and_then() {
        let refreshes = Refreshes::default();
        let due: Vec<bool> = [0, 1, 29, 30, 31].iter().map(|second| refreshes.is_due("a", at(*second))).collect();
        assert_eq!(due, [true, false, false, true, false]);
        let calm = status(|_| {}, 2, |_| {});
        let busy = status(|seen| seen.backlog = Some(99), 2, |_| {});
        assert_eq!(lasting(&calm), lasting(&busy));
        assert_ne!(calm, busy);
    }

    #[test]
    fn long_notes_are_cut_between_characters() {
        assert_eq!(note(&"é".repeat(600)).len(), 1_000);
    }
}
