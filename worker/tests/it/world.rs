//! A provisioned business, its stream, and workers.

use std::time::Duration;

use domain::{Change, Clock, TenantId};
use prometheus::Registry;
use serde_json::{Value, json};
use service::Readiness;
use store::{
    Database, Fence, PoolOptions,
    businesses::{self, Registration},
    fences, migrate,
    partitions::Months,
    provision::{self, TenantSpec},
};
use stream::{Bus, Envelope, changes::Replay, delivery::FetchLimits, topology::Durability};
use testkit::{TestDatabase, TestNats};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use worker::{inbound::Inbound, metrics::Metrics, run::Run, sweep::Sweep};

pub const PASSWORD: &str = "tenant-password-0123456789";
pub const LIMITS: FetchLimits = FetchLimits { messages_max: 64, bytes_max: 1 << 20, wait_ms: 200 };

pub struct World {
    pub postgres: TestDatabase,
    pub nats: TestNats,
    pub bus: Bus,
    pub acme: TenantId,
    pub metrics: Metrics,
}

impl World {
    pub async fn new() -> Self {
        service::install_crypto();
        let (postgres, nats) = (testkit::postgres().await, testkit::nats().await);
        let operator = Database::open(&postgres.url, &PoolOptions::new("test operator")).unwrap();
        let api_role = postgres.named("api");
        postgres.execute(&format!("create role {api_role}"));
        migrate::control(&operator, &api_role).await.unwrap();
        let fence = Fence { name: "operator".into(), term: 1, holder: "test".into() };
        fences::advance(&operator, &fence).await.unwrap();
        let acme = TenantId::parse(&postgres.named("acme")).unwrap();
        businesses::register(&operator, &fence, &registration(&acme)).await.unwrap();
        let spec = TenantSpec { tenant: &acme, password: PASSWORD, connection_limit: 20, api_role: &api_role, months: Months::default() };
        provision::converge(&operator, &fence, &spec, Clock::machine().now()).await.unwrap();
        operator.close().await;
        let bus = Bus::connect(&nats.url, "test").await.unwrap();
        bus.ensure_shared(Durability { replicas: 1 }).await.unwrap();
        bus.ensure_tenant(&acme, 1, Durability { replicas: 1 }).await.unwrap();
        Self { postgres, nats, bus, acme, metrics: Metrics::register(&Registry::new()).unwrap() }
    }

    pub fn database_url(&self) -> String {
        self.postgres.url_as(&self.acme.schema(), PASSWORD)
    }

    pub async fn inbound(&self) -> Inbound {
        Inbound {
            tenant: self.acme.clone(),
            database: Database::open_tenant(&self.database_url(), &self.acme, &PoolOptions::new("test worker")).unwrap(),
            bus: Bus::connect(&self.nats.url, "test worker").await.unwrap(),
            metrics: self.metrics.clone(),
            clock: Clock::machine(),
            new_id: Uuid::now_v7,
        }
    }

    /// A worker at work.
    pub async fn start(&self) -> Worker {
        let stop = CancellationToken::new();
        let inbound = self.inbound().await;
        let run = Run { inbound, limits: LIMITS, metrics: self.metrics.clone(), readiness: Readiness::default(), stop: stop.clone() };
        Worker { stop, task: tokio::spawn(async move { run.until_stopped().await }) }
    }

    /// A worker's sweep, by this clock.
    pub async fn sweep(&self, clock: &Clock) -> Worker {
        let stop = CancellationToken::new();
        let Inbound { tenant, database, bus, metrics, .. } = self.inbound().await;
        let sweep = Sweep { tenant, database, bus, metrics, clock: clock.clone(), every_ms: 20, stop: stop.clone() };
        Worker { stop, task: tokio::spawn(async move { sweep.until_stopped().await }) }
    }

    /// Puts bodies into the tenant's stream as one message.
    pub async fn publish(&self, bodies: &[Vec<u8>]) {
        let received_at = Clock::machine().now();
        let envelopes: Vec<Envelope> = bodies.iter().map(|body| Envelope { received_at, body: body.clone().into() }).collect();
        self.bus.publish_bodies(&self.acme, &envelopes).await.unwrap();
    }

    /// Waits until the workers have settled everything.
    pub async fn settled(&self) {
        until("the backlog is gone", async || self.bus.backlog(&self.acme).await.is_ok_and(|backlog| backlog == 0)).await;
    }

    /// Every change announced so far.
    pub async fn changes(&self) -> Vec<Change> {
        let Replay::Complete(records) = self.bus.replay(&self.acme, 0, u64::MAX, 100_000).await.unwrap() else { panic!("all are kept") };
        records.iter().map(|record| serde_json::from_slice(&record.payload).unwrap()).collect()
    }

    /// Rows of a query in acme's schema.
    pub fn acme(&self, query: &str) -> String {
        self.postgres.query(&format!("set search_path = {}; {query}", self.acme.schema()))
    }
}

pub struct Worker {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Worker {
    pub async fn stopped(self) {
        self.stop.cancel();
        self.task.await.unwrap();
    }
}

/// Waits for a condition, for at most 30 s.
pub async fn until(what: &str, condition: impl AsyncFn() -> bool) {
    let waited = tokio::time::timeout(Duration::from_secs(30), async {
        while !condition().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    assert!(waited.await.is_ok(), "not within 30 s: {what}");
}

fn registration(tenant: &TenantId) -> Registration {
    Registration {
        tenant: tenant.clone(),
        object_uid: "uid".into(),
        namespace: "tenants".into(),
        name: "acme".into(),
        display_name: "Acme Bakery".into(),
        timezone: "Europe/Berlin".into(),
        waba_id: "102290129340398".into(),
        suspended: false,
    }
}

pub fn text(wamid: &str, from: &str, at: i64) -> Value {
    json!({"from": from, "id": wamid, "timestamp": (1_795_000_000 + at).to_string(), "type": "text", "text": {"body": format!("body of {wamid}")}})
}

pub fn status(wamid: &str, word: &str, at: i64) -> Value {
    json!({"id": wamid, "status": word, "timestamp": (1_795_000_000 + at).to_string(), "recipient_id": "4915112345678"})
}

pub fn change(field: &str, value: Value) -> Value {
    json!({"field": field, "value": value})
}

/// The `value` of field `messages`.
pub fn value(messages: &[Value], statuses: &[Value]) -> Value {
    let mut value = json!({
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550783881", "phone_number_id": "106540352242922"},
    });
    if !messages.is_empty() {
        value["contacts"] = json!([{"profile": {"name": "Ada"}, "wa_id": messages[0]["from"]}]);
        value["messages"] = messages.into();
    }
    if !statuses.is_empty() {
        value["statuses"] = statuses.into();
    }
    value
}

pub fn body(changes: &[Value]) -> Vec<u8> {
    entries(&[changes.to_vec()])
}

pub fn entries(entries: &[Vec<Value>]) -> Vec<u8> {
    let entries: Vec<Value> = entries.iter().map(|changes| json!({"id": "102290129340398", "changes": changes})).collect();
    serde_json::to_vec(&json!({"object": "whatsapp_business_account", "entry": entries})).unwrap()
}

/// A webhook with one message.
pub fn webhook(wamid: &str, from: &str, at: i64) -> Vec<u8> {
    body(&[change("messages", value(&[text(wamid, from, at)], &[]))])
}
