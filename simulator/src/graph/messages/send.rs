//! Sends one message: checks, an id, and its statuses to come.

use axum::response::Response;
use serde_json::{Map, Value, json};

use super::super::answer::{Refusal, object};
use super::super::fields::Fields;
use super::super::media;
use super::content::{self, Content, MediaUse, Pin, Source};
use super::limits::{self, Fate};
use super::marketing::Way;
use super::recipient::{self, To};
use super::timeline::{self, Sort};
use super::{links, template};
use crate::faults::Ending;
use crate::ids::{self, Author};
use crate::report::{self, Reached, Report};
use crate::simulator::Simulator;
use crate::world::{Business, ChatMessage, Event, Group, PINS_MAX, Pair, RECENT_MS, Template, World};

const CALLBACK_DATA_CHARS_MAX: usize = 512;
const ID_CHARS_MAX: usize = 512;
/// What becomes of a message to a number, or a user id, that its owner has left.
const UNDELIVERABLE: i64 = 131_026;
const DAY_MS: i64 = 24 * 3600 * 1000;
/// How long a message of a paced template is held.
const HELD_MS: i64 = 60_000;

/// A message that was checked.
struct Outgoing {
    to: To,
    way: Way,
    kind: String,
    content: Content,
    template: Option<Template>,
    /// `type`, the object of that type, `context`: as they were sent.
    wire: Value,
    callback_data: Option<String>,
    /// It is accepted and fails by itself.
    fails: Option<i64>,
}

impl Outgoing {
    /// Whether `sent` is all that is ever told of it: reactions, pins, and what nobody is there to get.
    fn never_arrives(&self) -> bool {
        let is_empty = matches!(&self.to, To::Group { people, .. } if people.is_empty());
        is_empty || matches!(self.kind.as_str(), "reaction" | "pin")
    }
}

/// Checks a message as the provider does, and sends it.
pub(super) async fn send(simulator: &Simulator, business: &Business, fields: Fields<'_>, way: Way) -> Result<Response, Refusal> {
    let mut message = read(simulator, business, fields, way)?;
    for used in &message.content.media {
        if matches!(used.source, Source::Link(_)) && links::fetch(simulator, business, used).await.is_none() {
            message.fails = Some(131_053);
        }
    }
    let (wamid, fate) = accept(simulator, business, &message)?;
    let held = message.template.as_ref().is_some_and(|template| template.sends < business.policy.paced_sends);
    report(simulator, business, &message, &wamid, fate, held);
    Ok(answer(&message, &wamid, held))
}

fn read(simulator: &Simulator, business: &Business, fields: Fields<'_>, way: Way) -> Result<Outgoing, Refusal> {
    let to = recipient::of_message(simulator, business, fields)?;
    let kind = fields.get("type").map_or(Some("text"), Value::as_str).unwrap_or_default().to_owned();
    let callback_data = fields.text("biz_opaque_callback_data", 0..=CALLBACK_DATA_CHARS_MAX)?.map(str::to_owned);
    fields.text("recipient_identity_key_hash", 1..=ID_CHARS_MAX)?;
    if fields.get("message_activity_sharing").is_some_and(|shared| !shared.is_boolean()) {
        return Err(fields.refuse("message_activity_sharing", "must be true or false"));
    }
    let context = fields.object("context", "context")?;
    if let Some(context) = context {
        context.required_text("message_id", 1..=ID_CHARS_MAX)?;
    }
    let now = simulator.clock().now_ms();
    let (template, content) = if kind == "template" {
        let (template, content) = simulator.read(|world| template::check(world, &business.waba_id, fields, to.by_phone(), now))?;
        (Some(template), content)
    } else {
        (None, content::check(&kind, fields, matches!(to, To::Group { .. }))?)
    };
    let way = way.taken(template.as_ref(), now)?;
    content.media.iter().try_for_each(|used| check_media(simulator, business, used))?;
    let fails = later_failure(simulator, business, fields, &to, &content, now);
    let mut wire = Map::new();
    wire.insert("type".to_owned(), json!(kind));
    for name in [kind.as_str(), "context"] {
        if let Some(value) = fields.get(name) {
            wire.insert(name.to_owned(), value.clone());
        }
    }
    Ok(Outgoing { to, way, kind, content, template, wire: Value::Object(wire), callback_data, fails })
}

