//! The bus against a real NATS server: what is acknowledged is there, in order, also after losses.
#![expect(clippy::unwrap_used, reason = "a test that meets an error has failed")]

use std::time::Duration;

use domain::{Change, ChangeKind, TenantId};
use jiff::Timestamp;
use stream::{
    Bus, DirectoryEntry, Envelope,
    changes::{ChangesEvent, Replay},
    delivery::{FetchLimits, ack_all},
    envelope,
    topology::Durability,
};
use uuid::Uuid;

const ONE_COPY: Durability = Durability { replicas: 1 };
const LIMITS: FetchLimits = FetchLimits { messages_max: 100, bytes_max: 1 << 20, wait_ms: 5_000 };

fn acme() -> TenantId {
    TenantId::parse("acme_3f9c2a").unwrap()
}

fn globex() -> TenantId {
    TenantId::parse("globex_1b2c3d").unwrap()
}

fn body(text: &str) -> Envelope {
    Envelope { received_at: Timestamp::from_millisecond(1_790_000_000_000).unwrap(), body: text.to_owned().into() }
}

fn change(business: &TenantId, wamid: &str) -> Change {
    Change {
        id: Change::id_of_message(business, wamid),
        business: business.clone(),
        kind: ChangeKind::Message,
        at: Timestamp::UNIX_EPOCH,
        conversation: Some(Uuid::nil()),
        message: None,
        wamid: Some(wamid.to_owned()),
        status: None,
        item: None,
        thread: None,
    }
}

async fn bus(server: &testkit::TestNats) -> Bus {
    let bus = Bus::connect(&server.url, "test").await.unwrap();
    bus.ensure_shared(ONE_COPY).await.unwrap();
    bus
}

#[tokio::test]
async fn bodies_come_out_as_they_went_in_and_the_backlog_counts_them_until_they_are_settled() {
    let server = testkit::nats().await;
    let bus = bus(&server).await;
    bus.ensure_tenant(&acme(), 30, ONE_COPY).await.unwrap();
    bus.ensure_tenant(&acme(), 30, ONE_COPY).await.unwrap();
    bus.publish_bodies(&acme(), &[body("one"), body("two")]).await.unwrap();
    bus.publish_bodies(&acme(), &[body("three")]).await.unwrap();
    assert_eq!(bus.backlog(&acme()).await.unwrap(), 2);

    let inbox = bus.inbox(&acme()).await.unwrap();
    let deliveries = inbox.fetch(LIMITS).await.unwrap();
    let bodies: Vec<_> = deliveries.iter().flat_map(|delivery| envelope::decode(delivery.payload()).unwrap()).collect();
    assert_eq!(bodies, [body("one"), body("two"), body("three")]);
    assert_eq!(bus.backlog(&acme()).await.unwrap(), 2, "in a worker's hands is not done");

    ack_all(&deliveries).await.unwrap();
    eventually(async || bus.backlog(&acme()).await.unwrap() == 0).await;
}

