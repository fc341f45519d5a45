//! Delivers what is queued, and again until it is acknowledged with HTTP 200 (section 2.3).

mod slots;

use std::time::Duration;

use slots::Slots;
use tokio::task::JoinSet;
use whatsapp::webhook::signature::AppSecret;

use crate::simulator::Simulator;
use crate::world::{Event, Post};

/// How often, in simulated time, what has expired is forgotten: files, uploads, what is known of old messages.
const SWEEP_EVERY_MS: i64 = 3600 * 1000;
/// Longest sleep, so that nothing depends on a wake-up.
const IDLE_MS_MAX: i64 = 1000;
/// Waits before each retry: at once, then less and less often. The last one repeats.
const RETRY_AFTER_MS: [i64; 10] = [0, 2_000, 5_000, 15_000, 60_000, 300_000, 900_000, 3_600_000, 3 * 3_600_000, 12 * 3_600_000];

/// Delivers until the process stops, and forgets what time has made useless. What is still queued stays in the journal.
pub async fn run(simulator: Simulator) {
    let mut slots = Slots::default();
    let mut attempts = JoinSet::new();
    let mut sweep_at_ms = simulator.clock().now_ms();
    loop {
        let now = simulator.clock().now_ms();
        if now >= sweep_at_ms {
            simulator.forget_expired();
            sweep_at_ms = now + SWEEP_EVERY_MS;
        }
        let chosen = simulator.read(|world| slots.choose(world, now));
        for post in chosen.posts {
            slots.take(&post);
            attempts.spawn(attempt(simulator.clone(), post));
        }
        let next_in_ms = chosen.next_at_ms.map_or(IDLE_MS_MAX, |at_ms| at_ms - now);
        tokio::select! {
            () = simulator.stop().cancelled() => break,
            () = simulator.due().notified() => {}
            () = tokio::time::sleep(Duration::from_millis(next_in_ms.clamp(1, IDLE_MS_MAX) as u64)) => {}
            Some(done) = attempts.join_next(), if !attempts.is_empty() => {
                if let Ok(post) = done {
                    slots.free(&post);
                }
            }
        }
    }
    attempts.shutdown().await;
}

/// One attempt and what follows from it. A post that nobody is subscribed to ends unsent: it isn't kept for whoever comes later.
async fn attempt(simulator: Simulator, post: Post) -> Post {
    let tried_at_ms = simulator.clock().now_ms();
    if !is_awaited(&simulator, &post) {
        tracing::info!(post = post.id, "nobody is subscribed to the webhook: it is not sent");
        simulator.record(Event::GaveUp { post: post.id });
    } else if post.is_over(tried_at_ms) {
        simulator.record(Event::GaveUp { post: post.id });
    } else if send(&simulator, &post).await {
        simulator.record(Event::Acknowledged { post: post.id, at_ms: simulator.clock().now_ms() });
    } else {
        failed(&simulator, &post, tried_at_ms);
    }
    post
}

/// Writes the attempt down, and gives up with it where the next one would come after the provider's seven days.
fn failed(simulator: &Simulator, post: &Post, tried_at_ms: i64) {
    let wait_ms = RETRY_AFTER_MS[(post.attempts as usize).min(RETRY_AFTER_MS.len() - 1)];
    let due_at_ms = simulator.clock().now_ms() + (wait_ms as f64 * simulator.settings().time_scale) as i64;
    simulator.record(Event::Attempted { post: post.id, due_at_ms, at_ms: Some(tried_at_ms) });
    let tried = Post { first_tried_at_ms: post.first_tried_at_ms.or(Some(tried_at_ms)), ..post.clone() };
    if tried.is_over(due_at_ms) {
        simulator.record(Event::GaveUp { post: post.id });
    }
}

/// Of a business that is gone nobody hears.
fn is_awaited(simulator: &Simulator, post: &Post) -> bool {
    simulator.read(|world| world.businesses.get(&post.phone_number_id).is_some_and(|business| world.is_heard(business, post)))
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
