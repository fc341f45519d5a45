//! The kubelet.

use std::fs;

use anyhow::Result;

use crate::daemon::Daemon;
use crate::exec;
use crate::settings::{Ctx, Folders, NODE, NODE_IP};
use crate::step::Outcome;

/// Runs the kubelet of the only node.
pub fn up(ctx: &Ctx) -> Result<Outcome> {
    let folders = &ctx.folders;
    let config = config(folders);
    let path = folders.state.join("kube/kubelet.yaml");
    fs::write(&path, &config)?;
    fs::write(folders.state.join("kube/resolv.conf"), "")?;
    Daemon::new("kubelet", folders.tool("kubelet")?)
        .arg("--config")
        .arg(&path)
        .arg("--kubeconfig")
        .arg(folders.state.join("kube/node.kubeconfig"))
        .arg("--root-dir")
        .arg(folders.state.join("kubelet"))
        .arg("--cert-dir")
        .arg(folders.state.join("kubelet/pki"))
        .args([format!("--hostname-override={NODE}"), format!("--node-ip={NODE_IP}")])
        .input(config)
        .ensure(folders, || exec::answers("http://127.0.0.1:10248/healthz"))
}

fn config(folders: &Folders) -> String {
    let state = folders.state.display();
    let socket = folders.containerd_socket().display().to_string();
    format!(
        r#"apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: {NODE_IP}
containerRuntimeEndpoint: unix://{socket}
cgroupDriver: cgroupfs
failCgroupV1: false
failSwapOn: false
# kube-proxy's own table is enough; chains of the kubelet would outlive it.
makeIPTablesUtilChains: false
authentication: {{anonymous: {{enabled: false}}, webhook: {{enabled: true}}, x509: {{clientCAFile: {state}/pki/ca.crt}}}}
authorization: {{mode: Webhook}}
tlsCertFile: {state}/pki/kubelet-serving.crt
tlsPrivateKeyFile: {state}/pki/kubelet-serving.key
clusterDomain: cluster.local
clusterDNS: [{NODE_IP}]
resolvConf: {state}/kube/resolv.conf
podLogsDir: {state}/pods
imageGCHighThresholdPercent: 100
imageGCLowThresholdPercent: 99
evictionHard: {{memory.available: 100Mi, nodefs.available: "1%", imagefs.available: "1%"}}
serializeImagePulls: false
maxPods: 200
"#
    )
}
