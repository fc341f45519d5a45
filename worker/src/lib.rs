//! One business's engine: STREAM to STORE, then LIVE.
//!
//! `run` takes deliveries from the tenant's stream, `inbound` turns them into rows and changes, and `run` alone
//! settles them (law 6): commit, publish, acknowledge, in this order (law 1). `sweep` does what no delivery asks for.

pub mod config;
pub mod inbound;
pub mod metrics;
pub mod run;
pub mod start;
pub mod sweep;
