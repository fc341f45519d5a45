//! Nodes: whatever an id alone names. Accounts, phone numbers, templates, groups, media.

use axum::response::Response;
use serde_json::{Value, json};

use super::Call;
use super::answer::{Refusal, object};
use super::fields::Fields;
use super::{callbacks, groups, media, pages, registration, templates};
use crate::simulator::Simulator;
use crate::world::{Business, World};

const ACCOUNT_FIELDS: &[&str] = &["name", "timezone_id", "message_template_namespace"];
const NUMBER_FIELDS: &[&str] = &[
    "verified_name",
    "code_verification_status",
    "display_phone_number",
    "quality_rating",
    "platform_type",
    "throughput",
    "webhook_configuration",
];

/// What an id of the token's is.
enum Node {
    Account(Value),
    Number(Value),
    Template,
    Group,
    Other,
}

/// `GET /{id}`.
pub(super) fn get(simulator: &Simulator, call: &Call, id: &str) -> Result<Response, Refusal> {
    match find(simulator, call, id) {
        Node::Account(account) => pages::pick(call, &account, ACCOUNT_FIELDS).map(object),
        Node::Number(number) => pages::pick(call, &number, NUMBER_FIELDS).map(object),
        Node::Template => templates::get(simulator, call, id),
        Node::Group => groups::get(simulator, call, id),
        Node::Other => media::resolve(simulator, call, id),
    }
}

/// `POST /{id}`: edits a template or a group, or sets a number's PIN or callback.
pub(super) async fn post(simulator: &Simulator, call: &Call, id: &str) -> Result<Response, Refusal> {
    match find(simulator, call, id) {
        Node::Template => return templates::edit(simulator, call, id),
        Node::Group => return groups::change(simulator, call, id),
        Node::Account(_) | Node::Number(_) | Node::Other => {}
    }
    let business = call.number(simulator, id)?;
    let members = call.members()?;
    let fields = Fields::new("", &members);
    if let Some(configuration) = fields.get("webhook_configuration") {
        let at = "webhook_configuration";
        let wanted = configuration.as_object().ok_or_else(|| fields.refuse(at, "must be an object"))?;
        return callbacks::configure(simulator, &business, Fields::of(at, configuration)?, wanted).await;
    }
    registration::set_pin(simulator, &business, fields)
}

/// `GET /{waba}/phone_numbers`.
pub(super) fn phone_numbers(simulator: &Simulator, call: &Call, waba_id: &str) -> Result<Response, Refusal> {
    call.account(simulator, waba_id)?;
    let numbers: Vec<(String, Value)> = simulator.read(|world| {
        let of_account = world.of_token(call.token()).filter(|business| business.waba_id == waba_id);
        of_account.map(|business| (business.phone_number_id.clone(), phone_number(world, business))).collect()
    });
    let picked = numbers.into_iter().map(|(id, number)| pages::pick(call, &number, NUMBER_FIELDS).map(|number| (id, number)));
    pages::page(call, picked.collect::<Result<_, _>>()?)
}

/// Whether an id is a file's: it is nothing else's.
pub(super) fn is_media(simulator: &Simulator, call: &Call, id: &str) -> bool {
    matches!(find(simulator, call, id), Node::Other)
}

fn find(simulator: &Simulator, call: &Call, id: &str) -> Node {
    simulator.read(|world| {
        if world.templates.contains_key(id) {
            return Node::Template;
        }
        if world.groups.contains_key(id) {
            return Node::Group;
        }
        let mut businesses = world.of_token(call.token());
        let node = businesses.find_map(|business| match id {
            id if id == business.phone_number_id => Some(Node::Number(phone_number(world, business))),
            id if id == business.waba_id => Some(Node::Account(account(business))),
            _ => None,
        });
        node.unwrap_or(Node::Other)
    })
}

fn account(business: &Business) -> Value {
    json!({"id": business.waba_id, "name": business.name, "currency": "EUR", "timezone_id": "1",
        "message_template_namespace": "simulated", "account_review_status": "APPROVED", "business_verification_status": "verified"})
}

fn phone_number(world: &World, business: &Business) -> Value {
    let number = world.number(&business.phone_number_id);
    let level = if business.policy.messages_per_second >= 1000 { "HIGH" } else { "STANDARD" };
    json!({"id": business.phone_number_id, "display_phone_number": format!("+{}", business.display_phone_number),
        "verified_name": business.name, "quality_rating": number.quality,
        "code_verification_status": if number.verified { "VERIFIED" } else { "NOT_VERIFIED" },
        "status": if number.registered { "CONNECTED" } else { "DISCONNECTED" }, "name_status": "APPROVED",
        "account_mode": if business.policy.test_number { "SANDBOX" } else { "LIVE" }, "is_pin_enabled": number.pin.is_some(),
        "whatsapp_business_manager_messaging_limit": "TIER_2K", "messaging_limit_tier": "TIER_2K",
        "platform_type": if number.registered { "CLOUD_API" } else { "NOT_APPLICABLE" }, "throughput": {"level": level},
        "webhook_configuration": callbacks_of(world, business)})
}

/// The three levels of callbacks, as far as they are set.
fn callbacks_of(world: &World, business: &Business) -> Value {
    let of_number = world.numbers.get(&business.phone_number_id).and_then(|number| number.override_callback_uri.as_ref());
    let of_account = world.subscriptions.get(&business.waba_id).and_then(|subscription| subscription.override_callback_uri.as_ref());
    let mut webhooks = json!({});
    let levels = [("phone_number", of_number), ("whatsapp_business_account", of_account), ("application", business.callback_url.as_ref())];
    for (level, url) in levels {
        if let Some(url) = url {
            webhooks[level] = json!(url);
        }
    }
    webhooks
}
