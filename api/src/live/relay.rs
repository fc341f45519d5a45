//! CHANGES to rooms: one reader per pod, in stream order.

use std::{sync::Arc, time::Duration};

use domain::Clock;
use futures::FutureExt;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use socketioxide::{BroadcastError, SocketError, extract::SocketRef};
use stream::{
    ChangeRecord, Epoch,
    changes::{ChangesEvent, ChangesReader},
};
use tokio::time::{Instant, sleep};

use super::{
    Live,
    answer::is_full,
    hub::{Channel, ChannelState},
    ring::Encoded,
    rooms,
};

/// Pause before CHANGES is looked for again while the operator hasn't made it, in milliseconds.
const BEGIN_PAUSE_MS: u64 = 500;
/// How often a slow socket is asked to go while its queue is full, in milliseconds.
const CUT_PAUSE_MS: u64 = 200;
/// After this the heartbeat has ended a socket that reads nothing, in milliseconds.
const CUT_MS_MAX: u64 = 60_000;

/// The `resync` event: refetch, then go on from `head`.
#[derive(Clone, Debug, Serialize)]
pub struct Resync<'a> {
    pub business: &'a str,
    pub epoch: &'a Epoch,
    pub head: u64,
}

/// The `position` event: where the business stands. A client that is behind it has missed something.
#[derive(Clone, Copy, Debug, Serialize)]
struct Position<'a> {
    business: &'a str,
    seq: u64,
}

/// Relays for ever. The bus heals by itself: no change is skipped, and a new stream is a new epoch.
pub async fn relay(live: Live) {
    let mut reader = begin(&live).await;
    loop {
        match reader.next().await {
            ChangesEvent::Change(record) => relay_one(&live, &record),
            ChangesEvent::NewEpoch(epoch) => begin_again(&live, &epoch),
        }
    }
}

async fn begin(live: &Live) -> ChangesReader {
    loop {
        match live.bus.read_changes().await {
            Ok((reader, state)) => {
                live.hub.begin(&state);
                live.metrics.live_head.set(i64::try_from(state.last_seq).unwrap_or(i64::MAX));
                return reader;
            }
            Err(error) => tracing::info!(%error, "CHANGES can't be read yet; trying again"),
        }
        sleep(Duration::from_millis(BEGIN_PAUSE_MS)).await;
    }
}

fn relay_one(live: &Live, record: &ChangeRecord) {
    let encoded = match Encoded::new(record.seq, &record.payload) {
        Ok(encoded) => encoded,
        Err(error) => {
            tracing::error!(%error, seq = record.seq, tenant = %record.business, "a change is not JSON and was left out");
            live.hub.advance(record.seq);
            return;
        }
    };
    let Some(channel) = live.hub.channel(&record.business) else { return };
    let full = {
        let mut state = channel.lock();
        live.hub.advance(record.seq);
        let full = live.hub.push(&mut state, encoded.clone());
        emit(live, &channel, &mut state, &encoded);
        full
    };
    if full {
        live.hub.halve();
    }
    live.metrics.live_head.set(i64::try_from(record.seq).unwrap_or(i64::MAX));
    observe_latency(live, &live.clock, &record.payload);
}

/// Hands a change to everybody in the room. It is encoded once, whatever the number of sockets.
fn emit(live: &Live, channel: &Arc<Channel>, state: &mut ChannelState, change: &Encoded) {
    if state.members.is_empty() {
        return;
    }
    // The local adapter never waits: the future is ready when it is made.
    let outcome = live.io.within(rooms::business(&channel.tenant)).emit("change", &*change.json).now_or_never();
    let failed = match outcome {
        Some(Err(BroadcastError::Socket(errors))) => {
            let full = errors.iter().filter(|error| matches!(error, SocketError::InternalChannelFull)).count();
            if full > 0 {
                cut_slow(live, channel, state, change.seq);
            }
            errors.len()
        }
        _ => 0,
    };
    live.metrics.live_deliveries.inc_by((state.members.len().saturating_sub(failed)) as u64);
}

/// Some queue was full and that socket missed a change; the broadcast doesn't tell which. Everybody is told the
/// position: whoever can't even take that is cut off now, and whoever could, but missed the change, sees the gap.
fn cut_slow(live: &Live, channel: &Channel, state: &mut ChannelState, seq: u64) {
    tell(live, channel, state, "position", &Position { business: channel.tenant.as_str(), seq });
}

/// Emits to every member by itself; whoever has no room for it is out of the room and cut off.
fn tell<T: Serialize>(live: &Live, channel: &Channel, state: &mut ChannelState, event: &str, body: &T) {
    let slow: Vec<SocketRef> = state
        .members
        .iter()
        .filter_map(|sid| live.io.get_socket(*sid))
        .filter(|socket| socket.emit(event, body).is_err_and(|error| is_full(&error)))
        .collect();
    for socket in slow {
        state.members.remove(&socket.id);
        socket.leave(rooms::business(&channel.tenant));
        cut(live, socket);
    }
}

/// Disconnects a socket whose queue is full, as soon as the packet that says so fits into it. It is out of its rooms
/// already, so it gets nothing after what it missed; it reconnects and replays.
pub fn cut(live: &Live, socket: SocketRef) {
    live.metrics.live_slow_sockets.inc();
    tracing::debug!(socket = %socket.id, "a socket reads too slowly and is cut off");
    live.tasks.spawn(async move {
        let until = Instant::now() + Duration::from_millis(CUT_MS_MAX);
        while socket.connected() && Instant::now() < until {
            if socket.clone().disconnect().is_ok() {
                return;
            }
            sleep(Duration::from_millis(CUT_PAUSE_MS)).await;
        }
    });
}

/// CHANGES was made anew: every client refetches. One that can't be told is cut off, and told when it comes back with
/// the epoch of before: its place in that one would take changes of this one for old.
fn begin_again(live: &Live, epoch: &Epoch) {
    for channel in live.hub.begin_again(epoch) {
        let mut state = channel.lock();
        live.metrics.live_resyncs.with_label_values(&["new_epoch"]).inc_by(state.members.len() as u64);
        tell(live, &channel, &mut state, "resync", &Resync { business: channel.tenant.as_str(), epoch, head: 0 });
    }
}

#[derive(Deserialize)]
struct At {
    at: Timestamp,
}

fn observe_latency(live: &Live, clock: &Clock, payload: &[u8]) {
    if let Ok(At { at }) = serde_json::from_slice(payload) {
        let late = clock.now().duration_since(at).as_secs_f64().max(0.0);
        live.metrics.live_event_latency_seconds.observe(late);
    }
}
