//! All that messages and statuses say, read from the JSON they came as.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

mod cases;
mod harm;
mod plain;

use std::fmt::Write as _;
use std::sync::LazyLock;

use cases::cases;
use harm::{Harm, anything, harm, harmed, paths};
use plain::{plain, told};
use proptest::prelude::*;
use serde_json::{Value, json};
use whatsapp::webhook::error::Error;
use whatsapp::webhook::field::{Field, Id};
use whatsapp::webhook::item::Item;
use whatsapp::webhook::message::interactive::Reply;
use whatsapp::webhook::message::{self, Content};
use whatsapp::webhook::parse::parse;
use whatsapp::webhook::status;

/// How the JSON of an item is read: what comes of it as JSON again, and as words.
type Read = fn(&str) -> (Value, String);

fn message(raw: &str) -> (Value, String) {
    let details = message::Details::read(raw).unwrap();
    (serde_json::to_value(&details).unwrap(), format!("{details:?}"))
}

fn status(raw: &str) -> (Value, String) {
    let details = status::Details::read(raw).unwrap();
    (serde_json::to_value(&details).unwrap(), format!("{details:?}"))
}

/// A message or status: its case's name, its JSON, and how that is read.
type Case = (String, String, Read);

/// Every message and status of every payload case.
fn items() -> &'static [Case] {
    static ITEMS: LazyLock<Vec<Case>> = LazyLock::new(|| {
        let mut all: Vec<Case> = Vec::new();
        for (name, body) in cases() {
            for item in parse(&body) {
                match item {
                    Item::Message(it) => all.push((name.clone(), it.raw.into_owned(), message)),
                    Item::Status(it) => all.push((name.clone(), it.raw.into_owned(), status)),
                    Item::Event(_) | Item::Unparsed(_) => {}
                }
            }
        }
        all
    });
    &ITEMS
}

/// Whether what is read from `raw` holds all that `raw` holds.
fn is_whole(raw: &str, read: Read) -> bool {
    plain(&read(raw).0) == plain(&serde_json::from_str(raw).unwrap())
}

/// Paths of all members and elements of the item.
fn within(raw: &str) -> (Value, Vec<String>) {
    let item: Value = serde_json::from_str(raw).unwrap();
    let mut all = Vec::new();
    paths(&item, "", &mut all);
    (item, all)
}

#[test]
fn no_member_of_a_message_or_status_is_lost() {
    for (case, raw, read) in items() {
        assert!(is_whole(raw, *read), "{case}: {raw}\n{}", read(raw).1);
    }
}

/// The expectations are `snapshots/details__details.snap`. `Other` in it is a word, a member's type or a type of message that we
/// don't know; `extra` are members that we don't know.
#[test]
fn every_message_and_status_is_read_as_expected() {
    let mut seen = String::new();
    for (case, raw, read) in items() {
        writeln!(seen, "{case}\n    {}", told(&read(raw).1)).unwrap();
    }
    insta::assert_snapshot!("details", seen);
}

fn text(id: &Field<Id>) -> Option<&str> {
    id.get().map(Id::as_str)
}

/// The message that a content is about, and the file that it carries.
fn target_and_media(content: &Content) -> (Option<&str>, Option<&str>) {
    let media = content.media().and_then(|media| text(&media.id));
    match content {
        Content::Reaction(Field::Known(it)) => (text(&it.message_id), media),
        Content::Revoke(Field::Known(it)) => (text(&it.original_message_id), media),
        Content::Edit(Field::Known(it)) => (text(&it.original_message_id), it.message.get().and_then(|it| target_and_media(&it.content).1)),
        _ => (None, media),
    }
}

