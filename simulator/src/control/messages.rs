//! Makes customers, and the business's phone app, talk.

use std::convert::Infallible;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use whatsapp::webhook::signature::AppSecret;

use super::request::Json;
use super::{DELAY_MS_MAX, Problem, ProblemBody, at_ms, business, in_range, reachable};
use crate::compose::{self, Content, Frame, Spread};
use crate::delivery::deliver;
use crate::gallery::Source;
use crate::people::Person;
use crate::say::{self, Delivery, Utterance};
use crate::simulator::Simulator;
use crate::world::{Event, World};

/// Messages of one request, at most; of several people, together.
const COUNT_MAX: usize = 100_000;
/// More deliveries of one webhook, at most.
const DUPLICATES_MAX: usize = 1000;

/// What is said. `content` says it in full; `kind` and `text` are short for the usual message of a kind.
#[derive(Deserialize, ToSchema)]
pub(super) struct Injection {
    phone_number_id: String,
    #[serde(default = "one")]
    count: usize,
    #[serde(default)]
    direction: Direction,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    content: Option<Content>,
    /// Digits; one of the cast if neither this nor `user_id` is there.
    #[serde(default)]
    from: Option<String>,
    #[serde(default)]
    user_id: Option<String>,
    #[serde(default)]
    name: Option<String>,
    /// Several customers in the place of one: phone numbers or user ids. Each says it, one after the other, `count` times.
    #[serde(default)]
    people: Vec<String>,
    /// The message it replies to, reacts to, edits or deletes.
    #[serde(default)]
    about: Option<String>,
    #[serde(default)]
    frame: Frame,
    /// Unix seconds.
    #[serde(default)]
    timestamp: Option<i64>,
    /// Updates in one webhook.
    #[serde(default = "one")]
    batch: usize,
    /// Where the updates of one webhook stand: in one change, in changes of their own or in entries of their own.
    #[serde(default)]
    spread: Spread,
    /// More deliveries of each webhook.
    #[serde(default)]
    duplicates: usize,
    #[serde(default)]
    shuffle: bool,
    /// Of an echo: sent, delivered and read follow.
    #[serde(default = "yes")]
    statuses: bool,
    #[serde(default)]
    statuses_shuffled: bool,
    #[serde(default = "status_delay_ms")]
    status_delay_ms: i64,
}

/// `in`: from a customer. `echo`: by the business in its phone app.
#[derive(Clone, Copy, Default, Deserialize, PartialEq, Eq, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Direction {
    #[default]
    In,
    Echo,
}

fn one() -> usize {
    1
}

fn yes() -> bool {
    true
}

fn status_delay_ms() -> i64 {
    300
}

/// Ids, in the order of what was said.
#[derive(Serialize, ToSchema)]
pub(super) struct Injected {
    wamids: Vec<String>,
}

