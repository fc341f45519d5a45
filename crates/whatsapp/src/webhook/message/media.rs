//! Images, videos, sound, documents and stickers (section 3.3).

use serde::{Deserialize, Serialize};

use super::super::field::{Extra, Field, Id};

/// A file, to be fetched by its id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Media {
    pub id: Field<Id>,
    /// May have parameters: `audio/ogg; codecs=opus`.
    pub mime_type: Field<String>,
    /// Opaque: base64 or hex, both occur.
    pub sha256: Field<String>,
    pub caption: Field<String>,
    /// Of documents.
    pub filename: Field<String>,
    /// Good for five minutes, with the bearer token.
    pub url: Field<String>,
    /// Of audio: recorded in the chat.
    pub voice: Field<bool>,
    /// Of stickers.
    pub animated: Field<bool>,
    #[serde(flatten)]
    pub extra: Extra,
}
