//! Lets a customer, or the business in its phone app, say something: the webhooks that follow from it.

use serde_json::{Value, json};

use crate::compose::{self, Content};
use crate::ids::{self, Author};
use crate::people::Person;
use crate::simulator::Simulator;
use crate::world::{Business, ChatMessage, Event};

/// One thing said.
#[derive(Clone, Debug)]
pub struct Utterance {
    pub person: Person,
    pub from_business: bool,
    pub content: Content,
    /// The message it reacts or replies to.
    pub about: Option<String>,
    pub at_ms: i64,
}

/// How the webhooks of what is said are delivered.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// Updates in one webhook.
    pub batch: usize,
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
        Self { batch: 1, duplicates: 0, shuffle: false, statuses: true, statuses_shuffled: false, status_delay_ms: 300 }
    }
}

/// Says it all; the message ids, in the order of `said`.
pub fn say(simulator: &Simulator, business: &Business, said: Vec<Utterance>, delivery: &Delivery) -> Vec<String> {
    let mut wamids = Vec::with_capacity(said.len());
    let mut webhooks = Vec::new();
    for side in said.chunk_by(|a, b| a.from_business == b.from_business) {
        for group in side.chunks(delivery.batch.max(1)) {
            let ids: Vec<String> = group.iter().map(|utterance| note(simulator, business, utterance)).collect();
            webhooks.push(webhook(simulator, business, group, &ids));
            wamids.extend(ids);
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

/// Reports a status of one message, `delay_ms` from now.
pub fn report(simulator: &Simulator, business: &Business, person: &Person, wamid: &str, status: &str, at_ms: i64, delay_ms: i64) {
    let reported = compose::status(person, wamid, status, at_ms, (status == "failed").then_some((131_026, "Message undeliverable")));
    let value = compose::value(business, json!({"statuses": [reported]}));
    let body = compose::body(business, "messages", value);
    simulator.queue(&business.phone_number_id, body, vec![(wamid.to_owned(), format!("status:{status}"))], delay_ms);
}

fn note(simulator: &Simulator, business: &Business, utterance: &Utterance) -> String {
    let author = if utterance.from_business { Author::Business } else { Author::Customer };
    let wamid = ids::wamid(utterance.person.key(), author, simulator.random());
    simulator.record(Event::Said {
        message: ChatMessage {
            phone_number_id: business.phone_number_id.clone(),
            customer: utterance.person.key().to_owned(),
            wamid: wamid.clone(),
            from_business: utterance.from_business,
            kind: utterance.content.kind.clone(),
            text: utterance.content.text.clone(),
            at_ms: utterance.at_ms,
            status: None,
        },
    });
    wamid
}

fn webhook(simulator: &Simulator, business: &Business, group: &[Utterance], wamids: &[String]) -> (String, Vec<(String, String)>) {
    let mut contacts: Vec<Value> = Vec::new();
    let mut messages = Vec::with_capacity(group.len());
    let from_business = group.first().is_some_and(|utterance| utterance.from_business);
    for (utterance, wamid) in group.iter().zip(wamids) {
        let contact = compose::contact(&utterance.person);
        if !contacts.contains(&contact) {
            contacts.push(contact);
        }
        let (person, content, about) = (&utterance.person, &utterance.content, utterance.about.as_deref());
        messages.push(if from_business {
            compose::echo(business, person, wamid, utterance.at_ms, content, about, simulator.random())
        } else {
            compose::message(person, wamid, utterance.at_ms, content, about, simulator.random())
        });
    }
    let (field, list) = if from_business { ("smb_message_echoes", "message_echoes") } else { ("messages", "messages") };
    let value = compose::value(business, json!({"contacts": contacts, list: messages}));
    let kind = if from_business { "echo" } else { "message" };
    (compose::body(business, field, value), wamids.iter().map(|wamid| (wamid.clone(), kind.to_owned())).collect())
}

fn follow_up(simulator: &Simulator, business: &Business, utterance: &Utterance, wamid: &str, delivery: &Delivery) {
    // Reactions only ever get `sent` (section 3.4).
    let reached: &[&str] = if utterance.content.kind == "reaction" { &["sent"] } else { &["sent", "delivered", "read"] };
    let mut order: Vec<usize> = (0..reached.len()).collect();
    if delivery.statuses_shuffled {
        order.reverse();
    }
    for (turn, step) in order.into_iter().enumerate() {
        let at_ms = utterance.at_ms + step as i64 * 1000;
        report(simulator, business, &utterance.person, wamid, reached[step], at_ms, delivery.status_delay_ms * (turn as i64 + 1));
    }
}
