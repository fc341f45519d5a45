//! Pictures, notes and papers that customers send, and how a file of theirs becomes a media object of the Graph API.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::graph::media::{self, Kept};
use crate::simulator::Simulator;
use crate::world::{Business, Media};

/// Media of a webhook live this long (section 1).
const KEPT_MS: i64 = 7 * 24 * 3600 * 1000;

/// A file of the gallery.
#[derive(Debug, PartialEq, Eq)]
pub struct Sample {
    pub name: &'static str,
    pub mime_type: &'static str,
    pub bytes: &'static [u8],
}

macro_rules! sample {
    ($name:literal, $mime_type:literal) => {
        Sample { name: $name, mime_type: $mime_type, bytes: include_bytes!(concat!("../media/", $name)) }
    };
}

pub static CAKE: Sample = sample!("cake.jpg", "image/jpeg");
pub static CROISSANTS: Sample = sample!("croissants.jpg", "image/jpeg");
pub static LOAF: Sample = sample!("loaf.jpg", "image/jpeg");
pub static OVEN: Sample = sample!("oven.mp4", "video/mp4");
pub static VOICE: Sample = sample!("voice.ogg", "audio/ogg; codecs=opus");
pub static MENU: Sample = sample!("menu.pdf", "application/pdf");
pub static THANKS: Sample = sample!("thanks.webp", "image/webp");

/// The whole gallery.
pub static SAMPLES: &[&Sample] = &[&CAKE, &CROISSANTS, &LOAF, &OVEN, &VOICE, &MENU, &THANKS];

/// Where a message's file comes from: a sample of the gallery, or a media object that is there already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Source {
    Sample(&'static Sample),
    Object(String),
}

/// A source that is neither.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is no media id and no file of the gallery, which has {known}", known = names())]
pub struct UnknownSource(String);

fn names() -> String {
    SAMPLES.iter().map(|sample| sample.name).collect::<Vec<_>>().join(", ")
}

impl TryFrom<String> for Source {
    type Error = UnknownSource;

    fn try_from(text: String) -> Result<Self, UnknownSource> {
        if let Some(sample) = SAMPLES.iter().copied().find(|sample| sample.name == text) {
            return Ok(Self::Sample(sample));
        }
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) { Ok(Self::Object(text)) } else { Err(UnknownSource(text)) }
    }
}

impl From<Source> for String {
    fn from(source: Source) -> Self {
        match source {
            Source::Sample(sample) => sample.name.to_owned(),
            Source::Object(id) => id,
        }
    }
}

/// A file as a webhook tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    pub id: String,
    pub mime_type: String,
    /// Base64, as on live messages.
    pub sha256: String,
    /// Where it can be had for five minutes.
    pub url: Option<String>,
}

impl From<Media> for Attached {
    fn from(media: Media) -> Self {
        let sha256 = hex::decode(&media.sha256).map(|hash| STANDARD.encode(hash)).unwrap_or(media.sha256);
        Self { id: media.id, mime_type: media.mime_type, sha256, url: None }
    }
}

/// The media object of a source; a sample becomes a new one. `None` when there is no such object.
#[must_use]
pub fn attach(simulator: &Simulator, business: &Business, source: &Source) -> Option<Attached> {
    let media = match source {
        Source::Sample(sample) => keep(simulator, &business.phone_number_id, sample.mime_type, sample.bytes).ok()?,
        Source::Object(id) => simulator.read(|world| world.media.get(id).cloned())?,
    };
    let base = business.policy.media_base_url.as_ref();
    let url = base.and_then(|base| media::address(simulator, &media, base));
    Some(Attached { url, ..media.into() })
}

/// Keeps a customer's file as the Graph API's, for seven days.
///
/// # Errors
/// When the disk fails.
pub fn keep(simulator: &Simulator, phone_number_id: &str, mime_type: &str, bytes: &[u8]) -> std::io::Result<Media> {
    media::keep(simulator, Kept { phone_number_id, mime_type, link: None, keep_ms: KEPT_MS }, bytes)
}
