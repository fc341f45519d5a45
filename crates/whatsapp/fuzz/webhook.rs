//! Any bytes as a webhook's body, as a signature header, as a handshake, and as one element among good ones.

#![no_main]

use libfuzzer_sys::fuzz_target;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;
use whatsapp::webhook::field::ReadError;
use whatsapp::webhook::handshake::Handshake;
use whatsapp::webhook::item::{Fault, ID_BYTES_MAX, Item, Message, Text, WORD_BYTES_MAX};
use whatsapp::webhook::parse::parse;
use whatsapp::webhook::route::{OWNERS_MAX, Owner, Scan, scan, scan_phone_number_ids, split_for};
use whatsapp::webhook::signature::{AppSecret, Signature, SignatureError, escape_unicode, verify};

/// Below this nesting the reader checks the grammar in full, wherever it starts.
const CHECKED_DEPTH: usize = 60;
/// Most items of a body that are put among neighbours: time is better spent on other bodies.
const EMBEDDED_MAX: usize = 4;

fuzz_target!(|body: &[u8]| {
    check_signature(body);
    let items = parse(body);
    assert!(!items.is_empty(), "nothing vanishes");
    items.iter().for_each(check_item);
    let scan = scan(body);
    check_verdict(body, &scan, &items);
    if scan.whole {
        check_owners(&scan, &items);
        check_parts(body, &scan, &items);
    } else {
        assert_eq!(split_for(body, |_| true), None);
    }
    scan_phone_number_ids(body).iter().for_each(|id| assert!(id.bytes().all(|byte| byte.is_ascii_digit())));
    check_neighbours(body, &items);
});

fn check_signature(body: &[u8]) {
    let (ours, other) = (AppSecret::new("ours"), AppSecret::new("other"));
    let signature = |header: String| Signature::parse(header.as_bytes()).expect("we wrote it");
    assert_eq!(verify(&signature(ours.sign(body)), body, &[other.clone(), ours.clone()]), Ok(()));
    assert_eq!(verify(&signature(other.sign(body)), body, &[ours.clone()]), Err(SignatureError::Mismatch));
    if let Ok(text) = std::str::from_utf8(body) {
        let escaped = escape_unicode(text);
        assert!(escaped.is_ascii());
        assert_eq!(verify(&signature(ours.sign(escaped.as_bytes())), body, &[ours]), Ok(()), "unescaped on the way");
        let _ = Handshake::parse(text);
    }
    let _ = Signature::parse(body);
}

/// What `item.rs` promises of every item.
fn check_item(item: &Item<'_>) {
    let (waba_id, number) = place(item);
    assert!(waba_id.len() <= ID_BYTES_MAX && number.is_none_or(|id| id.len() <= ID_BYTES_MAX));
    match item {
        Item::Message(it) => {
            check_raw(&it.raw);
            check_texts(&[&it.waba_id, &it.wamid, &it.kind]);
            assert!(!it.wamid.is_empty() && it.wamid.len() <= ID_BYTES_MAX && it.kind.len() <= WORD_BYTES_MAX);
            assert!(it.contact.is_known());
            let person = &it.contact;
            for id in [&person.wa_id, &person.user_id].into_iter().flatten() {
                assert!(id.len() <= ID_BYTES_MAX);
            }
            let optional =
                [&it.body, &it.reply_to, &it.target, &it.group_id, &person.wa_id, &person.user_id, &person.name, &person.username];
            optional.into_iter().flatten().for_each(|text| check_texts(&[text]));
            check_members(&it.raw, it.details());
        }
        Item::Status(it) => {
            check_raw(&it.raw);
            check_texts(&[&it.wamid, &it.status]);
            assert!(it.wamid.len() <= ID_BYTES_MAX && it.status.len() <= WORD_BYTES_MAX);
            assert!(!it.status.bytes().any(|byte| byte.is_ascii_uppercase()));
            [&it.recipient, &it.participant, &it.user_id].into_iter().flatten().for_each(|id| assert!(id.len() <= ID_BYTES_MAX));
            [&it.callback, &it.error_title].into_iter().flatten().for_each(|text| check_texts(&[text]));
            check_members(&it.raw, it.details());
        }
        Item::Event(it) => {
            check_raw(&it.raw);
            check_texts(&[&it.waba_id, &it.field]);
            assert!(it.field.len() <= WORD_BYTES_MAX);
            assert!(it.raw.starts_with('{') && it.raw.ends_with('}'), "the value is an object");
            check_members(&it.raw, it.change());
        }
        Item::Unparsed(_) => {}
    }
}

