//! A tenant's role and schema, brought to what they should be from wherever they are (law 8).
//!
//! Every function is one fenced transaction, idempotent, and reports what it had to change.

use domain::TenantId;
use jiff::Timestamp;
use sqlx::PgConnection;

use crate::{
    Database, Fence,
    error::StoreError,
    fences,
    migrate::{self, become_tenant, execute, identifier, lock},
    partitions::{self, Months},
};

/// Shortest password of a tenant's role, in characters; the operator generates it.
pub const PASSWORD_CHARS_MIN: usize = 16;

/// What a tenant's part of the database should be.
#[derive(Clone, Debug)]
pub struct TenantSpec<'a> {
    pub tenant: &'a TenantId,
    /// Of the login role; letters, digits, `_` and `-` only. Changing it rotates it.
    pub password: &'a str,
    /// Connections that the tenant's workers may hold together.
    pub connection_limit: i32,
    /// The role of the API, which may become the tenant (`SET ROLE`).
    pub api_role: &'a str,
    /// Months with a partition of their own.
    pub months: Months,
}

/// One thing that was not as it should be, and is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Repair {
    RoleMade,
    RoleAttributes,
    Password,
    ApiGrant,
    ForeignMembersRevoked,
    SchemaMade,
    SchemaOwner,
    ForeignGrantsRevoked,
    TableOwner,
    Migrated,
    PartitionMade,
}

impl Repair {
    /// The label of `provision_repaired_total`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RoleMade => "role_made",
            Self::RoleAttributes => "role_attributes",
            Self::Password => "password",
            Self::ApiGrant => "api_grant",
            Self::ForeignMembersRevoked => "foreign_members_revoked",
            Self::SchemaMade => "schema_made",
            Self::SchemaOwner => "schema_owner",
            Self::ForeignGrantsRevoked => "foreign_grants_revoked",
            Self::TableOwner => "table_owner",
            Self::Migrated => "migrated",
            Self::PartitionMade => "partition_made",
        }
    }
}

/// What [`converge`] found and left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provisioned {
    /// Everything that had to be changed; empty when nothing had drifted. A new tenant begins with `RoleMade`.
    pub repaired: Vec<Repair>,
    pub schema_version: i64,
    /// Rows that were moved out of the default partition into a month's own.
    pub rows_moved: u64,
}

/// Role, schema, migrations and partitions, in this order, each repaired where it differs. A crash in between is
/// finished by the next call.
///
/// # Errors
/// [`StoreError::Fenced`] when a newer leader writes; [`StoreError::Contended`] when a lock isn't free now (again
/// later); the others as they are named.
pub async fn converge(database: &Database, fence: &Fence, spec: &TenantSpec<'_>, now: Timestamp) -> Result<Provisioned, StoreError> {
    let mut repaired = role_and_schema(database, fence, spec).await?;
    if stored_version(database, spec.tenant).await? != Some(migrate::latest_version()) {
        migrate::tenant(database, fence, spec.tenant).await?;
        repaired.push(Repair::Migrated);
    }
    let partitions = partitions::ensure(database, fence, spec.tenant, spec.months, now).await?;
    repaired.extend(std::iter::repeat_n(Repair::PartitionMade, partitions.made.len()));
    Ok(Provisioned { repaired, schema_version: migrate::latest_version(), rows_moved: partitions.rows_moved })
}

/// Makes and repairs the login role `t_<tenant>`, its membership, and the schema that it owns.
///
/// # Errors
/// As [`converge`].
pub async fn role_and_schema(database: &Database, fence: &Fence, spec: &TenantSpec<'_>) -> Result<Vec<Repair>, StoreError> {
    let role = spec.tenant.schema();
    let mut repaired = Vec::new();
    let mut tx = fences::begin(database, fence).await?;
    lock(&mut tx, &role).await?;
    converge_role(&mut tx, spec, &role, &mut repaired).await?;
    converge_members(&mut tx, spec, &role, &mut repaired).await?;
    converge_schema(&mut tx, &role, &mut repaired).await?;
    tx.commit().await?;
    Ok(repaired)
}

