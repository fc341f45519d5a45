//! A PostgreSQL database of a test's own.

use std::process::Command;

use uuid::Uuid;

/// The server that tests make their databases on, unless `TEST_DATABASE_URL` says otherwise.
const SERVER_URL: &str = "postgres://postgres@127.0.0.1:15999/postgres";

/// An empty database; dropped with the value.
pub struct TestDatabase {
    /// DSN of a superuser.
    pub url: String,
    /// Its name; roles that a test makes should carry it, since roles belong to the whole server.
    pub name: String,
    server_url: String,
}

/// Makes an empty database.
///
/// # Panics
/// When the server of `TEST_DATABASE_URL` doesn't answer: the test can't say anything then.
#[expect(clippy::disallowed_methods, reason = "tests are told about their servers by environment variables")]
pub async fn postgres() -> TestDatabase {
    let server_url = std::env::var("TEST_DATABASE_URL").unwrap_or_else(|_| SERVER_URL.to_owned());
    let name = format!("test_{}", Uuid::new_v4().simple());
    psql(&server_url, &format!("create database {name}"));
    let (server, _) = server_url.rsplit_once('/').expect("TEST_DATABASE_URL names a database");
    TestDatabase { url: format!("{server}/{name}"), name, server_url }
}

impl TestDatabase {
    /// The same database as another role.
    #[must_use]
    pub fn url_as(&self, role: &str, password: &str) -> String {
        let (_, rest) = self.url.split_once("://").expect("a DSN has a scheme");
        let address = rest.rsplit_once('@').map_or(rest, |(_, address)| address);
        format!("postgres://{role}:{password}@{address}")
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        psql(&self.server_url, &format!("drop database if exists {} with (force)", self.name));
    }
}

/// Through psql, so that dropping works without an async runtime.
fn psql(url: &str, statement: &str) {
    let output = Command::new("psql").args([url, "-v", "ON_ERROR_STOP=1", "-q", "-c", statement]).output();
    let output = output.expect("psql starts: Debian's package postgresql-client has it");
    assert!(output.status.success(), "psql: {}", String::from_utf8_lossy(&output.stderr));
}
