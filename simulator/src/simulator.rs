//! What every part of the simulator shares.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::Clock;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::clock::SimulatedClock;
use crate::faults::Faults;
use crate::journal::Journal;
use crate::load::Load;
use crate::random::Random;
use crate::world::{Event, Post, World};

/// How long a callback may take to answer.
pub const DELIVERY_TIMEOUT: Duration = Duration::from_secs(20);

/// What `main` decides.
#[derive(Clone, Debug)]
pub struct Settings {
    pub control_token: Option<String>,
    /// Factor on the waits between retries.
    pub time_scale: f64,
    pub seed: u64,
}

/// Cheap to clone; clones share everything.
#[derive(Clone, Debug)]
pub struct Simulator(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    journal: Mutex<Journal>,
    faults: Mutex<Faults>,
    traffic: Mutex<HashMap<String, CancellationToken>>,
    loads: Mutex<HashMap<Uuid, Arc<Load>>>,
    clock: SimulatedClock,
    random: Random,
    http: reqwest::Client,
    settings: Settings,
    /// Something may have become due.
    due: Notify,
    stop: CancellationToken,
}

impl Simulator {
    /// A simulator with the journal's state. Nothing is delivered until [`crate::delivery::run`] runs.
    ///
    /// # Errors
    /// When no HTTP client can be built.
    pub fn new(journal: Journal, clock: Clock, settings: Settings, stop: CancellationToken) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .timeout(DELIVERY_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            // Callbacks are local: whatever proxy the environment names is not for them.
            .no_proxy()
            .user_agent("facebookexternalua")
            .pool_max_idle_per_host(256)
            .build()?;
        let faults = serde_json::from_value(journal.world().faults.clone()).unwrap_or_default();
        Ok(Self(Arc::new(Shared {
            journal: Mutex::new(journal),
            faults: Mutex::new(faults),
            traffic: Mutex::default(),
            loads: Mutex::default(),
            clock: SimulatedClock::new(clock),
            random: Random::new(settings.seed),
            http,
            settings,
            due: Notify::new(),
            stop,
        })))
    }

    #[must_use]
    pub fn clock(&self) -> &SimulatedClock {
        &self.0.clock
    }

    #[must_use]
    pub fn random(&self) -> &Random {
        &self.0.random
    }

    #[must_use]
    pub fn http(&self) -> &reqwest::Client {
        &self.0.http
    }

    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    #[must_use]
    pub fn due(&self) -> &Notify {
        &self.0.due
    }

    #[must_use]
    pub fn stop(&self) -> &CancellationToken {
        &self.0.stop
    }

    /// Looks at the state.
    pub fn read<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        look(lock(&self.0.journal).world())
    }

    /// Writes down what happened.
    pub fn record(&self, event: Event) {
        lock(&self.0.journal).record(event);
    }

    /// Queues a webhook, `delay_ms` from now, or when the delivery faults say so.
    pub fn queue(&self, phone_number_id: &str, body: String, reports: Vec<(String, String)>, delay_ms: i64) {
        let faults = self.faults().delivery.clone();
        let copies = 1 + usize::from(self.0.random.percent(faults.duplicate_percent));
        let now = self.0.clock.now_ms();
        for _ in 0..copies {
            let jitter = if faults.shuffle { self.0.random.below(1500) as i64 } else { 0 };
            let mut journal = lock(&self.0.journal);
            let id = journal.world().last_post + 1;
            journal.record(Event::Queued {
                post: Post {
                    id,
                    phone_number_id: phone_number_id.to_owned(),
                    body: body.clone(),
                    reports: reports.clone(),
                    queued_at_ms: now,
                    due_at_ms: now + delay_ms + jitter,
                    attempts: 0,
                },
            });
        }
        self.0.due.notify_one();
    }

    pub fn faults(&self) -> MutexGuard<'_, Faults> {
        lock(&self.0.faults)
    }

    pub fn traffic(&self) -> MutexGuard<'_, HashMap<String, CancellationToken>> {
        lock(&self.0.traffic)
    }

    pub fn loads(&self) -> MutexGuard<'_, HashMap<Uuid, Arc<Load>>> {
        lock(&self.0.loads)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
