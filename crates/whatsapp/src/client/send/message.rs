//! One message, whole and valid.

use std::fmt;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::json;

use super::content::{Content, Demand};
use super::invalid::{Invalid, text};
use super::limits::{CALLBACK_DATA_CHARS_MAX, ID_CHARS_MAX};
use super::recipient::Recipient;

/// A content for a recipient. Serialises as the body of the call; `Debug` shows neither who gets it nor what it says.
#[derive(Clone, PartialEq)]
pub struct Message {
    to: Recipient,
    content: Content,
    reply_to: Option<String>,
    callback_data: Option<String>,
    identity_key_hash: Option<String>,
    product_policy: Option<ProductPolicy>,
}

/// What becomes of a marketing template that the marketing messages API can't take (section 7.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ProductPolicy {
    /// It goes out as any other template.
    CloudApiFallback,
    /// It is refused.
    Strict,
}

impl Message {
    /// # Errors
    /// A pin outside a group, or a one-time password for somebody without a phone number (code 131062).
    pub fn new(to: Recipient, content: impl Into<Content>) -> Result<Self, Invalid> {
        let content = content.into();
        match (content.demand, &to) {
            (Demand::Group, Recipient::Phone(_) | Recipient::User(_)) => {
                Err(Invalid::not_allowed("type", "messages are pinned in groups only"))
            }
            (Demand::Phone, Recipient::User(_) | Recipient::Group(_)) => {
                Err(Invalid::not_allowed("recipient", "a one-time password goes to a phone number"))
            }
            _ => Ok(Self { to, content, reply_to: None, callback_data: None, identity_key_hash: None, product_policy: None }),
        }
    }

    /// Quotes another message of the conversation.
    ///
    /// # Errors
    /// No id, or for a reaction (section 6.3).
    pub fn reply_to(mut self, wamid: impl Into<String>) -> Result<Self, Invalid> {
        if self.content.demand == Demand::NoReply {
            return Err(Invalid::not_allowed("context", "a reaction names its message itself"));
        }
        self.reply_to = Some(text("context.message_id", wamid, ID_CHARS_MAX)?);
        Ok(self)
    }

    /// Comes back with every status of the message, to every subscribed app: our own id of it. There is no other way to learn
    /// what came of a call whose answer was lost.
    ///
    /// # Errors
    /// Empty, or longer than [`CALLBACK_DATA_CHARS_MAX`].
    pub fn callback_data(mut self, data: impl Into<String>) -> Result<Self, Invalid> {
        self.callback_data = Some(text("biz_opaque_callback_data", data, CALLBACK_DATA_CHARS_MAX)?);
        Ok(self)
    }

    /// Fails with code 137000 if the recipient's identity has changed since this hash was seen.
    ///
    /// # Errors
    /// Empty, or longer than [`ID_CHARS_MAX`].
    pub fn identity_key_hash(mut self, hash: impl Into<String>) -> Result<Self, Invalid> {
        self.identity_key_hash = Some(text("recipient_identity_key_hash", hash, ID_CHARS_MAX)?);
        Ok(self)
    }

    /// Sends it through the marketing messages API (section 7.5; code 131063 where plain sends of marketing are switched off).
    ///
    /// # Errors
    /// Not a template, or a one-time password's.
    pub fn marketing(mut self, policy: ProductPolicy) -> Result<Self, Invalid> {
        if self.content.kind != "template" {
            return Err(Invalid::not_allowed("product_policy", "marketing messages are templates"));
        }
        if self.content.demand == Demand::Phone {
            return Err(Invalid::not_allowed("product_policy", "a one-time password is no marketing"));
        }
        self.product_policy = Some(policy);
        Ok(self)
    }

    /// The call that takes it.
    pub(super) fn endpoint(&self) -> &'static str {
        if self.product_policy.is_some() { "marketing_messages" } else { "messages" }
    }

    /// The provider's `type`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.content.kind
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").field("to", &self.to).field("kind", &self.content.kind).finish_non_exhaustive()
    }
}

impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (recipient_type, member, name) = self.to.wire();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("messaging_product", "whatsapp")?;
        map.serialize_entry("recipient_type", recipient_type)?;
        map.serialize_entry(member, name)?;
        if let Some(wamid) = &self.reply_to {
            map.serialize_entry("context", &json!({"message_id": wamid}))?;
        }
        map.serialize_entry("type", self.content.kind)?;
        map.serialize_entry(self.content.kind, &self.content.object)?;
        if let Some(data) = &self.callback_data {
            map.serialize_entry("biz_opaque_callback_data", data)?;
        }
        if let Some(hash) = &self.identity_key_hash {
            map.serialize_entry("recipient_identity_key_hash", hash)?;
        }
        if let Some(policy) = &self.product_policy {
            map.serialize_entry("product_policy", policy)?;
        }
        map.end()
    }
}
