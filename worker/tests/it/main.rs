//! A worker between a real NATS and a real PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod flow;
mod outages;
mod process;
mod sweeps;
mod world;
