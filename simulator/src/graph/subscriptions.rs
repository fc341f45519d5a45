//! `POST`, `GET`, `DELETE /{waba}/subscribed_apps` (section 2.4).

use axum::response::Response;
use serde_json::{Value, json};

use super::Call;
use super::answer::{self, Refusal, success};
use super::callbacks;
use crate::simulator::Simulator;
use crate::world::{Business, Event, Subscription};

/// Subscribes; an override is believed only after its handshake, an empty body clears it.
pub(super) async fn subscribe(simulator: &Simulator, call: &Call, waba_id: &str) -> Result<Response, Refusal> {
    call.account(simulator, waba_id)?;
    let override_callback_uri = callbacks::wanted(simulator, &call.members()?).await?;
    simulator.record(Event::Subscribed { waba_id: waba_id.to_owned(), subscription: Subscription { override_callback_uri } });
    simulator.due().notify_one();
    Ok(success())
}

/// `GET`: the app, once it is subscribed.
pub(super) fn list(simulator: &Simulator, call: &Call, waba_id: &str) -> Result<Response, Refusal> {
    let business = call.account(simulator, waba_id)?;
    let subscription = simulator.read(|world| world.subscriptions.get(waba_id).cloned());
    Ok(answer::list(subscription.into_iter().map(|subscription| subscribed_app(&business, &subscription)).collect()))
}

fn subscribed_app(business: &Business, subscription: &Subscription) -> Value {
    let link = format!("https://www.facebook.com/games/?app_id={}", business.app_id);
    let mut app = json!({"whatsapp_business_api_data": {"id": business.app_id, "link": link, "name": business.name}});
    if let Some(uri) = &subscription.override_callback_uri {
        app["override_callback_uri"] = json!(uri);
    }
    app
}

/// `DELETE`.
pub(super) fn unsubscribe(simulator: &Simulator, call: &Call, waba_id: &str) -> Result<Response, Refusal> {
    call.account(simulator, waba_id)?;
    simulator.record(Event::Unsubscribed { waba_id: waba_id.to_owned() });
    Ok(success())
}
