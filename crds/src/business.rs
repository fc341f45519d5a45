//! The kind Business: one WhatsApp inbox for one business.

use k8s_openapi::{
    api::core::v1::ResourceRequirements,
    apimachinery::pkg::apis::meta::v1::{Condition, Time},
};
use kube::{CustomResource, KubeSchema};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The namespace-wide unique suffix of everything we own.
pub const GROUP: &str = "switchboard.chat";
/// Guards the tenant's schema, stream and directory entry: removed once they are retained or dropped.
pub const FINALIZER: &str = "switchboard.chat/business-cleanup";
/// Set this annotation to any new value to have the object reconciled at once.
pub const RECONCILE_ANNOTATION: &str = "switchboard.chat/reconcile-requested-at";

/// A business and its WhatsApp inbox. The operator keeps a database schema, a stream, a worker with its autoscaler and the
/// webhook subscription for it, and invites the owner to the dashboard.
#[derive(CustomResource, KubeSchema, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[kube(
    group = "switchboard.chat",
    version = "v1alpha1",
    kind = "Business",
    plural = "businesses",
    shortname = "biz",
    category = "switchboard",
    namespaced,
    status = "BusinessStatus",
    derive = "PartialEq",
    validation = Rule::new("self.metadata.name.size() <= 52").message("metadata.name must have 52 characters at most: the names of the objects made for it start with it"),
    doc = "A business and its WhatsApp inbox. Apply one, and the operator makes a database schema, a stream, a worker with its autoscaler and the webhook subscription for it, and invites the owner to the dashboard.",
    printcolumn(name = "Ready", type_ = "string", json_path = r#".status.conditions[?(@.type=="Ready")].status"#, description = "Whether everything that spec asks for is there and works."),
    printcolumn(name = "Reason", type_ = "string", json_path = r#".status.conditions[?(@.type=="Ready")].reason"#, description = "Why it is ready or not; the condition's message says what to do."),
    printcolumn(name = "Numbers", type_ = "integer", json_path = ".status.numbers", description = "Phone numbers held."),
    printcolumn(name = "Workers", type_ = "string", json_path = ".status.workers", description = "Workers ready, of those wanted."),
    printcolumn(name = "Backlog", type_ = "integer", json_path = ".status.worker.backlog", priority = 1, description = "Webhooks that wait for a worker."),
    printcolumn(name = "Schema", type_ = "string", json_path = ".status.schema", priority = 1, description = "The tenant's database schema."),
    printcolumn(name = "Age", type_ = "date", json_path = ".metadata.creationTimestamp")
)]
#[serde(rename_all = "camelCase")]
pub struct BusinessSpec {
    /// The business's name as its owner, agents and administrators see it. 1 to 100 characters.
    #[schemars(length(min = 1, max = 100))]
    pub display_name: String,

    /// IANA time zone, for example `Europe/Berlin`. Insights and business hours use it.
    #[serde(default = "defaults::timezone")]
    #[schemars(length(max = 64))]
    #[x_kube(validation = Rule::new("self.matches('^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$')").message("timezone must be an IANA name such as Europe/Berlin"))]
    pub timezone: String,

    /// Who owns the business in the dashboard.
    pub owner: Owner,

    /// The WhatsApp Business Account, its numbers and its credentials.
    pub whatsapp: Whatsapp,

    /// How the business's worker runs and scales.
    #[serde(default)]
    pub worker: Worker,

    /// What the business may use, so that it can't crowd out others.
    #[serde(default)]
    pub limits: Limits,

    /// How long data is kept.
    #[serde(default)]
    pub retention: Retention,

    /// Where the data lives and what becomes of it when this object is deleted.
    #[serde(default)]
    pub database: Database,

    /// Hold the workers at none. Webhooks are still accepted and wait in the stream; nothing is lost.
    #[serde(default)]
    pub suspend: bool,
}

/// Who owns the business in the dashboard.
#[derive(KubeSchema, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Owner {
    /// The owner's e-mail address. An invitation link is made for it on the first reconcile; find it under
    /// OWNER_INVITE_URL in the Secret `<name>-worker`.
    #[schemars(length(max = 254))]
    #[x_kube(validation = Rule::new("self.matches('^[^@ ]+@[^@ ]+[.][^@ ]+$')").message("owner.email must be an e-mail address such as owner@acme.example"))]
    pub email: String,
}

/// The WhatsApp Business Account, its numbers and its credentials.
#[derive(KubeSchema, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Whatsapp {
    /// Id of the WhatsApp Business Account: digits, from Meta's business settings.
    #[schemars(length(max = 32))]
    #[x_kube(validation = Rule::new("self.matches('^[0-9]+$')").message("wabaId must be digits only; find it in Meta's business settings"))]
    pub waba_id: String,

    /// The account's phone numbers that this business answers. 1 to 50, each id once, and unique across the cluster: if two
    /// Businesses claim one number, the older object holds it and the newer is Stalled.
    #[schemars(length(min = 1, max = 50))]
    #[x_kube(validation = Rule::new("self.all(a, self.exists_one(b, b.id == a.id))").message("phoneNumbers must not list one id twice"))]
    pub phone_numbers: Vec<PhoneNumber>,

    /// The Secret, in this namespace, with the account's credentials.
    pub credentials_secret_ref: SecretRef,

    /// Keep the account subscribed to our webhook address, and repair it when somebody changes it.
    #[serde(default = "defaults::subscribe")]
    pub subscribe: bool,
}

