//! NATS with JetStream on files.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use anyhow::Result;

use crate::daemon::Daemon;
use crate::exec;
use crate::settings::{Ctx, NODE_IP, PORT_NATS, PORT_NATS_MONITOR};
use crate::step::Outcome;

/// Runs NATS; one message may hold 8 MiB (several webhook bodies of up to 3 MiB are published together).
pub fn up(ctx: &Ctx) -> Result<Outcome> {
    let folder = ctx.folders.state.join("nats");
    fs::create_dir_all(&folder)?;
    let config = format!(
        r#"server_name: switchboard-dev
listen: "{NODE_IP}:{PORT_NATS}"
http: "127.0.0.1:{PORT_NATS_MONITOR}"
max_payload: 8MB
authorization {{ user: "switchboard", password: "{}" }}
jetstream {{ store_dir: "{}", max_memory_store: 1GB, max_file_store: 20GB }}
"#,
        ctx.secrets.nats,
        folder.display()
    );
    let path = folder.join("nats.conf");
    fs::write(&path, &config)?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
    let healthy = format!("http://127.0.0.1:{PORT_NATS_MONITOR}/healthz");
    Daemon::new("nats", ctx.folders.tool("nats-server")?)
        .arg("-c")
        .arg(&path)
        .input(config)
        .ensure(&ctx.folders, || exec::answers(&healthy))
}
