//! What kubelet, shims and network plugins write outside the state folder, whatever they are told.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::exec;
use crate::settings::Folders;

/// Folders they make.
const FOLDERS: &[&str] = &["/var/lib/kubelet", "/var/lib/cni", "/var/log/containers", "/run/containerd", "/etc/cni"];

/// Notes which of them were not there before, for [`sweep`] to remove.
pub fn remember(folders: &Folders) -> Result<()> {
    let note = folders.state.join("foreign-folders");
    if !note.exists() {
        let absent: Vec<&str> = FOLDERS.iter().filter(|folder| !Path::new(folder).exists()).copied().collect();
        fs::write(note, absent.join("\n"))?;
    }
    Ok(())
}

/// Removes those folders, our files in the others, and our control groups.
pub fn sweep(folders: &Folders) {
    let made_by_us = fs::read_to_string(folders.state.join("foreign-folders")).unwrap_or_default();
    for folder in made_by_us.lines().filter(|folder| FOLDERS.contains(folder)) {
        // Not there: nothing was made.
        let _ = fs::remove_dir_all(folder);
    }
    remove_files("/var/log/containers", |path| fs::read_link(path).is_ok_and(|target| target.starts_with(&folders.state)));
    let state = folders.state.display().to_string();
    remove_files("/var/lib/cni/results", |path| fs::read_to_string(path).is_ok_and(|text| text.contains(&state)));
    // The kernel removes only groups without processes, so another kubelet's stay.
    let mut find = Command::new("find");
    find.args(["/sys/fs/cgroup", "-depth", "-type", "d", "-path", "*/kubepods*", "-exec", "rmdir", "{}", ";"]);
    exec::succeeds(&mut find);
}

fn remove_files(folder: &str, is_ours: impl Fn(&Path) -> bool) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()).filter(|path| is_ours(path)) {
        let _ = fs::remove_file(path);
    }
}
