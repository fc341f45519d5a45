//! Resumable uploads (section 8.1): a session, bytes from an offset on, a handle at the end.

use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::json;

use super::Call;
use super::answer::{Refusal, object};
use crate::simulator::Simulator;
use crate::world::{Event, Upload, World};

/// Ids of sessions begin so.
pub(super) const PREFIX: &str = "upload:";
const FILE_BYTES_MAX: u64 = 100 * 1024 * 1024;
/// How long a session and its handle are kept: the provider names no time, and keeps uploaded media as long.
const KEPT_MS: i64 = 30 * 24 * 3600 * 1000;
/// What template headers and profile photos may be.
const TYPES: &[&str] = &["application/pdf", "image/jpeg", "image/jpg", "image/png", "video/mp4"];

/// `POST /{app}/uploads?file_name&file_length&file_type`.
pub(super) fn open(simulator: &Simulator, call: &Call, app_id: &str) -> Result<Response, Refusal> {
    let business = call.app(simulator, app_id)?;
    let members = call.members()?;
    let text = |name: &str| call.query(name).or_else(|| members.get(name).and_then(|value| value.as_str())).unwrap_or_default();
    let length = members.get("file_length").and_then(serde_json::Value::as_u64).or_else(|| text("file_length").parse().ok());
    let file_bytes = length.filter(|length| (1..=FILE_BYTES_MAX).contains(length));
    let file_bytes =
        file_bytes.ok_or_else(|| Refusal::bad_parameter(format!("file_length must be between 1 and {FILE_BYTES_MAX} bytes")))?;
    let file_type = text("file_type").to_owned();
    if !TYPES.contains(&file_type.as_str()) {
        return Err(Refusal::bad_parameter(format!("file_type must be one of {}", TYPES.join(", "))));
    }
    let key = [simulator.random().next(), simulator.random().next()].map(u64::to_be_bytes).concat();
    let upload = Upload {
        id: format!("{PREFIX}{}", STANDARD.encode(format!("1:attachment:{}", URL_SAFE_NO_PAD.encode(&key)))),
        signature: format!("AR{}", URL_SAFE_NO_PAD.encode(simulator.random().next().to_be_bytes())),
        app_id: business.app_id,
        file_name: text("file_name").to_owned(),
        file_type,
        file_bytes,
        received_bytes: 0,
        handle: None,
        expires_at_ms: Some(simulator.clock().now_ms() + KEPT_MS),
    };
    let id = format!("{}?sig={}", upload.id, upload.signature);
    simulator.record(Event::UploadSet { upload });
    Ok(object(json!({"id": id})))
}

/// `POST /{upload id}` with `file_offset` and bytes. What arrives before the connection ends is not lost: the offset tells how far.
pub(super) fn append(simulator: &Simulator, call: &Call, id: &str) -> Result<Response, Refusal> {
    let offset = call.header("file_offset").and_then(|offset| offset.trim().parse::<u64>().ok());
    let offset = offset.ok_or_else(|| Refusal::upload(400, "The header file_offset is required"))?;
    // One step, bytes and all: of two at once, the second has another offset.
    simulator.decide(|world| {
        let mut upload = find(world, call, id)?;
        if offset != upload.received_bytes {
            return Err(Refusal::upload(400, format!("The file_offset must be {}, not {offset}", upload.received_bytes)));
        }
        upload.received_bytes += call.body.len() as u64;
        if upload.received_bytes > upload.file_bytes {
            return Err(Refusal::upload(400, format!("The file is longer than the {} bytes that were announced", upload.file_bytes)));
        }
        simulator.blobs().append(id, &call.body).map_err(|error| Refusal::upload(500, format!("the simulator's disk: {error}")))?;
        if upload.received_bytes == upload.file_bytes {
            upload.handle = Some(handle(&upload));
        }
        let part = || json!({"id": id, "file_offset": upload.received_bytes});
        let answer = upload.handle.as_ref().map_or_else(part, |handle| json!({"h": handle}));
        Ok((object(answer), vec![Event::UploadSet { upload }]))
    })
}

fn handle(upload: &Upload) -> String {
    let [name, file_type, id] = [&upload.file_name, &upload.file_type, &upload.id].map(|text| STANDARD.encode(text));
    format!("4::{name}:{file_type}:{id}:{}", upload.signature)
}

/// `GET /{upload id}`: where to go on.
pub(super) fn offset(simulator: &Simulator, call: &Call, id: &str) -> Result<Response, Refusal> {
    let upload = simulator.read(|world| find(world, call, id))?;
    Ok(object(json!({"id": format!("{}?sig={}", upload.id, upload.signature), "file_offset": upload.received_bytes})))
}

/// The upload that a handle stands for.
pub(super) fn of_handle(simulator: &Simulator, app_id: &str, handle: &str) -> Option<Upload> {
    let is_it = |upload: &&Upload| upload.app_id == app_id && upload.handle.as_deref() == Some(handle);
    simulator.read(|world| world.uploads.values().find(is_it).cloned())
}

fn find(world: &World, call: &Call, id: &str) -> Result<Upload, Refusal> {
    let is_theirs = |upload: &&Upload| {
        let mut businesses = world.of_token(call.token());
        call.query("sig") == Some(&upload.signature) && businesses.any(|business| business.app_id == upload.app_id)
    };
    let upload = world.uploads.get(id).filter(is_theirs).cloned();
    upload.ok_or_else(|| Refusal::upload(404, "The upload session doesn't exist, or its signature is wrong"))
}
