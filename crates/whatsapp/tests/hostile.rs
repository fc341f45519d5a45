//! Whatever arrives: no panic, and the neighbours of a bad item are kept.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

use proptest::prelude::*;
use serde_json::{Value, json};
use whatsapp::webhook::item::{Item, Message};
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

/// What is done to one member.
#[derive(Clone, Debug)]
enum Harm {
    Drop,
    Double,
    Retype(Value),
}

fn harm() -> impl Strategy<Value = Harm> {
    let values = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1e308),
        json!(""),
        json!("x"),
        json!([]),
        json!([[[]]]),
        json!({}),
        json!({"id": {"id": []}}),
    ];
    prop_oneof![Just(Harm::Drop), Just(Harm::Double), prop::sample::select(values.to_vec()).prop_map(Harm::Retype)]
}

/// Paths of all members and elements of a value.
fn paths(value: &Value, at: &str, into: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(key, value)| (format!("{at}/{key}"), value)).collect(),
        Value::Array(elements) => elements.iter().enumerate().map(|(index, value)| (format!("{at}/{index}"), value)).collect(),
        _ => return,
    };
    for (path, child) in children {
        paths(child, &path, into);
        into.push(path);
    }
}

/// The JSON text of `value` with harm done to the member at `path`.
fn harmed(value: &Value, path: &str, harm: &Harm) -> String {
    const MARK: &str = "@harmed@";
    let mut value = value.clone();
    let (parent, key) = path.rsplit_once('/').unwrap();
    let original = value.pointer(path).unwrap().clone();
    match (value.pointer_mut(parent).unwrap(), harm) {
        (Value::Object(members), Harm::Drop) => drop(members.remove(key)),
        (Value::Array(elements), Harm::Drop) => drop(elements.remove(key.parse().unwrap())),
        (_, Harm::Retype(other)) => *value.pointer_mut(path).unwrap() = other.clone(),
        (Value::Object(members), Harm::Double) => {
            members[key] = json!(MARK);
            let twice = format!("{original},\"{key}\":{original}");
            return value.to_string().replace(&format!("\"{MARK}\""), &twice);
        }
        (Value::Array(elements), Harm::Double) => elements.push(original),
        _ => unreachable!("a path leads through objects and arrays"),
    }
    value.to_string()
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
        assert!(matches!(parse(body).last(), Some(Item::Unparsed(unparsed)) if unparsed.raw == body), "the whole body is parked");
        assert!(!scan(body).whole);
    }
    assert_eq!(most, 3);
    assert_eq!(wamids(whole.as_bytes()), ["wamid.A", "wamid.B", "wamid.C"]);
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
}
