//! The subscription challenge: `GET /webhooks/whatsapp` and `GET /webhooks/whatsapp/{tenantId}`.

use axum::{
    extract::{Path, RawQuery, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::TenantId;
use whatsapp::webhook::handshake::Handshake;

use super::{Ingest, routes::Routes};
use crate::error::Problem;

/// The URL of a Meta app that several businesses share: any tenant's token will do.
pub async fn shared(State(ingest): State<Ingest>, RawQuery(query): RawQuery) -> Response {
    answer(&ingest, query.as_deref(), |routes, handshake| routes.all().any(|tenant| tenant.token_is(handshake)))
}

/// The URL of a business with its own app: only that tenant's token will do.
pub async fn own(State(ingest): State<Ingest>, Path(tenant): Path<String>, RawQuery(query): RawQuery) -> Response {
    let tenant = TenantId::parse(&tenant).ok();
    answer(&ingest, query.as_deref(), |routes, handshake| {
        tenant.as_ref().and_then(|id| routes.tenant(id)).is_some_and(|tenant| tenant.token_is(handshake))
    })
}

fn answer(ingest: &Ingest, query: Option<&str>, known: impl Fn(&Routes, &Handshake) -> bool) -> Response {
    let refuse = |detail: &str| Problem::new(StatusCode::FORBIDDEN, "wrong_verify_token", detail).render(None);
    let Some(routes) = ingest.routes() else {
        return Problem::new(StatusCode::SERVICE_UNAVAILABLE, "starting", "the directory isn't read yet; try again").render(None);
    };
    match Handshake::parse(query.unwrap_or_default()) {
        // text/plain, so that a challenge can never be markup.
        Ok(handshake) if known(&routes, &handshake) => {
            ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], handshake.challenge).into_response()
        }
        Ok(_) => refuse("no business has this verify token"),
        Err(error) => refuse(&error.to_string()),
    }
}
