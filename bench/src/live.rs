//! Deliveries to sockets: latency from webhook to socket at a calm rate, CPU per delivery and deliveries per second at high ones.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Result;
use clap::Args;
use serde::Serialize;
use serde_json::json;
use tokio::task::JoinHandle;

use crate::clock;
use crate::idle::{self, Point};
use crate::load::{Departures, Load};
use crate::processes::{CpuUsed, Processes};
use crate::report::{Figure, Report, Setting};
use crate::samples::{Samples, Summary};
use crate::socket::Socket;
use crate::target::Target;
use crate::webhook::{MARK, Webhooks};

/// Insights-and-targets 5.
const FLOOR_P50_MS: f64 = 10.0;
const FLOOR_P99_MS: f64 = 40.0;
const FLOOR_DELIVERIES: f64 = 100_000.0;
const FLOOR_CPU_US: f64 = 5.0;
const FLOOR_IDLE_KIB: f64 = 14.0;
/// After the last answer, deliveries may take this long to come in.
const SETTLE_WITHIN: Duration = Duration::from_secs(20);
const SETTLE_EVERY: Duration = Duration::from_millis(50);
/// Connections that post; few, since posting is not what is measured.
const POSTERS: usize = 16;

/// Flags of `bench live`.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    target: Target,
    /// Sockets in the room.
    #[arg(long, default_value_t = 500)]
    sockets: usize,
    /// Webhooks per second while latency is measured.
    #[arg(long, default_value_t = 50)]
    rate: u64,
    /// How long latency is measured.
    #[arg(long, default_value_t = 30)]
    seconds: u64,
    /// Webhooks per second of the steps that measure deliveries.
    #[arg(long, value_delimiter = ',', default_values_t = [100_u64, 200, 250])]
    fan_out: Vec<u64>,
    /// How long each of these steps is.
    #[arg(long, default_value_t = 15)]
    fan_out_seconds: u64,
    /// Numbers of idle sockets at which memory is looked at; none when empty.
    #[arg(long, value_delimiter = ',', default_values_t = [1_000_usize, 4_000, 8_000])]
    idle: Vec<usize>,
    /// Where results go.
    #[arg(long, default_value = "bench/results")]
    results: PathBuf,
}

/// One step's findings.
#[derive(Debug, Serialize)]
struct Step {
    rate: u64,
    seconds: u64,
    acknowledged: u64,
    failed: u64,
    /// Frames that carried one of the step's messages.
    deliveries: u64,
    /// What sockets times acknowledged messages would be.
    expected: u64,
    /// All frames, other changes included.
    frames: u64,
    deliveries_per_second: f64,
    latency: Summary,
    cpu: CpuUsed,
    /// CPU of all server processes over deliveries: webhook, storage and fan-out together.
    cpu_per_delivery_us: f64,
    /// CPU of the API pods over deliveries: ingest and fan-out.
    api_cpu_per_delivery_us: f64,
}

#[derive(Debug, Serialize)]
struct Steps {
    latency: Step,
    fan_out: Vec<Step>,
    idle: Vec<Point>,
}

/// Runs all parts and writes the report.
pub async fn run(options: Options) -> Result<()> {
    let processes = Processes::find(&options.target)?;
    let setting = Setting::read(&options.target, &processes)?;
    let token = options.target.sign_in().await?;
    let idle = if options.idle.is_empty() { vec![] } else { idle::measure(&options.target, &processes, &token, &options.idle).await? };
    let mut room = Room {
        sockets: idle::connect(&options.target, &token, 0..options.sockets).await?,
        webhooks: Arc::new(Webhooks::new(&options.target, clock::wall().as_millisecond())),
        next: 0,
    };
    room.step(&options, &processes, options.rate, 3).await?;
    let latency = room.step(&options, &processes, options.rate, options.seconds).await?;
    eprintln!("{}", line(&latency));
    let mut fan_out = vec![];
    for &rate in &options.fan_out {
        let step = room.step(&options, &processes, rate, options.fan_out_seconds).await?;
        eprintln!("{}", line(&step));
        fan_out.push(step);
    }
    let steps = Steps { latency, fan_out, idle };
    let settings = json!({
        "sockets": options.sockets, "rate": options.rate, "seconds": options.seconds, "fan_out": options.fan_out,
        "fan_out_seconds": options.fan_out_seconds, "idle": options.idle, "through_nginx": options.target.through_nginx,
    });
    let body = page(&steps);
    let name = if options.target.peer.is_some() { "live-peer" } else { "live" };
    Report { name, setting, options: settings, figures: figures(&steps), steps }.write(&options.results, &body)?;
    Ok(())
}

/// The sockets, and the numbering of what is sent to them.
struct Room {
    sockets: Vec<Socket>,
    webhooks: Arc<Webhooks>,
    next: u64,
}

/// What the sockets of a step count together.
#[derive(Default)]
struct Counts {
    deliveries: AtomicU64,
    frames: AtomicU64,
}

