//! What the simulator knows and did; its clock; forgetting.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::faults::Faults;
use crate::simulator::Simulator;
use crate::world::Event;

#[derive(Deserialize)]
pub(super) struct Which {
    phone_number_id: Option<String>,
    #[serde(default = "thousand")]
    limit: usize,
}

fn thousand() -> usize {
    1000
}

/// `GET /control/ledger`: what was delivered, newest last, and how many webhooks wait.
pub(super) async fn ledger(State(simulator): State<Simulator>, Query(which): Query<Which>) -> Json<Value> {
    let of_number = |number: &str| which.phone_number_id.as_deref().is_none_or(|wanted| wanted == number);
    Json(simulator.read(|world| {
        let mut items: Vec<_> = world.ledger.iter().rev().filter(|row| of_number(&row.phone_number_id)).take(which.limit).collect();
        items.reverse();
        json!({"items": items, "pending": world.pending.values().filter(|post| of_number(&post.phone_number_id)).count()})
    }))
}

/// `GET /control/state`.
pub(super) async fn get(State(simulator): State<Simulator>) -> Json<Value> {
    let traffic: Vec<String> = simulator.traffic().keys().cloned().collect();
    let loads: Vec<String> = simulator.loads().keys().map(ToString::to_string).collect();
    let now = now(&simulator);
    Json(simulator.read(|world| {
        json!({"now": now, "businesses": world.businesses.len(), "traffic": traffic, "loads": loads, "deliveries": {
            "pending": world.pending.len(), "acknowledged": world.acknowledged, "attempts": world.attempts,
            "failed_attempts": world.attempts - world.acknowledged, "gave_up": world.gave_up}})
    }))
}

#[derive(Deserialize)]
pub(super) struct Advance {
    advance_seconds: i64,
}

/// `POST /control/clock`: makes what is due until then due now.
pub(super) async fn advance(State(simulator): State<Simulator>, Json(wanted): Json<Advance>) -> Json<Value> {
    simulator.clock().advance_ms(wanted.advance_seconds.saturating_mul(1000));
    simulator.due().notify_one();
    Json(json!({"now": now(&simulator)}))
}

/// `POST /control/reset`: forgets everything but the businesses and their subscriptions.
pub(super) async fn reset(State(simulator): State<Simulator>) -> StatusCode {
    for (_, stop) in simulator.traffic().drain() {
        stop.cancel();
    }
    simulator.loads().clear();
    *simulator.faults() = Faults::default();
    simulator.record(Event::Reset);
    StatusCode::NO_CONTENT
}

fn now(simulator: &Simulator) -> String {
    jiff::Timestamp::from_millisecond(simulator.clock().now_ms()).map(|now| now.to_string()).unwrap_or_default()
}
