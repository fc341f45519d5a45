//! What the provider decides about templates, and the webhooks that tell it (section 5.1).

use serde_json::{Value, json};

use crate::compose;
use crate::simulator::Simulator;
use crate::world::{Business, Event, Post, Template, TemplateStatus, Verdict, World};

const STATUS_UPDATE: &str = "message_template_status_update";

/// Begins the review of a pending template: its verdict and the webhook come when the policy's time is over.
pub(super) fn begin(simulator: &Simulator, business: &Business, id: &str) {
    let policy = &business.policy.review;
    let delay_ms = (policy.delay_ms as f64 * simulator.settings().time_scale) as i64;
    let status = if policy.rejects.is_some() { TemplateStatus::Rejected } else { TemplateStatus::Approved };
    let verdict = Verdict { at_ms: simulator.clock().now_ms() + delay_ms, status, reason: policy.rejects.clone() };
    let Some((template, _)) = change(simulator, id, |template| template.review = Some(verdict)) else { return };
    let reason = policy.rejects.as_deref().unwrap_or("NONE");
    tell(simulator, business, &template, status.word(), reason, None, delay_ms);
}

/// Pauses, disables or reinstates a template, and tells it; false when there is none.
pub fn set_status(simulator: &Simulator, id: &str, status: TemplateStatus) -> bool {
    let changed = change(simulator, id, |template| (template.status, template.review) = (status, None));
    let Some((template, business)) = changed else { return false };
    let title = match status {
        TemplateStatus::Paused => Some("FIRST_PAUSE"),
        TemplateStatus::Disabled => Some("DISABLED"),
        TemplateStatus::Approved => Some("UNPAUSE"),
        TemplateStatus::Pending | TemplateStatus::Rejected => None,
    };
    let event = if status == TemplateStatus::Approved { "REINSTATED" } else { status.word() };
    tell(simulator, &business, &template, event, "NONE", title, 0);
    true
}

/// Changes a template's quality, and tells it; false when there is none.
pub fn set_quality(simulator: &Simulator, id: &str, quality: &str) -> bool {
    let mut previous = String::new();
    let changed = change(simulator, id, |template| previous = std::mem::replace(&mut template.quality, quality.to_owned()));
    let Some((template, business)) = changed else { return false };
    let mut value = named(&template);
    value["previous_quality_score"] = json!(previous);
    value["new_quality_score"] = json!(quality);
    queue(simulator, &business, &template, "message_template_quality_update", value, 0);
    true
}

/// Changes a template in one step, as it is then; the template afterwards and its business, or `None` when there is none.
fn change(simulator: &Simulator, id: &str, change: impl FnOnce(&mut Template)) -> Option<(Template, Business)> {
    let now = simulator.clock().now_ms();
    let changed = simulator.decide(|world| {
        let mut template = world.templates.get(id).cloned().ok_or(NoTemplate)?;
        let business = world.businesses.values().find(|business| business.waba_id == template.waba_id).cloned().ok_or(NoTemplate)?;
        let before = template.clone();
        change(&mut template);
        let mut events = vec![Event::TemplateSet { template: template.clone() }];
        if template.review != before.review {
            events.extend(broken_off(world, &before, now));
        }
        Ok::<_, NoTemplate>(((template, business), events))
    });
    changed.ok()
}

/// A review that ends before its verdict has none to tell: its webhook isn't sent.
pub(super) fn broken_off(world: &World, template: &Template, now_ms: i64) -> Vec<Event> {
    if template.review.as_ref().is_none_or(|verdict| verdict.at_ms <= now_ms) {
        return Vec::new();
    }
    let is_of_it = |post: &&Post| post.reports.iter().any(|(id, field)| *id == template.id && field == STATUS_UPDATE);
    let of_business = world.businesses.values().filter(|business| business.waba_id == template.waba_id);
    let posts = of_business.flat_map(|business| world.by_due_of(&business.phone_number_id)).filter(is_of_it);
    posts.filter(|post| post.due_at_ms > now_ms).map(|post| Event::Withdrawn { post: post.id }).collect()
}

/// There is none, or nobody owns it.
struct NoTemplate;

/// Queues a `message_template_status_update`.
pub(super) fn tell(
    simulator: &Simulator,
    business: &Business,
    template: &Template,
    event: &str,
    reason: &str,
    title: Option<&str>,
    delay_ms: i64,
) {
    let mut value = named(template);
    value["event"] = json!(event);
    value["reason"] = json!(reason);
    value["message_template_category"] = json!(template.category);
    if let Some(title) = title {
        value["other_info"] = json!({"title": title, "description": format!("The template {} is {event}.", template.name)});
    }
    queue(simulator, business, template, STATUS_UPDATE, value, delay_ms);
}

/// Ids are integers on webhooks.
fn named(template: &Template) -> Value {
    json!({"message_template_id": template.id.parse::<u64>().unwrap_or_default(), "message_template_name": template.name,
        "message_template_language": template.language})
}

fn queue(simulator: &Simulator, business: &Business, template: &Template, field: &str, value: Value, delay_ms: i64) {
    let body = compose::event_body(&business.waba_id, field, value, simulator.clock().now_ms() + delay_ms);
    simulator.queue(&business.phone_number_id, body, vec![(template.id.clone(), field.to_owned())], delay_ms);
}
