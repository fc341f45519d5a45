//! `settings` of a number (section 11): calls, identity check, storage, encryption.

use axum::response::Response;
use serde_json::{Map, Value, json};

use super::Call;
use super::answer::{Refusal, object, success};
use super::fields::Fields;
use crate::compose;
use crate::simulator::Simulator;
use crate::world::{Business, Event};

/// The settings, and the members of those that are known.
const SETTINGS: &[(&str, Option<&[&str]>)] = &[
    ("calling", Some(&["status", "call_icon_visibility", "callback_permission_status", "call_hours", "sip"])),
    ("user_identity_change", Some(&["enable_identity_key_check"])),
    ("storage_configuration", None),
    ("payload_encryption", None),
];

/// `GET`: those that are set.
pub(super) fn get(simulator: &Simulator, call: &Call, phone_number_id: &str) -> Result<Response, Refusal> {
    call.number(simulator, phone_number_id)?;
    Ok(object(Value::Object(simulator.read(|world| world.number(phone_number_id).settings))))
}

/// `POST`: changes those that are given; other apps hear of calling by webhook (section 5.2).
pub(super) fn set(simulator: &Simulator, call: &Call, phone_number_id: &str) -> Result<Response, Refusal> {
    let business = call.number(simulator, phone_number_id)?;
    let changed = checked(&call.members()?)?;
    let calling = changed.get("calling").cloned();
    simulator.decide(|world| {
        let mut number = world.number(phone_number_id);
        number.settings.extend(changed);
        Ok::<_, Refusal>(((), vec![Event::NumberSet { phone_number_id: phone_number_id.to_owned(), number }]))
    })?;
    if let Some(calling) = calling {
        tell(simulator, &business, &calling);
    }
    Ok(success())
}

fn checked(members: &Map<String, Value>) -> Result<Map<String, Value>, Refusal> {
    let fields = Fields::new("", members);
    fields.only(&SETTINGS.iter().map(|(name, _)| *name).collect::<Vec<_>>())?;
    for (name, inner) in SETTINGS {
        if let (Some(setting), Some(inner)) = (fields.object(name, name)?, inner) {
            setting.only(inner)?;
        }
    }
    if let Some(check) = fields.object("user_identity_change", "user_identity_change")?
        && !check.required("enable_identity_key_check")?.is_boolean()
    {
        return Err(check.refuse("enable_identity_key_check", "must be true or false"));
    }
    if members.is_empty() { Err(Refusal::bad_parameter("No setting is given")) } else { Ok(members.clone()) }
}

fn tell(simulator: &Simulator, business: &Business, calling: &Value) {
    let now = simulator.clock().now_ms();
    let field = "account_settings_update";
    let value = json!({"messaging_product": "whatsapp", "timestamp": (now / 1000).to_string(), "type": "phone_number_settings",
        "phone_number_settings": {"phone_number_id": business.phone_number_id, "calling": calling}});
    let body = compose::event_body(&business.waba_id, field, value, now);
    simulator.queue(&business.phone_number_id, body, vec![(String::new(), field.to_owned())], 0);
}
