//! Redis.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use anyhow::Result;

use crate::daemon::Daemon;
use crate::exec;
use crate::settings::{Ctx, NODE_IP, PORT_REDIS};
use crate::step::Outcome;

/// Runs Redis with a password, without persistence: losing it loses nothing.
pub fn up(ctx: &Ctx) -> Result<Outcome> {
    let folder = ctx.folders.state.join("redis");
    fs::create_dir_all(&folder)?;
    let config = format!(
        "bind {NODE_IP} 127.0.0.1\nport {PORT_REDIS}\nrequirepass {}\ndir {}\nsave \"\"\nappendonly no\nmaxmemory 512mb\nmaxmemory-policy noeviction\n",
        ctx.secrets.redis,
        folder.display()
    );
    let path = folder.join("redis.conf");
    fs::write(&path, &config)?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
    Daemon::new("redis", "/usr/bin/redis-server").arg(&path).input(config).ensure(&ctx.folders, || is_ready(ctx))
}

fn is_ready(ctx: &Ctx) -> bool {
    let mut ping = Command::new("redis-cli");
    ping.env("REDISCLI_AUTH", &ctx.secrets.redis).args(["-h", "127.0.0.1", "-p", &PORT_REDIS.to_string(), "ping"]);
    exec::capture(&mut ping).is_ok_and(|answer| answer == "PONG")
}
