//! Images, videos, audio, voice notes, documents, stickers.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::content::{member, with};
use super::invalid::{Invalid, link, optional, text};
use super::limits::{CAPTION_CHARS_MAX, FILE_NAME_CHARS_MAX, ID_CHARS_MAX, LINK_CHARS_MAX};

/// A file, by its id at the provider or by an address that the provider fetches: exactly one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Media {
    kind: Kind,
    source: (&'static str, String),
    caption: Option<String>,
    file_name: Option<String>,
}

/// How a file is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Image,
    Video,
    Audio,
    /// Audio with a play button, as if recorded: OGG with OPUS only.
    Voice,
    Document,
    Sticker,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Video => "video",
            Self::Audio | Self::Voice => "audio",
            Self::Document => "document",
            Self::Sticker => "sticker",
        }
    }

    fn field(self, member: &str) -> Cow<'static, str> {
        Cow::Owned(format!("{}.{member}", self.name()))
    }
}

impl Media {
    /// An uploaded file, or one that a webhook named. The better way (section 6).
    ///
    /// # Errors
    /// Empty, or longer than [`ID_CHARS_MAX`].
    pub fn by_id(kind: Kind, id: impl Into<String>) -> Result<Self, Invalid> {
        let id = text(kind.field("id"), id, ID_CHARS_MAX)?;
        Ok(Self { kind, source: ("id", id), caption: None, file_name: None })
    }

    /// A file on the web. The provider keeps what it fetched for 10 minutes.
    ///
    /// # Errors
    /// No http(s) address, or longer than [`LINK_CHARS_MAX`].
    pub fn by_link(kind: Kind, url: impl Into<String>) -> Result<Self, Invalid> {
        let url = link(kind.field("link"), url, LINK_CHARS_MAX)?;
        Ok(Self { kind, source: ("link", url), caption: None, file_name: None })
    }

    /// Text below an image, video or document. Empty is none.
    ///
    /// # Errors
    /// Longer than [`CAPTION_CHARS_MAX`], or for another kind.
    pub fn caption(mut self, caption: impl Into<String>) -> Result<Self, Invalid> {
        let field = self.kind.field("caption");
        let caption = optional(field.clone(), caption, CAPTION_CHARS_MAX)?;
        if caption.is_some() && !matches!(self.kind, Kind::Image | Kind::Video | Kind::Document) {
            return Err(Invalid::not_allowed(field, "audio and stickers have no caption"));
        }
        self.caption = caption;
        Ok(self)
    }

    /// The name a document is saved by; its ending decides the icon. Empty is none.
    ///
    /// # Errors
    /// Longer than [`FILE_NAME_CHARS_MAX`], or for another kind.
    pub fn file_name(mut self, name: impl Into<String>) -> Result<Self, Invalid> {
        let field = self.kind.field("filename");
        let name = optional(field.clone(), name, FILE_NAME_CHARS_MAX)?;
        if name.is_some() && self.kind != Kind::Document {
            return Err(Invalid::not_allowed(field, "only documents have a file name"));
        }
        self.file_name = name;
        Ok(self)
    }

    /// Whether it can stand at the head of another message.
    pub(super) fn fits_header(&self) -> bool {
        self.caption.is_none() && matches!(self.kind, Kind::Image | Kind::Video | Kind::Document)
    }

    /// Whether it can stand at the head of a card.
    pub(super) fn fits_card(&self) -> bool {
        self.caption.is_none() && matches!(self.kind, Kind::Image | Kind::Video)
    }

    pub(super) fn kind(&self) -> &'static str {
        self.kind.name()
    }

    pub(super) fn into_value(self) -> Value {
        let voice = (self.kind == Kind::Voice).then_some(("voice", json!(true)));
        let (source, value) = self.source;
        let members = member("caption", self.caption).into_iter().chain(member("filename", self.file_name)).chain(voice);
        with(json!({source: value}), members)
    }

    /// As a header, a card's header or a parameter: `{type, <type>: {..}}`.
    pub(super) fn into_typed(self) -> Value {
        let kind = self.kind();
        json!({"type": kind, kind: self.into_value()})
    }
}
