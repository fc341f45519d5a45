//! Webhooks as the provider delivers them.

use std::collections::BTreeSet;

use axum::Router;
use axum::routing::post;

use crate::harness::{Callback, NUMBER, PATIENCE, Running, serve};
use crate::office::Office;
use serde_json::{Value, json};
use simulator::Settings;
use simulator::world::World;
use uuid::Uuid;
use whatsapp::webhook::item::{Item, Source};
use whatsapp::webhook::parse::parse;

fn wamids_in(bodies: &[Vec<u8>]) -> Vec<String> {
    let mut found = Vec::new();
    for body in bodies {
        found.extend(
            parse(body)
                .into_iter()
                .filter_map(|item| if let Item::Message(message) = item { Some(message.wamid.into_owned()) } else { None }),
        );
    }
    found
}

fn told(answer: &Value) -> Vec<String> {
    answer["wamids"].as_array().unwrap().iter().map(|wamid| wamid.as_str().unwrap().to_owned()).collect()
}

async fn wait_until(running: &Running, done: impl Fn(&Value) -> bool) -> Value {
    let poll = async {
        loop {
            let state = running.call("GET", "state", Value::Null).await.1;
            if done(&state) {
                return state;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), poll).await.expect("the state should be reached")
}

#[tokio::test]
async fn messages_are_signed_escaped_and_parse_back() {
    let running = Running::start(None).await;
    let (callback, url) = Callback::start().await;
    running.register(Some(&url)).await;
    let text = "Grüße 😀 a@b / < 5%";
    let (status, answer) =
        running.call("POST", "messages", json!({"phone_number_id": NUMBER, "text": text, "from": "4915112345678"})).await;
    assert_eq!(status, 200, "{answer}");
    let bodies = callback.bodies(1).await;
    let raw = String::from_utf8(bodies[0].clone()).unwrap();
    assert!(raw.is_ascii() && raw.contains(r"Gr\u00fc\u00dfe \ud83d\ude00 a\u0040b \/ \u003C 5\u0025"), "{raw}");
    let items = parse(&bodies[0]);
    let [Item::Message(message)] = items.as_slice() else { panic!("{items:?}") };
    assert_eq!((message.body.as_deref(), message.contact.name.as_deref()), (Some(text), Some("Lena Fischer")));
    assert_eq!(told(&answer), [message.wamid.as_ref()]);
    assert_eq!(callback.forged(), 0);
}

#[tokio::test]
async fn every_kind_parses_as_a_message() {
    let running = Running::start(None).await;
    let (callback, url) = Callback::start().await;
    running.register(Some(&url)).await;
    let kinds = [
        "text",
        "reaction",
        "location",
        "unsupported",
        "unknown",
        "image",
        "video",
        "document",
        "audio",
        "sticker",
        "button",
        "interactive",
        "contacts",
        "order",
    ];
    for kind in kinds {
        running.call("POST", "messages", json!({"phone_number_id": NUMBER, "kind": kind})).await;
    }
    let bodies = callback.bodies(kinds.len()).await;
    let mut seen = BTreeSet::new();
    for item in bodies.iter().flat_map(|body| parse(body)) {
        let Item::Message(message) = item else { panic!("{item:?}") };
        seen.insert(message.kind.into_owned());
    }
    let expected: BTreeSet<String> = kinds.iter().map(|kind| if *kind == "unknown" { "hologram" } else { *kind }.to_owned()).collect();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn what_is_refused_is_delivered_again_until_it_is_acknowledged() {
    let running = Running::start(None).await;
    let (callback, url) = Callback::start().await;
    running.register(Some(&url)).await;
    callback.refuse(&[500, 503, 201, 404]);
    let (_, answer) = running.call("POST", "messages", json!({"phone_number_id": NUMBER})).await;
    assert_eq!(wamids_in(&callback.bodies(1).await), told(&answer));
    wait_until(&running, |state| state["deliveries"]["pending"] == 0).await;
    let ledger = running.call("GET", "ledger", Value::Null).await.1;
    assert_eq!(ledger["items"][0]["attempts"], 5, "anything but 200 is a refusal: {ledger}");
}

#[tokio::test]
async fn waits_grow_and_end_when_the_clock_is_advanced() {
    let office = Office::open().await;
    office.callback.refuse(&[500; 6]);
    let body = json!({"object": "whatsapp_business_account", "entry": []}).to_string();
    office.simulator.queue(NUMBER, body, vec![("wamid.x".to_owned(), "message".to_owned())], 0);
    // The second attempt comes at once; the others after 2 s, 5 s, 15 s, 1 min, 5 min of the simulator's time.
    for (attempts, wait_s) in [(2, 2), (3, 5), (4, 15), (5, 60), (6, 300)] {
        office.until(|world| world.by_due_of(NUMBER).any(|post| post.attempts == attempts)).await;
        let due_at_ms = office.simulator.read(|world| world.by_due_of(NUMBER).next().map(|post| post.due_at_ms));
        assert_eq!(due_at_ms, Some(office.simulator.clock().now_ms() + wait_s * 1000), "after {attempts} attempts");
        office.control("clock", json!({"advance_seconds": wait_s})).await;
    }
    office.callback.bodies(1).await;
}

#[tokio::test]
async fn a_webhook_is_given_up_seven_days_after_its_first_attempt_and_the_last_one_counts() {
    let office = Office::open().await;
    office.callback.refuse(&[500; 64]);
    let body = json!({"object": "whatsapp_business_account", "entry": []}).to_string();
    office.simulator.queue(NUMBER, body, vec![("wamid.x".to_owned(), "message".to_owned())], 0);
    office.until(|world| world.counters.attempts == 2).await;
    let mut half_days = 0;
    while office.simulator.read(|world| world.counters.gave_up == 0) {
        let before = office.simulator.read(|world| world.counters.attempts);
        office.advance(12 * 3600);
        half_days += 1;
        office.until(|world| world.counters.gave_up == 1 || world.counters.attempts > before).await;
        office.until(|world| world.counters.gave_up == 1 || half_days < 14).await;
    }
    assert_eq!((half_days, office.callback.count()), (14, 0));
    let row = office.simulator.read(|world| world.ledger[0].clone());
    assert_eq!((row.attempts, row.acknowledged_at_ms), (16, None), "two at once, and one each half day");
    assert!(office.simulator.read(|world| world.pending.is_empty() && world.counters.attempts == 16));
}

#[tokio::test]
async fn what_is_due_after_the_seven_days_is_given_up_without_another_attempt() {
    let office = Office::open().await;
    office.callback.refuse(&[500; 64]);
    let body = json!({"object": "whatsapp_business_account", "entry": []}).to_string();
    office.simulator.queue(NUMBER, body, vec![("wamid.x".to_owned(), "message".to_owned())], 0);
    office.until(|world| world.counters.attempts == 2).await;
    office.advance(8 * 24 * 3600);
    office.until(|world| world.counters.gave_up == 1).await;
    assert_eq!(office.simulator.read(|world| (world.counters.attempts, world.ledger[0].attempts)), (2, 2));
}

#[tokio::test]
async fn a_callback_that_never_answers_keeps_nobody_else_waiting() {
    let office = Office::open().await;
    let hanging = serve(Router::new().route("/hook", post(std::future::pending::<()>))).await;
    let number = office.neighbour(json!({"callback_url": format!("http://{hanging}/hook")}));
    let body = || json!({"object": "whatsapp_business_account", "entry": []}).to_string();
    for _ in 0..300 {
        office.simulator.queue(&number, body(), vec![("wamid.x".to_owned(), "message".to_owned())], 0);
    }
    office.advance(1);
    office.simulator.queue(NUMBER, body(), vec![("wamid.y".to_owned(), "message".to_owned())], 0);
    office.until(|world| world.counters.acknowledged == 1).await;
    assert_eq!(office.simulator.read(|world| world.pending.len()), 300, "none of the 300 has ended");
}

#[tokio::test]
async fn batches_duplicates_and_order_are_as_asked() {
    let running = Running::start(None).await;
    let (callback, url) = Callback::start().await;
    running.register(Some(&url)).await;
    let (_, answer) = running
        .call("POST", "messages", json!({"phone_number_id": NUMBER, "count": 50, "batch": 10, "duplicates": 2, "shuffle": true}))
        .await;
    let bodies = callback.bodies(15).await;
    let found = wamids_in(&bodies);
    assert_eq!(found.len(), 150);
    assert_eq!(found.iter().collect::<BTreeSet<_>>(), told(&answer).iter().collect::<BTreeSet<_>>());
}

#[tokio::test]
async fn an_echo_is_followed_by_its_statuses_in_any_order_asked() {
    let running = Running::start(None).await;
    let (callback, url) = Callback::start().await;
    running.register(Some(&url)).await;
    let (_, answer) = running
        .call("POST", "messages", json!({"phone_number_id": NUMBER, "direction": "echo", "from": "4915112345678", "statuses_shuffled": true, "status_delay_ms": 20}))
        .await;
    let bodies = callback.bodies(4).await;
    let wamid = told(&answer).remove(0);
    let mut statuses = Vec::new();
    for item in bodies.iter().flat_map(|body| parse(body)) {
        match item {
            Item::Message(message) => assert_eq!((message.source, message.wamid.as_ref()), (Source::Echo, wamid.as_str())),
            Item::Status(status) => {
                assert_eq!(status.wamid, wamid);
                statuses.push((status.status.into_owned(), status.occurred_at));
            }
            other => panic!("{other:?}"),
        }
    }
    statuses.sort_by_key(|(_, at)| *at);
    assert_eq!(statuses.into_iter().map(|(status, _)| status).collect::<Vec<_>>(), ["sent", "delivered", "read"]);
}

#[tokio::test]
async fn a_restart_delivers_what_was_still_queued() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal.jsonl");
    let (callback, url) = Callback::start().await;
    let first = Running::start(Some(&journal)).await;
    first.register(Some("http://127.0.0.1:9/hook")).await;
    let (_, answer) = first.call("POST", "messages", json!({"phone_number_id": NUMBER, "count": 3})).await;
    first.end().await;

    let second = Running::start(Some(&journal)).await;
    second.register(Some(&url)).await;
    let bodies = callback.until(|bodies| wamids_in(bodies).iter().collect::<BTreeSet<_>>().len() == 3).await;
    assert_eq!(wamids_in(&bodies).into_iter().collect::<BTreeSet<_>>(), told(&answer).into_iter().collect());
}

#[tokio::test]
async fn a_load_run_ends_with_a_ledger_that_matches_what_arrived() {
    let running = Running::start(None).await;
    let (callback, url) = Callback::start().await;
    running.register(Some(&url)).await;
    callback.refuse(&[503; 25]);
    let (status, summary) = running
        .call(
            "POST",
            "load?wait=true",
            json!({"phone_number_id": NUMBER, "count": 500, "concurrency": 8, "senders": 20, "batch": 2, "prefix": "run-1"}),
        )
        .await;
    assert_eq!(status, 200, "{summary}");
    assert_eq!(
        (&summary["acknowledged"], &summary["gave_up"], &summary["failed_attempts"]),
        (&json!(500), &json!(0), &json!(25)),
        "{summary}"
    );
    assert_eq!(callback.count(), 500);
    let ledger = running.simulator.http().get(format!("{}/control/load/{}/ledger", running.url, summary["run"].as_str().unwrap()));
    let ledger = ledger.send().await.unwrap().text().await.unwrap();
    let mut sent = BTreeSet::new();
    for line in ledger.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        assert!(row["acknowledged_at_ms"].is_i64());
        sent.extend(told(&row));
    }
    assert_eq!(sent.len(), 1000);
    assert_eq!(sent, wamids_in(&callback.bodies(500).await).into_iter().collect());
}

