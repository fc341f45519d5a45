//! `simulator --listen 0.0.0.0:14000 --journal FILE`, `simulator month --seed 7 --out FILE`, `simulator openapi`.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use domain::Clock;
use jiff::civil::Date;
use service::Lifecycle;
use simulator::journal::Journal;
use simulator::traffic::{self, Month};
use simulator::{Settings, Simulator};

/// A local Graph API for development and tests.
#[derive(Parser)]
#[command(args_conflicts_with_subcommands = true)]
struct Flags {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: Serve,
}

#[derive(Parser)]
struct Serve {
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

#[derive(Subcommand)]
enum Command {
    /// Writes a month of a bakery's customers to a new journal: the same seed writes the same bytes.
    Month {
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// The journal; start the simulator with it to deliver the month.
        #[arg(long)]
        out: PathBuf,
        /// The month's first day.
        #[arg(long, default_value = "2026-10-01")]
        from: Date,
        /// Conversations on an average day.
        #[arg(long, default_value_t = 60)]
        per_day: u32,
        /// Of the business.
        #[arg(long, default_value = "Europe/Berlin")]
        timezone: String,
        /// Where the webhooks go once the journal is played.
        #[arg(long)]
        callback_url: Option<String>,
    },
    /// Prints the contract of the control API.
    Openapi,
}

fn main() -> anyhow::Result<()> {
    service::install_crypto();
    let flags = Flags::parse();
    match flags.command {
        Some(Command::Month { seed, out, from, per_day, timezone, callback_url }) => {
            let month = Month { seed, from, per_day, timezone, callback_url };
            let written = traffic::generate(&month, &out)?;
            println!("{} messages of {} conversations: {}", written.messages, written.conversations, out.display());
            Ok(())
        }
        Some(Command::Openapi) => {
            println!("{}", simulator::control::openapi().to_pretty_json()?);
            Ok(())
        }
        None => serve(flags.serve),
    }
}

#[tokio::main]
async fn serve(flags: Serve) -> anyhow::Result<()> {
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
