//! Files that are generated from the code and committed: definitions of kinds, OpenAPI, the dashboard's client, checked SQL.

mod sql;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;

use crate::build::{binaries, node};
use crate::exec;
use crate::services::Services;
use crate::settings::Folders;

/// Everything that is generated.
pub const PATHS: &[&str] =
    &["crates/store/.sqlx", "crds/yaml/businesses.yaml", "charts/switchboard/files/businesses.yaml", "openapi.json", "dashboard/api"];

/// One of the things generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Generated {
    /// Descriptions of checked queries.
    Sql,
    /// Definitions of kinds and OpenAPI.
    Contracts,
    /// The dashboard's client of OpenAPI.
    Client,
}

/// Generates these (all when none is named) into the tree, in their order: each reads what the one before wrote.
pub fn run(folders: &Folders, only: &[Generated], log: &Path) -> Result<()> {
    for what in Generated::value_variants().iter().filter(|what| only.is_empty() || only.contains(what)) {
        let began = Instant::now();
        match what {
            Generated::Sql => sql::run(folders, &Services::start(folders, "gen")?, log),
            Generated::Contracts => contracts(folders, log),
            Generated::Client => client(folders, log),
        }
        .with_context(|| format!("generate {what:?}"))?;
        println!(" ok  {:<14} {:>6.1} s", format!("{what:?}").to_lowercase(), began.elapsed().as_secs_f32());
    }
    Ok(())
}

/// Generates and compares with what was there; the tree is left as generated.
pub fn check(folders: &Folders, log: &Path) -> Result<()> {
    let before = folders.target.join("generated-before");
    let _ = fs::remove_dir_all(&before);
    for path in PATHS {
        let (from, to) = (folders.repo.join(path), before.join(path));
        fs::create_dir_all(to.parent().context("a path below a folder has a parent")?)?;
        exec::capture(Command::new("cp").arg("-a").arg(&from).arg(&to)).with_context(|| format!("{path} is not there: ./dev gen"))?;
    }
    run(folders, &[], log)?;
    let mut differing = vec![];
    for path in PATHS {
        let mut diff = Command::new("git");
        diff.args(["--no-pager", "diff", "--no-index", "--exit-code", "--stat", "-p"]).arg(before.join(path)).arg(folders.repo.join(path));
        if exec::run(log, &mut diff).is_err() {
            diff.stdin(std::process::Stdio::null()).status()?;
            differing.push(*path);
        }
    }
    if !differing.is_empty() {
        bail!("{} did not fit the code: the tree has them anew, commit them", differing.join(", "));
    }
    Ok(())
}

fn contracts(folders: &Folders, log: &Path) -> Result<()> {
    let programs = [("crdgen", &PATHS[1..3]), ("openapi", &PATHS[3..4])];
    let mut cargo = binaries::cargo(folders, "build");
    exec::run(log, cargo.args(["--bin", "crdgen", "--bin", "openapi"]))?;
    for (program, paths) in programs {
        let text = exec::capture(Command::new(binaries::path(folders, program)).current_dir(&folders.repo))? + "\n";
        for path in paths {
            fs::write(folders.repo.join(path), &text)?;
        }
    }
    Ok(())
}

fn client(folders: &Folders, log: &Path) -> Result<()> {
    node::install(folders, log)?;
    node::install_packages(folders, "dashboard", log)?;
    exec::run(log, &mut node::npm(folders, "dashboard", &["run", "gen"])?)
}
