//! Generated traffic.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Value, json};
use simulator::journal::Journal;
use simulator::traffic::{Month, MonthError, generate};
use simulator::world::Event;
use whatsapp::webhook::item::Item;
use whatsapp::webhook::parse::parse;

use crate::harness::{Callback, NUMBER, PATIENCE, Running, SECRET};

fn month(seed: u64, path: &Path) -> String {
    service::install_crypto();
    let month = Month { seed, from: "2026-10-01".parse().unwrap(), per_day: 12, timezone: "Europe/Berlin".to_owned(), callback_url: None };
    let written = generate(&month, path).unwrap();
    assert!(written.conversations > 250 && written.messages > written.conversations, "{written:?}");
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn the_same_seed_writes_the_same_month_to_the_byte() {
    let folder = tempfile::tempdir().unwrap();
    let first = month(7, &folder.path().join("first.jsonl"));
    assert_eq!(first, month(7, &folder.path().join("second.jsonl")));
    let other = month(8, &folder.path().join("other.jsonl"));
    assert_ne!(first, other);
    let wamids = |journal: &str| {
        let events = journal.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        events.filter_map(|event| event["message"]["wamid"].as_str().map(str::to_owned)).collect::<BTreeSet<_>>()
    };
    assert!(wamids(&first).is_disjoint(&wamids(&other)), "ids come from the seed");
}

#[test]
fn a_month_is_a_believable_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("month.jsonl");
    let text = month(3, &path);
    assert!(matches!(
        generate(
            &Month { seed: 3, from: "2026-10-01".parse().unwrap(), per_day: 1, timezone: "UTC".to_owned(), callback_url: None },
            &path
        ),
        Err(MonthError::Exists(_))
    ));
    let events: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let said: Vec<&Value> = events.iter().filter(|event| event["event"] == "said").map(|event| &event["message"]).collect();
    let kinds: BTreeSet<&str> = said.iter().map(|message| message["kind"].as_str().unwrap()).collect();
    for kind in ["text", "image", "audio", "reaction", "document", "sticker", "location"] {
        assert!(kinds.contains(kind), "{kind} is not among {kinds:?}");
    }
    let mut albums: BTreeMap<(&str, i64), usize> = BTreeMap::new();
    let mut chats: BTreeMap<&str, BTreeSet<i64>> = BTreeMap::new();
    for message in &said {
        let (customer, at_ms) = (message["customer"].as_str().unwrap(), message["at_ms"].as_i64().unwrap());
        chats.entry(customer).or_default().insert(at_ms / 86_400_000);
        *albums.entry((customer, at_ms)).or_default() += usize::from(message["kind"] == "image");
    }
    assert!(albums.values().any(|pictures| *pictures == 3), "albums");
    assert!(chats.values().filter(|days| days.len() > 2).count() > 5, "customers come back");
    assert!(
        said.iter().any(|message| message["text"].as_str().unwrap().contains('ü'))
            && said.iter().any(|message| message["text"].as_str().unwrap().contains('؟')),
        "languages"
    );
    // Journal and bodies go together: what is queued parses, all of it.
    for event in events.iter().filter(|event| event["event"] == "queued") {
        let items = parse(event["post"]["body"].as_str().unwrap().as_bytes()).len();
        assert!(
            parse(event["post"]["body"].as_str().unwrap().as_bytes()).iter().all(|item| !matches!(item, Item::Unparsed(_))) && items > 0
        );
    }
    let world_messages: usize = Journal::open(&path).unwrap().world().chats.values().map(std::collections::VecDeque::len).sum();
    assert_eq!(world_messages, said.len(), "the simulator starts with the month");
}

#[tokio::test]
async fn a_month_that_is_long_past_is_delivered_once_there_is_a_callback() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("month.jsonl");
    service::install_crypto();
    let month = Month { seed: 5, from: "2020-02-01".parse().unwrap(), per_day: 1, timezone: "UTC".to_owned(), callback_url: None };
    generate(&month, &path).unwrap();
    let running = Running::start(Some(&path)).await;
    let (callback, url) = Callback::start().await;
    callback.refuse(&[500, 503]);
    let mut business = running.simulator.read(|world| world.businesses.values().next().unwrap().clone());
    let queued = running.simulator.read(|world| world.pending.len());
    (business.app_secret, business.callback_url) = (SECRET.to_owned(), Some(url));
    running.simulator.record(Event::Registered { business });
    callback.bodies(queued).await;
    let ended = async {
        loop {
            let happened = running.simulator.happened().notified();
            let counters = running.simulator.read(|world| world.counters);
            if counters.acknowledged == queued as u64 {
                return counters;
            }
            happened.await;
        }
    };
    let counters = tokio::time::timeout(PATIENCE, ended).await.expect("the whole month should be acknowledged");
    assert_eq!((counters.gave_up, counters.attempts), (0, queued as u64 + 2), "nothing was tried before, nothing given up");
}

#[tokio::test]
async fn customers_of_the_traffic_answer_when_the_business_writes_to_them() {
    let running = Running::start(None).await;
    let (callback, url) = Callback::start().await;
    running.register(Some(&url)).await;
    running.call("POST", "traffic", json!({"phone_number_id": NUMBER, "action": "start", "messages_per_minute": 60, "history": 60})).await;
    callback.bodies(60).await;
    let answers = async {
        loop {
            let people = running.call("GET", &format!("people?phone_number_id={NUMBER}"), Value::Null).await.1;
            for one in people["items"].as_array().unwrap().iter().filter(|one| !one["last"].is_null()) {
                ask(&running, one).await;
            }
            running.call("POST", "clock", json!({"advance_seconds": 4})).await;
            if answered(&running, &people).await {
                return;
            }
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), answers).await.expect("somebody should tap or answer");
}

/// The business offers two buttons, as its API call would be written down.
async fn ask(running: &Running, one: &Value) {
    let content = json!({"type": "interactive", "interactive": {"type": "button", "body": {"text": "Coming?"}, "action": {"buttons": [
        {"type": "reply", "reply": {"id": "yes", "title": "Yes"}}, {"type": "reply", "reply": {"id": "no", "title": "No"}}]}}});
    running.simulator.record(simulator::world::Event::Said {
        message: simulator::world::ChatMessage {
            phone_number_id: NUMBER.to_owned(),
            customer: one["key"].as_str().unwrap().to_owned(),
            wamid: simulator::ids::wamid(one["key"].as_str().unwrap(), simulator::ids::Author::Business, running.simulator.random()),
            from_business: true,
            kind: "interactive".to_owned(),
            text: "Coming?".to_owned(),
            content,
            at_ms: running.simulator.clock().now_ms(),
            status: None,
        },
    });
}

async fn answered(running: &Running, people: &Value) -> bool {
    for one in people["items"].as_array().unwrap() {
        let chat =
            running.call("GET", &format!("chats?phone_number_id={NUMBER}&customer={}", one["key"].as_str().unwrap()), Value::Null).await.1;
        if chat["items"].as_array().unwrap().iter().any(|message| message["content"]["interactive"]["button_reply"]["id"].is_string()) {
            return true;
        }
    }
    false
}
