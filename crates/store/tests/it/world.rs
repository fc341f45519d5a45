//! A database with one provisioned business, as the operator leaves it.

use domain::TenantId;
use jiff::Timestamp;
use store::{
    Database, Fence, PoolOptions,
    businesses::{self, Registration},
    fences,
    inbound::{Batch, InboundMessage, InboundStatus, Person, Recorded},
    migrate,
    partitions::Months,
    provision::{self, Provisioned, TenantSpec},
};
use testkit::TestDatabase;
use uuid::Uuid;

pub const PASSWORD: &str = "tenant-password-0123456789";
pub const NUMBER: &str = "106540352242922";

pub struct World {
    pub postgres: TestDatabase,
    pub operator: Database,
    pub fence: Fence,
    pub api_role: String,
    pub acme: TenantId,
    /// As acme's workers connect.
    pub worker: Database,
}

pub fn now() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

pub fn seconds(seconds: i64) -> Timestamp {
    Timestamp::from_second(now().as_second() + seconds).unwrap()
}

pub fn spec<'a>(tenant: &'a TenantId, api_role: &'a str) -> TenantSpec<'a> {
    TenantSpec { tenant, password: PASSWORD, connection_limit: 20, api_role, months: Months::default() }
}

impl World {
    pub async fn new() -> Self {
        let postgres = testkit::postgres().await;
        let api_role = postgres.named("api");
        postgres.execute(&format!("create role {api_role} login password '{PASSWORD}'"));
        let operator = Database::open(&postgres.url, &PoolOptions::new("test operator")).unwrap();
        migrate::control(&operator, &api_role).await.unwrap();
        let fence = Fence { name: "operator".into(), term: 1, holder: "test".into() };
        fences::advance(&operator, &fence).await.unwrap();
        let acme = TenantId::parse(&postgres.named("acme")).unwrap();
        let url = postgres.url_as(&acme.schema(), PASSWORD);
        let worker = Database::open_tenant(&url, &acme, &PoolOptions::new("test worker")).unwrap();
        let world = Self { postgres, operator, fence, api_role, acme, worker };
        world.provision(&world.acme).await;
        world
    }

    /// Registers and provisions a tenant.
    pub async fn provision(&self, tenant: &TenantId) -> Provisioned {
        businesses::register(&self.operator, &self.fence, &registration(tenant)).await.unwrap();
        provision::converge(&self.operator, &self.fence, &spec(tenant, &self.api_role), now()).await.unwrap()
    }

    /// As the API connects.
    pub fn api(&self) -> Database {
        Database::open(&self.postgres.url_as(&self.api_role, PASSWORD), &PoolOptions::new("test api")).unwrap()
    }

    /// Rows of a query in acme's schema.
    pub fn acme(&self, query: &str) -> String {
        self.postgres.query(&format!("set search_path = {}; {query}", self.acme.schema()))
    }

    pub async fn record(&self, batch: &Batch<'_>) -> Recorded {
        store::inbound::record(&self.worker, &self.acme, batch, Uuid::now_v7).await.unwrap()
    }
}

pub fn registration(tenant: &TenantId) -> Registration {
    Registration {
        tenant: tenant.clone(),
        object_uid: format!("uid of {tenant}"),
        namespace: "tenants".into(),
        name: "acme".into(),
        display_name: "Acme Bakery".into(),
        timezone: "Europe/Berlin".into(),
        waba_id: "102290129340398".into(),
        suspended: false,
    }
}

pub fn message(wamid: &str, wa_id: &str, at: i64) -> InboundMessage<'static> {
    InboundMessage {
        id: Uuid::now_v7(),
        wamid: wamid.to_owned().into(),
        phone_number_id: NUMBER.into(),
        kind: "text".into(),
        occurred_at: seconds(at),
        direction: domain::Direction::In,
        echo: false,
        live: true,
        person: Person { wa_id: Some(wa_id.to_owned().into()), name: Some("Ada".into()), ..Person::default() },
        body: Some(format!("body of {wamid}").into()),
        status: None,
        error_code: None,
        content: r#"{"type":"text"}"#.into(),
        redelivered: false,
    }
}

pub fn echo(wamid: &str, wa_id: &str, at: i64) -> InboundMessage<'static> {
    InboundMessage { direction: domain::Direction::Out, echo: true, ..message(wamid, wa_id, at) }
}

pub fn status(wamid: &str, word: &str, at: i64) -> InboundStatus<'static> {
    InboundStatus {
        wamid: wamid.to_owned().into(),
        status: word.to_owned().into(),
        recipient: "".into(),
        occurred_at: seconds(at),
        error_code: (word == "failed").then_some(131_026),
        content: "{}".into(),
        redelivered: false,
    }
}

pub fn messages(messages: Vec<InboundMessage<'static>>) -> Batch<'static> {
    Batch { messages, ..Batch::default() }
}

pub fn statuses(statuses: Vec<InboundStatus<'static>>) -> Batch<'static> {
    Batch { statuses, ..Batch::default() }
}
