//! `./dev down`: ends what was started, by identity, and leaves nothing.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::cluster::{foreign, pods};
use crate::settings::{Folders, marker};
use crate::{daemon, network};

/// Stopped first, in this order; pods end after them.
const BEFORE_PODS: &[&str] = &["nginx", "simulator", "kubelet"];
/// Stopped after the pods, in this order; whatever else was recorded comes last.
const AFTER_PODS: &[&str] =
    &["proxy", "dns", "scheduler", "controllers", "apiserver", "containerd", "etcd", "nats", "redis", "replica", "postgres"];

/// Time a process gets to end by itself.
const PATIENCE: Duration = Duration::from_secs(15);

/// Stops everything; the state folder goes too unless `keep`.
pub fn down(folders: &Folders, keep: bool) -> Result<()> {
    if !folders.state.exists() {
        println!("nothing is up");
        return Ok(());
    }
    if !marker(&folders.state).exists() {
        bail!("{} was not made by ./dev up: look into it and remove it by hand", folders.state.display());
    }
    let began = Instant::now();
    let mut stopped = 0;
    let mut stop = |name: &str| -> Result<()> {
        if daemon::stop(folders, name, PATIENCE)? {
            println!(" ok  {name} stopped");
            stopped += 1;
        }
        Ok(())
    };
    for name in BEFORE_PODS {
        stop(name)?;
    }
    let ended = pods::end(folders);
    if ended > 0 {
        println!(" ok  {ended} pods ended");
    }
    for name in AFTER_PODS {
        stop(name)?;
    }
    for name in daemon::recorded(folders) {
        stop(&name)?;
    }
    foreign::sweep(folders);
    let unmounted = pods::unmount(folders);
    network::down(folders);
    if !unmounted {
        bail!("something is still mounted below {}: see /proc/mounts", folders.state.display());
    }
    if !keep {
        fs::remove_dir_all(&folders.state)?;
    }
    println!("down: {stopped} processes, {ended} pods, in {:.1} s{}", began.elapsed().as_secs_f32(), if keep { "; data kept" } else { "" });
    Ok(())
}
