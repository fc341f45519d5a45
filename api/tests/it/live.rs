//! LIVE: every change reaches every follower once, in order, whatever is lost in between.

use std::{sync::Arc, time::Duration};

use domain::{Change, ChangeKind};
use futures::future::join_all;
use jiff::SignedDuration;
use reqwest::StatusCode;
use serde_json::{Value, json};
use stream::Bus;
use tokio::{sync::Semaphore, time::sleep};
use uuid::Uuid;

use crate::{
    socket::{Packet, Socket},
    world::{Pod, Tenant, World, eventually, message},
};

fn change(tenant: &Tenant, wamid: &str, padding: usize) -> Change {
    Change {
        id: Change::id_of_message(&tenant.id, wamid),
        business: tenant.id.clone(),
        kind: ChangeKind::Message,
        at: domain::Clock::machine().now(),
        conversation: Some(Uuid::nil()),
        message: None,
        wamid: Some(wamid.to_owned()),
        status: (padding > 0).then(|| "x".repeat(padding)),
        item: None,
        thread: None,
    }
}

async fn publish(bus: &Bus, tenant: &Tenant, from: usize, to: usize) {
    let changes: Vec<Change> = (from..to).map(|n| change(tenant, &format!("wamid.{n}"), 0)).collect();
    bus.publish_changes(&changes).await.unwrap();
}

/// Waits until the pod has relayed everything up to this sequence.
async fn relayed(pod: &Pod, seq: u64) {
    eventually("the pod has relayed all of it", async || pod.metric("live_head") >= seq as f64).await;
}

async fn follow(pod: &Pod, token: &str, request: Value) -> (Socket, Value) {
    let mut socket = Socket::connect(&pod.url, token).await.unwrap();
    let ack = socket.ask("subscribe", request).await;
    assert_eq!(ack["ok"], true, "{ack}");
    (socket, ack)
}

/// Reads changes until this one, and checks that sequences grow.
async fn until(socket: &mut Socket, last: &str, seen: &mut Vec<(u64, String)>) {
    loop {
        let change = socket.event("change").await;
        let (seq, wamid) = (change["seq"].as_u64().unwrap(), change["wamid"].as_str().unwrap().to_owned());
        assert!(seen.last().is_none_or(|(before, _)| *before < seq), "{seq} after {seen:?}");
        let done = wamid == last;
        seen.push((seq, wamid));
        if done {
            return;
        }
    }
}

fn names(seen: &[(u64, String)]) -> Vec<&str> {
    seen.iter().map(|(_, wamid)| wamid.as_str()).collect()
}

