//! How API pods read CHANGES: one ordered consumer each, and a bounded replay for a client that was away.

use std::time::Duration;

use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, pull};
use bytes::Bytes;
use domain::TenantId;
use futures::StreamExt;
use serde::{Deserialize, Serialize};
use tokio::time::{Interval, MissedTickBehavior, interval, sleep};

use crate::{
    bus::{Bus, BusError},
    topology::{CHANGES, changes_subject},
};

/// How often a reader looks whether the connection was made anew, in milliseconds. Its consumer would notice only
/// after several missed heartbeats, and browsers would wait as long.
pub const RECONNECT_CHECK_MS: u64 = 500;
/// Pause before a broken consumer is made again, in milliseconds.
const REOPEN_PAUSE_MS: u64 = 250;
/// Changes that one request of a replay brings.
const REPLAY_FETCH: usize = 500;
/// How long such a request may wait for them, in milliseconds.
const REPLAY_WAIT_MS: u64 = 2_000;

/// The life of the CHANGES stream: sequence numbers of two epochs can't be compared.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Epoch(pub String);

/// One change as it lies in the stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRecord {
    /// The stream's sequence: `seq` of DESIGN section 6.
    pub seq: u64,
    pub business: TenantId,
    /// JSON of a [`domain::Change`].
    pub payload: Bytes,
}

/// What a reader sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangesEvent {
    Change(ChangeRecord),
    /// The stream was made anew: earlier sequence numbers mean nothing now.
    NewEpoch(Epoch),
}

/// Where CHANGES stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangesState {
    pub epoch: Epoch,
    /// Oldest sequence still kept; 0 when the stream never held one.
    pub first_seq: u64,
    /// Newest sequence.
    pub last_seq: u64,
}

/// What came of a replay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replay {
    /// Every change of the business after `after` and up to `until`, in order.
    Complete(Vec<ChangeRecord>),
    /// Some of it isn't kept any more, or it is more than allowed: the client must refetch.
    Impossible,
}

/// Reads every change from a sequence on, without gaps, across losses of the connection.
pub struct ChangesReader {
    bus: Bus,
    epoch: Epoch,
    last_seq: u64,
    messages: Option<pull::Ordered>,
    /// Connections made so far, when the consumer was opened.
    connects: u64,
    reconnect_check: Interval,
}

impl Bus {
    /// Where CHANGES stands now.
    ///
    /// # Errors
    /// When the stream doesn't exist yet (the operator makes it) or JetStream doesn't answer.
    pub async fn changes_state(&self) -> Result<ChangesState, BusError> {
        let stream = self.jetstream.get_stream(CHANGES).await.map_err(BusError::jetstream("look at CHANGES"))?;
        let info = stream.cached_info();
        Ok(ChangesState {
            epoch: Epoch(info.created.unix_timestamp_nanos().to_string()),
            first_seq: info.state.first_sequence,
            last_seq: info.state.last_sequence,
        })
    }

    /// A reader of everything after the newest change of now.
    ///
    /// # Errors
    /// When CHANGES doesn't exist yet or JetStream doesn't answer.
    pub async fn read_changes(&self) -> Result<(ChangesReader, ChangesState), BusError> {
        let state = self.changes_state().await?;
        let mut reconnect_check = interval(Duration::from_millis(RECONNECT_CHECK_MS));
        reconnect_check.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (epoch, last_seq) = (state.epoch.clone(), state.last_seq);
        let reader = ChangesReader { bus: self.clone(), epoch, last_seq, messages: None, connects: 0, reconnect_check };
        Ok((reader, state))
    }

    /// The business's changes with `after < seq <= until`, at most `changes_max` of them.
    ///
    /// # Errors
    /// When JetStream doesn't answer.
    pub async fn replay(&self, business: &TenantId, after: u64, until: u64, changes_max: usize) -> Result<Replay, BusError> {
        if after >= until {
            return Ok(Replay::Complete(Vec::new()));
        }
        let state = self.changes_state().await?;
        if after.saturating_add(1) < state.first_seq {
            return Ok(Replay::Impossible);
        }
        let config = pull::Config {
            deliver_policy: DeliverPolicy::ByStartSequence { start_sequence: after + 1 },
            filter_subject: changes_subject(business),
            ack_policy: AckPolicy::None,
            inactive_threshold: Duration::from_secs(10),
            memory_storage: true,
            num_replicas: 1,
            ..pull::Config::default()
        };
        let consumer = self.jetstream.create_consumer_on_stream(config, CHANGES).await.map_err(BusError::jetstream("replay changes"))?;
        let outcome = collect_replay(&consumer, until, changes_max).await;
        let name = consumer.cached_info().name.clone();
        if let Err(error) = self.jetstream.delete_consumer_from_stream(name, CHANGES).await {
            tracing::debug!(%error, "a replay's consumer was not deleted; it expires by itself");
        }
        outcome
    }
}