#[test]
fn what_a_list_shows_is_what_the_details_say() {
    // Where members are of other types, a list shows what it can.
    for (case, body) in cases().into_iter().filter(|(case, _)| !case.ends_with("members_of_other_types")) {
        for item in parse(&body) {
            match item {
                Item::Message(it) => {
                    let message::Details { common, content } = it.details().unwrap();
                    assert_eq!(common.kind.get().map(String::as_str), Some(&*it.kind), "{case}");
                    assert_eq!(text(&common.group_id), it.group_id.as_deref(), "{case}");
                    assert_eq!(common.context.get().and_then(|it| text(&it.id)), it.reply_to.as_deref(), "{case}");
                    assert_eq!(common.errors.each().next().and_then(Error::code), it.error_code.map(i64::from), "{case}");
                    let media = it.media.as_ref().map(|media| &*media.id);
                    assert_eq!(target_and_media(&content), (it.target.as_deref(), media), "{case}");
                }
                Item::Status(it) => {
                    let details = it.details().unwrap();
                    let recipient = text(&details.recipient_id).or(text(&details.recipient_user_id));
                    assert_eq!(recipient, it.recipient.as_deref(), "{case}");
                    let participant = details.participant_id().or(text(&details.recipient_participant_user_id));
                    assert_eq!(participant, it.participant.as_deref(), "{case}");
                    assert_eq!(details.biz_opaque_callback_data.get().map(String::as_str), it.callback.as_deref(), "{case}");
                    let first = details.errors.each().next();
                    assert_eq!(first.and_then(Error::code), it.error_code.map(i64::from), "{case}");
                    assert_eq!(first.and_then(|error| error.title.get()).map(String::as_str), it.error_title.as_deref(), "{case}");
                }
                Item::Event(_) | Item::Unparsed(_) => {}
            }
        }
    }
}

#[test]
fn types_of_the_fact_sheet_are_typed_and_the_rest_is_kept() {
    let typed = [
        "text",
        "image",
        "video",
        "audio",
        "voice",
        "document",
        "sticker",
        "media_placeholder",
        "location",
        "contacts",
        "button",
        "interactive",
        "reaction",
        "order",
        "system",
        "revoke",
        "edit",
        "request_welcome",
        "unsupported",
    ];
    let read = |raw: Value| message::Details::read(&raw.to_string()).unwrap().content;
    for kind in typed {
        assert!(!matches!(read(json!({"type": kind})), Content::Other(_)), "{kind}");
        assert!(!matches!(read(json!({"type": kind, kind: 7})), Content::Other(_)), "{kind}");
    }
    assert!(matches!(read(json!({"type": "unknown"})), Content::Unsupported(Field::Absent)));
    let other = |raw: Value| if let Content::Other(it) = read(raw) { Value::from(it) } else { panic!("typed") };
    assert_eq!(other(json!({"type": "hologram", "hologram": {"edges": 3}, "text": {}})), json!({"hologram": {"edges": 3}}));
    // Types that are no types, or are called like members that any message has.
    assert_eq!(other(json!({"type": "hologram"})), json!({}));
    assert_eq!(other(json!({"type": "from", "from": "1"})), json!({}));
    assert_eq!(other(json!({"type": "type"})), json!({}));
    assert_eq!(other(json!({"type": ["text"], "text": {"body": "x"}})), json!({}));
    assert_eq!(other(json!({"text": {"body": "x"}})), json!({}));
}

#[test]
fn what_is_no_object_is_refused_and_nothing_else() {
    for raw in ["", "{", "7", "null", "\"text\"", "[]", r#"{"type":"text"}}"#, r#"{"a":1e999}"#] {
        assert!(message::Details::read(raw).is_err(), "{raw}");
        assert!(status::Details::read(raw).is_err(), "{raw}");
    }
    for raw in ["{}", r#"{"type":null}"#, r#"{"id":1e308,"status":{}}"#] {
        assert!(is_whole(raw, message) && is_whole(raw, status), "{raw}");
    }
}

