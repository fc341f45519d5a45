//! Webhooks acknowledged and stored, at rising rates.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use clap::Args;
use serde::Serialize;
use serde_json::json;

use crate::clock;
use crate::load::Load;
use crate::processes::{CpuUsed, Processes};
use crate::report::{Figure, Report, Setting};
use crate::samples::Summary;
use crate::store::{self, Stored};
use crate::target::Target;
use crate::webhook::Webhooks;

/// Rate and length of the warm-up, which isn't counted.
const WARM_UP: (u64, u64) = (500, 5);
/// Insights-and-targets 5: stored per second, and its acknowledgements' p99.
const FLOOR_RATE: u64 = 4_000;
const FLOOR_P99_MS: f64 = 100.0;
/// Insights-and-targets 5: CPU per webhook over all server processes, at this rate.
const FLOOR_CPU_US: f64 = 250.0;
const FLOOR_CPU_RATE: u64 = 1_800;

/// Flags of `bench ingest`.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    target: Target,
    /// Webhooks per second of each step.
    #[arg(long, value_delimiter = ',', default_values_t = [FLOOR_CPU_RATE, FLOOR_RATE])]
    rates: Vec<u64>,
    /// Length of each step.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Keep-alive connections.
    #[arg(long, default_value_t = 64)]
    connections: usize,
    /// Where results go.
    #[arg(long, default_value = "bench/results")]
    results: PathBuf,
}

/// One step's findings.
#[derive(Debug, Serialize)]
struct Step {
    rate: u64,
    seconds: u64,
    sent: u64,
    acknowledged: u64,
    failed: u64,
    ack: Summary,
    acknowledged_per_second: f64,
    stored: Stored,
    /// Acknowledged rows over the time from the first webhook to the last commit.
    stored_per_second: f64,
    /// From the last answer to the last commit.
    behind_ms: f64,
    cpu: CpuUsed,
    cpu_per_webhook_us: f64,
}

/// Runs the warm-up and every step, and writes the report.
pub async fn run(options: Options) -> Result<()> {
    let processes = Processes::find(&options.target)?;
    let setting = Setting::read(&options.target, &processes)?;
    let webhooks = Arc::new(Webhooks::new(&options.target, clock::wall().as_millisecond()));
    let mut first = 0;
    let (rate, seconds) = WARM_UP;
    step(&options, &processes, &webhooks, rate, seconds, &mut first).await?;
    let mut steps = vec![];
    for &rate in &options.rates {
        let done = step(&options, &processes, &webhooks, rate, options.seconds, &mut first).await?;
        eprintln!("{}", line(&done));
        steps.push(done);
    }
    let body = page(&steps, webhooks.body(0, 0).len());
    let settings = json!({
        "rates": options.rates, "seconds": options.seconds, "connections": options.connections,
        "through_nginx": options.target.through_nginx,
    });
    let name = if options.target.through_nginx { "ingest-nginx" } else { "ingest" };
    Report { name, setting, options: settings, figures: figures(&steps), steps }.write(&options.results, &body)?;
    Ok(())
}

async fn step(
    options: &Options,
    processes: &Processes,
    webhooks: &Arc<Webhooks>,
    rate: u64,
    seconds: u64,
    first: &mut u64,
) -> Result<Step> {
    let load = Load { rate, seconds, connections: options.connections, fronts: options.target.fronts()?, first: *first };
    let before = processes.cpu();
    let started = clock::wall();
    let mut outcome = load.run(webhooks, &load.departures()).await?;
    let answered_ms = clock::wall().as_millisecond() as f64;
    let stored = store::drained(&options.target, webhooks, *first, started.as_second(), outcome.acknowledged).await?;
    let cpu = processes.cpu().since(&before);
    *first += load.messages();
    let stored_s = (stored.last_at_ms - started.as_millisecond() as f64) / 1_000.0;
    Ok(Step {
        rate,
        seconds,
        sent: load.messages(),
        acknowledged: outcome.acknowledged,
        failed: outcome.failed(),
        ack: outcome.latencies.summary(),
        acknowledged_per_second: outcome.acknowledged as f64 / outcome.elapsed.as_secs_f64(),
        stored,
        stored_per_second: stored.distinct as f64 / stored_s.max(outcome.elapsed.as_secs_f64()),
        behind_ms: (stored.last_at_ms - answered_ms).max(0.0),
        cpu_per_webhook_us: cpu.servers_total() * 1e6 / outcome.acknowledged.max(1) as f64,
        cpu,
    })
}

fn figures(steps: &[Step]) -> Vec<Figure> {
    let mut figures = vec![];
    for step in steps.iter().filter(|step| step.rate == FLOOR_CPU_RATE) {
        let measure = format!("CPU per webhook, all server processes, at {FLOOR_CPU_RATE}/s, us");
        figures.push(Figure::at_most(measure, step.cpu_per_webhook_us, FLOOR_CPU_US));
    }
    let best = steps.iter().filter(|step| step.failed == 0 && step.ack.p99_ms < FLOOR_P99_MS);
    let best = best.max_by(|a, b| a.stored_per_second.total_cmp(&b.stored_per_second));
    if let Some(step) = best {
        // A step that asks for the floor can't measure above it: what it offered and lost nothing of counts in full.
        let measure = format!("webhooks acknowledged and stored per second, {} s, ack p99 < {FLOOR_P99_MS} ms", step.seconds);
        figures.push(Figure::at_least(measure, step.stored_per_second, FLOOR_RATE as f64 * 0.99));
        figures.push(Figure::at_most("ack p99 of that step, ms", step.ack.p99_ms, FLOOR_P99_MS));
    } else {
        figures.push(Figure::at_least("webhooks stored per second with ack p99 < 100 ms", 0.0, FLOOR_RATE as f64));
    }
    let lost: u64 = steps.iter().map(|step| step.acknowledged.saturating_sub(step.stored.distinct)).sum();
    let twice: u64 = steps.iter().map(|step| step.stored.rows - step.stored.distinct).sum();
    figures.push(Figure::at_most("acknowledged and not stored", lost as f64, 0.0));
    figures.push(Figure::at_most("stored twice", twice as f64, 0.0));
    figures
}

fn line(step: &Step) -> String {
    format!(
        "{}/s for {} s: acknowledged {:.0}/s ({}), failed {}, stored {:.0}/s, {:.0} ms behind, CPU per webhook {}",
        step.rate,
        step.seconds,
        step.acknowledged_per_second,
        step.ack.text(),
        step.failed,
        step.stored_per_second,
        step.behind_ms,
        step.cpu.per_unit_text(step.acknowledged as f64)
    )
}

fn page(steps: &[Step], body_bytes: usize) -> String {
    let lines: Vec<String> = steps
        .iter()
        .map(|step| {
            let beside: Vec<String> = step.cpu.beside.iter().map(|(name, seconds)| format!("{name} {seconds:.1} s")).collect();
            format!("* {}; beside: {}", line(step), beside.join(", "))
        })
        .collect();
    format!(
        "Open loop, one text message of {body_bytes} bytes per webhook from 1,000 senders; latency from the moment a webhook was due. \
         CPU is user and system time of every server process from the first webhook until the last row was committed.\n\n{}\n",
        lines.join("\n")
    )
}
