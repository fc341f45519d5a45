//! Many webhooks at once, with a ledger of what was sent and what was acknowledged.

use std::convert::Infallible;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio_util::sync::CancellationToken;
use utoipa::ToSchema;
use whatsapp::webhook::signature::AppSecret;

use crate::compose::{self, Content, Frame, Said};
use crate::delivery::deliver;
use crate::gallery::{self, Attached};
use crate::ids::{self, Author};
use crate::people::Person;
use crate::simulator::Simulator;
use crate::world::{Business, Event, Remembered};

/// Waits between attempts of one webhook: doubling from the first to the last.
const RETRY_MS_MIN: u64 = 20;
const RETRY_MS_MAX: u64 = 2000;
/// A customer's window is opened again by what they write this much later, and not by every message: a journal would be full of it.
const HEARD_AGAIN_MS: i64 = 60_000;
/// Webhooks of one run, at most.
pub const COUNT_MAX: usize = 2_000_000;

/// Messages of one webhook, at most: more than the provider's 1000 (section 2.3), to see what comes of it.
pub const BATCH_MAX: usize = 100_000;
/// From a webhook in a quarter of an hour to more than any machine sends.
pub const RATE_PER_SECOND: RangeInclusive<f64> = 0.001..=1_000_000.0;

/// What is asked for.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct Order {
    pub phone_number_id: String,
    pub count: usize,
    /// The pods to send to, in turn; the business's callback if empty.
    #[serde(default)]
    pub urls: Vec<String>,
    /// 0 is as fast as it goes.
    #[serde(default)]
    pub rate_per_second: f64,
    #[serde(default = "concurrency")]
    pub concurrency: usize,
    /// Distinct customers.
    #[serde(default = "senders")]
    pub senders: usize,
    #[serde(default = "text")]
    pub kind: String,
    /// Messages in one webhook.
    #[serde(default = "one")]
    pub batch: usize,
    #[serde(default = "yes")]
    pub retry: bool,
    #[serde(default = "two_minutes")]
    pub retry_for_ms: u64,
    /// What every message's text begins with.
    #[serde(default = "text_prefix")]
    pub prefix: String,
}

/// One webhook of a run.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    pub wamids: Vec<String>,
    pub sent_at_ms: i64,
    pub acknowledged_at_ms: Option<i64>,
    pub attempts: u32,
    /// Of the last attempt; 0 when there was no answer.
    pub status: u16,
    #[serde(skip)]
    latency: Duration,
}

/// A run, under way or done.
#[derive(Debug)]
pub struct Load {
    order: Order,
    started: Instant,
    next: AtomicUsize,
    attempts: AtomicU64,
    failed_attempts: AtomicU64,
    rows: Mutex<Vec<Row>>,
    /// One file for all messages that carry one.
    attached: OnceLock<Option<Attached>>,
    first_error: Mutex<Option<String>>,
    elapsed_ms: AtomicU64,
    done: AtomicBool,
    stop: CancellationToken,
    over: CancellationToken,
}

/// What a run came to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Summary {
    pub done: bool,
    /// Webhooks sent at least once.
    pub sent: usize,
    pub acknowledged: usize,
    pub gave_up: usize,
    pub attempts: u64,
    pub failed_attempts: u64,
    pub elapsed_ms: u64,
    /// Acknowledged webhooks per second.
    pub per_second: f64,
    /// Of the attempts that were acknowledged.
    pub latency_ms: Latency,
    pub first_error: Option<String>,
}

/// Percentiles in milliseconds.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Latency {
    pub p50: f64,
    pub p90: f64,
    pub p99: f64,
    pub max: f64,
}

impl Load {
    #[must_use]
    pub fn new(order: Order) -> Self {
        Self {
            order,
            started: Instant::now(),
            next: AtomicUsize::new(0),
            attempts: AtomicU64::new(0),
            failed_attempts: AtomicU64::new(0),
            rows: Mutex::default(),
            attached: OnceLock::new(),
            first_error: Mutex::default(),
            elapsed_ms: AtomicU64::new(0),
            done: AtomicBool::new(false),
            stop: CancellationToken::new(),
            over: CancellationToken::new(),
        }
    }

