//! A socket connects: `auth: {token}` is checked, then its handlers are registered, all in the connect *middleware*.
//! In the connect handler it would be too late: that runs after the client was told that it is connected, and what a
//! client emits at once would find no handler.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::json;
use socketioxide::{
    extract::{SocketRef, TryData},
    handler::ConnectHandler,
};

use super::{
    Live,
    answer::Answer,
    sessions::{self, SocketState},
    subscribe::{self, SubscribeRequest, UnsubscribeRequest},
};

/// Sockets of one pod, at most; beyond it new ones are sent to another pod.
pub const SOCKETS_MAX: usize = 100_000;

/// What a client connects with.
#[derive(Debug, Deserialize)]
pub struct Credentials {
    pub token: String,
}

/// Why a socket isn't let in; the client sees it as `connect_error`.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    #[error("unauthenticated")]
    Unauthenticated,
    #[error("unavailable")]
    Unavailable,
    #[error("full")]
    Full,
}

/// Registers the one namespace.
pub fn register(live: &Live) {
    // Each socket's handlers hold a reference, and not a copy of every part.
    let checked = Arc::new(live.clone());
    let connected = Arc::clone(&checked);
    let check = async move |socket: SocketRef, TryData(credentials): TryData<Credentials>| {
        let credentials = credentials.map_err(|_| ConnectError::Unauthenticated)?;
        let state = Arc::new(admit(&checked, &credentials).await.inspect_err(|error| {
            checked.metrics.live_refusals.with_label_values(&[error.to_string().as_str()]).inc();
        })?);
        socket.extensions.insert(Arc::clone(&state));
        handlers(&checked, &socket, &state);
        Ok::<(), ConnectError>(())
    };
    let begin = async move |socket: SocketRef| {
        if let Some(state) = socket.extensions.get::<Arc<SocketState>>() {
            sessions::begin(&connected, &socket, &state);
        }
    };
    live.io.ns("/", begin.with(check));
}

async fn admit(live: &Live, credentials: &Credentials) -> Result<SocketState, ConnectError> {
    if live.sockets.len() >= SOCKETS_MAX {
        return Err(ConnectError::Full);
    }
    let claims = live.tokens.verify(&credentials.token).map_err(|_| ConnectError::Unauthenticated)?;
    let access = live.accesses.of(&claims).await.map_err(|error| {
        tracing::warn!(error = service::chain(&error), "a socket was refused: its session could not be looked up");
        ConnectError::Unavailable
    })?;
    let access = access.ok_or(ConnectError::Unauthenticated)?;
    Ok(SocketState::new(claims, &access, live.clock.now().as_second()))
}

fn handlers(live: &Arc<Live>, socket: &SocketRef, state: &Arc<SocketState>) {
    let (on, whose) = (Arc::clone(live), Arc::clone(state));
    socket.on("subscribe", async move |socket: SocketRef, TryData(request): TryData<SubscribeRequest>, ack: Answer| {
        subscribe::subscribe(&on, &socket, &whose, request.ok(), ack).await;
    });
    let (on, whose) = (Arc::clone(live), Arc::clone(state));
    socket.on("unsubscribe", async move |socket: SocketRef, TryData(request): TryData<UnsubscribeRequest>, ack: Answer| {
        subscribe::unsubscribe(&on, &socket, &whose, request.ok(), ack).await;
    });
    let (on, whose) = (Arc::clone(live), Arc::clone(state));
    socket.on("authenticate", async move |socket: SocketRef, TryData(request): TryData<Credentials>, ack: Answer| {
        let _turn = whose.turn().await;
        let renewed = match request {
            Ok(credentials) => renew(&on, &socket, &whose, &credentials).await,
            Err(_) => Err(ConnectError::Unauthenticated),
        };
        let answer = renewed.map_or_else(|error| json!({ "error": error.to_string() }), |()| json!({ "ok": true }));
        // A socket without room for it is about to be cut off.
        let _ = ack.send(&answer);
    });
    let (on, whose) = (Arc::clone(live), Arc::clone(state));
    socket.on_disconnect(async move |socket: SocketRef| sessions::end(&on, &socket, &whose));
}

/// Goes on by a fresh token of the same person, and leaves the rooms that they may not see any more. Its caller has the turn.
async fn renew(live: &Live, socket: &SocketRef, state: &Arc<SocketState>, credentials: &Credentials) -> Result<(), ConnectError> {
    let claims = live.tokens.verify(&credentials.token).map_err(|_| ConnectError::Unauthenticated)?;
    if claims.sub != state.person.id {
        return Err(ConnectError::Unauthenticated);
    }
    let access = live.accesses.of(&claims).await.map_err(|_| ConnectError::Unavailable)?.ok_or(ConnectError::Unauthenticated)?;
    state.renew(claims);
    let lost: Vec<_> = state.following().iter().filter(|tenant| !access.may_see(tenant)).cloned().collect();
    for tenant in &lost {
        state.following().remove(tenant);
        sessions::leave_room(live, socket, tenant);
    }
    super::presence::left(live, &lost, &state.person, &socket.id.to_string()).await;
    Ok(())
}
