//! Signals between pods that may be lost: presence changed, disconnect these sockets.

use std::{pin::Pin, time::Duration};

use domain::TenantId;
use futures::{Stream, StreamExt};
use serde::{Deserialize, Serialize};
use tokio::time::sleep;
use uuid::Uuid;

use crate::connection::{Cache, CacheError};

/// The channel that every pod listens to.
pub const CHANNEL: &str = "live:signals";
/// Pause before a broken subscription is opened again, in milliseconds.
const RESUBSCRIBE_PAUSE_MS: u64 = 1_000;

/// What one pod tells the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "signal", rename_all = "snake_case")]
pub enum Signal {
    /// Somebody came to a business or left it.
    Presence { business: TenantId },
    /// A sign-in session ended: its sockets must go.
    SessionEnded { session: Uuid },
}

/// What a [`SignalReader`] sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignalEvent {
    Signal(Signal),
    /// Subscribed, for the first time or again: what was said meanwhile is lost.
    Connected,
    /// The subscription broke; the reader is opening it again.
    Disconnected,
}

/// Reads signals for ever, across losses of the connection.
pub struct SignalReader {
    client: redis::Client,
    messages: Option<Pin<Box<dyn Stream<Item = redis::Msg> + Send>>>,
}

impl std::fmt::Debug for SignalReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignalReader").field("connected", &self.messages.is_some()).finish()
    }
}

impl Cache {
    /// Tells every pod, this one included.
    ///
    /// # Errors
    /// When Redis gave no answer; the signal is lost then.
    pub async fn signal(&self, signal: &Signal) -> Result<(), CacheError> {
        let json = serde_json::to_string(signal).expect("a signal is plain data");
        self.call("signal", async |mut redis| redis::cmd("PUBLISH").arg(CHANNEL).arg(json).query_async::<()>(&mut redis).await).await
    }

    /// Listens to signals on a connection of its own.
    #[must_use]
    pub fn read_signals(&self) -> SignalReader {
        SignalReader { client: self.client.clone(), messages: None }
    }
}

impl SignalReader {
    /// The next event; waits as long as it takes.
    pub async fn next(&mut self) -> SignalEvent {
        loop {
            let Some(messages) = self.messages.as_mut() else {
                match self.subscribe().await {
                    Ok(()) => return SignalEvent::Connected,
                    Err(error) => tracing::debug!(%error, "Redis' signals can't be read now; trying again"),
                }
                sleep(Duration::from_millis(RESUBSCRIBE_PAUSE_MS)).await;
                continue;
            };
            match messages.next().await {
                Some(message) => match serde_json::from_slice(message.get_payload_bytes()) {
                    Ok(signal) => return SignalEvent::Signal(signal),
                    Err(error) => tracing::debug!(%error, "a signal of another version was ignored"),
                },
                None => {
                    self.messages = None;
                    return SignalEvent::Disconnected;
                }
            }
        }
    }

    async fn subscribe(&mut self) -> Result<(), redis::RedisError> {
        let mut pubsub = self.client.get_async_pubsub().await?;
        pubsub.subscribe(CHANNEL).await?;
        self.messages = Some(Box::pin(pubsub.into_on_message()));
        Ok(())
    }
}
