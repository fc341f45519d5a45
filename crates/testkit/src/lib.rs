//! Real Postgres, NATS and Redis for tests, one line each; nothing is mocked and nothing is left behind.
//!
//! A database is made per test on the server of `TEST_DATABASE_URL`; NATS and Redis are started per test on free
//! ports, with their files in a temporary folder, and end with the value that stands for them.

mod database;
mod server;

pub use database::{TestDatabase, postgres};
pub use server::{TestNats, TestRedis, free_port, nats, redis};
