//! The calls that don't send messages, against a server on this machine: what goes over the wire, and how answers are read.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

mod lists;
mod media;
mod numbers;
mod server;
mod templates;
mod uploads;
