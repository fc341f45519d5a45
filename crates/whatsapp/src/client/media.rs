//! Media: what may be uploaded, and how it goes up and comes down (section 8).

use std::ops::RangeInclusive;

use aws_lc_rs::digest;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use reqwest::multipart::{Form, Part};
use serde::{Deserialize, Deserializer};

pub use reqwest::Body;

use super::call::Call;
use super::fetch::Fetch;
use super::send::invalid;
use super::send::{Fault, Invalid};
use super::types::Created;
use super::{Account, ClientError};

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;

/// Largest audio file, in bytes.
pub const AUDIO_BYTES_MAX: u64 = 16 * MIB;
/// Largest document, in bytes.
pub const DOCUMENT_BYTES_MAX: u64 = 100 * MIB;
/// Largest image, in bytes.
pub const IMAGE_BYTES_MAX: u64 = 5 * MIB;
/// Largest sticker that moves, in bytes.
pub const ANIMATED_STICKER_BYTES_MAX: u64 = 500 * KIB;
/// Largest sticker that doesn't move, in bytes.
pub const STATIC_STICKER_BYTES_MAX: u64 = 100 * KIB;
/// Largest video, in bytes.
pub const VIDEO_BYTES_MAX: u64 = 16 * MIB;

/// Every type that can be uploaded, and its largest size in bytes. A sticker's type doesn't tell whether it moves: the larger.
pub const MEDIA_TYPES: &[(&str, u64)] = &[
    ("audio/aac", AUDIO_BYTES_MAX),
    ("audio/amr", AUDIO_BYTES_MAX),
    ("audio/mpeg", AUDIO_BYTES_MAX),
    ("audio/mp4", AUDIO_BYTES_MAX),
    ("audio/ogg", AUDIO_BYTES_MAX),
    ("text/plain", DOCUMENT_BYTES_MAX),
    ("application/pdf", DOCUMENT_BYTES_MAX),
    ("application/msword", DOCUMENT_BYTES_MAX),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", DOCUMENT_BYTES_MAX),
    ("application/vnd.ms-excel", DOCUMENT_BYTES_MAX),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", DOCUMENT_BYTES_MAX),
    ("application/vnd.ms-powerpoint", DOCUMENT_BYTES_MAX),
    ("application/vnd.openxmlformats-officedocument.presentationml.presentation", DOCUMENT_BYTES_MAX),
    ("image/jpeg", IMAGE_BYTES_MAX),
    ("image/png", IMAGE_BYTES_MAX),
    ("image/webp", ANIMATED_STICKER_BYTES_MAX),
    ("video/mp4", VIDEO_BYTES_MAX),
    ("video/3gpp", VIDEO_BYTES_MAX),
];

/// Largest file of a type, in bytes; `None` for a type that can't be sent. Parameters (`; codecs=opus`) don't count.
#[must_use]
pub fn bytes_max(mime_type: &str) -> Option<u64> {
    let essence = mime_type.split(';').next().unwrap_or_default().trim();
    MEDIA_TYPES.iter().find(|(known, _)| known.eq_ignore_ascii_case(essence)).map(|(_, bytes_max)| *bytes_max)
}

/// How long a file of a number that stores nothing may be kept (section 8), in minutes.
pub const TTL_MINUTES: RangeInclusive<u16> = 60..=43_200;

/// A file to upload, before its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaFile {
    name: String,
    mime_type: String,
    bytes: u64,
    ttl_minutes: Option<u16>,
}

impl MediaFile {
    /// A file of so many bytes.
    ///
    /// # Errors
    /// A type that isn't one of [`MEDIA_TYPES`] as a form writes it (no space around it, parameters with values), no name, nothing in
    /// it, or more than its type may have.
    pub fn new(name: impl Into<String>, mime_type: impl Into<String>, bytes: u64) -> Result<Self, Invalid> {
        let (name, mime_type) = (name.into(), mime_type.into());
        if name.is_empty() {
            return Err(Invalid::new("file.name", Fault::Missing));
        }
        let can_be_written = Part::text("").mime_str(&mime_type).is_ok();
        let Some(most) = bytes_max(&mime_type).filter(|_| can_be_written) else {
            return Err(Invalid::malformed("type", "one of the types in MEDIA_TYPES", &mime_type));
        };
        invalid::bytes("file", bytes, most)?;
        Ok(Self { name, mime_type, bytes, ttl_minutes: None })
    }

    /// Kept for so many minutes instead of 30 days; for numbers with No Storage.
    ///
    /// # Errors
    /// Not within [`TTL_MINUTES`].
    pub fn ttl_minutes(mut self, minutes: u16) -> Result<Self, Invalid> {
        let range = usize::from(*TTL_MINUTES.start())..=usize::from(*TTL_MINUTES.end());
        invalid::count("ttl_minutes", minutes.into(), &range)?;
        self.ttl_minutes = Some(minutes);
        Ok(self)
    }
}

