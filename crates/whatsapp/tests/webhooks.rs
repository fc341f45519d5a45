//! One JSON file per case of the provider's payloads, and what is made of it.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

mod cases;
mod describe;

use std::fmt::Write as _;

use cases::cases;
use describe::describe;
use whatsapp::webhook::item::Item;
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

#[test]
fn no_member_of_an_item_is_lost() {
    for (name, body) in cases() {
        let Ok(whole) = serde_json::from_slice::<serde_json::Value>(&body) else { continue };
        let whole = whole.to_string();
        for item in parse(&body) {
            let raw = match &item {
                Item::Message(message) => &message.raw,
                Item::Status(status) => &status.raw,
                Item::Event(event) => &event.raw,
                Item::Unparsed(_) => continue,
            };
            let member: serde_json::Value = serde_json::from_str(raw).unwrap();
            if name != "nul_and_half_pairs" {
                assert!(whole.contains(&member.to_string()), "{name}: {member}");
            }
        }
    }
}