#[test]
fn answers_of_a_flow_are_read_out_of_their_string_or_left_in_it() {
    let read = |json: Value| {
        let raw = json!({"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": {"response_json": json}}}).to_string();
        assert!(is_whole(&raw, message));
        let Content::Interactive(Field::Known(interactive)) = message::Details::read(&raw).unwrap().content else { panic!("{raw}") };
        let Reply::NfmReply(Field::Known(reply)) = interactive.reply else { panic!("{raw}") };
        reply.response_json
    };
    let json = r#" {"flow_token":"t-7","guests":2,"guests":3,"notes":"\u00e9"} "#;
    let Field::Known(response) = read(json!(json)) else { panic!("an object") };
    assert_eq!(response.flow_token(), Some("t-7"));
    assert_eq!(Value::from(response.answers().clone()), json!({"flow_token": "t-7", "guests": 3, "notes": "é"}));
    assert_eq!(serde_json::to_value(&response).unwrap(), json!(json), "as it came, to the space");
    let deep = format!(r#"{{"a":{}{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
    for json in ["", "{", "7", "[{}]", "null", r#"{"a":1e999}"#, &deep] {
        assert_eq!(read(json!(json)), Field::Other(json!(json)));
    }
    assert_eq!(read(json!({"flow_token": "t"})), Field::Other(json!({"flow_token": "t"})), "no string");
}

#[test]
fn edits_of_edits_are_kept_as_they_came() {
    let edit = |message: Value| json!({"type": "edit", "edit": {"original_message_id": "wamid.A", "message": message}});
    let mut nested = json!({"type": "text", "text": {"body": "x"}});
    for level in 1..20 {
        nested = edit(nested);
        let raw = nested.to_string();
        assert!(is_whole(&raw, message), "{raw}");
        let Content::Edit(Field::Known(it)) = message::Details::read(&raw).unwrap().content else { panic!("{raw}") };
        assert_eq!(it.original_message_id.get().map(Id::as_str), Some("wamid.A"));
        match it.message {
            Field::Known(now) => assert!(level == 1 && matches!(now.content, Content::Text(Field::Known(_)))),
            kept => assert_eq!(kept, Field::Other(nested["edit"]["message"].clone())),
        }
    }
}

#[test]
fn a_member_that_came_under_either_of_its_names_is_found() {
    let status = |raw: Value| status::Details::read(&raw.to_string()).unwrap();
    for names in [["recipient_parent_user_id", "recipient_participant_id"], ["parent_recipient_user_id", "participant_recipient_id"]] {
        let it = status(json!({names[0]: "US.ENT.1", names[1]: 111}));
        assert_eq!((it.parent_user_id(), it.participant_id()), (Some("US.ENT.1"), Some("111")), "{names:?}");
    }
    let both = status(json!({"recipient_parent_user_id": "A", "parent_recipient_user_id": "B"}));
    assert_eq!(both.parent_user_id(), Some("A"), "as documented goes before as sampled");
    for raw in [json!({"pricing": {"billable": true}}), json!({"conversation": {"pricing": {"billable": true}}})] {
        assert_eq!(status(raw).pricing().and_then(|it| it.billable.get()), Some(&true));
    }
    for name in ["wa_id", "new_wa_id"] {
        let raw = json!({"type": "system", "system": {name: "4915199999999"}}).to_string();
        let Content::System(Field::Known(it)) = message::Details::read(&raw).unwrap().content else { panic!("{raw}") };
        assert_eq!(it.number(), Some("4915199999999"), "{name}");
    }
    for error in [json!({"details": "why"}), json!({"error_data": {"details": "why"}})] {
        assert_eq!(status(json!({"errors": [error]})).errors.each().next().and_then(Error::details), Some("why"));
    }
}

#[test]
fn harm_to_any_member_loses_nothing_else() {
    let mut read_in_all = 0;
    for (case, raw, read) in items() {
        let (item, all) = within(raw);
        for path in all {
            for harm in Harm::all() {
                let raw = harmed(&item, &path, &harm);
                assert!(is_whole(&raw, *read), "{case}: {harm:?} to {path}: {}", read(&raw).1);
                read_in_all += 1;
            }
        }
    }
    assert!(read_in_all > 10_000, "only {read_in_all} were harmed");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn harm_and_anything_at_all_in_place_of_a_member_are_kept(
        pick in any::<[prop::sample::Index; 3]>(), harm in harm(), anything in anything(),
    ) {
        let (_, raw, read) = pick[0].get(items());
        let (item, all) = within(raw);
        let raw = harmed(&item, &all[pick[1].index(all.len())], &harm);
        let (item, all) = within(&raw);
        let raw = harmed(&item, &all[pick[2].index(all.len())], &Harm::Retype(anything));
        prop_assert!(is_whole(&raw, *read), "{raw}");
    }
}
