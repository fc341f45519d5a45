//! Which replica leads: a Lease of coordination.k8s.io, by client-go's rules (15 s lease, 10 s to renew, 2 s between
//! tries). Expiry is judged by our own monotonic clock from when we saw the Lease change, never by its timestamps.
//!
//! The Lease alone can't stop a leader that was paused past its expiry: so its term is also the fence that PostgreSQL
//! checks (see `store::fences`).

use std::time::{Duration, Instant};

use domain::Clock;
use k8s_openapi::{
    api::coordination::v1::{Lease, LeaseSpec},
    apimachinery::pkg::apis::meta::v1::{MicroTime, ObjectMeta},
};
use kube::{
    Api, Client, ResourceExt,
    api::{Patch, PatchParams, PostParams},
};
use tokio::time::{sleep, timeout};

/// How long a Lease that isn't renewed is respected.
const LEASE_DURATION: Duration = Duration::from_secs(15);
/// How long a leader tries to renew before it gives up: shorter, so that it stops before another may start.
const RENEW_DEADLINE: Duration = Duration::from_secs(10);
/// Pause between tries.
const RETRY_PERIOD: Duration = Duration::from_secs(2);

/// The name of the Lease and of the fence.
pub const NAME: &str = "switchboard-operator";

/// Why a replica doesn't lead any more.
#[derive(Debug, thiserror::Error)]
pub enum LeaderError {
    #[error("another replica took the Lease")]
    Taken,
    #[error("the Lease could not be renewed within {} s", RENEW_DEADLINE.as_secs())]
    NotRenewed,
}

/// A candidate for the Lease.
pub struct Elector {
    api: Api<Lease>,
    identity: String,
    clock: Clock,
    /// The Lease as last seen to change, and when that was.
    seen: Option<(Option<String>, Instant)>,
}

/// The Lease in our hands.
#[derive(Debug)]
pub struct Leadership {
    lease: Lease,
    /// Grows with every change of holder: the fence's term.
    pub term: i64,
}

impl Elector {
    /// A candidate. `identity` must be this process's alone.
    #[must_use]
    pub fn new(client: Client, namespace: &str, identity: String, clock: Clock) -> Self {
        Self { api: Api::namespaced(client, namespace), identity, clock, seen: None }
    }

    /// Waits until this replica leads. `floor` is the newest term known elsewhere: ours will be above it, even if the
    /// Lease was deleted and begins anew.
    pub async fn acquire(&mut self, floor: i64) -> Leadership {
        loop {
            match timeout(RENEW_DEADLINE, self.try_acquire(floor)).await {
                Ok(Ok(Some(leadership))) => return leadership,
                Ok(Ok(None)) => {}
                Ok(Err(error)) => tracing::warn!(error = service::chain(&error), "the Lease can't be read or written; trying again"),
                Err(_) => tracing::warn!("the API server doesn't answer about the Lease; trying again"),
            }
            sleep(RETRY_PERIOD).await;
        }
    }

    async fn try_acquire(&mut self, floor: i64) -> Result<Option<Leadership>, kube::Error> {
        let Some(lease) = self.api.get_opt(NAME).await? else {
            let lease =
                Lease { metadata: ObjectMeta { name: Some(NAME.to_owned()), ..ObjectMeta::default() }, spec: Some(self.claim(floor + 1)) };
            return settle(self.api.create(&PostParams::default(), &lease).await);
        };
        let spec = lease.spec.clone().unwrap_or_default();
        let holder = spec.holder_identity.as_deref().unwrap_or_default();
        if !holder.is_empty() && !self.has_expired(&lease) {
            return Ok(None);
        }
        let term = i64::from(spec.lease_transitions.unwrap_or(0)).max(floor) + 1;
        // The resource version in it makes this a compare-and-set.
        settle(self.api.replace(NAME, &PostParams::default(), &Lease { spec: Some(self.claim(term)), ..lease }).await)
    }

