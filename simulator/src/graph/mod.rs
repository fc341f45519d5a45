//! The Graph API: any version, or none; the token first, then the faults, then the call.

mod answer;
mod apps;
mod block;
mod call;
mod callbacks;
pub(crate) mod codes;
mod fields;
pub(crate) mod groups;
pub mod media;
mod messages;
mod nodes;
mod pages;
mod profile;
mod registration;
mod settings;
mod subscriptions;
pub mod templates;
mod tokens;
mod trouble;
mod uploads;
mod usage;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};

pub use answer::Refusal;
pub(crate) use call::Call;
pub use usage::Usage;

use crate::faults::Rule;
use crate::simulator::Simulator;

/// Answers one call of the Graph API, or of the host that files are downloaded from.
pub async fn handle(State(simulator): State<Simulator>, request: Request) -> Response {
    let Some(call) = Call::read(request).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    if let Err(refusal) = authorise(&simulator, &call) {
        let refusal = if call.path == media::DOWNLOAD_PATH { Refusal::bare(404) } else { refusal };
        return refusal.answer(simulator.random());
    }
    let endpoint = endpoint(&simulator, &call);
    match simulator.strike(&endpoint) {
        Some(rule) => trouble::answer(&simulator, call, endpoint, &rule).await,
        None => answer(&simulator, &call, &endpoint).await,
    }
}

/// The answer that a call gets by itself.
async fn answer(simulator: &Simulator, call: &Call, endpoint: &str) -> Response {
    if call.path == media::DOWNLOAD_PATH {
        return media::download(simulator, call).unwrap_or_else(|refusal| refusal.answer(simulator.random()));
    }
    let (refusal, usage) = usage::charge(simulator, call, endpoint);
    let result = match refusal {
        Some(refusal) => Err(refusal),
        None => answer_call(simulator, call).await,
    };
    with_usage(result.unwrap_or_else(|refusal| refusal.answer(simulator.random())), usage)
}

/// A rule's refusal. The host of the files has no envelope, and no header.
fn refuse(simulator: &Simulator, call: &Call, rule: &Rule) -> Response {
    if call.path == media::DOWNLOAD_PATH {
        return Refusal::bare(rule.status).answer(simulator.random());
    }
    let refusal = Refusal::injected(rule.status, rule.code).answer(simulator.random());
    with_usage(refusal, usage::beside(simulator, call, rule.code))
}

fn with_usage(mut response: Response, usage: Option<HeaderValue>) -> Response {
    response.headers_mut().extend(usage.map(|usage| (HeaderName::from_static(usage::USAGE_HEADER), usage)));
    response
}

/// Code 104 without a token, 190 with nobody's.
fn authorise(simulator: &Simulator, call: &Call) -> Result<(), Refusal> {
    let token = call.access_token.as_deref().ok_or_else(Refusal::no_token)?;
    let is_known = simulator.read(|world| world.of_token(token).next().or_else(|| world.of_app_token(token).next()).is_some());
    if is_known { Ok(()) } else { Err(Refusal::bad_token()) }
}

/// What fault rules call a call: its path's last name; `upload`, `media_node`, `node` and `download` for those that have none.
fn endpoint(simulator: &Simulator, call: &Call) -> String {
    match call.path.as_slice() {
        _ if call.path == media::DOWNLOAD_PATH => "download".to_owned(),
        [_, name] => name.clone(),
        [name] if name == "debug_token" => name.clone(),
        [id] if id.starts_with(uploads::PREFIX) => "upload".to_owned(),
        [id] if call.method != Method::POST && nodes::is_media(simulator, call, id) => "media_node".to_owned(),
        _ => "node".to_owned(),
    }
}

