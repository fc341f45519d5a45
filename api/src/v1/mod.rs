//! REST under `/api/v1`: `v1/<noun>/<verb>.rs`, each with its document, its handler and its errors.

pub mod auth;
pub mod body;
pub mod businesses;
pub mod conversations;
pub mod keyed;
pub mod members;
pub mod messages;
pub mod schema;
