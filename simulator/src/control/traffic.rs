//! Starts and stops a business's day.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Problem, business};
use crate::simulator::Simulator;
use crate::traffic::play;

#[derive(Deserialize)]
pub(super) struct Switch {
    phone_number_id: String,
    action: Action,
    #[serde(default = "messages_per_minute")]
    messages_per_minute: u32,
    #[serde(default)]
    history: usize,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Action {
    Start,
    Stop,
}

fn messages_per_minute() -> u32 {
    12
}

/// `POST /control/traffic`. Starting what runs already changes nothing.
pub(super) async fn switch(State(simulator): State<Simulator>, Json(wanted): Json<Switch>) -> Result<Json<Value>, Problem> {
    business(&simulator, &wanted.phone_number_id)?;
    let running = wanted.action == Action::Start;
    let mut traffic = simulator.traffic();
    if running {
        let number = wanted.phone_number_id.clone();
        traffic.entry(wanted.phone_number_id).or_insert_with(|| {
            let stop = simulator.stop().child_token();
            tokio::spawn(play(simulator.clone(), number, wanted.messages_per_minute, wanted.history, stop.clone()));
            stop
        });
    } else if let Some(stop) = traffic.remove(&wanted.phone_number_id) {
        stop.cancel();
    }
    Ok(Json(json!({"running": running})))
}
