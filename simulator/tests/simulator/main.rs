//! The simulator over its own HTTP, against a real callback and our own client.

#![expect(clippy::unwrap_used, reason = "a test that can't go on says where")]

#[path = "../contract/mod.rs"]
mod client;
mod deliveries;
mod document;
mod forms;
mod graph;
mod groups;
mod harness;
mod inbound;
mod limits;
mod media;
mod month;
mod numbers;
mod office;
mod protocol;
mod ranges;
mod restart;
mod scenes;
mod sends;
mod settings;
mod statuses;
mod subscriptions;
mod templates;
