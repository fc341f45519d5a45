//! Rate limits by the generic cell rate algorithm: one number per key, decided in Redis with Redis' own clock
//! (stack.md section 5), so that all pods share one limit. [`LocalLimiter`] is the same decision in memory, for the
//! callers that must go on without Redis.

use std::{collections::HashMap, sync::LazyLock, sync::Mutex, time::Duration};

use redis::Script;
use tokio::time::Instant;

use crate::connection::{Cache, CacheError};

/// Keys that a [`LocalLimiter`] remembers; beyond it those that are idle are forgotten, then all.
pub const LOCAL_KEYS_MAX: usize = 10_000;

static GCRA: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("gcra.lua")));

/// `burst` at once, then one more every `per / count`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    pub burst: u32,
    pub count: u32,
    pub per: Duration,
}

/// What a limit says about one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub allowed: bool,
    pub limit: u32,
    /// Requests that would be allowed at once from here.
    pub remaining: u32,
    /// Zero when allowed.
    pub retry_after: Duration,
    /// Until the whole burst is there again.
    pub reset_after: Duration,
}

impl Limit {
    /// `count` per second, with a burst of one second's worth.
    #[must_use]
    pub fn per_second(count: u32) -> Self {
        Self { burst: count, count, per: Duration::from_secs(1) }
    }

    fn interval_us(self) -> u64 {
        let per_us = u64::try_from(self.per.as_micros()).unwrap_or(u64::MAX);
        (per_us / u64::from(self.count.max(1))).max(1)
    }

    fn burst_us(self) -> u64 {
        self.interval_us().saturating_mul(u64::from(self.burst.max(1)))
    }

    /// The decision: `tat` is the time at which the key is empty again, `now` the time, both in microseconds.
    /// Answers the verdict and the new `tat`. The script says the same in Lua.
    fn decide(self, tat_us: u64, now_us: u64) -> (Verdict, u64) {
        let tat = tat_us.max(now_us);
        let next = tat + self.interval_us();
        let wait_us = next.saturating_sub(self.burst_us()).saturating_sub(now_us);
        let after = if wait_us == 0 { next } else { tat };
        let room_us = self.burst_us().saturating_sub(after - now_us);
        let verdict = Verdict {
            allowed: wait_us == 0,
            limit: self.burst,
            remaining: u32::try_from(room_us / self.interval_us()).unwrap_or(u32::MAX),
            retry_after: Duration::from_micros(wait_us),
            reset_after: Duration::from_micros(after - now_us),
        };
        (verdict, after)
    }
}

impl Cache {
    /// Takes one from `key`'s allowance.
    ///
    /// # Errors
    /// When Redis gave no answer; the caller decides whether that means yes.
    pub async fn take(&self, key: &str, limit: Limit) -> Result<Verdict, CacheError> {
        let (allowed, remaining, retry_us, reset_us): (u8, u32, u64, u64) = self
            .call("take from a rate limit", async |mut redis| {
                GCRA.key(format!("limit:{key}")).arg(limit.interval_us()).arg(limit.burst_us()).invoke_async(&mut redis).await
            })
            .await?;
        Ok(Verdict {
            allowed: allowed == 1,
            limit: limit.burst,
            remaining,
            retry_after: Duration::from_micros(retry_us),
            reset_after: Duration::from_micros(reset_us),
        })
    }

    /// Gives `key` its whole allowance back.
    ///
    /// # Errors
    /// When Redis gave no answer.
    pub async fn give_back(&self, key: &str) -> Result<(), CacheError> {
        self.call("reset a rate limit", async |mut redis| redis::cmd("DEL").arg(format!("limit:{key}")).query_async(&mut redis).await).await
    }
}

/// The same limit kept in this process.
#[derive(Debug)]
pub struct LocalLimiter {
    began: Instant,
    tats: Mutex<HashMap<String, u64>>,
}

impl Default for LocalLimiter {
    fn default() -> Self {
        Self { began: Instant::now(), tats: Mutex::default() }
    }
}

impl LocalLimiter {
    /// Takes one from `key`'s allowance in this process.
    #[must_use]
    pub fn take(&self, key: &str, limit: Limit) -> Verdict {
        let now_us = u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX);
        let mut tats = self.tats.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if tats.len() >= LOCAL_KEYS_MAX {
            tats.retain(|_, tat| *tat > now_us);
            if tats.len() >= LOCAL_KEYS_MAX {
                tats.clear();
            }
        }
        let (verdict, tat) = limit.decide(tats.get(key).copied().unwrap_or(0), now_us);
        tats.insert(key.to_owned(), tat);
        verdict
    }

    /// Gives `key` its whole allowance back.
    pub fn give_back(&self, key: &str) {
        self.tats.lock().unwrap_or_else(std::sync::PoisonError::into_inner).remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Limit = Limit { burst: 3, count: 1, per: Duration::from_secs(2) };

    #[test]
    fn a_burst_is_allowed_then_one_per_interval() {
        let (mut tat, start) = (0, 1_000_000);
        for remaining in [2, 1, 0] {
            let (verdict, next) = LIMIT.decide(tat, start);
            assert!(verdict.allowed && verdict.remaining == remaining, "{verdict:?}");
            tat = next;
        }
        let (denied, same) = LIMIT.decide(tat, start);
        assert!(!denied.allowed && denied.retry_after == Duration::from_secs(2) && same == tat, "{denied:?}");
        assert!(LIMIT.decide(tat, start + 2_000_000).0.allowed);
        assert!(!LIMIT.decide(tat, start + 1_999_999).0.allowed);
    }

    #[test]
    fn an_idle_key_has_its_whole_burst_again() {
        let (verdict, _) = LIMIT.decide(5, 60_000_000);
        assert_eq!(verdict.remaining, 2);
        assert_eq!(verdict.reset_after, Duration::from_secs(2));
    }

    #[test]
    fn the_local_limiter_counts_each_key_by_itself() {
        let local = LocalLimiter::default();
        let slow = Limit { burst: 1, count: 1, per: Duration::from_secs(3_600) };
        assert!(local.take("a", slow).allowed);
        assert!(!local.take("a", slow).allowed);
        assert!(local.take("b", slow).allowed);
        local.give_back("a");
        assert!(local.take("a", slow).allowed);
    }
}