/// An uploaded file must be there, the business's own, and of a type that the message takes.
fn check_media(simulator: &Simulator, business: &Business, used: &MediaUse) -> Result<(), Refusal> {
    let Source::Id(id) = &used.source else { return Ok(()) };
    let media = media::find(simulator, &business.access_token, id).ok_or_else(|| Refusal::no_object(id, &axum::http::Method::POST))?;
    if media::fits(used.kind, &media.mime_type, media.file_bytes) {
        return Ok(());
    }
    let details = format!("Media {id} of type {} and {} bytes can't be sent as {}", media.mime_type, media.file_bytes, used.kind);
    Err(Refusal::code(131_053, details))
}

/// What the provider finds out only after it has answered.
fn later_failure(simulator: &Simulator, business: &Business, fields: Fields<'_>, to: &To, content: &Content, now: i64) -> Option<i64> {
    if let To::Person(recipient) = to
        && recipient.person.moved_to.is_some()
    {
        return Some(UNDELIVERABLE);
    }
    if let Some(hash) = fields.get("recipient_identity_key_hash").and_then(Value::as_str)
        && let To::Person(recipient) = to
        && hash != recipient.person.identity_key_hash()
    {
        return Some(137_000);
    }
    let target = content.target.as_ref()?;
    let reactable = simulator.read(|world| {
        let message = world.recent(&business.phone_number_id, target);
        message.is_some_and(|message| !message.is_reaction && now - message.at_ms < RECENT_MS)
    });
    (!reactable).then_some(131_009)
}

/// Checks the limits and writes the message down in one step, so that two at once can't share the last place.
fn accept(simulator: &Simulator, business: &Business, message: &Outgoing) -> Result<(String, Fate), Refusal> {
    let now = simulator.clock().now_ms();
    let (number, customer) = (&business.phone_number_id, message.to.key());
    simulator.decide(|world| {
        let fate = limits::check(world, business, customer, message.template.as_ref(), message.way, now)?;
        let fate = message.fails.map_or(fate, Fate::Fails);
        let wamid = ids::wamid(customer, Author::Business, simulator.random());
        let mut events: Vec<Event> = match &message.to {
            // Who was known may have changed since the message was read.
            To::Person(to) if !world.people.contains_key(customer) => vec![Event::Met { person: to.person.clone() }],
            To::Person(_) | To::Group { .. } => Vec::new(),
        };
        if let (To::Group { group, .. }, Some(pin)) = (&message.to, &message.content.pin) {
            events.push(pinned(world, group, pin, now)?);
        }
        events.push(Event::Said {
            message: ChatMessage {
                phone_number_id: number.clone(),
                customer: customer.to_owned(),
                wamid: wamid.clone(),
                from_business: true,
                kind: message.kind.clone(),
                text: message.content.text.clone(),
                content: message.wire.clone(),
                at_ms: now,
                status: None,
            },
        });
        let pair = world.pair(number, customer).answered(now).filter(|_| fate == Fate::Goes);
        events.extend(pair.map(|pair| Event::PairSet { phone_number_id: number.clone(), customer: customer.to_owned(), pair }));
        events.push(Event::Sent {
            phone_number_id: number.clone(),
            customer: customer.to_owned(),
            at_ms: now,
            marketing: fate == Fate::Goes && message.template.as_ref().is_some_and(|template| template.category == "MARKETING"),
            template: message.template.as_ref().map(|template| template.id.clone()),
        });
        Ok(((wamid, fate), events))
    })
}

/// A group with a message of its own at the top, or no longer.
fn pinned(world: &World, group: &Group, pin: &Pin, now_ms: i64) -> Result<Event, Refusal> {
    let is_there = world
        .message(&group.phone_number_id, &pin.wamid)
        .is_some_and(|message| message.customer == group.id || message.content["group_id"] == group.id.as_str());
    if !is_there {
        return Err(Refusal::invalid("'pin.message_id' is no message of the group"));
    }
    let mut group = world.groups.get(&group.id).unwrap_or(group).clone();
    match pin.days {
        None => group.unpin(&pin.wamid),
        Some(days) if group.pin(&pin.wamid, now_ms, now_ms + days as i64 * DAY_MS) => {}
        Some(_) => return Err(Refusal::invalid(format!("'pin': {PINS_MAX} messages of the group are pinned already"))),
    }
    Ok(Event::GroupSet { group })
}

