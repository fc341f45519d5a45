//! The API against a real PostgreSQL, NATS and Redis, over HTTP and sockets.

mod auth;
mod ingest;
mod live;
mod socket;
mod tenancy;
mod world;
