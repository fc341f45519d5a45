//! `./dev status` (one screen) and `./dev logs NAME`.

use std::process::Command;

use anyhow::{Result, bail};

use crate::daemon;
use crate::exec;
use crate::release::values;
use crate::settings::{Folders, NAMESPACE, TENANTS};

/// Lines that `logs` starts with.
const LOG_LINES: &str = "--tail=200";

/// Prints processes, pods and businesses.
pub fn status(folders: &Folders) -> Result<()> {
    let names = daemon::recorded(folders);
    if names.is_empty() {
        println!("nothing is up: ./dev up");
        return Ok(());
    }
    println!("processes ({})", folders.state.display());
    for name in names {
        let state = match daemon::read(folders, &name) {
            Some(record) if daemon::alive(&record) => format!("runs, pid {}", record.pid),
            _ => "DEAD: ./dev up starts it again".to_owned(),
        };
        println!("  {name:<14} {state}");
    }
    for (title, namespace, kind) in
        [("platform", NAMESPACE, "pods"), ("workers", TENANTS, "pods"), ("businesses", TENANTS, "businesses.switchboard.chat")]
    {
        let table = exec::capture(folders.kubectl()?.args(["--request-timeout=5s", "-n", namespace, "get", kind]));
        println!("{title}\n{}", indent(&table.unwrap_or_else(|error| error.to_string())));
    }
    println!("dashboard\n  {} (sign-ins: ./dev env)", values::public_url());
    Ok(())
}

fn indent(text: &str) -> String {
    text.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

/// Prints the log of a host process, or of the pods whose component or name is `name`; `follow` goes on until interrupted.
pub fn logs(folders: &Folders, name: &str, follow: bool) -> Result<()> {
    let log = folders.log(name);
    if log.exists() {
        let mut tail = Command::new("tail");
        tail.args(["-n", "200"]);
        if follow {
            tail.arg("-F");
        }
        return show(tail.arg(log));
    }
    for namespace in [NAMESPACE, TENANTS] {
        let pods = exec::capture(folders.kubectl()?.args(["-n", namespace, "get", "pods", "-o", "name"]))?;
        let wanted: Vec<&str> = pods.lines().filter(|pod| pod.contains(name)).collect();
        for pod in &wanted {
            let mut kubectl = folders.kubectl()?;
            kubectl.args(["-n", namespace, "logs", pod, "--all-containers", "--prefix", LOG_LINES]);
            if follow && wanted.len() == 1 {
                kubectl.arg("-f");
            }
            show(&mut kubectl)?;
        }
        if !wanted.is_empty() {
            return Ok(());
        }
    }
    bail!("no process, step or pod is called {name}: see ./dev status and {}", folders.state.join("log").display())
}

fn show(command: &mut Command) -> Result<()> {
    let status = command.status()?;
    if !status.success() {
        bail!("{} ended with {status}", command.get_program().to_string_lossy());
    }
    Ok(())
}
