//! What a worker counts. Names begin with the word of the flow that they belong to.

use prometheus::{Histogram, HistogramOpts, IntCounter, IntCounterVec, Opts, Registry, exponential_buckets};

/// The metrics of the flow through a worker.
#[derive(Clone, Debug)]
pub struct Metrics {
    /// `stream_deliveries_total{attempt="first"|"again"}`.
    pub deliveries: IntCounterVec,
    /// `stream_settled_total{outcome="ack"|"retry"|"dead"}`.
    pub settled: IntCounterVec,
    /// `stream_retries_total{cause="store"|"publish"|"fetch"|"sweep"}`: attempts that failed and are made again.
    pub retries: IntCounterVec,
    /// `stream_published_total{kind}`: changes acknowledged by CHANGES.
    pub published: IntCounterVec,
    /// Items of one transaction.
    pub batch_items: Histogram,
    /// How long one transaction takes, in seconds.
    pub store_seconds: Histogram,
    /// From the webhook's arrival to the published change, in seconds.
    pub lag_seconds: Histogram,
    /// `store_stored_total{kind="message"|"status"|"event"}`: new rows.
    pub stored: IntCounterVec,
    /// `store_duplicates_total{kind}`: items that were there already.
    pub duplicates: IntCounterVec,
    /// `store_parked_total{reason}`.
    pub parked: IntCounterVec,
    /// `store_sweeps_total`: looks for what time has done.
    pub sweeps: IntCounter,
    /// `store_idempotency_keys_removed_total`: answers that were kept long enough.
    pub forgotten: IntCounter,
}

impl Metrics {
    /// Makes and registers them.
    ///
    /// # Errors
    /// When the registry has one of the names already.
    pub fn register(registry: &Registry) -> Result<Self, prometheus::Error> {
        let counter = |name: &str, help: &str, label: &str| {
            let counter = IntCounterVec::new(Opts::new(name, help), &[label])?;
            registry.register(Box::new(counter.clone()))?;
            Ok::<_, prometheus::Error>(counter)
        };
        let histogram = |name: &str, help: &str, buckets: Vec<f64>| {
            let histogram = Histogram::with_opts(HistogramOpts::new(name, help).buckets(buckets))?;
            registry.register(Box::new(histogram.clone()))?;
            Ok::<_, prometheus::Error>(histogram)
        };
        let count = |name: &str, help: &str| {
            let counter = IntCounter::new(name, help)?;
            registry.register(Box::new(counter.clone()))?;
            Ok::<_, prometheus::Error>(counter)
        };
        Ok(Self {
            deliveries: counter("stream_deliveries_total", "Deliveries taken from the tenant's stream.", "attempt")?,
            settled: counter("stream_settled_total", "How deliveries ended.", "outcome")?,
            retries: counter("stream_retries_total", "Attempts that failed and are made again.", "cause")?,
            published: counter("stream_published_total", "Changes acknowledged by CHANGES.", "kind")?,
            batch_items: histogram("store_batch_items", "Items stored in one transaction.", exponential_buckets(1.0, 2.0, 14)?)?,
            store_seconds: histogram("store_seconds", "Duration of one transaction.", exponential_buckets(0.001, 2.0, 14)?)?,
            lag_seconds: histogram(
                "store_lag_seconds",
                "From a webhook's arrival to its published change.",
                exponential_buckets(0.001, 2.0, 20)?,
            )?,
            stored: counter("store_stored_total", "New rows.", "kind")?,
            duplicates: counter("store_duplicates_total", "Items that were stored before.", "kind")?,
            parked: counter("store_parked_total", "Items parked with their bytes.", "reason")?,
            sweeps: count("store_sweeps_total", "Looks for what time has done.")?,
            forgotten: count("store_idempotency_keys_removed_total", "Kept answers of REST requests that have expired.")?,
        })
    }
}
