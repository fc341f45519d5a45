//! The operator's metrics. Labels are bounded: steps, reasons and kinds are enums; tenants are as many as there are.

use prometheus::{HistogramOpts, HistogramTimer, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry};

/// Handles of every metric; clones share them.
#[derive(Clone, Debug)]
pub struct Metrics {
    reconciles: IntCounterVec,
    step_seconds: HistogramVec,
    in_flight: IntGauge,
    drift_corrected: IntCounterVec,
    backlog: IntGaugeVec,
    suspended: IntGauge,
    businesses: IntGauge,
    is_leader: IntGauge,
    leader_transitions: IntCounter,
    woken: IntCounterVec,
    external_requests: IntCounterVec,
}

impl Metrics {
    /// Makes and registers them.
    ///
    /// # Errors
    /// When a name is registered already.
    pub fn register(registry: &Registry) -> Result<Self, prometheus::Error> {
        let buckets = vec![0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0];
        let step_seconds = HistogramOpts::new("reconcile_step_seconds", "Seconds that a step of a reconcile took.").buckets(buckets);
        let metrics = Self {
            reconciles: IntCounterVec::new(
                Opts::new("reconciles_total", "Reconciles, by the step that ended them and the result."),
                &["step", "result"],
            )?,
            step_seconds: HistogramVec::new(step_seconds, &["step"])?,
            in_flight: IntGauge::new("workqueue_in_flight", "Reconciles under way.")?,
            drift_corrected: IntCounterVec::new(Opts::new("drift_corrected_total", "Things put back as they should be."), &["kind"])?,
            backlog: IntGaugeVec::new(
                Opts::new("switchboard_backlog", "What waits for a tenant's worker: webhooks and due timers."),
                &["tenant"],
            )?,
            suspended: IntGauge::new("businesses_suspended", "Businesses with spec.suspend.")?,
            businesses: IntGauge::new("businesses", "Businesses in the cluster.")?,
            is_leader: IntGauge::new("is_leader", "1 on the replica that leads.")?,
            leader_transitions: IntCounter::new("leader_transitions_total", "Times that this replica began to lead.")?,
            woken: IntCounterVec::new(
                Opts::new("workers_scaled_total", "Changes between none and one worker, made by the operator."),
                &["direction"],
            )?,
            external_requests: IntCounterVec::new(
                Opts::new("external_metrics_requests_total", "Requests to external.metrics.k8s.io."),
                &["status"],
            )?,
        };
        registry.register(Box::new(metrics.reconciles.clone()))?;
        registry.register(Box::new(metrics.step_seconds.clone()))?;
        registry.register(Box::new(metrics.in_flight.clone()))?;
        registry.register(Box::new(metrics.drift_corrected.clone()))?;
        registry.register(Box::new(metrics.backlog.clone()))?;
        registry.register(Box::new(metrics.suspended.clone()))?;
        registry.register(Box::new(metrics.businesses.clone()))?;
        registry.register(Box::new(metrics.is_leader.clone()))?;
        registry.register(Box::new(metrics.leader_transitions.clone()))?;
        registry.register(Box::new(metrics.woken.clone()))?;
        registry.register(Box::new(metrics.external_requests.clone()))?;
        Ok(metrics)
    }

    /// A reconcile ended: at which step, how.
    pub fn reconciled(&self, step: &str, result: &str) {
        self.reconciles.with_label_values(&[step, result]).inc();
    }

    /// Times a step until dropped.
    pub fn step(&self, step: &str) -> HistogramTimer {
        self.step_seconds.with_label_values(&[step]).start_timer()
    }

    /// Counts a reconcile as under way until dropped.
    #[must_use]
    pub fn in_flight(&self) -> InFlight {
        self.in_flight.inc();
        InFlight(self.in_flight.clone())
    }

    /// Something was put back.
    pub fn drift_corrected(&self, kind: &str) {
        self.drift_corrected.with_label_values(&[kind]).inc();
    }

    /// A tenant's backlog, as just read.
    pub fn set_backlog(&self, tenant: &str, backlog: u64) {
        self.backlog.with_label_values(&[tenant]).set(i64::try_from(backlog).unwrap_or(i64::MAX));
    }

    /// A tenant is gone.
    pub fn forget_backlog(&self, tenant: &str) {
        // An error says that there was none.
        let _ = self.backlog.remove_label_values(&[tenant]);
    }

    /// How many Businesses there are, and how many of them are suspended.
    pub fn set_businesses(&self, all: usize, suspended: usize) {
        self.businesses.set(i64::try_from(all).unwrap_or(i64::MAX));
        self.suspended.set(i64::try_from(suspended).unwrap_or(i64::MAX));
    }

    /// This replica leads from now on, or doesn't any more.
    pub fn leads(&self, leads: bool) {
        self.is_leader.set(i64::from(leads));
        if leads {
            self.leader_transitions.inc();
        }
    }

    /// The operator itself started or stopped a business's only worker.
    pub fn scaled(&self, direction: &str) {
        self.woken.with_label_values(&[direction]).inc();
    }

    /// An answer of the external metrics API.
    pub fn external_request(&self, status: u16) {
        self.external_requests.with_label_values(&[&status.to_string()]).inc();
    }
}

/// See [`Metrics::in_flight`].
#[derive(Debug)]
pub struct InFlight(IntGauge);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.dec();
    }
}
