//! Every route, in one table, by who calls it.

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::StatusCode,
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use socketioxide::layer::SocketIoLayer;
use utoipa::{
    OpenApi,
    openapi::{
        InfoBuilder,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    app::App,
    dashboard,
    error::{ApiError, Problem},
    ingest::{handshake, receive},
    origin::Origins,
    request,
    v1::{auth, body::BODY_BYTES_MAX, businesses, conversations, members, messages, schema},
};

/// What isn't a route: schemas of the socket's events.
#[derive(OpenApi)]
#[openapi(components(schemas(schema::Change)))]
struct Document;

/// The dashboard's and programs' routes, with their document.
fn v1() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(auth::login::login))
        .routes(routes!(auth::refresh::refresh))
        .routes(routes!(auth::logout::logout))
        .routes(routes!(auth::me::me))
        .routes(routes!(auth::accept_invite::accept_invite))
        .routes(routes!(businesses::list::list))
        .routes(routes!(businesses::get::get))
        .routes(routes!(messages::list::list))
        .routes(routes!(messages::across::across))
        .routes(routes!(conversations::list::list))
        .routes(routes!(conversations::get::get))
        .routes(routes!(conversations::messages::messages))
        .routes(routes!(conversations::read::read))
        .routes(routes!(conversations::assign::assign))
        .routes(routes!(conversations::resolve::resolve))
        .routes(routes!(conversations::reopen::reopen))
        .routes(routes!(conversations::snooze::snooze))
        .routes(routes!(members::list::list))
}

fn documented() -> (Router<App>, utoipa::openapi::OpenApi) {
    let (router, mut document) = OpenApiRouter::with_openapi(Document::openapi()).nest("/api/v1", v1()).split_for_parts();
    document.info = InfoBuilder::new()
        .title("Switchboard")
        .version("1")
        .description(Some("Errors are RFC 9457 problems with a stable `code`. Lists answer `{items, next_cursor}`."))
        .build();
    let bearer = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build());
    document.components.get_or_insert_default().add_security_scheme("bearer", bearer);
    (router, document)
}

/// The HTTP contract.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    documented().1
}

/// The provider's routes. No layer of ours around them: see `request` for why they aren't logged one by one.
fn webhooks() -> Router<App> {
    Router::new()
        .route("/webhooks/whatsapp", get(handshake::shared).post(receive::shared))
        .route("/webhooks/whatsapp/{tenantId}", get(handshake::own).post(receive::own))
}

/// Every route of the process.
pub fn router(app: App, sockets: SocketIoLayer) -> Router {
    let (v1, _) = documented();
    let v1 = v1
        .route("/api/{*rest}", axum::routing::any(|| async { ApiError::NotFound("page") }))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(middleware::from_fn_with_state(app.metrics.clone(), request::log));
    let pages =
        Router::new().fallback(dashboard::serve).layer(sockets).layer(middleware::from_fn_with_state(app.origins.clone(), same_origin));
    Router::new().merge(webhooks()).merge(v1).fallback_service(pages.with_state(app.clone())).with_state(app)
}

/// Pages of other origins get no socket.
async fn same_origin(State(origins): State<Origins>, request: Request, next: Next) -> Response {
    if request.uri().path().starts_with("/socket.io") && !origins.allow(request.headers()) {
        return Problem::new(StatusCode::FORBIDDEN, "wrong_origin", "sockets are for the dashboard's own pages").into_response();
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_answer_in_the_document_is_described() {
        let document = serde_json::to_value(super::openapi()).unwrap();
        let mut answers = 0;
        for (path, operations) in document["paths"].as_object().unwrap() {
            for (method, operation) in operations.as_object().unwrap() {
                for (status, answer) in operation["responses"].as_object().unwrap() {
                    let described = answer["description"].as_str().is_some_and(|text| !text.is_empty());
                    assert!(described, "{method} {path} {status}");
                    answers += 1;
                }
            }
        }
        assert!(answers > 50, "{answers}");
    }
}
