//! HTTP in, HTTP out, sockets out. [`router`] is the table of contents: `ingest` takes the provider's webhooks to the
//! bus, `v1` is REST, `live` takes changes from the bus to browsers, `dashboard` serves the web pages.

pub mod app;
pub mod auth;
pub mod config;
pub mod dashboard;
pub mod databases;
pub mod error;
pub mod freshness;
pub mod ingest;
pub mod limits;
pub mod live;
pub mod metrics;
pub mod origin;
pub mod page;
pub mod request;
pub mod router;
pub mod server;
pub mod token;
pub mod v1;
