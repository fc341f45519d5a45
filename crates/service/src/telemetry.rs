//! Logs: one JSON object a line on standard output, with UTC times.

use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// Starts logging for `process`. `filter` is a tracing filter such as `info` or `info,api=debug`; one that can't be
/// read is replaced by `info`, with a warning.
pub fn install_telemetry(process: &'static str, filter: &str) {
    let (parsed, problem) = match EnvFilter::try_new(filter) {
        Ok(parsed) => (parsed, None),
        Err(error) => (EnvFilter::new("info"), Some(error)),
    };
    let lines = fmt::layer().json().flatten_event(true).with_current_span(true).with_span_list(false);
    // A second call (tests) keeps the first subscriber.
    let _ = tracing_subscriber::registry().with(parsed).with(lines).try_init();
    if let Some(error) = problem {
        tracing::warn!(%error, filter, "the log filter can't be read; logging at info");
    }
    tracing::info!(process, version = env!("CARGO_PKG_VERSION"), "starting");
}
