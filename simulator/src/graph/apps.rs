//! `POST`, `GET`, `DELETE /{app}/subscriptions` (section 2.4): where an app's webhooks go, and which fields. Only the app's own token
//! may ask, `{app id}|{app secret}`.

use axum::response::Response;
use serde_json::{Map, Value, json};

use super::Call;
use super::answer::{self, Refusal, success};
use super::callbacks;
use crate::simulator::Simulator;
use crate::world::{Business, Event};

const OBJECT: &str = "whatsapp_business_account";

/// Every field that an app can subscribe to (section 2.6).
const FIELDS: &[&str] = &[
    "messages",
    "user_preferences",
    "user_id_update",
    "calls",
    "message_template_status_update",
    "message_template_quality_update",
    "message_template_components_update",
    "template_category_update",
    "template_correct_category_detection",
    "account_update",
    "account_review_update",
    "account_alerts",
    "account_settings_update",
    "business_capability_update",
    "business_status_update",
    "business_username_updates",
    "security",
    "phone_number_name_update",
    "phone_number_quality_update",
    "group_lifecycle_update",
    "group_participants_update",
    "group_settings_update",
    "group_status_update",
    "history",
    "smb_message_echoes",
    "smb_app_state_sync",
    "flows",
    "message_echoes",
    "messaging_handovers",
    "standby",
    "consumer_profile",
    "automatic_events",
    "tracking_events",
    "partner_solutions",
    "payment_configuration_update",
];

/// Sets callback and fields, once the callback has answered the handshake.
pub(super) async fn subscribe(simulator: &Simulator, call: &Call, app_id: &str) -> Result<Response, Refusal> {
    let app = app(simulator, call, app_id)?;
    let members = call.members()?;
    if text(&members, "object") != Some(OBJECT) {
        return Err(Refusal::bad_parameter(format!("The parameter object is required and must be \"{OBJECT}\"")));
    }
    let callback = text(&members, "callback_url").ok_or_else(|| Refusal::bad_parameter("The parameter callback_url is required"))?;
    let fields = fields(&members)?.ok_or_else(|| Refusal::bad_parameter("The parameter fields is required"))?;
    let verify_token = text(&members, "verify_token").or(app.verify_token.as_deref());
    callbacks::prove(simulator, "callback_url", callback, verify_token).await?;
    change(simulator, call, |business| {
        business.callback_url = Some(callback.to_owned());
        business.verify_token = verify_token.map(str::to_owned);
        business.subscribed_fields = Some(fields.clone());
    })
}

/// What the app is subscribed to: nothing without a callback.
pub(super) fn list(simulator: &Simulator, call: &Call, app_id: &str) -> Result<Response, Refusal> {
    let app = app(simulator, call, app_id)?;
    let version = format!("v{}.0", app.policy.webhook_version);
    let fields: Vec<Value> = subscribed(&app).into_iter().map(|field| json!({"name": field, "version": version})).collect();
    let of_callback = |url: &String| json!({"object": OBJECT, "callback_url": url, "active": true, "fields": fields});
    Ok(answer::list(app.callback_url.iter().map(of_callback).collect()))
}

/// Ends some of the fields; with the last of them, or when none is named, the callback.
pub(super) fn unsubscribe(simulator: &Simulator, call: &Call, app_id: &str) -> Result<Response, Refusal> {
    let app = app(simulator, call, app_id)?;
    let members = call.members()?;
    if text(&members, "object").is_some_and(|object| object != OBJECT) {
        return Err(Refusal::bad_parameter(format!("The parameter object must be \"{OBJECT}\"")));
    }
    let ended = fields(&members)?;
    let left = |field: &String| ended.as_ref().is_some_and(|ended| !ended.contains(field));
    let left: Vec<String> = subscribed(&app).into_iter().filter(left).collect();
    change(simulator, call, |business| {
        business.subscribed_fields = if left.is_empty() { None } else { Some(left.clone()) };
        business.callback_url = business.callback_url.take().filter(|_| !left.is_empty());
    })
}

/// One of the app's businesses: they share all that is the app's.
fn app(simulator: &Simulator, call: &Call, app_id: &str) -> Result<Business, Refusal> {
    let found = simulator.read(|world| world.of_app_token(call.token()).next().cloned());
    let app = found.ok_or_else(|| Refusal::code(15, "Use the token {app id}|{app secret}"))?;
    if app.app_id == app_id { Ok(app) } else { Err(Refusal::no_object(app_id, &call.method)) }
}

fn change(simulator: &Simulator, call: &Call, how: impl Fn(&mut Business)) -> Result<Response, Refusal> {
    simulator.decide(|world| {
        let changed = world.of_app_token(call.token()).cloned().map(|mut business| {
            how(&mut business);
            Event::Registered { business }
        });
        Ok::<_, Refusal>(((), changed.collect()))
    })?;
    simulator.due().notify_one();
    Ok(success())
}

fn subscribed(app: &Business) -> Vec<String> {
    app.subscribed_fields.clone().unwrap_or_else(|| FIELDS.iter().map(|field| (*field).to_owned()).collect())
}

fn text<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    members.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// The fields of a request: a list, or names with commas between.
fn fields(members: &Map<String, Value>) -> Result<Option<Vec<String>>, Refusal> {
    let named: Vec<&str> = match members.get("fields") {
        None => return Ok(None),
        Some(Value::Array(list)) => list.iter().map(|field| field.as_str().unwrap_or_default()).collect(),
        Some(names) => names.as_str().unwrap_or_default().split(',').map(str::trim).collect(),
    };
    match named.iter().find(|field| !FIELDS.contains(field)) {
        Some(field) => Err(Refusal::bad_parameter(format!("Param fields must be some of {{{}}} - got \"{field}\"", FIELDS.join(", ")))),
        None if named.is_empty() => Err(Refusal::bad_parameter("The parameter fields names none")),
        None => Ok(Some(named.into_iter().map(str::to_owned).collect())),
    }
}