/// What is read on demand, whatever its members are, keeps every one of them; only a number beyond a double can't be read.
fn check_members<T: Serialize>(raw: &str, read: Result<T, ReadError>) {
    let members = |value: &Value| value.as_object().map(|members| members.values().filter(|value| !value.is_null()).count());
    match (serde_json::from_str::<Value>(raw), read) {
        (Ok(value), Ok(read)) => assert_eq!(members(&serde_json::to_value(read).expect("read from JSON")), members(&value), "{raw}"),
        (value, read) => assert!(value.is_err() && read.is_err(), "{raw}"),
    }
}

fn check_texts(texts: &[&Text<'_>]) {
    texts.iter().for_each(|text| assert!(!text.contains('\0')));
}

/// Takes JSON for what a `jsonb` column takes: readable by another reader, without NUL and half pairs.
fn check_raw(raw: &str) {
    serde_json::from_str::<&RawValue>(raw).unwrap_or_else(|fault| panic!("{fault}: {raw}"));
    // A `numeric` holds more than an f64, so this reader may refuse what the column takes.
    assert!(!serde_json::from_str::<Value>(raw).is_ok_and(|value| holds_nul(&value)), "{raw}");
}

fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(elements) => elements.iter().any(holds_nul),
        Value::Object(members) => members.iter().any(|(key, value)| key.contains('\0') || holds_nul(value)),
        _ => false,
    }
}

/// Scan and parse agree with each other and with another reader on what is a body of ours.
fn check_verdict(body: &[u8], scan: &Scan<'_>, items: &[Item<'_>]) {
    let refused = items.iter().any(|item| matches!(item, Item::Unparsed(it) if matches!(it.reason, Fault::NotJson | Fault::OtherObject)));
    let is_object = is_json(body) && body.trim_ascii_start().first() == Some(&b'{');
    let other_object = items.iter().any(|item| matches!(item, Item::Unparsed(it) if it.reason == Fault::OtherObject));
    if is_object {
        assert_eq!(scan.whole, !other_object);
        assert_eq!(scan.whole, !refused);
    } else if depth(body) < CHECKED_DEPTH {
        assert!(!scan.whole && refused);
    }
}

fn is_json(bytes: &[u8]) -> bool {
    serde_json::from_slice::<&RawValue>(bytes).is_ok()
}

/// Never less than the nesting: brackets in strings count too.
fn depth(body: &[u8]) -> usize {
    body.iter().filter(|byte| matches!(byte, b'{' | b'[')).count()
}

/// WABA id and number of whom an item came to.
fn place<'i>(item: &'i Item<'_>) -> (&'i str, Option<&'i str>) {
    let (waba_id, number) = match item {
        Item::Message(it) => (&it.waba_id, &it.phone_number_id),
        Item::Status(it) => (&it.waba_id, &it.phone_number_id),
        Item::Event(it) => (&it.waba_id, &it.phone_number_id),
        Item::Unparsed(it) => (&it.waba_id, &it.phone_number_id),
    };
    (waba_id, number.as_deref())
}

/// Whether an item is the body, or what stands beside its entries: it goes with the whole body. An entry that names no account may
/// hold one that looks alike. (Too deep to be checked, a body may be whole to the scan and not to the reader.)
fn is_of_body(item: &Item<'_>) -> bool {
    place(item) == ("", None)
        && match item {
            Item::Event(it) => it.field.is_empty(),
            Item::Unparsed(it) => matches!(it.reason, Fault::Empty | Fault::NotJson | Fault::Unstorable | Fault::WrongType),
            Item::Message(_) | Item::Status(_) => false,
        }
}

/// Whatever is parsed has been routed: no item, parked ones included, whose owner the scan didn't name.
fn check_owners(scan: &Scan<'_>, items: &[Item<'_>]) {
    if scan.owners.len() == OWNERS_MAX {
        return;
    }
    for item in items.iter().filter(|item| !is_of_body(item)) {
        let (waba_id, number) = place(item);
        // What stands in an entry beside its changes, or in their place, goes where any of these goes.
        let of_entry = number.is_none()
            && match item {
                Item::Event(it) => it.field.is_empty(),
                Item::Unparsed(it) => matches!(it.reason, Fault::WrongType | Fault::Unstorable),
                Item::Message(_) | Item::Status(_) => false,
            };
        let is_named = |owner: &Owner<'_>| owner.waba_id == waba_id && (of_entry || owner.phone_number_id.as_deref() == number);
        assert!(scan.owners.iter().any(is_named), "{item:?}");
    }
}

