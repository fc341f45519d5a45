//! What the customer's page shows.

use axum::Json;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::people::cast;
use crate::simulator::Simulator;

#[derive(Deserialize)]
pub(super) struct Which {
    phone_number_id: String,
    customer: String,
}

/// `GET /control/chats?phone_number_id=&customer=`: one chat, oldest first.
pub(super) async fn list(State(simulator): State<Simulator>, Query(which): Query<Which>) -> Json<Value> {
    let key = (which.phone_number_id, which.customer);
    Json(simulator.read(|world| json!({"items": world.chats.get(&key)})))
}

/// `GET /control/people`: the cast.
pub(super) async fn people() -> Json<Value> {
    let people: Vec<Value> =
        cast().into_iter().map(|(person, language)| json!({"key": person.key(), "person": person, "language": language})).collect();
    Json(json!({"items": people}))
}
