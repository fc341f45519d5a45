//! What each part runs.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::count::{self, Counts};
use super::{Part, Run};
use crate::build::dashboard::{self as exports, Export};
use crate::build::{binaries, node};
use crate::check::layers;
use crate::services::Services;
use crate::settings::{self, Ctx, Folders, marker};
use crate::{daemon, down, env, exec, generate, tools, up};

/// One check that holds.
const HOLDS: Counts = Counts { passed: 1, failed: 0 };

/// Formatting, layers, generated files, lints.
pub fn checks(run: &mut Run<'_>) {
    run.one("check format", |folders, log| {
        let mut cargo = Command::new("cargo");
        exec::run(log, cargo.current_dir(&folders.repo).args(["fmt", "--all", "--", "--check"])).map(|()| HOLDS)
    });
    run.one("check layers", |folders, _| layers::run(folders).map(|()| HOLDS));
    run.one("check generated", |folders, log| generate::check(folders, log).map(|()| HOLDS));
    run.one("check lints", |folders, log| {
        exec::run(log, binaries::cargo(folders, "clippy").args(["--all-targets", "--", "-D", "warnings"])).map(|()| HOLDS)
    });
}

/// All Rust tests, with throwaway stores; then the simulator's page in a browser.
pub fn unit(run: &mut Run<'_>) {
    run.one("unit", |folders, log| {
        tools::build_missing(folders, log)?;
        let services = Services::start(folders, "test")?;
        let mut cargo = binaries::cargo(folders, "test");
        cargo.envs(services.env()?).arg("--no-fail-fast");
        counted(log, &mut cargo)
    });
    run.one("simulator page", |folders, log| {
        binaries::compile(folders, &["simulator"], log)?;
        node::install(folders, log)?;
        node::install_packages(folders, "e2e", log)?;
        npm(folders, log, "e2e", "check")?;
        let mut npm = node::npm(folders, "e2e", &["run", "test:simulator"])?;
        npm.env("SIMULATOR_PROGRAM", binaries::path(folders, "simulator"));
        counted(log, &mut npm)
    });
}

/// The dashboard on its own.
pub fn dashboard(run: &mut Run<'_>) {
    let installed = run.one("dashboard packages", |folders, log| {
        node::install(folders, log)?;
        node::install_packages(folders, "dashboard", log).map(|()| HOLDS)
    });
    if !installed {
        return;
    }
    for script in ["typecheck", "lint", "unused"] {
        run.one(&format!("dashboard {script}"), |folders, log| npm(folders, log, "dashboard", script).map(|()| HOLDS));
    }
    run.one("dashboard unit", |folders, log| counted(log, &mut node::npm(folders, "dashboard", &["run", "test"])?));
    let built = run.one("dashboard build", |folders, log| exports::build(folders, Export::Shipped, log).map(|_| HOLDS))
        && run.one("dashboard gallery", |folders, log| exports::build(folders, Export::WithGallery, log).map(|_| HOLDS));
    if built {
        run.one("dashboard browser", |folders, log| counted(log, &mut node::npm(folders, "dashboard", &["run", "e2e"])?));
    }
}

/// Brings the cluster up, runs scenarios, and takes it down when it was not up before.
pub fn on_cluster(run: &mut Run<'_>, parts: &[Part]) {
    let was_up = marker(&run.folders.state).exists() && !daemon::recorded(run.folders).is_empty();
    let lock = settings::lock(run.folders);
    if let Err(error) = &lock {
        run.one("up", |_, _| anyhow::bail!("{error:#}"));
        return;
    }
    if run.one("up", |folders, _| up::up(&Ctx::open(folders.clone())?, &[]).map(|()| HOLDS)) {
        if parts.contains(&Part::Cluster) {
            run.one("cluster", |folders, log| scenarios(folders, log, "e2e", "test:cluster"));
            run.one("cluster browser", |folders, log| scenarios(folders, log, "dashboard", "e2e"));
        }
        if parts.contains(&Part::Faults) {
            run.one("faults", |folders, log| scenarios(folders, log, "e2e", "test:faults"));
        }
        run.one("up again", |folders, _| up::up(&Ctx::open(folders.clone())?, &[]).map(|()| HOLDS));
    }
    keep_logs(run.folders);
    if !was_up {
        run.one("down", |folders, _| down::down(folders, false).map(|()| HOLDS));
    }
}

/// A script of a project, told where everything is as `./dev env` tells it.
fn scenarios(folders: &Folders, log: &Path, project: &str, script: &str) -> Result<Counts> {
    node::install_packages(folders, project, log)?;
    let mut npm = node::npm(folders, project, &["run", script])?;
    npm.envs(env::variables(&Ctx::open(folders.clone())?)?);
    counted(log, &mut npm)
}

fn npm(folders: &Folders, log: &Path, project: &str, script: &str) -> Result<()> {
    exec::run(log, &mut node::npm(folders, project, &["run", script])?)
}

/// Runs a test runner; its failed tests are counts, not an error.
fn counted(log: &Path, command: &mut Command) -> Result<Counts> {
    let outcome = exec::run(log, command.env("NO_COLOR", "1").env_remove("FORCE_COLOR"));
    Ok(count::from_log(log, outcome.is_ok()))
}

/// The processes' logs, for after `down`.
fn keep_logs(folders: &Folders) {
    let kept = folders.cache.join("test-logs/processes");
    let _ = std::fs::remove_dir_all(&kept);
    exec::succeeds(Command::new("cp").arg("-r").arg(folders.state.join("log")).arg(&kept));
}
