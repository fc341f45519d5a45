use std::{collections::BTreeSet, str::FromStr as _};

use domain::{Change, ChangeKind, ConversationState};
use sqlx::{Connection as _, postgres::PgConnectOptions};
use store::{
    StoreError,
    inbound::{Batch, InboundMessage, Parked, Person, ProviderEvent},
};
use uuid::Uuid;

use crate::world::{World, echo, message, messages, seconds, status, statuses};

#[tokio::test]
async fn fifty_duplicates_are_one_row_and_one_change() {
    let world = World::new().await;
    let batch = |_| messages(vec![message("wamid.A", "4915112345678", 0)]);
    let mut changes = 0;
    for outcome in (0..10).map(batch) {
        changes += world.record(&outcome).await.changes.len();
    }
    let forty = messages((0..40).map(|_| message("wamid.A", "4915112345678", 0)).collect());
    changes += world.record(&forty).await.changes.len();
    assert_eq!(changes, 1);
    assert_eq!(world.acme("select count(*), count(distinct conversation_id) from messages"), "1|1");
    assert_eq!(world.acme("select unread from conversations"), "1");
}

#[tokio::test]
async fn a_new_message_is_announced_with_its_item_and_thread() {
    let world = World::new().await;
    let recorded = world.record(&messages(vec![message("wamid.A", "4915112345678", 5)])).await;
    let change = &recorded.changes[0];
    assert_eq!((change.kind, change.id), (ChangeKind::Message, Change::id_of_message(&world.acme, "wamid.A")));
    let (item, thread) = (change.item.as_ref().unwrap(), change.thread.as_ref().unwrap());
    assert_eq!((item.body.as_deref(), item.occurred_at), (Some("body of wamid.A"), seconds(5)));
    assert_eq!((item.sender.wa_id.as_deref(), item.sender.name.as_deref()), (Some("4915112345678"), Some("Ada")));
    assert_eq!((thread.id, thread.unread, thread.state), (item.conversation_id, 1, ConversationState::Open));
    assert_eq!(thread.last_message.as_ref().unwrap().body.as_deref(), Some("body of wamid.A"));
    assert_eq!(thread.last_inbound_at, Some(seconds(5)));
}

#[tokio::test]
async fn an_album_from_a_stranger_is_one_conversation_in_the_providers_order() {
    let world = World::new().await;
    let album: Vec<_> = (0..11).map(|n| message(&format!("wamid.{n:02}"), "4915112345678", n)).rev().collect();
    for part in album.chunks(4) {
        world.record(&messages(part.to_vec())).await;
    }
    assert_eq!(world.acme("select (select count(*) from contacts), (select count(*) from conversations)"), "1|1");
    assert_eq!(
        world.acme("select string_agg(wamid, ' ' order by occurred_at, id) from messages"),
        (0..11).map(|n| format!("wamid.{n:02}")).collect::<Vec<_>>().join(" ")
    );
    let last = "select m.wamid, v.unread from conversations v join messages m on m.id = v.last_message_id";
    assert_eq!(world.acme(last), "wamid.10|11");
}

#[tokio::test]
async fn statuses_end_alike_in_every_order_before_and_after_the_message() {
    let world = World::new().await;
    let words = ["sent", "delivered", "read", "failed"];
    let mut cases = 0;
    for order in permutations(&words) {
        for place in 0..=order.len() {
            let wamid = format!("wamid.{cases}");
            for (index, word) in order.iter().enumerate() {
                if index == place {
                    world.record(&messages(vec![echo(&wamid, "4915112345678", 0)])).await;
                }
                let at = i64::try_from(index).unwrap();
                // Twice: what was reported once is not news.
                world.record(&statuses(vec![status(&wamid, word, at), status(&wamid, word, at)])).await;
            }
            if place == order.len() {
                world.record(&messages(vec![echo(&wamid, "4915112345678", 0)])).await;
            }
            cases += 1;
        }
    }
    assert_eq!(cases, 120);
    assert_eq!(world.acme("select status, error_code, count(*) from messages group by 1, 2"), "read||120");
    assert_eq!(world.acme("select count(*) from message_statuses"), "480");
}

