//! Content on the wire: a message's `type`, and the member of that name (section 3.3).

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Content, Said, Withheld, cards};
use crate::gallery::Attached;

/// Types whose words are a caption.
const CAPTIONED: &[&str] = &["image", "video", "document"];

/// Writes the content into a message.
pub(super) fn write(message: &mut Value, said: &Said<'_>) {
    let (content, attached) = (said.content, said.attached);
    let kind = content.kind();
    message["type"] = json!(kind);
    let about = said.frame.about.as_deref().unwrap_or_default();
    message[kind] = match content {
        Content::Text { body } => json!({"body": body}),
        Content::Image { caption, .. } | Content::Video { caption, .. } => with(media(attached), [("caption", caption)]),
        Content::Audio { voice, .. } => added(media(attached), "voice", json!(voice)),
        Content::Voice { .. } => media(attached),
        Content::Sticker { animated, .. } => added(media(attached), "animated", json!(animated)),
        Content::Document { filename, caption, .. } => with(media(attached), [("filename", filename), ("caption", caption)]),
        Content::Location { latitude, longitude, name, address, url } => {
            with(json!({"latitude": latitude, "longitude": longitude}), [("name", name), ("address", address), ("url", url)])
        }
        Content::Contacts { contacts } => contacts.iter().map(cards::passed_on).collect(),
        Content::OwnContact => json!([cards::own(said.person)]),
        Content::Button { text, payload } => json!({"payload": payload.as_ref().unwrap_or(text), "text": text}),
        Content::ButtonReply { id, title } => interactive("button_reply", json!({"id": id, "title": title})),
        Content::ListReply { id, title, description } => {
            interactive("list_reply", with(json!({"id": id, "title": title}), [("description", description)]))
        }
        // The response is JSON in a string.
        Content::FlowReply { name, body, response, response_json } => {
            let flow = json!({"name": name.as_deref().unwrap_or("flow"), "body": body.as_deref().unwrap_or("Sent")});
            let response_json = response_json.clone().or_else(|| response.as_ref().map(Value::to_string));
            interactive("nfm_reply", with(flow, [("response_json", &response_json)]))
        }
        Content::CallPermissionReply { accept, automatic, permanent, expires_at } => {
            let response = json!({"response": if *accept { "accept" } else { "reject" },
                "response_source": if *automatic { "automatic" } else { "user_action" }});
            let response = with(response, [("is_permanent", permanent)]);
            interactive("call_permission_reply", with(response, [("expiration_timestamp", expires_at)]))
        }
        Content::Reaction { emoji } => with(json!({"message_id": about}), [("emoji", emoji)]),
        Content::Order { catalog_id, text, items } => {
            json!({"catalog_id": catalog_id, "text": text.as_deref().unwrap_or_default(), "product_items": items})
        }
        Content::System { body, wa_id, user_id, identity, older } => {
            let (change, number) = match (identity, wa_id) {
                (Some(_), _) => ("customer_identity_changed", "wa_id"),
                (None, Some(_)) if *older => ("customer_changed_number", "new_wa_id"),
                (None, Some(_)) => ("user_changed_number", "wa_id"),
                (None, None) => ("user_changed_user_id", "wa_id"),
            };
            let customer = said.person.wa_id.clone().filter(|_| *older);
            let members = [(number, wa_id), ("user_id", user_id), ("identity", identity), ("customer", &customer)];
            with(json!({"body": body, "type": change}), members)
        }
        Content::Edit { body } => json!({"original_message_id": about, "message": edited(body, said.target)}),
        Content::Revoke => json!({"original_message_id": about}),
        Content::Unsupported { what, code } => {
            message["errors"] = json!([withheld(*code)]);
            let Some(what) = what else { return };
            json!({"type": what})
        }
        Content::MediaFailed { .. } => {
            message["errors"] = json!([error(131_052, "Media download error", "The media sent by the user couldn't be downloaded.")]);
            return;
        }
        Content::InteractiveFailed | Content::RequestWelcome => return,
        Content::Unknown { body } => json!({"shape": {"edges": [1, 2, 3]}, "body": body}),
    };
}

fn interactive(kind: &str, reply: Value) -> Value {
    json!({"type": kind, kind: reply})
}

/// The message as it is after the edit: what `target` says, with other words.
fn edited(words: &str, target: Option<&Value>) -> Value {
    let kind = target.and_then(|target| target["type"].as_str()).filter(|kind| CAPTIONED.contains(kind));
    let mut message = match (kind, target) {
        (Some(kind), Some(target)) => json!({"type": kind, kind: added(target[kind].clone(), "caption", json!(words))}),
        _ => json!({"type": "text", "text": {"body": words}}),
    };
    if let Some(quoted) = target.and_then(|target| target["context"]["id"].as_str()) {
        message["context"] = json!({"id": quoted});
    }
    message
}

fn withheld(why: Withheld) -> Value {
    let (title, details) = match why {
        Withheld::Type => ("Message type unknown", "Message type is currently not supported."),
        Withheld::Unavailable => ("This message is unavailable", "This message is currently unavailable. Please check your phone."),
        Withheld::Group => ("Message type is not supported in groups", "The message was written in a group and can't be passed on."),
    };
    error(why.into(), title, details)
}

pub(super) fn error(code: i64, title: &str, details: &str) -> Value {
    json!({"code": code, "title": title, "message": title, "error_data": {"details": details}})
}

fn media(attached: Option<&Attached>) -> Value {
    let of = |file: &Attached| with(json!({"id": file.id, "mime_type": file.mime_type, "sha256": file.sha256}), [("url", &file.url)]);
    attached.map_or_else(|| json!({}), of)
}

/// The object, and those of the members that there are.
fn with<const N: usize>(mut object: Value, members: [(&str, &Option<impl Serialize>); N]) -> Value {
    for (name, value) in members {
        if let Some(value) = value {
            object[name] = json!(value);
        }
    }
    object
}

fn added(object: Value, name: &str, value: Value) -> Value {
    let mut members = if let Value::Object(members) = object { members } else { Map::new() };
    members.insert(name.to_owned(), value);
    Value::Object(members)
}
