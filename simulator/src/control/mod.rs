//! `/control`: registers businesses, makes customers talk, breaks things, tells what happened.

mod businesses;
mod chats;
mod faults;
mod loads;
mod media;
mod messages;
mod people;
mod request;
mod scenes;
mod state;
mod templates;
mod traffic;

use std::fmt::Display;
use std::ops::RangeInclusive;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{InfoBuilder, OpenApi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::request::Json;
use crate::simulator::Simulator;
use crate::world::Business;

fn documented() -> (Router<Simulator>, OpenApi) {
    let routes = OpenApiRouter::new()
        .routes(routes!(businesses::list, businesses::register))
        .routes(routes!(messages::inject))
        .routes(routes!(messages::report))
        .routes(routes!(messages::event))
        .routes(routes!(messages::raw))
        .routes(routes!(media::keep, media::get))
        .routes(routes!(people::list))
        .routes(routes!(people::act))
        .routes(routes!(chats::list))
        .routes(routes!(scenes::list, scenes::start))
        .routes(routes!(scenes::progress, scenes::stop))
        .routes(routes!(templates::list, templates::change))
        .routes(routes!(traffic::switch))
        .routes(routes!(loads::start))
        .routes(routes!(loads::summary, loads::stop))
        .routes(routes!(loads::ledger))
        .routes(routes!(state::ledger))
        .routes(routes!(faults::get, faults::put))
        .routes(routes!(state::get))
        .routes(routes!(state::advance))
        .routes(routes!(state::reset));
    let (router, mut document) = OpenApiRouter::new().nest("/control", routes).split_for_parts();
    document.info = InfoBuilder::new()
        .title("The simulator's control API")
        .version("1")
        .description(Some("Plays customers, breaks things, and tells what happened. Errors are `{\"error\": \"...\"}`."))
        .build();
    let bearer = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    document.components.get_or_insert_default().add_security_scheme("control-token", bearer);
    (router, document)
}

/// The contract of the control API.
#[must_use]
pub fn openapi() -> OpenApi {
    documented().1
}

/// The routes, behind the control token if there is one.
pub fn routes(simulator: Simulator) -> Router<Simulator> {
    let (router, document) = documented();
    router
        .route("/control/openapi.json", get(async move || axum::Json(document.clone())))
        .layer(DefaultBodyLimit::max(media::FILE_BYTES_MAX))
        .route_layer(from_fn_with_state(simulator, authorise))
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
#[derive(Debug)]
pub(crate) struct Problem(StatusCode, String);

/// What is wrong with a request, and what to do about it.
#[derive(Serialize, ToSchema)]
struct ProblemBody {
    error: String,
}

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

    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self(StatusCode::INTERNAL_SERVER_ERROR, message.into())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.0, Json(ProblemBody { error: self.1 })).into_response()
    }
}

/// A list.
#[derive(Serialize, ToSchema)]
struct Items<T> {
    items: Vec<T>,
}

/// One chat of a business.
#[derive(Deserialize, utoipa::IntoParams)]
struct WhichNumber {
    phone_number_id: String,
}

#[derive(Deserialize, utoipa::IntoParams)]
struct WhichChat {
    phone_number_id: String,
    /// Key of the person: phone number, or user id of somebody without one.
    customer: String,
}

/// The last second that the simulator reckons with: the end of the year 9998.
const LAST_SECOND: i64 = 253_370_764_799;
/// Longest delay of a webhook: a year.
const DELAY_MS_MAX: i64 = 366 * 24 * 3600 * 1000;

/// The time of a message, in milliseconds: the one asked for, in Unix seconds, or now.
fn at_ms(simulator: &Simulator, timestamp: Option<i64>) -> Result<i64, Problem> {
    let Some(seconds) = timestamp else { return Ok(simulator.clock().now_ms()) };
    in_range("timestamp", seconds, 0..=LAST_SECOND).map(|seconds| seconds * 1000)
}

/// A number that is within its range.
fn in_range<T: PartialOrd + Display>(name: &str, number: T, range: RangeInclusive<T>) -> Result<T, Problem> {
    if range.contains(&number) {
        return Ok(number);
    }
    Err(Problem::bad(format!("{name} must be between {} and {}, not {number}", range.start(), range.end())))
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
