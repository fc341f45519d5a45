//! Webhook bodies as the provider writes them.

use serde_json::{Map, Value, json};
use whatsapp::webhook::signature::escape_unicode;

use crate::ids;
use crate::people::Person;
use crate::random::Random;
use crate::world::Business;

/// The whole body of one change, with the provider's escaping: `\uXXXX` in lower case, `\/`.
#[must_use]
pub fn body(business: &Business, field: &str, value: Value) -> String {
    wire(&json!({"object": "whatsapp_business_account",
        "entry": [{"id": business.waba_id, "changes": [{"value": value, "field": field}]}]}))
}

/// An account or template event: it carries its time on the entry.
#[must_use]
pub fn event_body(waba_id: &str, field: &str, value: Value, at_ms: i64) -> String {
    wire(&json!({"object": "whatsapp_business_account",
        "entry": [{"id": waba_id, "time": at_ms / 1000, "changes": [{"value": value, "field": field}]}]}))
}

fn wire(body: &Value) -> String {
    escape_unicode(&body.to_string().replace('/', "\\/"))
}

/// `value` of a messaging change: product, metadata and what is added.
#[must_use]
pub fn value(business: &Business, parts: Value) -> Value {
    let mut value = json!({"messaging_product": "whatsapp", "metadata": {
        "display_phone_number": business.display_phone_number, "phone_number_id": business.phone_number_id}});
    if let (Some(value), Value::Object(parts)) = (value.as_object_mut(), parts) {
        value.extend(parts);
    }
    value
}

/// One of `contacts[]`.
#[must_use]
pub fn contact(person: &Person) -> Value {
    let mut profile = Map::new();
    profile.insert("name".into(), json!(person.name));
    if let Some(username) = &person.username {
        profile.insert("username".into(), json!(username));
    }
    let mut contact = json!({"profile": profile});
    for (key, id) in [("wa_id", &person.wa_id), ("user_id", &person.user_id)] {
        if let Some(id) = id {
            contact[key] = json!(id);
        }
    }
    contact
}

/// What a message says.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    pub kind: String,
    /// What a phone shows of it.
    pub text: String,
}

/// An inbound message.
#[must_use]
pub fn message(person: &Person, wamid: &str, at_ms: i64, content: &Content, about: Option<&str>, random: &Random) -> Value {
    let mut message = json!({"id": wamid, "timestamp": (at_ms / 1000).to_string()});
    for (key, id) in [("from", &person.wa_id), ("from_user_id", &person.user_id)] {
        if let Some(id) = id {
            message[key] = json!(id);
        }
    }
    add_content(&mut message, content, about, random);
    message
}

/// A message that the business typed in its phone app.
#[must_use]
pub fn echo(
    business: &Business,
    person: &Person,
    wamid: &str,
    at_ms: i64,
    content: &Content,
    about: Option<&str>,
    random: &Random,
) -> Value {
    let mut message = json!({"id": wamid, "timestamp": (at_ms / 1000).to_string(), "from": business.display_phone_number});
    for (key, id) in [("to", &person.wa_id), ("to_user_id", &person.user_id)] {
        if let Some(id) = id {
            message[key] = json!(id);
        }
    }
    add_content(&mut message, content, about, random);
    message
}

/// One of `statuses[]` (v24 and later: pricing, no conversation).
#[must_use]
pub fn status(person: &Person, wamid: &str, status: &str, at_ms: i64, error: Option<(i64, &str)>) -> Value {
    let mut report = json!({"id": wamid, "status": status, "timestamp": (at_ms / 1000).to_string()});
    for (key, id) in [("recipient_id", &person.wa_id), ("recipient_user_id", &person.user_id)] {
        if let Some(id) = id {
            report[key] = json!(id);
        }
    }
    if matches!(status, "sent" | "delivered") {
        report["pricing"] = json!({"billable": false, "pricing_model": "PMP", "type": "free_customer_service", "category": "service"});
    }
    if let Some((code, title)) = error {
        report["errors"] = json!([{"code": code, "title": title, "message": title, "error_data": {"details": title}}]);
    }
    report
}

fn add_content(message: &mut Value, content: &Content, about: Option<&str>, random: &Random) {
    let text = content.text.as_str();
    let media =
        |mime: &str| json!({"id": ids::decimal(random), "mime_type": mime, "sha256": "SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI="});
    let kind = content.kind.as_str();
    message["type"] = json!(if kind == "unknown" { "hologram" } else { kind });
    let inner = match kind {
        "text" => json!({"body": text}),
        "reaction" => json!({"message_id": about.unwrap_or_default(), "emoji": text}),
        "location" => json!({"latitude": 52.5163, "longitude": 13.3777, "name": text, "address": "Pariser Platz, 10117 Berlin"}),
        "unsupported" => {
            message["errors"] = json!([{"code": 131_051, "title": "Message type unknown", "message": "Message type unknown",
                "error_data": {"details": "Message type is currently not supported."}}]);
            json!({"type": "poll_creation"})
        }
        "image" | "video" | "document" => {
            let mut media = media(match kind {
                "image" => "image/jpeg",
                "video" => "video/mp4",
                _ => "application/pdf",
            });
            media[if kind == "document" { "filename" } else { "caption" }] = json!(text);
            media
        }
        "audio" => {
            let mut media = media("audio/ogg; codecs=opus");
            media["voice"] = json!(true);
            media
        }
        "sticker" => media("image/webp"),
        "button" => json!({"payload": text, "text": text}),
        "interactive" => json!({"type": "button_reply", "button_reply": {"id": "choice", "title": text}}),
        "contacts" => {
            json!([{"name": {"formatted_name": text, "first_name": text}, "phones": [{"phone": "+49 151 00000000", "type": "CELL"}]}])
        }
        "order" => {
            json!({"catalog_id": "1", "text": text, "product_items": [{"product_retailer_id": "cake", "quantity": 1, "item_price": 12.5, "currency": "EUR"}]})
        }
        _ => json!({"shape": {"edges": [1, 2, 3]}, "body": text}),
    };
    let key = message["type"].as_str().unwrap_or_default().to_owned();
    message[key] = inner;
    if let Some(about) = about
        && kind != "reaction"
    {
        message["context"] = json!({"id": about});
    }
}
