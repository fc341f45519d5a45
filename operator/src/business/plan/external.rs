//! What a tenant has outside Kubernetes: rows, role and schema in PostgreSQL, the stream, the directory entry, the
//! owner's invitation and the webhook subscription.

use secrecy::SecretString;
use store::businesses::{PhoneNumber, Registration};

use super::{Settings, secret::Contents};
use crate::business::{
    provider,
    validate::{Credentials, ValidBusiness},
};

/// What there shall be.
#[derive(Debug)]
pub struct External {
    pub registration: Registration,
    pub numbers: Vec<PhoneNumber>,
    pub database_password: SecretString,
    pub connection_limit: i32,
    /// 0 keeps raw webhooks for ever.
    pub raw_webhook_days: u32,
    /// 0 for no limit.
    pub ingest_per_second: u32,
    pub sealing: Sealing,
    pub owner_email: String,
    pub invite_token: SecretString,
    pub subscription: Subscription,
}

/// Where the secrets of the directory entry come from.
#[derive(Debug)]
pub enum Sealing {
    /// From the credentials Secret.
    With { app_secrets: Vec<SecretString>, verify_token: SecretString },
    /// The Secret isn't usable now: an entry that exists keeps its secrets, so that webhooks go on being accepted.
    KeepWhatIsThere,
}

/// What to do about the webhook subscription.
#[derive(Debug)]
pub enum Subscription {
    /// It is ours, isn't managed by us, or can't be judged now.
    Leave,
    /// It is missing or leads elsewhere.
    Ask { access_token: SecretString, waba_id: String, callback_url: String, verify_token: SecretString },
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Done {
    pub schema_version: i64,
    /// Ids of the numbers that this tenant holds now.
    pub held: Vec<String>,
    /// Numbers that another tenant hasn't released yet, each with that tenant.
    pub taken: Vec<(String, String)>,
    /// Whether API pods know the tenant.
    pub listed: bool,
    /// The answer, where the provider was asked to subscribe.
    pub subscription: Option<provider::SubscriptionState>,
}

/// Address to which the provider sends this tenant's webhooks.
#[must_use]
pub fn callback_url(business: &ValidBusiness, settings: &Settings) -> String {
    format!("{}/webhooks/whatsapp/{}", settings.public_url, business.tenant)
}

pub(super) fn plan(business: &ValidBusiness, settings: &Settings, held: Contents) -> External {
    let subscription = subscription(business, settings, &held.verify_token);
    let sealing = match &business.credentials {
        Credentials::Complete { app_secrets, .. } => Sealing::With { app_secrets: app_secrets.clone(), verify_token: held.verify_token },
        Credentials::Missing | Credentials::Incomplete { .. } => Sealing::KeepWhatIsThere,
    };
    External {
        registration: Registration {
            tenant: business.tenant.clone(),
            object_uid: business.uid.clone(),
            namespace: business.namespace.clone(),
            name: business.name.clone(),
            display_name: business.display_name.clone(),
            timezone: business.timezone.clone(),
            waba_id: business.waba_id.clone(),
            suspended: business.suspend,
        },
        numbers: business.numbers.iter().map(|number| PhoneNumber { id: number.id.clone(), display: number.display.clone() }).collect(),
        database_password: held.database_password,
        connection_limit: business.connection_limit,
        raw_webhook_days: business.raw_webhook_days,
        ingest_per_second: business.ingest_per_second,
        sealing,
        owner_email: business.owner_email.clone(),
        invite_token: held.invite_token,
        subscription,
    }
}

fn subscription(business: &ValidBusiness, settings: &Settings, verify_token: &SecretString) -> Subscription {
    let Credentials::Complete { access_token, .. } = &business.credentials else { return Subscription::Leave };
    if !business.subscribe || business.provider.subscription != provider::SubscriptionState::Elsewhere {
        return Subscription::Leave;
    }
    Subscription::Ask {
        access_token: access_token.clone(),
        waba_id: business.waba_id.clone(),
        callback_url: callback_url(business, settings),
        verify_token: verify_token.clone(),
    }
}
