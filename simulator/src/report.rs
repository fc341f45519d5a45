//! How a message of the business fares, one status a webhook (section 3.4), whether it was sent through the API or typed in the
//! phone app.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::compose;
use crate::graph::codes;
use crate::people::Person;
use crate::simulator::Simulator;
use crate::world::Business;

/// From this version on, statuses carry no conversation but that of a free entry point.
const NO_CONVERSATION_SINCE: u32 = 24;
/// How long a conversation lasts that `sent` tells of.
const CONVERSATION_MS: i64 = 24 * 3600 * 1000;

/// What a message's statuses have in common.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    pub to: To<'a>,
    pub wamid: &'a str,
    /// `service`, `marketing`, `utility` or `authentication`; of a group with `group_` before it.
    pub category: &'a str,
    /// `regular`, `free_customer_service` or `free_entry_point`.
    pub pricing_type: &'a str,
    /// The end of the free entry point window it falls in: the conversation is the window's then.
    pub free_entry_until_ms: Option<i64>,
    pub callback_data: Option<&'a str>,
}

/// Whom it was sent to.
#[derive(Clone, Copy, Debug)]
pub enum To<'a> {
    Person {
        person: &'a Person,
        /// Whether it was sent to a phone number.
        by_phone: bool,
    },
    Group {
        id: &'a str,
        people: &'a [Person],
    },
}

impl To<'_> {
    fn key(&self) -> &str {
        match self {
            Self::Person { person, .. } => person.key(),
            Self::Group { id, .. } => id,
        }
    }
}

/// One thing that has become of it.
#[derive(Clone, Copy, Debug)]
pub struct Reached<'a> {
    pub status: &'a str,
    /// Whether it is one of the two that carry the price.
    pub priced: bool,
    /// Why it failed.
    pub code: Option<i64>,
    pub at_ms: i64,
}

impl Report<'_> {
    /// Queues the webhook of one status. In a group it is one of all the people it has become of.
    pub fn queue(&self, simulator: &Simulator, business: &Business, reached: Reached<'_>, delay_ms: i64) {
        let checks_identity = simulator.checks_identity(business);
        let status = self.status(business.policy.webhook_version, reached);
        let statuses: Vec<Value> = match self.to {
            To::Person { person, by_phone } => vec![to_person(status, person, by_phone, reached.status, checks_identity)],
            To::Group { id, people } => in_group(&status, id, people, reached.status),
        };
        let mut parts = json!({"statuses": statuses});
        if let To::Person { person, .. } = self.to
            && reached.status != "failed"
        {
            parts["contacts"] = json!([contact(reached.status, compose::contact(person, checks_identity))]);
        }
        let body = compose::body(business, "messages", compose::value(business, parts));
        simulator.queue(&business.phone_number_id, body, vec![(self.wamid.to_owned(), format!("status:{}", reached.status))], delay_ms);
    }

    /// What a status says whoever it is of.
    fn status(&self, version: u32, Reached { status, priced, code, at_ms }: Reached<'_>) -> Value {
        let mut report = json!({"id": self.wamid, "status": status, "timestamp": (at_ms / 1000).to_string()});
        if let Some(data) = self.callback_data {
            report["biz_opaque_callback_data"] = json!(data);
        }
        if priced {
            if version < NO_CONVERSATION_SINCE || self.free_entry_until_ms.is_some() {
                report["conversation"] = self.conversation(status, at_ms);
            }
            report["pricing"] = json!({"billable": self.pricing_type == "regular", "pricing_model": "PMP", "type": self.pricing_type,
                "category": self.category});
        }
        if let Some(code) = code {
            let (_, title) = codes::known(code);
            report["errors"] = json!([{"code": code, "title": title, "message": title, "error_data": {"details": title},
                "href": "/documentation/business-messaging/whatsapp/support/error-codes"}]);
        }
        report
    }

    /// A conversation of this message alone, as they are since the price is per message; or the one of its free entry point.
    fn conversation(&self, status: &str, at_ms: i64) -> Value {
        let until_ms = self.free_entry_until_ms.unwrap_or(at_ms + CONVERSATION_MS);
        let of_window = self.free_entry_until_ms.map(|until_ms| format!("{}{until_ms}", self.to.key()));
        let id = hex::encode(&Sha256::digest(of_window.as_deref().unwrap_or(self.wamid))[..16]);
        let mut conversation = json!({"id": id, "origin": {"type": self.category}});
        if status == "sent" {
            conversation["expiration_timestamp"] = json!((until_ms / 1000).to_string());
        }
        conversation
    }
}

/// A failure tells the id that was sent to, and no other.
fn to_person(mut status: Value, person: &Person, by_phone: bool, word: &str, checks_identity: bool) -> Value {
    let told = |by: bool| word != "failed" || by;
    let ids = [
        ("recipient_id", &person.wa_id, told(by_phone)),
        ("recipient_user_id", &person.user_id, told(!by_phone)),
        ("recipient_parent_user_id", &person.parent_user_id, told(!by_phone)),
    ];
    for (member, id, told) in ids {
        if let Some(id) = id.as_ref().filter(|_| told) {
            status[member] = json!(id);
        }
    }
    if checks_identity {
        status["recipient_identity_key_hash"] = json!(person.identity_key_hash());
    }
    status
}

/// What the server does is the group's; what phones do is each participant's.
fn in_group(status: &Value, id: &str, people: &[Person], word: &str) -> Vec<Value> {
    let mut of_group = status.clone();
    of_group["recipient_id"] = json!(id);
    of_group["recipient_type"] = json!("group");
    if matches!(word, "sent" | "failed") {
        return vec![of_group];
    }
    let of_person = |person: &Person| {
        let mut status = of_group.clone();
        let ids = [
            ("recipient_participant_id", &person.wa_id),
            ("recipient_participant_user_id", &person.user_id),
            ("recipient_participant_parent_user_id", &person.parent_user_id),
        ];
        for (member, id) in ids {
            if let Some(id) = id {
                status[member] = json!(id);
            }
        }
        status
    };
    people.iter().map(of_person).collect()
}

/// The user name comes once the message has arrived.
fn contact(status: &str, mut contact: Value) -> Value {
    if status == "sent"
        && let Some(profile) = contact["profile"].as_object_mut()
    {
        profile.remove("username");
    }
    contact
}
