//! Controller manager and scheduler.

use std::process::Command;

use anyhow::Result;

use crate::daemon::Daemon;
use crate::exec;
use crate::settings::{Ctx, POD_NET};
use crate::step::Outcome;

/// Runs the controller manager; autoscalers look every two seconds and shrink after ten, so that a person can watch them.
pub fn controllers(ctx: &Ctx) -> Result<Outcome> {
    let config = ctx.folders.state.join("kube/controllers.kubeconfig").display().to_string();
    let pki = |file: &str| ctx.folders.state.join("pki").join(file).display().to_string();
    Daemon::new("controllers", ctx.folders.tool("kube-controller-manager")?)
        .args([
            format!("--kubeconfig={config}"),
            format!("--authentication-kubeconfig={config}"),
            format!("--authorization-kubeconfig={config}"),
        ])
        .args(["--leader-elect=false", "--use-service-account-credentials=true", "--bind-address=127.0.0.1"])
        .args([format!("--service-account-private-key-file={}", pki("sa.key")), format!("--root-ca-file={}", pki("ca.crt"))])
        .args(["--allocate-node-cidrs=true".to_owned(), format!("--cluster-cidr={POD_NET}")])
        .args(["--horizontal-pod-autoscaler-sync-period=2s", "--horizontal-pod-autoscaler-downscale-stabilization=10s"])
        // A dead node's pods are replaced in seconds instead of minutes.
        .args(["--node-monitor-grace-period=20s", "--node-monitor-period=2s"])
        .ensure(&ctx.folders, || is_healthy(10257))
}

/// Runs the scheduler.
pub fn scheduler(ctx: &Ctx) -> Result<Outcome> {
    let config = ctx.folders.state.join("kube/scheduler.kubeconfig").display().to_string();
    Daemon::new("scheduler", ctx.folders.tool("kube-scheduler")?)
        .args([
            format!("--kubeconfig={config}"),
            format!("--authentication-kubeconfig={config}"),
            format!("--authorization-kubeconfig={config}"),
        ])
        .args(["--leader-elect=false", "--bind-address=127.0.0.1"])
        .ensure(&ctx.folders, || is_healthy(10259))
}

/// Both serve `/healthz` to anyone on the loopback, with a certificate of their own making.
fn is_healthy(port: u16) -> bool {
    let url = format!("https://127.0.0.1:{port}/healthz");
    exec::capture(Command::new("curl").args(["-sSk", "--noproxy", "*", "--max-time", "2", &url])).is_ok_and(|text| text == "ok")
}