/// Says something.
#[utoipa::path(post, path = "/messages", tag = "customers", operation_id = "say", request_body = Injection,
    responses((status = 200, body = Injected), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(super) async fn inject(State(simulator): State<Simulator>, Json(wanted): Json<Injection>) -> Result<Json<Injected>, Problem> {
    in_range("count", wanted.count, 1..=COUNT_MAX / wanted.people.len().max(1))?;
    in_range("duplicates", wanted.duplicates, 0..=DUPLICATES_MAX)?;
    in_range("status_delay_ms", wanted.status_delay_ms, 0..=DELAY_MS_MAX)?;
    let at_ms = at_ms(&simulator, wanted.timestamp)?;
    let (business, _) = reachable(&simulator, &wanted.phone_number_id)?;
    let people = people(&simulator, &wanted)?;
    let frame = Frame { about: wanted.about.clone().or(wanted.frame.about.clone()), ..wanted.frame.clone() };
    let from_business = wanted.direction == Direction::Echo;
    let mut said = Vec::with_capacity(wanted.count * people.len());
    for number in 0..wanted.count {
        let content = content(&simulator, &wanted, number)?;
        let say =
            |person: &Person| Utterance { person: person.clone(), from_business, content: content.clone(), frame: frame.clone(), at_ms };
        said.extend(people.iter().map(say));
    }
    let delivery = Delivery {
        batch: wanted.batch,
        spread: wanted.spread,
        duplicates: wanted.duplicates,
        shuffle: wanted.shuffle,
        statuses: wanted.statuses,
        statuses_shuffled: wanted.statuses_shuffled,
        status_delay_ms: wanted.status_delay_ms,
    };
    Ok(Json(Injected { wamids: say::say(&simulator, &business, said, &delivery) }))
}

/// The content asked for; of several, each has its number.
fn content(simulator: &Simulator, wanted: &Injection, number: usize) -> Result<Content, Problem> {
    if let Some(content) = &wanted.content {
        if let Some(Source::Object(id)) = content.source()
            && !simulator.read(|world| world.media.contains_key(id))
        {
            return Err(Problem::not_found(format!("no media object has id {id}: keep a file with POST /control/media")));
        }
        return Ok(content.clone());
    }
    let kind = wanted.kind.as_deref().unwrap_or("text");
    let text = wanted.text.as_deref().unwrap_or(if kind == "reaction" { "👍" } else { "Hello from the simulator 👋" });
    Ok(if wanted.count == 1 { Content::of_kind(kind, text) } else { Content::of_kind(kind, &format!("{text} {}", number + 1)) })
}

/// The customers asked for; one of the cast if none is named.
fn people(simulator: &Simulator, wanted: &Injection) -> Result<Vec<Person>, Problem> {
    if wanted.people.is_empty() {
        return Ok(vec![person(simulator, wanted.from.as_deref(), wanted.user_id.as_deref(), wanted.name.as_deref())]);
    }
    if wanted.from.is_some() || wanted.user_id.is_some() || wanted.name.is_some() {
        return Err(Problem::bad("people stand in the place of from, user_id and name: leave these out"));
    }
    let is_number = |id: &String| id.bytes().all(|digit| digit.is_ascii_digit());
    let one = |id: &String| if is_number(id) { person(simulator, Some(id), None, None) } else { person(simulator, None, Some(id), None) };
    Ok(wanted.people.iter().map(one).collect())
}

fn person(simulator: &Simulator, wa_id: Option<&str>, user_id: Option<&str>, name: Option<&str>) -> Person {
    let named = wa_id.or(user_id);
    let known = match named {
        Some(id) => simulator.read(|world| world.person(id)),
        None => simulator.random().pick(&simulator.read(World::cast)).map(|(person, _)| person.clone()),
    };
    let stranger = || Person {
        wa_id: wa_id.map(str::to_owned),
        user_id: user_id.map(str::to_owned),
        name: format!("Customer {}", named.unwrap_or_default()),
        ..Person::default()
    };
    let person = known.unwrap_or_else(stranger);
    match name {
        Some(name) => renamed(simulator, &person, name),
        None => person,
    }
}

/// Somebody under the name they have from now on.
fn renamed(simulator: &Simulator, person: &Person, name: &str) -> Person {
    let Ok(person) = simulator.decide(|world| {
        let known = world.people.get(person.key()).unwrap_or(person);
        let person = Person { name: name.to_owned(), ..known.clone() };
        Ok::<_, Infallible>((person.clone(), vec![Event::Met { person }]))
    });
    person
}

#[derive(Deserialize, ToSchema)]
pub(super) struct Report {
    phone_number_id: String,
    wamid: String,
    /// In the order to report them.
    statuses: Vec<String>,
    #[serde(default)]
    recipient: Option<String>,
    /// Unix seconds.
    #[serde(default)]
    timestamp: Option<i64>,
}

/// How many webhooks were queued.
#[derive(Serialize, ToSchema)]
pub(super) struct Sent {
    sent: usize,
}

/// Reports statuses of one message.
#[utoipa::path(post, path = "/statuses", tag = "trouble", operation_id = "reportStatuses", request_body = Report,
    responses((status = 200, body = Sent), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(super) async fn report(State(simulator): State<Simulator>, Json(wanted): Json<Report>) -> Result<Json<Sent>, Problem> {
    let (business, _) = reachable(&simulator, &wanted.phone_number_id)?;
    let recipient = wanted.recipient.as_deref().unwrap_or("4915112345678");
    let person = simulator.read(|world| world.person(recipient)).unwrap_or_else(|| Person::by_phone(recipient, &format!("+{recipient}")));
    let at_ms = at_ms(&simulator, wanted.timestamp)?;
    for (turn, status) in wanted.statuses.iter().enumerate() {
        say::report(&simulator, &business, &person, &wanted.wamid, status, at_ms, turn as i64);
    }
    Ok(Json(Sent { sent: wanted.statuses.len() }))
}

#[derive(Deserialize, ToSchema)]
pub(super) struct AccountEvent {
    waba_id: String,
    /// Such as `account_update`.
    field: String,
    #[schema(value_type = Object)]
    value: Value,
}

/// Tells of an account, template or phone number event.
#[utoipa::path(post, path = "/events", tag = "trouble", operation_id = "tellEvent", request_body = AccountEvent,
    responses((status = 200, body = Sent), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(super) async fn event(State(simulator): State<Simulator>, Json(wanted): Json<AccountEvent>) -> Result<Json<Sent>, Problem> {
    let business = simulator
        .read(|world| world.businesses.values().find(|business| business.waba_id == wanted.waba_id).cloned())
        .ok_or_else(|| Problem::not_found(format!("no business has WABA id {}", wanted.waba_id)))?;
    let body = compose::event_body(&wanted.waba_id, &wanted.field, wanted.value, simulator.clock().now_ms());
    simulator.queue(&business.phone_number_id, body, vec![(String::new(), wanted.field)], 0);
    Ok(Json(Sent { sent: 1 }))
}

#[derive(Deserialize, ToSchema)]
pub(super) struct Raw {
    phone_number_id: String,
    body: String,
    #[serde(default = "yes")]
    sign: bool,
    /// Another one than the app's.
    #[serde(default)]
    secret: Option<String>,
    /// The business's callback if left out.
    #[serde(default)]
    url: Option<String>,
}

/// How the callback answered.
#[derive(Serialize, ToSchema)]
pub(super) struct Answered {
    status: u16,
}

/// Posts any body, once.
#[utoipa::path(post, path = "/raw", tag = "trouble", operation_id = "postRaw", request_body = Raw,
    responses((status = 200, body = Answered), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(super) async fn raw(State(simulator): State<Simulator>, Json(wanted): Json<Raw>) -> Result<Json<Answered>, Problem> {
    let business = business(&simulator, &wanted.phone_number_id)?;
    let url = match wanted.url {
        Some(url) => url,
        None => reachable(&simulator, &wanted.phone_number_id)?.1,
    };
    let secret = wanted.secret.as_deref().unwrap_or(&business.app_secret);
    let status = if wanted.sign {
        deliver(simulator.http(), &url, &AppSecret::new(secret), wanted.body).await
    } else {
        let request = simulator.http().post(&url).header("content-type", "application/json").body(wanted.body);
        request.send().await.map(|answer| answer.status().as_u16())
    };
    status.map(|status| Json(Answered { status })).map_err(|error| Problem::conflict(format!("{url} can't be reached: {error}")))
}