async fn answer_call(simulator: &Simulator, call: &Call) -> Result<Response, Refusal> {
    let path: Vec<&str> = call.path.iter().map(String::as_str).collect();
    match (&call.method, path.as_slice()) {
        (&Method::GET, ["debug_token"]) => tokens::inspect(simulator, call),
        (&Method::POST, [id, "messages"]) => messages::post(simulator, call, id).await,
        (&Method::POST, [id, "marketing_messages"]) => messages::post_marketing(simulator, call, id).await,
        (&Method::POST, [id, "media"]) => media::upload(simulator, call, id).await,
        (&Method::POST, [app_id, "uploads"]) => uploads::open(simulator, call, app_id),
        (&Method::POST, [id]) if id.starts_with(uploads::PREFIX) => uploads::append(simulator, call, id),
        (&Method::GET, [id]) if id.starts_with(uploads::PREFIX) => uploads::offset(simulator, call, id),
        (&Method::POST, [app_id, "subscriptions"]) => apps::subscribe(simulator, call, app_id).await,
        (&Method::GET, [app_id, "subscriptions"]) => apps::list(simulator, call, app_id),
        (&Method::DELETE, [app_id, "subscriptions"]) => apps::unsubscribe(simulator, call, app_id),
        (&Method::POST, [waba_id, "subscribed_apps"]) => subscriptions::subscribe(simulator, call, waba_id).await,
        (&Method::GET, [waba_id, "subscribed_apps"]) => subscriptions::list(simulator, call, waba_id),
        (&Method::DELETE, [waba_id, "subscribed_apps"]) => subscriptions::unsubscribe(simulator, call, waba_id),
        (&Method::GET, [waba_id, "phone_numbers"]) => nodes::phone_numbers(simulator, call, waba_id),
        (&Method::POST, [waba_id, "phone_numbers"]) => registration::add(simulator, call, waba_id),
        (&Method::GET, [waba_id, "message_templates"]) => templates::list(simulator, call, waba_id),
        (&Method::POST, [waba_id, "message_templates"]) => templates::create(simulator, call, waba_id),
        (&Method::DELETE, [waba_id, "message_templates"]) => templates::delete(simulator, call, waba_id),
        (&Method::POST, [id, "unpause"]) => templates::unpause(simulator, call, id),
        (&Method::POST, [id, "request_code"]) => registration::request_code(simulator, call, id),
        (&Method::POST, [id, "verify_code"]) => registration::verify_code(simulator, call, id),
        (&Method::POST, [id, "register"]) => registration::register(simulator, call, id),
        (&Method::POST, [id, "deregister"]) => registration::deregister(simulator, call, id),
        (&Method::GET, [id, "whatsapp_business_profile"]) => profile::get(simulator, call, id),
        (&Method::POST, [id, "whatsapp_business_profile"]) => profile::set(simulator, call, id),
        (&Method::POST, [id, "groups"]) => groups::create(simulator, call, id),
        (&Method::GET, [id, "groups"]) => groups::list(simulator, call, id),
        (&Method::GET, [id, "invite_link"]) => groups::invite(simulator, call, id, false),
        (&Method::POST, [id, "invite_link"]) => groups::invite(simulator, call, id, true),
        (&Method::DELETE, [id, "participants"]) => groups::remove(simulator, call, id),
        (&Method::GET, [id, "settings"]) => settings::get(simulator, call, id),
        (&Method::POST, [id, "settings"]) => settings::set(simulator, call, id),
        (&Method::GET, [id, "block_users"]) => block::list(simulator, call, id),
        (&Method::POST, [id, "block_users"]) => block::change(simulator, call, id, true),
        (&Method::DELETE, [id, "block_users"]) => block::change(simulator, call, id, false),
        (&Method::GET, [id]) => nodes::get(simulator, call, id),
        (&Method::POST, [id]) => nodes::post(simulator, call, id).await,
        (&Method::DELETE, [id]) if groups::is_group(simulator, id) => groups::delete(simulator, call, id),
        (&Method::DELETE, [id]) => media::delete(simulator, call, id),
        _ => Err(Refusal::unknown_path(&call.method, &call.path.join("/"))),
    }
}
