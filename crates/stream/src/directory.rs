//! The directory: which tenant owns which number, with the secrets that verify its webhooks.
//!
//! The operator writes it, API pods watch it and route from memory; so the webhook path needs no database. The
//! secrets inside are sealed with AES-256-GCM, bound to their tenant; the key comes from a Secret.

use std::{collections::HashMap, time::Duration};

use async_nats::jetstream::kv::{Operation, Store, Watch};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::TenantId;
use futures::StreamExt;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use tokio::time::sleep;

use crate::{
    bus::{Bus, BusError},
    topology::DIRECTORY,
};

/// Pause before a broken watch is opened again, in milliseconds.
const REWATCH_PAUSE_MS: u64 = 250;

/// One tenant as API pods know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectoryEntry {
    pub tenant_id: TenantId,
    /// The Kubernetes object, `namespace/name`.
    pub business: String,
    pub display_name: String,
    /// Numbers that this tenant has claimed, unique across the cluster.
    pub phone_number_ids: Vec<String>,
    pub waba_id: String,
    /// [`TenantSecrets`], sealed for this tenant: base64 of nonce, ciphertext and tag.
    pub secrets: String,
    /// Webhooks per second that are taken; 0 for no limit.
    pub ingest_per_second: u32,
    /// Its worker is stopped; what comes in is still kept.
    pub suspended: bool,
}

/// What verifies a tenant's webhooks.
#[derive(Clone, Debug)]
pub struct TenantSecrets {
    /// The app secret first, then the previous one while it is being rotated.
    pub app_secrets: Vec<SecretString>,
    pub verify_token: SecretString,
}

#[derive(Serialize, Deserialize)]
struct PlainSecrets {
    app_secrets: Vec<String>,
    verify_token: String,
}

/// Why sealing or opening secrets failed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    #[error("the directory key must be 32 bytes in base64")]
    Key,
    #[error("the secrets of {0} can't be opened: the directory key is another one, or the record was changed")]
    Open(TenantId),
}

/// The key that seals the directory's secrets.
pub struct DirectoryKey(LessSafeKey);

impl std::fmt::Debug for DirectoryKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DirectoryKey(..)")
    }
}

impl DirectoryKey {
    /// Reads the key: 32 bytes in base64.
    ///
    /// # Errors
    /// When it isn't.
    pub fn from_base64(text: &str) -> Result<Self, SealError> {
        let bytes = STANDARD.decode(text.trim()).map_err(|_| SealError::Key)?;
        let key = UnboundKey::new(&AES_256_GCM, &bytes).map_err(|_| SealError::Key)?;
        Ok(Self(LessSafeKey::new(key)))
    }

