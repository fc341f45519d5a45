//! Where this pod stands in CHANGES: a ring and the members of each business, each behind a lock of its own.
//!
//! Under that lock a change is appended and emitted, and a socket sends the rest of what it missed and joins: so
//! nothing can fall between the two.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::TenantId;
use socketioxide::socket::Sid;
use stream::{Epoch, changes::ChangesState};
use tokio::sync::watch;

use super::ring::{Encoded, Ring};

/// Bytes that all rings of the pod keep together; beyond it each lets go of its older half.
pub const RINGS_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Everything that this pod knows of CHANGES.
#[derive(Debug)]
pub struct Hub {
    /// Newest sequence relayed by this pod, of any business.
    head: watch::Sender<u64>,
    ready: watch::Sender<bool>,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    /// `None` until the reader has begun.
    epoch: Option<Epoch>,
    /// Changes up to here came before this pod's reader, in this epoch.
    begun_at: u64,
    channels: HashMap<TenantId, Arc<Channel>>,
    /// In all rings.
    bytes: usize,
}

/// One business at this pod.
#[derive(Debug)]
pub struct Channel {
    pub tenant: TenantId,
    state: Mutex<ChannelState>,
}

/// What is behind a channel's lock.
#[derive(Debug)]
pub struct ChannelState {
    pub epoch: Epoch,
    pub ring: Ring,
    /// Sockets in the room.
    pub members: HashSet<Sid>,
}

impl Default for Hub {
    fn default() -> Self {
        Self { head: watch::Sender::new(0), ready: watch::Sender::new(false), inner: Mutex::default() }
    }
}

impl Channel {
    /// Takes the lock.
    pub fn lock(&self) -> MutexGuard<'_, ChannelState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Hub {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes where the reader begins.
    pub fn begin(&self, state: &ChangesState) {
        let mut inner = self.inner();
        inner.epoch = Some(state.epoch.clone());
        inner.begun_at = state.last_seq;
        self.head.send_replace(state.last_seq);
        self.ready.send_replace(true);
    }

    /// Waits until the reader has begun.
    pub async fn begun(&self) {
        // The sender lives as long as the hub.
        let _ = self.ready.subscribe().wait_for(|ready| *ready).await;
    }

    /// Whether the reader has begun.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        *self.ready.borrow()
    }

    /// Newest sequence relayed.
    #[must_use]
    pub fn head(&self) -> u64 {
        *self.head.borrow()
    }

    /// Notes that everything up to `seq` was relayed. Called with the lock of the channel it belongs to.
    pub fn advance(&self, seq: u64) {
        self.head.send_replace(seq);
    }

    /// Waits until everything up to `seq` was relayed.
    pub async fn reached(&self, seq: u64) {
        let mut head = self.head.subscribe();
        // The sender lives as long as the hub.
        let _ = head.wait_for(|head| *head >= seq).await;
    }

    /// The channel of a business; `None` until the reader has begun.
    #[must_use]
    pub fn channel(&self, tenant: &TenantId) -> Option<Arc<Channel>> {
        let mut inner = self.inner();
        if let Some(channel) = inner.channels.get(tenant) {
            return Some(Arc::clone(channel));
        }
        let epoch = inner.epoch.clone()?;
        let state = ChannelState { epoch, ring: Ring::new(inner.begun_at), members: HashSet::new() };
        let channel = Arc::new(Channel { tenant: tenant.clone(), state: Mutex::new(state) });
        inner.channels.insert(tenant.clone(), Arc::clone(&channel));
        Some(channel)
    }

    /// The channel of a business that somebody here has asked for or that changed; none is made.
    #[must_use]
    pub fn known(&self, tenant: &TenantId) -> Option<Arc<Channel>> {
        self.inner().channels.get(tenant).map(Arc::clone)
    }

    /// Adds a change to its channel's ring, whose lock the caller holds. Whether all rings together are too large now:
    /// then [`Hub::halve`] must follow, with no lock held.
    #[must_use]
    pub fn push(&self, state: &mut ChannelState, change: Encoded) -> bool {
        let before = state.ring.bytes();
        state.ring.push(change);
        let mut inner = self.inner();
        inner.bytes = inner.bytes + state.ring.bytes() - before;
        inner.bytes > RINGS_BYTES_MAX
    }

    /// Has every ring let go of its older half. Who needs those gets them from the stream.
    pub fn halve(&self) {
        let channels: Vec<Arc<Channel>> = self.inner().channels.values().map(Arc::clone).collect();
        let left: usize = channels.iter().map(|channel| channel.lock().ring.halve()).sum();
        self.inner().bytes = left;
    }

    /// Begins a new epoch: earlier sequences mean nothing now. Returns the channels, whose clients must refetch.
    pub fn begin_again(&self, epoch: &Epoch) -> Vec<Arc<Channel>> {
        let channels: Vec<Arc<Channel>> = {
            let mut inner = self.inner();
            inner.epoch = Some(epoch.clone());
            inner.begun_at = 0;
            inner.bytes = 0;
            inner.channels.values().map(Arc::clone).collect()
        };
        self.head.send_replace(0);
        for channel in &channels {
            let mut state = channel.lock();
            state.epoch = epoch.clone();
            state.ring = Ring::new(0);
        }
        channels
    }
}