/// Splitting by owner loses nothing and mixes nobody.
fn check_parts(body: &[u8], whole: &Scan<'_>, items: &[Item<'_>]) {
    let routed = |items: &[Item<'_>]| items.iter().filter(|item| !is_of_body(item)).map(|item| format!("{item:?}")).collect::<Vec<_>>();
    let all = split_for(body, |_| true);
    assert_eq!(all.is_some(), !whole.owners.is_empty());
    if let Some(all) = all {
        assert_eq!(routed(&parse(&all)), routed(items));
    }
    for owner in whole.owners.iter().take(EMBEDDED_MAX) {
        let is_theirs = |other: &Owner<'_>| other == owner;
        let part = split_for(body, is_theirs).expect("the scan found a change of this owner");
        let scan = scan(&part);
        assert!(scan.whole && scan.owners.iter().all(is_theirs) && scan.owners.len() == 1);
        assert!(depth(body) >= CHECKED_DEPTH || is_json(&part));
    }
}

/// The body itself, and what was found in it, as one element between two good ones.
fn check_neighbours(body: &[u8], items: &[Item<'_>]) {
    if let Some(element) = std::str::from_utf8(body).ok().filter(|_| is_json(body)) {
        check_among_messages(element);
        check_among_changes(element);
        check_beside_messages(element);
    }
    for item in items.iter().take(EMBEDDED_MAX) {
        match item {
            Item::Message(it) => check_again(it),
            Item::Status(it) => check_among_messages(&it.raw),
            Item::Event(it) => check_beside_messages(&it.raw),
            Item::Unparsed(_) => {}
        }
    }
}

const GOOD_A: &str = r#"{"from":"4915112345678","id":"wamid.A","timestamp":"1779184000","type":"text","text":{"body":"a"}}"#;
const GOOD_B: &str = r#"{"from":"4915112345679","id":"wamid.B","timestamp":"1779184001","type":"text","text":{"body":"b"}}"#;

fn change(members: &str) -> String {
    format!(r#"{{"field":"messages","value":{{"metadata":{{"display_phone_number":"1555","phone_number_id":"106"}},{members}}}}}"#)
}

fn envelope(changes: &str) -> String {
    format!(r#"{{"object":"whatsapp_business_account","entry":[{{"id":"102","changes":[{changes}]}}]}}"#)
}

fn messages<'a>(items: &'a [Item<'a>]) -> impl Iterator<Item = &'a Message<'a>> {
    items.iter().filter_map(|item| if let Item::Message(message) = item { Some(message) } else { None })
}

/// Both good messages are there, of whom they are, and go to whom they went.
fn check_good_ones(body: &str) {
    let items = parse(body.as_bytes());
    for (wamid, from) in [("wamid.A", "4915112345678"), ("wamid.B", "4915112345679")] {
        let is_kept = |it: &Message<'_>| {
            it.wamid == wamid
                && it.contact.wa_id.as_deref() == Some(from)
                && it.phone_number_id.as_deref() == Some("106")
                && it.waba_id == "102"
        };
        assert!(messages(&items).any(is_kept), "{wamid} is lost: {body}");
    }
}

fn check_among_messages(element: &str) {
    check_good_ones(&envelope(&change(&format!(r#""messages":[{GOOD_A},{element},{GOOD_B}]"#))));
    check_good_ones(&envelope(&change(&format!(r#""statuses":[{element}],"messages":[{GOOD_A},{GOOD_B}]"#))));
}

fn check_among_changes(element: &str) {
    let (a, b) = (change(&format!(r#""messages":[{GOOD_A}]"#)), change(&format!(r#""messages":[{GOOD_B}]"#)));
    check_good_ones(&envelope(&format!("{a},{element},{b}")));
    let entry = |change: &str| format!(r#"{{"id":"102","changes":[{change}]}}"#);
    check_good_ones(&format!(r#"{{"entry":[{},{element},{}],"object":"whatsapp_business_account"}}"#, entry(&a), entry(&b)));
}

/// As a member of the change that isn't known, and as its contacts, errors and history.
fn check_beside_messages(element: &str) {
    for member in ["novelty", "contacts", "errors", "history", "statuses", "message_echoes", "event", "timestamp"] {
        check_good_ones(&envelope(&change(&format!(r#""{member}":{element},"messages":[{GOOD_A},{GOOD_B}]"#))));
    }
}

/// A message's own JSON among others is the same message again.
fn check_again(message: &Message<'_>) {
    check_among_messages(&message.raw);
    let body = envelope(&change(&format!(r#""messages":[{}]"#, message.raw)));
    for again in messages(&parse(body.as_bytes())) {
        assert_eq!((&again.wamid, &again.kind), (&message.wamid, &message.kind));
        // The entry's may have stood in for its own.
        assert!(again.occurred_at.is_none() || again.occurred_at == message.occurred_at);
        assert_eq!((&again.body, &again.media, &again.target), (&message.body, &message.media, &message.target));
        assert_eq!(again.raw, message.raw);
    }
}