#[tokio::test]
async fn a_delivery_put_back_returns_marked_as_such() {
    let server = testkit::nats().await;
    let bus = bus(&server).await;
    bus.ensure_tenant(&acme(), 30, ONE_COPY).await.unwrap();
    bus.publish_bodies(&acme(), &[body("again")]).await.unwrap();
    let inbox = bus.inbox(&acme()).await.unwrap();
    let first = inbox.fetch(LIMITS).await.unwrap();
    assert!(!first[0].is_redelivery());
    first[0].retry_in(10).await.unwrap();
    let second = inbox.fetch(LIMITS).await.unwrap();
    assert!(second[0].is_redelivery());
    assert_eq!(second[0].sequence, first[0].sequence);
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_kill_of_the_server() {
    let mut server = testkit::nats().await;
    let bus = bus(&server).await;
    bus.ensure_tenant(&acme(), 30, ONE_COPY).await.unwrap();
    bus.publish_bodies(&acme(), &[body("kept")]).await.unwrap();
    server.kill();
    assert!(bus.publish_bodies(&acme(), &[body("refused")]).await.is_err(), "no acknowledgement, no success");
    server.start().await;
    eventually(async || bus.backlog(&acme()).await.is_ok_and(|backlog| backlog >= 1)).await;
    let deliveries = bus.inbox(&acme()).await.unwrap().fetch(LIMITS).await.unwrap();
    assert_eq!(envelope::decode(deliveries[0].payload()).unwrap(), [body("kept")]);
}

#[tokio::test]
async fn a_change_published_twice_is_in_the_stream_once() {
    let server = testkit::nats().await;
    let bus = bus(&server).await;
    bus.publish_changes(&[change(&acme(), "a"), change(&acme(), "b")]).await.unwrap();
    bus.publish_changes(&[change(&acme(), "a"), change(&acme(), "c")]).await.unwrap();
    assert_eq!(bus.changes_state().await.unwrap().last_seq, 3);
}

#[tokio::test]
async fn a_reader_misses_no_change_when_the_server_is_killed_under_it() {
    let mut server = testkit::nats().await;
    let bus = bus(&server).await;
    let (mut reader, state) = bus.read_changes().await.unwrap();
    bus.publish_changes(&[change(&acme(), "before")]).await.unwrap();
    assert_eq!(next_seq(&mut reader).await, state.last_seq + 1);
    server.kill();
    server.start().await;
    eventually(async || bus.publish_changes(&[change(&globex(), "after")]).await.is_ok()).await;
    assert_eq!(next_seq(&mut reader).await, state.last_seq + 2);
}

#[tokio::test]
async fn a_stream_made_anew_is_a_new_epoch() {
    let mut server = testkit::nats().await;
    let bus = bus(&server).await;
    bus.publish_changes(&[change(&acme(), "old")]).await.unwrap();
    let (mut reader, state) = bus.read_changes().await.unwrap();
    server.kill();
    server.wipe();
    server.start().await;
    eventually(async || bus.ensure_shared(ONE_COPY).await.is_ok()).await;
    bus.publish_changes(&[change(&acme(), "new")]).await.unwrap();
    let ChangesEvent::NewEpoch(epoch) = next(&mut reader).await else { panic!("expected a new epoch first") };
    assert_ne!(epoch, state.epoch);
    assert_eq!(next_seq(&mut reader).await, 1);
}

#[tokio::test]
async fn a_replay_brings_only_the_business_s_changes_of_the_range_in_order_or_says_it_can_t() {
    let server = testkit::nats().await;
    let bus = bus(&server).await;
    let owners = [acme(), globex()];
    let changes: Vec<Change> = (0..1_200).map(|n| change(&owners[n % 2], &format!("w{n}"))).collect();
    bus.publish_changes(&changes).await.unwrap();

    let Replay::Complete(records) = bus.replay(&acme(), 100, 1_100, 10_000).await.unwrap() else { panic!("all of it is kept") };
    let seqs: Vec<u64> = records.iter().map(|record| record.seq).collect();
    assert_eq!(seqs, (101..=1_100).filter(|seq| seq % 2 == 1).collect::<Vec<_>>());
    assert!(records.iter().all(|record| record.business == acme()));
    assert_eq!(bus.replay(&acme(), 0, 1_200, 10).await.unwrap(), Replay::Impossible);
    assert_eq!(bus.replay(&acme(), 1_200, 1_200, 10).await.unwrap(), Replay::Complete(Vec::new()));
}

#[tokio::test]
async fn the_directory_is_watched_from_what_is_there_to_what_comes_and_goes() {
    let server = testkit::nats().await;
    let bus = bus(&server).await;
    let directory = bus.directory().await.unwrap();
    let mut watch = bus.watch_directory();
    assert!(watch.changed().await.is_empty(), "an empty directory is an answer");

    directory.put(&entry(acme())).await.unwrap();
    assert_eq!(watch.changed().await.len(), 1);
    directory.put(&entry(globex())).await.unwrap();
    assert_eq!(watch.changed().await.len(), 2);
    directory.remove(&acme()).await.unwrap();
    assert_eq!(watch.changed().await.keys().collect::<Vec<_>>(), [&globex()]);

    let mut late = bus.watch_directory();
    assert_eq!(late.changed().await.get(&globex()), Some(&entry(globex())));
}

fn entry(tenant_id: TenantId) -> DirectoryEntry {
    DirectoryEntry {
        tenant_id,
        business: "tenants/acme".to_owned(),
        display_name: "Acme".to_owned(),
        phone_number_ids: vec!["106540352242922".to_owned()],
        waba_id: "102290129340398".to_owned(),
        secrets: String::new(),
        ingest_per_second: 0,
        suspended: false,
    }
}

async fn next(reader: &mut stream::ChangesReader) -> ChangesEvent {
    tokio::time::timeout(Duration::from_secs(30), reader.next()).await.expect("a change comes within 30 s")
}

async fn next_seq(reader: &mut stream::ChangesReader) -> u64 {
    match next(reader).await {
        ChangesEvent::Change(record) => record.seq,
        ChangesEvent::NewEpoch(epoch) => panic!("unexpected epoch {epoch:?}"),
    }
}

async fn eventually(mut holds: impl AsyncFnMut() -> bool) {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(30);
    while !holds().await {
        assert!(tokio::time::Instant::now() < deadline, "did not become true within 30 s");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
