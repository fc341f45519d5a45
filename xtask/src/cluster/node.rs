//! The node, once all its parts run.

use std::time::Duration;

use anyhow::Result;

use crate::exec;
use crate::settings::{Ctx, NODE};
use crate::step::Outcome;

/// Waits until the node is Ready and the default service account exists (pods need it).
pub fn up(ctx: &Ctx) -> Result<Outcome> {
    let is_ready = || -> Result<bool> {
        let path = "jsonpath={.status.conditions[?(@.type=='Ready')].status}";
        let node = exec::capture(ctx.folders.kubectl()?.args(["get", "node", NODE, "-o", path])).unwrap_or_default();
        Ok(node == "True" && exec::succeeds(ctx.folders.kubectl()?.args(["get", "serviceaccount", "default", "-n", "default"])))
    };
    if is_ready()? {
        return Ok(Outcome::Already);
    }
    exec::wait_until("node Ready", Duration::from_secs(90), is_ready)?;
    Ok(Outcome::done("Ready"))
}
