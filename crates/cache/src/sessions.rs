//! Session mapping: which pod holds which socket of whom. It lives by being refreshed and expires by itself.

use redis::pipe;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::connection::{Cache, CacheError};

/// How long a mapping lives without a refresh, in seconds.
pub const SESSION_TTL_S: u64 = 90;
/// How often a pod refreshes its mappings, in seconds: twice may fail before one expires.
pub const SESSION_REFRESH_S: u64 = 30;
/// Sockets refreshed per round trip.
const REFRESH_CHUNK: usize = 500;

/// One connected socket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SocketSession {
    /// The socket's id at its pod.
    pub socket: String,
    pub pod: String,
    pub user: Uuid,
    /// Seconds since the epoch.
    pub connected_at: i64,
}

impl SocketSession {
    fn key(&self) -> String {
        format!("live:socket:{}", self.socket)
    }

    fn of_user(user: Uuid) -> String {
        format!("live:user:{user}")
    }
}

impl Cache {
    /// Writes or refreshes the mappings of a pod's sockets.
    ///
    /// # Errors
    /// When Redis gave no answer; the next refresh repairs it.
    pub async fn keep_sessions(&self, sessions: &[SocketSession]) -> Result<(), CacheError> {
        for chunk in sessions.chunks(REFRESH_CHUNK) {
            let mut pipe = pipe();
            for session in chunk {
                let json = serde_json::to_string(session).expect("a session is plain data");
                let user = SocketSession::of_user(session.user);
                pipe.cmd("SET").arg(session.key()).arg(json).arg("EX").arg(SESSION_TTL_S).ignore();
                pipe.cmd("SADD").arg(&user).arg(&session.socket).ignore();
                pipe.cmd("EXPIRE").arg(&user).arg(SESSION_TTL_S).ignore();
            }
            self.call("keep socket sessions", async |mut redis| pipe.query_async::<()>(&mut redis).await).await?;
        }
        Ok(())
    }

    /// Forgets one socket.
    ///
    /// # Errors
    /// When Redis gave no answer; the mapping expires by itself then.
    pub async fn end_session(&self, session: &SocketSession) -> Result<(), CacheError> {
        let mut pipe = pipe();
        pipe.cmd("DEL").arg(session.key()).ignore();
        pipe.cmd("SREM").arg(SocketSession::of_user(session.user)).arg(&session.socket).ignore();
        self.call("end a socket session", async |mut redis| pipe.query_async::<()>(&mut redis).await).await
    }

    /// The sockets of a user on all pods.
    ///
    /// # Errors
    /// When Redis gave no answer.
    pub async fn sessions_of(&self, user: Uuid) -> Result<Vec<SocketSession>, CacheError> {
        let sockets: Vec<String> = self
            .call("list socket sessions", async |mut redis| {
                redis::cmd("SMEMBERS").arg(SocketSession::of_user(user)).query_async(&mut redis).await
            })
            .await?;
        if sockets.is_empty() {
            return Ok(Vec::new());
        }
        let keys: Vec<String> = sockets.iter().map(|socket| format!("live:socket:{socket}")).collect();
        let found: Vec<Option<String>> =
            self.call("read socket sessions", async |mut redis| redis::cmd("MGET").arg(&keys).query_async(&mut redis).await).await?;
        Ok(found.into_iter().flatten().filter_map(|json| serde_json::from_str(&json).ok()).collect())
    }
}
