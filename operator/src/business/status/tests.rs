//! Conditions as people read them.

use std::marker::PhantomData;

use serde_json::json;

use super::*;
use crate::business::{
    fixtures::{business, drawn, observed, settings},
    observe::{ObserveError, Observed},
    plan::{self, Autoscaler, external::Done},
    provider::{SubscriptionState, TokenState, View},
    validate::validate,
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
    let time = |status: &BusinessStatus, type_: &str| status.conditions.iter().find(|it| it.type_ == type_).unwrap().last_transition_time.0;
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
