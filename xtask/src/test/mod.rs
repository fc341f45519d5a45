//! `./dev test`: every part, its counts summed, its log kept.

mod count;
mod parts;

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::settings::Folders;
use count::Counts;

/// A part of the tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Part {
    /// Formatting, lints, layers, generated files.
    Checks,
    /// Rust tests with real stores; the simulator's page in a browser.
    Unit,
    /// The dashboard: types, lints, tests, build.
    Dashboard,
    /// Scenarios on a real cluster, and the dashboard in a browser on it.
    Cluster,
    /// Kills and losses on a real cluster.
    Faults,
}

/// One thing that was run.
#[derive(Debug)]
struct Report {
    name: String,
    counts: Counts,
    failure: Option<String>,
}

/// What a part gets to report into.
struct Run<'a> {
    folders: &'a Folders,
    reports: Vec<Report>,
}

impl Run<'_> {
    /// Runs one thing with a log of its own and prints its line.
    fn one(&mut self, name: &str, run: impl FnOnce(&Folders, &std::path::Path) -> Result<Counts>) -> bool {
        let log = log(self.folders, name);
        let _ = fs::remove_file(&log);
        let began = Instant::now();
        let (counts, failure) = match run(self.folders, &log) {
            Ok(counts) if counts.failed == 0 => (counts, None),
            Ok(counts) => (counts, Some(crate::exec::tail(&log))),
            Err(error) => (Counts { passed: 0, failed: 1 }, Some(format!("{error:#}"))),
        };
        let mark = if failure.is_some() { "FAIL" } else { " ok " };
        println!("{mark} {name:<22} {:>6.1} s  {} passed, {} failed", began.elapsed().as_secs_f32(), counts.passed, counts.failed);
        if let Some(failure) = &failure {
            println!("{failure}\n     whole log: {}", log.display());
        }
        let succeeded = failure.is_none();
        self.reports.push(Report { name: name.to_owned(), counts, failure });
        succeeded
    }
}

/// Runs the parts (all when none is named) and fails when anything failed.
pub fn run(folders: &Folders, parts: &[Part]) -> Result<()> {
    let began = Instant::now();
    let mut parts: Vec<Part> = if parts.is_empty() { Part::value_variants().to_vec() } else { parts.to_vec() };
    parts.sort_unstable();
    parts.dedup();
    fs::create_dir_all(folders.cache.join("test-logs"))?;
    let mut run = Run { folders, reports: vec![] };
    for part in &parts {
        match part {
            Part::Checks => parts::checks(&mut run),
            Part::Unit => parts::unit(&mut run),
            Part::Dashboard => parts::dashboard(&mut run),
            Part::Cluster | Part::Faults => {}
        }
    }
    if parts.iter().any(|part| *part >= Part::Cluster) {
        parts::on_cluster(&mut run, &parts);
    }
    let total = run.reports.iter().fold(Counts::default(), |total, report| total + report.counts);
    let failing: Vec<&str> = run.reports.iter().filter(|report| report.failure.is_some()).map(|report| report.name.as_str()).collect();
    println!(
        "\n{:.0} s{}",
        began.elapsed().as_secs_f32(),
        if failing.is_empty() { String::new() } else { format!("; failing: {}", failing.join(", ")) }
    );
    println!("{} passed, {} failed", total.passed, total.failed);
    if total.failed > 0 {
        bail!("tests failed");
    }
    Ok(())
}

/// Where the log of one thing is kept; it survives `down`.
fn log(folders: &Folders, name: &str) -> PathBuf {
    folders.cache.join("test-logs").join(format!("{}.log", name.replace(' ', "-")))
}
