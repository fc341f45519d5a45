//! Load runs and their ledgers.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Problem, business, reachable};
use crate::load::{COUNT_MAX, Load, Order};
use crate::simulator::Simulator;

#[derive(Deserialize)]
pub(super) struct Wait {
    #[serde(default)]
    wait: bool,
}

/// `POST /control/load`, `?wait=true` to answer when it is done.
pub(super) async fn start(
    State(simulator): State<Simulator>,
    Query(Wait { wait }): Query<Wait>,
    Json(order): Json<Order>,
) -> Result<Response, Problem> {
    if !(1..=COUNT_MAX).contains(&order.count) {
        return Err(Problem::bad(format!("count must be between 1 and {COUNT_MAX}")));
    }
    let (business, urls) = if order.urls.is_empty() {
        let (business, callback) = reachable(&simulator, &order.phone_number_id)?;
        (business, vec![callback])
    } else {
        (business(&simulator, &order.phone_number_id)?, order.urls.clone())
    };
    let run = Uuid::new_v4();
    let load = Arc::new(Load::new(order));
    simulator.loads().insert(run, load.clone());
    let (sender, running) = (simulator.clone(), load.clone());
    let done = tokio::spawn(async move { running.run(&sender, &business, urls).await });
    if wait {
        done.await.map_err(|error| Problem::conflict(format!("the run failed: {error}")))?;
        return Ok(Json(told(run, &load)).into_response());
    }
    Ok((StatusCode::ACCEPTED, Json(json!({"run": run}))).into_response())
}

/// `GET /control/load/{run}`.
pub(super) async fn summary(State(simulator): State<Simulator>, Path(run): Path<Uuid>) -> Result<Json<Value>, Problem> {
    Ok(Json(told(run, &*find(&simulator, run)?)))
}

/// `GET /control/load/{run}/ledger`.
pub(super) async fn ledger(State(simulator): State<Simulator>, Path(run): Path<Uuid>) -> Result<Response, Problem> {
    let load = find(&simulator, run)?;
    Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], load.ledger()).into_response())
}

fn find(simulator: &Simulator, run: Uuid) -> Result<Arc<Load>, Problem> {
    simulator.loads().get(&run).cloned().ok_or_else(|| Problem::not_found(format!("no load run {run}")))
}

fn told(run: Uuid, load: &Load) -> Value {
    let mut told = json!(load.summary());
    told["run"] = json!(run);
    told
}
