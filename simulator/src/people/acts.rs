//! What a customer does that is no message: a new number, a call, a block, an end to offers.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::Person;
use crate::compose::{self, Content, Frame};
use crate::graph::groups;
use crate::ids;
use crate::say::{Delivery, Utterance, say};
use crate::simulator::Simulator;
use crate::world::{Business, ChatMessage, Event, Group, Pair};

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
    let mut pair = simulator.read(|world| world.pair(&business.phone_number_id, person.key()));
    change(&mut pair);
    let (phone_number_id, customer) = (business.phone_number_id.clone(), person.key().to_owned());
    simulator.record(Event::PairSet { phone_number_id, customer, pair });
}

/// The system message in the old chat, and `user_id_update` when the person has a user id. Who hides their number goes on hiding it.
fn change_number(simulator: &Simulator, business: &Business, person: &Person, wa_id: &str) -> Person {
    let now = simulator.clock().now_ms();
    let country = person.user_id.as_deref().and_then(|id| id.split_once('.')).map(|(country, _)| country.to_owned());
    let user_id = country.map(|country| format!("{country}.{}", ids::decimal(simulator.random())));
    let wa_id = person.wa_id.as_ref().map(|_| wa_id.to_owned());
    let after = Person { wa_id: wa_id.clone(), user_id: user_id.clone(), moved_to: None, ..person.clone() };
    let body = format!("User {} changed from {} to {}", person.name, person.key(), after.key());
    let content = Content::System { body: body.clone(), wa_id: wa_id.clone(), user_id: user_id.clone(), identity: None, older: false };
    let before = Person { moved_to: Some(after.key().to_owned()), ..person.clone() };
    let utterance = Utterance { person: before, from_business: false, content, frame: Frame::default(), at_ms: now };
    say(simulator, business, vec![utterance], &Delivery::default());
    simulator.record(Event::Met { person: after.clone() });
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

/// A new identity key, and the system message about it where the number checks them (section 3.3).
fn change_device(simulator: &Simulator, business: &Business, person: &Person) -> Person {
    let after = Person { phones_before: person.phones_before + 1, ..person.clone() };
    simulator.record(Event::Met { person: after.clone() });
    if simulator.checks_identity(business) {
        let (body, identity) = (format!("{}'s security code changed", after.name), Some(after.identity_key_hash()));
        let content = Content::System { body, wa_id: None, user_id: None, identity, older: false };
        let at_ms = simulator.clock().now_ms();
        let utterance = Utterance { person: after.clone(), from_business: false, content, frame: Frame::default(), at_ms };
        say(simulator, business, vec![utterance], &Delivery::default());
    }
    after
}

/// Joins or leaves a group of the number's; nothing happens where there is none, or nothing changes.
fn move_about(simulator: &Simulator, business: &Business, person: &Person, group_id: &str, joins: bool) {
    let of_number = |group: &&Group| group.phone_number_id == business.phone_number_id;
    let Some(mut group) = simulator.read(|world| world.groups.get(group_id).filter(of_number).cloned()) else { return };
    let key = person.key().to_owned();
    if !(if joins { group.participants.insert(key) } else { group.participants.remove(&key) }) {
        return;
    }
    simulator.record(Event::Met { person: person.clone() });
    simulator.record(Event::GroupSet { group });
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
