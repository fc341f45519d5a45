//! Invitations to a business. The token is in the link alone; its SHA-256 is stored.

use domain::TenantId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

use crate::{
    Database, Role,
    businesses::tenant_id,
    error::StoreError,
    users::{Row, User},
};

/// An invitation to be.
#[derive(Clone, Debug)]
pub struct NewInvite<'a> {
    pub id: Uuid,
    pub tenant: &'a TenantId,
    pub email: &'a str,
    pub role: Role,
    pub token_hash: &'a [u8],
    pub expires_at: Timestamp,
}

/// Where an invitation stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    pub id: Uuid,
    pub tenant: TenantId,
    pub email: String,
    pub role: Role,
    pub token_hash: Vec<u8>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub accepted_at: Option<Timestamp>,
}

/// What came of an invitation's token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Acceptance {
    /// The person is a member now. `made` tells whether the account is new; an old one keeps its password.
    Accepted { user: Box<User>, tenant: TenantId, role: Role, made: bool },
    /// Unknown, expired or accepted before.
    Unknown,
}

/// Invites unless this email was invited to the business before. Returns the invitation that is there now: compare
/// its `token_hash` to learn whether the link at hand is the one that counts.
///
/// # Errors
/// [`StoreError::Refused`] with `Tenant` when the business isn't registered.
pub async fn create_if_absent(database: &Database, new: &NewInvite<'_>) -> Result<Invite, StoreError> {
    sqlx::query!(
        "insert into control.invites (id, tenant_id, email, role, token_hash, expires_at) values ($1, $2, lower($3), $4, $5, $6)
         on conflict (tenant_id, email) do nothing",
        new.id,
        new.tenant.as_str(),
        new.email,
        new.role.as_str(),
        new.token_hash,
        new.expires_at.to_sqlx() as _
    )
    .execute(&database.pool)
    .await?;
    let row = sqlx::query_as!(
        InviteRow,
        "select id, tenant_id, email, role, token_hash, created_at, expires_at, accepted_at
         from control.invites where tenant_id = $1 and email = lower($2)",
        new.tenant.as_str(),
        new.email
    );
    row.fetch_one(&database.pool).await?.try_into()
}

/// Replaces the link of an invitation that wasn't accepted: the old link is dead. Returns whether there was one.
///
/// # Errors
/// When PostgreSQL can't be reached.
pub async fn replace_token(
    database: &Database,
    tenant: &TenantId,
    email: &str,
    token_hash: &[u8],
    expires_at: Timestamp,
) -> Result<bool, StoreError> {
    let replaced = sqlx::query!(
        "update control.invites set token_hash = $3, expires_at = $4
         where tenant_id = $1 and email = lower($2) and accepted_at is null",
        tenant.as_str(),
        email,
        token_hash,
        expires_at.to_sqlx() as _
    );
    Ok(replaced.execute(&database.pool).await?.rows_affected() == 1)
}

/// The invitation of a link that still counts: what the page shows before it asks for a password.
///
/// # Errors
/// When PostgreSQL can't be reached.
pub async fn find(database: &Database, token_hash: &[u8], now: Timestamp) -> Result<Option<Invite>, StoreError> {
    let row = sqlx::query_as!(
        InviteRow,
        "select id, tenant_id, email, role, token_hash, created_at, expires_at, accepted_at
         from control.invites where token_hash = $1 and accepted_at is null and expires_at > $2",
        token_hash,
        now.to_sqlx() as _
    );
    row.fetch_optional(&database.pool).await?.map(Invite::try_from).transpose()
}

/// The invitations of a business, newest first.
///
/// # Errors
/// When PostgreSQL can't be reached.
pub async fn list(database: &Database, tenant: &TenantId) -> Result<Vec<Invite>, StoreError> {
    let rows = sqlx::query_as!(
        InviteRow,
        "select id, tenant_id, email, role, token_hash, created_at, expires_at, accepted_at
         from control.invites where tenant_id = $1 order by created_at desc, id",
        tenant.as_str()
    );
    rows.fetch_all(&database.pool).await?.into_iter().map(Invite::try_from).collect()
}

/// Accepts an invitation: makes the account unless the email has one, and the membership, all or nothing. Of two
/// calls with one token exactly one is accepted.
///
/// # Errors
/// When PostgreSQL can't be reached.
pub async fn accept(
    database: &Database,
    token_hash: &[u8],
    user_id: Uuid,
    name: &str,
    password_hash: &str,
    now: Timestamp,
) -> Result<Acceptance, StoreError> {
    let mut tx = database.pool.begin().await?;
    let invite = sqlx::query!(
        "update control.invites set accepted_at = $2 where token_hash = $1 and accepted_at is null and expires_at > $2
         returning tenant_id, email, role",
        token_hash,
        now.to_sqlx() as _
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(invite) = invite else { return Ok(Acceptance::Unknown) };
    let user = sqlx::query_as!(
        Row,
        "insert into control.users as u (id, email, name, password_hash) values ($1, $2, $3, $4)
         on conflict (email) do update set password_hash = coalesce(u.password_hash, excluded.password_hash)
         returning id, email, name, password_hash, is_admin, created_at",
        user_id,
        invite.email,
        name,
        password_hash
    )
    .fetch_one(&mut *tx)
    .await?;
    sqlx::query!(
        "insert into control.memberships (user_id, tenant_id, role) values ($1, $2, $3)
         on conflict (user_id, tenant_id) do update set role = excluded.role",
        user.id,
        invite.tenant_id,
        invite.role
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    let made = user.id == user_id;
    let (tenant, role) = (tenant_id(invite.tenant_id)?, Role::from_stored(&invite.role)?);
    Ok(Acceptance::Accepted { user: Box::new(user.into()), tenant, role, made })
}

struct InviteRow {
    id: Uuid,
    tenant_id: String,
    email: String,
    role: String,
    token_hash: Vec<u8>,
    created_at: jiff_sqlx::Timestamp,
    expires_at: jiff_sqlx::Timestamp,
    accepted_at: Option<jiff_sqlx::Timestamp>,
}

impl TryFrom<InviteRow> for Invite {
    type Error = StoreError;

    fn try_from(row: InviteRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            tenant: tenant_id(row.tenant_id)?,
            email: row.email,
            role: Role::from_stored(&row.role)?,
            token_hash: row.token_hash,
            created_at: row.created_at.to_jiff(),
            expires_at: row.expires_at.to_jiff(),
            accepted_at: row.accepted_at.map(jiff_sqlx::Timestamp::to_jiff),
        })
    }
}
