//! The switches of what goes wrong.

use axum::Json;
use axum::extract::State;
use serde_json::json;

use crate::faults::Faults;
use crate::simulator::Simulator;
use crate::world::Event;

/// What is switched on.
#[utoipa::path(get, path = "/faults", tag = "trouble", operation_id = "getFaults", responses((status = 200, body = Faults)))]
pub(super) async fn get(State(simulator): State<Simulator>) -> Json<Faults> {
    Json(simulator.faults().clone())
}

/// Replaces all of it.
#[utoipa::path(put, path = "/faults", tag = "trouble", operation_id = "setFaults", request_body = Faults, responses((status = 200, body = Faults)))]
pub(super) async fn put(State(simulator): State<Simulator>, Json(faults): Json<Faults>) -> Json<Faults> {
    simulator.record(Event::FaultsSet { faults: json!(faults) });
    *simulator.faults() = faults.clone();
    Json(faults)
}
