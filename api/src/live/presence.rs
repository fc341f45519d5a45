//! Who else is looking: `presence {business, users}` to a room whenever somebody comes or goes. Kept in Redis, so it
//! covers all pods; without Redis nobody is shown, and nothing else changes.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use cache::{Present, Signal};
use domain::TenantId;
use futures::FutureExt;
use serde::Serialize;
use tokio::{sync::Notify, time::sleep};

use super::{Live, rooms};

/// Comings and goings within this time are told as one, in milliseconds.
const GATHER_MS: u64 = 200;

/// Businesses whose presence has changed and wasn't told yet.
#[derive(Debug, Default)]
pub struct Dirty {
    tenants: Mutex<HashSet<TenantId>>,
    changed: Notify,
}

impl Dirty {
    /// Notes a business.
    pub fn mark(&self, tenant: TenantId) {
        self.tenants.lock().unwrap_or_else(PoisonError::into_inner).insert(tenant);
        self.changed.notify_one();
    }

    fn take(&self) -> HashSet<TenantId> {
        std::mem::take(&mut *self.tenants.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The `presence` event: everybody who is there.
#[derive(Clone, Debug, Serialize)]
struct Presence<'a> {
    business: &'a str,
    users: &'a [Present],
}

/// Somebody follows a business now.
pub async fn arrived(live: &Live, tenant: &TenantId, person: &Present, socket: &str) {
    let now = live.clock.now().as_second();
    let told = async {
        live.cache.arrive(std::slice::from_ref(tenant), person, socket, now).await?;
        live.cache.signal(&Signal::Presence { business: tenant.clone() }).await
    };
    if told.await.is_err() {
        live.metrics.redis_failures.with_label_values(&["presence"]).inc();
    }
}

/// A socket follows these businesses no more.
pub async fn left(live: &Live, tenants: &[TenantId], person: &Present, socket: &str) {
    if tenants.is_empty() {
        return;
    }
    let told = async {
        live.cache.leave(tenants, person, socket).await?;
        for tenant in tenants {
            live.cache.signal(&Signal::Presence { business: tenant.clone() }).await?;
        }
        Ok::<(), cache::CacheError>(())
    };
    if told.await.is_err() {
        live.metrics.redis_failures.with_label_values(&["presence"]).inc();
    }
}

/// Tells rooms of this pod who is there; for ever.
pub async fn tell(live: Live) {
    loop {
        live.dirty.changed.notified().await;
        sleep(Duration::from_millis(GATHER_MS)).await;
        for tenant in live.dirty.take() {
            tell_one(&live, &tenant).await;
        }
    }
}

async fn tell_one(live: &Live, tenant: &TenantId) {
    let somebody = live.hub.known(tenant).is_some_and(|channel| !channel.lock().members.is_empty());
    if !somebody {
        return;
    }
    match live.cache.present(tenant, live.clock.now().as_second()).await {
        Ok(users) => {
            let presence = Presence { business: tenant.as_str(), users: &users };
            // May be lost, to a full socket for instance: the next coming or going tells everything again.
            let _ = live.io.within(rooms::business(tenant)).volatile().emit("presence", &presence).now_or_never();
        }
        Err(_) => live.metrics.redis_failures.with_label_values(&["presence"]).inc(),
    }
}
