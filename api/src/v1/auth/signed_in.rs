//! What every way of signing in answers, and the session behind it.

use std::sync::Arc;

use axum::{
    Json,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use domain::Clock;
use jiff::SignedDuration;
use serde::Serialize;
use store::{
    Database, Role, StoreError,
    sessions::{self, NewSession},
    users::{self, Membership, User},
};
use uuid::Uuid;

use super::refresh_token::RefreshToken;
use crate::token::{ACCESS_TTL_S, Tokens};

/// How long a session lives from sign-in, whatever is done with it, in days.
pub const SESSION_DAYS: i64 = 30;
const DAY_S: i64 = 86_400;

/// Starts and continues sign-in sessions.
#[derive(Clone, Debug)]
pub struct SignIns {
    pub database: Database,
    pub tokens: Arc<Tokens>,
    pub clock: Clock,
    /// Whether the dashboard is served over https.
    pub secure: bool,
}

/// An access token and whose it is.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SignedIn {
    /// Send it as `Authorization: Bearer`.
    pub access_token: String,
    /// `Bearer`.
    pub token_type: &'static str,
    /// Seconds until the access token expires.
    pub expires_in: i64,
    pub user: Me,
}

/// The signed-in person.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Me {
    pub id: Uuid,
    pub email: String,
    pub name: String,
    /// Sees and manages every business.
    pub is_admin: bool,
    pub memberships: Vec<MembershipItem>,
}

/// A business that a person belongs to.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct MembershipItem {
    /// The business's tenant id.
    pub business: String,
    pub display_name: String,
    pub role: RoleName,
}

/// What a member may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum RoleName {
    Owner,
    Agent,
}

impl From<Role> for RoleName {
    fn from(role: Role) -> Self {
        match role {
            Role::Owner => Self::Owner,
            Role::Agent => Self::Agent,
        }
    }
}

impl Me {
    /// Describes a person.
    #[must_use]
    pub fn new(id: Uuid, email: String, name: String, is_admin: bool, memberships: &[Membership]) -> Self {
        let memberships = memberships.iter().map(|it| MembershipItem {
            business: it.tenant.to_string(),
            display_name: it.display_name.clone(),
            role: it.role.into(),
        });
        Self { id, email, name, is_admin, memberships: memberships.collect() }
    }
}

impl SignIns {
    /// Starts a session and answers with its first tokens.
    ///
    /// # Errors
    /// When PostgreSQL can't be reached.
    pub async fn begin(&self, user: User, headers: &HeaderMap) -> Result<Response, StoreError> {
        let refresh = RefreshToken::fresh();
        let user_agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let session = NewSession {
            id: Uuid::now_v7(),
            user_id: user.id,
            token_hash: &refresh.hash(),
            expires_at: self.clock.now() + SignedDuration::from_secs(SESSION_DAYS * DAY_S),
            user_agent,
        };
        sessions::create(&self.database, &session).await?;
        self.answer(user, session.id, Some(&refresh)).await
    }

    /// Answers with an access token of a session, and with its new refresh token when there is one.
    ///
    /// # Errors
    /// When PostgreSQL can't be reached.
    pub async fn answer(&self, user: User, session: Uuid, refresh: Option<&RefreshToken>) -> Result<Response, StoreError> {
        let memberships = users::memberships(&self.database, user.id).await?;
        let (access_token, _) = self.tokens.issue(user.id, user.is_admin, session);
        let me = Me::new(user.id, user.email, user.name, user.is_admin, &memberships);
        let body = SignedIn { access_token, token_type: "Bearer", expires_in: ACCESS_TTL_S, user: me };
        let mut response = ([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response();
        if let Some(refresh) = refresh {
            response.headers_mut().append(header::SET_COOKIE, refresh.set_cookie(SESSION_DAYS * DAY_S, self.secure));
        }
        Ok(response)
    }
}
