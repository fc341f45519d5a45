//! Chats as phones show them: what was said, read, and how far messages have come.

use domain::Status;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::World;

/// Messages of a chat kept.
const CHAT_MESSAGES_MAX: usize = 300;

/// One message of a chat, as a phone shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChatMessage {
    pub phone_number_id: String,
    /// `wa_id`, or the user id of a person without one.
    pub customer: String,
    pub wamid: String,
    pub from_business: bool,
    pub kind: String,
    pub text: String,
    /// As the wire has it: `type`, the member of that name, and `context`, `errors`, `referral`, `group_id` if there are any.
    /// Of a message sent through the API these members are the request's own.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub content: Value,
    pub at_ms: i64,
    /// Of the business's messages: how far they have come. Of the customer's: `read`, once the business said so.
    pub status: Option<String>,
}

impl World {
    pub(super) fn said(&mut self, message: ChatMessage) {
        let key = (message.phone_number_id.clone(), message.customer.clone());
        self.remember(&message);
        // What WhatsApp tells of a customer, such as another number, is nothing that they said: the window stays as it is.
        if !message.from_business && message.kind != "system" {
            let pair = self.pairs.entry(key.clone()).or_default();
            pair.heard_at_ms = pair.heard_at_ms.max(Some(message.at_ms));
            if message.content["referral"].is_object() {
                pair.entered_at_ms = Some(message.at_ms);
            }
            // What one says in a group is said to all who are in it.
            if let Some(group_id) = message.content["group_id"].as_str() {
                let group = self.pairs.entry((key.0.clone(), group_id.to_owned())).or_default();
                group.heard_at_ms = group.heard_at_ms.max(Some(message.at_ms));
            }
        }
        let chat = self.chats.entry(key).or_default();
        if chat.len() == CHAT_MESSAGES_MAX {
            chat.pop_front();
        }
        chat.push_back(message);
    }

    pub(super) fn read(&mut self, phone_number_id: &str, wamid: &str) {
        let mut chats = self.chats.iter_mut().filter(|((number, _), _)| number == phone_number_id).map(|(_, chat)| chat);
        let Some(chat) = chats.find(|chat| chat.iter().any(|message| message.wamid == wamid)) else { return };
        let read = chat.iter().position(|message| message.wamid == wamid).unwrap_or_default();
        for message in chat.iter_mut().take(read + 1).filter(|message| !message.from_business) {
            message.status = Some("read".to_owned());
        }
    }

    /// Moves a message's status forward, as a phone shows it.
    pub(super) fn status_reached(&mut self, phone_number_id: &str, wamid: &str, status: &str) {
        let chats = self.chats.iter_mut().filter(|((number, _), _)| number == phone_number_id).map(|(_, chat)| chat);
        let message = chats.flatten().find(|message| message.wamid == wamid);
        if let (Some(message), Some(reported)) = (message, Status::from_provider(status)) {
            let now = message.status.as_deref().and_then(Status::from_provider);
            message.status = Some(now.map_or(reported, |now| now.after(reported)).to_string());
        }
    }
}
