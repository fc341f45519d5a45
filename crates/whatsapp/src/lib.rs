//! The provider's JSON, signature and HTTP. Nothing else in the workspace knows them.
//!
//! Inbound, a body passes `webhook::{signature, route, parse}`; outbound, `client` speaks the Graph API. Rules and oddities of
//! the provider are cited in comments as "section n" of the Cloud API fact sheet.

pub mod client;
mod json;
pub mod webhook;
