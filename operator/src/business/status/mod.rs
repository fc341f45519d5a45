//! STATUS: conditions from what was applied, refused or failed. The only writer of `status`, and of events about it.

mod events;
mod judge;
mod refreshes;

use crds::{
    Business, BusinessStatus, ConditionType, Reason,
    business::{PhoneNumberStatus, WorkerStatus},
};
use jiff::Timestamp;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, Time};
use kube::{
    Api, Resource, ResourceExt,
    api::{Patch, PatchParams},
};
use serde_json::json;

pub use refreshes::Refreshes;

use super::{
    apply::FIELD_MANAGER,
    error::Error,
    plan::{Applied, Plan},
    validate::{Refusal, ValidBusiness},
};
use crate::context::Context;
use events::transitions;
use judge::{Findings, judge, no, worker, yes};

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

#[cfg(test)]
mod tests;
