//! Which tenants exist, and who owns which phone number.

use domain::TenantId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

use crate::{Database, Fence, error::StoreError, fences};

/// What the operator knows of a business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    pub tenant: TenantId,
    /// `metadata.uid` of the Business.
    pub object_uid: String,
    pub namespace: String,
    pub name: String,
    pub display_name: String,
    pub timezone: String,
    pub waba_id: String,
    pub suspended: bool,
}

/// A registered business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Business {
    pub tenant: TenantId,
    pub namespace: String,
    pub name: String,
    pub display_name: String,
    pub timezone: String,
    pub waba_id: String,
    pub suspended: bool,
    /// Last tenant migration applied; 0 before the first.
    pub schema_version: i64,
    pub created_at: Timestamp,
    /// Since when its Business object is gone, with the data kept.
    pub retained_at: Option<Timestamp>,
    pub phone_numbers: Vec<PhoneNumber>,
}

/// A phone number of a business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneNumber {
    /// The provider's `phone_number_id`.
    pub id: String,
    /// For people: `+1 555 078 3881`.
    pub display: String,
}

/// Who got which of the numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// Ids of numbers that this tenant owns now.
    pub owned: Vec<String>,
    pub taken: Vec<Taken>,
}

/// A number that another tenant claimed first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub phone_number_id: String,
    pub by: TenantId,
}

/// Registers the tenant or brings its row up to date; adopts a retained one.
///
/// # Errors
/// [`StoreError::Fenced`]; [`StoreError::Refused`] with `BusinessObject` when the object owns another tenant.
pub async fn register(database: &Database, fence: &Fence, it: &Registration) -> Result<(), StoreError> {
    let mut tx = fences::begin(database, fence).await?;
    sqlx::query!(
        "insert into control.businesses as b
             (tenant_id, object_uid, object_namespace, object_name, display_name, timezone, waba_id, suspended)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (tenant_id) do update set
             object_uid = excluded.object_uid, object_namespace = excluded.object_namespace, object_name = excluded.object_name,
             display_name = excluded.display_name, timezone = excluded.timezone, waba_id = excluded.waba_id,
             suspended = excluded.suspended, retained_at = null",
        it.tenant.as_str(),
        it.object_uid,
        it.namespace,
        it.name,
        it.display_name,
        it.timezone,
        it.waba_id,
        it.suspended
    )
    .execute(&mut *tx)
    .await?;
    Ok(tx.commit().await?)
}

/// Claims exactly these numbers for the tenant: takes those that are free, releases those it no longer names. Who
/// claimed a number first keeps it, decided by the primary key.
///
/// # Errors
/// [`StoreError::Fenced`]; [`StoreError::Refused`] with `Tenant` when the tenant isn't registered.
pub async fn claim_numbers(database: &Database, fence: &Fence, tenant: &TenantId, numbers: &[PhoneNumber]) -> Result<Claims, StoreError> {
    let mut sorted: Vec<&PhoneNumber> = numbers.iter().collect();
    sorted.sort_by(|a, b| a.id.cmp(&b.id));
    sorted.dedup_by(|a, b| a.id == b.id);
    let ids: Vec<String> = sorted.iter().map(|number| number.id.clone()).collect();
    let displays: Vec<String> = sorted.iter().map(|number| number.display.clone()).collect();
    let mut tx = fences::begin(database, fence).await?;
    sqlx::query!("delete from control.phone_numbers where tenant_id = $1 and phone_number_id <> all($2)", tenant.as_str(), &ids)
        .execute(&mut *tx)
        .await?;
    sqlx::query!(
        "insert into control.phone_numbers as p (phone_number_id, tenant_id, display)
         select id, $1, display from unnest($2::text[], $3::text[]) as n (id, display)
         on conflict (phone_number_id) do update set display = excluded.display
         where p.tenant_id = excluded.tenant_id and p.display <> excluded.display",
        tenant.as_str(),
        &ids,
        &displays
    )
    .execute(&mut *tx)
    .await?;
    let rows =
        sqlx::query!("select phone_number_id, tenant_id from control.phone_numbers where phone_number_id = any($1) order by 1", &ids)
            .fetch_all(&mut *tx)
            .await?;
    tx.commit().await?;
    let mut claims = Claims::default();
    for row in rows {
        match row.tenant_id == tenant.as_str() {
            true => claims.owned.push(row.phone_number_id),
            false => claims.taken.push(Taken { phone_number_id: row.phone_number_id, by: tenant_id(row.tenant_id)? }),
        }
    }
    Ok(claims)
}

