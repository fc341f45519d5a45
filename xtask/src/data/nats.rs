//! NATS with JetStream on files.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use anyhow::Result;

use crate::daemon::Daemon;
use crate::exec;
use crate::settings::{Ctx, NODE_IP, PORT_NATS, PORT_NATS_MONITOR};
use crate::step::Outcome;

/// What workers do on the bus, and nothing else (ADR 9): no stream or consumer can be made, changed or deleted, and the
/// directory can't be read.
const WORKER_PERMISSIONS: &str = r#"{
      publish: ["changes.*", "dead.*", "$JS.API.CONSUMER.INFO.*.worker", "$JS.API.CONSUMER.MSG.NEXT.*.worker", "$JS.ACK.*.worker.>"]
      subscribe: ["_INBOX.>", "outbox.*"]
    }"#;

/// Runs NATS; one message may hold 8 MiB (several webhook bodies of up to 3 MiB are published together).
pub fn up(ctx: &Ctx) -> Result<Outcome> {
    let folder = ctx.folders.state.join("nats");
    fs::create_dir_all(&folder)?;
    let config = format!(
        r#"server_name: switchboard-dev
listen: "{NODE_IP}:{PORT_NATS}"
http: "127.0.0.1:{PORT_NATS_MONITOR}"
max_payload: 8MB
authorization {{
  users: [
    {{ user: switchboard, password: "{}" }}
    {{ user: worker, password: "{}", permissions: {WORKER_PERMISSIONS} }}
  ]
}}
jetstream {{ store_dir: "{}", max_memory_store: 1GB, max_file_store: 20GB }}
"#,
        ctx.secrets.nats,
        ctx.secrets.nats_worker,
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
