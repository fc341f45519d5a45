//! Long-running host processes: started once, recognised later, restarted when dead or changed, stopped by identity and never by name.

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use crate::exec;
use crate::settings::Folders;
use crate::step::Outcome;

/// How often a process that ends before it is ready is started again.
const STARTS_MAX: u32 = 4;

/// What a process is started from.
#[derive(Debug)]
pub struct Daemon {
    name: &'static str,
    argv: Vec<String>,
    inputs: Vec<String>,
    ready_within: Duration,
}

/// What is remembered of a started process. A PID alone is not an identity; with its start time and the boot it is.
#[derive(Debug, Serialize, Deserialize)]
pub struct Record {
    /// Process id.
    pub pid: u32,
    /// Start time in clock ticks since boot.
    pub started_ticks: u64,
    /// The boot it ran in.
    pub boot: String,
    /// Arguments and inputs it was started from.
    pub spec: Vec<String>,
}

impl Daemon {
    /// A process called `name`, logging to `log/NAME.log`.
    pub fn new(name: &'static str, program: impl AsRef<Path>) -> Self {
        let program = program.as_ref().to_string_lossy().into_owned();
        Self { name, argv: vec![program], inputs: vec![], ready_within: Duration::from_secs(60) }
    }

    /// Runs as another user, in place: the PID stays the program's own.
    pub fn run_as(mut self, user: &str) -> Self {
        let prefix = ["setpriv", &format!("--reuid={user}"), &format!("--regid={user}"), "--init-groups", "--"].map(str::to_owned);
        self.argv.splice(0..0, prefix);
        self
    }

    /// Adds one argument.
    pub fn arg(mut self, arg: impl AsRef<std::ffi::OsStr>) -> Self {
        self.argv.push(arg.as_ref().to_string_lossy().into_owned());
        self
    }

    /// Adds arguments.
    pub fn args<I: IntoIterator<Item = S>, S: AsRef<std::ffi::OsStr>>(self, args: I) -> Self {
        args.into_iter().fold(self, Self::arg)
    }

    /// Something it read at start (a configuration, a digest): when it changes, the process is restarted.
    pub fn input(mut self, input: impl Into<String>) -> Self {
        self.inputs.push(input.into());
        self
    }

