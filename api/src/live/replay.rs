//! What a client missed while it was away: from the stream as far as the ring doesn't reach, then from the ring.
//!
//! All of it or none: a client gets everything after its `after` in order, or `resync` and refetches. Never a part.

use std::{sync::Arc, time::Duration};

use socketioxide::extract::SocketRef;
use stream::{Epoch, changes::Replay};
use tokio::time::{Instant, sleep, timeout};

use super::{
    Live,
    answer::is_full,
    hub::{Channel, ChannelState},
    relay::Resync,
    ring::Encoded,
    subscribe::SubscribeRequest,
};

/// Changes that one subscription replays; who missed more refetches.
pub const REPLAY_CHANGES_MAX: usize = 5_000;
/// Changes sent under the channel's lock, which the relay waits for.
const TAIL_CHANGES_MAX: usize = 64;
/// How long a pod that is behind another may take to catch up with a client, in milliseconds.
const REACH_MS_MAX: u64 = 3_000;
/// How long a client may take to make room for the next change, in milliseconds.
pub const ROOM_MS_MAX: u64 = 10_000;
/// Pause before a full socket is tried again, in milliseconds.
const ROOM_PAUSE_MS: u64 = 5;

/// How far a client was brought before it joins.
#[derive(Debug)]
pub enum CaughtUp {
    /// It asked for nothing that was before.
    Fresh,
    /// It has everything of this epoch up to here, and what is left is most likely in the ring.
    Upto { epoch: Epoch, seq: u64, replayed: usize },
    /// It must refetch, for this reason.
    Resync(&'static str),
    /// It takes nothing any more.
    Slow,
}

/// How a subscription ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Joined,
    /// So many changes were sent again.
    Replayed(u64),
    /// The client was told to refetch.
    Resync,
}

impl Outcome {
    /// The label of `live_subscriptions_total`.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Joined => "joined",
            Self::Replayed(_) => "replayed",
            Self::Resync => "resync",
        }
    }
}

/// Sends what was missed, but for a short tail; holds no lock while it sends.
pub async fn catch_up(live: &Live, socket: &SocketRef, channel: &Arc<Channel>, request: &SubscribeRequest) -> CaughtUp {
    let Some(after) = request.after else { return CaughtUp::Fresh };
    let epoch = channel.lock().epoch.clone();
    // A client that names no epoch means this one.
    if request.epoch.as_ref().is_some_and(|named| *named != epoch.0) {
        return CaughtUp::Resync("other_epoch");
    }
    if let Some(refused) = reach(live, after).await {
        return refused;
    }
    fill(live, socket, channel, epoch, after, 0).await
}

/// Goes on after a pause with what there was no room for; at most until then.
pub async fn go_on(live: &Live, socket: &SocketRef, channel: &Arc<Channel>, left: CaughtUp, until: Instant) -> CaughtUp {
    if Instant::now() >= until {
        return CaughtUp::Slow;
    }
    sleep(Duration::from_millis(ROOM_PAUSE_MS)).await;
    match left {
        CaughtUp::Upto { epoch, seq, replayed } => fill(live, socket, channel, epoch, seq, replayed).await,
        CaughtUp::Fresh | CaughtUp::Resync(_) | CaughtUp::Slow => left,
    }
}

/// Sends what comes after `seq`, but for a short tail.
async fn fill(live: &Live, socket: &SocketRef, channel: &Arc<Channel>, epoch: Epoch, mut seq: u64, mut replayed: usize) -> CaughtUp {
    loop {
        let found = {
            let state = channel.lock();
            if state.epoch != epoch {
                return CaughtUp::Resync("other_epoch");
            }
            state.ring.after(seq, TAIL_CHANGES_MAX)
        };
        let (batch, upto) = match found {
            // The tail is sent under the lock, by `finish`.
            Ok((_, false)) => return CaughtUp::Upto { epoch, seq, replayed },
            Ok((batch, true)) => {
                let upto = batch.last().map_or(seq, |change| change.seq);
                (batch, upto)
            }
            // A tail for which there was no room may have gone beyond the bound.
            Err(floor) => match from_stream(live, channel, seq, floor, REPLAY_CHANGES_MAX.saturating_sub(replayed)).await {
                Ok(batch) => (batch, floor),
                Err(refused) => return refused,
            },
        };
        if replayed + batch.len() > REPLAY_CHANGES_MAX {
            return CaughtUp::Resync("too_many");
        }
        replayed += batch.len();
        for change in &batch {
            if !send(socket, change).await {
                return CaughtUp::Slow;
            }
        }
        seq = upto;
    }
}