async fn collect_replay(
    consumer: &async_nats::jetstream::consumer::PullConsumer,
    until: u64,
    changes_max: usize,
) -> Result<Replay, BusError> {
    let mut records = Vec::new();
    let mut pending = consumer.cached_info().num_pending;
    while pending > 0 {
        let wanted = usize::try_from(pending).unwrap_or(usize::MAX).min(REPLAY_FETCH);
        let batch = consumer.batch().max_messages(wanted).expires(Duration::from_millis(REPLAY_WAIT_MS)).messages().await;
        let mut batch = batch.map_err(BusError::jetstream("replay changes"))?;
        let before = pending;
        while let Some(message) = batch.next().await {
            let message = message.map_err(|source| BusError::JetStream { operation: "replay changes", source })?;
            pending = message.info().map_err(|source| BusError::JetStream { operation: "read a change", source })?.pending;
            match record(&message) {
                Some(record) if record.seq > until => return Ok(Replay::Complete(records)),
                Some(_) if records.len() == changes_max => return Ok(Replay::Impossible),
                Some(record) => records.push(record),
                None => {}
            }
        }
        // Part of what was there didn't come: better no replay than one with a hole.
        if pending == before {
            return Ok(Replay::Impossible);
        }
    }
    Ok(Replay::Complete(records))
}

impl ChangesReader {
    /// The next change. Waits as long as it takes, through losses of the connection; never skips one.
    pub async fn next(&mut self) -> ChangesEvent {
        loop {
            let Some(messages) = self.messages.as_mut() else {
                if let Some(epoch) = self.reopen().await {
                    return ChangesEvent::NewEpoch(epoch);
                }
                continue;
            };
            tokio::select! {
                message = messages.next() => match message {
                    Some(Ok(message)) => {
                        if let Some(record) = record(&message) && record.seq > self.last_seq {
                            self.last_seq = record.seq;
                            return ChangesEvent::Change(record);
                        }
                    }
                    Some(Err(error)) => {
                        tracing::warn!(%error, "reading CHANGES was interrupted; reopening after the last change");
                        self.messages = None;
                    }
                    None => self.messages = None,
                },
                _ = self.reconnect_check.tick() => {
                    if self.bus.connects() != self.connects {
                        self.messages = None;
                    }
                }
            }
        }
    }

    /// Opens an ordered consumer after the last change; waits a little first when that fails.
    async fn reopen(&mut self) -> Option<Epoch> {
        self.connects = self.bus.connects();
        let epoch = self.new_epoch().await;
        let config = pull::OrderedConfig {
            deliver_policy: DeliverPolicy::ByStartSequence { start_sequence: self.last_seq + 1 },
            ..pull::OrderedConfig::default()
        };
        let opened = async {
            let consumer = self.bus.jetstream.create_consumer_on_stream(config, CHANGES).await.map_err(|error| error.to_string())?;
            consumer.messages().await.map_err(|error| error.to_string())
        };
        match opened.await {
            Ok(messages) => self.messages = Some(messages),
            Err(error) => {
                tracing::warn!(error, "CHANGES can't be read now; trying again");
                sleep(Duration::from_millis(REOPEN_PAUSE_MS)).await;
            }
        }
        epoch
    }

    /// Notices that the stream was made anew, and begins it from its start.
    async fn new_epoch(&mut self) -> Option<Epoch> {
        let state = self.bus.changes_state().await.ok()?;
        if state.epoch == self.epoch {
            return None;
        }
        tracing::warn!(old = self.epoch.0, new = state.epoch.0, "CHANGES was made anew: clients must refetch");
        self.epoch = state.epoch.clone();
        self.last_seq = 0;
        self.messages = None;
        Some(state.epoch)
    }
}

fn record(message: &async_nats::jetstream::Message) -> Option<ChangeRecord> {
    let seq = message.info().ok()?.stream_sequence;
    let business = message.subject.strip_prefix("changes.").and_then(|tenant| TenantId::parse(tenant).ok())?;
    Some(ChangeRecord { seq, business, payload: message.payload.clone() })
}
