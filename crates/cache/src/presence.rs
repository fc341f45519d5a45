//! Who is looking at a business now: one sorted set per tenant, scored by when each entry expires.

use std::collections::BTreeMap;

use domain::TenantId;
use redis::pipe;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::connection::{Cache, CacheError};

/// How long a socket counts as present without a refresh, in seconds.
pub const PRESENCE_TTL_S: i64 = 90;

/// A person who is online at a business.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Present {
    pub id: Uuid,
    pub name: String,
}

/// One member of a tenant's set: a person at a socket, so that closing one tab of two keeps them present.
#[derive(Serialize, Deserialize)]
struct Member {
    id: Uuid,
    name: String,
    socket: String,
}

fn key(tenant: &TenantId) -> String {
    format!("live:presence:{tenant}")
}

fn member(person: &Present, socket: &str) -> String {
    let member = Member { id: person.id, name: person.name.clone(), socket: socket.to_owned() };
    serde_json::to_string(&member).expect("a member is plain data")
}

impl Cache {
    /// Marks a person present at several tenants, through one socket, from `now_s` (seconds since the epoch) on.
    ///
    /// # Errors
    /// When Redis gave no answer.
    pub async fn arrive(&self, tenants: &[TenantId], person: &Present, socket: &str, now_s: i64) -> Result<(), CacheError> {
        let mut pipe = pipe();
        for tenant in tenants {
            pipe.cmd("ZADD").arg(key(tenant)).arg(now_s + PRESENCE_TTL_S).arg(member(person, socket)).ignore();
            pipe.cmd("EXPIRE").arg(key(tenant)).arg(PRESENCE_TTL_S).ignore();
        }
        self.call("mark present", async |mut redis| pipe.query_async::<()>(&mut redis).await).await
    }

    /// Takes a socket's person away from the tenants.
    ///
    /// # Errors
    /// When Redis gave no answer; the entry expires by itself then.
    pub async fn leave(&self, tenants: &[TenantId], person: &Present, socket: &str) -> Result<(), CacheError> {
        let mut pipe = pipe();
        for tenant in tenants {
            pipe.cmd("ZREM").arg(key(tenant)).arg(member(person, socket)).ignore();
        }
        self.call("mark absent", async |mut redis| pipe.query_async::<()>(&mut redis).await).await
    }

    /// Who is present at a tenant at `now_s`, by name; each person once.
    ///
    /// # Errors
    /// When Redis gave no answer.
    pub async fn present(&self, tenant: &TenantId, now_s: i64) -> Result<Vec<Present>, CacheError> {
        let mut pipe = pipe();
        pipe.cmd("ZREMRANGEBYSCORE").arg(key(tenant)).arg("-inf").arg(now_s).ignore();
        pipe.cmd("ZRANGE").arg(key(tenant)).arg(0).arg(-1);
        let (members,): (Vec<String>,) = self.call("list who is present", async |mut redis| pipe.query_async(&mut redis).await).await?;
        let people: BTreeMap<(String, Uuid), ()> =
            members.iter().filter_map(|json| serde_json::from_str::<Member>(json).ok()).map(|m| ((m.name, m.id), ())).collect();
        Ok(people.into_keys().map(|(name, id)| Present { id, name }).collect())
    }
}
