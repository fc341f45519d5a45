//! Migrations of both kinds of schema, embedded in the program.
//!
//! All pending migrations of a schema run in one transaction, under the leader's fence and under our own lock keyed
//! (database, schema): sqlx's lock is keyed by the database alone, so tenants would wait for each other (stack.md 3.2).

use std::borrow::Cow;

use domain::TenantId;
use sqlx::{AssertSqlSafe, PgConnection, migrate::Migrator};

use crate::{Database, Fence, error::StoreError, fences};

static CONTROL: Migrator = sqlx::migrate!("migrations/control");
static TENANT: Migrator = sqlx::migrate!("migrations/tenant");

/// The schema of everything that isn't a tenant's.
pub const CONTROL_SCHEMA: &str = "control";

/// The newest tenant migration in this program: what a worker of the same version waits for.
#[must_use]
pub fn latest_version() -> i64 {
    newest(&TENANT)
}

/// The newest control migration in this program.
#[must_use]
pub fn latest_control_version() -> i64 {
    newest(&CONTROL)
}

fn newest(migrator: &Migrator) -> i64 {
    migrator.iter().map(|migration| migration.version).max().unwrap_or(0)
}

/// Makes or migrates schema `control` and gives `api_role` its rights there. The API's role loses INHERIT: it has a
/// tenant's rights only after `SET ROLE`. Not fenced, because the fences live inside; safe to run at once from several
/// processes and again.
///
/// # Errors
/// When a migration fails, or the role that connects may not create schemas.
pub async fn control(database: &Database, api_role: &str) -> Result<i64, StoreError> {
    let api_role = identifier(api_role)?;
    let mut tx = database.pool.begin().await?;
    lock(&mut tx, CONTROL_SCHEMA).await?;
    execute(&mut tx, "create schema if not exists control; set local search_path = control".to_owned()).await?;
    run(&mut tx, &CONTROL, CONTROL_SCHEMA).await?;
    let inherits = sqlx::query_scalar!(r#"select rolinherit as "inherits!" from pg_roles where rolname = $1"#, api_role)
        .fetch_optional(&mut *tx)
        .await?;
    if inherits.is_some() {
        let grants = format!(
            "grant usage on schema control to \"{api_role}\";
             grant select, insert, update, delete on all tables in schema control to \"{api_role}\";
             revoke insert, update, delete on control.fences, control._sqlx_migrations from \"{api_role}\""
        );
        execute(&mut tx, grants).await?;
    }
    if inherits == Some(true) {
        execute(&mut tx, format!("alter role \"{api_role}\" noinherit")).await?;
    }
    tx.commit().await?;
    Ok(latest_control_version())
}

/// Runs the tenant's pending migrations as the tenant's role, and records the version. The schema and the role exist
/// (see [`crate::provision::converge`]).
///
/// # Errors
/// When a migration fails, the schema was made by a newer program, or the term is over.
pub async fn tenant(database: &Database, fence: &Fence, tenant: &TenantId) -> Result<i64, StoreError> {
    let schema = tenant.schema();
    let mut tx = fences::begin(database, fence).await?;
    lock(&mut tx, &schema).await?;
    execute(&mut tx, become_tenant(tenant)).await?;
    run(&mut tx, &TENANT, &schema).await?;
    execute(&mut tx, "reset role; reset search_path".to_owned()).await?;
    let version = latest_version();
    sqlx::query!(
        "update control.businesses set schema_version = $2 where tenant_id = $1 and schema_version <> $2",
        tenant.as_str(),
        version
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(version)
}

/// The newest migration applied to the tenant's schema; `None` while there is no schema, or no rights on it. For the
/// worker that waits: it reads what is there, not what somebody wrote down.
///
/// # Errors
/// When PostgreSQL can't be reached.
pub async fn applied_version(database: &Database) -> Result<Option<i64>, StoreError> {
    let known = sqlx::query_scalar!("select to_regclass('_sqlx_migrations') is not null as \"known!\"").fetch_one(&database.pool).await?;
    if !known {
        return Ok(None);
    }
    Ok(sqlx::query_scalar!("select max(version) from _sqlx_migrations where success").fetch_one(&database.pool).await?)
}

async fn run(connection: &mut PgConnection, migrator: &'static Migrator, schema: &str) -> Result<(), StoreError> {
    let mut migrator = Migrator {
        migrations: Cow::Borrowed(&migrator.migrations),
        ignore_missing: false,
        locking: false,
        no_tx: false,
        table_name: Cow::Borrowed("_sqlx_migrations"),
        create_schemas: Cow::Borrowed(&[]),
    };
    migrator.dangerous_set_table_name(format!("\"{schema}\"._sqlx_migrations"));
    let migrated = migrator.run_direct(None, connection, false).await;
    migrated.map_err(|source| StoreError::Migrate { schema: schema.to_owned(), source })
}

/// Holds (database, schema) for the rest of the transaction; advisory locks are per database already.
pub(crate) async fn lock(connection: &mut PgConnection, schema: &str) -> Result<(), StoreError> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('switchboard schema ' || $1, 0))", schema).execute(connection).await?;
    Ok(())
}

/// Statements that make the rest of the transaction the tenant's own.
pub(crate) fn become_tenant(tenant: &TenantId) -> String {
    let schema = tenant.schema();
    format!("set local role \"{schema}\"; set local search_path = \"{schema}\"")
}

/// Runs statements that have no parameters and can't have any (DDL). Every name inside went through [`identifier`] or
/// is a [`TenantId`]'s.
pub(crate) async fn execute(connection: &mut PgConnection, statements: String) -> Result<(), StoreError> {
    sqlx::raw_sql(AssertSqlSafe(statements)).execute(connection).await?;
    Ok(())
}

/// A name that needs no escaping between double quotes.
pub(crate) fn identifier(name: &str) -> Result<&str, StoreError> {
    let safe = !name.is_empty() && name.len() <= 63 && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    if safe { Ok(name) } else { Err(StoreError::Unsafe { what: "the name of a role" }) }
}
