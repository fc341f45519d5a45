//! Delivers what is queued, and again until it is acknowledged with HTTP 200 (section 2.3).

use std::collections::HashSet;
use std::time::Duration;

use tokio::task::JoinSet;
use whatsapp::webhook::signature::AppSecret;

use crate::simulator::Simulator;
use crate::world::{Event, Post};

/// Deliveries at once.
const IN_FLIGHT_MAX: usize = 64;
/// Longest sleep, so that nothing depends on a wake-up.
const IDLE_MS_MAX: i64 = 1000;
/// The provider gives up after seven days.
const GIVE_UP_AFTER_MS: i64 = 7 * 24 * 3600 * 1000;
/// Waits before each retry: at once, then less and less often. The last one repeats.
const RETRY_AFTER_MS: [i64; 10] = [0, 2_000, 5_000, 15_000, 60_000, 300_000, 900_000, 3_600_000, 3 * 3_600_000, 12 * 3_600_000];

/// Delivers until the process stops. What is still queued stays in the journal.
pub async fn run(simulator: Simulator) {
    let mut in_flight = HashSet::new();
    let mut attempts = JoinSet::new();
    loop {
        let (due, next_in_ms) = due(&simulator, &in_flight);
        for post in due {
            in_flight.insert(post.id);
            attempts.spawn(attempt(simulator.clone(), post));
        }
        tokio::select! {
            () = simulator.stop().cancelled() => break,
            () = simulator.due().notified() => {}
            () = tokio::time::sleep(Duration::from_millis(next_in_ms.clamp(1, IDLE_MS_MAX) as u64)) => {}
            Some(done) = attempts.join_next(), if !attempts.is_empty() => {
                if let Ok(id) = done {
                    in_flight.remove(&id);
                }
            }
        }
    }
    attempts.shutdown().await;
}

/// Posts to send now, and milliseconds until the next one.
fn due(simulator: &Simulator, in_flight: &HashSet<u64>) -> (Vec<Post>, i64) {
    let now = simulator.clock().now_ms();
    simulator.read(|world| {
        let room = IN_FLIGHT_MAX - in_flight.len().min(IN_FLIGHT_MAX);
        let mut waiting = world.by_due().filter(|post| !in_flight.contains(&post.id)).peekable();
        let mut due = Vec::new();
        while due.len() < room
            && let Some(post) = waiting.next_if(|post| post.due_at_ms <= now)
        {
            due.push(post.clone());
        }
        // With no room left, the next attempt that ends wakes us.
        let next = waiting.peek().filter(|_| due.len() < room);
        let next_in_ms = next.map_or(IDLE_MS_MAX, |post| post.due_at_ms - now);
        (due, next_in_ms)
    })
}

/// One attempt and what follows from it. A post that nobody is subscribed to ends unsent: it isn't kept for whoever comes later.
async fn attempt(simulator: Simulator, post: Post) -> u64 {
    if !is_awaited(&simulator, &post) {
        tracing::info!(post = post.id, "nobody is subscribed to the webhook: it is not sent");
        simulator.record(Event::GaveUp { post: post.id });
        return post.id;
    }
    let acknowledged = send(&simulator, &post).await;
    let now = simulator.clock().now_ms();
    if acknowledged {
        simulator.record(Event::Acknowledged { post: post.id, at_ms: now });
    } else if now - post.queued_at_ms > GIVE_UP_AFTER_MS {
        simulator.record(Event::GaveUp { post: post.id });
    } else {
        let wait = RETRY_AFTER_MS[(post.attempts as usize).min(RETRY_AFTER_MS.len() - 1)];
        let due_at_ms = now + (wait as f64 * simulator.settings().time_scale) as i64;
        simulator.record(Event::Attempted { post: post.id, due_at_ms });
    }
    post.id
}

/// Of a business that is gone there is nothing to ask.
fn is_awaited(simulator: &Simulator, post: &Post) -> bool {
    simulator.read(|world| world.businesses.get(&post.phone_number_id).is_none_or(|business| world.is_heard(business, post)))
}

async fn send(simulator: &Simulator, post: &Post) -> bool {
    let target = simulator.read(|world| {
        let business = world.businesses.get(&post.phone_number_id)?;
        Some((world.callback_for(business, post)?, business.app_secret.clone()))
    });
    let Some((callback, secret)) = target else { return false };
    let drop_percent = simulator.faults().delivery.drop_percent;
    if simulator.random().percent(drop_percent) {
        return false;
    }
    match deliver(simulator.http(), &callback, &AppSecret::new(&secret), post.body.clone()).await {
        Ok(200) => true,
        Ok(status) => {
            tracing::info!(status, post = post.id, attempts = post.attempts + 1, "webhook refused, will be retried");
            false
        }
        Err(error) => {
            tracing::info!(%error, post = post.id, attempts = post.attempts + 1, "webhook not delivered, will be retried");
            false
        }
    }
}

/// Posts a signed body; the HTTP status of the answer.
///
/// # Errors
/// When there is no answer.
pub async fn deliver(http: &reqwest::Client, url: &str, secret: &AppSecret, body: String) -> Result<u16, reqwest::Error> {
    let signature = secret.sign(body.as_bytes());
    let request = http.post(url).header("content-type", "application/json").header("x-hub-signature-256", signature).body(body);
    let response = request.send().await?;
    let status = response.status().as_u16();
    // Read to the end, so that the connection is used again.
    response.bytes().await?;
    Ok(status)
}
