//! Two provisioned businesses, as the operator leaves them, and API pods that serve them.

use std::{
    path::PathBuf,
    sync::OnceLock,
    time::{Duration, Instant},
};

use api::{
    config::Config,
    server::{self, Server},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{Clock, TenantId, password};
use jiff::Timestamp;
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use service::{Lifecycle, install_crypto};
use store::{
    Database, Fence, PoolOptions,
    businesses::{self, PhoneNumber, Registration},
    fences,
    inbound::{Batch, InboundMessage, Person},
    migrate,
    partitions::Months,
    provision::{self, TenantSpec},
};
use stream::{Bus, DirectoryEntry, DirectoryKey, TenantSecrets, delivery::FetchLimits, envelope, topology::Durability};
use testkit::{TestDatabase, TestNats, TestRedis};
use uuid::Uuid;
use whatsapp::webhook::signature::AppSecret;

pub const PASSWORD: &str = "correct horse battery";
const ROLE_PASSWORD: &str = "tenant-password-0123456789";
const ONE_COPY: Durability = Durability { replicas: 1 };
const JWT_KEY: &str =
    "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIFYIPpKVCT3kmuCiVySxc0N9bYNb1tSxjnGJVWqZ4Eyx\n-----END PRIVATE KEY-----\n";
pub const PUBLIC_URL: &str = "http://inbox.example.com";

pub struct World {
    pub postgres: TestDatabase,
    pub nats: TestNats,
    pub redis: Option<TestRedis>,
    pub bus: Bus,
    pub clock: Clock,
    pub operator: Database,
    pub acme: Tenant,
    pub globex: Tenant,
    pub http: Client,
    fence: Fence,
    api_role: String,
    key: String,
    redis_url: String,
}

#[derive(Clone)]
pub struct Tenant {
    pub id: TenantId,
    pub number: String,
    pub waba: String,
    pub secret: String,
}

/// One API pod; stops when dropped.
pub struct Pod {
    pub url: String,
    pub server: Server,
    lifecycle: Lifecycle,
}

impl Drop for Pod {
    fn drop(&mut self) {
        self.lifecycle.stop();
    }
}

impl World {
    pub async fn new() -> Self {
        install_crypto();
        let (postgres, nats, redis) = tokio::join!(testkit::postgres(), testkit::nats(), testkit::redis());
        let bus = Bus::connect(&nats.url, "test").await.unwrap();
        bus.ensure_shared(ONE_COPY).await.unwrap();
        let api_role = postgres.named("api");
        postgres.execute(&format!("create role {api_role} login password '{ROLE_PASSWORD}'"));
        let operator = Database::open(&postgres.url, &PoolOptions::new("test operator")).unwrap();
        migrate::control(&operator, &api_role).await.unwrap();
        let fence = Fence { name: "operator".into(), term: 1, holder: "test".into() };
        fences::advance(&operator, &fence).await.unwrap();
        let tenant = |name: &str, number: &str| Tenant {
            id: TenantId::parse(&postgres.named(name)).unwrap(),
            number: number.to_owned(),
            waba: format!("9{number}"),
            secret: format!("secret of {name}"),
        };
        let (acme, globex) = (tenant("acme", "106540352242922"), tenant("globex", "106540352242933"));
        let (redis_url, http) = (redis.url.clone(), Client::builder().timeout(Duration::from_secs(20)).build().unwrap());
        let key = STANDARD.encode([7; 32]);
        // The machine's time, standing still: sessions in PostgreSQL are as old as the test says.
        let clock = Clock::by_hand(Clock::machine().now());
        let world = Self { postgres, nats, redis: Some(redis), bus, clock, operator, acme, globex, http, fence, api_role, key, redis_url };
        for tenant in [&world.acme, &world.globex] {
            world.provision(tenant).await;
            world.list(tenant, 0).await;
        }
        world
    }

    async fn provision(&self, tenant: &Tenant) {
        let registration = Registration {
            tenant: tenant.id.clone(),
            object_uid: format!("uid of {}", tenant.id),
            namespace: "tenants".into(),
            name: "business".into(),
            display_name: format!("Business {}", tenant.id),
            timezone: "Europe/Berlin".into(),
            waba_id: tenant.waba.clone(),
            suspended: false,
        };
        businesses::register(&self.operator, &self.fence, &registration).await.unwrap();
        let numbers = [PhoneNumber { id: tenant.number.clone(), display: "+1".into() }];
        businesses::claim_numbers(&self.operator, &self.fence, &tenant.id, &numbers).await.unwrap();
        let spec = TenantSpec {
            tenant: &tenant.id,
            password: ROLE_PASSWORD,
            connection_limit: 20,
            api_role: &self.api_role,
            months: Months::default(),
        };
        provision::converge(&self.operator, &self.fence, &spec, self.clock.now()).await.unwrap();
        self.bus.ensure_tenant(&tenant.id, 30, ONE_COPY).await.unwrap();
    }

    /// Puts a tenant into the directory.
    pub async fn list(&self, tenant: &Tenant, ingest_per_second: u32) {
        let secrets =
            TenantSecrets { app_secrets: vec![tenant.secret.clone().into()], verify_token: format!("token of {}", tenant.id).into() };
        let entry = DirectoryEntry {
            tenant_id: tenant.id.clone(),
            business: "tenants/business".into(),
            display_name: "Business".into(),
            phone_number_ids: vec![tenant.number.clone()],
            waba_id: tenant.waba.clone(),
            secrets: DirectoryKey::from_base64(&self.key).unwrap().seal(&tenant.id, &secrets),
            ingest_per_second,
            suspended: false,
        };
        self.bus.directory().await.unwrap().put(&entry).await.unwrap();
    }

    /// Starts a pod and waits until it is ready.
    pub async fn pod(&self) -> Pod {
        self.pod_beside(None).await
    }

    /// Starts one that reads from this replica too.
    pub async fn pod_beside(&self, replica: Option<&TestDatabase>) -> Pod {
        let config = Config {
            listen: "127.0.0.1:0".parse().unwrap(),
            ops_listen: "127.0.0.1:0".parse().unwrap(),
            database_url: self.postgres.url_as(&self.api_role, ROLE_PASSWORD),
            replica_url: replica.map(|replica| replica.url_as(&self.api_role, ROLE_PASSWORD)),
            database_connections_max: 5,
            nats_url: self.nats.url.clone(),
            redis_url: self.redis_url.clone(),
            // A busy machine may take its time.
            redis_timeout_ms: 20_000,
            directory_key: self.key.clone(),
            jwt_private_key: JWT_KEY.to_owned(),
            public_url: PUBLIC_URL.to_owned(),
            dashboard_dir: PathBuf::from("/nonexistent"),
            pod_name: format!("api-{}", Uuid::new_v4().simple()),
            log: String::new(),
            drain_wait_ms: 0,
        };
        let lifecycle = Lifecycle::default();
        let server = server::start(&config, self.clock.clone(), &lifecycle).await.unwrap();
        eventually("the pod is ready", async || server.readiness.missing().is_empty()).await;
        Pod { url: format!("http://{}", server.address), server, lifecycle }
    }

    /// Makes a person; a member of these businesses.
    pub fn person(&self, email: &str, is_admin: bool, roles: &[(&Tenant, &str)]) {
        static HASH: OnceLock<String> = OnceLock::new();
        let hash = HASH.get_or_init(|| password::hash(PASSWORD).unwrap());
        let id = Uuid::now_v7();
        self.postgres.execute(&format!(
            "insert into control.users (id, email, name, password_hash, is_admin) values ('{id}', '{email}', 'Person {email}', '{hash}', {is_admin})"
        ));
        for (tenant, role) in roles {
            self.postgres
                .execute(&format!("insert into control.memberships (user_id, tenant_id, role) values ('{id}', '{}', '{role}')", tenant.id));
        }
    }

    /// Stores messages as acme's or globex's worker would, and returns their changes.
    pub async fn store(&self, tenant: &Tenant, messages: Vec<InboundMessage<'static>>) -> Vec<domain::Change> {
        let url = self.postgres.url_as(&tenant.id.schema(), ROLE_PASSWORD);
        let worker = Database::open_tenant(&url, &tenant.id, &PoolOptions::new("test worker")).unwrap();
        let batch = Batch { messages, ..Batch::default() };
        let recorded = store::inbound::record(&worker, &tenant.id, &batch, Uuid::now_v7).await.unwrap();
        worker.close().await;
        recorded.changes
    }

    /// The bodies in a tenant's stream that weren't looked at yet, after so many messages of it or a moment of quiet.
    pub async fn bodies(&self, tenant: &Tenant) -> Vec<Vec<u8>> {
        let inbox = self.bus.inbox(&tenant.id).await.unwrap();
        let mut bodies = Vec::new();
        while self.bus.backlog(&tenant.id).await.unwrap() > 0 {
            let deliveries = inbox.fetch(FetchLimits { messages_max: 500, bytes_max: 32 << 20, wait_ms: 500 }).await.unwrap();
            for delivery in &deliveries {
                bodies.extend(envelope::decode(delivery.payload()).unwrap().into_iter().map(|envelope| envelope.body.to_vec()));
            }
            stream::delivery::ack_all(&deliveries).await.unwrap();
            eventually("acks are counted", async || {
                let left = self.bus.backlog(&tenant.id).await.unwrap();
                deliveries.is_empty() || left == 0 || left < 1_000
            })
            .await;
        }
        bodies
    }

    pub fn kill_redis(&mut self) {
        self.redis = None;
    }
}

impl Pod {
    /// A counter's or gauge's value, summed over its labels.
    pub fn metric(&self, name: &str) -> f64 {
        let families = self.server.registry.gather();
        let family = families.iter().find(|family| family.name() == name);
        family.map_or(0.0, |family| {
            family.get_metric().iter().map(|metric| metric.get_counter().get_value() + metric.get_gauge().get_value()).sum()
        })
    }

    /// Signs in; the access token and the refresh cookie.
    pub async fn sign_in(&self, world: &World, email: &str) -> SignedIn {
        let answer = self.login(world, email, PASSWORD).await;
        assert_eq!(answer.status(), StatusCode::OK);
        SignedIn::read(answer).await
    }

    pub async fn login(&self, world: &World, email: &str, password: &str) -> Response {
        let body = json!({ "email": email, "password": password });
        world.http.post(format!("{}/api/v1/auth/login", self.url)).json(&body).send().await.unwrap()
    }

    pub fn get(&self, world: &World, path: &str, token: &str) -> RequestBuilder {
        world.http.get(format!("{}{path}", self.url)).bearer_auth(token)
    }

    /// The status and the JSON of a GET.
    pub async fn read(&self, world: &World, path: &str, token: &str) -> (StatusCode, Value) {
        let answer = self.get(world, path, token).send().await.unwrap();
        (answer.status(), answer.json().await.unwrap())
    }

    /// Posts a webhook body, signed with a secret.
    pub async fn post(&self, world: &World, path: &str, body: impl Into<Vec<u8>>, secret: &str) -> Response {
        let body = body.into();
        let signature = AppSecret::new(secret).sign(&body);
        let request = world.http.post(format!("{}{path}", self.url)).header("x-hub-signature-256", signature);
        request.body(body).send().await.unwrap()
    }
}

pub struct SignedIn {
    pub token: String,
    pub cookie: Option<String>,
    pub set_cookie: String,
    pub body: Value,
}

impl SignedIn {
    pub async fn read(answer: Response) -> Self {
        let set_cookie = answer.headers().get("set-cookie").map_or("", |value| value.to_str().unwrap()).to_owned();
        let cookie = set_cookie.split(';').next().filter(|pair| !pair.is_empty()).map(ToOwned::to_owned);
        let body: Value = answer.json().await.unwrap();
        Self { token: body["access_token"].as_str().unwrap().to_owned(), cookie, set_cookie, body }
    }
}

/// A webhook body with one text message per tenant named.
pub fn webhook(parts: &[(&Tenant, &str)]) -> String {
    let entries: Vec<Value> = parts
        .iter()
        .map(|(tenant, wamid)| {
            json!({ "id": tenant.waba, "changes": [{ "field": "messages", "value": {
            "messaging_product": "whatsapp",
            "metadata": { "display_phone_number": "15550783881", "phone_number_id": tenant.number },
            "contacts": [{ "profile": { "name": "Ada" }, "wa_id": "4915112345678" }],
            "messages": [{ "from": "4915112345678", "id": wamid, "timestamp": "1790000000", "type": "text", "text": { "body": "hi" } }],
        } }] })
        })
        .collect();
    json!({ "object": "whatsapp_business_account", "entry": entries }).to_string()
}

pub fn message(wamid: &str, wa_id: &str, at: Timestamp) -> InboundMessage<'static> {
    InboundMessage {
        id: Uuid::now_v7(),
        wamid: wamid.to_owned().into(),
        phone_number_id: "106540352242922".into(),
        kind: "text".into(),
        occurred_at: at,
        direction: domain::Direction::In,
        echo: false,
        live: true,
        person: Person { wa_id: Some(wa_id.to_owned().into()), name: Some(format!("Name {wa_id}").into()), ..Person::default() },
        body: Some(format!("body of {}", wamid.replace('.', " ")).into()),
        status: None,
        error_code: None,
        content: "{}".into(),
        redelivered: false,
    }
}

/// Waits until a condition holds; fails with its words after 20 s.
pub async fn eventually(what: &str, condition: impl AsyncFn() -> bool) {
    let until = Instant::now() + Duration::from_secs(20);
    while !condition().await {
        assert!(Instant::now() < until, "still not so after 20 s: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
