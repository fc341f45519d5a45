//! The images' base: libc, time zones, CA certificates and a non-root user, from Debian packages.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use crate::content;
use crate::exec;
use crate::images;
use crate::settings::{Ctx, Folders};
use crate::step::Outcome;

/// Packages whose files are in it. The C library is the host's own version, which the binaries were linked with.
const PACKAGES: &str = "libc6,libgcc-s1,tzdata,netbase,base-files";

/// CA certificates of the host.
const CERTIFICATES: &str = "/etc/ssl/certs/ca-certificates.crt";

/// Builds it into the cache.
pub fn up(ctx: &Ctx) -> Result<Outcome> {
    let (folders, log) = (&ctx.folders, ctx.folders.log("base"));
    let image = image(folders)?;
    if images::exists(folders, &image)? {
        return Ok(Outcome::Already);
    }
    let folder = folders.state.join("build/base");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    let mut bootstrap = Command::new("mmdebstrap");
    // The extract variant runs no maintainer scripts: no users, no certificates; both are added below.
    bootstrap.args(["--variant=extract", &format!("--include={PACKAGES}"), &release()?]).arg(folder.join("root.tar"));
    exec::run(&log, &mut bootstrap)?;
    for file in ["Dockerfile", "passwd", "group"] {
        fs::copy(folders.repo.join("images/base").join(file), folder.join(file))?;
    }
    fs::copy(CERTIFICATES, folder.join("ca-certificates.crt")).context("copy the CA certificates: install ca-certificates")?;
    images::build(folders, &log, &folder, &image, &[])?;
    fs::remove_dir_all(&folder)?;
    Ok(Outcome::done("built"))
}

/// Its name, keyed by everything it is made of.
pub fn image(folders: &Folders) -> Result<String> {
    let files = content::digest(&[folders.repo.join("images/base"), CERTIFICATES.into()])?;
    let key = content::text(&format!("{files} {PACKAGES} {}", release()?))?;
    Ok(format!("localhost/switchboard-base:{key}"))
}

/// Code name of the host's release, e.g. `bookworm`.
fn release() -> Result<String> {
    let text = fs::read_to_string("/etc/os-release")?;
    let name = text.lines().find_map(|line| line.strip_prefix("VERSION_CODENAME="));
    Ok(name.context("/etc/os-release has no VERSION_CODENAME")?.trim_matches('"').to_owned())
}
