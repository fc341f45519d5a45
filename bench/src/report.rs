//! What is kept of a run: one JSON file for machines and one page for people, with everything needed to judge the numbers.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Serialize;

use crate::clock;
use crate::processes::Processes;
use crate::store;
use crate::target::Target;

/// One measured figure beside what it has to reach.
#[derive(Debug, Serialize)]
pub struct Figure {
    /// What was measured, with its unit.
    pub measure: String,
    pub value: f64,
    pub floor: f64,
    pub reached: bool,
}

/// Where and with what it was measured.
#[derive(Debug, Serialize)]
pub struct Setting {
    pub date: String,
    pub cpu: String,
    pub cores: usize,
    pub memory_gib: f64,
    pub kernel: String,
    /// Load average when the run began: other work on the machine shows here.
    pub load_before: String,
    pub versions: BTreeMap<String, String>,
    pub processes: BTreeMap<&'static str, usize>,
    /// What an acknowledgement and a commit wait for.
    pub sync: BTreeMap<&'static str, String>,
}

/// A finished run.
#[derive(Debug, Serialize)]
pub struct Report<Steps: Serialize> {
    pub name: &'static str,
    pub setting: Setting,
    /// Options of the run.
    pub options: serde_json::Value,
    pub figures: Vec<Figure>,
    pub steps: Steps,
}

impl Figure {
    /// A figure that has to be at least `floor`.
    pub fn at_least(measure: impl Into<String>, value: f64, floor: f64) -> Self {
        Self { measure: measure.into(), value, floor, reached: value >= floor }
    }

    /// A figure that may be at most `floor`.
    pub fn at_most(measure: impl Into<String>, value: f64, floor: f64) -> Self {
        Self { measure: measure.into(), value, floor, reached: value <= floor }
    }
}

impl Setting {
    /// Looks at the machine and at the processes.
    pub fn read(target: &Target, processes: &Processes) -> Result<Self> {
        let file = |path: &str| fs::read_to_string(path).unwrap_or_default();
        let field = |text: &str, name: &str| {
            let line = text.lines().find(|line| line.starts_with(name)).and_then(|line| line.split_once(':'));
            line.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
        };
        let memory_kib: f64 = field(&file("/proc/meminfo"), "MemTotal").trim_end_matches(" kB").parse().unwrap_or(0.0);
        let versions = ["postgres", "nats", "redis", "nginx"]
            .into_iter()
            .filter_map(|group| Some((group.to_owned(), processes.version(group)?)))
            .chain([("switchboard".to_owned(), env!("CARGO_PKG_VERSION").to_owned())]);
        Ok(Self {
            date: clock::wall().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            cpu: field(&file("/proc/cpuinfo"), "model name"),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            memory_gib: (memory_kib / f64::from(1 << 20) * 10.0).round() / 10.0,
            kernel: file("/proc/sys/kernel/osrelease").trim().to_owned(),
            load_before: file("/proc/loadavg").split_whitespace().take(3).collect::<Vec<_>>().join(" "),
            versions: versions.collect(),
            processes: processes.counts(),
            sync: sync(target, processes)?,
        })
    }
}

fn sync(target: &Target, processes: &Processes) -> Result<BTreeMap<&'static str, String>> {
    let show = |name: &str| store::psql(&target.database_url, &format!("show {name}")).map(|text| text.trim().to_owned());
    let arguments = processes.arguments("nats");
    let config = arguments.iter().skip_while(|arg| *arg != "-c").nth(1).and_then(|path| fs::read_to_string(path).ok());
    let interval = config.as_deref().and_then(|text| text.lines().find(|line| line.contains("sync_interval")));
    Ok(BTreeMap::from([
        ("postgres synchronous_commit", show("synchronous_commit")?),
        ("postgres fsync", show("fsync")?),
        ("nats sync_interval", interval.map_or_else(|| "default (2 min)".to_owned(), |line| line.trim().to_owned())),
    ]))
}

impl<Steps: Serialize> Report<Steps> {
    /// Writes `<folder>/<date>-<name>.json` and `.md`; `body` is the part of the page below the figures. Prints the page.
    pub fn write(&self, folder: &Path, body: &str) -> Result<PathBuf> {
        fs::create_dir_all(folder).with_context(|| format!("make {}", folder.display()))?;
        let stem = format!("{}-{}", &self.setting.date[..10], self.name);
        let page = self.page(body);
        fs::write(folder.join(format!("{stem}.json")), format!("{}\n", serde_json::to_string_pretty(self)?))?;
        let path = folder.join(format!("{stem}.md"));
        fs::write(&path, &page)?;
        println!("{page}");
        Ok(path)
    }

    fn page(&self, body: &str) -> String {
        let Setting { date, cpu, cores, memory_gib, kernel, load_before, .. } = &self.setting;
        let mut page = format!(
            "# bench {}\n\n{date}, {cpu}, {cores} cores, {memory_gib} GiB, Linux {kernel}; load average before {load_before}. \
             The generator runs on the same cores.\n\n",
            self.name
        );
        let list = |page: &mut String, items: Vec<String>| {
            let _ = writeln!(page, "* {}", items.join("; "));
        };
        list(&mut page, self.setting.versions.iter().map(|(name, version)| format!("{name}: {version}")).collect());
        list(&mut page, self.setting.sync.iter().map(|(name, value)| format!("{name}: {value}")).collect());
        list(&mut page, self.setting.processes.iter().map(|(name, count)| format!("{name}: {count}")).collect());
        list(&mut page, vec![format!("options: `{}`", self.options)]);
        page.push_str("\n| measure | measured | floor | |\n|---|---:|---:|---|\n");
        for Figure { measure, value, floor, reached } in &self.figures {
            let verdict = if *reached { "reached" } else { "MISSED" };
            let _ = writeln!(page, "| {measure} | {value:.1} | {floor} | {verdict} |");
        }
        let _ = write!(page, "\n{body}");
        page
    }
}
