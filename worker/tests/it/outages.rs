use crate::world::{World, until, webhook};

#[tokio::test]
async fn while_postgres_is_away_nothing_is_lost_and_it_goes_on_by_itself() {
    let world = World::new().await;
    let worker = world.start().await;
    world.publish(&[webhook("wamid.A", "4915112345678", 0)]).await;
    world.settled().await;
    world.postgres.refuse();
    for n in 0..20 {
        world.publish(&[webhook(&format!("wamid.{n}"), "4915112345678", n)]).await;
    }
    until("it has tried", async || world.metrics.retries.with_label_values(&["store"]).get() >= 2).await;
    world.postgres.allow();
    world.settled().await;
    worker.stopped().await;
    assert_eq!(world.acme("select count(*), count(distinct wamid) from messages"), "21|21");
    assert_eq!(world.changes().await.len(), 21);
}

#[tokio::test]
async fn after_the_bus_was_killed_it_goes_on_by_itself() {
    let mut world = World::new().await;
    let worker = world.start().await;
    world.publish(&[webhook("wamid.A", "4915112345678", 0)]).await;
    world.settled().await;
    world.nats.kill();
    until("it has noticed", async || world.metrics.retries.with_label_values(&["fetch"]).get() >= 1).await;
    world.nats.start().await;
    until("the bus is back", async || world.bus.backlog(&world.acme).await.is_ok()).await;
    world.publish(&[webhook("wamid.B", "4915112345678", 1)]).await;
    until("the second is stored", async || world.acme("select count(*) from messages") == "2").await;
    world.settled().await;
    worker.stopped().await;
    assert_eq!(world.changes().await.len(), 2);
}
