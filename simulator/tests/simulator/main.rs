//! The simulator over its own HTTP, against a real callback and our own client.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

mod deliveries;
mod graph;
mod harness;
