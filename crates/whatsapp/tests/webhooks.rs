//! One JSON file per case of the provider's payloads, and what is made of it.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

mod cases;
mod describe;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use cases::cases;
use describe::describe;
use serde_json::Value;
use whatsapp::webhook::item::{Item, Text};
use whatsapp::webhook::parse::parse;

/// The expectations are `snapshots/webhooks__cases.snap`: one block per case, one line per item.
#[test]
fn every_payload_case_is_read_as_expected() {
    let mut seen = String::new();
    for (name, body) in cases() {
        writeln!(seen, "{name}").unwrap();
        for item in parse(&body) {
            writeln!(seen, "    {}", describe(&item)).unwrap();
        }
    }
    insta::assert_snapshot!("cases", seen);
}

/// The nearest name above a leaf, and the leaf. An element that is parked alone is below no name.
type Leaf = (String, String);

/// Every text, number and truth below `value`, with where it stands.
fn leaves(value: &Value, at: &str, name: &str, into: &mut Vec<(String, Leaf)>) {
    match value {
        Value::Null => {}
        Value::Object(members) => members.iter().for_each(|(key, value)| leaves(value, &format!("{at}/{key}"), key, into)),
        Value::Array(elements) => elements.iter().for_each(|value| leaves(value, &format!("{at}/-"), name, into)),
        Value::String(text) => into.push((at.to_owned(), (name.to_owned(), text.trim_start_matches('@').to_owned()))),
        other => into.push((at.to_owned(), (name.to_owned(), other.to_string()))),
    }
}

fn leaves_of(json: &[u8]) -> BTreeSet<Leaf> {
    let mut found = Vec::new();
    if let Ok(value) = serde_json::from_slice(json) {
        leaves(&value, "", "", &mut found);
    }
    found.into_iter().map(|(_, leaf)| leaf).collect()
}

/// What an item holds beside its raw.
fn told(item: &Item<'_>) -> BTreeSet<Leaf> {
    let (raw, number, person) = match item {
        Item::Message(it) => (it.raw.as_bytes(), &it.phone_number_id, Some(&it.contact)),
        Item::Status(it) => (it.raw.as_bytes(), &it.phone_number_id, it.contact.as_ref()),
        Item::Event(it) => (it.raw.as_bytes(), &it.phone_number_id, None),
        Item::Unparsed(it) => (&*it.raw, &it.phone_number_id, None),
    };
    let mut told = leaves_of(raw);
    let mut tell = |name: &str, value: &Option<Text<'_>>| told.extend(value.as_deref().map(|value| (name.to_owned(), value.to_owned())));
    tell("phone_number_id", number);
    if let Some(it) = person {
        let members = [("wa_id", &it.wa_id), ("user_id", &it.user_id), ("parent_user_id", &it.parent_user_id), ("name", &it.name)];
        members.into_iter().for_each(|(name, value)| tell(name, value));
        tell("username", &it.username);
        tell("identity_key_hash", &it.identity_key_hash);
        // A history's thread is called by its customer.
        tell("id", &it.wa_id);
    }
    told
}

/// Where the envelope itself stands: routing reads it, and the items it is about are told by it.
const ENVELOPE: &[&str] = &[
    "/object",
    "/entry/-/id",
    "/entry/-/time",
    "/entry/-/changes/-/field",
    "/entry/-/changes/-/value/messaging_product",
    "/entry/-/changes/-/value/metadata/display_phone_number",
];

#[test]
fn every_leaf_of_a_body_is_in_an_item() {
    let mut looked_at = 0;
    for (name, body) in cases() {
        let Ok(whole) = serde_json::from_slice::<Value>(&body) else { continue };
        let kept: BTreeSet<Leaf> = parse(&body).iter().flat_map(told).collect();
        let mut all = Vec::new();
        leaves(&whole, "", "", &mut all);
        for (at, leaf) in all.iter().filter(|(at, _)| !ENVELOPE.contains(&at.as_str())) {
            let alone = (String::new(), leaf.1.clone());
            assert!(kept.contains(leaf) || at.ends_with("/-") && kept.contains(&alone), "{name}: {at} {leaf:?} is lost");
            looked_at += 1;
        }
    }
    assert!(looked_at > 1200, "only {looked_at} leaves were looked at");
}

#[test]
fn no_member_of_an_item_is_lost() {
    for (name, body) in cases() {
        let Ok(whole) = serde_json::from_slice::<Value>(&body) else { continue };
        let whole = whole.to_string();
        for item in parse(&body) {
            let raw = match &item {
                Item::Message(message) => &message.raw,
                Item::Status(status) => &status.raw,
                // Without its threads.
                Item::Event(event) if event.field == "history" => continue,
                Item::Event(event) => &event.raw,
                Item::Unparsed(_) => continue,
            };
            let member: Value = serde_json::from_str(raw).unwrap();
            // Those beside the entries stand in an object of their own.
            let parts = match &member {
                Value::Object(members) if name == "members_beside_the_entries" && members.contains_key("trace") => {
                    members.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect()
                }
                _ => vec![member.to_string()],
            };
            if name != "nul_and_half_pairs" {
                assert!(parts.iter().all(|part| whole.contains(part)), "{name}: {member}");
            }
        }
    }
}
