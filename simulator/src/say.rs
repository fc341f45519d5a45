//! Lets a customer, or the business in its phone app, say something: the webhooks that follow from it.

use std::convert::Infallible;

use serde_json::{Value, json};

use crate::compose::{self, Content, Frame, Said, Spread};
use crate::gallery;
use crate::ids::{self, Author};
use crate::people::Person;
use crate::report::{Reached, Report, To};
use crate::simulator::Simulator;
use crate::world::{Business, ChatMessage, Event, RECENT_MS, World};

/// What a second device needs longer than the first to show a message.
const SECOND_DEVICE_MS: i64 = 1500;
/// Why a message fails that somebody wants to fail, without saying why.
const UNDELIVERABLE: i64 = 131_026;
/// Members of a message that aren't its content: they have columns of their own.
const OUTER: &[&str] = &["id", "timestamp", "from", "from_user_id", "from_parent_user_id", "to", "to_user_id", "to_parent_user_id"];

/// One thing said.
#[derive(Clone, Debug)]
pub struct Utterance {
    pub person: Person,
    pub from_business: bool,
    pub content: Content,
    pub frame: Frame,
    pub at_ms: i64,
}

/// How the webhooks of what is said are delivered.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// Updates in one webhook.
    pub batch: usize,
    /// Where they stand in it.
    pub spread: Spread,
    /// More deliveries of each webhook.
    pub duplicates: usize,
    pub shuffle: bool,
    /// Whether sent, delivered and read follow an echo.
    pub statuses: bool,
    pub statuses_shuffled: bool,
    pub status_delay_ms: i64,
}

impl Default for Delivery {
    fn default() -> Self {
        Self {
            batch: 1,
            spread: Spread::Together,
            duplicates: 0,
            shuffle: false,
            statuses: true,
            statuses_shuffled: false,
            status_delay_ms: 300,
        }
    }
}

/// Says it all; the message ids, in the order of `said`.
pub fn say(simulator: &Simulator, business: &Business, said: Vec<Utterance>, delivery: &Delivery) -> Vec<String> {
    let mut wamids = Vec::with_capacity(said.len());
    let mut webhooks = Vec::new();
    for side in said.chunk_by(|a, b| a.from_business == b.from_business) {
        for group in side.chunks(delivery.batch.max(1)) {
            let noted: Vec<Noted<'_>> = group.iter().map(|utterance| note(simulator, business, utterance)).collect();
            wamids.extend(noted.iter().map(|noted| noted.wamid.clone()));
            let told: Vec<Noted<'_>> = noted.into_iter().filter(|noted| noted.is_passed_on).collect();
            if !told.is_empty() {
                webhooks.push(webhook(simulator, business, &told, delivery.spread));
            }
        }
    }
    if delivery.shuffle {
        simulator.random().shuffle(&mut webhooks);
    }
    for (body, reports) in webhooks {
        for _ in 0..=delivery.duplicates {
            simulator.queue(&business.phone_number_id, body.clone(), reports.clone(), 0);
        }
    }
    if delivery.statuses {
        for (utterance, wamid) in said.iter().zip(&wamids).filter(|(utterance, _)| utterance.from_business) {
            follow_up(simulator, business, utterance, wamid, delivery);
        }
    }
    wamids
}

/// Reports a status of one message that was typed in the phone app, `delay_ms` from now. Each device of the person reports its own
/// `delivered`.
pub fn report(simulator: &Simulator, business: &Business, person: &Person, wamid: &str, status: &str, at_ms: i64, delay_ms: i64) {
    let (category, pricing_type) = ("service", "free_customer_service");
    let to = To::Person { person, by_phone: person.wa_id.is_some() };
    let report = Report { to, wamid, category, pricing_type, free_entry_until_ms: None, callback_data: None };
    let devices = if status == "delivered" { i64::from(person.devices.max(1)) } else { 1 };
    for later_ms in (0..devices).map(|device| device * SECOND_DEVICE_MS) {
        let code = (status == "failed").then_some(UNDELIVERABLE);
        let reached = Reached { status, priced: matches!(status, "sent" | "delivered"), code, at_ms: at_ms + later_ms };
        report.queue(simulator, business, reached, delay_ms + later_ms);
    }
}

/// What was written down.
struct Noted<'a> {
    utterance: &'a Utterance,
    wamid: String,
    /// The message on the wire.
    message: Value,
    /// Whether a webhook tells it.
    is_passed_on: bool,
}

