//! `POST /webhooks/whatsapp` and `POST /webhooks/whatsapp/{tenantId}`.

use std::error::Error;

use axum::{
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use cache::Limit;
use futures::future::try_join_all;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use whatsapp::webhook::signature::{SIGNATURE_HEADER, Signature};

use super::{
    Ingest,
    publish::PublishError,
    routes::Tenant,
    verify::{self, Decision, NotSigned},
};
use crate::error::Problem;

/// Largest body, in bytes: the provider's own limit. Exactly this many pass.
pub const BODY_BYTES_MAX: usize = 3 * 1024 * 1024;
/// What is still read of a larger body before it is refused, in bytes: a client that is cut off while it sends sees a
/// broken connection and not the 413.
const OVERSIZE_READ_BYTES_MAX: usize = 16 * 1024 * 1024;
/// When the provider may try again, in seconds.
const RETRY_AFTER_S: HeaderValue = HeaderValue::from_static("1");

/// Why a webhook isn't accepted.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("the body is larger than {BODY_BYTES_MAX} bytes")]
    TooLarge,
    #[error("the body could not be read to its end")]
    Torn(#[source] Box<dyn Error + Send + Sync>),
    #[error("the header {SIGNATURE_HEADER} is missing or malformed")]
    Unsigned,
    #[error(transparent)]
    NotSigned(#[from] NotSigned),
    #[error("this business takes no more webhooks now")]
    Limited,
    #[error("the directory is not read yet")]
    Starting,
    #[error(transparent)]
    Publish(#[from] PublishError),
}

impl Refusal {
    /// The label of `ingest_requests_total`.
    fn outcome(&self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::Torn(_) => "torn",
            Self::Unsigned => "unsigned",
            Self::NotSigned(_) => "bad_signature",
            Self::Limited => "limited",
            Self::Starting => "starting",
            Self::Publish(PublishError::Away) => "bus_away",
            Self::Publish(PublishError::Full) => "queue_full",
            Self::Publish(PublishError::Refused(_)) => "not_acknowledged",
        }
    }

    fn response(&self) -> Response {
        let (status, code) = match self {
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "body_too_large"),
            Self::Torn(_) => (StatusCode::BAD_REQUEST, "torn_body"),
            Self::Unsigned | Self::NotSigned(_) => (StatusCode::UNAUTHORIZED, "bad_signature"),
            Self::Limited | Self::Starting | Self::Publish(_) => (StatusCode::SERVICE_UNAVAILABLE, "try_again"),
        };
        let problem = Problem::new(status, code, self.to_string());
        let problem =
            if status == StatusCode::SERVICE_UNAVAILABLE { problem.with_header(header::RETRY_AFTER, RETRY_AFTER_S) } else { problem };
        problem.render(None)
    }
}

/// The URL of a Meta app that several businesses share.
pub async fn shared(State(ingest): State<Ingest>, request: Request) -> Response {
    answer(&ingest, None, request).await
}

/// The URL of a business with its own app.
pub async fn own(State(ingest): State<Ingest>, Path(tenant): Path<String>, request: Request) -> Response {
    answer(&ingest, Some(&tenant), request).await
}

async fn answer(ingest: &Ingest, path: Option<&str>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    match receive(ingest, path, &parts.headers, body).await {
        Ok(outcome) => {
            ingest.metrics.ingest_requests.with_label_values(&[outcome]).inc();
            StatusCode::OK.into_response()
        }
        Err(refusal) => {
            ingest.metrics.ingest_requests.with_label_values(&[refusal.outcome()]).inc();
            if let Some(suppressed) = ingest.failures.may_write() {
                let error = service::chain(&refusal);
                tracing::warn!(outcome = refusal.outcome(), error, path, suppressed, "a webhook was not accepted");
            }
            refusal.response()
        }
    }
}

/// Verify, split, publish; returns once every part is acknowledged.
async fn receive(ingest: &Ingest, path: Option<&str>, headers: &HeaderMap, body: Body) -> Result<&'static str, Refusal> {
    let body = read(headers, body).await?;
    let signature = headers.get(SIGNATURE_HEADER).ok_or(Refusal::Unsigned)?;
    let signature = Signature::parse(signature.as_bytes()).map_err(|_| Refusal::Unsigned)?;
    let routes = ingest.routes().ok_or(Refusal::Starting)?;
    let path = verify::tenant_of_path(&routes, path)?;
    let decision = verify::decide(&routes, path, &signature, &body)?;
    for (tenant, _) in &decision.deliveries {
        within_limit(ingest, tenant).await?;
    }
    publish(ingest, decision).await
}

async fn publish(ingest: &Ingest, decision: Decision) -> Result<&'static str, Refusal> {
    if decision.unverified > 0 {
        ingest.metrics.ingest_unverified_owners.inc_by(decision.unverified as u64);
    }
    let mut outcome = "accepted";
    if let Some((reason, body)) = decision.dead {
        ingest.publisher.bury(reason, body).await?;
        ingest.metrics.ingest_unrouted.inc();
        outcome = "unrouted";
    }
    match decision.deliveries.as_slice() {
        [(tenant, body)] => ingest.publisher.publish(&tenant.lane, body.clone()).await?,
        deliveries => {
            try_join_all(deliveries.iter().map(|(tenant, body)| ingest.publisher.publish(&tenant.lane, body.clone()))).await?;
        }
    }
    Ok(outcome)
}

/// Whether the tenant takes one more webhook now. Fails open: without Redis nothing is refused.
async fn within_limit(ingest: &Ingest, tenant: &Tenant) -> Result<(), Refusal> {
    if tenant.ingest_per_second == 0 {
        return Ok(());
    }
    match ingest.cache.take(&format!("ingest:{}", tenant.id), Limit::per_second(tenant.ingest_per_second)).await {
        Ok(verdict) if !verdict.allowed => Err(Refusal::Limited),
        Ok(_) => Ok(()),
        Err(_) => {
            ingest.metrics.redis_failures.with_label_values(&["ingest_limit"]).inc();
            Ok(())
        }
    }
}

async fn read(headers: &HeaderMap, body: Body) -> Result<Bytes, Refusal> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()).and_then(|text| text.parse::<usize>().ok());
    if announced.is_some_and(|bytes| bytes > BODY_BYTES_MAX) {
        read_away(body).await;
        return Err(Refusal::TooLarge);
    }
    match Limited::new(body, BODY_BYTES_MAX).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Refusal::TooLarge),
        Err(error) => Err(Refusal::Torn(error)),
    }
}

/// Reads a body that is refused, up to a bound, and keeps nothing of it.
async fn read_away(mut body: Body) {
    let mut left = OVERSIZE_READ_BYTES_MAX;
    while let Some(Ok(frame)) = body.frame().await {
        match left.checked_sub(frame.data_ref().map_or(0, Bytes::len)) {
            Some(rest) => left = rest,
            None => return,
        }
    }
}
