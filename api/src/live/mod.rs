//! LIVE: CHANGES to browsers. Every pod reads the whole stream itself and emits to its own sockets, so any pod can
//! serve any user and no request needs to come back to the same pod.
//!
//! [`relay`] appends each change to its business's ring and emits it; [`subscribe`] joins a socket under the same
//! lock, after it has sent what the client missed: so a client sees no gap, no duplicate and one order. Presence and
//! disconnects travel through Redis and may be lost.

pub mod answer;
pub mod connect;
pub mod hub;
pub mod presence;
pub mod relay;
pub mod replay;
pub mod ring;
pub mod rooms;
pub mod sessions;
pub mod signals;
pub mod subscribe;

use std::{sync::Arc, time::Duration};

use cache::Cache;
use domain::Clock;
use socketioxide::{SocketIo, TransportType, layer::SocketIoLayer};
use stream::Bus;
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

use crate::{auth::Accesses, metrics::Metrics, token::Tokens};
use hub::Hub;
use presence::Dirty;
use sessions::Sockets;

/// Largest message that a client may send, in bytes: subscriptions and tokens are short.
pub const MESSAGE_BYTES_MAX: usize = 16 * 1024;
/// Read buffer per socket, in bytes.
const READ_BUFFER_BYTES: usize = 1024;
/// Packets that may wait for one socket; a client that reads slower than that is cut off, and replays.
pub const PACKETS_QUEUED_MAX: usize = 1024;
/// How long a new connection may take to name its namespace, in milliseconds.
const CONNECT_MS_MAX: u64 = 10_000;
/// Replays from JetStream at once, per pod.
pub const REPLAYS_AT_ONCE: usize = 16;

/// What LIVE's parts share.
#[derive(Clone, Debug)]
pub struct Live {
    pub io: SocketIo,
    pub hub: Arc<Hub>,
    pub sockets: Arc<Sockets>,
    pub dirty: Arc<Dirty>,
    pub bus: Bus,
    pub cache: Cache,
    pub tokens: Arc<Tokens>,
    pub accesses: Accesses,
    pub clock: Clock,
    pub metrics: Metrics,
    /// Background calls that a shutdown waits for.
    pub tasks: TaskTracker,
    pub replays: Arc<Semaphore>,
    pub pod: Arc<str>,
}

/// What [`Live`] is made of.
#[derive(Debug)]
pub struct Parts {
    pub bus: Bus,
    pub cache: Cache,
    pub tokens: Arc<Tokens>,
    pub accesses: Accesses,
    pub clock: Clock,
    pub metrics: Metrics,
    pub tasks: TaskTracker,
    pub pod: String,
}

impl Live {
    /// Makes the socket server; the layer goes around the router.
    #[must_use]
    pub fn new(parts: Parts) -> (SocketIoLayer, Self) {
        let (layer, io) = SocketIo::builder()
            .transports([TransportType::Websocket])
            .max_buffer_size(PACKETS_QUEUED_MAX)
            .max_payload(MESSAGE_BYTES_MAX as u64)
            .ws_max_message_size(MESSAGE_BYTES_MAX)
            .ws_max_frame_size(MESSAGE_BYTES_MAX)
            .ws_read_buffer_size(READ_BUFFER_BYTES)
            .connect_timeout(Duration::from_millis(CONNECT_MS_MAX))
            .build_layer();
        let Parts { bus, cache, tokens, accesses, clock, metrics, tasks, pod } = parts;
        let live = Self {
            io,
            hub: Arc::new(Hub::default()),
            sockets: Arc::default(),
            dirty: Arc::default(),
            bus,
            cache,
            tokens,
            accesses,
            clock,
            metrics,
            tasks,
            replays: Arc::new(Semaphore::new(REPLAYS_AT_ONCE)),
            pod: pod.into(),
        };
        connect::register(&live);
        (layer, live)
    }

    /// Tells every client to go elsewhere: the pod is about to stop. They reconnect to another one and replay.
    pub fn announce_draining(&self) {
        use futures::FutureExt;
        // The local adapter emits at once; a full socket is cut off by the close that follows.
        let _ = self.io.emit("server_draining", &serde_json::json!({})).now_or_never();
    }
}
