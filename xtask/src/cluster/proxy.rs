//! kube-proxy: Services, from pods and from the host.

use anyhow::Result;

use crate::daemon::Daemon;
use crate::exec;
use crate::settings::{Ctx, NODE, POD_NET};
use crate::step::Outcome;

/// Runs kube-proxy on nftables.
pub fn up(ctx: &Ctx) -> Result<Outcome> {
    Daemon::new("proxy", ctx.folders.tool("kube-proxy")?)
        .arg(format!("--kubeconfig={}", ctx.folders.state.join("kube/proxy.kubeconfig").display()))
        .args([format!("--hostname-override={NODE}"), "--proxy-mode=nftables".into(), format!("--cluster-cidr={POD_NET}")])
        .args(["--healthz-bind-address=127.0.0.1:10256", "--metrics-bind-address=127.0.0.1:10249", "--conntrack-max-per-core=0"])
        .ensure(&ctx.folders, || exec::answers("http://127.0.0.1:10249/healthz"))
}