/// A phone number of the account.
#[derive(KubeSchema, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PhoneNumber {
    /// Meta's id of the phone number: digits. It is not the phone number itself.
    #[schemars(length(max = 32))]
    #[x_kube(validation = Rule::new("self.matches('^[0-9]+$')").message("phoneNumbers[].id must be digits only: Meta's phone number id, not the number itself"))]
    pub id: String,

    /// The phone number as people read it, for example `+1 555 078 3881`.
    #[serde(default)]
    #[schemars(length(max = 40))]
    pub display: String,
}

/// A Secret in the same namespace.
#[derive(KubeSchema, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SecretRef {
    /// Name of the Secret. Its keys: `accessToken` (a system user's token), `appSecret` (signs the webhooks; during a
    /// rotation also `appSecret.previous`), and optionally `verifyToken`, which is generated when absent.
    #[schemars(length(min = 1, max = 253))]
    pub name: String,
}

/// How the business's worker runs and scales.
#[derive(KubeSchema, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Worker {
    /// How many workers run.
    #[serde(default)]
    pub autoscaling: Autoscaling,

    /// CPU and memory of one worker. Without it: requests of 30m and 48Mi, a limit of 256Mi.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resources: Option<ResourceRequirements>,
}

/// How many workers run.
#[derive(KubeSchema, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = Rule::new("self.maxReplicas >= self.minReplicas").message("maxReplicas must not be below minReplicas"))]
pub struct Autoscaling {
    /// Who scales: `HPA` (Kubernetes' own, on the business's backlog), `KEDA` (a ScaledObject; KEDA must be installed) or
    /// `None` (always `minReplicas`).
    #[serde(default = "defaults::mode")]
    pub mode: AutoscalingMode,

    /// Fewest workers. With 0, an idle business runs none; the operator starts one when something waits.
    #[serde(default = "defaults::min_replicas")]
    #[x_kube(validation = Rule::new("self >= 0").message("minReplicas must be 0 or more"))]
    pub min_replicas: i32,

    /// Most workers.
    #[serde(default = "defaults::max_replicas")]
    #[x_kube(validation = Rule::new("self >= 1").message("maxReplicas must be 1 or more"))]
    pub max_replicas: i32,

    /// Waiting webhooks for which one worker is enough: the autoscaler aims at backlog / this many workers.
    #[serde(default = "defaults::backlog_per_replica")]
    #[x_kube(validation = Rule::new("self >= 1").message("backlogPerReplica must be 1 or more"))]
    pub backlog_per_replica: i32,
}

impl Default for Autoscaling {
    fn default() -> Self {
        Self { mode: AutoscalingMode::Hpa, min_replicas: 1, max_replicas: 5, backlog_per_replica: 500 }
    }
}

/// Who scales the workers.
#[derive(JsonSchema, Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AutoscalingMode {
    /// A HorizontalPodAutoscaler on the external metric `switchboard_backlog`.
    #[serde(rename = "HPA")]
    Hpa,
    /// A KEDA ScaledObject on the same metric's source.
    #[serde(rename = "KEDA")]
    Keda,
    /// Nobody: always `minReplicas`.
    None,
}

/// What the business may use.
#[derive(KubeSchema, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    /// Webhooks accepted per second and API pod; above it the answer is 503, so that the provider sends them again.
    /// 0 means no limit.
    #[serde(default)]
    #[x_kube(validation = Rule::new("self >= 0").message("ingestPerSecond must be 0 (no limit) or more"))]
    pub ingest_per_second: i32,

    /// Messages sent per second and phone number. 0 means no limit of ours; Meta's own is 80 by default.
    #[serde(default = "defaults::send_per_second")]
    #[x_kube(validation = Rule::new("self >= 0").message("sendPerSecond must be 0 (no limit) or more"))]
    pub send_per_second: i32,

    /// People who may have a sign-in for this business. 0 means no limit.
    #[serde(default = "defaults::agents")]
    #[x_kube(validation = Rule::new("self >= 0").message("agents must be 0 (no limit) or more"))]
    pub agents: i32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { ingest_per_second: 0, send_per_second: 80, agents: 50 }
    }
}