#[tokio::test]
async fn what_a_load_run_said_can_be_answered_and_marked() {
    let office = Office::open().await;
    let (_, summary) = office.control("load?wait=true", json!({"phone_number_id": NUMBER, "count": 3, "senders": 2})).await;
    let run: Uuid = summary["run"].as_str().unwrap().parse().unwrap();
    let ledger = office.simulator.loads()[&run].ledger();
    let rows: Vec<Value> = ledger.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    office.sent(json!({"to": "+4915700000001", "type": "text", "text": {"body": "An answer"}})).await;
    assert_eq!(office.send_refused(json!({"to": "+4915700000002", "type": "text", "text": {"body": "x"}})).await, 131_047);
    for wamid in rows.iter().flat_map(told) {
        let read = json!({"messaging_product": "whatsapp", "status": "read", "message_id": wamid});
        office.done("POST", &format!("{NUMBER}/messages"), read).await;
    }
}

#[tokio::test]
async fn a_load_run_can_be_stopped_and_keeps_its_figures() {
    let running = Running::start(None).await;
    let (callback, url) = Callback::start().await;
    running.register(Some(&url)).await;
    let order = json!({"phone_number_id": NUMBER, "count": 1_000_000, "rate_per_second": 50.0, "concurrency": 4});
    let (_, started) = running.call("POST", "load", order).await;
    let run: Uuid = started["run"].as_str().unwrap().parse().unwrap();
    let path = format!("load/{run}");
    callback.bodies(5).await;
    assert_eq!(running.call("DELETE", &path, json!({})).await.0, 204);
    let load = running.simulator.loads()[&run].clone();
    tokio::time::timeout(PATIENCE, load.over()).await.expect("the run should end");
    let (_, summary) = running.call("GET", &path, Value::Null).await;
    assert_eq!((&summary["done"], summary["sent"].as_u64().unwrap() < 1000), (&json!(true), true), "{summary}");
    assert_eq!(running.call("DELETE", &format!("load/{}", Uuid::nil()), json!({})).await.0, 404);
}

