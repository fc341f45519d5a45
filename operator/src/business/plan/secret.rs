//! What the worker and the owner need to know and nobody else may: made once, kept for ever.
//!
//! The Secret itself is the memory: a value that it holds is used again, and only what it lacks is drawn. So a crash
//! between any two writes draws nothing twice, and a lost Secret means a new password for the role.

use std::collections::BTreeMap;

use k8s_openapi::{ByteString, api::core::v1::Secret};
use secrecy::{ExposeSecret, SecretString};

use super::{Drawn, Settings, metadata};
use crate::business::validate::{Credentials, ValidBusiness};

/// DSN of the worker's login role.
pub const DATABASE_URL: &str = "DATABASE_URL";
/// The bus, credentials included.
pub const NATS_URL: &str = "NATS_URL";
/// What the provider repeats in its handshake.
pub const VERIFY_TOKEN: &str = "VERIFY_TOKEN";
/// The owner's way in.
pub const OWNER_INVITE_URL: &str = "OWNER_INVITE_URL";
/// For whom the invitation is: another address needs another token.
pub const INVITED_ANNOTATION: &str = "switchboard.chat/invited";

/// What an earlier reconcile wrote into the tenant's Secret.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    pub database_password: Option<String>,
    pub verify_token: Option<String>,
    pub invite_token: Option<String>,
    /// E-mail address that the invitation was made for.
    pub invited: Option<String>,
}

impl Kept {
    /// Reads what the Secret holds; what can't be read counts as absent.
    #[must_use]
    pub fn read(secret: &Secret) -> Self {
        let text = |key: &str| {
            let bytes = &secret.data.as_ref()?.get(key)?.0;
            String::from_utf8(bytes.clone()).ok().filter(|text| !text.is_empty())
        };
        Self {
            database_password: text(DATABASE_URL).as_deref().and_then(password_in).map(str::to_owned),
            verify_token: text(VERIFY_TOKEN),
            invite_token: text(OWNER_INVITE_URL).as_deref().and_then(|url| url.split_once("?token=")).map(|(_, token)| token.to_owned()),
            invited: secret.metadata.annotations.as_ref().and_then(|all| all.get(INVITED_ANNOTATION)).cloned(),
        }
    }
}

fn password_in(dsn: &str) -> Option<&str> {
    let (_, rest) = dsn.split_once("://")?;
    let (user, _) = rest.split_once('@')?;
    user.split_once(':').map(|(_, password)| password).filter(|password| !password.is_empty())
}

/// What the Secret shall hold.
#[derive(Debug)]
pub struct Contents {
    pub database_password: SecretString,
    pub verify_token: SecretString,
    pub invite_token: SecretString,
    pub database_url: SecretString,
    pub nats_url: SecretString,
    pub invite_url: SecretString,
}

impl Contents {
    /// Keeps what is there and draws what isn't. A `verifyToken` that the user chose wins over ours.
    pub(super) fn keep_or_draw(business: &ValidBusiness, settings: &Settings, drawn: &Drawn) -> Self {
        let kept = &business.kept;
        let chosen = match &business.credentials {
            Credentials::Complete { verify_token, .. } => verify_token.as_ref().map(|token| token.expose_secret().to_owned()),
            Credentials::Missing | Credentials::Incomplete { .. } => None,
        };
        let still_invited = kept.invited.as_deref() == Some(business.owner_email.as_str());
        let password = kept.database_password.clone().unwrap_or_else(|| drawn.database_password.clone());
        let invite_token = kept.invite_token.clone().filter(|_| still_invited).unwrap_or_else(|| drawn.invite_token.clone());
        let role = business.tenant.schema();
        Self {
            database_url: format!("postgres://{role}:{password}@{}", settings.worker_database_host).into(),
            invite_url: format!("{}/accept-invite?token={invite_token}", settings.public_url).into(),
            nats_url: settings.worker_nats_url.clone(),
            verify_token: chosen.or_else(|| kept.verify_token.clone()).unwrap_or_else(|| drawn.verify_token.clone()).into(),
            database_password: password.into(),
            invite_token: invite_token.into(),
        }
    }

    /// What the worker reads of it at start.
    pub(super) fn worker_data(&self) -> Option<BTreeMap<String, String>> {
        let entry = |key: &str, value: &SecretString| (key.to_owned(), value.expose_secret().to_owned());
        Some([entry(DATABASE_URL, &self.database_url), entry(NATS_URL, &self.nats_url)].into())
    }
}

pub(super) fn plan(business: &ValidBusiness, contents: &Contents) -> Secret {
    let entry = |key: &str, value: &SecretString| (key.to_owned(), ByteString(value.expose_secret().as_bytes().to_vec()));
    let data = [
        entry(DATABASE_URL, &contents.database_url),
        entry(NATS_URL, &contents.nats_url),
        entry(VERIFY_TOKEN, &contents.verify_token),
        entry(OWNER_INVITE_URL, &contents.invite_url),
    ];
    let mut metadata = metadata(business);
    metadata.annotations = Some([(INVITED_ANNOTATION.to_owned(), business.owner_email.clone())].into());
    Secret { metadata, type_: Some("Opaque".to_owned()), data: Some(data.into()), ..Secret::default() }
}
