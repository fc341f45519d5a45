//! The store against a real PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod accounts;
mod agents;
mod inbound;
mod lists;
mod provisioning;
mod world;
