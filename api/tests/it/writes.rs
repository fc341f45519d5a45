//! What agents do to conversations: done once, announced, and only in their own business.

use std::collections::HashSet;

use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use stream::changes::Replay;
use uuid::Uuid;

use crate::{
    socket::Socket,
    world::{Pod, Tenant, World, eventually, message},
};

/// Three messages of one person; the conversation's path, and the messages' ids in order.
async fn conversation(world: &World, tenant: &Tenant) -> (String, Vec<String>) {
    let at = world.clock.now() - SignedDuration::from_mins(5);
    let messages = (0..3).map(|n| message(&format!("wamid.{n}"), "4915112345678", at + SignedDuration::from_secs(n)));
    let changes = world.store(tenant, messages.collect()).await;
    let id = changes[0].conversation.unwrap();
    let seen = changes.iter().map(|change| change.message.unwrap().to_string()).collect();
    (format!("/api/v1/businesses/{}/conversations/{id}", tenant.id), seen)
}

async fn write(world: &World, pod: &Pod, token: &str, path: &str, body: Value, key: Option<&str>) -> Response {
    let request = world.http.post(format!("{}{path}", pod.url)).bearer_auth(token).json(&body);
    let request = if let Some(key) = key { request.header("idempotency-key", key) } else { request };
    request.send().await.unwrap()
}

async fn ok(answer: Response) -> Value {
    let status = answer.status();
    let body: Value = answer.json().await.unwrap();
    assert_eq!(status, StatusCode::OK, "{body}");
    body
}

async fn refusal(answer: Response) -> (u16, String) {
    let status = answer.status().as_u16();
    let body: Value = answer.json().await.unwrap();
    (status, body["code"].as_str().unwrap().to_owned())
}

/// What was announced of a business so far: kinds and threads.
async fn announced(world: &World, tenant: &Tenant) -> Vec<Value> {
    let Replay::Complete(records) = world.bus.replay(&tenant.id, 0, u64::MAX, 10_000).await.unwrap() else { panic!("all are kept") };
    records.iter().map(|record| serde_json::from_slice(&record.payload).unwrap()).collect()
}

fn user_id(world: &World, email: &str) -> String {
    world.postgres.query(&format!("select id from control.users where email = '{email}'"))
}

