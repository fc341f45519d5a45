//! What every process needs and no product word appears in: the crypto provider, telemetry, metrics and health on
//! their own port, and an orderly shutdown.

pub mod crypto;
pub mod lifecycle;
pub mod ops;
pub mod telemetry;

pub use crypto::install_crypto;
pub use lifecycle::{Lifecycle, TaskResult, chain};
pub use ops::{Readiness, serve_ops};
pub use telemetry::install_telemetry;
