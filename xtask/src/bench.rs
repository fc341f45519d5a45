//! `./dev bench ingest|live`: load on what is up.

use std::process::Command;

use anyhow::{Result, bail};

use crate::build::binaries;
use crate::settings::Ctx;
use crate::{env, exec};

/// Builds the load generator and runs it on the running cluster, with its output shown.
pub fn run(ctx: &Ctx, what: &str, args: &[String]) -> Result<()> {
    exec::run(&ctx.folders.log("bench-build"), binaries::cargo(&ctx.folders, "build").args(["--bin", "bench"]))?;
    let mut bench = Command::new(binaries::path(&ctx.folders, "bench"));
    let status = bench.current_dir(&ctx.folders.repo).envs(env::variables(ctx)?).arg(what).args(args).status()?;
    if !status.success() {
        bail!("bench {what} ended with {status}");
    }
    Ok(())
}
