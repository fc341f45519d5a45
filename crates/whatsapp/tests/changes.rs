//! Every change that isn't a message or a status, read by its field.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

mod cases;
mod plain;

use std::fmt::Write as _;

use cases::cases;
use plain::{plain, told};
use whatsapp::webhook::change::Change;
use whatsapp::webhook::item::Item;
use whatsapp::webhook::parse::parse;

/// Calls `check` with each event of each payload case: the case's name, the field and the value.
fn each_event(mut check: impl FnMut(&str, &str, &str)) {
    for (name, body) in cases() {
        for item in parse(&body) {
            if let Item::Event(event) = item {
                check(&name, &event.field, &event.raw);
            }
        }
    }
}

#[test]
fn no_member_of_a_change_is_lost() {
    each_event(|case, field, raw| {
        let change = Change::read(field, raw).unwrap();
        assert_eq!(plain(&serde_json::to_value(&change).unwrap()), plain(&serde_json::from_str(raw).unwrap()), "{case}: {change:#?}");
    });
}

/// The expectations are `snapshots/changes__changes.snap`. `Other` in it is a word, a member's type or a field that we don't know;
/// `extra` are members that we don't know.
#[test]
fn every_change_is_read_as_expected() {
    let mut seen = String::new();
    each_event(|case, field, raw| {
        let change = Change::read(field, raw).unwrap();
        writeln!(seen, "{case} {field}\n    {}", told(&format!("{change:?}"))).unwrap();
    });
    insta::assert_snapshot!("changes", seen);
}

#[test]
fn fields_of_the_fact_sheet_are_typed_and_the_rest_is_kept() {
    let typed = [
        "messages",
        "user_preferences",
        "user_id_update",
        "calls",
        "message_template_status_update",
        "message_template_quality_update",
        "message_template_components_update",
        "template_category_update",
        "account_update",
        "account_review_update",
        "account_alerts",
        "account_settings_update",
        "business_capability_update",
        "business_username_updates",
        "security",
        "phone_number_name_update",
        "phone_number_quality_update",
        "group_lifecycle_update",
        "group_participants_update",
        "group_settings_update",
        "group_status_update",
        "history",
        "smb_app_state_sync",
        "flows",
        "automatic_events",
        "partner_solutions",
        "payment_configuration_update",
    ];
    for field in typed {
        assert!(!matches!(Change::read(field, r#"{"novelty":[1]}"#).unwrap(), Change::Other(_)), "{field}");
        assert!(matches!(Change::read(field, "7").unwrap(), Change::Other(_)), "{field}");
        assert!(Change::read(field, "{").is_err(), "{field}");
    }
    for field in ["template_correct_category_detection", "business_status_update", "standby", "tracking_events", "telepathy", ""] {
        assert!(matches!(Change::read(field, r#"{"a":1}"#).unwrap(), Change::Other(value) if value["a"] == 1), "{field}");
    }
}
