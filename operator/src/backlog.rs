//! The backlog of every tenant, shown as a gauge by every replica; and, on the leader, the step between none and one
//! worker, which no autoscaler makes in time.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use crds::{Business, business::AutoscalingMode};
use domain::{Clock, TenantId};
use futures::future::join_all;
use jiff::Timestamp;
use k8s_openapi::api::apps::v1::Deployment;
use kube::{
    Api, Client, ResourceExt,
    api::{Patch, PatchParams},
    core::DeserializeGuard,
    runtime::reflector::Store,
};
use serde_json::json;
use store::{Database, TenantTx, conversations::snooze};
use stream::{Bus, BusError};
use tokio::{
    sync::watch,
    time::{MissedTickBehavior, timeout},
};
use tokio_util::sync::CancellationToken;

use crate::{
    business::{identity, plan::object_name},
    metrics::Metrics,
};

/// How often businesses that may have no worker are looked at, in seconds.
const LOOK_SECONDS: u64 = 1;
/// Every how many looks the others are, for the gauge.
const LOOKS_PER_GAUGE: u64 = 10;

/// How long PostgreSQL may take to count a tenant's timers, in milliseconds: a look goes on without it.
const TIMERS_MS_MAX: u64 = 500;
/// Backlogs read at once.
const LOOKS_AT_ONCE: usize = 8;

/// Where backlogs are read.
#[derive(Clone, Debug)]
pub struct Sources {
    pub bus: Bus,
    pub database: Database,
}

impl Sources {
    /// What waits for a tenant's worker: messages of its stream that aren't settled, and timers that are due. The
    /// autoscaler and the step from none to one worker both follow it.
    ///
    /// # Errors
    /// When the tenant has no stream or JetStream doesn't answer. While PostgreSQL is away the stream alone counts.
    pub async fn backlog(&self, tenant: &TenantId, now: Timestamp) -> Result<u64, BusError> {
        let (messages, timers) = tokio::join!(self.bus.backlog(tenant), self.timers(tenant, now));
        Ok(messages? + timers)
    }

    async fn timers(&self, tenant: &TenantId, now: Timestamp) -> u64 {
        let counted = timeout(Duration::from_millis(TIMERS_MS_MAX), async {
            let mut tx = TenantTx::begin(&self.database, tenant).await?;
            snooze::due(&mut tx, now).await
        });
        match counted.await {
            Ok(Ok(due)) => due,
            // No schema yet, or one that is about to be migrated.
            Ok(Err(error)) => {
                tracing::debug!(%tenant, error = service::chain(&error), "a tenant's timers can't be counted");
                0
            }
            Err(_) => {
                tracing::warn!(%tenant, "counting a tenant's timers takes too long; its backlog is what its stream holds");
                0
            }
        }
    }
}

/// Looks at backlogs.
pub struct Backlogs {
    pub client: Client,
    pub sources: Sources,
    pub clock: Clock,
    pub businesses: Store<DeserializeGuard<Business>>,
    pub metrics: Metrics,
    /// Whether this replica leads now.
    pub leads: watch::Receiver<bool>,
    /// How long a backlog stays empty before the only worker is stopped.
    pub idle: Duration,
}

/// What to do with the worker of a business that may have none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Start,
    Stop,
    Leave,
}

fn step(backlog: u64, replicas: i32, empty_for: Duration, idle: Duration) -> Step {
    match (backlog, replicas) {
        (1.., 0) => Step::Start,
        // From more workers to one is the autoscaler's business.
        (0, 1) if empty_for >= idle => Step::Stop,
        _ => Step::Leave,
    }
}

