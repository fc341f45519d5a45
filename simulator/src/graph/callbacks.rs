//! Callbacks: the handshake that proves one, and the overrides (sections 2.1 and 2.4).

use std::time::Duration;

use axum::response::Response;
use serde_json::{Map, Value};

use super::answer::{Refusal, success};
use super::fields::{Fields, is_address};
use crate::simulator::Simulator;
use crate::world::{Business, Event};

/// Longest callback address, in characters.
const CALLBACK_CHARS_MAX: usize = 200;
/// How long a callback may take to answer the handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// The override in a request: `None` where it clears one. A callback is believed only after its handshake.
pub(super) async fn wanted(simulator: &Simulator, members: &Map<String, Value>) -> Result<Option<String>, Refusal> {
    let text = |name: &str| members.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let Some(uri) = text("override_callback_uri") else { return Ok(None) };
    prove(simulator, "override_callback_uri", uri, text("verify_token")).await?;
    Ok(Some(uri.to_owned()))
}

/// Believes a callback after its handshake; `member` is what the request calls it.
pub(super) async fn prove(simulator: &Simulator, member: &str, uri: &str, verify_token: Option<&str>) -> Result<(), Refusal> {
    if uri.chars().count() > CALLBACK_CHARS_MAX {
        return Err(Refusal::bad_parameter(format!("{member} must be at most {CALLBACK_CHARS_MAX} characters")));
    }
    if !is_address(uri) {
        return Err(Refusal::bad_parameter(format!("{member} must begin with http:// or https://")));
    }
    let verify_token = verify_token.ok_or_else(|| Refusal::bad_parameter(format!("verify_token is required with {member}")))?;
    shake_hands(simulator, uri, verify_token).await.map_err(|why| Refusal::handshake_failed(&why))
}

/// `POST /{phone number id}` with `webhook_configuration`.
pub(super) async fn configure(
    simulator: &Simulator,
    business: &Business,
    configuration: Fields<'_>,
    members: &Map<String, Value>,
) -> Result<Response, Refusal> {
    configuration.required("override_callback_uri")?;
    let override_callback_uri = wanted(simulator, members).await?;
    let phone_number_id = business.phone_number_id.clone();
    simulator.decide(|world| {
        let mut number = world.number(&phone_number_id);
        number.override_callback_uri = override_callback_uri;
        Ok::<_, Refusal>(((), vec![Event::NumberSet { phone_number_id, number }]))
    })?;
    simulator.due().notify_one();
    Ok(success())
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
