//! Pictures, notes and papers that customers send, and how a file of theirs becomes a media object of the Graph API.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::ids;
use crate::simulator::Simulator;
use crate::world::{Event, Media};

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
}

/// The media object of a source; a sample becomes a new one. `None` when there is no such object.
#[must_use]
pub fn attach(simulator: &Simulator, phone_number_id: &str, source: &Source) -> Option<Attached> {
    match source {
        Source::Sample(sample) => keep(simulator, phone_number_id, sample.mime_type, sample.bytes).ok(),
        Source::Object(id) => {
            let media = simulator.read(|world| world.media.get(id).cloned())?;
            let sha256 = hex::decode(&media.sha256).map(|hash| STANDARD.encode(hash)).unwrap_or(media.sha256);
            Some(Attached { id: media.id, mime_type: media.mime_type, sha256 })
        }
    }
}

/// Keeps a customer's file as the Graph API's, for seven days.
///
/// # Errors
/// When the disk fails.
pub fn keep(simulator: &Simulator, phone_number_id: &str, mime_type: &str, bytes: &[u8]) -> std::io::Result<Attached> {
    let id = ids::decimal(simulator.random());
    let hash = Sha256::digest(bytes);
    let now = simulator.clock().now_ms();
    simulator.blobs().append(&id, bytes)?;
    simulator.record(Event::MediaSet {
        media: Media {
            id: id.clone(),
            phone_number_id: phone_number_id.to_owned(),
            mime_type: mime_type.to_owned(),
            sha256: hex::encode(hash),
            file_bytes: bytes.len() as u64,
            kept_at_ms: now,
            expires_at_ms: now + KEPT_MS,
            link: None,
        },
    });
    Ok(Attached { id, mime_type: mime_type.to_owned(), sha256: STANDARD.encode(hash) })
}
