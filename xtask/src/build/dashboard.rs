//! The dashboard's static export.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::build::node;
use crate::content;
use crate::exec;
use crate::settings::{Ctx, Folders};
use crate::step::Outcome;

/// Its folder.
const PROJECT: &str = "dashboard";

/// Builds `dashboard/out` unless its inputs are those of the last build.
pub fn up(ctx: &Ctx) -> Result<Outcome> {
    build(&ctx.folders, &ctx.folders.log("dashboard"))
}

/// Builds, logging to `log`.
pub fn build(folders: &Folders, log: &Path) -> Result<Outcome> {
    let key = inputs(folders)?;
    let stamp = folders.repo.join(PROJECT).join(".next/built-from");
    if out(folders).join("index.html").is_file() && fs::read_to_string(&stamp).is_ok_and(|built| built == key) {
        return Ok(Outcome::Already);
    }
    node::install_packages(folders, PROJECT, log)?;
    exec::run(log, &mut node::npm(folders, PROJECT, &["run", "build"])?)?;
    fs::create_dir_all(folders.repo.join(PROJECT).join(".next"))?;
    fs::write(stamp, key)?;
    Ok(Outcome::done("built"))
}

/// The export.
pub fn out(folders: &Folders) -> PathBuf {
    folders.repo.join(PROJECT).join("out")
}

fn inputs(folders: &Folders) -> Result<String> {
    content::digest(&[folders.repo.join(PROJECT)])
}
