//! Accounts and phone numbers.

use axum::response::Response;
use serde_json::{Value, json};

use super::Call;
use super::answer::{Refusal, list, object};
use crate::simulator::Simulator;
use crate::world::{Business, World};

/// `GET /{waba}` or `GET /{phone number}`.
pub(super) fn get(simulator: &Simulator, call: &Call, id: &str) -> Result<Response, Refusal> {
    simulator
        .read(|world| {
            let mut businesses = world.of_token(&call.access_token);
            businesses.find_map(|business| match id {
                id if id == business.phone_number_id => Some(phone_number(world, business)),
                id if id == business.waba_id => Some(account(business)),
                _ => None,
            })
        })
        .map(object)
        .ok_or_else(|| Refusal::no_object(id, &call.method))
}

/// `GET /{waba}/phone_numbers`.
pub(super) fn phone_numbers(simulator: &Simulator, call: &Call, waba_id: &str) -> Result<Response, Refusal> {
    let numbers: Vec<Value> = simulator.read(|world| {
        world
            .of_token(&call.access_token)
            .filter(|business| business.waba_id == waba_id)
            .map(|business| phone_number(world, business))
            .collect()
    });
    if numbers.is_empty() { Err(Refusal::no_object(waba_id, &call.method)) } else { Ok(list(numbers)) }
}

fn account(business: &Business) -> Value {
    json!({"id": business.waba_id, "name": business.name, "currency": "EUR", "timezone_id": "1", "message_template_namespace": "simulated"})
}

fn phone_number(world: &World, business: &Business) -> Value {
    let subscription = world.subscriptions.get(&business.waba_id);
    let mut webhooks = json!({});
    if let Some(url) = &business.callback_url {
        webhooks["application"] = json!(url);
    }
    if let Some(url) = subscription.and_then(|subscription| subscription.override_callback_uri.as_ref()) {
        webhooks["whatsapp_business_account"] = json!(url);
    }
    json!({"id": business.phone_number_id, "display_phone_number": format!("+{}", business.display_phone_number),
        "verified_name": business.name, "quality_rating": "GREEN", "code_verification_status": "VERIFIED", "status": "CONNECTED",
        "platform_type": "CLOUD_API", "throughput": {"level": "STANDARD"}, "webhook_configuration": webhooks})
}
