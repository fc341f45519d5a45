//! A PostgreSQL database of a test's own.

use std::process::Command;

use uuid::Uuid;

/// The server that tests make their databases on, unless `TEST_DATABASE_URL` says otherwise.
const SERVER_URL: &str = "postgres://postgres@127.0.0.1:15999/postgres";

/// An empty database; dropped with the value.
pub struct TestDatabase {
    /// DSN of a superuser.
    pub url: String,
    /// Its name.
    pub name: String,
    /// Ends the names of the roles that a test makes, since roles belong to the whole server; those that do are
    /// dropped with the database.
    pub suffix: String,
    server_url: String,
}

/// Makes an empty database.
///
/// # Panics
/// When the server of `TEST_DATABASE_URL` doesn't answer: the test can't say anything then.
#[expect(clippy::disallowed_methods, reason = "tests are told about their servers by environment variables")]
pub async fn postgres() -> TestDatabase {
    let server_url = std::env::var("TEST_DATABASE_URL").unwrap_or_else(|_| SERVER_URL.to_owned());
    create(server_url, "template1")
}

fn create(server_url: String, template: &str) -> TestDatabase {
    let suffix = Uuid::new_v4().simple().to_string().split_off(20);
    let name = format!("test_{suffix}");
    psql(&server_url, &format!("create database {name} template {template}"));
    let (server, _) = server_url.rsplit_once('/').expect("TEST_DATABASE_URL names a database");
    TestDatabase { url: format!("{server}/{name}"), name, suffix, server_url }
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

impl TestDatabase {
    /// A tenant id (or the name of any role) that no other test has: `<name>_<suffix>`.
    #[must_use]
    pub fn named(&self, name: &str) -> String {
        format!("{name}_{}", self.suffix)
    }

    /// Runs a statement as superuser and returns its rows as psql prints them: columns parted by `|`, rows by a line.
    ///
    /// # Panics
    /// When it fails.
    #[must_use]
    pub fn query(&self, statement: &str) -> String {
        psql(&self.url, statement)
    }

    /// Runs statements as superuser.
    ///
    /// # Panics
    /// When one fails.
    pub fn execute(&self, statements: &str) {
        psql(&self.url, statements);
    }

    /// Another database with what is in this one now, for the same roles: a replica that hears of nothing any more. Ends
    /// every connection to this one. To be dropped before it.
    ///
    /// # Panics
    /// When it can't be made.
    #[must_use]
    pub fn copy(&self) -> Self {
        self.refuse();
        let copy = create(self.server_url.clone(), &self.name);
        self.allow();
        copy
    }

    /// Ends every connection and refuses new ones, as if the server were down, until [`TestDatabase::allow`].
    pub fn refuse(&self) {
        psql(&self.server_url, &format!("alter database {} with allow_connections false", self.name));
        psql(&self.server_url, &format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{}'", self.name));
    }

    /// Takes connections again.
    pub fn allow(&self) {
        psql(&self.server_url, &format!("alter database {} with allow_connections true", self.name));
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        psql(&self.server_url, &format!("drop database if exists {} with (force)", self.name));
        let suffix = &self.suffix;
        let roles =
            psql(&self.server_url, &format!("select rolname from pg_roles where right(rolname, {}) = '_{suffix}'", suffix.len() + 1));
        for role in roles.lines() {
            psql(&self.server_url, &format!("drop role if exists {role}"));
        }
    }
}

/// Through psql, so that dropping works without an async runtime.
fn psql(url: &str, statement: &str) -> String {
    let output = Command::new("psql").args([url, "-v", "ON_ERROR_STOP=1", "-XqAt", "-c", statement]).output();
    let output = output.expect("psql starts: Debian's package postgresql-client has it");
    assert!(output.status.success(), "psql: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
}
