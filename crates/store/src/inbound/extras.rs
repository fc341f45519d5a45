//! What is neither message nor status: provider events, and parked bytes.

use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Parked, ProviderEvent};
use crate::error::StoreError;

pub(super) async fn events(tx: &mut PgConnection, events: &[ProviderEvent<'_>]) -> Result<usize, StoreError> {
    let mut sorted: Vec<&ProviderEvent<'_>> = events.iter().collect();
    sorted.sort_by_key(|event| event.id);
    let ids: Vec<Uuid> = sorted.iter().map(|event| event.id).collect();
    let fields: Vec<&str> = sorted.iter().map(|event| event.field.as_ref()).collect();
    let contents: Vec<&str> = sorted.iter().map(|event| event.content.as_ref()).collect();
    let times: Vec<_> = sorted.iter().map(|event| event.occurred_at.to_sqlx()).collect();
    let added = sqlx::query!(
        "insert into provider_events (id, field, content, occurred_at)
         select t.id, t.field, t.content::jsonb, t.occurred_at
         from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[]) with ordinality as t (id, field, content, occurred_at, n)
         order by t.n
         on conflict (id) do nothing",
        &ids,
        fields as _,
        contents as _,
        times as _
    )
    .execute(tx)
    .await?;
    Ok(usize::try_from(added.rows_affected()).unwrap_or(usize::MAX))
}

pub(super) async fn park(tx: &mut PgConnection, parked: &[Parked<'_>]) -> Result<usize, StoreError> {
    let mut sorted: Vec<&Parked<'_>> = parked.iter().collect();
    sorted.sort_by_key(|item| item.id);
    let ids: Vec<Uuid> = sorted.iter().map(|item| item.id).collect();
    let reasons: Vec<&str> = sorted.iter().map(|item| item.reason.as_ref()).collect();
    let bodies: Vec<&[u8]> = sorted.iter().map(|item| item.body.as_ref()).collect();
    let times: Vec<_> = sorted.iter().map(|item| item.received_at.to_sqlx()).collect();
    let added = sqlx::query!(
        "insert into parked (id, reason, body, received_at)
         select t.id, t.reason, t.body, t.received_at
         from unnest($1::uuid[], $2::text[], $3::bytea[], $4::timestamptz[]) with ordinality as t (id, reason, body, received_at, n)
         order by t.n
         on conflict (id) do nothing",
        &ids,
        reasons as _,
        bodies as _,
        times as _
    )
    .execute(tx)
    .await?;
    Ok(usize::try_from(added.rows_affected()).unwrap_or(usize::MAX))
}
