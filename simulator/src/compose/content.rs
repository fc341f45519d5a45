//! What a customer can say: every type of section 3.3.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::cards::card;
use super::written;
use crate::gallery::{self, Source};

/// What a message says. Media name a file of the gallery (`cake.jpg`) or the id of a media object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Content {
    Text {
        body: String,
    },
    Image {
        #[serde(default = "picture")]
        #[schema(value_type = String)]
        media: Source,
        caption: Option<String>,
    },
    Video {
        #[serde(default = "film")]
        #[schema(value_type = String)]
        media: Source,
        caption: Option<String>,
    },
    /// A recording, or a sound file when `voice` is false.
    Audio {
        #[serde(default = "recording")]
        #[schema(value_type = String)]
        media: Source,
        #[serde(default = "yes")]
        voice: bool,
    },
    /// A recording of the older kind, whose type is `voice`.
    Voice {
        #[serde(default = "recording")]
        #[schema(value_type = String)]
        media: Source,
    },
    Document {
        #[serde(default = "paper")]
        #[schema(value_type = String)]
        media: Source,
        filename: Option<String>,
        caption: Option<String>,
    },
    Sticker {
        #[serde(default = "sticker")]
        #[schema(value_type = String)]
        media: Source,
        #[serde(default)]
        animated: bool,
    },
    Location {
        latitude: f64,
        longitude: f64,
        name: Option<String>,
        address: Option<String>,
        url: Option<String>,
    },
    /// Contact cards, as in section 3.3. One whose `origin` is `other` gets a `vcard` if it has none.
    Contacts {
        #[schema(value_type = Vec<Object>)]
        contacts: Vec<Value>,
    },
    /// Their own card, which they were asked for: its `origin` is `contact_request` (section 4).
    OwnContact,
    /// A template's quick reply button.
    Button {
        text: String,
        payload: Option<String>,
    },
    /// A button of an interactive message.
    ButtonReply {
        id: String,
        title: String,
    },
    /// A row of a list.
    ListReply {
        id: String,
        title: String,
        description: Option<String>,
    },
    /// A flow that was filled in: `response` is what its screens gathered. `response_json` is the text to send in its place, which
    /// needn't be JSON; with neither of them the member is missing.
    FlowReply {
        /// `flow` if left out; else such as `address_message`.
        #[serde(default)]
        name: Option<String>,
        body: Option<String>,
        #[serde(default)]
        #[schema(value_type = Option<Object>)]
        response: Option<Value>,
        #[serde(default)]
        response_json: Option<String>,
    },
    /// Whether the business may call; `automatic` when nobody was asked, since the customer called.
    CallPermissionReply {
        accept: bool,
        #[serde(default)]
        automatic: bool,
        #[serde(default)]
        permanent: Option<bool>,
        /// Unix seconds.
        #[serde(default)]
        expires_at: Option<i64>,
    },
    /// Without an emoji it takes the reaction back.
    Reaction {
        emoji: Option<String>,
    },
    Order {
        catalog_id: String,
        text: Option<String>,
        #[schema(value_type = Vec<Object>)]
        items: Vec<Value>,
    },
    /// The customer's number changed: `wa_id` is the new one. Or their phone: `identity` is the hash of its key.
    System {
        body: String,
        wa_id: Option<String>,
        user_id: Option<String>,
        #[serde(default)]
        identity: Option<String>,
        /// A new number in the older spelling: `customer_changed_number`, `new_wa_id` and `customer`.
        #[serde(default)]
        older: bool,
    },
    /// New words of an earlier message: of a picture, a video or a document they are its caption.
    Edit {
        body: String,
    },
    /// An earlier message is deleted.
    Revoke,
    /// Something the provider can't pass on, such as `poll_creation` or `gif`; `code` says why.
    Unsupported {
        /// Its `unsupported.type`, which is missing if left out.
        #[serde(default)]
        what: Option<String>,
        #[serde(default)]
        #[schema(value_type = i64, default = 131_051)]
        code: Withheld,
    },
    /// A file that the provider couldn't take over, such as one that is too large (131052).
    MediaFailed {
        of: MediaKind,
    },
    /// An answer to an interactive message that got lost on the way: the message is empty, and 131000 stands beside it.
    InteractiveFailed,
    RequestWelcome,
    /// A type that nobody knows yet.
    Unknown {
        body: String,
    },
}

