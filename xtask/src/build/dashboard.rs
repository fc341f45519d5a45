//! The dashboard's static exports.

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

/// An export of the dashboard.
#[derive(Debug, Clone, Copy)]
pub enum Export {
    /// What the image holds.
    Shipped,
    /// The same and the gallery of primitives, for the gallery's tests.
    WithGallery,
}

impl Export {
    /// Its folder, and the script that builds it.
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Shipped => ("out", "build"),
            Self::WithGallery => ("out-gallery", "build:gallery"),
        }
    }
}

/// Builds what the image holds.
pub fn up(ctx: &Ctx) -> Result<Outcome> {
    build(&ctx.folders, Export::Shipped, &ctx.folders.log("dashboard"))
}

/// Builds an export unless its inputs are those of its last build, logging to `log`.
pub fn build(folders: &Folders, export: Export, log: &Path) -> Result<Outcome> {
    let (name, script) = export.names();
    let project = folders.repo.join(PROJECT);
    let key = content::digest(std::slice::from_ref(&project))?;
    // Below `cache`, since builds empty the rest of `.next`, which they share.
    let stamp = project.join(".next/cache").join(format!("{name}.built-from"));
    if project.join(name).join("index.html").is_file() && fs::read_to_string(&stamp).is_ok_and(|built| built == key) {
        return Ok(Outcome::Already);
    }
    // A build that breaks off leaves nothing that passes for a whole one.
    let _ = fs::remove_file(&stamp);
    node::install_packages(folders, PROJECT, log)?;
    exec::run(log, &mut node::npm(folders, PROJECT, &["run", script])?)?;
    fs::create_dir_all(project.join(".next/cache"))?;
    fs::write(stamp, key)?;
    Ok(Outcome::done("built"))
}

/// The export that the image holds.
pub fn out(folders: &Folders) -> PathBuf {
    folders.repo.join(PROJECT).join(Export::Shipped.names().0)
}
