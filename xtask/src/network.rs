//! The node's address, and routes that keep every pod and Service packet on this machine.

use std::fs;
use std::process::Command;

use anyhow::Result;

use crate::exec;
use crate::settings::{BRIDGE, Ctx, Folders, NODE_IP, POD_NET, SERVICE_NET};
use crate::step::Outcome;

/// nftables table that keeps pods' packets here.
const FENCE: &str = "switchboard_dev";
const FORWARD: &str = "/proc/sys/net/ipv4/ip_forward";

/// Makes the bridge, its address and the routes.
pub fn up(ctx: &Ctx) -> Result<Outcome> {
    remember_forwarding(&ctx.folders)?;
    let is_up =
        has_fence() && link_has_address() && route_exists(&["type", "blackhole", POD_NET]) && route_exists(&[SERVICE_NET, "dev", BRIDGE]);
    if is_up && fs::read_to_string(FORWARD)?.trim() == "1" {
        return Ok(Outcome::Already);
    }
    if !exec::succeeds(&mut ip(&["link", "show", BRIDGE])) {
        exec::capture(&mut ip(&["link", "add", BRIDGE, "type", "bridge"]))?;
    }
    exec::capture(&mut ip(&["addr", "replace", &format!("{NODE_IP}/32"), "dev", BRIDGE]))?;
    exec::capture(&mut ip(&["link", "set", BRIDGE, "up"]))?;
    // A packet that no rule of kube-proxy matches dies here instead of taking the default route.
    exec::capture(&mut ip(&["route", "replace", "blackhole", POD_NET]))?;
    exec::capture(&mut ip(&["route", "replace", SERVICE_NET, "dev", BRIDGE]))?;
    fs::write(FORWARD, "1")?;
    exec::feed(Command::new("nft").args(["-f", "-"]), &fence())?;
    Ok(Outcome::done(format!("{NODE_IP} on {BRIDGE}")))
}

/// Removes routes, links and kube-proxy's tables, and puts the forwarding switch back.
pub fn down(folders: &Folders) {
    for family in ["ip", "ip6"] {
        exec::succeeds(Command::new("nft").args(["delete", "table", family, "kube-proxy"]));
    }
    exec::succeeds(Command::new("nft").args(["delete", "table", "ip", FENCE]));
    exec::succeeds(&mut ip(&["route", "del", "blackhole", POD_NET]));
    exec::succeeds(&mut ip(&["link", "del", BRIDGE]));
    if let Ok(before) = fs::read_to_string(folders.state.join("ip_forward.before")) {
        // A read-only /proc cannot have been changed either.
        let _ = fs::write(FORWARD, before.trim());
    }
}

/// Pods reach pods, Services and this machine; what else they send is refused at once instead of leaving it.
fn fence() -> String {
    format!(
        "table ip {FENCE} {{}}
delete table ip {FENCE}
table ip {FENCE} {{
  chain forward {{
    type filter hook forward priority filter; policy accept;
    ip saddr {POD_NET} ip daddr != {{ {POD_NET}, {SERVICE_NET} }} reject
  }}
}}
"
    )
}

fn has_fence() -> bool {
    exec::succeeds(Command::new("nft").args(["list", "chain", "ip", FENCE, "forward"]))
}

fn remember_forwarding(folders: &Folders) -> Result<()> {
    let path = folders.state.join("ip_forward.before");
    if !path.exists() {
        fs::write(path, fs::read_to_string(FORWARD)?)?;
    }
    Ok(())
}

fn link_has_address() -> bool {
    exec::capture(&mut ip(&["-4", "-o", "addr", "show", "dev", BRIDGE, "up"])).is_ok_and(|text| text.contains(NODE_IP))
}

fn route_exists(words: &[&str]) -> bool {
    let mut command = ip(&["route", "show"]);
    exec::capture(command.args(words)).is_ok_and(|text| !text.is_empty())
}

fn ip(args: &[&str]) -> Command {
    let mut command = Command::new("ip");
    command.args(args);
    command
}