#[tokio::test]
async fn delivered_overrules_failed_and_a_status_that_is_no_step_forward_is_no_change() {
    let world = World::new().await;
    world.record(&messages(vec![echo("wamid.A", "4915112345678", 0)])).await;
    let failed = world.record(&statuses(vec![status("wamid.A", "failed", 1)])).await;
    assert_eq!(failed.changes[0].status.as_deref(), Some("failed"));
    assert_eq!(world.acme("select error_code from messages"), "131026");
    let delivered = world.record(&statuses(vec![status("wamid.A", "delivered", 2), status("wamid.A", "warning", 3)])).await;
    assert_eq!((delivered.changes.len(), delivered.statuses), (1, 2));
    assert_eq!(delivered.changes[0].thread.as_ref().unwrap().last_message.as_ref().unwrap().status.as_deref(), Some("delivered"));
    let late = world.record(&statuses(vec![status("wamid.A", "sent", 0)])).await;
    assert_eq!((late.changes.len(), late.statuses), (0, 1));
    assert_eq!(world.acme("select status, error_code from messages"), "delivered|");
}

#[tokio::test]
async fn statuses_and_their_messages_meet_also_when_two_workers_store_them_at_once() {
    let world = World::new().await;
    for round in 0..60 {
        let wamids: Vec<String> = (0..5).map(|n| format!("wamid.{round}.{n}")).collect();
        let sent = messages(wamids.iter().map(|wamid| echo(wamid, "4915112345678", round)).collect());
        let read = statuses(wamids.iter().map(|wamid| status(wamid, "read", round)).collect());
        tokio::join!(world.record(&sent), world.record(&read));
    }
    assert_eq!(world.acme("select status, count(*) from messages group by 1"), "read|300");
}

#[tokio::test]
async fn workers_that_share_a_tenant_neither_deadlock_nor_duplicate() {
    let world = std::sync::Arc::new(World::new().await);
    let workers = (0..4_u64).map(|worker| {
        let world = world.clone();
        tokio::spawn(async move {
            for round in 0..30_u64 {
                // Overlapping contacts in different orders, and every message twice over the workers.
                let mut batch: Vec<InboundMessage<'static>> = (0..40_u64)
                    .map(|n| {
                        let contact = (n * (7 + worker) + round) % 25;
                        let id = (worker / 2) * 10_000 + round * 100 + n;
                        let mut it = message(&format!("wamid.{id}"), &format!("49151{}", id % 25), i64::try_from(id).unwrap());
                        if contact % 3 == 0 {
                            it.person.user_id = Some(format!("DE.{}", id % 25).into());
                        }
                        it.person.name = Some(format!("Ada {}", contact % 2).into());
                        it
                    })
                    .collect();
                if worker % 2 == 1 {
                    batch.reverse();
                }
                world.record(&messages(batch)).await;
            }
        })
    });
    for worker in workers.collect::<Vec<_>>() {
        worker.await.unwrap();
    }
    assert_eq!(world.acme("select count(*), count(distinct wamid) from messages"), "2400|2400");
    assert_eq!(world.acme("select sum(unread), count(*) from conversations"), "2400|25");
    let newest = "select count(*) from conversations v where (last_message_at, last_message_id) <>
        (select occurred_at, id from messages m where m.conversation_id = v.id order by occurred_at desc, id desc limit 1)";
    assert_eq!(world.acme(newest), "0");
}

/// A connection to acme's schema that transactions can be held open on.
async fn another_worker(world: &World) -> sqlx::PgConnection {
    let options = PgConnectOptions::from_str(&world.postgres.url).unwrap().options([("search_path", world.acme.schema())]);
    sqlx::PgConnection::connect_with(&options).await.unwrap()
}

