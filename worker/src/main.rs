//! The worker's process.

use clap::Parser;
use service::Lifecycle;
use worker::{config::Config, start};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    service::install_crypto();
    let config = Config::parse();
    service::install_telemetry("worker", &config.log);
    let lifecycle = Lifecycle::until_signal()?;
    start::start(config, &lifecycle)?;
    anyhow::ensure!(lifecycle.finished().await, "a task of the worker failed; its error is logged above");
    Ok(())
}
