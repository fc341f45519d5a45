//! What a customer can say: every type of section 3.3.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::gallery::{self, Attached, Source};

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
    /// Contact cards, as in section 3.3.
    Contacts {
        #[schema(value_type = Vec<Object>)]
        contacts: Vec<Value>,
    },
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
    /// A flow that was filled in: `response` is what its screens gathered.
    FlowReply {
        body: Option<String>,
        #[schema(value_type = Object)]
        response: Value,
    },
    CallPermissionReply {
        accept: bool,
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
    },
    /// New words of an earlier message.
    Edit {
        body: String,
    },
    /// An earlier message is deleted.
    Revoke,
    /// Something the provider can't pass on, such as `poll_creation` or `gif`.
    Unsupported {
        what: String,
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
            "unsupported" => Self::Unsupported { what: "poll_creation".to_owned() },
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
            Self::Contacts { .. } => "contacts",
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
            Self::Unsupported { what } => Some(what),
            Self::Contacts { contacts } => return contacts.first().map(name_on).unwrap_or_default(),
            Self::Audio { .. } | Self::Voice { .. } | Self::Sticker { .. } | Self::MediaFailed { .. } => None,
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
        let error = || error(131_000, "Something went wrong", "The message couldn't be processed.");
        matches!(self, Self::InteractiveFailed).then(error)
    }

    /// Whether it is about another message by its nature, so that it quotes none.
    #[must_use]
    pub fn has_target(&self) -> bool {
        matches!(self, Self::Reaction { .. } | Self::Edit { .. } | Self::Revoke)
    }
}

/// A contact card with a name and a number.
#[must_use]
pub fn card(name: &str) -> Value {
    let (first, last) = name.split_once(' ').unwrap_or((name, ""));
    let mut card = json!({"name": {"formatted_name": name, "first_name": first}, "phones": [{"phone": "+49 151 23456780", "wa_id": "4915123456780", "type": "CELL"}], "origin": "other"});
    if !last.is_empty() {
        card["name"]["last_name"] = json!(last);
    }
    card
}

fn cake() -> Value {
    json!({"product_retailer_id": "cake-20", "quantity": 1, "item_price": 64.0, "currency": "EUR"})
}

fn name_on(card: &Value) -> String {
    card["name"]["formatted_name"].as_str().unwrap_or_default().to_owned()
}

/// Writes the content into a message: its `type` and the member of that name. `about` is the message it is about.
pub(super) fn write(message: &mut Value, content: &Content, attached: Option<&Attached>, about: Option<&str>) {
    let kind = content.kind();
    message["type"] = json!(kind);
    let about = about.unwrap_or_default();
    message[kind] = match content {
        Content::Text { body } => json!({"body": body}),
        Content::Image { caption, .. } | Content::Video { caption, .. } => with(media(attached), [("caption", caption)]),
        Content::Audio { voice, .. } => added(media(attached), "voice", json!(voice)),
        Content::Voice { .. } => media(attached),
        Content::Sticker { animated, .. } => added(media(attached), "animated", json!(animated)),
        Content::Document { filename, caption, .. } => with(media(attached), [("filename", filename), ("caption", caption)]),
        Content::Location { latitude, longitude, name, address, url } => {
            with(json!({"latitude": latitude, "longitude": longitude}), [("name", name), ("address", address), ("url", url)])
        }
        Content::Contacts { contacts } => json!(contacts),
        Content::Button { text, payload } => json!({"payload": payload.as_ref().unwrap_or(text), "text": text}),
        Content::ButtonReply { id, title } => json!({"type": "button_reply", "button_reply": {"id": id, "title": title}}),
        Content::ListReply { id, title, description } => {
            json!({"type": "list_reply", "list_reply": with(json!({"id": id, "title": title}), [("description", description)])})
        }
        // The response is JSON in a string (section 3.3).
        Content::FlowReply { body, response } => json!({"type": "nfm_reply", "nfm_reply": {
            "name": "flow", "body": body.as_deref().unwrap_or("Sent"), "response_json": response.to_string()}}),
        Content::CallPermissionReply { accept } => json!({"type": "call_permission_reply", "call_permission_reply": {
            "response": if *accept { "accept" } else { "reject" }, "response_source": "user_action"}}),
        Content::Reaction { emoji } => with(json!({"message_id": about}), [("emoji", emoji)]),
        Content::Order { catalog_id, text, items } => {
            json!({"catalog_id": catalog_id, "text": text.as_deref().unwrap_or_default(), "product_items": items})
        }
        Content::System { body, wa_id, user_id, identity } => {
            let change = match (identity, wa_id) {
                (Some(_), _) => "customer_identity_changed",
                (None, Some(_)) => "user_changed_number",
                (None, None) => "user_changed_user_id",
            };
            with(json!({"body": body, "type": change}), [("wa_id", wa_id), ("user_id", user_id), ("identity", identity)])
        }
        Content::Edit { body } => json!({"original_message_id": about, "message": {"type": "text", "text": {"body": body}}}),
        Content::Revoke => json!({"original_message_id": about}),
        Content::Unsupported { what } => {
            message["errors"] = json!([error(131_051, "Message type unknown", "Message type is currently not supported.")]);
            json!({"type": what})
        }
        Content::MediaFailed { .. } => {
            message["errors"] = json!([error(131_052, "Media download error", "The media sent by the user couldn't be downloaded.")]);
            return;
        }
        Content::InteractiveFailed | Content::RequestWelcome => return,
        Content::Unknown { body } => json!({"shape": {"edges": [1, 2, 3]}, "body": body}),
    };
}

fn error(code: i64, title: &str, details: &str) -> Value {
    json!({"code": code, "title": title, "message": title, "error_data": {"details": details}})
}

fn media(attached: Option<&Attached>) -> Value {
    let of = |file: &Attached| with(json!({"id": file.id, "mime_type": file.mime_type, "sha256": file.sha256}), [("url", &file.url)]);
    attached.map_or_else(|| json!({}), of)
}

fn with<const N: usize>(mut object: Value, members: [(&str, &Option<String>); N]) -> Value {
    for (name, text) in members {
        if let Some(text) = text {
            object[name] = json!(text);
        }
    }
    object
}

fn added(mut object: Value, name: &str, value: Value) -> Value {
    object[name] = value;
    object
}
