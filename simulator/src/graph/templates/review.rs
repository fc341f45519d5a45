//! What the provider decides about templates, and the webhooks that tell it (section 5.1).

use serde_json::{Value, json};

use crate::compose;
use crate::simulator::Simulator;
use crate::world::{Business, Event, Template, TemplateStatus, Verdict};

/// Begins the review of a pending template: its verdict and the webhook come when the policy's time is over.
pub(super) fn begin(simulator: &Simulator, business: &Business, id: &str) {
    let Some(mut template) = simulator.read(|world| world.templates.get(id).cloned()) else { return };
    let policy = &business.policy.review;
    let delay_ms = (policy.delay_ms as f64 * simulator.settings().time_scale) as i64;
    let status = if policy.rejects.is_some() { TemplateStatus::Rejected } else { TemplateStatus::Approved };
    template.review = Some(Verdict { at_ms: simulator.clock().now_ms() + delay_ms, status, reason: policy.rejects.clone() });
    simulator.record(Event::TemplateSet { template: template.clone() });
    let reason = policy.rejects.as_deref().unwrap_or("NONE");
    tell(simulator, business, &template, status.word(), reason, None, delay_ms);
}

/// Pauses, disables or reinstates a template, and tells it; false when there is none.
pub fn set_status(simulator: &Simulator, id: &str, status: TemplateStatus) -> bool {
    let Some((mut template, business)) = find(simulator, id) else { return false };
    (template.status, template.review) = (status, None);
    simulator.record(Event::TemplateSet { template: template.clone() });
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
    let Some((mut template, business)) = find(simulator, id) else { return false };
    let previous = std::mem::replace(&mut template.quality, quality.to_owned());
    let mut value = named(&template);
    value["previous_quality_score"] = json!(previous);
    value["new_quality_score"] = json!(quality);
    simulator.record(Event::TemplateSet { template });
    queue(simulator, &business, "message_template_quality_update", value, 0);
    true
}

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
    queue(simulator, business, "message_template_status_update", value, delay_ms);
}

/// Ids are integers on webhooks.
fn named(template: &Template) -> Value {
    json!({"message_template_id": template.id.parse::<u64>().unwrap_or_default(), "message_template_name": template.name,
        "message_template_language": template.language})
}

fn queue(simulator: &Simulator, business: &Business, field: &str, value: Value, delay_ms: i64) {
    let body = compose::event_body(&business.waba_id, field, value, simulator.clock().now_ms() + delay_ms);
    simulator.queue(&business.phone_number_id, body, vec![(String::new(), field.to_owned())], delay_ms);
}

fn find(simulator: &Simulator, id: &str) -> Option<(Template, Business)> {
    simulator.read(|world| {
        let template = world.templates.get(id)?.clone();
        let business = world.businesses.values().find(|business| business.waba_id == template.waba_id)?.clone();
        Some((template, business))
    })
}
