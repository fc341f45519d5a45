//! Ending what runs in pods, with or without a living containerd.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::time::Duration;

use crate::daemon;
use crate::exec;
use crate::settings::Folders;

/// Time that containers get to end by themselves.
const GRACE: Duration = Duration::from_secs(3);

/// Ends every container, then every shim that serves our socket. Returns how many shims there were.
pub fn end(folders: &Folders) -> usize {
    let shims = shims(folders);
    let containers: Vec<u32> = descendants(&shims);
    for pid in &containers {
        daemon::kill(*pid, "TERM");
    }
    let gone = |pids: &[u32]| pids.iter().all(|pid| daemon::stat(*pid).is_none_or(|(_, state)| state == 'Z'));
    // Whoever does not end in time is killed below.
    let _ = exec::wait_until("", GRACE, || Ok(gone(&containers)));
    for pid in descendants(&shims).iter().chain(&shims) {
        daemon::kill(*pid, "KILL");
    }
    let _ = exec::wait_until("", GRACE, || Ok(gone(&shims)));
    shims.len()
}

/// Unmounts all below the state folder, deepest first; true when nothing is left mounted.
pub fn unmount(folders: &Folders) -> bool {
    for target in mounts_below(folders) {
        exec::succeeds(Command::new("umount").args(["-l", &target]));
    }
    mounts_below(folders).is_empty()
}

fn mounts_below(folders: &Folders) -> Vec<String> {
    let prefix = format!("{}/", folders.state.display());
    let mounts = fs::read_to_string("/proc/mounts").unwrap_or_default();
    let mut targets: Vec<String> =
        mounts.lines().filter_map(|line| line.split(' ').nth(1)).filter(|target| target.starts_with(&prefix)).map(str::to_owned).collect();
    targets.sort();
    targets.reverse();
    targets
}

/// PIDs of shims whose `-address` is our socket.
fn shims(folders: &Folders) -> Vec<u32> {
    let socket = folders.containerd_socket().display().to_string();
    processes()
        .into_iter()
        .filter(|pid| {
            let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            let words: Vec<&[u8]> = line.split(|byte| *byte == 0).collect();
            let is_shim = words.first().is_some_and(|program| program.windows(15).any(|part| part == b"containerd-shim"));
            is_shim && words.iter().any(|word| word.strip_suffix(b".ttrpc").unwrap_or(word) == socket.as_bytes())
        })
        .collect()
}

/// All processes below `roots`, without them.
fn descendants(roots: &[u32]) -> Vec<u32> {
    let mut children: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for pid in processes() {
        if let Some(parent) = parent(pid) {
            children.entry(parent).or_default().push(pid);
        }
    }
    let mut found = vec![];
    let mut open = roots.to_vec();
    while let Some(pid) = open.pop() {
        for child in children.get(&pid).into_iter().flatten() {
            found.push(*child);
            open.push(*child);
        }
    }
    found
}

fn parent(pid: u32) -> Option<u32> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    text.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

fn processes() -> Vec<u32> {
    let Ok(entries) = fs::read_dir("/proc") else { return vec![] };
    entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}
