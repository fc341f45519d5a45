//! The pause image: a static program that reaps and waits, built here because no image registry is needed.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::content;
use crate::exec;
use crate::images;
use crate::settings::{Ctx, Folders};
use crate::step::Outcome;

/// Name in containerd.
pub const IMAGE: &str = "localhost/pause:1";

/// Builds the image's archive into the cache.
pub fn up(ctx: &Ctx) -> Result<Outcome> {
    let archive = archive(&ctx.folders)?;
    if archive.exists() {
        return Ok(Outcome::Already);
    }
    let folder = ctx.folders.state.join("build/pause");
    fs::create_dir_all(&folder)?;
    let source = ctx.folders.repo.join("images/pause");
    let log = ctx.folders.log("pause");
    exec::run(&log, Command::new("cc").args(["-Os", "-static", "-o"]).arg(folder.join("pause")).arg(source.join("pause.c")))?;
    fs::copy(source.join("Dockerfile"), folder.join("Dockerfile"))?;
    images::build(&ctx.folders, &log, &folder, IMAGE, &[])?;
    images::archive(&ctx.folders, &log, IMAGE, &archive)?;
    Ok(Outcome::done("built"))
}

/// Where the archive is, keyed by the source.
pub fn archive(folders: &Folders) -> Result<PathBuf> {
    let key = content::digest(&[folders.repo.join("images/pause")])?;
    fs::create_dir_all(folders.cache.join("images"))?;
    Ok(folders.cache.join(format!("images/pause-{key}.tar")))
}
