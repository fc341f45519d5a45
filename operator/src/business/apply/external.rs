//! PostgreSQL, the stream, the directory, the invitation, the subscription: each brought to its state, from any state.

use aws_lc_rs::digest;
use jiff::SignedDuration;
use secrecy::ExposeSecret;
use store::{
    Role, businesses,
    invites::{self, NewInvite},
    partitions::Months,
    provision::{self, Repair, TenantSpec},
};
use stream::{DirectoryEntry, TenantSecrets};
use whatsapp::client::Callback;

use super::{
    super::{
        observe::Live,
        plan::external::{Done, External, Sealing, Subscription},
        provider,
        validate::ValidBusiness,
    },
    ApplyError,
};
use crate::context::Context;

/// How long the owner's invitation counts, in days; renewed by the operator for as long as nobody accepted it.
const INVITE_DAYS: i64 = 30;

pub(super) async fn apply(context: &Context, business: &ValidBusiness, live: &Live, planned: External) -> Result<Done, ApplyError> {
    let (schema_version, claims) = apply_store(context, business, &planned).await?;
    invite(context, &planned).await?;
    context.bus.ensure_tenant(&business.tenant, planned.raw_webhook_days, context.durability).await.map_err(ApplyError::Bus)?;
    let listed = list_in_directory(context, business, live, &planned, &claims.owned).await?;
    // Last, since the provider calls back at once and the API must know the tenant by then.
    let subscription = subscribe(context, business, &planned).await;
    Ok(Done {
        schema_version,
        held: claims.owned,
        taken: claims.taken.into_iter().map(|taken| (taken.phone_number_id, taken.by.to_string())).collect(),
        listed,
        subscription,
    })
}

async fn apply_store(context: &Context, business: &ValidBusiness, planned: &External) -> Result<(i64, businesses::Claims), ApplyError> {
    let (database, fence) = (&context.database, &context.fence);
    businesses::register(database, fence, &planned.registration).await.map_err(ApplyError::Database)?;
    let claims = businesses::claim_numbers(database, fence, &business.tenant, &planned.numbers).await.map_err(ApplyError::Database)?;
    let spec = TenantSpec {
        tenant: &business.tenant,
        password: planned.database_password.expose_secret(),
        connection_limit: planned.connection_limit,
        api_role: &context.api_role,
        months: Months::default(),
    };
    let provisioned = provision::converge(database, fence, &spec, context.clock.now()).await.map_err(ApplyError::Database)?;
    if business.settled {
        for repair in provisioned.repaired.iter().filter(|repair| is_drift(**repair)) {
            context.drift_corrected(&business.object_ref(), repair.as_str()).await;
        }
    }
    Ok((provisioned.schema_version, claims))
}

/// Work that comes with time or a new release isn't drift.
fn is_drift(repair: Repair) -> bool {
    !matches!(repair, Repair::Migrated | Repair::PartitionMade)
}

async fn invite(context: &Context, planned: &External) -> Result<(), ApplyError> {
    let hash = digest::digest(&digest::SHA256, planned.invite_token.expose_secret().as_bytes());
    let now = context.clock.now();
    let expires_at = now + SignedDuration::from_hours(24 * INVITE_DAYS);
    let new = NewInvite {
        id: uuid::Uuid::now_v7(),
        tenant: &planned.registration.tenant,
        email: &planned.owner_email,
        role: Role::Owner,
        token_hash: hash.as_ref(),
        expires_at,
    };
    let invite = invites::create_if_absent(&context.database, &new).await.map_err(ApplyError::Database)?;
    let half_over = invite.expires_at < now + SignedDuration::from_hours(12 * INVITE_DAYS);
    if invite.accepted_at.is_none() && (invite.token_hash != hash.as_ref() || half_over) {
        let replaced = invites::replace_token(&context.database, &invite.tenant, &planned.owner_email, hash.as_ref(), expires_at);
        replaced.await.map_err(ApplyError::Database)?;
    }
    Ok(())
}

/// Whether API pods know the tenant afterwards.
async fn list_in_directory(
    context: &Context,
    business: &ValidBusiness,
    live: &Live,
    planned: &External,
    held: &[String],
) -> Result<bool, ApplyError> {
    let secrets = match (&planned.sealing, &live.directory) {
        (Sealing::With { app_secrets, verify_token }, before) => {
            let wanted = TenantSecrets { app_secrets: app_secrets.clone(), verify_token: verify_token.clone() };
            match before {
                Some(before) if holds(context, business, before, &wanted) => before.secrets.clone(),
                _ => context.directory_key.seal(&business.tenant, &wanted),
            }
        }
        (Sealing::KeepWhatIsThere, Some(before)) => before.secrets.clone(),
        (Sealing::KeepWhatIsThere, None) => return Ok(false),
    };
    let entry = DirectoryEntry {
        tenant_id: business.tenant.clone(),
        business: format!("{}/{}", business.namespace, business.name),
        display_name: business.display_name.clone(),
        phone_number_ids: held.to_vec(),
        waba_id: business.waba_id.clone(),
        secrets,
        ingest_per_second: planned.ingest_per_second,
        suspended: business.suspend,
    };
    // Only what differs is written: each write wakes every API pod.
    if live.directory.as_ref() != Some(&entry) {
        context.directory.put(&entry).await.map_err(ApplyError::Bus)?;
        if live.directory.is_none() && business.settled {
            context.drift_corrected(&business.object_ref(), "directory").await;
        }
    }
    Ok(true)
}

fn holds(context: &Context, business: &ValidBusiness, entry: &DirectoryEntry, wanted: &TenantSecrets) -> bool {
    context.directory_key.open(&business.tenant, &entry.secrets).is_ok_and(|sealed| {
        sealed.verify_token.expose_secret() == wanted.verify_token.expose_secret()
            && sealed.app_secrets.len() == wanted.app_secrets.len()
            && sealed.app_secrets.iter().zip(&wanted.app_secrets).all(|(a, b)| a.expose_secret() == b.expose_secret())
    })
}

async fn subscribe(context: &Context, business: &ValidBusiness, planned: &External) -> Option<provider::SubscriptionState> {
    let Subscription::Ask { access_token, waba_id, callback_url, verify_token } = &planned.subscription else { return None };
    let callback = Callback { url: callback_url, verify_token: verify_token.expose_secret() };
    let state = provider::subscribe(&context.graph, access_token, waba_id, callback).await;
    if state == provider::SubscriptionState::Ours {
        // What was remembered is out of date.
        context.answers.forget(&business.uid);
    }
    Some(state)
}
