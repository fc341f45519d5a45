//! Business objects into tenants: OBSERVE, PLAN, APPLY, STATUS.

mod backlog;
mod business;
mod config;
mod context;
mod controller;
mod external_metrics;
mod leader;
mod metrics;
mod run;

use clap::Parser;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    service::install_crypto();
    let config = config::Config::parse();
    service::install_telemetry("operator", &config.log);
    run::run(config).await
}
