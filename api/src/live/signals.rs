//! What other pods say through Redis; for ever, across losses of the connection.

use cache::{Signal, SignalEvent};

use super::{Live, sessions};

/// Listens and acts.
pub async fn listen(live: Live) {
    let mut reader = live.cache.read_signals();
    loop {
        match reader.next().await {
            SignalEvent::Connected => live.metrics.redis_pubsub_connected.set(1),
            SignalEvent::Disconnected => {
                live.metrics.redis_pubsub_connected.set(0);
                live.metrics.redis_pubsub_reconnects.inc();
                tracing::warn!("Redis' signals were lost; presence stands still until they are back");
            }
            SignalEvent::Signal(signal) => {
                live.metrics.redis_pubsub_messages.inc();
                match signal {
                    Signal::Presence { business } => live.dirty.mark(business),
                    Signal::SessionEnded { session } => {
                        live.accesses.forget(session);
                        sessions::disconnect_session(&live, session);
                    }
                }
            }
        }
    }
}
