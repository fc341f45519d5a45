//! Makes customers, and the business's phone app, talk.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};
use whatsapp::webhook::signature::AppSecret;

use super::{Problem, business, reachable};
use crate::compose::{self, Content};
use crate::delivery::deliver;
use crate::people::{Person, cast};
use crate::say::{self, Delivery, Utterance};
use crate::simulator::Simulator;

/// Messages of one request, at most.
const COUNT_MAX: usize = 100_000;

#[derive(Deserialize)]
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
    from: Option<String>,
    #[serde(default)]
    user_id: Option<String>,
    #[serde(default)]
    name: Option<String>,
    /// The message it replies or reacts to.
    #[serde(default)]
    about: Option<String>,
    /// Unix seconds.
    #[serde(default)]
    timestamp: Option<i64>,
    #[serde(default = "one")]
    batch: usize,
    #[serde(default)]
    duplicates: usize,
    #[serde(default)]
    shuffle: bool,
    #[serde(default = "yes")]
    statuses: bool,
    #[serde(default)]
    statuses_shuffled: bool,
    #[serde(default = "status_delay_ms")]
    status_delay_ms: i64,
}

#[derive(Clone, Copy, Default, Deserialize, PartialEq, Eq)]
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

/// `POST /control/messages`.
pub(super) async fn inject(State(simulator): State<Simulator>, Json(wanted): Json<Injection>) -> Result<Json<Value>, Problem> {
    if !(1..=COUNT_MAX).contains(&wanted.count) {
        return Err(Problem::bad(format!("count must be between 1 and {COUNT_MAX}")));
    }
    let (business, _) = reachable(&simulator, &wanted.phone_number_id)?;
    let person = person(&simulator, &wanted);
    let now = simulator.clock().now_ms();
    let kind = wanted.kind.as_deref().unwrap_or("text");
    let text = wanted.text.as_deref().unwrap_or(if kind == "reaction" { "👍" } else { "Hello from the simulator 👋" });
    let said = (0..wanted.count)
        .map(|number| Utterance {
            person: person.clone(),
            from_business: wanted.direction == Direction::Echo,
            content: Content {
                kind: kind.to_owned(),
                text: if wanted.count == 1 { text.to_owned() } else { format!("{text} {}", number + 1) },
            },
            about: wanted.about.clone(),
            at_ms: wanted.timestamp.map_or(now, |seconds| seconds * 1000),
        })
        .collect();
    let delivery = Delivery {
        batch: wanted.batch,
        duplicates: wanted.duplicates,
        shuffle: wanted.shuffle,
        statuses: wanted.statuses,
        statuses_shuffled: wanted.statuses_shuffled,
        status_delay_ms: wanted.status_delay_ms,
    };
    Ok(Json(json!({"wamids": say::say(&simulator, &business, said, &delivery)})))
}

/// The customer asked for; one of the cast if none is named.
fn person(simulator: &Simulator, wanted: &Injection) -> Person {
    let known = cast().into_iter().map(|(person, _)| person).find(|person| {
        (wanted.from.is_some() && person.wa_id == wanted.from)
            || (wanted.from.is_none() && wanted.user_id.is_some() && person.user_id == wanted.user_id)
    });
    if let Some(known) = known {
        return Person { name: wanted.name.clone().unwrap_or(known.name.clone()), ..known };
    }
    if wanted.from.is_none() && wanted.user_id.is_none() {
        let (person, _) =
            simulator.random().pick(&cast()).cloned().unwrap_or_else(|| (Person::by_phone("4915100000000", "Somebody"), "en"));
        return Person { name: wanted.name.clone().unwrap_or(person.name.clone()), ..person };
    }
    let name = wanted
        .name
        .clone()
        .unwrap_or_else(|| format!("Customer {}", wanted.from.as_deref().or(wanted.user_id.as_deref()).unwrap_or_default()));
    Person { wa_id: wanted.from.clone(), user_id: wanted.user_id.clone(), name, username: None }
}

#[derive(Deserialize)]
pub(super) struct Report {
    phone_number_id: String,
    wamid: String,
    statuses: Vec<String>,
    #[serde(default)]
    recipient: Option<String>,
    #[serde(default)]
    timestamp: Option<i64>,
}

/// `POST /control/statuses`: reports statuses of one message, in the order given.
pub(super) async fn report(State(simulator): State<Simulator>, Json(wanted): Json<Report>) -> Result<Json<Value>, Problem> {
    let (business, _) = reachable(&simulator, &wanted.phone_number_id)?;
    let person = Person::by_phone(wanted.recipient.as_deref().unwrap_or("4915112345678"), "");
    let at_ms = wanted.timestamp.map_or_else(|| simulator.clock().now_ms(), |seconds| seconds * 1000);
    for (turn, status) in wanted.statuses.iter().enumerate() {
        say::report(&simulator, &business, &person, &wanted.wamid, status, at_ms, turn as i64);
    }
    Ok(Json(json!({"sent": wanted.statuses.len()})))
}

#[derive(Deserialize)]
pub(super) struct AccountEvent {
    waba_id: String,
    field: String,
    value: Value,
}

/// `POST /control/events`: an account, template or phone number event.
pub(super) async fn event(State(simulator): State<Simulator>, Json(wanted): Json<AccountEvent>) -> Result<Json<Value>, Problem> {
    let business = simulator
        .read(|world| world.businesses.values().find(|business| business.waba_id == wanted.waba_id).cloned())
        .ok_or_else(|| Problem::not_found(format!("no business has WABA id {}", wanted.waba_id)))?;
    let body = compose::event_body(&wanted.waba_id, &wanted.field, wanted.value, simulator.clock().now_ms());
    simulator.queue(&business.phone_number_id, body, vec![(String::new(), wanted.field)], 0);
    Ok(Json(json!({"sent": 1})))
}

#[derive(Deserialize)]
pub(super) struct Raw {
    phone_number_id: String,
    body: String,
    #[serde(default = "yes")]
    sign: bool,
    #[serde(default)]
    secret: Option<String>,
    #[serde(default)]
    url: Option<String>,
}

/// `POST /control/raw`: any body, once, and how it was answered.
pub(super) async fn raw(State(simulator): State<Simulator>, Json(wanted): Json<Raw>) -> Result<Json<Value>, Problem> {
    let business = business(&simulator, &wanted.phone_number_id)?;
    let url = match wanted.url {
        Some(url) => url,
        None => reachable(&simulator, &wanted.phone_number_id)?.1,
    };
    let secret = wanted.secret.as_deref().unwrap_or(&business.app_secret);
    let status = if wanted.sign {
        deliver(simulator.http(), &url, &AppSecret::new(secret), wanted.body).await
    } else {
        simulator
            .http()
            .post(&url)
            .header("content-type", "application/json")
            .body(wanted.body)
            .send()
            .await
            .map(|answer| answer.status().as_u16())
    };
    status.map(|status| Json(json!({"status": status}))).map_err(|error| Problem::conflict(format!("{url} can't be reached: {error}")))
}
