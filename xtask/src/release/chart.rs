//! The Helm release.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use anyhow::{Context, Result};

use crate::content;
use crate::exec;
use crate::release::values;
use crate::settings::{Ctx, Folders, NAMESPACE, TENANTS};
use crate::step::Outcome;

/// Installs or upgrades the release when chart or values changed, and waits for its Deployments.
pub fn up(ctx: &Ctx) -> Result<Outcome> {
    let folders = &ctx.folders;
    let values = serde_json::to_string_pretty(&values::values(ctx)?)?;
    let chart = folders.repo.join("charts/switchboard");
    let key = format!("{} {}", content::digest(std::slice::from_ref(&chart))?, content::text(&values)?);
    let stamp = folders.state.join("release.key");
    let is_deployed = exec::succeeds(folders.helm()?.args(["status", NAMESPACE, "-n", NAMESPACE]));
    if is_deployed && fs::read_to_string(&stamp).is_ok_and(|installed| installed == key) {
        wait(folders)?;
        return Ok(Outcome::Already);
    }
    namespace(folders, NAMESPACE)?;
    namespace(folders, TENANTS)?;
    forget_interrupted(folders)?;
    let file = folders.state.join("values.json");
    fs::write(&file, values)?;
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600))?;
    let mut helm = folders.helm()?;
    helm.args(["upgrade", "--install", NAMESPACE]).arg(&chart).args(["-n", NAMESPACE, "--history-max", "3", "-f"]).arg(&file);
    exec::run(&folders.log("chart"), &mut helm)?;
    wait(folders).with_context(|| pods_and_logs(folders))?;
    fs::write(stamp, key)?;
    Ok(Outcome::done(if is_deployed { "upgraded" } else { "installed" }))
}

/// Makes a namespace in which only pods of the restricted profile run.
fn namespace(folders: &Folders, name: &str) -> Result<()> {
    let manifest = format!(
        "{{apiVersion: v1, kind: Namespace, metadata: {{name: {name}, labels: {{pod-security.kubernetes.io/enforce: restricted}}}}}}"
    );
    exec::feed(folders.kubectl()?.args(["apply", "-f", "-"]), &manifest).map(drop)
}

/// A helm that was killed leaves a release that says "another operation is in progress" for ever.
fn forget_interrupted(folders: &Folders) -> Result<()> {
    let selector = "owner=helm,status in (pending-install,pending-upgrade,pending-rollback)";
    exec::capture(folders.kubectl()?.args(["-n", NAMESPACE, "delete", "secret", "-l", selector])).map(drop)
}

fn wait(folders: &Folders) -> Result<()> {
    let names = exec::capture(folders.kubectl()?.args(["-n", NAMESPACE, "get", "deployments", "-o", "name"]))?;
    for name in names.lines() {
        exec::capture(folders.kubectl()?.args(["-n", NAMESPACE, "rollout", "status", name, "--timeout=120s"]))?;
    }
    Ok(())
}

/// What explains most failures.
fn pods_and_logs(folders: &Folders) -> String {
    let show = |args: &[&str]| -> String {
        folders.kubectl().and_then(|mut kubectl| exec::capture(kubectl.args(["-n", NAMESPACE]).args(args))).unwrap_or_default()
    };
    let selector = "app.kubernetes.io/name=switchboard";
    format!(
        "the release's pods are not ready\n{}\n{}",
        show(&["get", "pods", "-o", "wide"]),
        show(&["logs", "-l", selector, "--all-containers", "--prefix", "--tail=8"])
    )
}