impl Backlogs {
    /// Looks until asked to stop.
    pub async fn watch(self, stop: CancellationToken) {
        let mut ticks = tokio::time::interval(Duration::from_secs(LOOK_SECONDS));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut empty_since, mut shown) = (BTreeMap::new(), BTreeSet::new());
        for look in 0_u64.. {
            tokio::select! { () = stop.cancelled() => return, _ = ticks.tick() => {} }
            self.look(look % LOOKS_PER_GAUGE == 0, &mut empty_since, &mut shown).await;
        }
    }

    async fn look(&self, all: bool, empty_since: &mut BTreeMap<TenantId, Instant>, shown: &mut BTreeSet<TenantId>) {
        let state = self.businesses.state();
        let businesses: Vec<&Business> = state.iter().filter_map(|guard| guard.0.as_ref().ok()).collect();
        self.metrics.set_businesses(businesses.len(), businesses.iter().filter(|it| it.spec.suspend).count());
        let mut present = BTreeSet::new();
        let mut looked_at = Vec::new();
        for business in businesses {
            let Ok(tenant) = identity::tenant_of(business) else { continue };
            present.insert(tenant.clone());
            if all || may_have_none(business) {
                looked_at.push((business, tenant));
            }
        }
        for (business, tenant, backlog) in self.read(looked_at).await {
            self.metrics.set_backlog(tenant.as_str(), backlog);
            shown.insert(tenant.clone());
            if backlog > 0 {
                empty_since.remove(&tenant);
            }
            let empty_for = if backlog == 0 { empty_since.entry(tenant).or_insert_with(Instant::now).elapsed() } else { Duration::ZERO };
            if may_have_none(business) && *self.leads.borrow() {
                self.act(business, backlog, empty_for).await;
            }
        }
        empty_since.retain(|tenant, _| present.contains(tenant));
        shown.retain(|tenant| {
            let still = present.contains(tenant);
            if !still {
                self.metrics.forget_backlog(tenant.as_str());
            }
            still
        });
    }

    /// The backlogs that can be read; without a stream or an answer there is none, and the next look may know more.
    async fn read<'a>(&self, looked_at: Vec<(&'a Business, TenantId)>) -> Vec<(&'a Business, TenantId, u64)> {
        let now = self.clock.now();
        let mut backlogs = Vec::with_capacity(looked_at.len());
        for part in looked_at.chunks(LOOKS_AT_ONCE) {
            let read = join_all(part.iter().map(|(_, tenant)| self.sources.backlog(tenant, now))).await;
            let known = part.iter().zip(read).filter_map(|((business, tenant), backlog)| Some((*business, tenant.clone(), backlog.ok()?)));
            backlogs.extend(known);
        }
        backlogs
    }

    async fn act(&self, business: &Business, backlog: u64, empty_for: Duration) {
        // Nothing to start or stop: spare the API server.
        if backlog == 0 && empty_for < self.idle {
            return;
        }
        let api: Api<Deployment> = Api::namespaced(self.client.clone(), &business.namespace().unwrap_or_default());
        let name = object_name(&business.name_any());
        let Ok(scale) = api.get_scale(&name).await else { return };
        let replicas = scale.spec.and_then(|spec| spec.replicas).unwrap_or(0);
        let (wanted, direction) = match step(backlog, replicas, empty_for, self.idle) {
            Step::Leave => return,
            Step::Start => (1, "start"),
            Step::Stop => (0, "stop"),
        };
        let patch = json!({"spec": {"replicas": wanted}});
        match api.patch_scale(&name, &PatchParams::default(), &Patch::Merge(&patch)).await {
            Ok(_) => {
                tracing::info!(namespace = business.namespace(), name, backlog, wanted, "changed between none and one worker");
                self.metrics.scaled(direction);
            }
            Err(error) => tracing::warn!(name, error = service::chain(&error), "a worker could not be started or stopped; trying again"),
        }
    }
}

fn may_have_none(business: &Business) -> bool {
    let autoscaling = &business.spec.worker.autoscaling;
    autoscaling.mode == AutoscalingMode::Hpa
        && autoscaling.min_replicas == 0
        && !business.spec.suspend
        && business.metadata.deletion_timestamp.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::{
        Fence, PoolOptions, fences, migrate,
        partitions::Months,
        provision::{self, TenantSpec},
    };
    use stream::topology::Durability;

    #[tokio::test]
    async fn the_backlog_is_the_stream_and_due_snoozes_and_without_postgres_the_stream_alone() {
        service::install_crypto();
        let (postgres, nats) = (testkit::postgres().await, testkit::nats().await);
        let database = Database::open(&postgres.url, &PoolOptions::new("test operator")).unwrap();
        let bus = Bus::connect(&nats.url, "test operator").await.unwrap();
        let (tenant, now) = (TenantId::parse(&postgres.named("acme")).unwrap(), Clock::machine().now());
        let sources = Sources { bus: bus.clone(), database: database.clone() };
        assert!(sources.backlog(&tenant, now).await.is_err(), "a tenant without a stream");
        bus.ensure_tenant(&tenant, 1, Durability { replicas: 1 }).await.unwrap();
        let body = stream::Envelope { received_at: now, body: "{}".into() };
        bus.publish_bodies(&tenant, &[body]).await.unwrap();
        // A tenant without a schema. The server counts what is pending a moment after it has stored it.
        while sources.backlog(&tenant, now).await.unwrap() != 1 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }

        let api_role = postgres.named("api");
        postgres.execute(&format!("create role {api_role}"));
        migrate::control(&database, &api_role).await.unwrap();
        let fence = Fence { name: "operator".into(), term: 1, holder: "test".into() };
        fences::advance(&database, &fence).await.unwrap();
        let password = "tenant-password-0123456789";
        let spec = TenantSpec { tenant: &tenant, password, connection_limit: 5, api_role: &api_role, months: Months::default() };
        provision::converge(&database, &fence, &spec, now).await.unwrap();
        postgres.execute(&format!(
            "set search_path = {};
             insert into contacts (id, wa_id) select gen_random_uuid(), n::text from generate_series(1, 3) n;
             insert into conversations (id, contact_id, phone_number_id, state, last_message_at, snoozed_until)
             select gen_random_uuid(), id, '1', 'snoozed', now(), timestamptz '{now}' + (wa_id::int - 2) * interval '1 hour' from contacts",
            tenant.schema()
        ));
        let soon = now + jiff::SignedDuration::from_secs(1);
        assert_eq!(sources.backlog(&tenant, soon).await.unwrap(), 1 + 2);
        postgres.refuse();
        assert_eq!(sources.backlog(&tenant, soon).await.unwrap(), 1);
    }

    #[test]
    fn only_the_step_between_none_and_one_worker_is_made() {
        let (second, minute) = (Duration::from_secs(1), Duration::from_secs(60));
        for (backlog, replicas, empty_for, expected) in [
            (5, 0, Duration::ZERO, Step::Start),
            (5, 1, Duration::ZERO, Step::Leave),
            (0, 1, second, Step::Leave),
            (0, 1, minute, Step::Stop),
            (0, 3, minute, Step::Leave),
            (0, 0, minute, Step::Leave),
        ] {
            assert_eq!(step(backlog, replicas, empty_for, minute), expected, "{backlog} {replicas}");
        }
    }
}
