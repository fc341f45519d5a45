//! Every condition type and every reason that a Business's status can show. Nothing else writes these words.

/// What a condition is about. `Ready`, `Reconciling` and `Stalled` are kstatus' words: `kubectl wait`, Helm, Flux and
/// Argo read them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ConditionType {
    /// Everything that `spec` asks for is there and works.
    Ready,
    /// The operator is working towards `spec`, and time alone may be enough.
    Reconciling,
    /// The operator can't go on until somebody changes something; the message says what.
    Stalled,
    /// Schema, role, migrations and partitions of the tenant are in place.
    SchemaReady,
    /// The Secret that `credentialsSecretRef` names is complete, and the provider accepts its token.
    CredentialsValid,
    /// Stream, consumer and directory entry of the tenant are in place: webhooks are accepted.
    StreamReady,
    /// As many workers are ready as are wanted.
    WorkerReady,
    /// The provider sends this account's webhooks to us.
    WebhookSubscribed,
    /// `spec.suspend` holds the workers at none; webhooks are still accepted and wait in the stream.
    Suspended,
}

impl ConditionType {
    /// Every type, in the order in which status lists them.
    pub const ALL: [Self; 9] = [
        Self::Ready,
        Self::Reconciling,
        Self::Stalled,
        Self::SchemaReady,
        Self::CredentialsValid,
        Self::StreamReady,
        Self::WorkerReady,
        Self::WebhookSubscribed,
        Self::Suspended,
    ];

    /// The type as it is written in `status.conditions[].type`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "Ready",
            Self::Reconciling => "Reconciling",
            Self::Stalled => "Stalled",
            Self::SchemaReady => "SchemaReady",
            Self::CredentialsValid => "CredentialsValid",
            Self::StreamReady => "StreamReady",
            Self::WorkerReady => "WorkerReady",
            Self::WebhookSubscribed => "WebhookSubscribed",
            Self::Suspended => "Suspended",
        }
    }
}

/// Why a condition has its status: one word for machines; the message beside it is for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    // Good ends.
    /// Everything works.
    Ready,
    /// The operator has nothing left to do.
    UpToDate,
    /// Nothing is in the way.
    NotStalled,
    /// The schema is at the version that this release needs.
    Migrated,
    /// The provider accepts the token.
    TokenAccepted,
    /// Stream, consumer and directory entry exist as they should.
    Provisioned,
    /// All wanted workers are ready.
    WorkersReady,
    /// No worker is wanted now, since nothing waits; the next message starts one.
    ScaledToZero,
    /// The provider sends webhooks to us.
    Subscribed,
    /// `spec.whatsapp.subscribe` is false: somebody else keeps the subscription.
    NotManaged,
    /// `spec.suspend` is false.
    Active,
    /// `spec.suspend` is true.
    SuspendedBySpec,

    // Under way.
    /// A step hasn't been reached yet in this generation.
    Pending,
    /// Work on the object is under way.
    Progressing,
    /// Workers are starting or being replaced.
    WorkersStarting,
    /// Kubernetes can't read or compute the worker's backlog, so autoscaling holds still.
    BacklogUnavailable,
    /// The object is being deleted.
    Deleting,

    // Waiting for somebody.
    /// A value in `spec` can't be used.
    InvalidSpec,
    /// The stored object doesn't fit its schema.
    Malformed,
    /// The Secret doesn't exist.
    SecretMissing,
    /// The Secret lacks a key, or a key is empty.
    SecretIncomplete,
    /// Another Business holds one of the phone numbers.
    PhoneNumberConflict,
    /// `database.schema` names something that can't be adopted.
    SchemaConflict,
    /// KEDA is asked for but isn't installed.
    KedaMissing,
    /// The provider refuses the token.
    TokenRejected,
    /// The provider refuses to subscribe the account.
    SubscriptionRefused,

    // Expected to pass.
    /// PostgreSQL can't be reached or refused a statement.
    DatabaseUnavailable,
    /// NATS can't be reached or refused a request.
    BusUnavailable,
    /// The provider can't be reached.
    ProviderUnavailable,
    /// The API server refused or didn't answer.
    KubernetesUnavailable,
    /// The reconcile took longer than its deadline.
    DeadlineExceeded,
}

impl Reason {
    /// The reason as it is written in `status.conditions[].reason`, in events and in metric labels.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "Ready",
            Self::UpToDate => "UpToDate",
            Self::NotStalled => "NotStalled",
            Self::Migrated => "Migrated",
            Self::TokenAccepted => "TokenAccepted",
            Self::Provisioned => "Provisioned",
            Self::WorkersReady => "WorkersReady",
            Self::ScaledToZero => "ScaledToZero",
            Self::Subscribed => "Subscribed",
            Self::NotManaged => "NotManaged",
            Self::Active => "Active",
            Self::SuspendedBySpec => "SuspendedBySpec",
            Self::Pending => "Pending",
            Self::Progressing => "Progressing",
            Self::WorkersStarting => "WorkersStarting",
            Self::BacklogUnavailable => "BacklogUnavailable",
            Self::Deleting => "Deleting",
            Self::InvalidSpec => "InvalidSpec",
            Self::Malformed => "Malformed",
            Self::SecretMissing => "SecretMissing",
            Self::SecretIncomplete => "SecretIncomplete",
            Self::PhoneNumberConflict => "PhoneNumberConflict",
            Self::SchemaConflict => "SchemaConflict",
            Self::KedaMissing => "KedaMissing",
            Self::TokenRejected => "TokenRejected",
            Self::SubscriptionRefused => "SubscriptionRefused",
            Self::DatabaseUnavailable => "DatabaseUnavailable",
            Self::BusUnavailable => "BusUnavailable",
            Self::ProviderUnavailable => "ProviderUnavailable",
            Self::KubernetesUnavailable => "KubernetesUnavailable",
            Self::DeadlineExceeded => "DeadlineExceeded",
        }
    }
}