impl Room {
    async fn step(&mut self, options: &Options, processes: &Processes, rate: u64, seconds: u64) -> Result<Step> {
        let load = Load { rate, seconds, connections: POSTERS, fronts: options.target.fronts()?, first: self.next };
        self.next += load.messages();
        let departures = load.departures();
        let counts = Arc::new(Counts::default());
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let before = processes.cpu();
        let started = clock::now();
        let readers: Vec<JoinHandle<Result<(Socket, Samples)>>> = std::mem::take(&mut self.sockets)
            .into_iter()
            .map(|socket| {
                let reader = Reader { webhooks: self.webhooks.clone(), departures: departures.clone(), counts: counts.clone() };
                tokio::spawn(reader.run(socket, stopped.clone()))
            })
            .collect();
        let outcome = load.run(&self.webhooks, &departures).await?;
        let expected = outcome.acknowledged * readers.len() as u64;
        settle(&counts, expected).await;
        let elapsed = started.elapsed();
        let cpu = processes.cpu().since(&before);
        stop.send_replace(true);
        let mut latencies = Samples::default();
        for reader in readers {
            let (socket, samples) = reader.await??;
            self.sockets.push(socket);
            latencies.merge(samples);
        }
        let deliveries = counts.deliveries.load(Ordering::Relaxed);
        let per_delivery = |seconds: f64| seconds * 1e6 / deliveries.max(1) as f64;
        Ok(Step {
            rate,
            seconds,
            acknowledged: outcome.acknowledged,
            failed: outcome.failed(),
            deliveries,
            expected,
            frames: counts.frames.load(Ordering::Relaxed),
            deliveries_per_second: deliveries as f64 / elapsed.as_secs_f64(),
            latency: latencies.summary(),
            cpu_per_delivery_us: per_delivery(cpu.servers_total()),
            api_cpu_per_delivery_us: per_delivery(cpu.servers.get("api").copied().unwrap_or_default()),
            cpu,
        })
    }
}

/// Waits until all deliveries came in, or no longer than it may take.
async fn settle(counts: &Counts, expected: u64) {
    let began = clock::now();
    while counts.deliveries.load(Ordering::Relaxed) < expected && began.elapsed() < SETTLE_WITHIN {
        tokio::time::sleep(SETTLE_EVERY).await;
    }
}

struct Reader {
    webhooks: Arc<Webhooks>,
    departures: Arc<Departures>,
    counts: Arc<Counts>,
}

impl Reader {
    /// Reads frames until told to stop; gives the socket back for the next step.
    async fn run(self, mut socket: Socket, mut stopped: tokio::sync::watch::Receiver<bool>) -> Result<(Socket, Samples)> {
        let finder = memchr::memmem::Finder::new(MARK);
        let mut samples = Samples::default();
        loop {
            tokio::select! {
                biased;
                packet = socket.packet() => self.count(packet?, &finder, &mut samples),
                _ = stopped.wait_for(|stop| *stop) => return Ok((socket, samples)),
            }
        }
    }

    fn count(&self, packet: &[u8], finder: &memchr::memmem::Finder<'_>, samples: &mut Samples) {
        if !packet.starts_with(b"42[\"change\"") {
            return;
        }
        self.counts.frames.fetch_add(1, Ordering::Relaxed);
        let age = self.webhooks.number_in(packet, finder).and_then(|number| self.departures.age(number));
        if let Some(age) = age {
            self.counts.deliveries.fetch_add(1, Ordering::Relaxed);
            samples.add(age);
        }
    }
}

fn figures(steps: &Steps) -> Vec<Figure> {
    let mut figures = vec![
        Figure::at_most("webhook to socket, p50, ms", steps.latency.latency.p50_ms, FLOOR_P50_MS),
        Figure::at_most("webhook to socket, p99, ms", steps.latency.latency.p99_ms, FLOOR_P99_MS),
    ];
    if let Some(best) = steps.fan_out.iter().max_by(|a, b| a.deliveries_per_second.total_cmp(&b.deliveries_per_second)) {
        figures.push(Figure::at_least("deliveries per second", best.deliveries_per_second, FLOOR_DELIVERIES));
        figures.push(Figure::at_most("CPU of the API pods per delivery at that rate, us", best.api_cpu_per_delivery_us, FLOOR_CPU_US));
    }
    if !steps.idle.is_empty() {
        figures.push(Figure::at_most("RSS per idle socket, KiB", idle::slope_kib(&steps.idle), FLOOR_IDLE_KIB));
    }
    let missing = |step: &Step| step.expected.abs_diff(step.deliveries);
    let lost: u64 = missing(&steps.latency) + steps.fan_out.iter().map(missing).sum::<u64>();
    figures.push(Figure::at_most("deliveries lost or repeated", lost as f64, 0.0));
    figures
}

fn line(step: &Step) -> String {
    format!(
        "{} webhooks/s for {} s: {} deliveries of {} expected ({:.0}/s, {} frames), {}, CPU per delivery {}",
        step.rate,
        step.seconds,
        step.deliveries,
        step.expected,
        step.deliveries_per_second,
        step.frames,
        step.latency.text(),
        step.cpu.per_unit_text(step.deliveries as f64)
    )
}

fn page(steps: &Steps) -> String {
    let mut lines = vec![format!("* {}", line(&steps.latency))];
    for step in &steps.fan_out {
        let beside: Vec<String> = step.cpu.beside.iter().map(|(name, seconds)| format!("{name} {seconds:.1} s")).collect();
        lines.push(format!("* {}; beside: {}", line(step), beside.join(", ")));
    }
    for point in &steps.idle {
        lines.push(format!("* {} idle sockets: API pods resident {:.1} MiB", point.sockets, point.resident_bytes as f64 / 1_048_576.0));
    }
    format!(
        "Stock Engine.IO 4 over websocket, every socket subscribed to the business that receives the webhooks; latency from the webhook's \
         departure to the frame's arrival, over every delivery.\n\n{}\n",
        lines.join("\n")
    )
}
