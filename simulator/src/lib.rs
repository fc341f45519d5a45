//! A local Graph API: signs and delivers webhooks as the provider does, accepts the calls Switchboard makes, injects faults.
//!
//! For development and tests only; never part of a production image. `README.md` is its manual.

pub mod blobs;
pub mod clock;
pub mod compose;
pub mod control;
pub mod delivery;
pub mod faults;
pub mod gallery;
pub mod graph;
pub mod ids;
pub mod journal;
pub mod load;
pub mod page;
pub mod people;
pub mod random;
pub mod report;
pub mod say;
pub mod scenes;
pub mod simulator;
pub mod traffic;
pub mod world;

pub use simulator::{Settings, Simulator};

use axum::Router;
use axum::routing::get;

/// Everything the simulator serves: the control API, the customer's page, and the Graph API below any other path.
pub fn router(simulator: Simulator) -> Router {
    Router::new()
        .route("/healthz", get(async || "ok"))
        .merge(page::routes())
        .merge(control::routes(simulator.clone()))
        .fallback(graph::handle)
        .with_state(simulator)
}
