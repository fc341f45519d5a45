//! Whatever arrives: no panic, and the neighbours of a bad item are kept.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

mod cases;
mod harm;

use cases::cases;
use harm::{Harm, anything, harm, harmed, paths};
use proptest::prelude::*;
use serde_json::{Value, json};
use whatsapp::webhook::item::{Fault, Item, Message};
use whatsapp::webhook::parse::parse;
use whatsapp::webhook::route::{scan, scan_phone_number_ids, split_for};

fn message(wamid: &str) -> Value {
    json!({"from": "4915112345678", "id": wamid, "timestamp": "1779184000", "type": "text", "text": {"body": "hi"},
           "context": {"id": "wamid.Q", "from": "1"}, "errors": [{"code": 131051, "title": "x"}]})
}

fn body(messages: &[Value]) -> Value {
    json!({"object": "whatsapp_business_account", "entry": [{"id": "102", "changes": [{"field": "messages", "value": {
        "messaging_product": "whatsapp", "metadata": {"display_phone_number": "1555", "phone_number_id": "106"},
        "contacts": [{"wa_id": "4915112345678", "profile": {"name": "Lena"}}], "messages": messages}}]}]})
}

fn messages<'a>(items: &'a [Item<'a>]) -> Vec<&'a Message<'a>> {
    items.iter().filter_map(|item| if let Item::Message(message) = item { Some(message) } else { None }).collect()
}

fn wamids(body: &[u8]) -> Vec<String> {
    messages(&parse(body)).iter().map(|message| message.wamid.to_string()).collect()
}

#[test]
fn a_body_cut_anywhere_yields_what_was_complete() {
    let whole = body(&[message("wamid.A"), message("wamid.B"), message("wamid.C")]).to_string();
    let mut most = 0;
    for cut in 0..whole.len() {
        let body = &whole.as_bytes()[..cut];
        let found = wamids(body);
        assert!(["wamid.A", "wamid.B", "wamid.C"].starts_with(&found.iter().map(String::as_str).collect::<Vec<_>>()), "{cut}");
        assert!(found.len() >= most, "a longer body must not yield less");
        most = found.len();
        assert!(matches!(parse(body).last(), Some(Item::Unparsed(unparsed)) if *unparsed.raw == *body), "the whole body is parked");
        assert!(!scan(body).whole);
    }
    assert_eq!(most, 3);
    assert_eq!(wamids(whole.as_bytes()), ["wamid.A", "wamid.B", "wamid.C"]);
}

/// The payload cases that are webhooks of ours, whole.
fn webhooks() -> impl Iterator<Item = (String, Value)> {
    let whole = cases().into_iter().filter(|(_, body)| scan(body).whole);
    // Whole to us, and too deep for serde_json.
    whole.filter_map(|(name, body)| Some((name, serde_json::from_slice(&body).ok()?)))
}

/// Messages and statuses by id, with the number they came to.
fn found(body: &[u8]) -> Vec<(String, Option<String>)> {
    let items = parse(body);
    let of = |item: &Item<'_>| match item {
        Item::Message(it) => Some((it.wamid.to_string(), it.phone_number_id.as_deref().map(str::to_owned))),
        Item::Status(it) => Some((it.wamid.to_string(), it.phone_number_id.as_deref().map(str::to_owned))),
        _ => None,
    };
    items.iter().filter_map(of).collect()
}

/// Does every harm to every member below `within`, and finds all of `safe` in what is left.
fn check_harm_below(whole: &Value, within: &str, safe: &[(String, Option<String>)], name: &str) {
    let mut all = vec![within.to_owned()];
    paths(whole.pointer(within).unwrap(), within, &mut all);
    for path in all {
        for harm in Harm::all() {
            let json = harmed(whole, &path, &harm);
            let left = found(json.as_bytes());
            assert!(safe.iter().all(|item| left.contains(item)), "{name}: {harm:?} to {path} leaves {left:?}");
            assert!(scan(json.as_bytes()).whole, "{name}: {harm:?} to {path}");
        }
    }
}

