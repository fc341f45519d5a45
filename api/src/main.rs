//! The API process: parse, start, wait.

use std::process::ExitCode;

use anyhow::Context;
use api::{config::Config, server};
use clap::Parser;
use domain::Clock;
use service::{Lifecycle, install_crypto, install_telemetry, serve_ops};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    install_crypto();
    let config = Config::parse();
    install_telemetry("api", &config.log);
    let lifecycle = Lifecycle::until_signal().context("installing signal handlers")?;
    let server = server::start(&config, Clock::machine(), &lifecycle).await?;
    let ops = serve_ops(config.ops_listen, server.registry, server.readiness, lifecycle.stopping());
    lifecycle.spawn("ops", async move { ops.await.map_err(Into::into) });
    tracing::info!(address = %server.address, pod = config.pod_name, "serving");
    Ok(if lifecycle.finished().await { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
