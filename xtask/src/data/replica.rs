//! PostgreSQL streaming replica, copied from the primary.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::daemon;
use crate::data::postgres;
use crate::exec;
use crate::settings::{Ctx, PORT_PRIMARY, PORT_REPLICA};
use crate::step::Outcome;

/// Makes and runs the replica; a copy of another primary is made anew.
pub fn up(ctx: &Ctx) -> Result<Outcome> {
    let (primary, data) = (postgres::data(ctx, "primary")?, postgres::data(ctx, "replica")?);
    if data.exists() && identifier(&data)? != identifier(&primary)? {
        daemon::stop(&ctx.folders, "replica", Duration::from_secs(10))?;
        fs::remove_dir_all(&data)?;
    }
    if !data.exists() {
        copy(ctx, &data)?;
    }
    let streams = || postgres::is_ready(PORT_REPLICA) && is_streaming(ctx);
    postgres::server("replica", &data, PORT_REPLICA)?.ensure(&ctx.folders, streams)
}

fn is_streaming(ctx: &Ctx) -> bool {
    let sql = "select pg_is_in_recovery() and exists (select from pg_stat_wal_receiver where status = 'streaming')";
    postgres::psql(ctx, "postgres", PORT_REPLICA, sql).is_ok_and(|answer| answer == "t")
}

fn copy(ctx: &Ctx, data: &Path) -> Result<()> {
    let partial = data.with_extension("partial");
    let _ = fs::remove_dir_all(&partial);
    let mut backup = postgres::as_postgres("pg_basebackup")?;
    backup.env("PGPASSWORD", &ctx.secrets.postgres_replica);
    backup.args([
        "-h",
        "127.0.0.1",
        "-p",
        &PORT_PRIMARY.to_string(),
        "-U",
        "switchboard_replica",
        "-c",
        "fast",
        "-X",
        "stream",
        "-R",
        "-S",
        "replica1",
        "-D",
    ]);
    exec::run(&ctx.folders.log("replica-copy"), backup.arg(&partial))?;
    Ok(fs::rename(partial, data)?)
}

/// The identifier that a primary gives to all its copies.
fn identifier(data: &Path) -> Result<String> {
    let text = exec::capture(Command::new(postgres::bin()?.join("pg_controldata")).env("LC_ALL", "C").arg(data))?;
    let line = text.lines().find_map(|line| line.strip_prefix("Database system identifier:"));
    Ok(line.context("pg_controldata names no system identifier")?.trim().to_owned())
}
