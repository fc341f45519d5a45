//! The cache against a real Redis, there and away.

use std::time::Duration;

use cache::{Cache, CacheError, Limit, Present, Signal, SignalEvent, SocketSession};
use domain::TenantId;
use testkit::TestRedis;
use uuid::Uuid;

const HOURLY: Limit = Limit { burst: 3, count: 1, per: Duration::from_secs(3_600) };

/// A busy machine may take its time.
const TIMEOUT_MS: u64 = 20_000;

fn open(redis: &TestRedis) -> Cache {
    Cache::new(&redis.url, TIMEOUT_MS).expect("the address is right")
}

fn person(name: &str) -> Present {
    Present { id: Uuid::new_v4(), name: name.to_owned() }
}

#[tokio::test]
async fn all_processes_share_one_allowance_per_key() {
    let redis = testkit::redis().await;
    let (one, two) = (open(&redis), open(&redis));
    for (cache, remaining) in [(&one, 2), (&two, 1), (&one, 0)] {
        let verdict = cache.take("key", HOURLY).await.unwrap();
        assert!(verdict.allowed && verdict.remaining == remaining && verdict.limit == 3, "{verdict:?}");
    }
    let denied = two.take("key", HOURLY).await.unwrap();
    assert!(!denied.allowed && denied.remaining == 0, "{denied:?}");
    assert!(denied.retry_after > Duration::from_secs(3_500) && denied.retry_after <= Duration::from_secs(3_600), "{denied:?}");
    assert!(two.take("another key", HOURLY).await.unwrap().allowed);
    one.give_back("key").await.unwrap();
    assert_eq!(two.take("key", HOURLY).await.unwrap().remaining, 2);
}

#[tokio::test]
async fn taking_at_once_never_allows_more_than_the_burst() {
    let redis = testkit::redis().await;
    let cache = open(&redis);
    let verdicts = futures::future::join_all((0..200).map(|_| cache.take("key", HOURLY))).await;
    assert_eq!(verdicts.into_iter().filter(|verdict| verdict.as_ref().unwrap().allowed).count(), 3);
}

#[tokio::test]
async fn a_user_is_found_at_every_socket_until_it_ends() {
    let redis = testkit::redis().await;
    let cache = open(&redis);
    let user = Uuid::new_v4();
    let session = |socket: &str, pod: &str| SocketSession { socket: socket.into(), pod: pod.into(), user, connected_at: 1_790_000_000 };
    let (a, b) = (session("a", "api-1"), session("b", "api-2"));
    cache.keep_sessions(&[a.clone(), b.clone()]).await.unwrap();
    cache.keep_sessions(std::slice::from_ref(&a)).await.unwrap();
    let mut found = cache.sessions_of(user).await.unwrap();
    found.sort_by(|x, y| x.socket.cmp(&y.socket));
    assert_eq!(found, [a.clone(), b.clone()]);
    cache.end_session(&a).await.unwrap();
    assert_eq!(cache.sessions_of(user).await.unwrap(), [b]);
    assert!(cache.sessions_of(Uuid::new_v4()).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_person_is_present_once_until_their_last_socket_goes_or_expires() {
    let redis = testkit::redis().await;
    let cache = open(&redis);
    let acme = [TenantId::parse("acme_3f9c2a").unwrap()];
    let (ada, bob) = (person("Ada"), person("Bob"));
    cache.arrive(&acme, &bob, "c", 1_000).await.unwrap();
    cache.arrive(&acme, &ada, "a", 1_000).await.unwrap();
    cache.arrive(&acme, &ada, "b", 1_050).await.unwrap();
    assert_eq!(cache.present(&acme[0], 1_000).await.unwrap(), [ada.clone(), bob.clone()]);
    cache.leave(&acme, &ada, "a").await.unwrap();
    assert_eq!(cache.present(&acme[0], 1_000).await.unwrap(), [ada.clone(), bob]);
    // Bob's entry was not refreshed.
    assert_eq!(cache.present(&acme[0], 1_000 + cache::presence::PRESENCE_TTL_S).await.unwrap(), std::slice::from_ref(&ada));
    cache.leave(&acme, &ada, "b").await.unwrap();
    assert!(cache.present(&acme[0], 1_000).await.unwrap().is_empty());
}

#[tokio::test]
async fn signals_reach_everybody_who_listens() {
    let redis = testkit::redis().await;
    let cache = open(&redis);
    let (mut one, mut two) = (cache.read_signals(), cache.read_signals());
    assert_eq!((one.next().await, two.next().await), (SignalEvent::Connected, SignalEvent::Connected));
    let signal = Signal::SessionEnded { session: Uuid::new_v4() };
    cache.signal(&signal).await.unwrap();
    assert_eq!(one.next().await, SignalEvent::Signal(signal.clone()));
    assert_eq!(two.next().await, SignalEvent::Signal(signal));
    drop(redis);
    assert_eq!(one.next().await, SignalEvent::Disconnected);
}

#[tokio::test]
async fn without_redis_a_call_fails_and_those_after_it_at_once() {
    let redis = testkit::redis().await;
    let cache = open(&redis);
    assert!(cache.take("key", HOURLY).await.unwrap().allowed);
    drop(redis);
    assert!(cache.take("key", HOURLY).await.is_err());
    assert!(matches!(cache.take("key", HOURLY).await, Err(CacheError::Paused { .. })));
    assert!(matches!(Cache::new("no address", TIMEOUT_MS), Err(CacheError::Url(_))));
}