async fn converge_role(tx: &mut PgConnection, spec: &TenantSpec<'_>, role: &str, repaired: &mut Vec<Repair>) -> Result<(), StoreError> {
    let password = safe_password(spec.password)?;
    let limit = spec.connection_limit;
    let found = sqlx::query!(
        r#"select rolcanlogin and not rolsuper and not rolcreatedb and not rolcreaterole and not rolreplication
                  and not rolbypassrls and rolconnlimit = $2 as "as_it_should_be!",
                  shobj_description(oid, 'pg_authid') = 'switchboard ' || encode(sha256(convert_to($1 || $3, 'UTF8')), 'hex') as same_password
           from pg_roles where rolname = $1"#,
        role,
        limit,
        password
    )
    .fetch_optional(&mut *tx)
    .await?;
    // Only attributes that a role with CREATEROLE may name; a superuser bit could only be taken by a superuser.
    let attributes = format!("login nocreatedb nocreaterole connection limit {limit}");
    match &found {
        None => {
            execute(tx, format!("create role \"{role}\" {attributes}")).await?;
            repaired.push(Repair::RoleMade);
        }
        Some(found) if !found.as_it_should_be => {
            strip_powers(tx, role).await?;
            execute(tx, format!("alter role \"{role}\" {attributes}")).await?;
            repaired.push(Repair::RoleAttributes);
        }
        Some(_) => {}
    }
    if found.as_ref().and_then(|found| found.same_password) != Some(true) {
        set_password(tx, role, password).await?;
        if found.is_some() {
            repaired.push(Repair::Password);
        }
    }
    Ok(())
}