/// How long data is kept.
#[derive(KubeSchema, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Retention {
    /// Days that messages are kept. 0 means for ever.
    #[serde(default)]
    #[x_kube(validation = Rule::new("self >= 0").message("messagesDays must be 0 (for ever) or more"))]
    pub messages_days: i32,

    /// Days that raw webhooks are kept in the stream, from which a business can be replayed. 0 means for ever.
    #[serde(default = "defaults::raw_webhook_days")]
    #[x_kube(validation = Rule::new("self >= 0").message("rawWebhookDays must be 0 (for ever) or more"))]
    pub raw_webhook_days: i32,
}

impl Default for Retention {
    fn default() -> Self {
        Self { messages_days: 0, raw_webhook_days: 30 }
    }
}

/// Where the data lives and what becomes of it.
#[derive(KubeSchema, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Database {
    /// Adopt this retained schema, for example `t_acme_3f9c2a`, in place of making a new one. Can't be changed later.
    #[serde(default)]
    #[schemars(length(max = 60))]
    #[x_kube(validation = Rule::new("self == oldSelf").message("database.schema is immutable; delete the Business (its data is retained) and apply one that names the other schema"))]
    #[x_kube(validation = Rule::new("self == '' || self.matches('^t_[a-z][a-z0-9_]{2,57}$')").message("database.schema must be empty or t_ followed by 3 to 58 lower-case letters, digits and _, a letter first"))]
    pub schema: String,

    /// What becomes of the data when this object is deleted: `Retain` keeps schema and stream, `Delete` drops them.
    #[serde(default = "defaults::deletion_policy")]
    pub deletion_policy: DeletionPolicy,

    /// Database connections that the business's workers may hold in all.
    #[serde(default = "defaults::connection_limit")]
    #[x_kube(validation = Rule::new("self >= 1").message("connectionLimit must be 1 or more"))]
    pub connection_limit: i32,
}

impl Default for Database {
    fn default() -> Self {
        Self { schema: String::new(), deletion_policy: DeletionPolicy::Retain, connection_limit: 20 }
    }
}

/// What becomes of the data when the object is deleted.
#[derive(JsonSchema, Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeletionPolicy {
    /// Keep schema and stream; a later Business can adopt them.
    Retain,
    /// Drop schema, role and stream, for good.
    Delete,
}

/// What the operator has seen and done.
#[derive(KubeSchema, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BusinessStatus {
    /// The tenant's id. It never changes; it names the schema `t_<tenantId>`, the stream and the subjects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant_id: Option<String>,

    /// The generation of `spec` that this status speaks of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed_generation: Option<i64>,

    /// What holds and what doesn't: each with a reason, and a message that says what to do next.
    #[serde(default)]
    #[x_kube(merge_strategy = ListMerge::Map(vec!["type".into()]))]
    pub conditions: Vec<Condition>,

    /// The tenant's database schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,

    /// The last migration applied to the tenant's schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_version: Option<i64>,

    /// The phone numbers that this business holds.
    #[serde(default)]
    pub phone_numbers: Vec<PhoneNumberStatus>,

    /// How many phone numbers it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numbers: Option<i32>,

    /// The worker, as last seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worker: Option<WorkerStatus>,

    /// Workers ready, of those wanted, for example `1/2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workers: Option<String>,

    /// When the last webhook came in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_inbound_at: Option<Time>,

    /// Where the business opens its inbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dashboard_url: Option<String>,
}

/// A phone number that the business holds.
#[derive(KubeSchema, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PhoneNumberStatus {
    /// Meta's id of the phone number.
    #[serde(default)]
    pub id: String,
    /// The phone number as people read it.
    #[serde(default)]
    pub display: String,
}

/// The worker, as last seen.
#[derive(KubeSchema, Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkerStatus {
    /// Workers wanted.
    #[serde(default)]
    pub desired: i32,
    /// Workers ready.
    #[serde(default)]
    pub ready: i32,
    /// Webhooks that wait for a worker.
    #[serde(default)]
    pub backlog: i64,
}

/// What a field is when it is left out; the API server writes it into the object.
mod defaults {
    use super::{Autoscaling, AutoscalingMode, Database, DeletionPolicy, Limits, Retention};

    pub fn timezone() -> String {
        "Etc/UTC".to_owned()
    }

    pub fn subscribe() -> bool {
        true
    }

    pub fn mode() -> AutoscalingMode {
        Autoscaling::default().mode
    }

    pub fn min_replicas() -> i32 {
        Autoscaling::default().min_replicas
    }

    pub fn max_replicas() -> i32 {
        Autoscaling::default().max_replicas
    }

    pub fn backlog_per_replica() -> i32 {
        Autoscaling::default().backlog_per_replica
    }

    pub fn send_per_second() -> i32 {
        Limits::default().send_per_second
    }

    pub fn agents() -> i32 {
        Limits::default().agents
    }

    pub fn raw_webhook_days() -> i32 {
        Retention::default().raw_webhook_days
    }

    pub fn deletion_policy() -> DeletionPolicy {
        Database::default().deletion_policy
    }

    pub fn connection_limit() -> i32 {
        Database::default().connection_limit
    }
}
