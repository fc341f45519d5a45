//! One status of a message the business sent through the API, as a webhook (section 3.4).

use serde_json::{Value, json};

use super::super::codes;
use crate::compose;
use crate::people::Person;
use crate::simulator::Simulator;
use crate::world::Business;

/// From this version on, statuses carry no conversation.
const NO_CONVERSATION_SINCE: u32 = 24;
/// How long a conversation lasts that `sent` tells of.
const CONVERSATION_MS: i64 = 24 * 3600 * 1000;

/// What a message's statuses have in common.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    pub person: &'a Person,
    pub wamid: &'a str,
    /// Whether it was sent to a phone number.
    pub by_phone: bool,
    /// `service`, `marketing`, `utility` or `authentication`.
    pub category: &'a str,
    /// `regular` or `free_customer_service`.
    pub pricing_type: &'a str,
    pub callback_data: Option<&'a str>,
}

impl Report<'_> {
    /// Queues the webhook of one status. `priced` says whether it is one of the two that carry the price.
    pub fn queue(&self, simulator: &Simulator, business: &Business, status: &str, priced: bool, code: Option<i64>, delay_ms: i64) {
        let at_ms = simulator.clock().now_ms() + delay_ms;
        let mut parts = json!({"statuses": [self.status(business.policy.webhook_version, status, priced, code, at_ms)]});
        if status != "failed" {
            parts["contacts"] = json!([self.contact(status)]);
        }
        let body = compose::body(business, "messages", compose::value(business, parts));
        simulator.queue(&business.phone_number_id, body, vec![(self.wamid.to_owned(), format!("status:{status}"))], delay_ms);
    }

    /// One of `statuses[]`.
    fn status(&self, version: u32, status: &str, priced: bool, code: Option<i64>, at_ms: i64) -> Value {
        let mut report = json!({"id": self.wamid, "status": status, "timestamp": (at_ms / 1000).to_string()});
        // A failure tells the id that was sent to, and no other.
        let told = |by: bool| status != "failed" || by;
        if let Some(wa_id) = self.person.wa_id.as_ref().filter(|_| told(self.by_phone)) {
            report["recipient_id"] = json!(wa_id);
        }
        if let Some(user_id) = self.person.user_id.as_ref().filter(|_| told(!self.by_phone)) {
            report["recipient_user_id"] = json!(user_id);
        }
        if let Some(data) = self.callback_data {
            report["biz_opaque_callback_data"] = json!(data);
        }
        if priced {
            if version < NO_CONVERSATION_SINCE {
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

    /// A conversation of this message alone, as they are since the price is per message.
    fn conversation(&self, status: &str, at_ms: i64) -> Value {
        let id: String = self.wamid.bytes().rev().take(16).map(|byte| format!("{byte:02x}")).collect();
        let mut conversation = json!({"id": id, "origin": {"type": self.category}});
        if status == "sent" {
            conversation["expiration_timestamp"] = json!(((at_ms + CONVERSATION_MS) / 1000).to_string());
        }
        conversation
    }

    /// The user name comes once the message has arrived.
    fn contact(&self, status: &str) -> Value {
        let mut contact = compose::contact(self.person);
        if status == "sent"
            && let Some(profile) = contact["profile"].as_object_mut()
        {
            profile.remove("username");
        }
        contact
    }
}
