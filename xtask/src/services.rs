//! Throwaway stores for unit tests and for checking SQL: made in an empty folder, gone with it.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::daemon::{self, Daemon};
use crate::data::postgres;
use crate::exec;
use crate::settings::{Folders, marker};

/// Running throwaway stores; they end with the value.
pub struct Services {
    folders: Folders,
    /// Superuser DSN of database `postgres`, without a password.
    pub database_url: String,
    /// Redis, without a password.
    pub redis_url: String,
}

impl Services {
    /// Starts PostgreSQL and Redis over a new folder called `name` beside the state folder.
    pub fn start(folders: &Folders, name: &str) -> Result<Self> {
        let mut folder = folders.state.clone().into_os_string();
        folder.push(format!("-{name}"));
        let folders = Folders { state: folder.into(), ..folders.clone() };
        stop(&folders)?;
        for sub in ["log", "run"] {
            fs::create_dir_all(folders.state.join(sub))?;
        }
        fs::write(marker(&folders.state), "")?;
        let (database, redis) = (free_port()?, free_port()?);
        start_postgres(&folders, database)?;
        start_redis(&folders, redis)?;
        let database_url = format!("postgres://postgres@127.0.0.1:{database}/postgres");
        Ok(Self { folders, database_url, redis_url: format!("redis://127.0.0.1:{redis}/0") })
    }

    /// What tests are told about them.
    pub fn env(&self) -> Result<Vec<(&'static str, String)>> {
        Ok(vec![
            ("TEST_DATABASE_URL", self.database_url.clone()),
            ("TEST_REDIS_URL", self.redis_url.clone()),
            ("NATS_SERVER", self.folders.tool("nats-server")?.display().to_string()),
            ("ETCD", self.folders.tool("etcd")?.display().to_string()),
            ("KUBE_APISERVER", self.folders.tool("kube-apiserver")?.display().to_string()),
        ])
    }

    /// Runs SQL from a text on a database of this server.
    pub fn psql(&self, database: &str, sql: &str) -> Result<String> {
        exec::feed(Command::new("psql").args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", &self.url(database)]), sql)
    }

    /// DSN of another database of this server.
    pub fn url(&self, database: &str) -> String {
        format!("{}/{database}", self.database_url.trim_end_matches("/postgres"))
    }
}

impl Drop for Services {
    fn drop(&mut self) {
        if let Err(error) = stop(&self.folders) {
            eprintln!("stop the throwaway stores: {error:#}");
        }
    }
}

/// Ends what runs over the folder and removes it; also what an interrupted run left.
fn stop(folders: &Folders) -> Result<()> {
    if marker(&folders.state).exists() {
        for name in daemon::recorded(folders) {
            daemon::stop(folders, &name, Duration::from_secs(10))?;
        }
        fs::remove_dir_all(&folders.state)?;
    }
    Ok(())
}

fn start_postgres(folders: &Folders, port: u16) -> Result<()> {
    let data = folders.state.join("postgres");
    fs::create_dir(&data)?;
    postgres::give(&data)?;
    let mut initdb = postgres::as_postgres("initdb")?;
    initdb.args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "-D"]).arg(&data);
    exec::run(&folders.log("postgres"), &mut initdb)?;
    Daemon::new("postgres", postgres::bin()?.join("postgres"))
        .run_as(postgres::USER)
        .arg("-D")
        .arg(&data)
        .args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "max_connections=400"])
        .args(["-c", "wal_level=replica", "-c", "max_locks_per_transaction=256"])
        .arg("-c")
        .arg(format!("unix_socket_directories={}", data.display()))
        .ensure(folders, || postgres::is_ready(port))
        .map(drop)
}

fn start_redis(folders: &Folders, port: u16) -> Result<()> {
    let port = port.to_string();
    Daemon::new("redis", "/usr/bin/redis-server")
        .args(["--port", &port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
        .ensure(folders, || exec::succeeds(Command::new("redis-cli").args(["-p", &port, "ping"])))
        .map(drop)
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0").context("find a free port")?.local_addr()?.port())
}

/// All SQL files of a folder, in the order of their names.
pub fn migrations(folder: &Path) -> Result<String> {
    let mut files: Vec<_> =
        fs::read_dir(folder)?.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "sql")).collect();
    files.sort();
    let texts = files.iter().map(fs::read_to_string).collect::<std::io::Result<Vec<_>>>()?;
    Ok(texts.join("\n"))
}
