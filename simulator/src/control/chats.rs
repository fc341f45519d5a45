//! What a customer's phone shows.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::request::{Json, Query};
use super::{ProblemBody, WhichChat};
use crate::people::rendering::seen;
use crate::simulator::Simulator;
use crate::world::ChatMessage;

/// One chat.
#[derive(Serialize, ToSchema)]
pub(super) struct Chat {
    /// Oldest first.
    items: Vec<ChatMessage>,
    /// The business is seen typing.
    typing: bool,
    /// Whether the business may write anything but templates now.
    window_open: bool,
    /// The customer blocked the business.
    blocked: bool,
}

/// One chat, as the customer's phone shows it.
#[utoipa::path(get, path = "/chats", tag = "customers", operation_id = "getChat", params(WhichChat),
    responses((status = 200, body = Chat), (status = 400, body = ProblemBody)))]
pub(super) async fn list(State(simulator): State<Simulator>, Query(which): Query<WhichChat>) -> Json<Chat> {
    let now = simulator.clock().now_ms();
    let key = (which.phone_number_id, which.customer);
    Json(simulator.read(|world| {
        let pair = world.pair(&key.0, &key.1);
        Chat {
            items: world.chats.get(&key).into_iter().flatten().map(|message| seen(world, message)).collect(),
            typing: now < pair.typing_until_ms,
            window_open: pair.window_is_open(now),
            blocked: pair.shut,
        }
    }))
}