/// The types of messages that carry a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    Image,
    Video,
    Audio,
    Document,
    Sticker,
}

impl MediaKind {
    fn word(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Document => "document",
            Self::Sticker => "sticker",
        }
    }
}

/// Why the provider doesn't pass a message on; written as its code (section 3.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub enum Withheld {
    /// 131051: nobody knows its type.
    #[default]
    Type,
    /// 131060: it can't be had now, as with the first contact of a number that is also in the phone app.
    Unavailable,
    /// 130501: it was written in a group.
    Group,
}

impl TryFrom<i64> for Withheld {
    type Error = String;

    fn try_from(code: i64) -> Result<Self, String> {
        let known = [Self::Type, Self::Unavailable, Self::Group].into_iter().find(|withheld| i64::from(*withheld) == code);
        known.ok_or_else(|| format!("code {code} is none of unsupported messages: write 131051, 131060 or 130501"))
    }
}

impl From<Withheld> for i64 {
    fn from(withheld: Withheld) -> Self {
        match withheld {
            Withheld::Type => 131_051,
            Withheld::Unavailable => 131_060,
            Withheld::Group => 130_501,
        }
    }
}

fn picture() -> Source {
    Source::Sample(&gallery::CAKE)
}

fn film() -> Source {
    Source::Sample(&gallery::OVEN)
}

fn recording() -> Source {
    Source::Sample(&gallery::VOICE)
}

fn paper() -> Source {
    Source::Sample(&gallery::MENU)
}

fn sticker() -> Source {
    Source::Sample(&gallery::THANKS)
}

fn yes() -> bool {
    true
}

impl Content {
    /// Plain words.
    #[must_use]
    pub fn text(body: &str) -> Self {
        Self::Text { body: body.to_owned() }
    }

    /// An answer to the question whether the business may call.
    #[must_use]
    pub fn call_permission(accept: bool) -> Self {
        Self::CallPermissionReply { accept, automatic: false, permanent: None, expires_at: None }
    }

    /// The usual message of a kind that says `text`; a kind nobody knows is [`Content::Unknown`].
    #[must_use]
    pub fn of_kind(kind: &str, text: &str) -> Self {
        let said = || Some(text.to_owned()).filter(|text| !text.is_empty());
        match kind {
            "text" => Self::text(text),
            "image" => Self::Image { media: picture(), caption: said() },
            "video" => Self::Video { media: film(), caption: said() },
            "audio" => Self::Audio { media: recording(), voice: true },
            "voice" => Self::Voice { media: recording() },
            "document" => Self::Document { media: paper(), filename: said().or(Some("menu.pdf".to_owned())), caption: None },
            "sticker" => Self::Sticker { media: sticker(), animated: false },
            "location" => Self::Location {
                latitude: 52.5163,
                longitude: 13.3777,
                name: said(),
                address: Some("Pariser Platz, 10117 Berlin".to_owned()),
                url: None,
            },
            "contacts" => Self::Contacts { contacts: vec![card(text)] },
            "button" => Self::Button { text: text.to_owned(), payload: None },
            "interactive" => Self::ButtonReply { id: "choice".to_owned(), title: text.to_owned() },
            "reaction" => Self::Reaction { emoji: said() },
            "order" => Self::Order { catalog_id: "194836987003835".to_owned(), text: said(), items: vec![cake()] },
            "unsupported" => Self::Unsupported { what: Some("poll_creation".to_owned()), code: Withheld::Type },
            _ => Self::Unknown { body: text.to_owned() },
        }
    }