/// The Business object is gone and its data stays: the numbers are free for others, the rows are kept.
///
/// # Errors
/// [`StoreError::Fenced`], or when PostgreSQL can't be reached.
pub async fn retain(database: &Database, fence: &Fence, tenant: &TenantId, now: Timestamp) -> Result<(), StoreError> {
    let mut tx = fences::begin(database, fence).await?;
    sqlx::query!("delete from control.phone_numbers where tenant_id = $1", tenant.as_str()).execute(&mut *tx).await?;
    sqlx::query!(
        "update control.businesses set object_uid = null, retained_at = coalesce(retained_at, $2) where tenant_id = $1",
        tenant.as_str(),
        now.to_sqlx() as _
    )
    .execute(&mut *tx)
    .await?;
    Ok(tx.commit().await?)
}

/// The tenant that a Business object owns.
///
/// # Errors
/// When PostgreSQL can't be reached.
pub async fn tenant_of_object(database: &Database, object_uid: &str) -> Result<Option<TenantId>, StoreError> {
    let found = sqlx::query_scalar!("select tenant_id from control.businesses where object_uid = $1", object_uid);
    found.fetch_optional(&database.pool).await?.map(tenant_id).transpose()
}

/// One business.
///
/// # Errors
/// When PostgreSQL can't be reached.
pub async fn get(database: &Database, tenant: &TenantId) -> Result<Option<Business>, StoreError> {
    Ok(select(database, Some(std::slice::from_ref(tenant)), None, 1).await?.pop())
}

/// Businesses by tenant id: all, or those `among`; those after `after`, at most `limit`.
///
/// # Errors
/// When PostgreSQL can't be reached.
pub async fn list(
    database: &Database,
    among: Option<&[TenantId]>,
    after: Option<&TenantId>,
    limit: u16,
) -> Result<Vec<Business>, StoreError> {
    select(database, among, after, limit).await
}

async fn select(
    database: &Database,
    among: Option<&[TenantId]>,
    after: Option<&TenantId>,
    limit: u16,
) -> Result<Vec<Business>, StoreError> {
    let among: Option<Vec<String>> = among.map(|tenants| tenants.iter().map(ToString::to_string).collect());
    let rows = sqlx::query!(
        r#"select b.tenant_id, b.object_namespace, b.object_name, b.display_name, b.timezone, b.waba_id, b.suspended,
                  b.schema_version, b.created_at, b.retained_at,
                  array(select p.phone_number_id from control.phone_numbers p where p.tenant_id = b.tenant_id order by 1) as "ids!",
                  array(select p.display from control.phone_numbers p where p.tenant_id = b.tenant_id order by p.phone_number_id) as "displays!"
           from control.businesses b
           where ($1::text[] is null or b.tenant_id = any($1)) and ($2::text is null or b.tenant_id > $2)
           order by b.tenant_id limit $3"#,
        among.as_deref(),
        after.map(TenantId::as_str),
        i64::from(limit)
    )
    .fetch_all(&database.pool)
    .await?;
    rows.into_iter()
        .map(|row| {
            let numbers = row.ids.into_iter().zip(row.displays);
            Ok(Business {
                tenant: tenant_id(row.tenant_id)?,
                namespace: row.object_namespace,
                name: row.object_name,
                display_name: row.display_name,
                timezone: row.timezone,
                waba_id: row.waba_id,
                suspended: row.suspended,
                schema_version: row.schema_version,
                created_at: row.created_at.to_jiff(),
                retained_at: row.retained_at.map(jiff_sqlx::Timestamp::to_jiff),
                phone_numbers: numbers.map(|(id, display)| PhoneNumber { id, display }).collect(),
            })
        })
        .collect()
}

pub(crate) fn tenant_id(text: String) -> Result<TenantId, StoreError> {
    TenantId::parse(&text).map_err(|_| StoreError::Corrupt { what: "tenant id", value: text })
}
