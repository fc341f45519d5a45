//! The decision: who signed a body, and who gets which part of it. Pure: routes, path, signature and bytes in.
//!
//! A body is signed with the secret of one Meta app, so the first secret that verifies it is the only one. The
//! tenants of that app get their own changes; every other tenant that the body names gets nothing (T8).

use std::sync::Arc;

use bytes::Bytes;
use domain::TenantId;
use whatsapp::webhook::{
    route::{self, OWNERS_MAX, Owner},
    signature::{self, Signature},
};

use super::routes::{Routes, SecretIndex, Tenant};

/// Secrets tried on one body, at most.
pub const SECRETS_TRIED_MAX: usize = 256;
/// Bytes hashed to find the secret of one body, at most; a few secrets are tried whatever its size.
pub const HASHED_BYTES_MAX: usize = 16 * 1024 * 1024;
/// See [`HASHED_BYTES_MAX`].
const SECRETS_TRIED_MIN: usize = 4;
/// Largest body, in bytes, that names nobody and is still tried against every secret.
pub const NAMELESS_BYTES_MAX: usize = 64 * 1024;

/// No secret of a tenant in question signed the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signature is not the one of a business that the body is about")]
pub struct NotSigned;

/// Where a body goes.
#[derive(Debug, Default)]
pub struct Decision {
    /// To each tenant's stream.
    pub deliveries: Vec<(Arc<Tenant>, Bytes)>,
    /// To DEAD, with the reason; replayable once somebody owns it.
    pub dead: Option<(&'static str, Bytes)>,
    /// Tenants that the body names and its secret doesn't cover.
    pub unverified: usize,
}

/// Nobody has claimed the number, or the WABA, of these changes.
pub const UNCLAIMED: &str = "no business has claimed the number or WABA that these changes name";
/// A body that can't be split names somebody else as well.
pub const TORN_AND_SHARED: &str = "the body is not whole JSON and names more than the business whose secret signed it";
/// The secret belongs to several tenants and nothing says which of them is meant.
pub const NAMELESS: &str = "the body names no number and its secret belongs to several businesses";

/// Decides about one body. `path` is the tenant of `/webhooks/whatsapp/{tenantId}`.
///
/// # Errors
/// When nobody whom the body may be about signed it.
pub fn decide(routes: &Routes, path: Option<&Arc<Tenant>>, signature: &Signature, body: &Bytes) -> Result<Decision, NotSigned> {
    let scan = route::scan(body);
    let mut candidates: Vec<&Arc<Tenant>> = path.into_iter().collect();
    for tenant in scan.owners.iter().flat_map(|owner| routes.owners_of(owner)) {
        if !candidates.iter().any(|known| Arc::ptr_eq(known, tenant)) {
            candidates.push(tenant);
        }
    }
    if scan.owners.is_empty() && path.is_none() {
        return nameless(routes, signature, body);
    }
    let secret = signer(routes, candidates.iter().flat_map(|tenant| tenant.secrets.iter().copied()), signature, body).ok_or(NotSigned)?;
    let signed = |tenant: &Tenant| tenant.secrets.contains(&secret);
    let unverified = candidates.iter().filter(|tenant| !signed(tenant)).count();
    let mut decision = Decision { unverified, ..Decision::default() };
    if scan.owners.is_empty() {
        // Names nobody: on a tenant's own URL it is that tenant's, whose worker parks it.
        decision.deliveries.extend(path.map(|tenant| (Arc::clone(tenant), body.clone())));
        return Ok(decision);
    }
    match only_owner(routes, &scan.owners) {
        Some(tenant) if signed(tenant) => decision.deliveries.push((Arc::clone(tenant), body.clone())),
        // Only the owner of the path signed it, and it isn't about them.
        Some(_) => {}
        None if scan.whole => split(routes, &candidates, signed, body, &mut decision),
        None => torn(routes, &scan.owners, signed, body, &mut decision),
    }
    if decision.deliveries.is_empty() && decision.dead.is_none() { Err(NotSigned) } else { Ok(decision) }
}

/// The one tenant that owns everything the body names, if there is one: then its bytes needn't be touched.
fn only_owner<'r>(routes: &'r Routes, owners: &[Owner<'_>]) -> Option<&'r Arc<Tenant>> {
    if owners.len() >= OWNERS_MAX {
        return None;
    }
    let mut all = owners.iter().map(|owner| routes.owners_of(owner));
    let [first] = all.next()? else { return None };
    all.all(|tenants| matches!(tenants, [tenant] if Arc::ptr_eq(tenant, first))).then_some(first)
}

/// Gives each tenant that the secret covers its own changes, and DEAD those of nobody.
fn split(routes: &Routes, candidates: &[&Arc<Tenant>], signed: impl Fn(&Tenant) -> bool, body: &Bytes, decision: &mut Decision) {
    for tenant in candidates.iter().filter(|tenant| signed(tenant)) {
        let own = |owner: &Owner<'_>| routes.owners_of(owner).iter().any(|it| Arc::ptr_eq(it, tenant));
        if let Some(part) = route::split_for(body, own) {
            decision.deliveries.push((Arc::clone(tenant), part.into()));
        }
    }
    let unclaimed = route::split_for(body, |owner| routes.owners_of(owner).is_empty());
    decision.dead = unclaimed.map(|part| (UNCLAIMED, part.into()));
}

/// A body that can't be split goes to the only tenant that it names and that signed it; otherwise to DEAD, whole.
fn torn(routes: &Routes, owners: &[Owner<'_>], signed: impl Fn(&Tenant) -> bool, body: &Bytes, decision: &mut Decision) {
    let mut known: Vec<&Arc<Tenant>> = Vec::new();
    for tenant in owners.iter().flat_map(|owner| routes.owners_of(owner)) {
        if !known.iter().any(|it| Arc::ptr_eq(it, tenant)) {
            known.push(tenant);
        }
    }
    match known.as_slice() {
        [tenant] if signed(tenant) => decision.deliveries.push((Arc::clone(tenant), body.clone())),
        [] => decision.dead = Some((UNCLAIMED, body.clone())),
        tenants if tenants.iter().any(|tenant| signed(tenant)) => decision.dead = Some((TORN_AND_SHARED, body.clone())),
        _ => {}
    }
}

/// A body that names nobody, on the shared URL: whose secret is it?
fn nameless(routes: &Routes, signature: &Signature, body: &Bytes) -> Result<Decision, NotSigned> {
    if body.len() > NAMELESS_BYTES_MAX {
        return Err(NotSigned);
    }
    let secret = signer(routes, 0..routes.secret_count(), signature, body).ok_or(NotSigned)?;
    let mut holders = routes.all().filter(|tenant| tenant.secrets.contains(&secret));
    let mut decision = Decision::default();
    match (holders.next(), holders.next()) {
        (Some(tenant), None) => decision.deliveries.push((Arc::clone(tenant), body.clone())),
        _ => decision.dead = Some((NAMELESS, body.clone())),
    }
    Ok(decision)
}

/// The secret that signed the body. Each distinct one is tried once, and only so many.
fn signer(routes: &Routes, secrets: impl Iterator<Item = SecretIndex>, signature: &Signature, body: &Bytes) -> Option<SecretIndex> {
    let tries_max = (HASHED_BYTES_MAX / body.len().max(1)).clamp(SECRETS_TRIED_MIN, SECRETS_TRIED_MAX);
    let mut tried: Vec<SecretIndex> = Vec::new();
    for secret in secrets {
        if tried.contains(&secret) {
            continue;
        }
        if tried.len() == tries_max {
            return None;
        }
        if signature::verify(signature, body, std::slice::from_ref(routes.secret(secret))).is_ok() {
            return Some(secret);
        }
        tried.push(secret);
    }
    None
}

/// The tenant of the path; `Err` for a name that isn't one of ours, which nothing can verify.
///
/// # Errors
/// When the directory has no such tenant.
pub fn tenant_of_path<'r>(routes: &'r Routes, path: Option<&str>) -> Result<Option<&'r Arc<Tenant>>, NotSigned> {
    let Some(text) = path else { return Ok(None) };
    let id = TenantId::parse(text).map_err(|_| NotSigned)?;
    routes.tenant(&id).map(Some).ok_or(NotSigned)
}