/// Takes powers that only a superuser can give, and only a superuser can take.
async fn strip_powers(tx: &mut PgConnection, role: &str) -> Result<(), StoreError> {
    let powerful =
        sqlx::query_scalar!(r#"select rolsuper or rolreplication or rolbypassrls as "powerful!" from pg_roles where rolname = $1"#, role)
            .fetch_one(&mut *tx)
            .await?;
    if powerful {
        execute(tx, format!("alter role \"{role}\" nosuperuser noreplication nobypassrls")).await?;
    }
    Ok(())
}

/// The role's comment keeps a fingerprint of the (random) password, so that the next pass sees whether it is current.
async fn set_password(tx: &mut PgConnection, role: &str, password: &str) -> Result<(), StoreError> {
    let fingerprint = sqlx::query_scalar!(r#"select encode(sha256(convert_to($1 || $2, 'UTF8')), 'hex') as "hex!""#, role, password)
        .fetch_one(&mut *tx)
        .await?;
    execute(tx, format!("alter role \"{role}\" password '{password}'; comment on role \"{role}\" is 'switchboard {fingerprint}'")).await
}

fn safe_password(password: &str) -> Result<&str, StoreError> {
    let safe = password.len() >= PASSWORD_CHARS_MIN && password.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    if safe { Ok(password) } else { Err(StoreError::Unsafe { what: "the tenant's password" }) }
}

/// The members of the role are the API's role, and ourselves where we are no superuser.
async fn converge_members(tx: &mut PgConnection, spec: &TenantSpec<'_>, role: &str, repaired: &mut Vec<Repair>) -> Result<(), StoreError> {
    let api_role = identifier(spec.api_role)?;
    let us = sqlx::query!(
        r#"select quote_ident(current_user) as "name!", pg_has_role(current_user, $1, 'member') as "member!",
                  exists (select from pg_roles where rolname = $2) as "api_role_exists!",
                  exists (select from pg_auth_members m join pg_roles r on r.oid = m.roleid join pg_roles a on a.oid = m.member
                          where r.rolname = $1 and a.rolname = $2) as "api_is_member!""#,
        role,
        api_role
    )
    .fetch_one(&mut *tx)
    .await?;
    if !us.member {
        execute(tx, format!("grant \"{role}\" to {}", us.name)).await?;
    }
    if us.api_role_exists && !us.api_is_member {
        execute(tx, format!("grant \"{role}\" to \"{api_role}\"")).await?;
        repaired.push(Repair::ApiGrant);
    }
    let foreign = sqlx::query_scalar!(
        r#"select quote_ident(a.rolname) as "name!" from pg_auth_members m
           join pg_roles r on r.oid = m.roleid join pg_roles a on a.oid = m.member
           where r.rolname = $1 and a.rolname not in ($2, current_user)"#,
        role,
        api_role
    )
    .fetch_all(&mut *tx)
    .await?;
    if !foreign.is_empty() {
        execute(tx, format!("revoke \"{role}\" from {}", foreign.join(", "))).await?;
        repaired.push(Repair::ForeignMembersRevoked);
    }
    Ok(())
}

async fn converge_schema(tx: &mut PgConnection, role: &str, repaired: &mut Vec<Repair>) -> Result<(), StoreError> {
    let owner = sqlx::query_scalar!(
        r#"select r.rolname as "owner!" from pg_namespace n join pg_roles r on r.oid = n.nspowner where n.nspname = $1"#,
        role
    )
    .fetch_optional(&mut *tx)
    .await?;
    match owner.as_deref() {
        None => {
            execute(tx, format!("create schema \"{role}\" authorization \"{role}\"")).await?;
            repaired.push(Repair::SchemaMade);
        }
        Some(owner) if owner != role => {
            execute(tx, format!("alter schema \"{role}\" owner to \"{role}\"")).await?;
            repaired.push(Repair::SchemaOwner);
        }
        Some(_) => {}
    }
    revoke_foreign_grants(tx, role, repaired).await?;
    take_back_tables(tx, role, repaired).await
}

async fn revoke_foreign_grants(tx: &mut PgConnection, role: &str, repaired: &mut Vec<Repair>) -> Result<(), StoreError> {
    let foreign = sqlx::query_scalar!(
        r#"select distinct case g.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(g.grantee)) end as "grantee!"
           from pg_namespace n, aclexplode(n.nspacl) g
           where n.nspname = $1 and g.grantee <> n.nspowner"#,
        role
    )
    .fetch_all(&mut *tx)
    .await?;
    if !foreign.is_empty() {
        // As the owner: a grant can be revoked only by who gave it, or by the owner in whose name a superuser gave it.
        execute(tx, format!("revoke all on schema \"{role}\" from {} cascade", foreign.join(", "))).await?;
        repaired.push(Repair::ForeignGrantsRevoked);
    }
    Ok(())
}

/// Tables that another role made or took (a restore, a repair by hand) belong to the tenant again.
async fn take_back_tables(tx: &mut PgConnection, role: &str, repaired: &mut Vec<Repair>) -> Result<(), StoreError> {
    let tables = sqlx::query_scalar!(
        r#"select quote_ident(c.relname) as "name!" from pg_class c join pg_namespace n on n.oid = c.relnamespace
           where n.nspname = $1 and c.relkind in ('r', 'p', 'v', 'm') and c.relowner <> n.nspowner order by 1"#,
        role
    )
    .fetch_all(&mut *tx)
    .await?;
    for table in &tables {
        execute(tx, format!("alter table \"{role}\".{table} owner to \"{role}\"")).await?;
    }
    if !tables.is_empty() {
        repaired.push(Repair::TableOwner);
    }
    Ok(())
}

async fn stored_version(database: &Database, tenant: &TenantId) -> Result<Option<i64>, StoreError> {
    let schema = tenant.schema();
    let mut tx = database.pool.begin().await?;
    execute(&mut tx, become_tenant(tenant)).await?;
    let known =
        sqlx::query_scalar!("select to_regclass($1 || '._sqlx_migrations') is not null as \"known!\"", schema).fetch_one(&mut *tx).await?;
    if !known {
        return Ok(None);
    }
    Ok(sqlx::query_scalar!("select max(version) from _sqlx_migrations where success").fetch_one(&mut *tx).await?)
}

/// Gives the role another password at once; sessions under way go on. The Secret is written before this.
///
/// # Errors
/// As [`converge`].
pub async fn rotate_password(database: &Database, fence: &Fence, tenant: &TenantId, password: &str) -> Result<(), StoreError> {
    let role = tenant.schema();
    let password = safe_password(password)?;
    let mut tx = fences::begin(database, fence).await?;
    lock(&mut tx, &role).await?;
    set_password(&mut tx, &role, password).await?;
    Ok(tx.commit().await?)
}

/// Deletes the tenant's schema with everything in it, its role and its row in `control`. For deletionPolicy Delete and
/// for nothing else: nothing in this crate calls it.
///
/// # Errors
/// As [`converge`].
pub async fn drop_tenant(database: &Database, fence: &Fence, tenant: &TenantId) -> Result<(), StoreError> {
    let role = tenant.schema();
    let mut tx = fences::begin(database, fence).await?;
    lock(&mut tx, &role).await?;
    let exists =
        sqlx::query_scalar!(r#"select exists (select from pg_roles where rolname = $1) as "exists!""#, role).fetch_one(&mut *tx).await?;
    execute(&mut tx, format!("drop schema if exists \"{role}\" cascade")).await?;
    if exists {
        execute(&mut tx, format!("drop owned by \"{role}\"; drop role \"{role}\"")).await?;
    }
    sqlx::query!("delete from control.businesses where tenant_id = $1", tenant.as_str()).execute(&mut *tx).await?;
    tx.commit().await?;
    sqlx::query!("select pg_terminate_backend(pid) from pg_stat_activity where usename = $1", role).fetch_all(&database.pool).await?;
    Ok(())
}

/// Whether the tenant's schema exists: what adoption asks before it takes one over.
///
/// # Errors
/// When PostgreSQL can't be reached.
pub async fn schema_exists(database: &Database, tenant: &TenantId) -> Result<bool, StoreError> {
    let exists = sqlx::query_scalar!(r#"select exists (select from pg_namespace where nspname = $1) as "exists!""#, tenant.schema())
        .fetch_one(&database.pool)
        .await?;
    Ok(exists)
}
