//! Files: what a customer picks on the page, and what a chat shows.

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::request::{Json, Query};
use super::{Problem, ProblemBody, WhichNumber, business};
use crate::gallery::{self, Attached};
use crate::simulator::Simulator;
use crate::world::Media;

/// Largest file of a customer: the provider refuses larger documents (section 8).
pub(super) const FILE_BYTES_MAX: usize = 100 * 1024 * 1024;

/// A file that can be sent.
#[derive(Serialize, ToSchema)]
pub(super) struct Kept {
    id: String,
    mime_type: String,
    sha256: String,
}

/// Keeps a customer's file: its id goes into `content.media` of a message.
#[utoipa::path(post, path = "/media", tag = "customers", operation_id = "keepMedia", params(WhichNumber),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file; its type is the request's Content-Type"),
    responses((status = 200, body = Kept), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 413, body = ProblemBody)))]
pub(super) async fn keep(
    State(simulator): State<Simulator>,
    Query(of): Query<WhichNumber>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Kept>, Problem> {
    let body = body?;
    business(&simulator, &of.phone_number_id)?;
    let mime_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).filter(|mime_type| mime_type.contains('/'));
    let mime_type = mime_type.ok_or_else(|| Problem::bad("name the file's type with Content-Type, such as image/jpeg"))?;
    let kept = gallery::keep(&simulator, &of.phone_number_id, mime_type, &body)
        .map_err(|error| Problem::internal(format!("the file can't be kept: {error}")))?;
    let kept = Attached::from(kept);
    Ok(Json(Kept { id: kept.id, mime_type: kept.mime_type, sha256: kept.sha256 }))
}

#[derive(Deserialize, IntoParams)]
pub(super) struct Which {
    /// Of a media object.
    id: Option<String>,
    /// The address that a message of the business named.
    link: Option<String>,
}

/// The bytes of a media object, without the Graph API's token and five minutes.
#[utoipa::path(get, path = "/media", tag = "customers", operation_id = "getMedia", params(Which),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), (status = 400, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub(super) async fn get(State(simulator): State<Simulator>, Query(which): Query<Which>) -> Result<Response, Problem> {
    let is_wanted = |media: &&Media| which.id.as_ref() == Some(&media.id) || (which.link.is_some() && which.link == media.link);
    let media = simulator.read(|world| world.media.values().find(is_wanted).cloned());
    let file = media.and_then(|media| Some((simulator.blobs().read(&media.id)?, media)));
    let (bytes, media) = file.ok_or_else(|| Problem::not_found("there is no such file any more"))?;
    Ok(([(header::CONTENT_TYPE, media.mime_type), (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned())], bytes).into_response())
}
