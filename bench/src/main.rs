//! Load generators for a running Switchboard. `./dev bench` sets the environment (`./dev env`) and runs one of the subcommands;
//! each writes `bench/results/<date>-<name>.json` and the same as a readable page beside it.

mod clock;
mod http;
mod idle;
mod ingest;
mod live;
mod load;
mod processes;
mod report;
mod samples;
mod socket;
mod store;
mod target;
mod webhook;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(about = "Load generators: measure a running Switchboard and record what was found.")]
struct Cli {
    #[command(subcommand)]
    scenario: Scenario,
}

#[derive(Debug, Subcommand)]
enum Scenario {
    /// Webhooks acknowledged and stored: rate, latency, CPU per webhook of every server process.
    Ingest(ingest::Options),
    /// Deliveries to sockets: latency from webhook to socket, rate, CPU per delivery, memory per idle socket.
    Live(live::Options),
}

/// One thread: the generator shares the machine with what it measures and must leave it the rest.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    match Cli::parse().scenario {
        Scenario::Ingest(options) => ingest::run(options).await,
        Scenario::Live(options) => live::run(options).await,
    }
}