#[tokio::test]
async fn traffic_starts_once_a_callback_is_there_and_stops_when_told() {
    let running = Running::start(None).await;
    let (callback, url) = Callback::start().await;
    running.register(None).await;
    let start = json!({"phone_number_id": NUMBER, "action": "start", "messages_per_minute": 6000, "history": 30});
    running.call("POST", "traffic", start).await;
    running.register(Some(&url)).await;
    let bodies = callback.bodies(60).await;
    let items: Vec<Item<'_>> = bodies.iter().flat_map(|body| parse(body)).collect();
    assert!(items.iter().all(|item| matches!(item, Item::Message(_) | Item::Status(_))), "{items:?}");
    assert!(items.iter().any(|item| matches!(item, Item::Message(message) if message.source == Source::Echo)));
    running.call("POST", "traffic", json!({"phone_number_id": NUMBER, "action": "stop"})).await;
    wait_until(&running, |state| state["traffic"] == json!([]) && state["deliveries"]["pending"] == 0).await;
}

#[tokio::test]
async fn who_changes_their_number_while_they_talk_goes_on_by_the_new_one() {
    let running = Running::start(None).await;
    let (callback, url) = Callback::start().await;
    running.register(Some(&url)).await;
    running.call("POST", "traffic", json!({"phone_number_id": NUMBER, "action": "start", "messages_per_minute": 6000})).await;
    callback.bodies(20).await;
    let talking = running.simulator.read(|world| world.chats.keys().map(|(_, customer)| customer.clone()).collect::<Vec<_>>());
    let mut moved = Vec::new();
    for (turn, old) in talking.into_iter().enumerate() {
        let act = json!({"phone_number_id": NUMBER, "customer": old, "act": "change_number", "wa_id": format!("49170000000{turn:02}")});
        let (status, after) = running.call("POST", "acts", act).await;
        assert_eq!(status, 200, "{after}");
        moved.push((old, after["wa_id"].as_str().or(after["user_id"].as_str()).unwrap().to_owned()));
    }
    let goes_on = async {
        loop {
            let happened = running.simulator.happened().notified();
            let chats = |world: &World| moved.iter().filter(|(_, new)| world.chats.contains_key(&(NUMBER.to_owned(), new.clone()))).count();
            if running.simulator.read(chats) == moved.len() {
                return;
            }
            happened.await;
        }
    };
    tokio::time::timeout(PATIENCE, goes_on).await.expect("they should all write by their new numbers");
    running.simulator.read(|world| {
        for (old, new) in &moved {
            assert_eq!(world.people[old].moved_to.as_ref(), Some(new));
            let last = world.chats[&(NUMBER.to_owned(), old.clone())].back().unwrap();
            assert_eq!(last.kind, "system", "nobody writes by the old number: {last:?}");
        }
    });
    let people = running.call("GET", "people", Value::Null).await.1;
    let language = |key: &str| people["items"].as_array().unwrap().iter().find(|one| one["key"] == key).map(|one| one["language"].clone());
    assert!(moved.iter().all(|(old, new)| language(old).is_none() && language(new).is_some()), "{people}");
}

#[tokio::test]
async fn the_control_token_guards_the_control_api_alone() {
    let running = Running::start_with(None, Settings { control_token: Some("key".into()), time_scale: 1.0, seed: 1 }).await;
    assert_eq!(running.call("GET", "state", Value::Null).await.0, 401);
    let with_token = running.simulator.http().get(format!("{}/control/state", running.url)).bearer_auth("key").send().await.unwrap();
    assert_eq!(with_token.status(), 200);
    assert_eq!(running.simulator.http().get(format!("{}/healthz", running.url)).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_chat_shows_the_status_that_was_delivered() {
    let running = Running::start(None).await;
    let (callback, url) = Callback::start().await;
    running.register(Some(&url)).await;
    let echo =
        json!({"phone_number_id": NUMBER, "direction": "echo", "from": "4915112345678", "statuses_shuffled": true, "status_delay_ms": 20});
    running.call("POST", "messages", echo).await;
    callback.bodies(4).await;
    wait_until(&running, |state| state["deliveries"]["pending"] == 0).await;
    let chat = running.call("GET", &format!("chats?phone_number_id={NUMBER}&customer=4915112345678"), Value::Null).await.1;
    assert_eq!(chat["items"][0]["status"], "read", "a late report never moves it back: {chat}");
}