    /// The provider's `type`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::Image { .. } => "image",
            Self::Video { .. } => "video",
            Self::Audio { .. } => "audio",
            Self::Voice { .. } => "voice",
            Self::MediaFailed { of } => of.word(),
            Self::Document { .. } => "document",
            Self::Sticker { .. } => "sticker",
            Self::Location { .. } => "location",
            Self::Contacts { .. } | Self::OwnContact => "contacts",
            Self::Button { .. } => "button",
            Self::ButtonReply { .. }
            | Self::ListReply { .. }
            | Self::FlowReply { .. }
            | Self::CallPermissionReply { .. }
            | Self::InteractiveFailed => "interactive",
            Self::Reaction { .. } => "reaction",
            Self::Order { .. } => "order",
            Self::System { .. } => "system",
            Self::Edit { .. } => "edit",
            Self::Revoke => "revoke",
            Self::Unsupported { .. } => "unsupported",
            Self::RequestWelcome => "request_welcome",
            Self::Unknown { .. } => "hologram",
        }
    }

    /// The words of it, for a list of chats.
    #[must_use]
    pub fn words(&self) -> String {
        let words = match self {
            Self::Text { body } | Self::Edit { body } | Self::System { body, .. } | Self::Unknown { body } => Some(body),
            Self::Image { caption, .. } | Self::Video { caption, .. } => caption.as_ref(),
            Self::Document { caption, filename, .. } => caption.as_ref().or(filename.as_ref()),
            Self::Location { name, address, .. } => name.as_ref().or(address.as_ref()),
            Self::Button { text, .. } => Some(text),
            Self::ButtonReply { title, .. } | Self::ListReply { title, .. } => Some(title),
            Self::FlowReply { body, .. } => body.as_ref(),
            Self::Reaction { emoji } => emoji.as_ref(),
            Self::Order { text, .. } => text.as_ref(),
            Self::Unsupported { what, .. } => what.as_ref(),
            Self::Contacts { contacts } => return contacts.first().map(name_on).unwrap_or_default(),
            Self::Audio { .. } | Self::Voice { .. } | Self::Sticker { .. } | Self::MediaFailed { .. } | Self::OwnContact => None,
            Self::CallPermissionReply { .. } | Self::InteractiveFailed | Self::Revoke | Self::RequestWelcome => None,
        };
        words.cloned().unwrap_or_default()
    }

    /// The file it carries.
    #[must_use]
    pub fn source(&self) -> Option<&Source> {
        match self {
            Self::Image { media, .. }
            | Self::Video { media, .. }
            | Self::Audio { media, .. }
            | Self::Voice { media }
            | Self::Document { media, .. }
            | Self::Sticker { media, .. } => Some(media),
            _ => None,
        }
    }

    /// Whether it comes without `contacts` (section 3.3): system messages do, but for those of a new phone.
    #[must_use]
    pub fn hides_contact(&self) -> bool {
        matches!(self, Self::System { identity: None, .. })
    }

    /// What went wrong that stands beside the message, not in it.
    #[must_use]
    pub fn error_beside(&self) -> Option<Value> {
        let error = || written::error(131_000, "Something went wrong", "The message couldn't be processed.");
        matches!(self, Self::InteractiveFailed).then(error)
    }

    /// Whether it is about another message by its nature, so that it quotes none.
    #[must_use]
    pub fn has_target(&self) -> bool {
        matches!(self, Self::Reaction { .. } | Self::Edit { .. } | Self::Revoke)
    }
}

fn cake() -> Value {
    json!({"product_retailer_id": "cake-20", "quantity": 1, "item_price": 64.0, "currency": "EUR"})
}

fn name_on(card: &Value) -> String {
    card["name"]["formatted_name"].as_str().unwrap_or_default().to_owned()
}