fn numbered(from: usize, to: usize) -> Vec<String> {
    (from..to).map(|n| format!("wamid.{n}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stored_message_reaches_followers_on_every_pod_and_nobody_else() {
    let world = World::new().await;
    world.person("ada@example.com", false, &[(&world.acme, "agent")]);
    world.person("bob@example.com", false, &[(&world.globex, "agent")]);
    let (one, two) = (world.pod().await, world.pod().await);
    let (ada, bob) = (one.sign_in(&world, "ada@example.com").await.token, two.sign_in(&world, "bob@example.com").await.token);
    let request = json!({ "business": world.acme.id });
    let (mut first, _) = follow(&one, &ada, request.clone()).await;
    let (mut second, _) = follow(&two, &ada, request.clone()).await;
    let (mut other, _) = follow(&two, &bob, json!({ "business": world.globex.id })).await;
    let refused = other.ask("subscribe", request.clone()).await;
    assert_eq!(refused, json!({ "error": "not_a_member" }));
    assert_eq!(other.ask("subscribe", json!({ "business": "../x" })).await, json!({ "error": "not_found" }));
    assert_eq!(other.ask("subscribe", json!([1])).await, json!({ "error": "invalid_request" }));

    let changes = world.store(&world.acme, vec![message("wamid.A", "4915112345678", world.clock.now())]).await;
    world.bus.publish_changes(&changes).await.unwrap();
    world.bus.publish_changes(&[change(&world.globex, "wamid.G", 0)]).await.unwrap();
    let (a, b) = (first.event("change").await, second.event("change").await);
    assert_eq!(a, b);
    assert_eq!((a["wamid"].as_str(), a["business"].as_str()), (Some("wamid.A"), Some(world.acme.id.as_str())));
    let (_, page) = one.read(&world, &format!("/api/v1/businesses/{}/messages", world.acme.id), &ada).await;
    assert_eq!(a["item"], page["items"][0], "a change carries the object that REST answers with");
    assert_eq!(other.event("change").await["wamid"], "wamid.G");
    assert!(one.metric("live_sockets") == 1.0 && two.metric("live_sockets") == 2.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_returns_gets_what_they_missed_once_and_in_order_from_any_pod() {
    let world = World::new().await;
    world.person("ada@example.com", false, &[(&world.acme, "agent")]);
    let one = world.pod().await;
    let token = one.sign_in(&world, "ada@example.com").await.token;
    let request = json!({ "business": world.acme.id });
    let (mut socket, ack) = follow(&one, &token, request).await;
    let mut seen = Vec::new();
    publish(&world.bus, &world.acme, 0, 10).await;
    until(&mut socket, "wamid.9", &mut seen).await;
    drop(socket);
    publish(&world.bus, &world.globex, 0, 5).await;
    publish(&world.bus, &world.acme, 10, 300).await;
    // A pod that has begun after those has none of them in memory.
    let two = world.pod().await;
    let back = json!({ "business": world.acme.id, "after": seen.last().unwrap().0, "epoch": ack["epoch"] });
    let mut from_two = seen.clone();
    for (pod, seen) in [(&one, &mut seen), (&two, &mut from_two)] {
        relayed(pod, 305).await;
        let (mut socket, ack) = follow(pod, &token, back.clone()).await;
        until(&mut socket, "wamid.299", seen).await;
        assert!(ack["head"].as_u64().unwrap() >= seen.last().unwrap().0);
        publish(&world.bus, &world.acme, 300, 301).await;
        until(&mut socket, "wamid.300", seen).await;
        assert_eq!(names(seen), numbered(0, 301));
    }
}

/// Changes that may be published before the reader has seen them.
const AHEAD_MAX: usize = 100;

#[tokio::test(flavor = "multi_thread")]
async fn coming_and_going_under_a_stream_of_changes_loses_none_and_repeats_none() {
    let world = World::new().await;
    world.person("ada@example.com", false, &[(&world.acme, "agent")]);
    let pods = [world.pod().await, world.pod().await];
    let token = pods[0].sign_in(&world, "ada@example.com").await.token;
    let (mut socket, ack) = follow(&pods[0], &token, json!({ "business": world.acme.id })).await;
    let (bus, acme) = (world.bus.clone(), world.acme.clone());
    // The stream never runs further ahead than a socket's queue is long: who reads too slowly is another test's story.
    let ahead = Arc::new(Semaphore::new(AHEAD_MAX));
    let room = Arc::clone(&ahead);
    let publisher = tokio::spawn(async move {
        for n in 0..3_000 {
            room.acquire().await.unwrap().forget();
            publish(&bus, &acme, n, n + 1).await;
        }
    });
    let mut seen: Vec<(u64, String)> = Vec::new();
    let mut noted = 0;
    let last = |seen: &[(u64, String)]| seen.last().is_some_and(|(_, wamid)| wamid == "wamid.2999");
    let read = |change: &Value| (change["seq"].as_u64().unwrap(), change["wamid"].as_str().unwrap().to_owned());
    for round in 0.. {
        ahead.add_permits(seen.len() - noted);
        noted = seen.len();
        for _ in 0..7 {
            if !last(&seen) {
                seen.push(read(&socket.event("change").await));
            }
        }
        if last(&seen) {
            break;
        }
        let after = seen.last().unwrap().0;
        let back = json!({ "business": world.acme.id, "after": after, "epoch": ack["epoch"] });
        if round % 2 == 0 {
            // Back on the other pod.
            (socket, _) = follow(&pods[round / 2 % 2], &token, back).await;
            continue;
        }
        // Asking again on the same socket: what came before the server read that comes again, and is passed over.
        socket.emit("subscribe", back).await;
        let mut again = Vec::new();
        loop {
            match socket.next().await {
                Packet::Event(name, change) if name == "change" => again.push(read(&change)),
                Packet::Ack(..) => break,
                Packet::Closed => panic!("closed"),
                Packet::Event(..) => {}
            }
        }
        again.sort();
        again.dedup();
        seen.extend(again.into_iter().filter(|(seq, _)| *seq > after));
    }
    publisher.await.unwrap();
    assert!(seen.windows(2).all(|pair| pair[0].0 < pair[1].0));
    assert_eq!(names(&seen), numbered(0, 3_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_cannot_be_brought_up_to_date_is_told_to_refetch() {
    let world = World::new().await;
    world.person("ada@example.com", false, &[(&world.acme, "agent")]);
    let pod = world.pod().await;
    let token = pod.sign_in(&world, "ada@example.com").await.token;
    publish(&world.bus, &world.acme, 0, 3).await;
    let (_, ack) = follow(&pod, &token, json!({ "business": world.acme.id })).await;
    let (epoch, head) = (ack["epoch"].clone(), ack["head"].as_u64().unwrap());
    for (after, named) in [(1, json!("another")), (head + 1_000, epoch.clone())] {
        let (mut socket, ack) = follow(&pod, &token, json!({ "business": world.acme.id, "after": after, "epoch": named })).await;
        assert_eq!(ack["epoch"], epoch);
        let resync = socket.event("resync").await;
        assert_eq!(resync, json!({ "business": world.acme.id, "epoch": epoch, "head": ack["head"] }));
        let wamid = format!("wamid.after-{after}");
        world.bus.publish_changes(&[change(&world.acme, &wamid, 0)]).await.unwrap();
        assert_eq!(socket.event("change").await["wamid"], wamid.as_str());
    }
    // More than a replay brings.
    publish(&world.bus, &world.acme, 10, 5_200).await;
    relayed(&pod, head + 2 + 5_190).await;
    let (mut socket, _) = follow(&pod, &token, json!({ "business": world.acme.id, "after": head, "epoch": epoch })).await;
    socket.event("resync").await;
    assert_eq!(pod.metric("live_resyncs_total"), 3.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bus_may_go_and_come_back_while_sockets_stay() {
    let mut world = World::new().await;
    world.person("ada@example.com", false, &[(&world.acme, "agent")]);
    let pod = world.pod().await;
    let token = pod.sign_in(&world, "ada@example.com").await.token;
    let (mut socket, ack) = follow(&pod, &token, json!({ "business": world.acme.id })).await;
    let mut seen = Vec::new();
    publish(&world.bus, &world.acme, 0, 5).await;
    until(&mut socket, "wamid.4", &mut seen).await;
    world.nats.kill();
    world.nats.start().await;
    let changes: Vec<Change> = (5..10).map(|n| change(&world.acme, &format!("wamid.{n}"), 0)).collect();
    eventually("the bus takes changes again", async || world.bus.publish_changes(&changes).await.is_ok()).await;
    until(&mut socket, "wamid.9", &mut seen).await;
    assert_eq!(names(&seen), numbered(0, 10));
    // And when it lost everything, sequences begin again and everybody refetches.
    world.nats.kill();
    world.nats.wipe();
    world.nats.start().await;
    eventually("the streams are made again", async || world.bus.ensure_shared(stream::topology::Durability { replicas: 1 }).await.is_ok())
        .await;
    let resync = socket.event("resync").await;
    assert_ne!(resync["epoch"], ack["epoch"]);
    assert_eq!(resync["head"], 0);
    world.bus.publish_changes(&[change(&world.acme, "wamid.new", 0)]).await.unwrap();
    assert_eq!(socket.event("change").await["seq"], 1);
}

async fn publish_large(world: &World, count: usize, bytes: usize) {
    for n in 0..count {
        world.bus.publish_changes(&[change(&world.acme, &format!("wamid.{n}"), bytes)]).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_slowly_what_was_missed_is_waited_for() {
    let world = World::new().await;
    world.person("ada@example.com", false, &[(&world.acme, "agent")]);
    let pod = world.pod().await;
    let token = pod.sign_in(&world, "ada@example.com").await.token;
    let (socket, ack) = follow(&pod, &token, json!({ "business": world.acme.id })).await;
    drop(socket);
    // More than the queue and the buffers hold together, too large for a buffer to make room for many at once; and then
    // many that are kept in memory.
    publish_large(&world, 1_500, 48_000).await;
    publish(&world.bus, &world.acme, 1_500, 1_600).await;
    let mut socket = Socket::connect(&pod.url, &token).await.unwrap();
    socket.emit("subscribe", json!({ "business": world.acme.id, "after": ack["head"], "epoch": ack["epoch"] })).await;
    let mut seen = Vec::new();
    let answer = loop {
        match socket.next().await {
            Packet::Event(_, change) => seen.push(change["wamid"].as_str().unwrap().to_owned()),
            Packet::Ack(_, answer) => break answer,
            Packet::Closed => panic!("cut off after {} changes", seen.len()),
        }
        // So slow that the queue stays full.
        sleep(Duration::from_millis(1)).await;
    };
    assert_eq!(answer["ok"], true, "{answer}");
    assert_eq!(seen, numbered(0, 1_600));
    publish(&world.bus, &world.acme, 1_600, 1_601).await;
    assert_eq!(socket.event("change").await["wamid"], "wamid.1600");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_too_slowly_is_cut_off_and_gets_everything_by_returning() {
    let world = World::new().await;
    world.person("ada@example.com", false, &[(&world.acme, "agent")]);
    let pod = world.pod().await;
    let token = pod.sign_in(&world, "ada@example.com").await.token;
    let (mut slow, ack) = follow(&pod, &token, json!({ "business": world.acme.id })).await;
    // Far more than the sockets' buffers hold, while nobody reads.
    publish_large(&world, 4_000, 8_000).await;
    eventually("the slow socket is noticed", async || pod.metric("live_slow_sockets_total") > 0.0).await;
    let mut seen: Vec<(u64, String)> = Vec::new();
    loop {
        match slow.next().await {
            Packet::Event(name, change) if name == "change" => {
                seen.push((change["seq"].as_u64().unwrap(), change["wamid"].as_str().unwrap().to_owned()));
            }
            Packet::Closed => break,
            _ => {}
        }
    }
    assert!(seen.len() < 4_000);
    let back = json!({ "business": world.acme.id, "after": seen.last().unwrap().0, "epoch": ack["epoch"] });
    let mut socket = Socket::connect(&pod.url, &token).await.unwrap();
    socket.emit("subscribe", back).await;
    until(&mut socket, "wamid.3999", &mut seen).await;
    assert_eq!(names(&seen), numbered(0, 4_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_clients_that_emit_at_once_are_all_answered() {
    let world = World::new().await;
    world.person("ada@example.com", false, &[(&world.acme, "agent")]);
    let pod = Arc::new(world.pod().await);
    let token: Arc<str> = pod.sign_in(&world, "ada@example.com").await.token.into();
    let clients = (0..1_000).map(|_| {
        let (pod, token, request) = (Arc::clone(&pod), Arc::clone(&token), json!({ "business": world.acme.id }));
        tokio::spawn(async move { follow(&pod, &token, request).await.0 })
    });
    let mut sockets: Vec<Socket> = join_all(clients).await.into_iter().map(Result::unwrap).collect();
    publish(&world.bus, &world.acme, 0, 3).await;
    for socket in &mut sockets {
        let mut seen = Vec::new();
        until(socket, "wamid.2", &mut seen).await;
        assert_eq!(names(&seen), numbered(0, 3));
    }
    // Counted after it is sent.
    eventually("all of it is counted", async || pod.metric("live_deliveries_total") == 3_000.0).await;
    drop(sockets);
    eventually("all of them are forgotten", async || pod.metric("live_sockets") == 0.0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sockets_live_as_long_as_their_token_or_the_one_that_follows_it() {
    let world = World::new().await;
    world.person("ada@example.com", false, &[(&world.acme, "agent")]);
    world.person("bob@example.com", false, &[]);
    let pod = world.pod().await;
    for token in ["", "x.y.z"] {
        assert_eq!(Socket::connect(&pod.url, token).await.err().as_deref(), Some("unauthenticated"));
    }
    let request = json!({ "business": world.acme.id });
    let first = pod.sign_in(&world, "ada@example.com").await;
    let bob = pod.sign_in(&world, "bob@example.com").await.token;
    let (mut expiring, _) = follow(&pod, &first.token, request.clone()).await;
    let (mut renewed, _) = follow(&pod, &first.token, request).await;
    world.clock.advance(SignedDuration::from_secs(600));
    let second = pod.sign_in(&world, "ada@example.com").await.token;
    assert_eq!(renewed.ask("authenticate", json!({ "token": bob })).await, json!({ "error": "unauthenticated" }));
    assert_eq!(renewed.ask("authenticate", json!({ "token": second })).await, json!({ "ok": true }));
    world.clock.advance(SignedDuration::from_secs(301));
    expiring.closed().await;
    publish(&world.bus, &world.acme, 0, 1).await;
    assert_eq!(renewed.event("change").await["wamid"], "wamid.0");
    assert_eq!(Socket::connect(&pod.url, &first.token).await.err().as_deref(), Some("unauthenticated"));
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_sessions_sockets_on_all_pods() {
    let world = World::new().await;
    world.person("ada@example.com", false, &[(&world.acme, "agent")]);
    let (one, two) = (world.pod().await, world.pod().await);
    eventually("both pods hear signals", async || one.metric("redis_pubsub_connected") + two.metric("redis_pubsub_connected") == 2.0).await;
    let (here, elsewhere) = (one.sign_in(&world, "ada@example.com").await, one.sign_in(&world, "ada@example.com").await);
    let request = json!({ "business": world.acme.id });
    let (mut ends, _) = follow(&two, &here.token, request.clone()).await;
    let (mut stays, _) = follow(&two, &elsewhere.token, request).await;
    let logout = world.http.post(format!("{}/api/v1/auth/logout", one.url)).header("cookie", here.cookie.unwrap());
    assert_eq!(logout.send().await.unwrap().status(), StatusCode::NO_CONTENT);
    ends.closed().await;
    publish(&world.bus, &world.acme, 0, 1).await;
    assert_eq!(stays.event("change").await["wamid"], "wamid.0");
}

#[tokio::test(flavor = "multi_thread")]
async fn colleagues_see_each_other_across_pods_while_redis_is_there_and_work_on_without() {
    let mut world = World::new().await;
    world.person("ada@example.com", false, &[(&world.acme, "agent")]);
    world.person("bob@example.com", false, &[(&world.acme, "agent")]);
    let (one, two) = (world.pod().await, world.pod().await);
    eventually("both pods hear signals", async || one.metric("redis_pubsub_connected") + two.metric("redis_pubsub_connected") == 2.0).await;
    let request = json!({ "business": world.acme.id });
    let (mut ada, _) = follow(&one, &one.sign_in(&world, "ada@example.com").await.token, request.clone()).await;
    let (bob, _) = follow(&two, &two.sign_in(&world, "bob@example.com").await.token, request).await;
    let there =
        |event: &Value| event["users"].as_array().unwrap().iter().map(|user| user["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    while there(&ada.event("presence").await) != ["Person ada@example.com", "Person bob@example.com"] {}
    drop(bob);
    while there(&ada.event("presence").await) != ["Person ada@example.com"] {}
    world.kill_redis();
    eventually("the loss is noticed", async || one.metric("redis_pubsub_connected") == 0.0).await;
    publish(&world.bus, &world.acme, 0, 1).await;
    assert_eq!(ada.event("change").await["wamid"], "wamid.0");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_other_sites_get_no_socket_and_polling_is_refused() {
    let world = World::new().await;
    let pod = world.pod().await;
    let ask = async |query: &str, origin: Option<&str>| {
        let request = world.http.get(format!("{}/socket.io/?EIO=4&transport={query}", pod.url)).timeout(Duration::from_secs(5));
        let request = if let Some(origin) = origin { request.header("origin", origin) } else { request };
        request.send().await.unwrap().status()
    };
    assert_eq!(ask("websocket", Some("https://evil.example")).await, StatusCode::FORBIDDEN);
    assert_eq!(ask("polling", Some(crate::world::PUBLIC_URL)).await, StatusCode::BAD_REQUEST);
    assert_ne!(ask("websocket", Some(crate::world::PUBLIC_URL)).await, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pod_that_stops_says_so_and_its_clients_lose_nothing() {
    let world = World::new().await;
    world.person("ada@example.com", false, &[(&world.acme, "agent")]);
    let (leaving, staying) = (world.pod().await, world.pod().await);
    let token = staying.sign_in(&world, "ada@example.com").await.token;
    let (mut socket, ack) = follow(&leaving, &token, json!({ "business": world.acme.id })).await;
    let mut seen = Vec::new();
    publish(&world.bus, &world.acme, 0, 5).await;
    until(&mut socket, "wamid.4", &mut seen).await;
    drop(leaving);
    socket.event("server_draining").await;
    socket.closed().await;
    publish(&world.bus, &world.acme, 5, 10).await;
    let back = json!({ "business": world.acme.id, "after": seen.last().unwrap().0, "epoch": ack["epoch"] });
    let (mut socket, _) = follow(&staying, &token, back).await;
    until(&mut socket, "wamid.9", &mut seen).await;
    assert_eq!(names(&seen), numbered(0, 10));
}
