use std::{collections::BTreeSet, time::Duration};

use domain::{Change, ChangeKind};
use serde_json::json;
use stream::delivery::{FetchLimits, ack_all};

use crate::world::{LIMITS, World, body, change, entries, status, text, until, value, webhook};

#[tokio::test]
async fn a_webhook_is_stored_announced_and_acknowledged() {
    let world = World::new().await;
    let worker = world.start().await;
    world.publish(&[webhook("wamid.A", "4915112345678", 0), webhook("wamid.B", "4915112345678", 1)]).await;
    world.settled().await;
    worker.stopped().await;
    assert_eq!(
        world.acme("select string_agg(wamid || ' ' || body, ', ' order by occurred_at) from messages"),
        "wamid.A body of wamid.A, wamid.B body of wamid.B"
    );
    let changes = world.changes().await;
    assert_eq!(
        changes.iter().map(|change| change.id).collect::<Vec<_>>(),
        ["wamid.A", "wamid.B"].map(|wamid| Change::id_of_message(&world.acme, wamid))
    );
    let (item, thread) = (changes[1].item.as_ref().unwrap(), changes[1].thread.as_ref().unwrap());
    assert_eq!((item.sender.name.as_deref(), thread.unread), (Some("Ada"), 2));
}

#[tokio::test]
async fn the_same_webhook_fifty_times_is_one_row_and_one_change() {
    let world = World::new().await;
    for _ in 0..25 {
        world.publish(&[webhook("wamid.A", "4915112345678", 0), webhook("wamid.A", "4915112345678", 0)]).await;
    }
    let (one, two) = (world.start().await, world.start().await);
    world.settled().await;
    one.stopped().await;
    two.stopped().await;
    assert_eq!(world.acme("select count(*), sum(v.unread) from messages m join conversations v on v.id = m.conversation_id"), "1|1");
    assert_eq!(world.changes().await.len(), 1);
}

#[tokio::test]
async fn in_one_payload_with_everything_the_good_is_stored_and_the_bad_is_parked() {
    let world = World::new().await;
    let three = |from: &str, n: i64| value(&(0..3).map(|i| text(&format!("wamid.{}", n + i), from, n + i)).collect::<Vec<_>>(), &[]);
    let unknown = json!({"from": "4915112345678", "id": "wamid.new", "timestamp": "1795000100", "type": "hologram", "hologram": {"x": 1}});
    let malformed = json!({"from": "4915112345678", "type": "text", "text": {"body": "no id, no time"}});
    let mixed = value(&[text("wamid.last", "4915112345678", 90), unknown, malformed], &[status("wamid.ours", "delivered", 5)]);
    world
        .publish(&[entries(&[
            vec![change("messages", three("4915112345678", 10)), change("messages", three("33612345678", 20))],
            vec![change("messages", mixed), change("account_update", json!({"event": "VERIFIED_ACCOUNT", "phone_number": "15550783881"}))],
        ])])
        .await;
    world.publish(&[b"{\"object\": \"whatsapp_business_account\", \"entry\": [".to_vec()]).await;
    let worker = world.start().await;
    world.settled().await;
    worker.stopped().await;
    assert_eq!(world.acme("select count(*) from messages"), "8");
    assert_eq!(world.acme("select kind, content -> 'hologram' ->> 'x' from messages where wamid = 'wamid.new'"), "hologram|1");
    assert_eq!(world.acme("select wamid, status from message_statuses"), "wamid.ours|delivered");
    assert_eq!(world.acme("select field, content ->> 'event' from provider_events"), "account_update|VERIFIED_ACCOUNT");
    let parked = world.acme("select reason, convert_from(body, 'UTF8') from parked order by length(reason)");
    let parked: Vec<&str> = parked.lines().collect();
    assert_eq!(parked.len(), 2, "{parked:?}");
    assert!(parked.iter().any(|row| row.starts_with("an item has no id|") && row.contains("no id, no time")), "{parked:?}");
    assert!(parked.iter().any(|row| row.starts_with("the body is not valid JSON") && row.ends_with("\"entry\": [")), "{parked:?}");
}

#[tokio::test]
async fn what_postgres_refuses_is_parked_alone() {
    let world = World::new().await;
    let schema = world.acme.schema();
    world.postgres.execute(&format!("alter table {schema}.messages add check (body <> 'body of wamid.13')"));
    world.publish(&(0..40).map(|n| webhook(&format!("wamid.{n}"), "4915112345678", n)).collect::<Vec<_>>()).await;
    let worker = world.start().await;
    world.settled().await;
    worker.stopped().await;
    assert_eq!(world.acme("select count(*) from messages"), "39");
    assert_eq!(world.acme("select convert_from(body, 'UTF8')::jsonb ->> 'id' from parked"), "wamid.13");
    assert_eq!(world.changes().await.len(), 39);
    assert_eq!(world.metrics.parked.with_label_values(&["refused"]).get(), 1);
}

