//! What a customer does that is no message: a new number, a call, a block, an end to offers.

use std::convert::Infallible;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::Person;
use crate::compose::{self, Content, Frame};
use crate::graph::groups;
use crate::ids;
use crate::say::{Delivery, Utterance, say};
use crate::simulator::Simulator;
use crate::world::{Business, ChatMessage, Event, Group, Pair, World};

/// One act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
pub enum Act {
    /// From now on they write from this number, with a new user id (section 4). Of who shows no number the user id is all that is told.
    ChangeNumber {
        /// Digits.
        wa_id: String,
    },
    /// They write from another phone of the same number from now on. A business that checks identities hears of it.
    ChangeDevice,
    /// They follow a group's invitation.
    JoinGroup {
        group_id: String,
    },
    LeaveGroup {
        group_id: String,
    },
    /// They call the business. 0 seconds: nobody answered.
    Call {
        #[serde(default)]
        seconds: u32,
    },
    /// The business's messages reach them no more.
    Block,
    Unblock,
    /// No more marketing (section 5.4).
    StopMarketing,
    ResumeMarketing,
}

/// Does it; the person afterwards.
pub fn perform(simulator: &Simulator, business: &Business, person: &Person, act: &Act) -> Person {
    match act {
        Act::ChangeNumber { wa_id } => return change_number(simulator, business, person, wa_id),
        Act::ChangeDevice => return change_device(simulator, business, person),
        Act::JoinGroup { group_id } => move_about(simulator, business, person, group_id, true),
        Act::LeaveGroup { group_id } => move_about(simulator, business, person, group_id, false),
        Act::Call { seconds } => call(simulator, business, person, *seconds),
        Act::Block | Act::Unblock => set_pair(simulator, business, person, |pair| pair.shut = *act == Act::Block),
        Act::StopMarketing | Act::ResumeMarketing => prefer(simulator, business, person, *act == Act::StopMarketing),
    }
    person.clone()
}

fn set_pair(simulator: &Simulator, business: &Business, person: &Person, change: impl FnOnce(&mut Pair)) {
    let (phone_number_id, customer) = (business.phone_number_id.clone(), person.key().to_owned());
    let set = |world: &World| {
        let mut pair = world.pair(&phone_number_id, &customer);
        change(&mut pair);
        Ok::<_, Infallible>(((), vec![Event::PairSet { phone_number_id, customer, pair }]))
    };
    let Ok(()) = simulator.decide(set);
}

/// The system message in the old chat, and `user_id_update` when the person has a user id. Who hides their number goes on hiding it.
fn change_number(simulator: &Simulator, business: &Business, person: &Person, wa_id: &str) -> Person {
    let now = simulator.clock().now_ms();
    let country = person.user_id.as_deref().and_then(|id| id.split_once('.')).map(|(country, _)| country.to_owned());
    let user_id = country.map(|country| format!("{country}.{}", ids::decimal(simulator.random())));
    let wa_id = person.wa_id.as_ref().map(|_| wa_id.to_owned());
    let Ok((before, after)) = simulator.decide(|world| {
        let known = world.people.get(person.key()).unwrap_or(person);
        let after = Person { wa_id: wa_id.clone(), user_id: user_id.clone(), moved_to: None, ..known.clone() };
        Ok::<_, Infallible>(moved(world, known, after))
    });
    let body = format!("User {} changed from {} to {}", before.name, before.key(), after.key());
    let content = Content::System { body: body.clone(), wa_id: wa_id.clone(), user_id: user_id.clone(), identity: None, older: false };
    let utterance = Utterance { person: before, from_business: false, content, frame: Frame::default(), at_ms: now };
    say(simulator, business, vec![utterance], &Delivery::default());
    if let (Some(previous), Some(current)) = (&person.user_id, &user_id) {
        let mut update = json!({"detail": body, "user_id": {"previous": previous, "current": current},
            "timestamp": (now / 1000).to_string()});
        if let Some(wa_id) = wa_id {
            update["wa_id"] = json!(wa_id);
        }
        tell(simulator, business, &after, "user_id_update", "user_id_update", update);
    }
    after
}

/// The person who has left, and the one they are now, who is in their groups from now on.
fn moved(world: &World, known: &Person, after: Person) -> ((Person, Person), Vec<Event>) {
    let (old, new) = (known.key(), after.key());
    let groups = world.groups.values().filter(|group| group.participants.contains(old)).map(|group| {
        let mut group = group.clone();
        group.participants.remove(old);
        group.participants.insert(new.to_owned());
        Event::GroupSet { group }
    });
    let mut events: Vec<Event> = groups.collect();
    let before = Person { moved_to: Some(new.to_owned()), ..known.clone() };
    events.extend([&before, &after].map(|person| Event::Met { person: person.clone() }));
    ((before, after), events)
}

