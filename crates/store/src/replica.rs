//! How far a replica is behind.

use std::time::Duration;

use crate::{Database, error::StoreError};

/// How old the replica's data may be; `None` when it receives nothing now, so that nobody can tell. A primary is at
/// no distance from itself.
///
/// A replica that has replayed all it received is current, however long ago the last commit was.
///
/// # Errors
/// When it can't be reached.
pub async fn lag(database: &Database) -> Result<Option<Duration>, StoreError> {
    let seconds = sqlx::query_scalar!(
        r#"select case
               when not pg_is_in_recovery() then 0.0
               when not exists (select from pg_stat_wal_receiver) then null
               when pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0.0
               else extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp())
           end::float8 as "seconds?""#
    )
    .fetch_one(&database.pool)
    .await?;
    Ok(seconds.map(|seconds| Duration::from_secs_f64(seconds.max(0.0))))
}