    /// Seals a tenant's secrets under a fresh random nonce.
    #[must_use]
    pub fn seal(&self, tenant: &TenantId, secrets: &TenantSecrets) -> String {
        let plain = PlainSecrets {
            app_secrets: secrets.app_secrets.iter().map(|secret| secret.expose_secret().to_owned()).collect(),
            verify_token: secrets.verify_token.expose_secret().to_owned(),
        };
        let mut sealed = serde_json::to_vec(&plain).expect("secrets are plain data");
        let mut nonce = [0; NONCE_LEN];
        aws_lc_rs::rand::fill(&mut nonce).expect("the system's random source works");
        let aad = Aad::from(tenant.as_str().as_bytes());
        self.0.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut sealed).expect("secrets are short");
        STANDARD.encode([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what [`DirectoryKey::seal`] made for this tenant.
    ///
    /// # Errors
    /// When it was sealed with another key, for another tenant, or changed since.
    pub fn open(&self, tenant: &TenantId, sealed: &str) -> Result<TenantSecrets, SealError> {
        let refuse = || SealError::Open(tenant.clone());
        let mut bytes = STANDARD.decode(sealed).map_err(|_| refuse())?;
        if bytes.len() < NONCE_LEN {
            return Err(refuse());
        }
        let mut rest = bytes.split_off(NONCE_LEN);
        let nonce = Nonce::try_assume_unique_for_key(&bytes).map_err(|_| refuse())?;
        let plain = self.0.open_in_place(nonce, Aad::from(tenant.as_str().as_bytes()), &mut rest).map_err(|_| refuse())?;
        let plain: PlainSecrets = serde_json::from_slice(plain).map_err(|_| refuse())?;
        Ok(TenantSecrets {
            app_secrets: plain.app_secrets.into_iter().map(SecretString::from).collect(),
            verify_token: plain.verify_token.into(),
        })
    }
}

/// The bucket, for the operator, who is its only writer.
#[derive(Clone, Debug)]
pub struct Directory {
    store: Store,
}

impl Bus {
    /// Opens the directory, which [`Bus::ensure_shared`] made.
    ///
    /// # Errors
    /// When it doesn't exist yet or JetStream doesn't answer.
    pub async fn directory(&self) -> Result<Directory, BusError> {
        let store = self.jetstream.get_key_value(DIRECTORY).await.map_err(BusError::jetstream("open the directory"))?;
        Ok(Directory { store })
    }

    /// Watches the directory; the first [`DirectoryWatch::changed`] brings everything there is.
    #[must_use]
    pub fn watch_directory(&self) -> DirectoryWatch {
        DirectoryWatch { bus: self.clone(), entries: HashMap::new(), watch: None }
    }
}

impl Directory {
    /// The entry of a tenant.
    ///
    /// # Errors
    /// When JetStream doesn't answer.
    pub async fn get(&self, tenant: &TenantId) -> Result<Option<DirectoryEntry>, BusError> {
        let value = self.store.get(tenant.as_str()).await.map_err(BusError::jetstream("read the directory"))?;
        Ok(value.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }

    /// Writes a tenant's entry.
    ///
    /// # Errors
    /// When JetStream doesn't answer.
    pub async fn put(&self, entry: &DirectoryEntry) -> Result<(), BusError> {
        let bytes = serde_json::to_vec(entry).expect("an entry is plain data");
        self.store.put(entry.tenant_id.as_str(), bytes.into()).await.map_err(BusError::jetstream("write the directory"))?;
        Ok(())
    }

    /// Removes a tenant: its webhooks are refused from now on.
    ///
    /// # Errors
    /// When JetStream doesn't answer.
    pub async fn remove(&self, tenant: &TenantId) -> Result<(), BusError> {
        self.store.purge(tenant.as_str()).await.map_err(BusError::jetstream("remove a tenant from the directory"))
    }
}

/// The directory as it is now, kept current.
pub struct DirectoryWatch {
    bus: Bus,
    entries: HashMap<TenantId, DirectoryEntry>,
    watch: Option<Watch>,
}

impl DirectoryWatch {
    /// Waits until something changed and returns all entries. The first call returns what there is, even nothing.
    /// Losses of the connection are healed inside; what was known stays known meanwhile.
    pub async fn changed(&mut self) -> &HashMap<TenantId, DirectoryEntry> {
        loop {
            let Some(watch) = self.watch.as_mut() else {
                match self.load().await {
                    Ok(()) => return &self.entries,
                    Err(error) => {
                        tracing::warn!(%error, "the directory can't be read now; trying again");
                        sleep(Duration::from_millis(REWATCH_PAUSE_MS)).await;
                        continue;
                    }
                }
            };
            match watch.next().await {
                Some(Ok(update)) => {
                    let Ok(tenant) = TenantId::parse(&update.key) else { continue };
                    self.entries.remove(&tenant);
                    if update.operation == Operation::Put {
                        self.insert(tenant, &update.value);
                    }
                    return &self.entries;
                }
                Some(Err(error)) => {
                    tracing::warn!(%error, "watching the directory was interrupted; reading it again");
                    self.watch = None;
                }
                None => self.watch = None,
            }
        }
    }

    /// Opens the watch first and reads everything then, so that nothing falls between the two.
    async fn load(&mut self) -> Result<(), BusError> {
        let directory = self.bus.directory().await?;
        let watch = directory.store.watch_all().await.map_err(BusError::jetstream("watch the directory"))?;
        let mut keys = directory.store.keys().await.map_err(BusError::jetstream("list the directory"))?;
        let mut found = HashMap::new();
        while let Some(key) = keys.next().await {
            let key = key.map_err(BusError::jetstream("list the directory"))?;
            let value = directory.store.get(&key).await.map_err(BusError::jetstream("read the directory"))?;
            if let (Ok(tenant), Some(value)) = (TenantId::parse(&key), value) {
                found.insert(tenant, value);
            }
        }
        self.entries.clear();
        for (tenant, value) in found {
            self.insert(tenant, &value);
        }
        self.watch = Some(watch);
        Ok(())
    }

    fn insert(&mut self, tenant: TenantId, value: &[u8]) {
        match serde_json::from_slice::<DirectoryEntry>(value) {
            Ok(entry) => drop(self.entries.insert(tenant, entry)),
            Err(error) => tracing::error!(%error, %tenant, "a record of the directory can't be read; its webhooks are refused"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> DirectoryKey {
        DirectoryKey::from_base64(&STANDARD.encode([byte; 32])).unwrap()
    }

    fn secrets() -> TenantSecrets {
        TenantSecrets { app_secrets: vec!["s3cret".to_owned().into()], verify_token: "t0ken".to_owned().into() }
    }

    #[test]
    fn secrets_open_only_with_their_key_and_for_their_tenant() {
        let (acme, globex) = (TenantId::parse("acme_3f9c2a").unwrap(), TenantId::parse("globex_1b2c3d").unwrap());
        let sealed = key(1).seal(&acme, &secrets());
        assert!(!sealed.contains("s3cret"));
        assert_eq!(key(1).open(&acme, &sealed).unwrap().app_secrets[0].expose_secret(), "s3cret");
        assert!(key(2).open(&acme, &sealed).is_err());
        assert!(key(1).open(&globex, &sealed).is_err());
        assert!(key(1).open(&acme, &sealed[4..]).is_err());
        assert!(key(1).open(&acme, "").is_err());
    }

    #[test]
    fn the_same_secrets_are_never_sealed_alike() {
        let acme = TenantId::parse("acme_3f9c2a").unwrap();
        assert_ne!(key(1).seal(&acme, &secrets()), key(1).seal(&acme, &secrets()));
    }

    #[test]
    fn a_key_of_another_length_is_refused() {
        assert!(DirectoryKey::from_base64(&STANDARD.encode([1; 16])).is_err());
        assert!(DirectoryKey::from_base64("***").is_err());
    }
}