/// Waits until all of these wait for what somebody else holds.
async fn all_wait<T>(world: &World, workers: &[tokio::task::JoinHandle<T>]) {
    let waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    while world.postgres.query(waiting) != workers.len().to_string() {
        assert!(workers.iter().all(|worker| !worker.is_finished()), "a worker did not wait");
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn an_id_that_another_worker_gives_away_meanwhile_is_looked_up_again() {
    let world = std::sync::Arc::new(World::new().await);
    world.record(&messages(vec![message("wamid.A", "4915112345678", 0)])).await;
    let mut other = another_worker(&world).await;
    sqlx::raw_sql("begin; insert into contacts (id, user_id) values (gen_random_uuid(), 'DE.1')").execute(&mut other).await.unwrap();

    let mut both = message("wamid.B", "4915112345678", 1);
    both.person.user_id = Some("DE.1".into());
    let recording = tokio::spawn({
        let world = world.clone();
        async move { world.record(&messages(vec![both])).await }
    });
    all_wait(&world, std::slice::from_ref(&recording)).await;
    sqlx::raw_sql("commit").execute(&mut other).await.unwrap();
    assert_eq!(recording.await.unwrap().messages, 1);
    let whose = "select m.wamid, c.wa_id, c.user_id from messages m join contacts c on c.id = m.contact_id order by 1";
    assert_eq!(world.acme(whose), "wamid.A|4915112345678|\nwamid.B||DE.1");
}

#[tokio::test]
async fn a_contact_that_another_worker_makes_meanwhile_is_nobody_else() {
    let world = std::sync::Arc::new(World::new().await);
    let mut other = another_worker(&world).await;
    // Nobody inserts while this is held, so that both workers have looked before either inserts.
    sqlx::raw_sql("begin; lock table contacts in share row exclusive mode").execute(&mut other).await.unwrap();
    let workers = [None, Some("DE.1")].map(|user_id| {
        let world = world.clone();
        let mut one = message(&format!("wamid.{user_id:?}"), "4915112345678", 0);
        one.person.user_id = user_id.map(Into::into);
        tokio::spawn(async move { world.record(&messages(vec![one])).await })
    });
    all_wait(&world, &workers).await;
    sqlx::raw_sql("commit").execute(&mut other).await.unwrap();
    for worker in workers {
        assert_eq!(worker.await.unwrap().messages, 1);
    }
    assert_eq!(world.acme("select wa_id, user_id from contacts"), "4915112345678|DE.1");
}

#[tokio::test]
async fn a_redelivered_item_is_announced_again_with_the_same_id() {
    let world = World::new().await;
    let first = world.record(&messages(vec![echo("wamid.A", "4915112345678", 0)])).await;
    let moved = world.record(&statuses(vec![status("wamid.A", "sent", 1), status("wamid.A", "delivered", 2)])).await;
    let again = |batch: Batch<'static>| Batch {
        messages: batch.messages.into_iter().map(|it| InboundMessage { redelivered: true, ..it }).collect(),
        statuses: batch.statuses.into_iter().map(|it| store::inbound::InboundStatus { redelivered: true, ..it }).collect(),
        ..Batch::default()
    };
    let republished = world.record(&again(messages(vec![echo("wamid.A", "4915112345678", 0)]))).await;
    assert_eq!((republished.messages, republished.changes.len()), (0, 1));
    assert_eq!(republished.changes[0].id, first.changes[0].id);
    assert_eq!(republished.changes[0].at, first.changes[0].at);
    assert_eq!(republished.changes[0].message, first.changes[0].message);
    let republished = world.record(&again(statuses(vec![status("wamid.A", "sent", 1), status("wamid.A", "delivered", 2)]))).await;
    assert_eq!(republished.changes.iter().map(|change| change.id).collect::<Vec<_>>(), [moved.changes[0].id]);
    assert_eq!(republished.changes[0].at, moved.changes[0].at);
}

#[tokio::test]
async fn one_person_is_one_contact_whichever_ids_a_message_carries() {
    let world = World::new().await;
    let from = |wamid: &str, wa_id: Option<&'static str>, user_id: Option<&'static str>| InboundMessage {
        person: Person { wa_id: wa_id.map(Into::into), user_id: user_id.map(Into::into), ..Person::default() },
        ..message(wamid, "", 0)
    };
    world.record(&messages(vec![from("1", Some("5511"), None)])).await;
    world.record(&messages(vec![from("2", Some("5511"), Some("BR.1"))])).await;
    world.record(&messages(vec![from("3", None, Some("BR.1"))])).await;
    assert_eq!(world.acme("select wa_id, user_id from contacts"), "5511|BR.1");
    assert_eq!(world.acme("select count(*) from conversations"), "1");
    // Two rows exist for what turns out to be one person: the user id decides, nothing fails.
    world.record(&messages(vec![from("4", Some("5522"), None), from("5", None, Some("BR.2"))])).await;
    let both = world.record(&messages(vec![from("6", Some("5522"), Some("BR.2"))])).await;
    assert_eq!(both.changes[0].item.as_ref().unwrap().sender.user_id.as_deref(), Some("BR.2"));
    // A number that changed hands.
    world.record(&messages(vec![from("7", Some("5511"), Some("BR.3"))])).await;
    let rows: BTreeSet<String> = world.acme("select wa_id, user_id from contacts").lines().map(str::to_owned).collect();
    assert_eq!(rows, ["5511|BR.1", "5522|", "|BR.2", "|BR.3"].map(str::to_owned).into());
}

#[tokio::test]
async fn an_echo_is_no_unread_message_and_history_reopens_nothing() {
    let world = World::new().await;
    world.record(&messages(vec![echo("wamid.A", "4915112345678", 10)])).await;
    assert_eq!(world.acme("select unread, last_inbound_at is null from conversations"), "0|t");
    world.postgres.execute(&format!("update {}.conversations set state = 'resolved'", world.acme.schema()));
    let history = InboundMessage { live: false, ..message("wamid.B", "4915112345678", 5) };
    world.record(&messages(vec![history])).await;
    let row = "select v.unread, v.state, m.wamid from conversations v join messages m on m.id = v.last_message_id";
    assert_eq!(world.acme(row), "0|resolved|wamid.A");
    world.record(&messages(vec![message("wamid.C", "4915112345678", 20)])).await;
    assert_eq!(world.acme(row), "1|open|wamid.C");
}

#[tokio::test]
async fn a_row_that_cannot_be_stored_is_an_error_about_the_data_and_stores_nothing() {
    let world = World::new().await;
    let poison = InboundMessage { body: Some("a\0b".into()), ..message("wamid.B", "4915112345678", 1) };
    let batch = messages(vec![message("wamid.A", "4915112345678", 0), poison]);
    let error = store::inbound::record(&world.worker, &world.acme, &batch, Uuid::now_v7).await.unwrap_err();
    assert!(error.is_about_the_data(), "{error:?}");
    let broken = InboundMessage { content: "{".into(), ..message("wamid.C", "4915112345678", 1) };
    let error = store::inbound::record(&world.worker, &world.acme, &messages(vec![broken]), Uuid::now_v7).await.unwrap_err();
    assert!(error.is_about_the_data(), "{error:?}");
    assert_eq!(world.acme("select count(*) from messages"), "0");
}

#[tokio::test]
async fn events_and_parked_bytes_are_kept_once_each() {
    let world = World::new().await;
    let batch = Batch {
        events: vec![ProviderEvent {
            id: Uuid::from_u128(1),
            field: "account_update".into(),
            content: "{}".into(),
            occurred_at: seconds(0),
        }],
        parked: vec![Parked { id: Uuid::from_u128(2), reason: "bad".into(), body: b"\0\xff{".as_slice().into(), received_at: seconds(0) }],
        ..Batch::default()
    };
    assert_eq!(world.record(&batch).await.parked, 1);
    assert_eq!(world.record(&batch).await, store::inbound::Recorded::default());
    assert_eq!(world.acme("select reason, encode(body, 'hex') from parked"), "bad|00ff7b");
    assert_eq!(world.acme("select field from provider_events"), "account_update");
}

#[tokio::test]
async fn messages_of_any_month_are_stored_and_their_duplicates_found() {
    let world = World::new().await;
    let days = 86_400;
    let dates = [-4_000 * days, -40 * days, 0, 60 * days, 4_000 * days];
    for round in 0..2 {
        let batch: Vec<_> = dates.iter().enumerate().map(|(n, at)| message(&format!("wamid.{n}"), "4915112345678", *at)).collect();
        assert_eq!(world.record(&messages(batch)).await.messages, if round == 0 { 5 } else { 0 });
    }
    assert_eq!(world.acme("select count(*) from messages_default"), "2");
}

#[tokio::test]
async fn while_postgres_refuses_connections_the_error_is_transient() {
    let world = World::new().await;
    world.record(&messages(vec![message("wamid.A", "4915112345678", 0)])).await;
    world.postgres.refuse();
    let batch = messages(vec![message("wamid.B", "4915112345678", 0)]);
    let error: StoreError = store::inbound::record(&world.worker, &world.acme, &batch, Uuid::now_v7).await.unwrap_err();
    assert!(error.is_transient(), "{error:?}");
    world.postgres.allow();
    assert_eq!(world.record(&batch).await.messages, 1);
}

fn permutations<'a>(words: &[&'a str]) -> Vec<Vec<&'a str>> {
    if words.is_empty() {
        return vec![Vec::new()];
    }
    let each = words.iter().enumerate().flat_map(|(index, word)| {
        let rest: Vec<&str> = words.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, word)| *word).collect();
        permutations(&rest).into_iter().map(move |tail| [vec![*word], tail].concat())
    });
    each.collect()
}
