//! containerd with folders and a socket of its own, and the pods' network.

use std::fs;
use std::process::Command;

use anyhow::Result;

use crate::cluster::{foreign, pause};
use crate::daemon::{self, Daemon};
use crate::exec;
use crate::settings::{Ctx, Folders, POD_RANGE};
use crate::step::Outcome;

/// Runs containerd and imports the pause image.
pub fn up(ctx: &Ctx) -> Result<Outcome> {
    let folders = &ctx.folders;
    foreign::remember(folders)?;
    fs::create_dir_all(folders.state.join("cni"))?;
    fs::write(folders.state.join("cni/10-pods.conflist"), pod_network(folders))?;
    if daemon::read(folders, "containerd").is_some_and(|record| !daemon::is_of_this_boot(&record)) {
        // Tasks and mounts of before a restart of the machine.
        fs::remove_dir_all(folders.state.join("containerd/state"))?;
    }
    let config = config(folders);
    let path = folders.state.join("containerd.toml");
    fs::write(&path, &config)?;
    let daemon = Daemon::new("containerd", "/usr/bin/containerd").arg("-c").arg(&path).input(config);
    let outcome = daemon.ensure(folders, || exec::succeeds(ctr(folders).arg("version")))?;
    if !has_image(folders, pause::IMAGE)? {
        exec::capture(ctr(folders).args(["images", "import"]).arg(pause::archive(folders)?))?;
    }
    Ok(outcome)
}

/// `ctr` in the namespace of Kubernetes.
pub fn ctr(folders: &Folders) -> Command {
    let mut command = Command::new("ctr");
    command.arg("-a").arg(folders.containerd_socket()).args(["-n", "k8s.io"]);
    command
}

/// Whether containerd holds an image.
pub fn has_image(folders: &Folders, image: &str) -> Result<bool> {
    Ok(exec::capture(ctr(folders).args(["images", "list", "-q"]))?.lines().any(|line| line == image))
}

fn config(folders: &Folders) -> String {
    let state = folders.state.display();
    let socket = folders.containerd_socket().display().to_string();
    let pause = pause::IMAGE;
    format!(
        r#"version = 2
root = "{state}/containerd/root"
state = "{state}/containerd/state"
[grpc]
  address = "{socket}"
[plugins."io.containerd.internal.v1.opt"]
  path = "{state}/containerd/opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "{pause}"
  # Without CAP_SYS_RESOURCE a negative oom_score_adj is refused and no sandbox starts.
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      Root = "{state}/runc"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "{state}/cni"
"#
    )
}

/// Each pod has a routed link of its own: replies always pass the host, where kube-proxy's translations are undone.
/// (On a shared bridge, a reply between two pods would go past it unless br_netfilter is loaded.)
fn pod_network(folders: &Folders) -> String {
    let state = folders.state.display();
    format!(
        r#"{{"cniVersion": "0.4.0", "name": "switchboard-dev", "plugins": [
  {{"type": "ptp", "ipMasq": false,
   "ipam": {{"type": "host-local", "dataDir": "{state}/cni-addresses", "ranges": [[{{"subnet": "{POD_RANGE}"}}]], "routes": [{{"dst": "0.0.0.0/0"}}]}}}}
]}}
"#
    )
}
