//! Who is asking, and what they may see. [`Caller`] proves the first, [`TenantScope`] the second: a handler that takes
//! one of them can't run without it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    extract::{FromRef, FromRequestParts, RawPathParams},
    http::{header, request::Parts},
};
use domain::{Clock, TenantId};
use store::{
    Database, Role, StoreError, businesses, sessions,
    users::{self, Membership},
};
use tokio::time::Instant;
use uuid::Uuid;

use crate::{
    error::{ApiError, Problem},
    request::Identified,
    token::{Claims, Tokens},
};

/// How long a look-up of somebody's access is good, in seconds: a removed member or an ended session is out after it.
pub const ACCESS_CACHE_S: u64 = 5;
/// Sessions that are remembered at once; beyond it all are forgotten.
pub const ACCESS_CACHE_MAX: usize = 20_000;

/// A person and what they may see, a few seconds old at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    pub user: Uuid,
    pub email: String,
    pub name: String,
    /// Sees every business.
    pub is_admin: bool,
    pub memberships: Vec<Membership>,
}

impl Access {
    /// Whether they may see a business. Says nothing about whether it exists.
    #[must_use]
    pub fn may_see(&self, tenant: &TenantId) -> bool {
        self.is_admin || self.memberships.iter().any(|membership| membership.tenant == *tenant)
    }

    /// Their role in a business; `None` for an admin who isn't a member.
    #[must_use]
    pub fn role_in(&self, tenant: &TenantId) -> Option<Role> {
        self.memberships.iter().find(|membership| membership.tenant == *tenant).map(|membership| membership.role)
    }
}

/// When an access was looked up, and what it was.
type LookedUp = (Instant, Arc<Access>);

/// Looks up access by session and remembers it briefly.
#[derive(Clone, Debug)]
pub struct Accesses {
    database: Database,
    clock: Clock,
    known: Arc<Mutex<HashMap<Uuid, LookedUp>>>,
}

impl Accesses {
    /// A look-up in this database.
    #[must_use]
    pub fn new(database: Database, clock: Clock) -> Self {
        Self { database, clock, known: Arc::default() }
    }

    /// The access of a token's bearer; `None` when the session has ended or the user is gone.
    ///
    /// # Errors
    /// When PostgreSQL can't be reached.
    pub async fn of(&self, claims: &Claims) -> Result<Option<Arc<Access>>, StoreError> {
        if let Some((at, access)) = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&claims.sid)
            && at.elapsed() < Duration::from_secs(ACCESS_CACHE_S)
        {
            return Ok(Some(Arc::clone(access)));
        }
        if !sessions::is_live(&self.database, claims.sid, self.clock.now()).await? {
            return Ok(None);
        }
        let Some(user) = users::find(&self.database, claims.sub).await? else { return Ok(None) };
        let memberships = users::memberships(&self.database, user.id).await?;
        let access = Arc::new(Access { user: user.id, email: user.email, name: user.name, is_admin: user.is_admin, memberships });
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= ACCESS_CACHE_MAX {
            known.clear();
        }
        known.insert(claims.sid, (Instant::now(), Arc::clone(&access)));
        Ok(Some(access))
    }

    /// Whether there is such a business: for admins, who may ask for any name.
    ///
    /// # Errors
    /// When PostgreSQL can't be reached.
    pub async fn business_exists(&self, tenant: &TenantId) -> Result<bool, StoreError> {
        Ok(businesses::get(&self.database, tenant).await?.is_some())
    }

    /// Forgets a session that has ended.
    pub fn forget(&self, session: Uuid) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(&session);
    }
}

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Caller {
    pub claims: Claims,
    pub access: Arc<Access>,
}

impl<S> FromRequestParts<S> for Caller
where
    S: Send + Sync,
    Arc<Tokens>: FromRef<S>,
    Accesses: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let token = bearer(parts).ok_or(ApiError::Unauthenticated)?;
        let claims = Arc::<Tokens>::from_ref(state).verify(token).map_err(|error| {
            tracing::debug!(%error, "an access token was refused");
            ApiError::Unauthenticated
        })?;
        let access = Accesses::from_ref(state).of(&claims).await.map_err(ApiError::from)?;
        let access = access.ok_or(ApiError::Unauthenticated)?;
        if let Some(identified) = parts.extensions.get::<Identified>() {
            identified.set_user(access.user);
        }
        Ok(Self { claims, access })
    }
}

fn bearer(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// The business of `/businesses/{tenantId}/...`, which the caller may see.
///
/// Somebody who isn't a member is told so (403) whether or not the business exists, and so learns nothing.
#[derive(Clone, Debug)]
pub struct TenantScope {
    pub tenant: TenantId,
    pub caller: Caller,
}

impl<S> FromRequestParts<S> for TenantScope
where
    S: Send + Sync,
    Arc<Tokens>: FromRef<S>,
    Accesses: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, state).await?;
        let path = RawPathParams::from_request_parts(parts, state).await.map_err(|_| ApiError::NotFound("page"))?;
        let text = path.iter().find(|(name, _)| *name == "tenantId").map_or("", |(_, value)| value);
        let tenant = TenantId::parse(text).map_err(|_| ApiError::NotFound("business"))?;
        if !caller.access.may_see(&tenant) {
            return Err(ApiError::NotAMember.into());
        }
        // A member's business exists: the membership says so.
        if caller.access.role_in(&tenant).is_none() && !Accesses::from_ref(state).business_exists(&tenant).await.map_err(ApiError::from)? {
            return Err(ApiError::NotFound("business").into());
        }
        Ok(Self { tenant, caller })
    }
}