    /// Whether the Lease stayed as it is for its whole duration, by our clock.
    fn has_expired(&mut self, lease: &Lease) -> bool {
        let version = lease.resource_version();
        match &self.seen {
            Some((seen, at)) if *seen == version => at.elapsed() >= LEASE_DURATION,
            _ => {
                self.seen = Some((version, Instant::now()));
                false
            }
        }
    }

    fn claim(&self, term: i64) -> LeaseSpec {
        let now = MicroTime(self.clock.now());
        LeaseSpec {
            holder_identity: Some(self.identity.clone()),
            lease_duration_seconds: i32::try_from(LEASE_DURATION.as_secs()).ok(),
            lease_transitions: Some(i32::try_from(term).unwrap_or(i32::MAX)),
            acquire_time: Some(now.clone()),
            renew_time: Some(now),
            ..LeaseSpec::default()
        }
    }

    /// Renews until that fails: from then on this replica doesn't lead.
    pub async fn hold(&self, mut leadership: Leadership) -> LeaderError {
        let mut renewed = Instant::now();
        loop {
            sleep(RETRY_PERIOD).await;
            let left = RENEW_DEADLINE.saturating_sub(renewed.elapsed());
            match timeout(left, self.renew(&leadership.lease)).await {
                Ok(Ok(Some(lease))) => {
                    leadership.lease = lease;
                    renewed = Instant::now();
                }
                Ok(Ok(None)) => return LeaderError::Taken,
                Ok(Err(error)) => tracing::warn!(error = service::chain(&error), "renewing the Lease failed; trying again"),
                Err(_) => {}
            }
            if renewed.elapsed() >= RENEW_DEADLINE {
                return LeaderError::NotRenewed;
            }
        }
    }

    /// `None` when somebody else holds it.
    async fn renew(&self, held: &Lease) -> Result<Option<Lease>, kube::Error> {
        let mut next = held.clone();
        if let Some(spec) = next.spec.as_mut() {
            spec.renew_time = Some(MicroTime(self.clock.now()));
        }
        match self.api.replace(NAME, &PostParams::default(), &next).await {
            Ok(lease) => Ok(Some(lease)),
            Err(kube::Error::Api(status)) if status.is_conflict() => {
                // Somebody touched it; it may still be ours (an earlier renewal whose answer was lost).
                let current = self.api.get(NAME).await?;
                let holder = current.spec.as_ref().and_then(|spec| spec.holder_identity.as_deref());
                Ok((holder == Some(self.identity.as_str())).then_some(current))
            }
            Err(error) => Err(error),
        }
    }

    /// Lets another replica start at once. Only after everything that the leader does has stopped.
    pub async fn release(&self) {
        let patch = serde_json::json!({
            "apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
            "spec": {"holderIdentity": "", "leaseDurationSeconds": 1},
        });
        let held = timeout(RETRY_PERIOD, self.api.get(NAME)).await;
        let Ok(Ok(lease)) = held else { return };
        if lease.spec.as_ref().and_then(|spec| spec.holder_identity.as_deref()) != Some(self.identity.as_str()) {
            return;
        }
        let released = timeout(RETRY_PERIOD, self.api.patch(NAME, &PatchParams::default(), &Patch::Merge(&patch))).await;
        if !matches!(released, Ok(Ok(_))) {
            tracing::warn!("the Lease could not be released; another replica starts when it expires");
        }
    }
}

/// Losing the race for a write is no error.
fn settle(written: Result<Lease, kube::Error>) -> Result<Option<Leadership>, kube::Error> {
    match written {
        Ok(lease) => {
            let term = lease.spec.as_ref().and_then(|spec| spec.lease_transitions).unwrap_or(0);
            Ok(Some(Leadership { lease, term: term.into() }))
        }
        Err(kube::Error::Api(status)) if status.is_conflict() || status.is_already_exists() => Ok(None),
        Err(error) => Err(error),
    }
}