#[tokio::test(flavor = "multi_thread")]
async fn each_write_answers_with_the_conversation_and_is_announced_to_followers_in_order() {
    let world = World::new().await;
    world.person("ada@example.com", false, &[(&world.acme, "agent")]);
    let (path, seen) = conversation(&world, &world.acme).await;
    let (pod, other) = (world.pod().await, world.pod().await);
    let token = pod.sign_in(&world, "ada@example.com").await.token;
    let ada = user_id(&world, "ada@example.com");
    let mut socket = Socket::connect(&other.url, &token).await.unwrap();
    assert_eq!(socket.ask("subscribe", json!({ "business": world.acme.id })).await["ok"], true);
    let until = Timestamp::from_second(world.clock.now().as_second() + 3_600).unwrap();
    let steps = [
        ("read", json!({ "last_seen": seen[1] }), json!({ "unread": 1, "state": "open" })),
        ("assign", json!({ "assignee": ada }), json!({ "assignee": { "id": ada, "name": "Person ada@example.com" } })),
        ("snooze", json!({ "until": until }), json!({ "state": "snoozed", "snoozed_until": until })),
        ("resolve", json!({}), json!({ "state": "resolved", "snoozed_until": null })),
        ("reopen", json!({}), json!({ "state": "open" })),
        ("assign", json!({ "assignee": null }), json!({ "assignee": null })),
    ];
    let mut last_seq = 0;
    for (verb, body, expected) in steps {
        let item = ok(write(&world, &pod, &token, &format!("{path}/{verb}"), body, None).await).await;
        for (field, value) in expected.as_object().unwrap() {
            assert_eq!(&item[field], value, "{verb} {field}");
        }
        let change = socket.event("change").await;
        assert_eq!((change["kind"].as_str(), &change["thread"]), (Some("conversation"), &item), "{verb}");
        let seq = change["seq"].as_u64().unwrap();
        assert!(seq > last_seq, "{seq} after {last_seq}");
        last_seq = seq;
        assert_eq!(pod.read(&world, &path, &token).await.1, item, "{verb}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_writes_into_another_business_and_its_conversations_are_unknown_in_ones_own() {
    let world = World::new().await;
    world.person("ada@example.com", false, &[(&world.acme, "agent")]);
    world.person("olga@example.com", false, &[(&world.acme, "owner")]);
    world.person("root@example.com", true, &[]);
    world.person("gus@example.com", false, &[(&world.globex, "agent")]);
    let (foreign, seen) = conversation(&world, &world.globex).await;
    let (own, _) = conversation(&world, &world.acme).await;
    let pod = world.pod().await;
    let smuggled = foreign.replace(world.globex.id.as_str(), world.acme.id.as_str());
    let gus = user_id(&world, "gus@example.com");
    let until = world.clock.now() + SignedDuration::from_hours(1);
    let writes = [
        ("read", json!({ "last_seen": seen[0] })),
        ("assign", json!({ "assignee": null })),
        ("resolve", json!({})),
        ("reopen", json!({})),
        ("snooze", json!({ "until": until })),
    ];
    let nobody = own.rsplit_once('/').unwrap().0;
    for email in ["ada@example.com", "olga@example.com", "root@example.com"] {
        let token = pod.sign_in(&world, email).await.token;
        for (verb, body) in &writes {
            let post = async |path: &str| refusal(write(&world, &pod, &token, &format!("{path}/{verb}"), body.clone(), None).await).await;
            assert_eq!(post(&smuggled).await, (404, "not_found".into()), "{email} {verb}");
            assert_eq!(post(&format!("{nobody}/{}", Uuid::nil())).await, (404, "not_found".into()), "{email} {verb}");
            assert_eq!(post(&format!("{nobody}/x")).await, (404, "not_found".into()), "{email} {verb}");
            if email != "root@example.com" {
                assert_eq!(post(&foreign).await, (403, "not_a_member".into()), "{email} {verb}");
            }
        }
        let to_gus = write(&world, &pod, &token, &format!("{own}/assign"), json!({ "assignee": gus }), None).await;
        assert_eq!(refusal(to_gus).await, (422, "assignee_not_a_member".into()), "{email}");
        let foreign_message = write(&world, &pod, &token, &format!("{own}/read"), json!({ "last_seen": seen[0] }), None).await;
        assert_eq!(refusal(foreign_message).await, (422, "unknown_message".into()), "{email}");
        ok(write(&world, &pod, &token, &format!("{own}/resolve"), json!({}), None).await).await;
    }
    assert_eq!(announced(&world, &world.globex).await, Vec::<Value>::new());
    let anonymous = write(&world, &pod, "", &format!("{own}/resolve"), json!({}), None).await;
    assert_eq!(refusal(anonymous).await, (401, "unauthenticated".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_say_nothing_useful_are_refused() {
    let world = World::new().await;
    world.person("ada@example.com", false, &[(&world.acme, "agent")]);
    let (path, _) = conversation(&world, &world.acme).await;
    let pod = world.pod().await;
    let token = pod.sign_in(&world, "ada@example.com").await.token;
    let now = world.clock.now();
    for (verb, body, expected) in [
        ("assign", json!({}), (400, "invalid_request")),
        ("assign", json!({ "assignee": "ada" }), (400, "invalid_request")),
        ("read", json!({}), (400, "invalid_request")),
        ("snooze", json!({ "until": "tomorrow" }), (400, "invalid_request")),
        ("snooze", json!({ "until": now }), (422, "until_not_in_future")),
        ("resolve", json!([1]), (400, "invalid_request")),
    ] {
        let (status, code) = refusal(write(&world, &pod, &token, &format!("{path}/{verb}"), body.clone(), None).await).await;
        assert_eq!((status, code.as_str()), expected, "{verb} {body}");
    }
    let spaced = write(&world, &pod, &token, &format!("{path}/resolve"), json!({}), Some("a b")).await;
    assert_eq!(refusal(spaced).await, (400, "invalid_request".into()));
    assert_eq!(announced(&world, &world.acme).await, Vec::<Value>::new());
    // Without a body at all.
    let bare = world.http.post(format!("{}{path}/resolve", pod.url)).bearer_auth(&token).send().await.unwrap();
    assert_eq!(ok(bare).await["state"], "resolved");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_used_again_gets_the_first_answer_and_for_another_request_none() {
    let world = World::new().await;
    world.person("ada@example.com", false, &[(&world.acme, "agent")]);
    world.person("bob@example.com", false, &[(&world.acme, "agent")]);
    let (path, _) = conversation(&world, &world.acme).await;
    let pod = world.pod().await;
    let ada = pod.sign_in(&world, "ada@example.com").await.token;
    let (resolve, reopen, snooze) = (format!("{path}/resolve"), format!("{path}/reopen"), format!("{path}/snooze"));
    let body = json!({ "until": world.clock.now() + SignedDuration::from_hours(1) });
    let first = write(&world, &pod, &ada, &snooze, body.clone(), Some("k1")).await;
    assert!(!first.headers().contains_key("idempotency-replayed"));
    let first = ok(first).await;
    ok(write(&world, &pod, &ada, &resolve, json!({}), Some("k2")).await).await;
    // What was in the future then is the past now: it was done in time, and isn't done again.
    world.clock.advance(SignedDuration::from_hours(2));
    let ada = pod.sign_in(&world, "ada@example.com").await.token;
    let again = write(&world, &pod, &ada, &snooze, body, Some("k1")).await;
    assert_eq!(again.headers()["idempotency-replayed"], "true");
    assert_eq!(ok(again).await, first);
    assert_eq!(pod.read(&world, &path, &ada).await.1["state"], "resolved");
    let other_body = json!({ "until": world.clock.now() + SignedDuration::from_hours(9) });
    assert_eq!(refusal(write(&world, &pod, &ada, &snooze, other_body, Some("k1")).await).await, (422, "idempotency_key_reused".into()));
    assert_eq!(refusal(write(&world, &pod, &ada, &reopen, json!({}), Some("k2")).await).await, (422, "idempotency_key_reused".into()));
    // A key is its sender's own, and one under which nothing was done is free.
    let bob = pod.sign_in(&world, "bob@example.com").await.token;
    ok(write(&world, &pod, &bob, &reopen, json!({}), Some("k1")).await).await;
    assert_eq!(write(&world, &pod, &bob, &snooze, json!({ "until": "2020-01-01T00:00:00Z" }), Some("k3")).await.status().as_u16(), 422);
    ok(write(&world, &pod, &bob, &resolve, json!({}), Some("k3")).await).await;
    // Snoozed, resolved, reopened, resolved; what was sent again announced nothing new.
    let states: Vec<Value> = announced(&world, &world.acme).await.iter().map(|change| change["thread"]["state"].clone()).collect();
    assert_eq!(states, ["snoozed", "resolved", "open", "resolved"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_requests_under_one_key_one_is_done_and_all_get_its_answer() {
    let world = World::new().await;
    world.person("ada@example.com", false, &[(&world.acme, "agent")]);
    let (path, _) = conversation(&world, &world.acme).await;
    let pods = [world.pod().await, world.pod().await];
    let token = pods[0].sign_in(&world, "ada@example.com").await.token;
    let resolve = format!("{path}/resolve");
    for key in ["k1", "k2", "k3"] {
        ok(write(&world, &pods[0], &token, &format!("{path}/reopen"), json!({}), None).await).await;
        let requests = (0..8).map(|n| write(&world, &pods[n % 2], &token, &resolve, json!({}), Some(key)));
        let answers = join_all(requests).await;
        let firsts = answers.iter().filter(|answer| !answer.headers().contains_key("idempotency-replayed")).count();
        assert_eq!(firsts, 1, "{key}");
        let bodies: HashSet<String> =
            join_all(answers.into_iter().map(async |answer| ok(answer).await.to_string())).await.into_iter().collect();
        assert_eq!(bodies.len(), 1, "{key}");
    }
    // The first reopening found it open and never written to: nothing to announce.
    let ids: Vec<Value> = announced(&world, &world.acme).await.iter().map(|change| change["id"].clone()).collect();
    assert_eq!((ids.len(), ids.iter().map(Value::to_string).collect::<HashSet<_>>().len()), (5, 5));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_bus_could_not_take_is_answered_503_and_announced_when_it_is_sent_again() {
    let mut world = World::new().await;
    world.person("ada@example.com", false, &[(&world.acme, "agent")]);
    let (path, _) = conversation(&world, &world.acme).await;
    let pod = world.pod().await;
    let token = pod.sign_in(&world, "ada@example.com").await.token;
    let (resolve, snooze) = (format!("{path}/resolve"), format!("{path}/snooze"));
    let until = json!({ "until": world.clock.now() + SignedDuration::from_hours(1) });
    world.nats.kill();
    let answer = write(&world, &pod, &token, &resolve, json!({}), Some("k1")).await;
    assert!(answer.headers().contains_key("retry-after"));
    assert_eq!(refusal(answer).await, (503, "bus_unavailable".into()));
    assert_eq!(refusal(write(&world, &pod, &token, &snooze, until.clone(), None).await).await, (503, "bus_unavailable".into()));
    world.nats.start().await;
    eventually("the bus is back", async || world.bus.changes_state().await.is_ok()).await;
    // Under the key comes the first answer; what is announced is what is so now.
    let again = ok(write(&world, &pod, &token, &resolve, json!({}), Some("k1")).await).await;
    assert_eq!(again["state"], "resolved");
    eventually("it is announced", async || !announced(&world, &world.acme).await.is_empty()).await;
    ok(write(&world, &pod, &token, &snooze, until, None).await).await;
    let changes = announced(&world, &world.acme).await;
    let last = &changes.last().unwrap()["thread"];
    assert_eq!(
        (last["state"].as_str(), changes.iter().map(|change| change["id"].to_string()).collect::<HashSet<_>>().len()),
        (Some("snoozed"), changes.len())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn members_are_listed_and_conversations_filtered_by_whose_they_are() {
    let world = World::new().await;
    world.person("ada@example.com", false, &[(&world.acme, "agent")]);
    world.person("olga@example.com", false, &[(&world.acme, "owner"), (&world.globex, "agent")]);
    world.person("root@example.com", true, &[]);
    let (path, _) = conversation(&world, &world.acme).await;
    world.store(&world.acme, vec![message("wamid.other", "33612345678", world.clock.now())]).await;
    let pod = world.pod().await;
    let token = pod.sign_in(&world, "ada@example.com").await.token;
    let (ada, olga) = (user_id(&world, "ada@example.com"), user_id(&world, "olga@example.com"));
    let business = format!("/api/v1/businesses/{}", world.acme.id);
    let (status, page) = pod.read(&world, &format!("{business}/members"), &token).await;
    assert_eq!(status, StatusCode::OK);
    let expected = |id: &str, email: &str, role: &str| json!({ "id": id, "name": format!("Person {email}"), "email": email, "role": role });
    let both = json!([expected(&ada, "ada@example.com", "agent"), expected(&olga, "olga@example.com", "owner")]);
    assert_eq!(page, json!({ "items": both, "next_cursor": null }));
    let (_, first) = pod.read(&world, &format!("{business}/members?limit=1"), &token).await;
    let next = first["next_cursor"].as_str().unwrap();
    let (_, second) = pod.read(&world, &format!("{business}/members?limit=1&cursor={next}"), &token).await;
    assert_eq!((&second["items"][0], &second["next_cursor"]), (&both[1], &Value::Null));
    let (status, _) = pod.read(&world, &format!("/api/v1/businesses/{}/members", world.globex.id), &token).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    ok(write(&world, &pod, &token, &format!("{path}/assign"), json!({ "assignee": ada }), None).await).await;
    for (query, count) in [
        ("assignee=me".to_owned(), 1),
        (format!("assignee={ada}"), 1),
        (format!("assignee={olga}"), 0),
        ("assignee=none".to_owned(), 1),
        ("assignee=none&state=resolved".to_owned(), 0),
        ("assignee=me&state=open".to_owned(), 1),
        ("assignee=".to_owned(), 2),
    ] {
        let (status, page) = pod.read(&world, &format!("{business}/conversations?{query}"), &token).await;
        assert_eq!((status, page["items"].as_array().unwrap().len()), (StatusCode::OK, count), "{query}");
    }
    let (status, problem) = pod.read(&world, &format!("{business}/conversations?assignee=ada"), &token).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::BAD_REQUEST, Some("invalid_request")));
}