    /// Sends no more. What was sent and isn't acknowledged counts as given up.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// Sends everything and waits for the last acknowledgement.
    pub async fn run(self: &std::sync::Arc<Self>, simulator: &Simulator, business: &Business, urls: Vec<String>) {
        let mut senders = tokio::task::JoinSet::new();
        for _ in 0..self.order.concurrency.clamp(1, 1024) {
            let (load, simulator, business, urls) = (self.clone(), simulator.clone(), business.clone(), urls.clone());
            senders.spawn(async move { load.send(&simulator, &business, &urls).await });
        }
        senders.join_all().await;
        self.elapsed_ms.store(millis(self.started.elapsed()), Ordering::Relaxed);
        self.done.store(true, Ordering::Release);
        self.over.cancel();
    }

    /// Waits until nothing more is sent.
    pub async fn over(&self) {
        self.over.cancelled().await;
    }

    /// One sender: takes webhooks until none are left.
    async fn send(&self, simulator: &Simulator, business: &Business, urls: &[String]) {
        let secret = AppSecret::new(&business.app_secret);
        loop {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            if index >= self.order.count {
                return;
            }
            if self.order.rate_per_second > 0.0 {
                let due = self.started + Duration::from_secs_f64(index as f64 / self.order.rate_per_second);
                self.until_stopped(simulator, tokio::time::sleep_until(due.into())).await;
            }
            if self.is_stopped(simulator) {
                return;
            }
            let (body, wamids) = self.webhook(simulator, business, index);
            let row = self.until_acknowledged(simulator, &secret, urls, index, body, wamids).await;
            self.rows.lock().unwrap_or_else(PoisonError::into_inner).push(row);
        }
    }

