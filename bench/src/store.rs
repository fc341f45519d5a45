//! What lies in Postgres, counted with psql: the generator's own word for "stored" is a committed row.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::clock;
use crate::target::Target;
use crate::webhook::Webhooks;

/// Pause between two counts; each costs the server some milliseconds.
const COUNT_EVERY: Duration = Duration::from_millis(500);
/// How long the store may take to catch up.
const DRAIN_WITHIN: Duration = Duration::from_secs(120);

/// Rows of one step.
#[derive(Debug, Clone, Copy, serde::Serialize)]
pub struct Stored {
    pub rows: u64,
    pub distinct: u64,
    /// Milliseconds since 1970 at which the transaction of the last row began.
    pub last_at_ms: f64,
}

/// Messages of a run from `first` on, whose provider's time lies at or after `since_s`.
pub fn stored(target: &Target, webhooks: &Webhooks, first: u64, since_s: i64) -> Result<Stored> {
    let statement = format!(
        "select count(*), count(distinct wamid), coalesce(extract(epoch from max(created_at)) * 1000, 0) from t_{}.messages \
         where occurred_at >= to_timestamp({since_s}) and wamid >= '{prefix}{first:010}' and wamid < '{prefix}~'",
        target.tenant,
        prefix = webhooks.id_prefix(),
    );
    let answer = psql(&target.database_url, &statement)?;
    let fields: Vec<&str> = answer.trim().split('|').collect();
    let [rows, distinct, last] = fields[..] else { bail!("psql answered {answer:?}") };
    Ok(Stored { rows: rows.parse()?, distinct: distinct.parse()?, last_at_ms: last.parse()? })
}

/// Waits until `wanted` rows are there.
pub async fn drained(target: &Target, webhooks: &Webhooks, first: u64, since_s: i64, wanted: u64) -> Result<Stored> {
    let began = clock::now();
    loop {
        let found = stored(target, webhooks, first, since_s)?;
        if found.distinct >= wanted {
            return Ok(found);
        }
        if began.elapsed() > DRAIN_WITHIN {
            bail!("{} of {wanted} acknowledged webhooks are stored after {} s", found.distinct, DRAIN_WITHIN.as_secs());
        }
        tokio::time::sleep(COUNT_EVERY).await;
    }
}

/// The answer to one statement, unaligned, tuples only.
pub fn psql(dsn: &str, statement: &str) -> Result<String> {
    let output = Command::new("psql")
        .args(["-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement, dsn])
        .output()
        .context("run psql: install the postgresql-client package")?;
    if !output.status.success() {
        bail!("psql: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
