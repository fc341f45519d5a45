//! Every metric of the API, in one table. A prefix is a word of the data flow: `ingest_`, `live_`; a limit that can be
//! hit has a counter here.

use prometheus::{
    Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, Opts, Registry, core::Collector, exponential_buckets,
};

/// Handles on the metrics; clones share them.
#[derive(Clone, Debug)]
pub struct Metrics {
    /// Webhooks by outcome (`accepted`, `bad_signature`, `too_large`, `busy`, ...).
    pub ingest_requests: IntCounterVec,
    /// Webhook bodies in one message of a stream.
    pub ingest_bodies_per_publish: Histogram,
    /// From publishing to the stream's acknowledgement.
    pub ingest_ack_seconds: Histogram,
    /// Webhook bodies that wait for a publish in flight.
    pub ingest_queued: IntGauge,
    /// Changes that no business of ours owns, kept in DEAD.
    pub ingest_unrouted: IntCounter,
    /// Tenants named in a body whose secret didn't sign it: they got nothing.
    pub ingest_unverified_owners: IntCounter,
    /// REST requests by route, method and status.
    pub rest_requests: IntCounterVec,
    /// REST latency by route.
    pub rest_seconds: HistogramVec,
    /// Requests with an Idempotency-Key (`first`, `replayed`, `reused`).
    pub idempotency_keys: IntCounterVec,
    /// Sign-ins by outcome.
    pub sign_ins: IntCounterVec,
    /// Sockets connected to this pod.
    pub live_sockets: IntGauge,
    /// Changes handed to sockets.
    pub live_deliveries: IntCounter,
    /// From a change's commit to its emission.
    pub live_event_latency_seconds: Histogram,
    /// Clients told to refetch, by reason.
    pub live_resyncs: IntCounterVec,
    /// Sockets cut off because they read too slowly.
    pub live_slow_sockets: IntCounter,
    /// Sockets that weren't let in, by reason (`unauthenticated`, `unavailable`, `full`).
    pub live_refusals: IntCounterVec,
    /// Subscriptions by outcome (`joined`, `replayed`, `resync`, `refused`).
    pub live_subscriptions: IntCounterVec,
    /// Changes replayed to clients that had been away.
    pub live_replayed: IntCounter,
    /// Newest CHANGES sequence that this pod has relayed.
    pub live_head: IntGauge,
    /// Whether this pod hears Redis' signals.
    pub redis_pubsub_connected: IntGauge,
    /// Signals heard.
    pub redis_pubsub_messages: IntCounter,
    /// Subscriptions lost and opened again.
    pub redis_pubsub_reconnects: IntCounter,
    /// Calls to Redis that failed, by purpose.
    pub redis_failures: IntCounterVec,
}

fn registered<C: Collector + Clone + 'static>(registry: &Registry, made: prometheus::Result<C>) -> C {
    let collector = made.expect("the names and labels below are valid");
    registry.register(Box::new(collector.clone())).expect("each name occurs once below");
    collector
}

impl Metrics {
    /// Registers everything; once per registry.
    #[must_use]
    pub fn new(registry: &Registry) -> Self {
        let counter = |name: &str, help: &str| registered(registry, IntCounter::new(name, help));
        let gauge = |name: &str, help: &str| registered(registry, IntGauge::new(name, help));
        let counters = |name: &str, help: &str, labels: &[&str]| registered(registry, IntCounterVec::new(Opts::new(name, help), labels));
        let histogram = |name: &str, help: &str, start: f64, count: usize| {
            let buckets = exponential_buckets(start, 2.0, count).expect("start and count are positive");
            registered(registry, Histogram::with_opts(HistogramOpts::new(name, help).buckets(buckets)))
        };
        let rest_buckets = exponential_buckets(0.001, 2.0, 14).expect("start and count are positive");
        let rest_seconds = HistogramOpts::new("rest_seconds", "REST latency by route").buckets(rest_buckets);
        Self {
            ingest_requests: counters("ingest_requests_total", "Webhooks by outcome", &["outcome"]),
            ingest_bodies_per_publish: histogram("ingest_bodies_per_publish", "Webhook bodies in one stream message", 1.0, 12),
            ingest_ack_seconds: histogram("ingest_ack_seconds", "From publish to the stream's ack", 0.000_25, 15),
            ingest_queued: gauge("ingest_queued", "Webhook bodies waiting for a publish in flight"),
            ingest_unrouted: counter("ingest_unrouted_total", "Bodies kept in DEAD because no business owns what they name"),
            ingest_unverified_owners: counter("ingest_unverified_owners_total", "Tenants named in a body that their secret didn't sign"),
            rest_requests: counters("rest_requests_total", "REST requests", &["route", "method", "status"]),
            rest_seconds: registered(registry, HistogramVec::new(rest_seconds, &["route"])),
            idempotency_keys: counters("rest_idempotency_keys_total", "Requests with an Idempotency-Key, by what came of it", &["outcome"]),
            sign_ins: counters("sign_ins_total", "Sign-ins by outcome", &["outcome"]),
            live_sockets: gauge("live_sockets", "Sockets connected to this pod"),
            live_deliveries: counter("live_deliveries_total", "Changes handed to sockets"),
            live_event_latency_seconds: histogram("live_event_latency_seconds", "From a change's commit to its emission", 0.000_5, 16),
            live_resyncs: counters("live_resyncs_total", "Clients told to refetch", &["reason"]),
            live_slow_sockets: counter("live_slow_sockets_total", "Sockets cut off because they read too slowly"),
            live_refusals: counters("live_refusals_total", "Sockets that were not let in", &["reason"]),
            live_subscriptions: counters("live_subscriptions_total", "Subscriptions by outcome", &["outcome"]),
            live_replayed: counter("live_replayed_total", "Changes replayed to clients that had been away"),
            live_head: gauge("live_head", "Newest CHANGES sequence relayed by this pod"),
            redis_pubsub_connected: gauge("redis_pubsub_connected", "Whether this pod hears Redis' signals"),
            redis_pubsub_messages: counter("redis_pubsub_messages_total", "Signals heard through Redis"),
            redis_pubsub_reconnects: counter("redis_pubsub_reconnects_total", "Subscriptions to Redis lost"),
            redis_failures: counters("redis_failures_total", "Calls to Redis that failed", &["purpose"]),
        }
    }
}
