//! The API against a real PostgreSQL, NATS and Redis, over HTTP and sockets.

#![expect(clippy::unwrap_used, reason = "in a test's own tools a panic is the failure")]

mod auth;
mod ingest;
mod live;
mod socket;
mod tenancy;
mod world;
mod writes;
