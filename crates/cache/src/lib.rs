//! Redis (or Valkey): rate limits, session mappings, presence. Losing it loses nothing but presence (law 3).
//!
//! Every call is bounded in time, and after a failure Redis is left alone for a moment ([`Cache`]), so that an outage
//! costs callers microseconds and not their timeout. The only crate that knows redis.

mod connection;
pub mod gcra;
pub mod presence;
pub mod pubsub;
pub mod sessions;

pub use connection::{Cache, CacheError};
pub use gcra::{Limit, LocalLimiter, Verdict};
pub use presence::Present;
pub use pubsub::{Signal, SignalEvent, SignalReader};
pub use sessions::SocketSession;
