//! Starts and stops a business's day.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::request::Json;
use super::{Problem, ProblemBody, business, in_range};
use crate::simulator::Simulator;
use crate::traffic::{Calendar, Pace, play};

/// Messages of past days, at most.
const HISTORY_MAX: usize = 100_000;

#[derive(Deserialize, ToSchema)]
pub(super) struct Switch {
    phone_number_id: String,
    action: Action,
    #[serde(default = "messages_per_minute")]
    messages_per_minute: u32,
    /// Messages of the past days first.
    #[serde(default)]
    history: usize,
    /// Only as busy as the hour is in the business's time zone.
    #[serde(default)]
    calendar: bool,
}

#[derive(Deserialize, PartialEq, Eq, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Action {
    Start,
    Stop,
}

/// Whether customers write of their own accord.
#[derive(Serialize, ToSchema)]
pub(super) struct Switched {
    running: bool,
}

fn messages_per_minute() -> u32 {
    12
}

/// Starts or stops customers who write, and answer, of their own accord. Starting what runs already changes nothing.
#[utoipa::path(post, path = "/traffic", tag = "customers", operation_id = "switchTraffic", request_body = Switch,
    responses((status = 200, body = Switched), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn switch(State(simulator): State<Simulator>, Json(wanted): Json<Switch>) -> Result<Json<Switched>, Problem> {
    let business = business(&simulator, &wanted.phone_number_id)?;
    in_range("history", wanted.history, 0..=HISTORY_MAX)?;
    if wanted.calendar {
        Calendar::new(business.timezone.as_deref()).map_err(|error| Problem::bad(error.to_string()))?;
    }
    let running = wanted.action == Action::Start;
    let mut traffic = simulator.traffic();
    if running {
        let number = wanted.phone_number_id.clone();
        let pace = Pace { messages_per_minute: wanted.messages_per_minute, history: wanted.history, calendar: wanted.calendar };
        traffic.entry(wanted.phone_number_id).or_insert_with(|| {
            let stop = simulator.stop().child_token();
            tokio::spawn(play(simulator.clone(), number, pace, stop.clone()));
            stop
        });
    } else if let Some(stop) = traffic.remove(&wanted.phone_number_id) {
        stop.cancel();
    }
    Ok(Json(Switched { running }))
}
