//! PostgreSQL primary: made as user `postgres`, with the database and roles that the product asks for.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::daemon::Daemon;
use crate::exec;
use crate::settings::{Ctx, NODE_IP, PORT_PRIMARY};
use crate::step::Outcome;

/// User that PostgreSQL runs as: it refuses root.
pub const USER: &str = "postgres";

/// Same on primary and replica: a replica must allow as many connections as its primary.
const SETTINGS: &[&str] = &[
    "max_connections=300",
    "shared_buffers=256MB",
    "effective_cache_size=4GB",
    "wal_level=replica",
    "max_wal_senders=10",
    "max_replication_slots=10",
    "max_slot_wal_keep_size=2GB",
    "max_wal_size=2GB",
    // A replica whose slot was lost with a crash of the primary still finds where it was.
    "wal_keep_size=512MB",
    "hot_standby=on",
    "hot_standby_feedback=on",
    "max_locks_per_transaction=256",
    "random_page_cost=1.1",
    "jit=off",
    "log_min_duration_statement=500",
    "password_encryption=scram-sha-256",
];

/// Makes and runs the primary.
pub fn up(ctx: &Ctx) -> Result<Outcome> {
    let data = data(ctx, "primary")?;
    if !data.exists() {
        initialise(ctx, &data)?;
    }
    server("postgres", &data, PORT_PRIMARY)?.ensure(&ctx.folders, || is_ready(PORT_PRIMARY))
}

/// Makes the database and roles.
pub fn roles(ctx: &Ctx) -> Result<Outcome> {
    let secrets = &ctx.secrets;
    let wanted = "select count(*) from pg_database where datname = 'switchboard'";
    let before = psql(ctx, "postgres", PORT_PRIMARY, wanted)? == "1";
    let script = format!(
        r"
do $$ begin
  if not exists (select from pg_roles where rolname = 'switchboard_operator') then
    create role switchboard_operator login createrole createdb;
  end if;
  if not exists (select from pg_roles where rolname = 'switchboard_api') then
    create role switchboard_api login noinherit;
  end if;
  if not exists (select from pg_roles where rolname = 'switchboard_replica') then
    create role switchboard_replica login replication;
  end if;
end $$;
alter role switchboard_operator password '{}';
alter role switchboard_api password '{}';
alter role switchboard_replica password '{}';
select 'create database switchboard owner switchboard_operator'
  where not exists (select from pg_database where datname = 'switchboard') \gexec
select pg_create_physical_replication_slot('replica1')
  where not exists (select from pg_replication_slots where slot_name = 'replica1');
",
        secrets.postgres_operator, secrets.postgres_api, secrets.postgres_replica
    );
    psql(ctx, "postgres", PORT_PRIMARY, &script)?;
    Ok(if before { Outcome::Already } else { Outcome::done("database and roles made") })
}

/// Runs SQL as superuser and returns the rows, unaligned.
pub fn psql(ctx: &Ctx, database: &str, port: u16, sql: &str) -> Result<String> {
    let mut command = Command::new("psql");
    command.env("PGPASSWORD", &ctx.secrets.postgres).env("PGCONNECT_TIMEOUT", "5");
    command.args([
        "-X",
        "-q",
        "-A",
        "-t",
        "-v",
        "ON_ERROR_STOP=1",
        "-h",
        "127.0.0.1",
        "-U",
        "postgres",
        "-p",
        &port.to_string(),
        "-d",
        database,
    ]);
    exec::feed(&mut command, sql)
}

/// The server process over a data folder.
pub fn server(name: &'static str, data: &Path, port: u16) -> Result<Daemon> {
    let sockets = data.parent().context("a data folder has a parent")?;
    let daemon = Daemon::new(name, bin()?.join("postgres")).run_as(USER).arg("-D").arg(data).args(["-p", &port.to_string()]);
    let daemon = daemon.arg("-c").arg(format!("listen_addresses={NODE_IP},127.0.0.1"));
    let daemon = daemon.arg("-c").arg(format!("unix_socket_directories={}", sockets.display()));
    Ok(SETTINGS.iter().fold(daemon, |daemon, setting| daemon.args(["-c", setting])))
}

/// Whether a server accepts connections.
pub fn is_ready(port: u16) -> bool {
    bin().is_ok_and(|bin| exec::succeeds(Command::new(bin.join("pg_isready")).args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()])))
}

/// Folder of a server's data; its parent belongs to user `postgres`.
pub fn data(ctx: &Ctx, name: &str) -> Result<PathBuf> {
    let parent = ctx.folders.state.join("postgres");
    fs::create_dir_all(&parent)?;
    give(&parent)?;
    Ok(parent.join(name))
}

/// Hands a file or folder to user `postgres`.
pub fn give(path: &Path) -> Result<()> {
    let id = |flag: &str| -> Result<u32> { Ok(exec::capture(Command::new("id").args([flag, USER]))?.parse()?) };
    Ok(chown(path, Some(id("-u")?), Some(id("-g")?))?)
}

/// A program of the newest installed PostgreSQL, as its user.
pub fn as_postgres(program: &str) -> Result<Command> {
    let mut command = Command::new("setpriv");
    command.args([&format!("--reuid={USER}"), &format!("--regid={USER}"), "--init-groups", "--"]).current_dir("/");
    command.arg(bin()?.join(program));
    Ok(command)
}

/// Folder of the newest installed PostgreSQL's programs.
pub fn bin() -> Result<PathBuf> {
    let mut versions: Vec<u32> =
        fs::read_dir("/usr/lib/postgresql")?.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect();
    versions.sort_unstable();
    let newest = versions.last().context("no PostgreSQL below /usr/lib/postgresql: install the package postgresql")?;
    Ok(PathBuf::from(format!("/usr/lib/postgresql/{newest}/bin")))
}

fn initialise(ctx: &Ctx, data: &Path) -> Result<()> {
    let partial = data.with_extension("partial");
    let _ = fs::remove_dir_all(&partial);
    let password = data.with_extension("password");
    fs::write(&password, "")?;
    fs::set_permissions(&password, fs::Permissions::from_mode(0o600))?;
    give(&password)?;
    fs::write(&password, &ctx.secrets.postgres)?;
    let mut initdb = as_postgres("initdb")?;
    initdb.args(["-U", "postgres", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "--pwfile"]).arg(&password);
    exec::run(&ctx.folders.log("postgres"), initdb.arg("-D").arg(&partial))?;
    fs::remove_file(&password)?;
    let access = "local all all scram-sha-256\nhost all all 127.0.0.0/8 scram-sha-256\nhost all all 10.0.0.0/8 scram-sha-256\n\
                  host replication switchboard_replica 127.0.0.0/8 scram-sha-256\nhost replication switchboard_replica 10.0.0.0/8 scram-sha-256\n";
    fs::write(partial.join("pg_hba.conf"), access)?;
    Ok(fs::rename(partial, data)?)
}