/// A new identity key, and the system message about it where the number checks them (section 3.3).
fn change_device(simulator: &Simulator, business: &Business, person: &Person) -> Person {
    let Ok(after) = simulator.decide(|world| {
        let known = world.people.get(person.key()).unwrap_or(person);
        let after = Person { phones_before: known.phones_before + 1, ..known.clone() };
        Ok::<_, Infallible>((after.clone(), vec![Event::Met { person: after }]))
    });
    if simulator.checks_identity(business) {
        let (body, identity) = (format!("{}'s security code changed", after.name), Some(after.identity_key_hash()));
        let content = Content::System { body, wa_id: None, user_id: None, identity, older: false };
        let at_ms = simulator.clock().now_ms();
        let utterance = Utterance { person: after.clone(), from_business: false, content, frame: Frame::default(), at_ms };
        say(simulator, business, vec![utterance], &Delivery::default());
    }
    after
}

/// Nothing changes: there is no such group, or who joins is in it already.
struct Unchanged;

/// Joins or leaves a group of the number's; nothing happens where there is none, or nothing changes.
fn move_about(simulator: &Simulator, business: &Business, person: &Person, group_id: &str, joins: bool) {
    let moved = simulator.decide(|world| {
        let of_number = |group: &&Group| group.phone_number_id == business.phone_number_id;
        let mut group = world.groups.get(group_id).filter(of_number).cloned().ok_or(Unchanged)?;
        let key = person.key().to_owned();
        if !(if joins { group.participants.insert(key) } else { group.participants.remove(&key) }) {
            return Err(Unchanged);
        }
        let met = (!world.people.contains_key(person.key())).then(|| Event::Met { person: person.clone() });
        Ok(((), met.into_iter().chain([Event::GroupSet { group }]).collect()))
    });
    if moved.is_err() {
        return;
    }
    let (kind, list) =
        if joins { ("group_participants_add", "added_participants") } else { ("group_participants_remove", "removed_participants") };
    groups::tell_participants(simulator, business, group_id, kind, json!({list: [compose::participant(person)]}));
}

fn prefer(simulator: &Simulator, business: &Business, person: &Person, stop: bool) {
    set_pair(simulator, business, person, |pair| pair.marketing_stopped = stop);
    let detail = if stop { "User requested to stop marketing messages" } else { "User requested to resume marketing messages" };
    // `timestamp` is a number here (section 0).
    let mut preference = json!({"detail": detail, "category": "marketing_messages", "value": if stop { "stop" } else { "resume" },
        "timestamp": simulator.clock().now_ms() / 1000});
    for (member, id) in [("wa_id", &person.wa_id), ("user_id", &person.user_id), ("parent_user_id", &person.parent_user_id)] {
        if let Some(id) = id {
            preference[member] = json!(id);
        }
    }
    tell(simulator, business, person, "user_preferences", "user_preferences", preference);
}

/// `connect` now, and `terminate` when it is over (section 5.7).
fn call(simulator: &Simulator, business: &Business, person: &Person, seconds: u32) {
    let start = simulator.clock().now_ms() / 1000;
    let id = ids::wacid(simulator.random());
    let mut call = json!({"id": id, "to": business.display_phone_number, "event": "connect", "timestamp": start.to_string(),
        "direction": "USER_INITIATED", "session": {"sdp_type": "offer", "sdp": "v=0\r\no=- 7669997803033704573 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"}});
    for (member, user) in [("from", &person.wa_id), ("from_user_id", &person.user_id)] {
        if let Some(user) = user {
            call[member] = json!(user);
        }
    }
    tell(simulator, business, person, "calls", "calls", call.clone());
    simulator.record(Event::Said {
        message: ChatMessage {
            phone_number_id: business.phone_number_id.clone(),
            customer: person.key().to_owned(),
            wamid: id.clone(),
            from_business: false,
            kind: "call".to_owned(),
            text: String::new(),
            content: json!({"type": "call", "call": {"seconds": seconds}}),
            at_ms: start * 1000,
            status: None,
        },
    });
    if let Some(call) = call.as_object_mut() {
        call.remove("session");
    }
    let end = start + i64::from(seconds);
    call["event"] = json!("terminate");
    call["timestamp"] = json!(end.to_string());
    call["status"] = json!(if seconds == 0 { "FAILED" } else { "COMPLETED" });
    if seconds > 0 {
        call["start_time"] = json!(start.to_string());
        call["end_time"] = json!(end.to_string());
        call["duration"] = json!(seconds);
    }
    let value = compose::value(business, json!({"contacts": [simulator.contact(business, person)], "calls": [call]}));
    let body = compose::body(business, "calls", value);
    simulator.queue(&business.phone_number_id, body, vec![(id, "calls".to_owned())], i64::from(seconds) * 1000);
}

fn tell(simulator: &Simulator, business: &Business, person: &Person, field: &str, list: &str, item: Value) {
    let id = item["id"].as_str().unwrap_or_default().to_owned();
    let value = compose::value(business, json!({"contacts": [simulator.contact(business, person)], list: [item]}));
    let body = compose::body(business, field, value);
    simulator.queue(&business.phone_number_id, body, vec![(id, field.to_owned())], 0);
}