/// What the provider knows of a file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct MediaInfo {
    /// Where it can be had for 5 minutes, with the token.
    pub url: String,
    pub mime_type: Option<String>,
    /// Hex or base64, both occur.
    pub sha256: Option<String>,
    #[serde(default, rename = "file_size", deserialize_with = "size")]
    pub bytes: Option<u64>,
}

/// A string in the provider's example, a number in practice.
fn size<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let value = Option::<serde_json::Value>::deserialize(deserializer)?;
    Ok(value.and_then(|value| value.as_u64().or_else(|| value.as_str()?.parse().ok())))
}

/// Why a file can't be had whole.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    #[error("the provider doesn't give the file out")]
    Client(#[from] ClientError),
    #[error("the file has more than {bytes_max} bytes: it is left where it is")]
    TooLarge { bytes_max: u64 },
    #[error("{bytes} bytes came, {announced} were announced: download it again")]
    CutShort { bytes: u64, announced: u64 },
    #[error("the bytes that came aren't those that were sent (SHA-256): download it again")]
    OtherBytes,
}

/// A file that is coming in. It is whole, and what was sent, only once [`Download::chunk`] has returned `None`.
#[derive(Debug)]
pub struct Download {
    pub info: MediaInfo,
    fetch: Fetch,
    check: Check,
}

/// What has come, against what should.
#[derive(Debug)]
struct Check {
    digest: Digest,
    bytes: u64,
    bytes_max: u64,
    announced: Option<u64>,
    sha256: Option<[u8; 32]>,
}

struct Digest(digest::Context);

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Digest")
    }
}

impl Check {
    fn new(info: &MediaInfo, bytes_max: u64) -> Result<Self, MediaError> {
        if info.bytes.is_some_and(|bytes| bytes > bytes_max) {
            return Err(MediaError::TooLarge { bytes_max });
        }
        let sha256 = info.sha256.as_deref().and_then(sha256_of);
        Ok(Self { digest: Digest(digest::Context::new(&digest::SHA256)), bytes: 0, bytes_max, announced: info.bytes, sha256 })
    }

    fn add(&mut self, chunk: &[u8]) -> Result<(), MediaError> {
        self.bytes += chunk.len() as u64;
        if self.bytes > self.bytes_max {
            return Err(MediaError::TooLarge { bytes_max: self.bytes_max });
        }
        self.digest.0.update(chunk);
        Ok(())
    }

    fn end(&self) -> Result<(), MediaError> {
        if let Some(announced) = self.announced.filter(|announced| *announced != self.bytes) {
            return Err(MediaError::CutShort { bytes: self.bytes, announced });
        }
        let came = self.digest.0.clone().finish();
        if self.sha256.is_some_and(|sent| sent != came.as_ref()) { Err(MediaError::OtherBytes) } else { Ok(()) }
    }
}

/// The hash in either writing; `None` for what is neither, which can't be checked.
fn sha256_of(text: &str) -> Option<[u8; 32]> {
    let mut hash = [0; 32];
    if hex::decode_to_slice(text, &mut hash).is_ok() {
        return Some(hash);
    }
    BASE64_STANDARD.decode(text).ok()?.try_into().ok()
}

impl Download {
    /// The next piece; `None` at the end of a file that is whole.
    ///
    /// # Errors
    /// The connection broke off, or the file isn't what was announced.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, MediaError> {
        let Some(chunk) = self.fetch.chunk().await? else {
            self.check.end()?;
            return Ok(None);
        };
        self.check.add(&chunk)?;
        Ok(Some(chunk))
    }
}

impl Account {
    /// Uploads a file; its id holds for 30 days, or the file's own time. `body` is the file's bytes, or [`Body::wrap_stream`] of
    /// them as they come.
    ///
    /// # Errors
    /// Code 131053 when the bytes aren't of the type.
    pub async fn upload_media(&self, phone_number_id: &str, file: &MediaFile, body: impl Into<Body>) -> Result<String, ClientError> {
        let part = Part::stream_with_length(body, file.bytes)
            .file_name(file.name.clone())
            .mime_str(&file.mime_type)
            .expect("MediaFile::new has tried it");
        let mut form = Form::new().text("messaging_product", "whatsapp").text("type", file.mime_type.clone());
        if let Some(minutes) = file.ttl_minutes {
            form = form.text("ttl_minutes", minutes.to_string());
        }
        // A second upload is a second id; the first one ends by itself.
        let created: Created = self.call(Call::post(&[phone_number_id, "media"]).form(form.part("file", part)).repeatable()).await?;
        Ok(created.id)
    }

