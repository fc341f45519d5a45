//! Media (section 8): upload, resolve to an address of five minutes, download, delete.

use std::ops::RangeInclusive;

use axum::body::Bytes;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures::stream;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use whatsapp::webhook::signature::AppSecret;

use super::Call;
use super::answer::{Refusal, object, success};
use crate::ids;
use crate::simulator::Simulator;
use crate::world::{Event, Media};

/// Where files are downloaded from; the provider does it on another host.
pub(super) const DOWNLOAD_PATH: [&str; 2] = ["whatsapp_business", "attachments"];
/// The largest file of any kind.
pub(super) const FILE_BYTES_MAX: u64 = 100 * MB;
/// How long an address of a file is good for.
const ADDRESS_MS: i64 = 5 * 60 * 1000;
/// How long an uploaded file is kept.
const UPLOAD_KEPT_MS: i64 = 30 * 24 * 3600 * 1000;

/// How long an upload says it is to be kept, in minutes.
const TTL_MINUTES: RangeInclusive<i64> = 60..=43_200;

const KB: u64 = 1024;
const MB: u64 = 1024 * KB;
const STATIC_STICKER_BYTES_MAX: u64 = 100 * KB;

/// What each kind of message takes: formats and the largest size.
const KINDS: &[(&str, &[&str], u64)] = &[
    ("audio", &["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"], 16 * MB),
    ("voice", &["audio/ogg"], 16 * MB),
    ("image", &["image/jpeg", "image/png"], 5 * MB),
    ("sticker", &["image/webp"], 500 * KB),
    ("video", &["video/mp4", "video/3gpp"], 16 * MB),
    (
        "document",
        &[
            "text/plain",
            "application/pdf",
            "application/msword",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.ms-excel",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.ms-powerpoint",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ],
        FILE_BYTES_MAX,
    ),
];

/// Whether a file can be sent as `kind`.
pub(super) fn fits(kind: &str, mime_type: &str, file_bytes: u64) -> bool {
    let of_kind = KINDS.iter().find(|(listed, ..)| *listed == kind);
    of_kind.is_some_and(|(_, types, bytes_max)| types.contains(&essence(mime_type).as_str()) && file_bytes <= *bytes_max)
}

/// A file to keep.
#[derive(Clone, Copy, Debug)]
pub struct Kept<'a> {
    pub phone_number_id: &'a str,
    pub mime_type: &'a str,
    /// Where it was fetched from, if it was.
    pub link: Option<&'a str>,
    pub keep_ms: i64,
}

/// Keeps a file's bytes under a new id.
///
/// # Errors
/// When the disk fails.
pub fn keep(simulator: &Simulator, kept: Kept<'_>, bytes: &[u8]) -> std::io::Result<Media> {
    let now = simulator.clock().now_ms();
    let media = Media {
        id: ids::decimal(simulator.random()),
        phone_number_id: kept.phone_number_id.to_owned(),
        mime_type: kept.mime_type.to_owned(),
        sha256: hex::encode(Sha256::digest(bytes)),
        file_bytes: bytes.len() as u64,
        kept_at_ms: now,
        expires_at_ms: now + kept.keep_ms,
        link: kept.link.map(str::to_owned),
    };
    simulator.blobs().append(&media.id, bytes)?;
    simulator.record(Event::MediaSet { media: media.clone() });
    Ok(media)
}

/// A file of one of the token's businesses that hasn't expired.
pub(super) fn find(simulator: &Simulator, access_token: &str, id: &str) -> Option<Media> {
    let now = simulator.clock().now_ms();
    simulator.read(|world| {
        let media = world.media.get(id).filter(|media| now < media.expires_at_ms)?;
        world.of_token(access_token).any(|business| business.phone_number_id == media.phone_number_id).then(|| media.clone())
    })
}

