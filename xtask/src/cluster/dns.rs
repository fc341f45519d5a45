//! CoreDNS on the node's address: Services' names, and nothing outside the cluster.

use std::fs;

use anyhow::Result;

use crate::daemon::Daemon;
use crate::exec;
use crate::settings::{Ctx, NODE_IP, PORT_DNS_READY};
use crate::step::Outcome;

/// Runs CoreDNS.
pub fn up(ctx: &Ctx) -> Result<Outcome> {
    let config = format!(
        ".:53 {{
    bind {NODE_IP}
    errors
    ready 127.0.0.1:{PORT_DNS_READY}
    kubernetes cluster.local in-addr.arpa {{
        kubeconfig {}
        ttl 5
    }}
}}
",
        ctx.folders.kubeconfig().display()
    );
    let path = ctx.folders.state.join("kube/Corefile");
    fs::write(&path, &config)?;
    Daemon::new("dns", ctx.folders.tool("coredns")?)
        .arg("-conf")
        .arg(&path)
        .input(config)
        .ensure(&ctx.folders, || exec::answers(&format!("http://127.0.0.1:{PORT_DNS_READY}/ready")))
}
