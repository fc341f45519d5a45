//! What a message says, in the provider's shape.

use serde_json::{Value, json};

use super::contacts::Contact;
use super::interactive::Interactive;
use super::invalid::{Invalid, count, text};
use super::limits::{CONTACTS, TEXT_BODY_CHARS_MAX};
use super::location::Location;
use super::media::Media;
use super::reaction::{Pin, Reaction};
use super::template::{OneTimePassword, Template};

/// A content of any type, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    /// `type`, and the name of the member that holds `object`.
    pub(super) kind: &'static str,
    pub(super) object: Value,
    pub(super) demand: Demand,
}

/// What a content asks of the rest of its message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Demand {
    Nothing,
    /// Not an answer to another message (section 6.3).
    NoReply,
    /// A group (section 6).
    Group,
    /// A phone number (section 4, code 131062).
    Phone,
}

impl Content {
    /// Cards of people, 1 to 257.
    ///
    /// # Errors
    /// None, or too many.
    pub fn contacts(cards: Vec<Contact>) -> Result<Self, Invalid> {
        count("contacts", cards.len(), &CONTACTS)?;
        Ok(Self::free("contacts", cards.into_iter().map(Contact::into_value).collect()))
    }

    fn free(kind: &'static str, object: Value) -> Self {
        Self { kind, object, demand: Demand::Nothing }
    }
}

/// Plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    body: String,
    preview_url: bool,
}

impl Text {
    /// # Errors
    /// Empty, or longer than [`TEXT_BODY_CHARS_MAX`].
    pub fn new(body: impl Into<String>) -> Result<Self, Invalid> {
        Ok(Self { body: text("text.body", body, TEXT_BODY_CHARS_MAX)?, preview_url: false })
    }

    /// Shows a picture of the first address in the text.
    #[must_use]
    pub fn preview_url(self) -> Self {
        Self { preview_url: true, ..self }
    }
}

impl From<Text> for Content {
    fn from(text: Text) -> Self {
        let preview = text.preview_url.then_some(("preview_url", json!(true)));
        Self::free("text", with(json!({"body": text.body}), preview))
    }
}

impl From<Media> for Content {
    fn from(media: Media) -> Self {
        Self::free(media.kind(), media.into_value())
    }
}

impl From<Location> for Content {
    fn from(location: Location) -> Self {
        Self::free("location", location.into_value())
    }
}

impl From<Reaction> for Content {
    fn from(reaction: Reaction) -> Self {
        Self { kind: "reaction", object: reaction.into_value(), demand: Demand::NoReply }
    }
}

impl From<Pin> for Content {
    fn from(pin: Pin) -> Self {
        Self { kind: "pin", object: pin.into_value(), demand: Demand::Group }
    }
}

impl From<Interactive> for Content {
    fn from(interactive: Interactive) -> Self {
        Self::free("interactive", interactive.into_value())
    }
}

impl From<Template> for Content {
    fn from(template: Template) -> Self {
        Self::free("template", template.into_value())
    }
}

impl From<OneTimePassword> for Content {
    fn from(password: OneTimePassword) -> Self {
        Self { demand: Demand::Phone, ..password.into_template().into() }
    }
}

/// `object` with the members that there are.
pub(super) fn with(mut object: Value, members: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    for (name, value) in members {
        object[name] = value;
    }
    object
}

/// An optional text as a member.
pub(super) fn member(name: &'static str, value: Option<String>) -> Option<(&'static str, Value)> {
    value.map(|value| (name, Value::String(value)))
}
