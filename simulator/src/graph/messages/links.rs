//! Media by link: fetched as the provider does, and kept for ten minutes by its address (section 6).

use std::time::Duration;

use super::super::media::{self, Kept};
use super::content::{MediaUse, Source};
use crate::simulator::Simulator;
use crate::world::{Business, Media};

const CACHED_MS: i64 = 10 * 60 * 1000;
const FETCH_TIMEOUT: Duration = Duration::from_secs(5);

/// The file behind a link; `None` is a `failed` message, 131053.
pub(super) async fn fetch(simulator: &Simulator, business: &Business, used: &MediaUse) -> Option<Media> {
    let Source::Link(link) = &used.source else { return None };
    let now = simulator.clock().now_ms();
    let cached = simulator.read(|world| {
        let is_it = |media: &&Media| media.link.as_ref() == Some(link) && now - media.kept_at_ms < CACHED_MS;
        world.media.values().find(is_it).cloned()
    });
    let media = match cached {
        Some(media) => media,
        None => download(simulator, business, link).await?,
    };
    media::fits(used.kind, &media.mime_type, media.file_bytes).then_some(media)
}

async fn download(simulator: &Simulator, business: &Business, link: &str) -> Option<Media> {
    let mut response = simulator.http().get(link).timeout(FETCH_TIMEOUT).send().await.ok()?;
    if response.status() != reqwest::StatusCode::OK {
        return None;
    }
    let mime_type = response.headers().get("content-type")?.to_str().ok()?.to_owned();
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.ok()? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() as u64 > media::FILE_BYTES_MAX {
            return None;
        }
    }
    media::accepts(&mime_type, &bytes).ok()?;
    let kept = Kept { phone_number_id: &business.phone_number_id, mime_type: &mime_type, link: Some(link), keep_ms: CACHED_MS };
    media::keep(simulator, kept, &bytes).ok()
}