/// Writes it down.
fn note<'a>(simulator: &Simulator, business: &Business, utterance: &'a Utterance) -> Noted<'a> {
    let author = if utterance.from_business { Author::Business } else { Author::Customer };
    let person = &utterance.person;
    let wamid = ids::wamid(person.key(), author, simulator.random());
    let attached = utterance.content.source().and_then(|source| gallery::attach(simulator, business, source));
    let target =
        utterance.frame.about.as_ref().and_then(|about| simulator.read(|world| world.message(&business.phone_number_id, about).cloned()));
    let quoted = utterance.frame.about.as_ref().and_then(|about| writer(simulator, business, about));
    let said = Said {
        person,
        wamid: &wamid,
        at_ms: utterance.at_ms,
        content: &utterance.content,
        attached: attached.as_ref(),
        frame: &utterance.frame,
        quoted: quoted.as_ref(),
        target: target.as_ref().map(|target| &target.content),
    };
    let message = if utterance.from_business { compose::echo(business, said) } else { compose::message(said) };
    meet(simulator, person);
    simulator.record(Event::Said {
        message: ChatMessage {
            phone_number_id: business.phone_number_id.clone(),
            customer: person.key().to_owned(),
            wamid: wamid.clone(),
            from_business: utterance.from_business,
            kind: utterance.content.kind().to_owned(),
            text: utterance.content.words(),
            content: inner(&message),
            at_ms: utterance.at_ms,
            status: None,
        },
    });
    if !utterance.from_business {
        let at_ms = simulator.clock().now_ms();
        simulator.record(Event::Heard { phone_number_id: business.phone_number_id.clone(), at_ms });
    }
    // A reaction to something older is not passed on (section 3.3).
    let is_late = |target: &ChatMessage| utterance.at_ms - target.at_ms > RECENT_MS;
    let is_passed_on = utterance.content.kind() != "reaction" || !target.as_ref().is_some_and(is_late);
    Noted { utterance, wamid, message, is_passed_on }
}

/// Somebody is known from now on. Who is known already stays as they are: what the speaker knows of them may be old.
fn meet(simulator: &Simulator, person: &Person) {
    let meet = |world: &World| {
        let is_known = world.people.contains_key(person.key());
        let events = if is_known { Vec::new() } else { vec![Event::Met { person: person.clone() }] };
        Ok::<_, Infallible>(((), events))
    };
    let Ok(()) = simulator.decide(meet);
}

/// Who wrote a message; nobody where it is older than anybody knows.
fn writer(simulator: &Simulator, business: &Business, wamid: &str) -> Option<Person> {
    simulator.read(|world| {
        let message = world.recent(&business.phone_number_id, wamid)?;
        if message.from_business {
            return Some(Person::by_phone(&business.display_phone_number, &business.name));
        }
        world.person(&message.customer)
    })
}

fn inner(message: &Value) -> Value {
    let members = message.as_object().into_iter().flatten().filter(|(member, _)| !OUTER.contains(&member.as_str()));
    Value::Object(members.map(|(member, value)| (member.clone(), value.clone())).collect())
}

fn webhook(simulator: &Simulator, business: &Business, group: &[Noted<'_>], spread: Spread) -> (String, Vec<(String, String)>) {
    let from_business = group.first().is_some_and(|noted| noted.utterance.from_business);
    let (field, list, kind) =
        if from_business { ("smb_message_echoes", "message_echoes", "echo") } else { ("messages", "messages", "message") };
    let in_one = if spread == Spread::Together { group.len() } else { 1 };
    let values = group.chunks(in_one.max(1)).map(|told| compose::value(business, parts(simulator, business, told, list)));
    let reports = group.iter().map(|noted| (noted.wamid.clone(), kind.to_owned())).collect();
    (compose::body_of(business, field, values.collect(), spread), reports)
}

/// The lists of one change.
fn parts(simulator: &Simulator, business: &Business, told: &[Noted<'_>], list: &str) -> Value {
    let mut contacts: Vec<Value> = Vec::new();
    for noted in told.iter().filter(|noted| !noted.utterance.content.hides_contact()) {
        let contact = simulator.contact(business, &noted.utterance.person);
        if !contacts.contains(&contact) {
            contacts.push(contact);
        }
    }
    let messages: Vec<&Value> = told.iter().map(|noted| &noted.message).collect();
    let errors: Vec<Value> = told.iter().filter_map(|noted| noted.utterance.content.error_beside()).collect();
    let mut parts = json!({list: messages});
    for (member, items) in [("contacts", contacts), ("errors", errors)] {
        if !items.is_empty() {
            parts[member] = json!(items);
        }
    }
    parts
}

fn follow_up(simulator: &Simulator, business: &Business, utterance: &Utterance, wamid: &str, delivery: &Delivery) {
    // Reactions only ever get `sent` (section 3.4).
    let reached: &[&str] = if utterance.content.kind() == "reaction" { &["sent"] } else { &["sent", "delivered", "read"] };
    let mut order: Vec<usize> = (0..reached.len()).collect();
    if delivery.statuses_shuffled {
        order.reverse();
    }
    for (turn, step) in order.into_iter().enumerate() {
        let at_ms = utterance.at_ms + step as i64 * 1000;
        report(simulator, business, &utterance.person, wamid, reached[step], at_ms, delivery.status_delay_ms * (turn as i64 + 1));
    }
}