/// `POST /{phone number id}/media`.
pub(super) async fn upload(simulator: &Simulator, call: &Call, phone_number_id: &str) -> Result<Response, Refusal> {
    let business = call.number(simulator, phone_number_id)?;
    let form = Form::read(call).await?;
    if form.product.as_deref() != Some("whatsapp") {
        return Err(Refusal::bad_parameter("(#100) The parameter messaging_product is required."));
    }
    let (bytes, part_type) = form.file.ok_or_else(|| Refusal::bad_parameter("The parameter file is required"))?;
    let mime_type = form.mime_type.or(part_type).ok_or_else(|| Refusal::bad_parameter("The parameter type is required"))?;
    accepts(&mime_type, &bytes)?;
    let keep_ms = form.ttl_minutes.as_deref().map_or(Ok(UPLOAD_KEPT_MS), ttl_ms)?;
    let kept = Kept { phone_number_id: &business.phone_number_id, mime_type: &mime_type, link: None, keep_ms };
    let media = keep(simulator, kept, &bytes).map_err(|error| Refusal::code(131_000, format!("the simulator's disk: {error}")))?;
    Ok(object(json!({"id": media.id})))
}

fn ttl_ms(minutes: &str) -> Result<i64, Refusal> {
    let minutes = minutes.trim().parse().ok().filter(|minutes| TTL_MINUTES.contains(minutes));
    let (least, most) = (TTL_MINUTES.start(), TTL_MINUTES.end());
    minutes
        .map(|minutes: i64| minutes * 60_000)
        .ok_or_else(|| Refusal::bad_parameter(format!("ttl_minutes must be between {least} and {most}")))
}

/// The type must be one of those above, and the file no larger than its kind may be.
pub(super) fn accepts(mime_type: &str, bytes: &[u8]) -> Result<(), Refusal> {
    let essence = essence(mime_type);
    let Some((kind, _, kind_bytes_max)) = KINDS.iter().find(|(_, types, _)| types.contains(&essence.as_str())) else {
        let types: Vec<&str> = KINDS.iter().flat_map(|(_, types, _)| *types).copied().collect();
        let details =
            format!("Param file must be a file with one of the following types: {}. Received file of type '{essence}'.", types.join(", "));
        return Err(Refusal::bad_parameter(details));
    };
    let bytes_max = if *kind == "sticker" && !is_animated(bytes) { STATIC_STICKER_BYTES_MAX } else { *kind_bytes_max };
    match bytes.len() as u64 {
        0 => Err(Refusal::bad_parameter("The file is empty")),
        size if size > bytes_max => {
            Err(Refusal::code(131_053, format!("A file of {size} bytes is too large as {kind}: at most {bytes_max}")))
        }
        _ => Ok(()),
    }
}

/// The animation flag of an extended WebP header.
fn is_animated(bytes: &[u8]) -> bool {
    bytes.get(12..16) == Some(b"VP8X") && bytes.get(20).is_some_and(|flags| flags & 0x02 != 0)
}

/// The type without its parameters.
fn essence(mime_type: &str) -> String {
    mime_type.split(';').next().unwrap_or_default().trim().to_lowercase()
}

/// The parts of an upload.
#[derive(Default)]
struct Form {
    product: Option<String>,
    mime_type: Option<String>,
    ttl_minutes: Option<String>,
    file: Option<(Bytes, Option<String>)>,
}

impl Form {
    async fn read(call: &Call) -> Result<Self, Refusal> {
        let fault = |error: multer::Error| Refusal::bad_parameter(format!("The body is no multipart form: {error}"));
        let boundary = multer::parse_boundary(call.header("content-type").unwrap_or_default()).map_err(fault)?;
        let body = stream::iter([Ok::<_, std::io::Error>(call.body.clone())]);
        let mut parts = multer::Multipart::new(body, boundary);
        let mut form = Self::default();
        while let Some(part) = parts.next_field().await.map_err(fault)? {
            match part.name() {
                Some("messaging_product") => form.product = Some(part.text().await.map_err(fault)?),
                Some("type") => form.mime_type = Some(part.text().await.map_err(fault)?),
                Some("ttl_minutes") => form.ttl_minutes = Some(part.text().await.map_err(fault)?),
                Some("file") => {
                    let part_type = part.content_type().map(ToString::to_string);
                    form.file = Some((part.bytes().await.map_err(fault)?, part_type));
                }
                _ => {}
            }
        }
        Ok(form)
    }
}

