//! Registers businesses and lists them.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::request::Json;
use super::{Items, Problem, ProblemBody};
use crate::simulator::Simulator;
use crate::world::{Business, Event, Policy, World};

/// A business without its secrets.
#[derive(Serialize, ToSchema)]
pub(super) struct Registered {
    waba_id: String,
    phone_number_id: String,
    display_phone_number: String,
    name: String,
    app_id: String,
    callback_url: Option<String>,
    timezone: Option<String>,
    subscribed: bool,
    /// Of the WABA.
    override_callback_uri: Option<String>,
    /// Of the number: it comes before the WABA's.
    number_override_callback_uri: Option<String>,
    policy: Policy,
}

impl Registered {
    fn of(world: &World, business: &Business) -> Self {
        let subscription = world.subscriptions.get(&business.waba_id);
        Self {
            waba_id: business.waba_id.clone(),
            phone_number_id: business.phone_number_id.clone(),
            display_phone_number: business.display_phone_number.clone(),
            name: business.name.clone(),
            app_id: business.app_id.clone(),
            callback_url: business.callback_url.clone(),
            timezone: business.timezone.clone(),
            subscribed: subscription.is_some(),
            override_callback_uri: subscription.and_then(|subscription| subscription.override_callback_uri.clone()),
            number_override_callback_uri: world.number(&business.phone_number_id).override_callback_uri,
            policy: business.policy.clone(),
        }
    }
}

/// Registers a business, or changes it.
#[utoipa::path(post, path = "/businesses", tag = "businesses", operation_id = "registerBusiness", request_body = Business,
    responses((status = 200, body = Registered), (status = 400, body = ProblemBody)))]
pub(super) async fn register(State(simulator): State<Simulator>, Json(business): Json<Business>) -> Result<Json<Registered>, Problem> {
    for (name, id) in [
        ("waba_id", &business.waba_id),
        ("phone_number_id", &business.phone_number_id),
        ("display_phone_number", &business.display_phone_number),
    ] {
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Problem::bad(format!("{name} must be digits, not {id:?}")));
        }
    }
    business.policy.check().map_err(Problem::bad)?;
    simulator.record(Event::Registered { business: business.clone() });
    Ok(Json(simulator.read(|world| Registered::of(world, &business))))
}

/// All businesses.
#[utoipa::path(get, path = "/businesses", tag = "businesses", operation_id = "listBusinesses", responses((status = 200, body = Items<Registered>)))]
pub(super) async fn list(State(simulator): State<Simulator>) -> Json<Items<Registered>> {
    Json(simulator.read(|world| Items { items: world.businesses.values().map(|business| Registered::of(world, business)).collect() }))
}
