//! What every part of the simulator shares.

use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::Clock;
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::blobs::Blobs;
use crate::clock::SimulatedClock;
use crate::compose;
use crate::faults::{Ending, Faults, Rule};
use crate::graph::Usage;
use crate::journal::Journal;
use crate::load::Load;
use crate::people::Person;
use crate::random::Random;
use crate::scenes::Run;
use crate::world::{Business, Event, Post, World};

/// How long a callback may take to answer.
pub const DELIVERY_TIMEOUT: Duration = Duration::from_secs(20);

/// Between the seeds of one process and the next on the same journal; odd, so that they meet late.
const SEED_STEP: u64 = 0x5851_f42d_4c95_7f2d;

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
    blobs: Arc<Blobs>,
    usage: Usage,
    faults: Mutex<Faults>,
    traffic: Mutex<HashMap<String, CancellationToken>>,
    loads: Mutex<HashMap<Uuid, Arc<Load>>>,
    /// By id.
    scenes: Mutex<BTreeMap<String, Arc<Run>>>,
    clock: SimulatedClock,
    random: Random,
    http: reqwest::Client,
    settings: Settings,
    /// Something may have become due.
    due: Notify,
    /// Something was recorded.
    happened: Notify,
    stop: CancellationToken,
}

impl Simulator {
    /// A simulator with the journal's state. Nothing is delivered until [`crate::delivery::run`] runs.
    ///
    /// # Errors
    /// When no HTTP client can be built.
    pub fn new(mut journal: Journal, clock: Clock, settings: Settings, stop: CancellationToken) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .timeout(DELIVERY_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            // Callbacks are local: whatever proxy the environment names is not for them.
            .no_proxy()
            .user_agent("facebookexternalua")
            .pool_max_idle_per_host(256)
            .build()?;
        let faults = serde_json::from_value(journal.world().faults.clone()).unwrap_or_default();
        // A second process must not mint the ids of the first again.
        let seed = settings.seed.wrapping_add(journal.world().starts.wrapping_mul(SEED_STEP));
        journal.record(Event::Started);
        let clock = SimulatedClock::new(clock);
        clock.advance_ms(journal.world().ahead_ms);
        Ok(Self(Arc::new(Shared {
            blobs: journal.blobs(),
            usage: Usage::default(),
            journal: Mutex::new(journal),
            faults: Mutex::new(faults),
            traffic: Mutex::default(),
            loads: Mutex::default(),
            scenes: Mutex::default(),
            clock,
            random: Random::new(seed),
            http,
            settings,
            due: Notify::new(),
            happened: Notify::new(),
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

    /// The bytes of media and uploads.
    #[must_use]
    pub fn blobs(&self) -> &Blobs {
        &self.0.blobs
    }

    /// How much each account calls.
    pub(crate) fn usage(&self) -> &Usage {
        &self.0.usage
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

    /// One of `contacts[]`, as the business's number is told of people now.
    #[must_use]
    pub fn contact(&self, business: &Business, person: &Person) -> Value {
        compose::contact(person, self.checks_identity(business))
    }

    /// Whether the number hears of new phones.
    #[must_use]
    pub fn checks_identity(&self, business: &Business) -> bool {
        self.read(|world| world.number(&business.phone_number_id).checks_identity())
    }

    /// Writes down what happened.
    pub fn record(&self, event: Event) {
        lock(&self.0.journal).record(event);
        self.0.happened.notify_waiters();
    }

    /// Wakes whoever waits for something to be recorded.
    #[must_use]
    pub fn happened(&self) -> &Notify {
        &self.0.happened
    }

    /// Moves the time forward, for the next process too; what became due is delivered.
    pub fn advance_ms(&self, by_ms: i64) {
        let by_ms = by_ms.max(0);
        self.record(Event::Advanced { by_ms });
        self.0.clock.advance_ms(by_ms);
        self.0.due.notify_one();
    }

    /// Looks, decides and writes down what follows in one step: nobody comes between.
    ///
    /// # Errors
    /// Those of `decide`; nothing is written down then.
    pub fn decide<T, E>(&self, decide: impl FnOnce(&World) -> Result<(T, Vec<Event>), E>) -> Result<T, E> {
        let mut journal = lock(&self.0.journal);
        let (decided, events) = decide(journal.world())?;
        events.into_iter().for_each(|event| journal.record(event));
        drop(journal);
        self.0.happened.notify_waiters();
        Ok(decided)
    }

    /// Forgets what was to be kept until now, and no longer.
    pub(crate) fn forget_expired(&self) {
        let now = self.0.clock.now_ms();
        let expired = self.decide(|world| {
            let events = if world.has_expired(now) { vec![Event::Expired { at_ms: now }] } else { Vec::new() };
            Ok::<_, Infallible>((world.expired_files(now), events))
        });
        let Ok(files) = expired;
        files.iter().for_each(|id| self.0.blobs.remove(id));
    }

    /// The trouble that a call of `endpoint` gets; how often each rule was asked survives a restart.
    pub(crate) fn strike(&self, endpoint: &str) -> Option<Rule> {
        self.change_faults(|faults| faults.strike(endpoint))
    }

    /// How a message ends, if a rule wants it.
    pub(crate) fn strike_message(&self, ids: &[&str], kind: &str) -> Option<Ending> {
        self.change_faults(|faults| faults.strike_message(ids, kind))
    }

    /// Replaces all rules. The lock is held till it is written down: no rule struck meanwhile is written over it.
    pub(crate) fn set_faults(&self, faults: &Faults) {
        let mut now = self.faults();
        self.record(Event::FaultsSet { faults: json!(faults) });
        *now = faults.clone();
    }

    /// Forgets all but the businesses and their subscriptions: what is under way ends, and files and counts are gone.
    pub(crate) fn reset(&self) {
        for (_, stop) in self.traffic().drain() {
            stop.cancel();
        }
        for run in std::mem::take(&mut *self.scenes()).into_values() {
            run.stop.cancel();
        }
        for load in std::mem::take(&mut *self.loads()).into_values() {
            load.stop();
        }
        let mut faults = self.faults();
        *faults = Faults::default();
        self.record(Event::Reset);
        self.0.blobs.clear();
        self.0.usage.clear();
    }

    fn change_faults<T>(&self, change: impl FnOnce(&mut Faults) -> T) -> T {
        let mut faults = self.faults();
        let before = faults.clone();
        let changed = change(&mut faults);
        if *faults != before {
            self.record(Event::FaultsSet { faults: json!(*faults) });
        }
        changed
    }

    /// Queues a webhook, `delay_ms` from now, or when the delivery faults say so.
    pub fn queue(&self, phone_number_id: &str, body: String, reports: Vec<(String, String)>, delay_ms: i64) {
        let faults = self.faults().delivery.clone();
        let copies = 1 + usize::from(self.0.random.percent(faults.duplicate_percent));
        let now = self.0.clock.now_ms();
        for _ in 0..copies {
            let jitter = if faults.shuffle { self.0.random.below(1500) as i64 } else { 0 };
            let mut journal = lock(&self.0.journal);
            let id = journal.world().counters.last_post + 1;
            let due_at_ms = now + delay_ms + jitter + faults.delay_ms.max(0);
            journal.record(Event::Queued { post: Post::new(id, phone_number_id, body.clone(), reports.clone(), now, due_at_ms) });
        }
        self.0.due.notify_one();
    }

    pub fn faults(&self) -> MutexGuard<'_, Faults> {
        lock(&self.0.faults)
    }

    pub fn traffic(&self) -> MutexGuard<'_, HashMap<String, CancellationToken>> {
        lock(&self.0.traffic)
    }

    /// Scenes that were started, by id.
    pub fn scenes(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Run>>> {
        lock(&self.0.scenes)
    }

    pub fn loads(&self) -> MutexGuard<'_, HashMap<Uuid, Arc<Load>>> {
        lock(&self.0.loads)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
