//! What the simulator knows and did; its clock; forgetting.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::request::{Json, Query};
use super::{LAST_SECOND, Problem, ProblemBody, in_range};
use crate::simulator::Simulator;
use crate::world::LedgerRow;

#[derive(Deserialize, IntoParams)]
pub(super) struct Which {
    /// Of one number; of all without it.
    phone_number_id: Option<String>,
    /// Newest rows, at most.
    #[serde(default = "thousand")]
    limit: usize,
}

fn thousand() -> usize {
    1000
}

/// What was delivered.
#[derive(Serialize, ToSchema)]
pub(super) struct Ledger {
    /// Newest last.
    items: Vec<LedgerRow>,
    /// Webhooks that wait.
    pending: usize,
}

/// What was delivered, but for load runs, and how many webhooks wait.
#[utoipa::path(get, path = "/ledger", tag = "state", operation_id = "getLedger", params(Which),
    responses((status = 200, body = Ledger), (status = 400, body = ProblemBody)))]
pub(super) async fn ledger(State(simulator): State<Simulator>, Query(which): Query<Which>) -> Json<Ledger> {
    let of_number = |number: &str| which.phone_number_id.as_deref().is_none_or(|wanted| wanted == number);
    Json(simulator.read(|world| {
        let rows = world.ledger.iter().rev().filter(|row| of_number(&row.phone_number_id));
        let mut items: Vec<LedgerRow> = rows.take(which.limit).cloned().collect();
        items.reverse();
        Ledger { items, pending: world.pending.values().filter(|post| of_number(&post.phone_number_id)).count() }
    }))
}

/// The whole, in figures.
#[derive(Serialize, ToSchema)]
pub(super) struct Whole {
    /// The simulator's time, RFC 3339.
    now: String,
    businesses: usize,
    /// Numbers whose customers write of their own accord.
    traffic: Vec<String>,
    /// Load runs.
    loads: Vec<String>,
    deliveries: Deliveries,
}

/// Webhooks, in figures.
#[derive(Serialize, ToSchema)]
struct Deliveries {
    pending: usize,
    acknowledged: u64,
    attempts: u64,
    failed_attempts: u64,
    gave_up: u64,
}

/// The state in figures.
#[utoipa::path(get, path = "/state", tag = "state", operation_id = "getState", responses((status = 200, body = Whole)))]
pub(super) async fn get(State(simulator): State<Simulator>) -> Json<Whole> {
    let traffic: Vec<String> = simulator.traffic().keys().cloned().collect();
    let loads: Vec<String> = simulator.loads().keys().map(ToString::to_string).collect();
    let now = now(&simulator);
    Json(simulator.read(|world| {
        let counters = &world.counters;
        let deliveries = Deliveries {
            pending: world.pending.len(),
            acknowledged: counters.acknowledged,
            attempts: counters.attempts,
            failed_attempts: counters.attempts - counters.acknowledged,
            gave_up: counters.gave_up,
        };
        Whole { now, businesses: world.businesses.len(), traffic, loads, deliveries }
    }))
}

#[derive(Deserialize, ToSchema)]
pub(super) struct Advance {
    advance_seconds: i64,
}

/// The simulator's time.
#[derive(Serialize, ToSchema)]
pub(super) struct Now {
    /// RFC 3339.
    now: String,
}

/// Moves the clock forward: what is due until then is due at once.
#[utoipa::path(post, path = "/clock", tag = "state", operation_id = "advanceClock", request_body = Advance,
    responses((status = 200, body = Now), (status = 400, body = ProblemBody)))]
pub(super) async fn advance(State(simulator): State<Simulator>, Json(wanted): Json<Advance>) -> Result<Json<Now>, Problem> {
    let left_seconds = LAST_SECOND - simulator.clock().now_ms() / 1000;
    let seconds = in_range("advance_seconds", wanted.advance_seconds, 0..=left_seconds)?;
    simulator.advance_ms(seconds * 1000);
    Ok(Json(Now { now: now(&simulator) }))
}

/// Forgets everything but the businesses and their subscriptions.
#[utoipa::path(post, path = "/reset", tag = "state", operation_id = "reset", responses((status = 204)))]
pub(super) async fn reset(State(simulator): State<Simulator>) -> StatusCode {
    simulator.reset();
    StatusCode::NO_CONTENT
}

fn now(simulator: &Simulator) -> String {
    jiff::Timestamp::from_millisecond(simulator.clock().now_ms()).map(|now| now.to_string()).unwrap_or_default()
}
