//! `/control`: registers businesses, makes customers talk, breaks things, tells what happened.

mod businesses;
mod chats;
mod faults;
mod loads;
mod messages;
mod state;
mod traffic;

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::json;

use crate::simulator::Simulator;
use crate::world::Business;

/// The routes, behind the control token if there is one.
pub fn routes(simulator: Simulator) -> Router<Simulator> {
    Router::new()
        .route("/businesses", get(businesses::list).post(businesses::register))
        .route("/messages", post(messages::inject))
        .route("/statuses", post(messages::report))
        .route("/events", post(messages::event))
        .route("/raw", post(messages::raw))
        .route("/traffic", post(traffic::switch))
        .route("/load", post(loads::start))
        .route("/load/{run}", get(loads::summary))
        .route("/load/{run}/ledger", get(loads::ledger))
        .route("/ledger", get(state::ledger))
        .route("/faults", get(faults::get).put(faults::put))
        .route("/state", get(state::get))
        .route("/clock", post(state::advance))
        .route("/reset", post(state::reset))
        .route("/chats", get(chats::list))
        .route("/people", get(chats::people))
        .layer(from_fn_with_state(simulator, authorise))
}

async fn authorise(State(simulator): State<Simulator>, request: Request, next: Next) -> Response {
    let wanted = simulator.settings().control_token.as_ref().map(|token| format!("Bearer {token}"));
    let given = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if wanted.is_some() && wanted.as_deref() != given {
        return Problem(StatusCode::UNAUTHORIZED, "the control API needs the bearer token given with --control-token".to_owned())
            .into_response();
    }
    next.run(request).await
}

/// A request that can't be served.
pub(crate) struct Problem(StatusCode, String);

impl Problem {
    pub(crate) fn bad(message: impl Into<String>) -> Self {
        Self(StatusCode::BAD_REQUEST, message.into())
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self(StatusCode::NOT_FOUND, message.into())
    }

    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self(StatusCode::CONFLICT, message.into())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"error": self.1}))).into_response()
    }
}

/// The business of a phone number.
pub(crate) fn business(simulator: &Simulator, phone_number_id: &str) -> Result<Business, Problem> {
    simulator.read(|world| world.businesses.get(phone_number_id).cloned()).ok_or_else(|| {
        Problem::not_found(format!("no business has phone number id {phone_number_id}: register it with POST /control/businesses"))
    })
}

/// The business of a phone number, and where its webhooks go.
pub(crate) fn reachable(simulator: &Simulator, phone_number_id: &str) -> Result<(Business, String), Problem> {
    let business = business(simulator, phone_number_id)?;
    let callback = simulator.read(|world| world.callback_of(&business));
    let callback =
        callback.ok_or_else(|| Problem::conflict("the business has no callback: register one, or subscribe with an override"))?;
    Ok((business, callback))
}
