//! The directory as INGEST uses it: number or WABA to tenants, and every distinct app secret once.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use domain::TenantId;
use secrecy::{ExposeSecret, SecretString};
use stream::{DirectoryEntry, DirectoryKey};
use whatsapp::webhook::{handshake::Handshake, route::Owner, signature::AppSecret};

use super::publish::Lane;

/// Index of a secret in [`Routes`]. Tenants of one Meta app share one.
pub type SecretIndex = usize;

/// One tenant, ready to route to.
#[derive(Debug)]
pub struct Tenant {
    pub id: TenantId,
    /// Its current app secret, and the one before while it is rotated.
    pub secrets: Vec<SecretIndex>,
    /// Webhooks per second; 0 for no limit.
    pub ingest_per_second: u32,
    verify_token: SecretString,
    /// Its way to the stream; survives changes of the directory.
    pub lane: Arc<Lane>,
}

/// Who owns what.
#[derive(Debug, Default)]
pub struct Routes {
    tenants: HashMap<TenantId, Arc<Tenant>>,
    by_number: HashMap<String, Vec<Arc<Tenant>>>,
    by_waba: HashMap<String, Vec<Arc<Tenant>>>,
    secrets: Vec<AppSecret>,
}

impl Routes {
    /// Builds the table. Tenants whose secrets can't be opened are left out: their webhooks are refused and retried.
    #[must_use]
    pub fn build<'e>(entries: impl Iterator<Item = &'e DirectoryEntry>, key: &DirectoryKey, before: Option<&Self>) -> Self {
        let mut routes = Self::default();
        let mut indexes: HashMap<String, SecretIndex> = HashMap::new();
        for entry in entries {
            let opened = match key.open(&entry.tenant_id, &entry.secrets) {
                Ok(opened) => opened,
                Err(error) => {
                    tracing::error!(%error, tenant = %entry.tenant_id, "a tenant can't be routed to");
                    continue;
                }
            };
            let mut secrets = Vec::with_capacity(opened.app_secrets.len());
            for secret in &opened.app_secrets {
                let index = match indexes.entry(secret.expose_secret().to_owned()) {
                    Entry::Occupied(known) => *known.get(),
                    Entry::Vacant(new) => {
                        routes.secrets.push(AppSecret::new(secret.expose_secret()));
                        *new.insert(routes.secrets.len() - 1)
                    }
                };
                secrets.push(index);
            }
            let lane = before.and_then(|before| before.tenant(&entry.tenant_id)).map(|tenant| Arc::clone(&tenant.lane));
            let tenant = Arc::new(Tenant {
                id: entry.tenant_id.clone(),
                secrets,
                ingest_per_second: entry.ingest_per_second,
                verify_token: opened.verify_token,
                lane: lane.unwrap_or_else(|| Arc::new(Lane::new(entry.tenant_id.clone()))),
            });
            for number in &entry.phone_number_ids {
                routes.by_number.entry(number.clone()).or_default().push(Arc::clone(&tenant));
            }
            routes.by_waba.entry(entry.waba_id.clone()).or_default().push(Arc::clone(&tenant));
            routes.tenants.insert(tenant.id.clone(), tenant);
        }
        routes
    }

    /// A tenant by its id.
    #[must_use]
    pub fn tenant(&self, id: &TenantId) -> Option<&Arc<Tenant>> {
        self.tenants.get(id)
    }

    /// Every tenant.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Tenant>> {
        self.tenants.values()
    }

    /// The tenants that a change belongs to: the one that claimed its number; for a change without a number, those of
    /// its WABA. A number that nobody claimed belongs to nobody, whatever its WABA.
    #[must_use]
    pub fn owners_of(&self, owner: &Owner<'_>) -> &[Arc<Tenant>] {
        let found = match owner.phone_number_id.as_deref() {
            Some(number) => self.by_number.get(number),
            None => self.by_waba.get(owner.waba_id.as_ref()),
        };
        found.map_or(&[], Vec::as_slice)
    }

    /// A secret.
    #[must_use]
    pub fn secret(&self, index: SecretIndex) -> &AppSecret {
        &self.secrets[index]
    }

    /// How many distinct secrets there are; their indexes are below it.
    #[must_use]
    pub fn secret_count(&self) -> usize {
        self.secrets.len()
    }
}

impl Tenant {
    /// Whether a handshake carries this tenant's verify token.
    #[must_use]
    pub fn token_is(&self, handshake: &Handshake) -> bool {
        handshake.token_is(self.verify_token.expose_secret())
    }
}
