//! All that a message says (sections 3.2 and 3.3).
//!
//! [`Message`] holds what a list shows, and its JSON as it came; [`Message::details`] reads that. Every member is optional, every
//! list is judged by element, words, types and members we don't know are kept.

pub mod button;
pub mod common;
pub mod contacts;
pub mod context;
pub mod edit;
pub mod interactive;
pub mod location;
pub mod media;
pub mod order;
pub mod reaction;
pub mod referral;
pub mod system;
pub mod text;
pub mod unsupported;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::field::{Extra, Field, List, ReadError, read, take};
use super::item::Message;
use common::Common;

/// A message: what any message may have, and what its type adds.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Details {
    #[serde(flatten)]
    pub common: Common,
    #[serde(flatten)]
    pub content: Content,
}

/// The member that a message's `type` names. What stands under another type's name is among the members we don't know.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    Text(Field<text::Text>),
    Image(Field<media::Media>),
    Video(Field<media::Media>),
    Audio(Field<media::Media>),
    /// What `audio` was called on premises.
    Voice(Field<media::Media>),
    Document(Field<media::Media>),
    Sticker(Field<media::Media>),
    /// Of a history: the media come later, under the same id. No content is documented.
    MediaPlaceholder(Field<Value>),
    Location(Field<location::Location>),
    Contacts(List<contacts::Card>),
    Button(Field<button::Button>),
    Interactive(Field<interactive::Interactive>),
    Reaction(Field<reaction::Reaction>),
    Order(Field<order::Order>),
    System(Field<system::System>),
    Revoke(Field<edit::Revoke>),
    Edit(Field<edit::Edit>),
    /// Somebody opened the chat for the first time. No content is documented.
    RequestWelcome(Field<Value>),
    /// Also of the older type `unknown`.
    Unsupported(Field<unsupported::Unsupported>),
    /// A type we don't know: the member of its name, if there is one.
    #[serde(untagged)]
    Other(Extra),
}

impl Default for Content {
    fn default() -> Self {
        Self::Other(Extra::new())
    }
}

impl Content {
    /// Takes what `kind` names out of the members.
    fn take(kind: &str, members: &mut Extra) -> Self {
        match kind {
            "text" => Self::Text(take(members, kind)),
            "image" => Self::Image(take(members, kind)),
            "video" => Self::Video(take(members, kind)),
            "audio" => Self::Audio(take(members, kind)),
            "voice" => Self::Voice(take(members, kind)),
            "document" => Self::Document(take(members, kind)),
            "sticker" => Self::Sticker(take(members, kind)),
            "media_placeholder" => Self::MediaPlaceholder(take(members, kind)),
            "location" => Self::Location(take(members, kind)),
            "contacts" => Self::Contacts(take(members, kind)),
            "button" => Self::Button(take(members, kind)),
            "interactive" => Self::Interactive(take(members, kind)),
            "reaction" => Self::Reaction(take(members, kind)),
            "order" => Self::Order(take(members, kind)),
            "system" => Self::System(take(members, kind)),
            "revoke" => Self::Revoke(take(members, kind)),
            "edit" => Self::Edit(take(members, kind)),
            "request_welcome" => Self::RequestWelcome(take(members, kind)),
            "unsupported" | "unknown" => Self::Unsupported(take(members, "unsupported")),
            _ => Self::Other(members.remove_entry(kind).into_iter().collect()),
        }
    }

    /// The file that it carries, whatever sort of file it is.
    #[must_use]
    pub fn media(&self) -> Option<&media::Media> {
        match self {
            Self::Image(media)
            | Self::Video(media)
            | Self::Audio(media)
            | Self::Voice(media)
            | Self::Document(media)
            | Self::Sticker(media) => media.get(),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Details {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut common = Common::deserialize(deserializer)?;
        let content = common.kind.get().map(|kind| Content::take(kind, &mut common.extra)).unwrap_or_default();
        Ok(Self { common, content })
    }
}

impl Details {
    /// Reads one element of `messages`.
    ///
    /// # Errors
    /// [`ReadError::Unreadable`] when `message` isn't a JSON object, or holds a number beyond a double's range.
    pub fn read(message: &str) -> Result<Self, ReadError> {
        read(message)
    }
}

impl Message<'_> {
    /// All that the message says.
    ///
    /// # Errors
    /// As [`Details::read`].
    pub fn details(&self) -> Result<Details, ReadError> {
        Details::read(&self.raw)
    }
}
