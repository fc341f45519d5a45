//! Families of refresh tokens. Each token is good once; a token used again revokes its family (RFC 9700, 4.14.2).
//! Only SHA-256 hashes of tokens are stored.

use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

use crate::{Database, error::StoreError};

/// How long the token before the last may be shown again without harm, in seconds: two tabs, or a lost answer.
pub const REUSE_GRACE_SECONDS: i64 = 10;

/// A session as it is made at sign-in.
#[derive(Clone, Debug)]
pub struct NewSession<'a> {
    pub id: Uuid,
    pub user_id: Uuid,
    /// SHA-256 of the first refresh token.
    pub token_hash: &'a [u8],
    pub expires_at: Timestamp,
    pub user_agent: &'a str,
}

/// What came of showing a refresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// It was good; the new one counts from now on.
    Rotated { session: Uuid, user: Uuid },
    /// It was replaced a moment ago by another call of the same browser. The session lives, the new token does not
    /// count: answer with an access token and leave the cookie alone.
    JustReplaced { session: Uuid, user: Uuid },
    /// It had been used before: somebody has a copy, and the whole family was revoked.
    Reused { session: Uuid, user: Uuid },
    /// Unknown, expired or revoked.
    Unknown,
}

/// Stores a new session.
///
/// # Errors
/// When PostgreSQL can't be reached.
pub async fn create(database: &Database, new: &NewSession<'_>) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into control.sessions (id, user_id, token_hash, expires_at, user_agent) values ($1, $2, $3, $4, left($5, 400))",
        new.id,
        new.user_id,
        new.token_hash,
        new.expires_at.to_sqlx() as _,
        new.user_agent
    )
    .execute(&database.pool)
    .await?;
    Ok(())
}

/// Replaces the shown token by a new one. Of two calls with one token, one statement lets exactly one win.
///
/// # Errors
/// When PostgreSQL can't be reached.
pub async fn rotate(database: &Database, shown_hash: &[u8], new_hash: &[u8], now: Timestamp) -> Result<Rotation, StoreError> {
    let rotated = sqlx::query!(
        "update control.sessions set previous_token_hash = token_hash, token_hash = $2, rotated_at = $3
         where token_hash = $1 and revoked_at is null and expires_at > $3
         returning id, user_id",
        shown_hash,
        new_hash,
        now.to_sqlx() as _
    )
    .fetch_optional(&database.pool)
    .await?;
    if let Some(row) = rotated {
        return Ok(Rotation::Rotated { session: row.id, user: row.user_id });
    }
    let grace_from = now - SignedDuration::from_secs(REUSE_GRACE_SECONDS);
    let seen = sqlx::query!(
        r#"update control.sessions set revoked_at = case when rotated_at >= $3 then null else $2 end
           where previous_token_hash = $1 and revoked_at is null and expires_at > $2
           returning id, user_id, revoked_at is not null as "revoked!""#,
        shown_hash,
        now.to_sqlx() as _,
        grace_from.to_sqlx() as _
    )
    .fetch_optional(&database.pool)
    .await?;
    Ok(match seen {
        Some(row) if row.revoked => Rotation::Reused { session: row.id, user: row.user_id },
        Some(row) => Rotation::JustReplaced { session: row.id, user: row.user_id },
        None => Rotation::Unknown,
    })
}

/// Ends the session that this token belongs to (sign-out). Returns its id when there was one.
///
/// # Errors
/// When PostgreSQL can't be reached.
pub async fn revoke(database: &Database, token_hash: &[u8], now: Timestamp) -> Result<Option<Uuid>, StoreError> {
    let revoked = sqlx::query_scalar!(
        "update control.sessions set revoked_at = $2 where (token_hash = $1 or previous_token_hash = $1) and revoked_at is null returning id",
        token_hash,
        now.to_sqlx() as _
    );
    Ok(revoked.fetch_optional(&database.pool).await?)
}

/// Ends every session of a person (password changed, access taken). Returns how many there were.
///
/// # Errors
/// When PostgreSQL can't be reached.
pub async fn revoke_user(database: &Database, user: Uuid, now: Timestamp) -> Result<u64, StoreError> {
    let revoked =
        sqlx::query!("update control.sessions set revoked_at = $2 where user_id = $1 and revoked_at is null", user, now.to_sqlx() as _);
    Ok(revoked.execute(&database.pool).await?.rows_affected())
}

/// Whether the session still counts.
///
/// # Errors
/// When PostgreSQL can't be reached.
pub async fn is_live(database: &Database, session: Uuid, now: Timestamp) -> Result<bool, StoreError> {
    let live = sqlx::query_scalar!(
        r#"select exists (select from control.sessions where id = $1 and revoked_at is null and expires_at > $2) as "live!""#,
        session,
        now.to_sqlx() as _
    );
    Ok(live.fetch_one(&database.pool).await?)
}