    async fn until_acknowledged(
        &self,
        simulator: &Simulator,
        secret: &AppSecret,
        urls: &[String],
        index: usize,
        body: String,
        wamids: Vec<String>,
    ) -> Row {
        let first = Instant::now();
        let mut row = Row {
            wamids,
            sent_at_ms: simulator.clock().now_ms(),
            acknowledged_at_ms: None,
            attempts: 0,
            status: 0,
            latency: Duration::ZERO,
        };
        let mut wait_ms = RETRY_MS_MIN;
        loop {
            let url = &urls[(index + row.attempts as usize) % urls.len()];
            row.attempts += 1;
            self.attempts.fetch_add(1, Ordering::Relaxed);
            let start = Instant::now();
            let Some(answer) = self.until_stopped(simulator, deliver(simulator.http(), url, secret, body.clone())).await else {
                return row;
            };
            row.status = *answer.as_ref().unwrap_or(&0);
            if row.status == 200 {
                row.latency = start.elapsed();
                row.acknowledged_at_ms = Some(simulator.clock().now_ms());
                return row;
            }
            self.failed_attempts.fetch_add(1, Ordering::Relaxed);
            self.first_error.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| match &answer {
                Ok(status) => format!("{url} answered {status}"),
                Err(error) => error.to_string(),
            });
            if !self.order.retry || millis(first.elapsed()) > self.order.retry_for_ms || self.is_stopped(simulator) {
                return row;
            }
            self.until_stopped(simulator, tokio::time::sleep(Duration::from_millis(wait_ms))).await;
            wait_ms = (wait_ms * 2).min(RETRY_MS_MAX);
        }
    }

    fn is_stopped(&self, simulator: &Simulator) -> bool {
        self.stop.is_cancelled() || simulator.stop().is_cancelled()
    }

    /// What comes of it; `None` when the run is stopped first.
    async fn until_stopped<T>(&self, simulator: &Simulator, it: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            done = it => Some(done),
            () = self.stop.cancelled() => None,
            () = simulator.stop().cancelled() => None,
        }
    }

    fn webhook(&self, simulator: &Simulator, business: &Business, index: usize) -> (String, Vec<String>) {
        let order = &self.order;
        let at_ms = simulator.clock().now_ms();
        let (mut contacts, mut messages, mut wamids) = (Vec::new(), Vec::new(), Vec::new());
        let (mut heard, mut customers) = (Vec::new(), Vec::new());
        for offset in 0..order.batch.max(1) {
            let number = index * order.batch.max(1) + offset;
            let sender = number % order.senders.max(1);
            let person = Person::by_phone(&format!("49157{sender:08}"), &format!("Customer {sender}"));
            let wamid = ids::wamid(person.key(), Author::Customer, simulator.random());
            let content = Content::of_kind(&order.kind, &format!("{} {number}", order.prefix));
            let attach = || content.source().and_then(|source| gallery::attach(simulator, business, source));
            let attached = self.attached.get_or_init(attach).as_ref();
            let frame = Frame::default();
            messages.push(compose::message(Said {
                person: &person,
                wamid: &wamid,
                at_ms,
                content: &content,
                attached,
                frame: &frame,
                quoted: None,
                target: None,
            }));
            contacts.push(compose::contact(&person, false));
            heard.push(Remembered::heard(&business.phone_number_id, &wamid, person.key(), at_ms, content.kind() == "reaction"));
            customers.push(person.key().to_owned());
            wamids.push(wamid);
        }
        contacts.dedup();
        customers.dedup();
        note(simulator, business, heard, customers, at_ms);
        let value = compose::value(business, json!({"contacts": contacts, "messages": messages}));
        (compose::body(business, "messages", value), wamids)
    }

    /// What it came to so far.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let done = self.done.load(Ordering::Acquire);
        let rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let mut latencies: Vec<f64> =
            rows.iter().filter(|row| row.acknowledged_at_ms.is_some()).map(|row| row.latency.as_secs_f64() * 1000.0).collect();
        latencies.sort_by(f64::total_cmp);
        let at = |percent: usize| {
            latencies.get((latencies.len() * percent / 100).min(latencies.len().saturating_sub(1))).copied().unwrap_or_default()
        };
        let elapsed_ms = if done { self.elapsed_ms.load(Ordering::Relaxed) } else { millis(self.started.elapsed()) };
        Summary {
            done,
            sent: rows.len(),
            acknowledged: latencies.len(),
            gave_up: rows.len() - latencies.len(),
            attempts: self.attempts.load(Ordering::Relaxed),
            failed_attempts: self.failed_attempts.load(Ordering::Relaxed),
            elapsed_ms,
            per_second: latencies.len() as f64 * 1000.0 / elapsed_ms.max(1) as f64,
            latency_ms: Latency { p50: at(50), p90: at(90), p99: at(99), max: at(100) },
            first_error: self.first_error.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }

    /// The ledger: one JSON line per webhook that came to an end.
    #[must_use]
    pub fn ledger(&self) -> String {
        let rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        rows.iter().map(|row| json!(row).to_string() + "\n").collect()
    }
}

/// What is kept of a webhook's messages, so that the business can answer them: their ids, and the customers' windows. They are in no
/// chat, and don't count against the number's rate: a run is there to send more than any number may.
fn note(simulator: &Simulator, business: &Business, heard: Vec<Remembered>, customers: Vec<String>, at_ms: i64) {
    let number = &business.phone_number_id;
    let Ok(()) = simulator.decide(|world| {
        let mut events = vec![Event::Remembered { messages: heard }];
        for customer in customers {
            let mut pair = world.pair(number, &customer);
            if pair.heard_at_ms.is_none_or(|heard| at_ms - heard >= HEARD_AGAIN_MS) {
                pair.heard_at_ms = Some(at_ms);
                events.push(Event::PairSet { phone_number_id: number.clone(), customer, pair });
            }
        }
        Ok::<_, Infallible>(((), events))
    });
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn concurrency() -> usize {
    64
}

fn senders() -> usize {
    200
}

fn one() -> usize {
    1
}

fn yes() -> bool {
    true
}

fn two_minutes() -> u64 {
    120_000
}

fn text() -> String {
    "text".to_owned()
}

fn text_prefix() -> String {
    "load".to_owned()
}
