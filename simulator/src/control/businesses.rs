//! Registers businesses and lists them.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::Problem;
use crate::simulator::Simulator;
use crate::world::{Business, Event, World};

/// `POST /control/businesses`: registers one, or changes it.
pub(super) async fn register(State(simulator): State<Simulator>, Json(business): Json<Business>) -> Result<Json<Value>, Problem> {
    for (name, id) in [
        ("waba_id", &business.waba_id),
        ("phone_number_id", &business.phone_number_id),
        ("display_phone_number", &business.display_phone_number),
    ] {
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Problem::bad(format!("{name} must be digits, not {id:?}")));
        }
    }
    simulator.record(Event::Registered { business: business.clone() });
    Ok(Json(simulator.read(|world| shown(world, &business))))
}

/// `GET /control/businesses`.
pub(super) async fn list(State(simulator): State<Simulator>) -> Json<Value> {
    Json(simulator.read(|world| json!({"items": world.businesses.values().map(|business| shown(world, business)).collect::<Vec<_>>()})))
}

/// A business without its secrets.
fn shown(world: &World, business: &Business) -> Value {
    let subscription = world.subscriptions.get(&business.waba_id);
    json!({"waba_id": business.waba_id, "phone_number_id": business.phone_number_id, "display_phone_number": business.display_phone_number,
        "name": business.name, "app_id": business.app_id, "callback_url": business.callback_url, "timezone": business.timezone,
        "subscribed": subscription.is_some(), "override_callback_uri": subscription.and_then(|subscription| subscription.override_callback_uri.clone())})
}
