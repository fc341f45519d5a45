//! The page on which a developer plays a customer.

use axum::response::Html;

/// `GET /`.
pub async fn show() -> Html<&'static str> {
    Html(include_str!("page/customer.html"))
}
