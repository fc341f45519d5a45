use domain::{ChangeKind, Clock, ConversationState};
use jiff::{SignedDuration, Timestamp};

use crate::world::{World, until, webhook};

/// The machine's time, standing still, without what PostgreSQL would round.
fn whole_seconds() -> Clock {
    Clock::by_hand(Timestamp::from_second(Clock::machine().now().as_second()).unwrap())
}

/// A conversation that is snoozed for an hour from the clock's time.
async fn snoozed(world: &World, clock: &Clock) {
    let worker = world.start().await;
    world.publish(&[webhook("wamid.A", "4915112345678", 0)]).await;
    world.settled().await;
    worker.stopped().await;
    let (schema, over) = (world.acme.schema(), clock.now() + SignedDuration::from_hours(1));
    world.postgres.execute(&format!("update {schema}.conversations set state = 'snoozed', snoozed_until = '{over}', revision = 1"));
}

#[tokio::test]
async fn a_snooze_ends_at_its_time_and_is_announced_once_by_however_many_workers() {
    let world = World::new().await;
    let clock = whole_seconds();
    snoozed(&world, &clock).await;
    let (one, two) = (world.sweep(&clock).await, world.sweep(&clock).await);
    clock.advance(SignedDuration::from_mins(59));
    let swept = world.metrics.sweeps.get();
    until("they have looked", async || world.metrics.sweeps.get() > swept + 4).await;
    assert_eq!(world.acme("select state from conversations"), "snoozed");
    clock.advance(SignedDuration::from_mins(1));
    until("it is open and announced", async || world.acme("select state, snoozed_until is null from conversations") == "open|t").await;
    one.stopped().await;
    two.stopped().await;
    let changes = world.changes().await;
    let thread = changes[1].thread.as_ref().unwrap();
    assert_eq!((changes.len(), changes[1].kind), (2, ChangeKind::Conversation));
    assert_eq!((thread.state, thread.snoozed_until, thread.unread), (ConversationState::Open, None, 1));
}

#[tokio::test]
async fn what_was_woken_while_the_bus_was_away_is_announced_when_it_is_back() {
    let mut world = World::new().await;
    let clock = whole_seconds();
    snoozed(&world, &clock).await;
    let sweep = world.sweep(&clock).await;
    world.nats.kill();
    clock.advance(SignedDuration::from_hours(1));
    until("it has tried", async || world.metrics.retries.with_label_values(&["sweep"]).get() >= 1).await;
    assert_eq!(world.acme("select state, snoozed_until is null from conversations"), "open|f");
    world.nats.start().await;
    until("it is announced", async || world.acme("select snoozed_until is null from conversations") == "t").await;
    sweep.stopped().await;
    assert_eq!(world.changes().await.last().unwrap().kind, ChangeKind::Conversation);
}

#[tokio::test]
async fn kept_answers_expire_after_a_day() {
    let world = World::new().await;
    let clock = Clock::machine();
    let (schema, now) = (world.acme.schema(), clock.now());
    for (key, hours) in [("old", 25), ("young", 23)] {
        let at = now - SignedDuration::from_hours(hours);
        world.postgres.execute(&format!(
            "insert into {schema}.idempotency_keys (actor, key, fingerprint, status, answer, created_at)
             values (gen_random_uuid(), '{key}', '', 200, '{{}}', '{at}')"
        ));
    }
    let sweep = world.sweep(&clock).await;
    until("one is gone", async || world.acme("select string_agg(key, ' ') from idempotency_keys") == "young").await;
    sweep.stopped().await;
    assert_eq!(world.metrics.forgotten.get(), 1);
}