    /// Makes sure that it runs from exactly this description and that `ready` holds.
    pub fn ensure(&self, folders: &Folders, ready: impl Fn() -> bool) -> Result<Outcome> {
        let before = read(folders, self.name).filter(alive);
        if let Some(record) = &before {
            if record.spec == self.spec() && ready() {
                return Ok(Outcome::Already);
            }
            if record.spec != self.spec() {
                stop(folders, self.name, Duration::from_secs(20))?;
            }
        }
        let started = Instant::now();
        let mut starts = 0;
        loop {
            let running = read(folders, self.name).is_some_and(|record| alive(&record));
            if running && ready() {
                return Ok(Outcome::done("started"));
            }
            if !running {
                if starts == STARTS_MAX {
                    bail!("{} ended {STARTS_MAX} times before it was ready\n{}", self.name, exec::tail(&folders.log(self.name)));
                }
                if starts > 0 {
                    std::thread::sleep(Duration::from_secs(1));
                }
                self.start(folders)?;
                starts += 1;
            }
            if started.elapsed() > self.ready_within {
                bail!(
                    "{} runs but is not ready after {} s\n{}",
                    self.name,
                    self.ready_within.as_secs(),
                    exec::tail(&folders.log(self.name))
                );
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn spec(&self) -> Vec<String> {
        self.argv.iter().cloned().chain(self.inputs.iter().cloned()).collect()
    }

    fn start(&self, folders: &Folders) -> Result<()> {
        let log = OpenOptions::new().create(true).append(true).open(folders.log(self.name))?;
        let mut command = Command::new("setsid");
        command.args(&self.argv).current_dir("/").stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let mut child = command.spawn().with_context(|| format!("start {}", self.name))?;
        let (started_ticks, _) = stat(child.id()).with_context(|| format!("{} ended at once", self.name))?;
        let record = Record { pid: child.id(), started_ticks, boot: boot()?, spec: self.spec() };
        // While we run we are its parent: unreaped, a killed Postgres would look alive to the one that is to follow it.
        std::thread::spawn(move || child.wait());
        let path = record_path(folders, self.name);
        fs::write(path.with_extension("partial"), serde_json::to_vec_pretty(&record)?)?;
        fs::rename(path.with_extension("partial"), path)?;
        Ok(())
    }
}

/// Reads the record of a process, when there is one.
pub fn read(folders: &Folders, name: &str) -> Option<Record> {
    serde_json::from_slice(&fs::read(record_path(folders, name)).ok()?).ok()
}

/// Names of all recorded processes.
pub fn recorded(folders: &Folders) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folders.state.join("run")) else { return vec![] };
    let mut names: Vec<String> =
        entries.flatten().filter_map(|entry| entry.file_name().to_string_lossy().strip_suffix(".json").map(str::to_owned)).collect();
    names.sort();
    names
}

/// Whether the recorded process itself still runs (not a zombie, not another one under its PID).
pub fn alive(record: &Record) -> bool {
    is_of_this_boot(record) && stat(record.pid).is_some_and(|(ticks, state)| ticks == record.started_ticks && state != 'Z' && state != 'X')
}

/// Whether the machine has not been restarted since.
pub fn is_of_this_boot(record: &Record) -> bool {
    boot().is_ok_and(|now| now == record.boot)
}

/// Asks the recorded process to end and waits; after `patience` it is killed. True when it was running.
pub fn stop(folders: &Folders, name: &str, patience: Duration) -> Result<bool> {
    let path = record_path(folders, name);
    let Some(record) = read(folders, name) else { return Ok(false) };
    let was_alive = alive(&record);
    if was_alive {
        kill(record.pid, end_signal(name));
        if exec::wait_until("", patience, || Ok(!alive(&record))).is_err() {
            kill(record.pid, "KILL");
            exec::wait_until(&format!("the end of {name}"), Duration::from_secs(5), || Ok(!alive(&record)))?;
        }
    }
    fs::remove_file(path)?;
    Ok(was_alive)
}

/// PostgreSQL waits for its clients on TERM and disconnects them on INT.
fn end_signal(name: &str) -> &'static str {
    if ["postgres", "replica"].contains(&name) { "INT" } else { "TERM" }
}

/// Sends a signal to one PID.
pub fn kill(pid: u32, signal: &str) {
    exec::succeeds(Command::new("kill").args([format!("-{signal}"), pid.to_string()]));
}

/// Start time in ticks and state letter from /proc/PID/stat.
pub fn stat(pid: u32) -> Option<(u64, char)> {
    parse_stat(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
}

/// The command's name may hold spaces and parentheses: fields count from the last `)`.
fn parse_stat(text: &str) -> Option<(u64, char)> {
    let mut fields = text.rsplit_once(')')?.1.split_whitespace();
    let state = fields.next()?.chars().next()?;
    Some((fields.nth(18)?.parse().ok()?, state))
}

fn boot() -> Result<String> {
    Ok(fs::read_to_string("/proc/sys/kernel/random/boot_id")?.trim().to_owned())
}

fn record_path(folders: &Folders, name: &str) -> PathBuf {
    folders.state.join("run").join(format!("{name}.json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn start_time_is_read_past_a_command_name_with_parentheses() {
        let text = "42 (a) b (c)) S 1 42 42 0 -1 4194560 1 0 0 0 1 2 3 4 20 0 1 0 987654 1000 2 18446744073709551615";
        assert_eq!(parse_stat(text), Some((987_654, 'S')));
    }

    #[test]
    fn a_record_with_another_start_time_is_not_the_process() {
        let (ticks, _) = stat(std::process::id()).unwrap();
        let record = |started_ticks| Record { pid: std::process::id(), started_ticks, boot: boot().unwrap(), spec: vec![] };
        assert!(alive(&record(ticks)));
        assert!(!alive(&record(ticks + 1)));
    }
}
