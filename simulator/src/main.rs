//! `simulator --listen 0.0.0.0:14000 --journal FILE`.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Parser;
use domain::Clock;
use service::Lifecycle;
use simulator::journal::Journal;
use simulator::{Settings, Simulator};

/// A local Graph API for development and tests.
#[derive(Parser)]
struct Flags {
    /// Address of the Graph API, the control API and the customer's page.
    #[arg(long, env = "SIMULATOR_LISTEN", default_value = "127.0.0.1:14000")]
    listen: SocketAddr,
    /// File to keep the state in; without one it is forgotten at the end.
    #[arg(long, env = "SIMULATOR_JOURNAL")]
    journal: Option<PathBuf>,
    /// Bearer token that the control API asks for.
    #[arg(long, env = "SIMULATOR_CONTROL_TOKEN", hide_env_values = true)]
    control_token: Option<String>,
    /// Factor on the waits between retries: 0.1 is ten times faster than the provider.
    #[arg(long, env = "SIMULATOR_TIME_SCALE", default_value_t = 1.0)]
    time_scale: f64,
    /// Seed of everything random: the same seed plays the same day.
    #[arg(long, env = "SIMULATOR_SEED", default_value_t = 1)]
    seed: u64,
    /// Filter of the log, e.g. `info` or `simulator=debug`.
    #[arg(long, env = "LOG", default_value = "info")]
    log: String,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    service::install_crypto();
    let flags = Flags::parse();
    service::install_telemetry("simulator", &flags.log);
    let lifecycle = Lifecycle::until_signal().context("can't install signal handlers")?;
    let journal = match &flags.journal {
        Some(path) => Journal::open(path)?,
        None => Journal::in_memory(),
    };
    let settings = Settings { control_token: flags.control_token, time_scale: flags.time_scale, seed: flags.seed };
    let simulator = Simulator::new(journal, Clock::machine(), settings, lifecycle.stopping()).context("can't build an HTTP client")?;
    let listener = tokio::net::TcpListener::bind(flags.listen).await.with_context(|| format!("can't listen on {}", flags.listen))?;
    tracing::info!(address = %flags.listen, "serving the Graph API");
    let router = simulator::router(simulator.clone());
    let stop = lifecycle.stopping();
    lifecycle.spawn("deliveries", async move {
        simulator::delivery::run(simulator).await;
        Ok(())
    });
    lifecycle.spawn("http", async move {
        axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await?;
        Ok(())
    });
    anyhow::ensure!(lifecycle.finished().await, "a part of the simulator failed: see the log");
    Ok(())
}