#[tokio::test]
async fn nul_characters_and_lone_surrogates_are_stored_replaced() {
    let world = World::new().await;
    let nul = r#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{
        "metadata":{"phone_number_id":"106540352242922"},"contacts":[{"profile":{"name":"A\u0000da"},"wa_id":"49"}],
        "messages":[{"from":"49","id":"wamid.A","timestamp":"1795000000","type":"text","text":{"body":"a\u0000b \ud83d"}}]}}]}]}"#;
    world.publish(&[nul.into()]).await;
    let worker = world.start().await;
    world.settled().await;
    worker.stopped().await;
    assert_eq!(
        world.acme("select m.body, c.name, m.content -> 'text' ->> 'body' from messages m join contacts c on c.id = m.contact_id"),
        "a\u{FFFD}b \u{FFFD}|A\u{FFFD}da|a\u{FFFD}b \u{FFFD}"
    );
    assert_eq!(world.acme("select count(*) from parked"), "0");
}

#[tokio::test]
async fn statuses_that_come_before_their_message_wait_for_it() {
    let world = World::new().await;
    let worker = world.start().await;
    world.publish(&[body(&[change("messages", value(&[], &[status("wamid.E", "read", 2), status("wamid.E", "sent", 0)]))])]).await;
    world.settled().await;
    let echo = json!({"from": "15550783881", "to": "4915112345678", "id": "wamid.E", "timestamp": "1795000000", "type": "text", "text": {"body": "from the phone"}});
    let echoes = json!({"messaging_product": "whatsapp", "metadata": {"display_phone_number": "15550783881", "phone_number_id": "106540352242922"}, "message_echoes": [echo]});
    world.publish(&[body(&[change("smb_message_echoes", echoes)])]).await;
    world.settled().await;
    worker.stopped().await;
    assert_eq!(world.acme("select direction, status, echo from messages"), "out|read|t");
    let changes = world.changes().await;
    assert_eq!((changes.len(), changes[0].kind, changes[0].status.as_deref()), (1, ChangeKind::Message, Some("read")));
}

#[tokio::test]
async fn a_crash_at_any_moment_loses_neither_row_nor_change() {
    let world = World::new().await;
    let inbound = world.inbound().await;
    let inbox = world.bus.inbox(&world.acme).await.unwrap();
    let mut expected = BTreeSet::new();
    // What was published is there, however busy the server is.
    let patient = FetchLimits { wait_ms: 20_000, ..LIMITS };
    for round in 0..40_u64 {
        let wamid = format!("wamid.{round}");
        let bodies = [webhook(&wamid, "4915112345678", 0), body(&[change("messages", value(&[], &[status("wamid.none", "sent", 0)]))])];
        world.publish(&bodies).await;
        expected.insert(Change::id_of_message(&world.acme, &wamid));
        let deliveries = inbox.fetch(patient).await.unwrap();
        // Dropped in the middle, between any two awaits: before, during or after the commit, or while publishing.
        let crashed = tokio::time::timeout(Duration::from_micros(round * 300), inbound.handle(&deliveries)).await;
        if crashed.is_ok() {
            ack_all(&deliveries).await.unwrap();
            continue;
        }
        for delivery in &deliveries {
            delivery.retry_in(1).await.unwrap();
        }
        let again = inbox.fetch(patient).await.unwrap();
        assert!(again.iter().all(stream::Delivery::is_redelivery) && !again.is_empty());
        inbound.handle(&again).await;
        ack_all(&again).await.unwrap();
    }
    assert_eq!(world.acme("select count(*), count(distinct wamid) from messages"), "40|40");
    let announced: BTreeSet<_> = world.changes().await.iter().map(|change| change.id).collect();
    assert_eq!(announced, expected);
}

#[tokio::test]
async fn a_delivery_that_is_no_envelope_goes_to_dead_and_its_neighbours_are_stored() {
    let world = World::new().await;
    world.publish(&[webhook("wamid.A", "4915112345678", 0)]).await;
    world.nats.publish(&format!("ingest.{}", world.acme), b"no envelope");
    world.publish(&[webhook("wamid.B", "4915112345678", 1)]).await;
    let worker = world.start().await;
    until("both are stored", async || world.acme("select count(*) from messages") == "2").await;
    world.settled().await;
    worker.stopped().await;
    assert_eq!(world.metrics.settled.with_label_values(&["dead"]).get(), 1);
}

#[tokio::test]
async fn two_workers_share_a_tenant_without_loss_or_duplicate() {
    let world = World::new().await;
    let (one, two) = (world.start().await, world.start().await);
    for n in 0..200 {
        let bodies: Vec<_> = (0..5).map(|k| webhook(&format!("wamid.{}", n * 5 + k), &format!("4915{}", (n + k) % 7), n)).collect();
        world.publish(&bodies).await;
    }
    world.settled().await;
    one.stopped().await;
    two.stopped().await;
    assert_eq!(world.acme("select count(*), count(distinct wamid) from messages"), "1000|1000");
    assert_eq!(world.acme("select sum(unread), count(*) from conversations"), "1000|7");
    assert_eq!(world.changes().await.len(), 1000);
}

#[tokio::test]
async fn a_batch_of_thousands_is_stored_and_announced_whole() {
    let world = World::new().await;
    for n in 0..50 {
        let bodies: Vec<_> = (0..100).map(|k| webhook(&format!("wamid.{}", n * 100 + k), &format!("4915{k}"), n)).collect();
        world.publish(&bodies).await;
    }
    let worker = world.start().await;
    world.settled().await;
    worker.stopped().await;
    assert_eq!(world.acme("select count(*), count(distinct wamid) from messages"), "5000|5000");
    assert_eq!(world.changes().await.len(), 5000);
}
