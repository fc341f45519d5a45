//! The sockets of this pod: whose they are, until when, and which businesses they follow. Mirrored to Redis as the
//! session mapping (user to pod and socket), refreshed before it expires.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use cache::{Present, SocketSession, sessions::SESSION_REFRESH_S};
use domain::TenantId;
use socketioxide::{extract::SocketRef, socket::Sid};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::{MissedTickBehavior, interval},
};
use uuid::Uuid;

use super::{Live, rooms};
use crate::{auth::Access, token::Claims};

/// How often expired sockets are looked for, in seconds.
const SWEEP_S: u64 = 2;

/// One connected socket.
#[derive(Debug)]
pub struct SocketState {
    pub person: Present,
    /// The token that it lives by; replaced by `authenticate`.
    claims: Mutex<Claims>,
    /// Businesses whose room it is in.
    following: Mutex<HashSet<TenantId>>,
    /// One request at a time per socket, and none before it has begun: a client emits as soon as it reads that it is
    /// connected, and until socketioxide has noted that too, a moment later, every answer and change is dropped.
    turn: Semaphore,
    connected_at: i64,
}

impl SocketState {
    /// A socket of this person that follows nothing yet.
    #[must_use]
    pub fn new(claims: Claims, access: &Access, connected_at: i64) -> Self {
        let name = if access.name.is_empty() { access.email.clone() } else { access.name.clone() };
        let person = Present { id: access.user, name };
        Self { person, claims: Mutex::new(claims), following: Mutex::default(), turn: Semaphore::new(0), connected_at }
    }

    /// Waits until the socket can be answered and what it asked for before is done; the turn ends with the permit.
    ///
    /// # Panics
    /// Never: the semaphore isn't closed.
    pub async fn turn(&self) -> SemaphorePermit<'_> {
        self.turn.acquire().await.expect("the semaphore is never closed")
    }

    /// What its token says.
    #[must_use]
    pub fn claims(&self) -> Claims {
        *self.claims.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Goes on by another token.
    pub fn renew(&self, claims: Claims) {
        *self.claims.lock().unwrap_or_else(PoisonError::into_inner) = claims;
    }

    /// Businesses that it follows.
    pub fn following(&self) -> MutexGuard<'_, HashSet<TenantId>> {
        self.following.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The sockets of this pod.
#[derive(Debug, Default)]
pub struct Sockets {
    known: Mutex<HashMap<Sid, (SocketRef, Arc<SocketState>)>>,
}

impl Sockets {
    fn known(&self) -> MutexGuard<'_, HashMap<Sid, (SocketRef, Arc<SocketState>)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.known().len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known().is_empty()
    }

    fn matching(&self, wanted: impl Fn(&Claims) -> bool) -> Vec<SocketRef> {
        self.known().values().filter(|(_, state)| wanted(&state.claims())).map(|(socket, _)| socket.clone()).collect()
    }
}

/// The mapping of one socket.
#[must_use]
pub fn mapping(live: &Live, socket: Sid, state: &SocketState) -> SocketSession {
    SocketSession { socket: socket.to_string(), pod: live.pod.to_string(), user: state.person.id, connected_at: state.connected_at }
}

/// A socket has connected.
pub fn begin(live: &Live, socket: &SocketRef, state: &Arc<SocketState>) {
    live.sockets.known().insert(socket.id, (socket.clone(), Arc::clone(state)));
    live.metrics.live_sockets.inc();
    state.turn.add_permits(1);
    // It may have gone while its handlers were set up: then its end came before this.
    if !socket.connected() {
        end(live, socket, state);
        return;
    }
    let (live, session) = (live.clone(), mapping(live, socket.id, state));
    live.tasks.clone().spawn(async move {
        if live.cache.keep_sessions(std::slice::from_ref(&session)).await.is_err() {
            live.metrics.redis_failures.with_label_values(&["sessions"]).inc();
        }
    });
}

/// A socket has gone: it leaves every room. Fine to call twice.
pub fn end(live: &Live, socket: &SocketRef, state: &Arc<SocketState>) {
    let followed: Vec<TenantId> = state.following().drain().collect();
    for tenant in &followed {
        leave_room(live, socket, tenant);
    }
    if live.sockets.known().remove(&socket.id).is_none() {
        return;
    }
    live.metrics.live_sockets.dec();
    let (live, session, person, socket) = (live.clone(), mapping(live, socket.id, state), state.person.clone(), socket.id.to_string());
    live.tasks.clone().spawn(async move {
        if live.cache.end_session(&session).await.is_err() {
            live.metrics.redis_failures.with_label_values(&["sessions"]).inc();
        }
        super::presence::left(&live, &followed, &person, &socket).await;
    });
}

/// Takes a socket out of a business's room.
pub fn leave_room(live: &Live, socket: &SocketRef, tenant: &TenantId) {
    if let Some(channel) = live.hub.known(tenant) {
        let mut state = channel.lock();
        state.members.remove(&socket.id);
        socket.leave(rooms::business(tenant));
    }
}

/// Disconnects the sockets of a sign-in session that has ended.
pub fn disconnect_session(live: &Live, session: Uuid) {
    for socket in live.sockets.matching(|claims| claims.sid == session) {
        disconnect(live, socket);
    }
}

/// Disconnects a socket, now or as soon as its queue has room.
pub fn disconnect(live: &Live, socket: SocketRef) {
    if socket.clone().disconnect().is_err() {
        super::relay::cut(live, socket);
    }
}

/// Disconnects sockets whose token has expired, and keeps the mappings alive; for ever.
pub async fn keep(live: Live) {
    let (mut sweep, mut refresh) = (interval(Duration::from_secs(SWEEP_S)), interval(Duration::from_secs(SESSION_REFRESH_S)));
    sweep.set_missed_tick_behavior(MissedTickBehavior::Delay);
    refresh.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = sweep.tick() => {
                let now = live.clock.now().as_second();
                for socket in live.sockets.matching(|claims| claims.exp <= now) {
                    disconnect(&live, socket);
                }
            }
            _ = refresh.tick() => refresh_all(&live).await,
        }
    }
}

async fn refresh_all(live: &Live) {
    let all: Vec<(Sid, Arc<SocketState>)> = live.sockets.known().iter().map(|(sid, (_, state))| (*sid, Arc::clone(state))).collect();
    let sessions: Vec<SocketSession> = all.iter().map(|(sid, state)| mapping(live, *sid, state)).collect();
    if live.cache.keep_sessions(&sessions).await.is_err() {
        live.metrics.redis_failures.with_label_values(&["sessions"]).inc();
    }
    let now = live.clock.now().as_second();
    for (sid, state) in all {
        let tenants: Vec<TenantId> = state.following().iter().cloned().collect();
        if !tenants.is_empty() && live.cache.arrive(&tenants, &state.person, &sid.to_string(), now).await.is_err() {
            live.metrics.redis_failures.with_label_values(&["presence"]).inc();
            // The rest would fail as well; the next round repairs all.
            return;
        }
    }
}
