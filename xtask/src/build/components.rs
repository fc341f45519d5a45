//! The images of operator, API and worker: tagged by content, so that a changed binary is a new tag and an unchanged one is no work.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::build::{base, binaries, dashboard};
use crate::cluster::containerd;
use crate::content;
use crate::exec;
use crate::images;
use crate::settings::{Ctx, Folders};
use crate::step::Outcome;

/// Images of the chart.
pub const COMPONENTS: &[&str] = &["operator", "api", "worker"];

/// Builds and imports the images that containerd lacks.
pub fn up(ctx: &Ctx) -> Result<Outcome> {
    let folders = &ctx.folders;
    let mut built = vec![];
    for component in COMPONENTS {
        let image = image(folders, component)?;
        if !containerd::has_image(folders, &image)? {
            build(folders, component, &image)?;
            built.push(*component);
        }
    }
    Ok(if built.is_empty() { Outcome::Already } else { Outcome::done(format!("built {}", built.join(", "))) })
}

/// Full reference of a component's image.
pub fn image(folders: &Folders, component: &str) -> Result<String> {
    let mut inputs = vec![folders.repo.join("images").join(component), binaries::path(folders, component)];
    if component == "api" {
        inputs.push(dashboard::out(folders));
    }
    let files = inputs.iter().map(|input| digest(input)).collect::<Result<Vec<_>>>()?.join(" ");
    let key = content::text(&format!("{files} {}", base::image(folders)?))?;
    Ok(format!("localhost/switchboard-{component}:{key}"))
}

/// An exported folder is called `out`, which [`content::digest`] skips inside others but not as the folder asked for.
fn digest(input: &Path) -> Result<String> {
    content::digest(std::slice::from_ref(&input.to_path_buf()))
}

fn build(folders: &Folders, component: &str, image: &str) -> Result<()> {
    let log = folders.log(&format!("image-{component}"));
    let folder = context(folders, component)?;
    images::build(folders, &log, &folder, image, &[format!("BASE={}", base::image(folders)?)])?;
    let archive = folders.state.join(format!("build/{component}.tar"));
    images::archive(folders, &log, image, &archive)?;
    exec::run(&log, containerd::ctr(folders).args(["images", "import"]).arg(&archive))?;
    fs::remove_file(archive)?;
    fs::remove_dir_all(folder)?;
    images::remove(folders, image);
    Ok(())
}

/// A folder with the Dockerfile and what it copies.
fn context(folders: &Folders, component: &str) -> Result<PathBuf> {
    let folder = folders.state.join("build").join(component);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    fs::copy(folders.repo.join("images").join(component).join("Dockerfile"), folder.join("Dockerfile"))?;
    fs::copy(binaries::path(folders, component), folder.join(component)).with_context(|| format!("copy the binary {component}"))?;
    if component == "api" {
        exec::capture(Command::new("cp").arg("-r").arg(dashboard::out(folders)).arg(folder.join("dashboard")))?;
    }
    Ok(folder)
}
