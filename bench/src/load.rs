//! Open-loop load: webhooks leave at their time whether or not earlier ones were answered, so that a slow server can't slow the clock.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;
use jiff::Timestamp;

use crate::clock;
use crate::http::Connection;
use crate::samples::Samples;
use crate::target::Authority;
use crate::webhook::Webhooks;

/// One step of load.
#[derive(Debug, Clone)]
pub struct Load {
    /// Webhooks per second.
    pub rate: u64,
    /// How long.
    pub seconds: u64,
    /// Keep-alive connections, spread over `fronts`.
    pub connections: usize,
    /// Where to.
    pub fronts: Vec<Authority>,
    /// Number of the first message.
    pub first: u64,
}

/// When each message of a step left, for whoever sees it come out.
#[derive(Debug)]
pub struct Departures {
    origin: Instant,
    first: u64,
    /// Microseconds after `origin`; 0 = not sent.
    at_us: Vec<AtomicU64>,
}

/// What became of a step.
#[derive(Debug, Default)]
pub struct Outcome {
    pub acknowledged: u64,
    /// Answers other than 200 by status; 0 stands for no answer.
    pub failures: BTreeMap<u16, u64>,
    pub latencies: Samples,
    /// From the first departure to the last answer.
    pub elapsed: Duration,
}

impl Load {
    /// Messages of the whole step.
    pub fn messages(&self) -> u64 {
        self.rate * self.seconds
    }

    /// A table for the departures of this step.
    pub fn departures(&self) -> Arc<Departures> {
        let slots = usize::try_from(self.messages()).expect("a step has fewer messages than memory has words");
        Arc::new(Departures { origin: clock::now(), first: self.first, at_us: (0..slots).map(|_| AtomicU64::new(0)).collect() })
    }

    /// Sends everything and waits for all answers.
    pub async fn run(&self, webhooks: &Arc<Webhooks>, departures: &Arc<Departures>) -> Result<Outcome> {
        let mut connections = Vec::with_capacity(self.connections);
        for lane in 0..self.connections {
            connections.push(Connection::open(&self.fronts[lane % self.fronts.len()]).await?);
        }
        let start = clock::now();
        let started = clock::wall();
        let lanes = connections.into_iter().enumerate().map(|(index, connection)| {
            let lane = Lane {
                index: index as u64,
                load: self.clone(),
                webhooks: webhooks.clone(),
                departures: departures.clone(),
                start,
                started,
            };
            tokio::spawn(lane.run(connection))
        });
        let mut outcome = Outcome::default();
        for finished in futures::future::join_all(lanes).await {
            outcome.merge(finished?);
        }
        outcome.elapsed = start.elapsed();
        Ok(outcome)
    }
}

impl Departures {
    fn note(&self, number: u64) {
        let micros = u64::try_from(self.origin.elapsed().as_micros()).unwrap_or(u64::MAX);
        if let Some(slot) = self.slot(number) {
            slot.store(micros.max(1), Ordering::Relaxed);
        }
    }

    /// How long ago message `number` left; none when it isn't of this step.
    pub fn age(&self, number: u64) -> Option<Duration> {
        let left_us = self.slot(number)?.load(Ordering::Relaxed);
        (left_us != 0).then(|| self.origin.elapsed().saturating_sub(Duration::from_micros(left_us)))
    }

    fn slot(&self, number: u64) -> Option<&AtomicU64> {
        self.at_us.get(usize::try_from(number.checked_sub(self.first)?).ok()?)
    }
}

impl Outcome {
    fn merge(&mut self, other: Self) {
        self.acknowledged += other.acknowledged;
        self.latencies.merge(other.latencies);
        for (status, count) in other.failures {
            *self.failures.entry(status).or_default() += count;
        }
    }

    /// Answers other than 200.
    pub fn failed(&self) -> u64 {
        self.failures.values().sum()
    }
}

/// One connection: every `connections`-th message of the step.
struct Lane {
    index: u64,
    load: Load,
    webhooks: Arc<Webhooks>,
    departures: Arc<Departures>,
    start: Instant,
    started: Timestamp,
}

impl Lane {
    async fn run(self, connection: Connection) -> Outcome {
        let front = &self.load.fronts[usize::try_from(self.index).unwrap_or(0) % self.load.fronts.len()];
        let mut outcome = Outcome::default();
        let mut open = Some(connection);
        for n in (self.index..self.load.messages()).step_by(self.load.connections) {
            let due = self.start + Duration::from_secs_f64(n as f64 / self.load.rate as f64);
            let timestamp_s = self.started.as_second() + (n / self.load.rate).cast_signed();
            let number = self.load.first + n;
            let request = self.webhooks.request(number, timestamp_s, front);
            // Late because the answer before was slow: the wait counts. Early: our own timer's slop does not.
            let left = if clock::now() >= due { due } else { wake_at(due).await };
            self.departures.note(number);
            let status = match exchange(&mut open, front, &request).await {
                Ok(status) => status,
                Err(_) => {
                    open = None;
                    0
                }
            };
            if status == 200 {
                outcome.acknowledged += 1;
                outcome.latencies.add(left.elapsed());
            } else {
                *outcome.failures.entry(status).or_default() += 1;
            }
        }
        outcome
    }
}

async fn wake_at(due: Instant) -> Instant {
    tokio::time::sleep_until(due.into()).await;
    clock::now()
}

async fn exchange(open: &mut Option<Connection>, front: &Authority, request: &[u8]) -> Result<u16> {
    let connection = match open {
        Some(connection) => connection,
        None => open.insert(Connection::open(front).await?),
    };
    Ok(connection.exchange(request).await?.status)
}
