//! Container images by buildah, kept in the cache, imported into containerd as archives.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::exec;
use crate::settings::Folders;

/// Builds the Dockerfile of a folder.
pub fn build(folders: &Folders, log: &Path, folder: &Path, image: &str, build_args: &[String]) -> Result<()> {
    let mut command = buildah(folders)?;
    command.args(["bud", "--isolation", "chroot", "--network", "host", "--pull-never", "-t", image]);
    for argument in build_args {
        command.args(["--build-arg", argument]);
    }
    exec::run(log, command.arg(folder))
}

/// Writes an image as an archive that containerd imports under the same name.
pub fn archive(folders: &Folders, log: &Path, image: &str, to: &Path) -> Result<()> {
    let partial = to.with_extension("partial");
    let _ = fs::remove_file(&partial);
    exec::run(log, buildah(folders)?.args(["push", image, &format!("oci-archive:{}:{image}", partial.display())]))?;
    Ok(fs::rename(partial, to)?)
}

/// Images go with the cache, mounts and locks with the state.
fn buildah(folders: &Folders) -> Result<Command> {
    let (root, run) = (folders.cache.join("buildah"), folders.state.join("buildah-run"));
    fs::create_dir_all(&root)?;
    fs::create_dir_all(&run)?;
    let mut command = Command::new("buildah");
    command.args(["--storage-driver", "vfs", "--root"]).arg(root).arg("--runroot").arg(run);
    Ok(command)
}

/// Whether the cache holds an image.
pub fn exists(folders: &Folders, image: &str) -> Result<bool> {
    Ok(exec::succeeds(buildah(folders)?.args(["inspect", "--type", "image", image])))
}

/// Forgets an image that containerd has now; without layers shared between images each would keep a copy of its base.
pub fn remove(folders: &Folders, image: &str) {
    if let Ok(mut buildah) = buildah(folders) {
        exec::succeeds(buildah.args(["rmi", image]));
    }
}
