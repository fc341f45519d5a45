//! The switches of what goes wrong.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::faults::Faults;
use crate::simulator::Simulator;
use crate::world::Event;

/// `GET /control/faults`.
pub(super) async fn get(State(simulator): State<Simulator>) -> Json<Faults> {
    Json(simulator.faults().clone())
}

/// `PUT /control/faults`: replaces them all.
pub(super) async fn put(State(simulator): State<Simulator>, Json(faults): Json<Faults>) -> Json<Value> {
    simulator.record(Event::FaultsSet { faults: json!(faults) });
    *simulator.faults() = faults.clone();
    Json(json!(faults))
}
