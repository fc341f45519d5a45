//! Load runs and their ledgers.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::request::{Json, Path, Query};
use super::{Problem, ProblemBody, business, in_range, reachable};
use crate::load::{BATCH_MAX, COUNT_MAX, Load, Order, RATE_PER_SECOND, Summary};
use crate::simulator::Simulator;

#[derive(Deserialize, IntoParams)]
pub(super) struct Wait {
    /// Answer when it is done, with what it came to.
    #[serde(default)]
    wait: bool,
}

/// A run that was started.
#[derive(Serialize, ToSchema)]
struct Started {
    run: Uuid,
}

/// What a run came to so far.
#[derive(Serialize, ToSchema)]
pub(super) struct LoadTold {
    run: Uuid,
    #[serde(flatten)]
    summary: Summary,
}

/// Sends many webhooks.
#[utoipa::path(post, path = "/load", tag = "load", operation_id = "startLoad", params(Wait), request_body = Order,
    responses((status = 202, body = Started), (status = 200, body = LoadTold, description = "With `wait`"), (status = 400, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(super) async fn start(
    State(simulator): State<Simulator>,
    Query(Wait { wait }): Query<Wait>,
    Json(order): Json<Order>,
) -> Result<Response, Problem> {
    in_range("count", order.count, 1..=COUNT_MAX)?;
    in_range("batch", order.batch, 0..=BATCH_MAX)?;
    if order.rate_per_second > 0.0 {
        in_range("rate_per_second", order.rate_per_second, RATE_PER_SECOND)?;
    }
    let (business, urls) = if order.urls.is_empty() {
        let (business, callback) = reachable(&simulator, &order.phone_number_id)?;
        (business, vec![callback])
    } else {
        (business(&simulator, &order.phone_number_id)?, order.urls.clone())
    };
    if !simulator.read(|world| world.is_subscribed(&business)) {
        let why = "the business isn't subscribed, and its policy requires it: POST /{waba}/subscribed_apps, and give its app a callback";
        return Err(Problem::conflict(why));
    }
    let run = Uuid::new_v4();
    let load = Arc::new(Load::new(order));
    simulator.loads().insert(run, load.clone());
    let (sender, running) = (simulator.clone(), load.clone());
    let done = tokio::spawn(async move { running.run(&sender, &business, urls).await });
    if wait {
        done.await.map_err(|error| Problem::conflict(format!("the run failed: {error}")))?;
        return Ok(Json(told(run, &load)).into_response());
    }
    Ok((StatusCode::ACCEPTED, Json(Started { run })).into_response())
}

/// What a run came to so far.
#[utoipa::path(get, path = "/load/{run}", tag = "load", operation_id = "getLoad", params(("run" = Uuid, Path)),
    responses((status = 200, body = LoadTold), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn summary(State(simulator): State<Simulator>, Path(run): Path<Uuid>) -> Result<Json<LoadTold>, Problem> {
    Ok(Json(told(run, &*find(&simulator, run)?)))
}

/// One JSON line per webhook: `{wamids, sent_at_ms, acknowledged_at_ms, attempts, status}`.
#[utoipa::path(get, path = "/load/{run}/ledger", tag = "load", operation_id = "getLoadLedger", params(("run" = Uuid, Path)),
    responses((status = 200, body = String, content_type = "application/x-ndjson"), (status = 400, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub(super) async fn ledger(State(simulator): State<Simulator>, Path(run): Path<Uuid>) -> Result<Response, Problem> {
    let load = find(&simulator, run)?;
    Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], load.ledger()).into_response())
}

/// Stops a run: it sends no more, and its figures and its ledger stay.
#[utoipa::path(delete, path = "/load/{run}", tag = "load", operation_id = "stopLoad", params(("run" = Uuid, Path)),
    responses((status = 204), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn stop(State(simulator): State<Simulator>, Path(run): Path<Uuid>) -> Result<StatusCode, Problem> {
    find(&simulator, run)?.stop();
    Ok(StatusCode::NO_CONTENT)
}

fn find(simulator: &Simulator, run: Uuid) -> Result<Arc<Load>, Problem> {
    simulator.loads().get(&run).cloned().ok_or_else(|| Problem::not_found(format!("no load run {run}")))
}

fn told(run: Uuid, load: &Load) -> LoadTold {
    LoadTold { run, summary: load.summary() }
}
