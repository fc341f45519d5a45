//! Passwords and keys of a development machine, generated once into the state folder.

use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::exec;
use crate::settings::{NODE_IP, PORT_NATS, PORT_PRIMARY, PORT_REDIS, PORT_REPLICA};

/// E-mail of the bootstrap administrator.
pub const ADMIN_EMAIL: &str = "admin@switchboard.example";

/// Everything generated.
#[derive(Debug, Serialize, Deserialize)]
pub struct Secrets {
    /// PostgreSQL superuser.
    pub postgres: String,
    /// Role `switchboard_operator`.
    pub postgres_operator: String,
    /// Role `switchboard_api`.
    pub postgres_api: String,
    /// Role `switchboard_replica`.
    pub postgres_replica: String,
    /// Redis.
    pub redis: String,
    /// NATS user `switchboard`.
    pub nats: String,
    /// NATS user `worker`.
    pub nats_worker: String,
    /// 32 bytes, base64.
    pub directory_key: String,
    /// PKCS8 PEM, Ed25519.
    pub jwt_private_key: String,
    /// Bootstrap administrator.
    pub admin_password: String,
    /// Owner of the first sample business.
    pub owner_password: String,
    /// App secret, verify token and access token of the samples, in the order of `samples::SAMPLES`.
    pub samples: Vec<SampleSecrets>,
}

/// WhatsApp credentials of one sample business.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SampleSecrets {
    /// Signs webhooks.
    pub app_secret: String,
    /// Answers the provider's subscription challenge.
    pub verify_token: String,
    /// Authorises sends.
    pub access_token: String,
}

impl Secrets {
    /// Reads the file; generates and writes what isn't in it.
    pub fn open(state: &Path) -> Result<Self> {
        let path = state.join("secrets.json");
        let mut all = serde_json::to_value(Self::generate()?)?;
        let kept: Map<String, Value> = match std::fs::read_to_string(&path) {
            Ok(text) => serde_json::from_str(&text).with_context(|| format!("read {}: remove it after ./dev down", path.display()))?,
            Err(_) => Map::new(),
        };
        for (name, value) in kept {
            all[name] = value;
        }
        let partial = state.join("secrets.json.partial");
        std::fs::write(&partial, serde_json::to_string_pretty(&all)?)?;
        std::fs::set_permissions(&partial, std::fs::Permissions::from_mode(0o600))?;
        std::fs::rename(&partial, &path)?;
        Ok(serde_json::from_value(all)?)
    }

    fn generate() -> Result<Self> {
        let sample = || -> Result<SampleSecrets> {
            Ok(SampleSecrets { app_secret: hex(16)?, verify_token: hex(12)?, access_token: format!("EAA{}", hex(24)?) })
        };
        Ok(Self {
            postgres: hex(16)?,
            postgres_operator: hex(16)?,
            postgres_api: hex(16)?,
            postgres_replica: hex(16)?,
            redis: hex(16)?,
            nats: hex(16)?,
            nats_worker: hex(16)?,
            directory_key: exec::capture(Command::new("openssl").args(["rand", "-base64", "32"]))?,
            jwt_private_key: exec::capture(Command::new("openssl").args(["genpkey", "-algorithm", "ed25519"]))? + "\n",
            admin_password: format!("Admin-{}", hex(8)?),
            owner_password: format!("Owner-{}", hex(8)?),
            samples: vec![sample()?, sample()?],
        })
    }

    /// Superuser DSN of the primary.
    pub fn database_url(&self) -> String {
        format!("postgres://postgres:{}@{NODE_IP}:{PORT_PRIMARY}/switchboard", self.postgres)
    }

    /// Superuser DSN of the replica.
    pub fn replica_url(&self) -> String {
        format!("postgres://postgres:{}@{NODE_IP}:{PORT_REPLICA}/switchboard", self.postgres)
    }

    /// DSN of a named role on the given port.
    pub fn role_url(&self, role: &str, password: &str, port: u16) -> String {
        format!("postgres://{role}:{password}@{NODE_IP}:{port}/switchboard")
    }

    /// NATS with its credentials.
    pub fn nats_url(&self) -> String {
        format!("nats://switchboard:{}@{NODE_IP}:{PORT_NATS}", self.nats)
    }

    /// NATS as the workers' user.
    pub fn worker_nats_url(&self) -> String {
        format!("nats://worker:{}@{NODE_IP}:{PORT_NATS}", self.nats_worker)
    }

    /// Redis with its password.
    pub fn redis_url(&self) -> String {
        format!("redis://:{}@{NODE_IP}:{PORT_REDIS}/0", self.redis)
    }
}

/// `bytes` random bytes in hex.
fn hex(bytes: usize) -> Result<String> {
    let mut buffer = vec![0u8; bytes];
    std::fs::File::open("/dev/urandom")?.read_exact(&mut buffer)?;
    Ok(buffer.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_generated_once_and_then_read_back() {
        let folder = std::env::temp_dir().join(format!("xtask-secrets-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let first = Secrets::open(&folder).unwrap();
        let second = Secrets::open(&folder).unwrap();
        assert_eq!(first.nats_url(), second.nats_url());
        assert_eq!(first.postgres.len(), 32);
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_secret_that_an_older_file_lacks_is_added_and_the_others_stay() {
        let folder = std::env::temp_dir().join(format!("xtask-old-secrets-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("secrets.json"), r#"{"nats": "kept"}"#).unwrap();
        let first = Secrets::open(&folder).unwrap();
        assert_eq!((first.nats.as_str(), first.redis.len()), ("kept", 32));
        assert_eq!(Secrets::open(&folder).unwrap().redis, first.redis);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