#[test]
fn any_case_cut_anywhere_is_parked_whole() {
    for (name, whole) in cases() {
        for cut in 0..whole.trim_ascii_end().len() {
            let body = &whole[..cut];
            let items = parse(body);
            let parked = |item: &Item<'_>| matches!(item, Item::Unparsed(it) if *it.raw == *body && it.reason != Fault::Empty);
            assert!(items.last().is_some_and(parked), "{name}, cut at {cut}: {items:?}");
            assert!(!scan(body).whole, "{name}, cut at {cut}");
            assert_eq!(split_for(body, |_| true), None, "{name}, cut at {cut}");
        }
    }
}

#[test]
fn harm_to_any_member_of_any_case_leaves_the_entries_around_it() {
    for (name, case) in webhooks() {
        let Some(entries) = case["entry"].as_array() else { continue };
        let around = |wamid: &str| body(&[message(wamid)])["entry"][0].clone();
        let mut whole = case.clone();
        let mut list = vec![around("wamid.FIRST")];
        list.extend(entries.iter().cloned());
        list.push(around("wamid.LAST"));
        whole["entry"] = list.into();
        let safe = ["wamid.FIRST", "wamid.LAST"].map(|wamid| (wamid.to_owned(), Some("106".to_owned())));
        (1..=entries.len()).for_each(|index| check_harm_below(&whole, &format!("/entry/{index}"), &safe, &name));
    }
}

