//! People who sign in, and what they belong to.

use domain::TenantId;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{Database, Role, businesses::tenant_id, error::StoreError};

/// A person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub id: Uuid,
    /// Lower case.
    pub email: String,
    pub name: String,
    /// PHC string; none until an invitation was accepted.
    pub password_hash: Option<String>,
    pub is_admin: bool,
    pub created_at: Timestamp,
}

/// One business of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    pub tenant: TenantId,
    pub display_name: String,
    pub role: Role,
}

/// One person of a business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub user_id: Uuid,
    pub email: String,
    pub name: String,
    pub role: Role,
    pub since: Timestamp,
}

/// The person with this email, however it is capitalised.
///
/// # Errors
/// When PostgreSQL can't be reached.
pub async fn find_by_email(database: &Database, email: &str) -> Result<Option<User>, StoreError> {
    let row = sqlx::query_as!(
        Row,
        "select id, email, name, password_hash, is_admin, created_at from control.users where email = lower($1)",
        email
    );
    Ok(row.fetch_optional(&database.pool).await?.map(User::from))
}

/// The person with this id.
///
/// # Errors
/// When PostgreSQL can't be reached.
pub async fn find(database: &Database, id: Uuid) -> Result<Option<User>, StoreError> {
    let row = sqlx::query_as!(Row, "select id, email, name, password_hash, is_admin, created_at from control.users where id = $1", id);
    Ok(row.fetch_optional(&database.pool).await?.map(User::from))
}

/// Makes the first admin unless somebody has this email; that somebody becomes an admin and keeps their password.
/// Returns whether the account was made.
///
/// # Errors
/// When PostgreSQL can't be reached.
pub async fn bootstrap_admin(database: &Database, id: Uuid, email: &str, password_hash: &str) -> Result<bool, StoreError> {
    let made = sqlx::query_scalar!(
        r#"insert into control.users as u (id, email, name, password_hash, is_admin) values ($1, lower($2), 'Admin', $3, true)
           on conflict (email) do update set is_admin = true, password_hash = coalesce(u.password_hash, excluded.password_hash)
           returning id = $1 as "made!""#,
        id,
        email,
        password_hash
    );
    Ok(made.fetch_one(&database.pool).await?)
}

/// Replaces the hash of a password: after a change, or to raise its cost at sign-in.
///
/// # Errors
/// When PostgreSQL can't be reached.
pub async fn set_password(database: &Database, id: Uuid, password_hash: &str) -> Result<(), StoreError> {
    sqlx::query!("update control.users set password_hash = $2 where id = $1", id, password_hash).execute(&database.pool).await?;
    Ok(())
}

/// The businesses of a person, by name; retained ones apart.
///
/// # Errors
/// When PostgreSQL can't be reached.
pub async fn memberships(database: &Database, user: Uuid) -> Result<Vec<Membership>, StoreError> {
    let rows = sqlx::query!(
        "select m.tenant_id, b.display_name, m.role from control.memberships m join control.businesses b using (tenant_id)
         where m.user_id = $1 and b.retained_at is null order by b.display_name, m.tenant_id",
        user
    )
    .fetch_all(&database.pool)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Membership { tenant: tenant_id(row.tenant_id)?, display_name: row.display_name, role: Role::from_stored(&row.role)? })
        })
        .collect()
}

/// What a person may do in one business; `None` when nothing.
///
/// # Errors
/// When PostgreSQL can't be reached.
pub async fn role_in(database: &Database, user: Uuid, tenant: &TenantId) -> Result<Option<Role>, StoreError> {
    let role = sqlx::query_scalar!("select role from control.memberships where user_id = $1 and tenant_id = $2", user, tenant.as_str());
    role.fetch_optional(&database.pool).await?.as_deref().map(Role::from_stored).transpose()
}

/// The people of a business by id; those after `after`, at most `limit`.
///
/// # Errors
/// When PostgreSQL can't be reached.
pub async fn members(database: &Database, tenant: &TenantId, after: Option<Uuid>, limit: u16) -> Result<Vec<Member>, StoreError> {
    select_members(database, tenant, None, after, limit).await
}

/// One person of a business.
///
/// # Errors
/// When PostgreSQL can't be reached.
pub async fn member(database: &Database, tenant: &TenantId, user: Uuid) -> Result<Option<Member>, StoreError> {
    Ok(select_members(database, tenant, Some(user), None, 1).await?.pop())
}

async fn select_members(
    database: &Database,
    tenant: &TenantId,
    user: Option<Uuid>,
    after: Option<Uuid>,
    limit: u16,
) -> Result<Vec<Member>, StoreError> {
    let rows = sqlx::query!(
        "select u.id, u.email, u.name, m.role, m.created_at from control.memberships m join control.users u on u.id = m.user_id
         where m.tenant_id = $1 and ($2::uuid is null or m.user_id = $2) and ($3::uuid is null or m.user_id > $3)
         order by m.user_id limit $4",
        tenant.as_str(),
        user,
        after,
        i64::from(limit)
    )
    .fetch_all(&database.pool)
    .await?;
    rows.into_iter()
        .map(|row| {
            let role = Role::from_stored(&row.role)?;
            Ok(Member { user_id: row.id, email: row.email, name: row.name, role, since: row.created_at.to_jiff() })
        })
        .collect()
}

pub(crate) struct Row {
    pub id: Uuid,
    pub email: String,
    pub name: String,
    pub password_hash: Option<String>,
    pub is_admin: bool,
    pub created_at: jiff_sqlx::Timestamp,
}

impl From<Row> for User {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            email: row.email,
            name: row.name,
            password_hash: row.password_hash,
            is_admin: row.is_admin,
            created_at: row.created_at.to_jiff(),
        }
    }
}
