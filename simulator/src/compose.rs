//! Webhook bodies as the provider writes them.

mod cards;
mod content;
mod frame;
mod written;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use whatsapp::webhook::signature::escape_unicode;

pub use content::{Content, MediaKind, Withheld};
pub use frame::{AdMedia, Forwarded, Frame, Product, Referral};

use crate::gallery::Attached;
use crate::people::Person;
use crate::world::Business;

/// Where the updates of one webhook stand (section 2.5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Spread {
    /// All in one change.
    #[default]
    Together,
    /// Each in a change of its own, of one entry.
    Changes,
    /// Each in an entry of its own.
    Entries,
}

/// The whole body of one change.
#[must_use]
pub fn body(business: &Business, field: &str, value: Value) -> String {
    body_of(business, field, vec![value], Spread::Together)
}

/// The whole body of several changes of one field.
#[must_use]
pub fn body_of(business: &Business, field: &str, values: Vec<Value>, spread: Spread) -> String {
    let changes = values.into_iter().map(|value| json!({"value": value, "field": field}));
    let entry = |changes: Vec<Value>| json!({"id": business.waba_id, "changes": changes});
    let entries: Vec<Value> = match spread {
        Spread::Entries => changes.map(|change| entry(vec![change])).collect(),
        Spread::Together | Spread::Changes => vec![entry(changes.collect())],
    };
    wire(&json!({"object": "whatsapp_business_account", "entry": entries}))
}

/// An account or template event: it carries its time on the entry.
#[must_use]
pub fn event_body(waba_id: &str, field: &str, value: Value, at_ms: i64) -> String {
    wire(&json!({"object": "whatsapp_business_account",
        "entry": [{"id": waba_id, "time": at_ms / 1000, "changes": [{"value": value, "field": field}]}]}))
}

/// Escapes as the provider does (section 2.2): these four stand nowhere in JSON but in its strings.
fn wire(body: &Value) -> String {
    let json = body.to_string();
    let mut escaped = String::with_capacity(json.len() + json.len() / 8);
    for character in json.chars() {
        match character {
            '/' => escaped.push_str("\\/"),
            '<' => escaped.push_str("\\u003C"),
            '%' => escaped.push_str("\\u0025"),
            '@' => escaped.push_str("\\u0040"),
            other => escaped.push(other),
        }
    }
    escape_unicode(&escaped)
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

/// One of `contacts[]`; with the hash of the identity key where the business checks them.
#[must_use]
pub fn contact(person: &Person, checks_identity: bool) -> Value {
    let mut profile = Map::new();
    profile.insert("name".into(), json!(person.name));
    if let Some(username) = &person.username {
        profile.insert("username".into(), json!(username));
    }
    let mut contact = json!({"profile": profile});
    name(&mut contact, person, ["wa_id", "user_id", "parent_user_id"]);
    if checks_identity {
        contact["identity_key_hash"] = json!(person.identity_key_hash());
    }
    contact
}

/// One of `participants[]` of a group.
#[must_use]
pub fn participant(person: &Person) -> Value {
    let mut participant = json!({});
    name(&mut participant, person, ["wa_id", "user_id", "parent_user_id"]);
    participant
}

/// What is said, by or to a customer.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    pub person: &'a Person,
    pub wamid: &'a str,
    pub at_ms: i64,
    pub content: &'a Content,
    /// The file that the content carries.
    pub attached: Option<&'a Attached>,
    pub frame: &'a Frame,
    /// Who wrote the message that the frame is about; the business is somebody with its number.
    pub quoted: Option<&'a Person>,
    /// What that message says, as the wire has it.
    pub target: Option<&'a Value>,
}

/// An inbound message.
#[must_use]
pub fn message(said: Said<'_>) -> Value {
    let mut message = json!({"id": said.wamid, "timestamp": seconds(said.at_ms)});
    name(&mut message, said.person, ["from", "from_user_id", "from_parent_user_id"]);
    add_content(&mut message, &said);
    message
}

/// A message that the business typed in its phone app.
#[must_use]
pub fn echo(business: &Business, said: Said<'_>) -> Value {
    let mut message = json!({"id": said.wamid, "timestamp": seconds(said.at_ms), "from": business.display_phone_number});
    name(&mut message, said.person, ["to", "to_user_id", "to_parent_user_id"]);
    add_content(&mut message, &said);
    message
}

fn seconds(at_ms: i64) -> String {
    (at_ms / 1000).to_string()
}

/// Puts the person's ids into an object, under the names that number, user id and parent user id have there.
fn name(object: &mut Value, person: &Person, members: [&str; 3]) {
    for (member, id) in members.into_iter().zip([&person.wa_id, &person.user_id, &person.parent_user_id]) {
        if let Some(id) = id {
            object[member] = json!(id);
        }
    }
}

fn add_content(message: &mut Value, said: &Said<'_>) {
    written::write(message, said);
    let quotes = !said.content.has_target();
    frame::write(message, said.frame, quotes, said.quoted);
}