#[test]
fn harm_to_any_item_of_any_case_leaves_the_items_around_it() {
    let mut lists = 0;
    for (name, case) in webhooks() {
        let mut all = Vec::new();
        paths(&case, "", &mut all);
        for list in all.iter().filter(|path| ["messages", "statuses", "message_echoes"].iter().any(|list| path.ends_with(list))) {
            let Some(items) = case.pointer(list).and_then(Value::as_array) else { continue };
            let around = |wamid: &str| {
                let mut item = message(wamid);
                // Whatever list it stands in, it is of this kind, and between two who are named.
                item["status"] = json!("sent");
                item["to"] = json!("15550783881");
                item
            };
            let mut whole = case.clone();
            let mut longer = vec![around("wamid.FIRST")];
            longer.extend(items.iter().cloned());
            longer.push(around("wamid.LAST"));
            *whole.pointer_mut(list).unwrap() = longer.into();
            let safe: Vec<_> =
                found(whole.to_string().as_bytes()).into_iter().filter(|(id, _)| id == "wamid.FIRST" || id == "wamid.LAST").collect();
            // Lists of fields whose messages aren't ours to read hold neither.
            lists += usize::from(safe.len() == 2);
            (1..=items.len()).for_each(|index| check_harm_below(&whole, &format!("{list}/{index}"), &safe, &name));
        }
    }
    assert!(lists > 50, "only {lists} lists were harmed");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_bytes_yield_items_and_no_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(!parse(&bytes).is_empty());
        let _ = (scan(&bytes), scan_phone_number_ids(&bytes), split_for(&bytes, |_| true));
    }

    #[test]
    fn any_byte_changed_yields_items_and_no_panic(at in 0_usize..600, byte in any::<u8>()) {
        let mut bytes = body(&[message("wamid.A"), message("wamid.B")]).to_string().into_bytes();
        let at = at % bytes.len();
        bytes[at] = byte;
        prop_assert!(!parse(&bytes).is_empty());
        let _ = (scan(&bytes), split_for(&bytes, |_| true));
    }

    #[test]
    fn harm_to_one_message_leaves_its_neighbours(pick in any::<prop::sample::Index>(), harm in harm()) {
        let whole = body(&[message("wamid.A"), message("wamid.B"), message("wamid.C")]);
        let mut within = Vec::new();
        let victim = "/entry/0/changes/0/value/messages/1";
        paths(whole.pointer(victim).unwrap(), victim, &mut within);
        within.push(victim.to_owned());
        let json = harmed(&whole, &within[pick.index(within.len())], &harm);
        let found = wamids(json.as_bytes());
        prop_assert!(found.contains(&"wamid.A".to_owned()) && found.contains(&"wamid.C".to_owned()), "{json}");
    }

    #[test]
    fn harm_to_one_entry_leaves_the_other(pick in any::<prop::sample::Index>(), harm in harm()) {
        let mut whole = body(&[message("wamid.A")]);
        let other = whole["entry"][0].clone();
        whole["entry"].as_array_mut().unwrap().push(other);
        whole["entry"][1]["changes"][0]["value"]["messages"][0]["id"] = json!("wamid.SAFE");
        let mut within = Vec::new();
        paths(&whole["entry"][0], "/entry/0", &mut within);
        let json = harmed(&whole, &within[pick.index(within.len())], &harm);
        let items = parse(json.as_bytes());
        let safe = messages(&items).into_iter().find(|message| message.wamid == "wamid.SAFE");
        prop_assert!(safe.is_some_and(|message| message.phone_number_id.as_deref() == Some("106") && message.waba_id == "102"), "{json}");
        prop_assert!(scan(json.as_bytes()).whole);
        prop_assert!(scan(json.as_bytes()).owners.iter().any(|owner| owner.phone_number_id.as_deref() == Some("106")));
    }

    #[test]
    fn every_raw_is_json_without_nul(pick in any::<prop::sample::Index>(), text in any::<String>(), harm in harm()) {
        let mut victim = message("wamid.A");
        victim["text"]["body"] = json!(text);
        let whole = body(&[victim]);
        let mut within = Vec::new();
        paths(&whole, "", &mut within);
        let json = harmed(&whole, &within[pick.index(within.len())], &harm);
        for message in messages(&parse(json.as_bytes())) {
            prop_assert!(serde_json::from_str::<Value>(&message.raw).is_ok());
            prop_assert!(!message.raw.contains("\\u0000") || text.contains("\\u0000"));
            prop_assert!(!message.body.as_deref().unwrap_or_default().contains('\0'));
        }
    }

    #[test]
    fn members_that_nobody_knows_survive_in_every_kind_of_item(key in any::<String>(), value in anything()) {
        let novel = |mut item: Value| {
            item[format!("novel_{key}")] = value.clone();
            item["text"]["novel"] = value.clone();
            item
        };
        let status = json!({"id": "wamid.S", "status": "sent", "timestamp": "1779184000", "recipient_id": "4915112345678", "text": {}});
        let mut whole = body(&[novel(message("wamid.A"))]);
        let change = &mut whole["entry"][0]["changes"][0]["value"];
        change["statuses"] = json!([novel(status)]);
        *change = novel(change.clone());
        // What Postgres can't store is replaced, here as there; nothing in it reads as an escape of NUL otherwise.
        prop_assume!(!whole.to_string().contains("\\\\u0000"));
        let expected: Value = serde_json::from_str(&whole.to_string().replace("\\u0000", "\\ufffd")).unwrap();
        let value = &expected["entry"][0]["changes"][0]["value"];
        let json = whole.to_string();
        let mut kinds = 0;
        for item in parse(json.as_bytes()) {
            let (raw, expected) = match &item {
                Item::Message(it) => (&it.raw, &value["messages"][0]),
                Item::Status(it) => (&it.raw, &value["statuses"][0]),
                Item::Event(it) => {
                    let change = serde_json::to_value(it.change().unwrap()).unwrap();
                    prop_assert_eq!(&change["text"], &value["text"]);
                    (&it.raw, value)
                }
                Item::Unparsed(it) => return Err(TestCaseError::fail(format!("{it:?}"))),
            };
            prop_assert_eq!(&serde_json::from_str::<Value>(raw).unwrap(), expected);
            kinds += 1;
        }
        prop_assert_eq!(kinds, 3);
    }
}