    /// Where a file is, for the next 5 minutes. With a number, only a file of that number.
    ///
    /// # Errors
    /// Code 100 with subcode 33 for a file that is gone.
    pub async fn media(&self, media_id: &str, phone_number_id: Option<&str>) -> Result<MediaInfo, ClientError> {
        let query: Vec<_> = phone_number_id.map(|id| ("phone_number_id", id)).into_iter().collect();
        self.call(Call::get(&[media_id]).query(&query)).await
    }

    /// Begins to download a file. Its address is asked for first, and once more when it has expired meanwhile.
    ///
    /// # Errors
    /// As [`Account::media`]; [`MediaError::TooLarge`] before anything of a file that is announced with more than `bytes_max`.
    pub async fn download_media(&self, media_id: &str, phone_number_id: Option<&str>, bytes_max: u64) -> Result<Download, MediaError> {
        let mut info = self.media(media_id, phone_number_id).await?;
        let mut check = Check::new(&info, bytes_max)?;
        let fetch = match self.fetch(&info.url).await {
            Err(error) if has_expired(&error) => {
                info = self.media(media_id, phone_number_id).await?;
                check = Check::new(&info, bytes_max)?;
                self.fetch(&info.url).await?
            }
            fetched => fetched?,
        };
        if fetch.announced_bytes().is_some_and(|bytes| bytes > bytes_max) {
            return Err(MediaError::TooLarge { bytes_max });
        }
        Ok(Download { info, fetch, check })
    }

    /// Deletes an uploaded file.
    ///
    /// # Errors
    /// Code 100 with subcode 33 for a file that is gone.
    pub async fn delete_media(&self, media_id: &str) -> Result<(), ClientError> {
        self.done(Call::delete(&[media_id])).await
    }
}

/// Whether the media host no longer knows an address. It answers with a page, or with the Graph API's error.
fn has_expired(error: &ClientError) -> bool {
    let status = match error {
        ClientError::NotTheGraph { status } => *status,
        ClientError::Refused(refusal) => refusal.status,
        _ => return false,
    };
    matches!(status, 403 | 404 | 410)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn types_and_sizes_are_checked_before_anything_goes_up() {
        assert!(MediaFile::new("a.ogg", "audio/ogg; codecs=opus", AUDIO_BYTES_MAX).is_ok());
        assert!(MediaFile::new("a.jpg", "IMAGE/JPEG", 1).is_ok());
        for (name, mime_type, bytes) in [
            ("", "image/png", 1),
            ("a", "image/gif", 1),
            ("a", "", 1),
            ("a", "image/png; a=\n", 1),
            ("a", " image/png", 1),
            ("a", "image/png ", 1),
            ("a", "audio/ogg; codecs", 1),
            ("a", "image/png", 0),
            ("a", "image/png", IMAGE_BYTES_MAX + 1),
            ("a", "image/webp", ANIMATED_STICKER_BYTES_MAX + 1),
        ] {
            assert!(MediaFile::new(name, mime_type, bytes).is_err(), "{mime_type} {bytes}");
        }
    }

    #[test]
    fn a_hash_is_read_in_either_writing() {
        let hash = digest::digest(&digest::SHA256, b"x");
        assert_eq!(sha256_of(&hex::encode(hash)).as_ref().map(|hash| &hash[..]), Some(hash.as_ref()));
        assert_eq!(sha256_of(&BASE64_STANDARD.encode(hash)).as_ref().map(|hash| &hash[..]), Some(hash.as_ref()));
        assert_eq!(sha256_of("opaque"), None);
    }

    proptest! {
        #[test]
        fn a_file_of_any_type_that_is_taken_can_go_up(before in "[ \t]{0,1}", after in r"( ?; ?[a-z=\x22]{0,6}){0,2} ?") {
            for (mime_type, _) in MEDIA_TYPES {
                if let Ok(file) = MediaFile::new("a", format!("{before}{mime_type}{after}"), 1) {
                    prop_assert!(Part::text("x").mime_str(&file.mime_type).is_ok());
                }
            }
        }

        #[test]
        fn only_what_was_sent_passes_however_it_is_cut(bytes in prop::collection::vec(any::<u8>(), 1..200), cut in any::<prop::sample::Index>(), off_by in -1_i64..=1, flip in any::<bool>()) {
            let sha256 = Some(hex::encode(digest::digest(&digest::SHA256, &bytes)));
            let announced = bytes.len() as u64;
            let info = MediaInfo { url: String::new(), mime_type: None, sha256, bytes: announced.checked_add_signed(off_by) };
            let mut check = Check::new(&info, 201).unwrap();
            let mut came = bytes.clone();
            came[0] ^= u8::from(flip);
            let (a, b) = came.split_at(cut.index(came.len()));
            check.add(a).unwrap();
            check.add(b).unwrap();
            prop_assert_eq!(check.end().is_ok(), off_by == 0 && !flip);
        }
    }
}
