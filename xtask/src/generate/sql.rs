//! The descriptions of all checked queries, so that the workspace compiles without a database.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::exec;
use crate::services::{self, Services};
use crate::settings::Folders;

/// The table that sqlx's migrator keeps in each schema; `store` reads versions from it.
const MIGRATOR: &str = "create table _sqlx_migrations (version bigint primary key, description text not null,
    installed_on timestamptz not null default now(), success boolean not null, checksum bytea not null, execution_time bigint not null);";

/// Compiles crate `store` against a database with all migrations, into a new folder, and swaps that in.
pub fn run(folders: &Folders, services: &Services, log: &Path) -> Result<()> {
    let store = folders.repo.join("crates/store");
    services.psql("postgres", "create database prepare; alter database prepare set search_path = t_template, control")?;
    services.psql("prepare", "create schema control; create schema t_template")?;
    for (schema, folder) in [("control", "control"), ("t_template", "tenant")] {
        let migrations = services::migrations(&store.join("migrations").join(folder))?;
        services.psql("prepare", &format!("set search_path = {schema};\n{MIGRATOR}\n{migrations}"))?;
    }
    let fresh = store.join(".sqlx-fresh");
    let _ = fs::remove_dir_all(&fresh);
    fs::create_dir_all(&fresh)?;
    // Cargo doesn't know that the macros look at a database: a touched file makes it ask them again.
    exec::capture(Command::new("touch").arg(store.join("src/lib.rs")))?;
    let mut cargo = Command::new("cargo");
    cargo.current_dir(&folders.repo).env("CARGO_TARGET_DIR", &folders.target);
    cargo.env("SQLX_OFFLINE", "false").env("SQLX_OFFLINE_DIR", &fresh);
    cargo.env("DATABASE_URL", services.url("prepare"));
    let outcome = exec::run(log, cargo.args(["check", "--release", "--locked", "-p", "store", "--all-targets"]));
    if outcome.is_err() || fs::read_dir(&fresh)?.next().is_none() {
        let _ = fs::remove_dir_all(&fresh);
        outcome?;
        bail!("no query was described: does crate store use sqlx::query! at all?");
    }
    let current = store.join(".sqlx");
    let _ = fs::remove_dir_all(&current);
    Ok(fs::rename(fresh, current)?)
}