/// `GET /{media id}`: the address to download it from, for the token's own businesses.
pub(super) fn resolve(simulator: &Simulator, call: &Call, id: &str) -> Result<Response, Refusal> {
    let media = owned(simulator, call, id)?;
    if call.query("phone_number_id").is_some_and(|number| number != media.phone_number_id) {
        return Err(Refusal::no_object(id, &call.method));
    }
    let url = address(simulator, &media, &call.base()).ok_or_else(|| Refusal::no_object(id, &call.method))?;
    Ok(object(json!({"messaging_product": "whatsapp", "url": url, "mime_type": media.mime_type, "sha256": media.sha256,
        "file_size": media.file_bytes, "id": media.id})))
}

/// An address below `base` that is good for five minutes; `None` when nobody owns the file any more.
#[must_use]
pub fn address(simulator: &Simulator, media: &Media, base: &str) -> Option<String> {
    let expires = (simulator.clock().now_ms() + ADDRESS_MS) / 1000;
    let hash = signature(simulator, media, expires)?;
    let (path, id) = (DOWNLOAD_PATH.join("/"), &media.id);
    Some(format!("{}/{path}/?mid={id}&source=getMedia&ext={expires}&hash={hash}", base.trim_end_matches('/')))
}

/// `GET` of such an address: needs the token, and the address must be young; anything else is a plain 404.
pub(super) fn download(simulator: &Simulator, call: &Call) -> Result<Response, Refusal> {
    let gone = || Refusal::bare(404);
    let id = call.query("mid").ok_or_else(gone)?;
    let media = owned(simulator, call, id).map_err(|_| gone())?;
    let expires: i64 = call.query("ext").and_then(|ext| ext.parse().ok()).ok_or_else(gone)?;
    if expires <= simulator.clock().now_ms().div_euclid(1000) || call.query("hash") != signature(simulator, &media, expires).as_deref() {
        return Err(gone());
    }
    let bytes = simulator.blobs().read(id).ok_or_else(gone)?;
    Ok(([(header::CONTENT_TYPE, media.mime_type)], bytes).into_response())
}

/// `DELETE /{media id}`.
pub(super) fn delete(simulator: &Simulator, call: &Call, id: &str) -> Result<Response, Refusal> {
    owned(simulator, call, id)?;
    simulator.record(Event::MediaDeleted { media_id: id.to_owned() });
    simulator.blobs().remove(id);
    Ok(success())
}

fn owned(simulator: &Simulator, call: &Call, id: &str) -> Result<Media, Refusal> {
    find(simulator, call.token(), id).ok_or_else(|| Refusal::no_object(id, &call.method))
}

/// What makes an address hard to guess; the same after a restart.
fn signature(simulator: &Simulator, media: &Media, expires: i64) -> Option<String> {
    let secret = simulator.read(|world| world.businesses.get(&media.phone_number_id).map(|business| business.app_secret.clone()))?;
    let signed = AppSecret::new(&secret).sign(format!("{} {expires}", media.id).as_bytes());
    signed.strip_prefix("sha256=").map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_and_sizes_are_those_of_the_table() {
        assert!(fits("audio", "audio/ogg; codecs=opus", 16 * MB) && !fits("audio", "audio/ogg", 16 * MB + 1));
        assert!(fits("voice", "Audio/OGG", 1) && !fits("voice", "audio/mpeg", 1));
        assert!(!fits("image", "image/webp", 1) && fits("sticker", "image/webp", 500 * KB));
        assert!(fits("document", "application/pdf", 100 * MB) && !fits("document", "application/zip", 1));
        assert!(!fits("hologram", "image/png", 1));
    }

    #[test]
    fn only_animated_stickers_may_be_large() {
        let mut sticker = vec![0; 101 * 1024];
        assert!(accepts("image/webp", &sticker).is_err());
        sticker[12..16].copy_from_slice(b"VP8X");
        sticker[20] = 0x02;
        assert!(accepts("image/webp", &sticker).is_ok());
        assert!(accepts("image/png", &[]).is_err() && accepts("font/woff", b"x").is_err());
    }
}
