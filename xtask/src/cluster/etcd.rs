//! etcd, the API server's store.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use anyhow::Result;

use crate::daemon::Daemon;
use crate::exec;
use crate::settings::{Ctx, PORT_ETCD};
use crate::step::Outcome;

/// Runs etcd on the loopback address.
pub fn up(ctx: &Ctx) -> Result<Outcome> {
    let data = ctx.folders.state.join("etcd");
    fs::create_dir_all(&data)?;
    fs::set_permissions(&data, fs::Permissions::from_mode(0o700))?;
    let (client, peer) = (format!("http://127.0.0.1:{PORT_ETCD}"), format!("http://127.0.0.1:{}", PORT_ETCD + 1));
    Daemon::new("etcd", ctx.folders.tool("etcd")?)
        .arg("--data-dir")
        .arg(&data)
        // A machine that loses power makes its cluster anew.
        .args(["--unsafe-no-fsync", "--log-level=warn"])
        .args([format!("--listen-client-urls={client}"), format!("--advertise-client-urls={client}")])
        .args([
            format!("--listen-peer-urls={peer}"),
            format!("--initial-advertise-peer-urls={peer}"),
            format!("--initial-cluster=default={peer}"),
        ])
        .ensure(&ctx.folders, || exec::answers(&format!("{client}/readyz")))
}
