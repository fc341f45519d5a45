//! `subscribe {business, after?, epoch?}`, acknowledged with `{ok, epoch, head}` or `{error}`; `unsubscribe {business}`.
//!
//! The acknowledgement comes after everything that was replayed: once a client has it, it has everything up to `head`.

use std::{sync::Arc, time::Duration};

use domain::TenantId;
use serde::Deserialize;
use serde_json::{Value, json};
use socketioxide::extract::SocketRef;
use tokio::time::{Instant, timeout};

use super::{
    Live,
    answer::Answer,
    hub::{Channel, ChannelState},
    presence, relay,
    replay::{self, CaughtUp, Outcome},
    rooms,
    sessions::{self, SocketState},
};

/// Businesses that one socket may follow.
pub const SUBSCRIPTIONS_MAX: usize = 500;

/// How long a subscription waits for a pod that has just started, in milliseconds.
const STARTING_MS_MAX: u64 = 5_000;

/// What a client asks for.
#[derive(Clone, Debug, Deserialize)]
pub struct SubscribeRequest {
    pub business: String,
    /// The last `seq` that it has.
    pub after: Option<u64>,
    /// The epoch that `after` belongs to.
    pub epoch: Option<String>,
}

/// Which business a client has enough of.
#[derive(Clone, Debug, Deserialize)]
pub struct UnsubscribeRequest {
    pub business: String,
}

/// Why there is no subscription; `error` in the acknowledgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubscribeError {
    #[error("invalid_request")]
    Invalid,
    #[error("unauthenticated")]
    Unauthenticated,
    #[error("not_a_member")]
    NotAMember,
    #[error("not_found")]
    NotFound,
    #[error("too_many_subscriptions")]
    TooMany,
    #[error("starting")]
    Starting,
    #[error("unavailable")]
    Unavailable,
}

/// Handles `subscribe`.
pub async fn subscribe(live: &Live, socket: &SocketRef, state: &Arc<SocketState>, request: Option<SubscribeRequest>, ack: Answer) {
    let _turn = state.turn().await;
    let outcome = match request {
        Some(request) => join(live, socket, state, &request, &ack).await,
        None => Err(SubscribeError::Invalid),
    };
    if let Err(error) = outcome {
        live.metrics.live_subscriptions.with_label_values(&["refused"]).inc();
        answer(&ack, &json!({ "error": error.to_string() }));
    }
}

async fn join(
    live: &Live,
    socket: &SocketRef,
    state: &Arc<SocketState>,
    request: &SubscribeRequest,
    ack: &Answer,
) -> Result<(), SubscribeError> {
    let tenant = allowed(live, state, &request.business).await?;
    let begun = timeout(Duration::from_millis(STARTING_MS_MAX), live.hub.begun()).await.is_ok();
    let channel = live.hub.channel(&tenant).filter(|_| begun).ok_or(SubscribeError::Starting)?;
    // Asked again by a socket that is in: it starts over, so that nothing reaches it twice.
    sessions::leave_room(live, socket, &tenant);
    let mut caught_up = replay::catch_up(live, socket, &channel, request).await;
    let until = Instant::now() + Duration::from_millis(replay::ROOM_MS_MAX);
    while let Err(left) = enter(live, socket, state, &channel, caught_up, ack) {
        if matches!(left, CaughtUp::Slow) {
            live.metrics.live_subscriptions.with_label_values(&["slow"]).inc();
            relay::cut(live, socket.clone());
            return Ok(());
        }
        caught_up = replay::go_on(live, socket, &channel, left, until).await;
    }
    let (live, person, id) = (live.clone(), state.person.clone(), socket.id.to_string());
    live.tasks.clone().spawn(async move { presence::arrived(&live, &tenant, &person, &id).await });
    Ok(())
}

/// Sends the last of what was missed, answers and joins, all under the channel's lock: the next change comes after. When
/// there is no room for all of that it doesn't join, and `Err` is how far it came.
fn enter(
    live: &Live,
    socket: &SocketRef,
    state: &Arc<SocketState>,
    channel: &Arc<Channel>,
    caught_up: CaughtUp,
    ack: &Answer,
) -> Result<(), CaughtUp> {
    let mut locked = channel.lock();
    let (outcome, upto) = replay::finish(live, socket, channel, &locked, caught_up)?;
    ack.send(&json!({ "ok": true, "epoch": locked.epoch.0, "head": live.hub.head() })).map_err(|_| upto)?;
    count(live, outcome);
    add(&mut locked, socket, state, &channel.tenant);
    if !socket.connected() {
        // It went meanwhile, and its end may have come before this.
        locked.members.remove(&socket.id);
        socket.leave(rooms::business(&channel.tenant));
    }
    Ok(())
}

fn count(live: &Live, outcome: Outcome) {
    live.metrics.live_subscriptions.with_label_values(&[outcome.label()]).inc();
    if let Outcome::Replayed(changes) = outcome {
        live.metrics.live_replayed.inc_by(changes);
        live.metrics.live_deliveries.inc_by(changes);
    }
}

fn add(locked: &mut ChannelState, socket: &SocketRef, state: &SocketState, tenant: &TenantId) {
    socket.join(rooms::business(tenant));
    locked.members.insert(socket.id);
    state.following().insert(tenant.clone());
}

/// The business, when this socket's person may follow it now.
async fn allowed(live: &Live, state: &SocketState, business: &str) -> Result<TenantId, SubscribeError> {
    let tenant = TenantId::parse(business).map_err(|_| SubscribeError::NotFound)?;
    let claims = state.claims();
    if claims.exp <= live.clock.now().as_second() {
        return Err(SubscribeError::Unauthenticated);
    }
    let access = live.accesses.of(&claims).await.map_err(|error| {
        tracing::warn!(error = service::chain(&error), "a subscription was refused: its access could not be looked up");
        SubscribeError::Unavailable
    })?;
    let access = access.ok_or(SubscribeError::Unauthenticated)?;
    if !access.may_see(&tenant) {
        return Err(SubscribeError::NotAMember);
    }
    if access.role_in(&tenant).is_none() {
        let found = live.accesses.business_exists(&tenant).await.map_err(|_| SubscribeError::Unavailable)?;
        if !found {
            return Err(SubscribeError::NotFound);
        }
    }
    let following = state.following();
    if following.len() >= SUBSCRIPTIONS_MAX && !following.contains(&tenant) { Err(SubscribeError::TooMany) } else { Ok(tenant) }
}

/// Handles `unsubscribe`.
pub async fn unsubscribe(live: &Live, socket: &SocketRef, state: &Arc<SocketState>, request: Option<UnsubscribeRequest>, ack: Answer) {
    let _turn = state.turn().await;
    let Some(tenant) = request.and_then(|request| TenantId::parse(&request.business).ok()) else {
        answer(&ack, &json!({ "error": SubscribeError::Invalid.to_string() }));
        return;
    };
    let followed = state.following().remove(&tenant);
    sessions::leave_room(live, socket, &tenant);
    answer(&ack, &json!({ "ok": true }));
    if followed {
        presence::left(live, &[tenant], &state.person, &socket.id.to_string()).await;
    }
}

fn answer(ack: &Answer, body: &Value) {
    // A socket without room for it is about to be cut off.
    let _ = ack.send(body);
}