/// Queues the statuses: as drawn, or as the faults want them.
fn report(simulator: &Simulator, business: &Business, message: &Outgoing, wamid: &str, fate: Fate, held: bool) {
    let ending = simulator.strike_message(&message.to.ids(), &message.kind);
    let now = simulator.clock().now_ms();
    let pair = simulator.read(|world| world.pair(&business.phone_number_id, message.to.key()));
    let free_entry_until_ms = pair.free_entry(now);
    let (category, pricing_type) = price(message, &pair, now);
    let to = match &message.to {
        To::Person(to) => report::To::Person { person: &to.person, by_phone: to.by_phone },
        To::Group { group, people } => report::To::Group { id: &group.id, people },
    };
    let callback_data = message.callback_data.as_deref();
    let report = Report { to, wamid, category: &category, pricing_type, free_entry_until_ms, callback_data };
    let scaled = |ms: i64| (ms as f64 * simulator.settings().time_scale) as i64;
    let first = scaled(if held { HELD_MS } else { 0 });
    let code = match (fate, &ending) {
        (Fate::Fails(code), _) => Some(code),
        (Fate::Goes, Some(Ending { fails, .. })) => *fails,
        (Fate::Goes, None) => None,
    };
    if let Some(code) = code {
        let delay = scaled(simulator.random().wait_ms(business.policy.timeline.sent_mean_ms) as i64);
        let failed = Reached { status: "failed", priced: false, code: Some(code), at_ms: now + first + delay };
        return report.queue(simulator, business, failed, first + delay);
    }
    let steps = match ending.and_then(|ending| ending.statuses) {
        Some(statuses) => statuses.into_iter().zip(1..).map(|(status, turn)| (status, turn * 1000)).collect(),
        None => {
            // Who blocked the business gets nothing, and is not told of.
            let silent = message.never_arrives() || pair.shut;
            let sort = Sort { silent, voice: message.content.voice, devices: message.to.devices() };
            timeline::draw(&business.policy.timeline, sort, simulator.random())
        }
    };
    let mut arrived = false;
    for (status, after_ms) in steps {
        // `sent` and the first of delivered and read carry the price.
        let priced = status == "sent" || (!arrived && matches!(status.as_str(), "delivered" | "read"));
        arrived |= matches!(status.as_str(), "delivered" | "read");
        let delay_ms = first + scaled(after_ms);
        report.queue(simulator, business, Reached { status: &status, priced, code: None, at_ms: now + delay_ms }, delay_ms);
    }
}

/// Category and type of the price (section 3.4): in a free entry point window everything is free.
fn price(message: &Outgoing, pair: &Pair, now_ms: i64) -> (String, &'static str) {
    let category = match &message.template {
        _ if pair.free_entry(now_ms).is_some() => return ("referral_conversion".to_owned(), "free_entry_point"),
        _ if message.way.is_marketing() => "marketing_lite".to_owned(),
        Some(template) => template.category.to_lowercase(),
        None => "service".to_owned(),
    };
    let free = category == "service" || (category == "utility" && pair.window_is_open(now_ms));
    let category = if matches!(message.to, To::Group { .. }) { format!("group_{category}") } else { category };
    (category, if free { "free_customer_service" } else { "regular" })
}

fn answer(message: &Outgoing, wamid: &str, held: bool) -> Response {
    let mut sent = json!({"id": wamid});
    // Only the id that was sent to is told.
    let contact = match &message.to {
        To::Person(to) if to.by_phone => json!({"input": to.input, "wa_id": to.person.wa_id}),
        To::Person(to) => json!({"input": to.input, "user_id": to.person.user_id}),
        To::Group { group, .. } => {
            sent["group_id"] = json!(group.id);
            json!({"input": group.id})
        }
    };
    if message.template.is_some() {
        sent["message_status"] = json!(if held { "held_for_quality_assessment" } else { "accepted" });
    }
    object(json!({"messaging_product": "whatsapp", "contacts": [contact], "messages": [sent]}))
}
