//! Sending messages (section 6).
//!
//! A [`Message`] is built from parts that check themselves: whoever holds one holds what the provider takes, as far as a message
//! alone can tell. [`limits`] has every figure. What depends on the provider's state (window, rates, templates, media) comes back
//! as a refusal or, later, as a `failed` status.
//!
//! Of section 6.1, `order_details` and `order_status` have no builder: they are for payments in India, Brazil and Singapore.

mod contacts;
mod content;
mod emoji;
mod interactive;
pub(super) mod invalid;
pub mod limits;
mod location;
mod media;
mod message;
mod reaction;
mod recipient;
mod template;

use serde::Deserialize;
use serde_json::json;

pub use contacts::{Contact, ContactPhone, ContactUrl, Details, Email, Name, Organisation, PostalAddress};
pub use content::{Content, Text};
pub use interactive::{AddressCountry, Card, Flow, Header, Interactive, ProductSection, ReplyButton, Row, Section};
pub use invalid::{Fault, Invalid};
pub use location::Location;
pub use media::{Kind, Media};
pub use message::{Message, ProductPolicy};
pub use reaction::{Pin, Reaction};
pub use recipient::{GroupId, Phone, Recipient, UserId};
pub use template::{BodyParameters, Button, HeaderParameter, OneTimePassword, Template, TemplateCard, Words};

use self::invalid::text;
use self::limits::ID_CHARS_MAX;
use super::call::Call;
use super::types::if_readable;
use super::{Account, ClientError, Usage};

/// A message the provider has taken, which says nothing yet of its delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Opaque. Holds the recipient's phone number: personal data.
    pub wamid: String,
    /// Only if sent to a phone number; may differ from it.
    pub wa_id: Option<String>,
    /// Only if sent to a user id.
    pub user_id: Option<String>,
    pub group_id: Option<String>,
    pub pacing: Pacing,
    pub usage: Vec<Usage>,
}

/// Whether a template goes out at once (section 7.4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pacing {
    #[default]
    Accepted,
    /// Waits until the first ones have been judged; a status tells what came of it.
    HeldForQualityAssessment,
    Paused,
    /// A word we don't know.
    #[serde(other)]
    Unknown,
}

/// Only the message's id must be readable: a message that was taken must not count as lost for an odd member beside it.
#[derive(Deserialize)]
struct Receipt {
    #[serde(default, deserialize_with = "if_readable")]
    contacts: Vec<Reached>,
    messages: Vec<Taken>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Reached {
    #[serde(deserialize_with = "if_readable")]
    wa_id: Option<String>,
    #[serde(deserialize_with = "if_readable")]
    user_id: Option<String>,
}

#[derive(Deserialize)]
struct Taken {
    id: String,
    #[serde(default, deserialize_with = "if_readable")]
    group_id: Option<String>,
    #[serde(default, deserialize_with = "if_readable")]
    message_status: Pacing,
}

impl Account {
    /// Sends a message from one of the account's numbers.
    ///
    /// # Errors
    /// [`ClientError::Lost`] when it may have been sent: the provider knows no idempotency key, so the status webhook with the
    /// message's callback data settles it ([`super::Action::Settle`]). Every other error means that it was not sent.
    pub async fn send(&self, phone_number_id: &str, message: &Message) -> Result<Sent, ClientError> {
        let answer = self.answer::<Receipt>(Call::post(&[phone_number_id, message.endpoint()]).json(message)).await?;
        let Some(taken) = answer.value.messages.into_iter().next() else {
            return Err(ClientError::unreadable(200, None, false));
        };
        let reached = answer.value.contacts.into_iter().next().unwrap_or_default();
        Ok(Sent {
            wamid: taken.id,
            wa_id: reached.wa_id,
            user_id: reached.user_id,
            group_id: taken.group_id,
            pacing: taken.message_status,
            usage: answer.usage,
        })
    }

    /// Marks a message as read, and the earlier ones of its conversation with it; within 30 days. `typing` shows that an answer
    /// is being written, for 25 seconds or until it comes (section 6.2).
    ///
    /// # Errors
    /// Code 100 for a message that isn't there; [`ClientError::Invalid`] for an id that is empty or longer than [`ID_CHARS_MAX`].
    pub async fn mark_read(&self, phone_number_id: &str, wamid: &str, typing: bool) -> Result<(), ClientError> {
        let wamid = text("message_id", wamid, ID_CHARS_MAX)?;
        let mut body = json!({"messaging_product": "whatsapp", "status": "read", "message_id": wamid});
        if typing {
            body["typing_indicator"] = json!({"type": "text"});
        }
        self.done(Call::post(&[phone_number_id, "messages"]).json(&body).repeatable()).await
    }
}
