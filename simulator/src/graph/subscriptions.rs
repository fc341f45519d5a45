//! `POST`, `GET`, `DELETE /{waba}/subscribed_apps` (section 2.4), with the handshake of section 2.1.

use std::time::Duration;

use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Call;
use super::answer::{self, Refusal, success};
use crate::simulator::Simulator;
use crate::world::{Business, Event, Subscription};

/// Longest callback address, in characters.
const CALLBACK_CHARS_MAX: usize = 200;
/// How long a callback may take to answer the handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

#[derive(Default, Deserialize)]
struct Override {
    override_callback_uri: Option<String>,
    verify_token: Option<String>,
}

/// Subscribes; an override is believed only after its handshake, an empty body clears it.
pub(super) async fn subscribe(simulator: &Simulator, call: &Call, waba_id: &str) -> Result<Response, Refusal> {
    owned(simulator, call, waba_id)?;
    let wanted: Override = match call.body.trim_ascii() {
        [] => Override::default(),
        body => serde_json::from_slice(body).map_err(|error| Refusal::bad_parameter(error.to_string()))?,
    };
    let override_callback_uri = wanted.override_callback_uri.filter(|uri| !uri.is_empty());
    if let Some(uri) = &override_callback_uri {
        if uri.chars().count() > CALLBACK_CHARS_MAX {
            return Err(Refusal::bad_parameter(format!("override_callback_uri must be at most {CALLBACK_CHARS_MAX} characters")));
        }
        let verify_token =
            wanted.verify_token.ok_or_else(|| Refusal::bad_parameter("verify_token is required with override_callback_uri"))?;
        shake_hands(simulator, uri, &verify_token).await.map_err(|why| Refusal::handshake_failed(&why))?;
    }
    simulator.record(Event::Subscribed { waba_id: waba_id.to_owned(), subscription: Subscription { override_callback_uri } });
    simulator.due().notify_one();
    Ok(success())
}

/// `GET`: the app, once it is subscribed.
pub(super) fn list(simulator: &Simulator, call: &Call, waba_id: &str) -> Result<Response, Refusal> {
    let business = owned(simulator, call, waba_id)?;
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
    owned(simulator, call, waba_id)?;
    simulator.record(Event::Unsubscribed { waba_id: waba_id.to_owned() });
    Ok(success())
}

fn owned(simulator: &Simulator, call: &Call, waba_id: &str) -> Result<Business, Refusal> {
    simulator
        .read(|world| world.of_token(&call.access_token).find(|business| business.waba_id == waba_id).cloned())
        .ok_or_else(|| Refusal::no_object(waba_id, &call.method))
}

async fn shake_hands(simulator: &Simulator, callback: &str, verify_token: &str) -> Result<(), String> {
    let challenge = (1_000_000_000 + simulator.random().below(1_000_000_000)).to_string();
    let mut url = reqwest::Url::parse(callback).map_err(|error| format!("not an address: {error}"))?;
    url.query_pairs_mut().extend_pairs([("hub.mode", "subscribe"), ("hub.challenge", &challenge), ("hub.verify_token", verify_token)]);
    let answer =
        simulator.http().get(url).timeout(HANDSHAKE_TIMEOUT).send().await.map_err(|error| format!("no answer: {}", error.without_url()))?;
    let status = answer.status();
    let body = answer.text().await.map_err(|error| format!("half an answer: {}", error.without_url()))?;
    if status != reqwest::StatusCode::OK {
        return Err(format!("HTTP Status Code = {}; HTTP Message = {}", status.as_u16(), status.canonical_reason().unwrap_or_default()));
    }
    if body == challenge { Ok(()) } else { Err("the answer is not the challenge".to_owned()) }
}
