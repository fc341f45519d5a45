//! The switches of what goes wrong.

use axum::extract::State;

use super::request::Json;
use super::{DELAY_MS_MAX, Problem, ProblemBody, in_range};
use crate::faults::Faults;
use crate::simulator::Simulator;

/// What is switched on.
#[utoipa::path(get, path = "/faults", tag = "trouble", operation_id = "getFaults", responses((status = 200, body = Faults)))]
pub(super) async fn get(State(simulator): State<Simulator>) -> Json<Faults> {
    Json(simulator.faults().clone())
}

/// Replaces all of it.
#[utoipa::path(put, path = "/faults", tag = "trouble", operation_id = "setFaults", request_body = Faults,
    responses((status = 200, body = Faults), (status = 400, body = ProblemBody)))]
pub(super) async fn put(State(simulator): State<Simulator>, Json(faults): Json<Faults>) -> Result<Json<Faults>, Problem> {
    in_range("delivery.delay_ms", faults.delivery.delay_ms, 0..=DELAY_MS_MAX)?;
    simulator.set_faults(&faults);
    Ok(Json(faults))
}
