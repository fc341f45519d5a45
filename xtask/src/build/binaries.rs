//! The release binaries of the workspace.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::exec;
use crate::settings::{Ctx, Folders};
use crate::step::Outcome;

/// Programs that go into images or run on the host.
const PROGRAMS: &[&str] = &["operator", "api", "worker", "simulator"];

/// Compiles; cargo itself knows what is fresh.
pub fn up(ctx: &Ctx) -> Result<Outcome> {
    let modified = |name: &str| std::fs::metadata(path(&ctx.folders, name)).and_then(|meta| meta.modified()).ok();
    let before: Vec<_> = PROGRAMS.iter().map(|name| modified(name)).collect();
    compile(&ctx.folders, PROGRAMS, &ctx.folders.log("binaries"))?;
    let after: Vec<_> = PROGRAMS.iter().map(|name| modified(name)).collect();
    Ok(if before == after { Outcome::Already } else { Outcome::done("compiled") })
}

/// Compiles these programs alone.
pub fn compile(folders: &Folders, programs: &[&str], log: &Path) -> Result<()> {
    let mut cargo = cargo(folders, "build");
    for program in programs {
        cargo.args(["--bin", program]);
    }
    exec::run(log, &mut cargo)
}

/// A built program.
pub fn path(folders: &Folders, name: &str) -> PathBuf {
    folders.target.join("release").join(name)
}

/// Cargo in the checkout, for the one profile that is used: a second one would compile every dependency twice.
/// The whole workspace is named each time, so that all commands unify features alike and share what they compiled.
pub fn cargo(folders: &Folders, verb: &str) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(&folders.repo).env("CARGO_TARGET_DIR", &folders.target).env("SQLX_OFFLINE", "true").env_remove("DATABASE_URL");
    cargo.args([verb, "--release", "--workspace", "--locked"]);
    cargo
}