/// Waits until this pod has relayed what the client has from another pod already.
async fn reach(live: &Live, after: u64) -> Option<CaughtUp> {
    if live.hub.head() >= after {
        return None;
    }
    match live.bus.changes_state().await {
        Ok(state) if state.last_seq < after => return Some(CaughtUp::Resync("ahead")),
        Ok(_) => {}
        Err(error) => {
            tracing::warn!(error = service::chain(&error), "a replay was not possible; the client refetches");
            return Some(CaughtUp::Resync("bus_away"));
        }
    }
    timeout(Duration::from_millis(REACH_MS_MAX), live.hub.reached(after)).await.err().map(|_| CaughtUp::Resync("ahead"))
}

async fn from_stream(live: &Live, channel: &Channel, after: u64, until: u64, changes_max: usize) -> Result<Vec<Encoded>, CaughtUp> {
    let _turn = live.replays.acquire().await.expect("the semaphore is never closed");
    match live.bus.replay(&channel.tenant, after, until, changes_max).await {
        // What isn't JSON was left out when it was relayed, too.
        Ok(Replay::Complete(records)) => Ok(records.iter().filter_map(|record| Encoded::new(record.seq, &record.payload).ok()).collect()),
        Ok(Replay::Impossible) => Err(CaughtUp::Resync("too_old")),
        Err(error) => {
            tracing::warn!(error = service::chain(&error), tenant = %channel.tenant, "a replay was not possible; the client refetches");
            Err(CaughtUp::Resync("bus_away"))
        }
    }
}

/// Sends one change, waiting for room. Whether it was taken.
async fn send(socket: &SocketRef, change: &Encoded) -> bool {
    let until = Instant::now() + Duration::from_millis(ROOM_MS_MAX);
    loop {
        match socket.emit("change", &*change.json) {
            Ok(()) => return true,
            Err(error) if is_full(&error) && Instant::now() < until => {
                sleep(Duration::from_millis(ROOM_PAUSE_MS)).await;
            }
            Err(_) => return false,
        }
    }
}

/// Sends the tail, or `resync`; the caller holds the channel's lock, answers and joins next. Returns where the client is
/// by then; `Err` is how far it came when there was no room for all of it.
pub fn finish(
    live: &Live,
    socket: &SocketRef,
    channel: &Channel,
    state: &ChannelState,
    caught_up: CaughtUp,
) -> Result<(Outcome, CaughtUp), CaughtUp> {
    match caught_up {
        CaughtUp::Fresh => Ok((Outcome::Joined, CaughtUp::Fresh)),
        CaughtUp::Slow => Err(CaughtUp::Slow),
        CaughtUp::Resync(reason) => resync(live, socket, channel, state, reason),
        CaughtUp::Upto { epoch, .. } if epoch != state.epoch => resync(live, socket, channel, state, "other_epoch"),
        CaughtUp::Upto { epoch, seq, replayed } => match state.ring.after(seq, usize::MAX) {
            Ok((tail, _)) => tail_of(socket, &tail, epoch, seq, replayed),
            Err(_) => resync(live, socket, channel, state, "too_old"),
        },
    }
}

/// Between the last look and the lock a few changes more may have come.
fn tail_of(socket: &SocketRef, tail: &[Encoded], epoch: Epoch, mut seq: u64, mut replayed: usize) -> Result<(Outcome, CaughtUp), CaughtUp> {
    for change in tail {
        match socket.emit("change", &*change.json) {
            Ok(()) => (seq, replayed) = (change.seq, replayed + 1),
            Err(error) if is_full(&error) => return Err(CaughtUp::Upto { epoch, seq, replayed }),
            Err(_) => return Err(CaughtUp::Slow),
        }
    }
    let outcome = if replayed == 0 { Outcome::Joined } else { Outcome::Replayed(replayed as u64) };
    Ok((outcome, CaughtUp::Upto { epoch, seq, replayed }))
}

fn resync(
    live: &Live,
    socket: &SocketRef,
    channel: &Channel,
    state: &ChannelState,
    reason: &'static str,
) -> Result<(Outcome, CaughtUp), CaughtUp> {
    let head = live.hub.head();
    let event = Resync { business: channel.tenant.as_str(), epoch: &state.epoch, head };
    match socket.emit("resync", &event) {
        Ok(()) => {
            live.metrics.live_resyncs.with_label_values(&[reason]).inc();
            Ok((Outcome::Resync, CaughtUp::Upto { epoch: state.epoch.clone(), seq: head, replayed: 0 }))
        }
        Err(error) if is_full(&error) => Err(CaughtUp::Resync(reason)),
        Err(_) => Err(CaughtUp::Slow),
    }
}
