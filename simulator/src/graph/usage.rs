//! What an account does in one hour: its management calls with `X-Business-Use-Case-Usage` (section 10), its new templates (7.4).

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use axum::http::HeaderValue;
use serde_json::json;

use super::Call;
use super::answer::Refusal;
use crate::simulator::Simulator;
use crate::world::Business;

/// The header.
pub(super) const USAGE_HEADER: &str = "x-business-use-case-usage";
/// Endpoints with limits of their own.
const FREE: &[&str] = &["messages", "marketing_messages", "media", "upload", "uploads", "debug_token"];
/// The code of a quota that is used up.
const USED_UP: i64 = 80_007;
const HOUR_MS: i64 = 3600 * 1000;

/// What an account does in the running hour: (the hour's number, how often). Forgotten at the end, as a new hour would.
#[derive(Debug, Default)]
pub struct Usage(Mutex<BTreeMap<(Counted, String), (i64, u32)>>);

/// What has a limit in the hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Counted {
    Calls,
    NewTemplates,
}

impl Usage {
    /// Counts one that isn't free; how many there were in its hour, with it.
    pub(super) fn count(&self, what: Counted, waba_id: &str, now_ms: i64, costs: bool) -> u32 {
        let mut usage = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let hour = now_ms.div_euclid(HOUR_MS);
        let (of, calls) = usage.entry((what, waba_id.to_owned())).or_default();
        if *of != hour {
            (*of, *calls) = (hour, 0);
        }
        *calls += u32::from(costs);
        *calls
    }

    /// Begins to count anew.
    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// Counts a call of the management API; the refusal of one too many, and the header's value.
pub(super) fn charge(simulator: &Simulator, call: &Call, endpoint: &str) -> (Option<Refusal>, Option<HeaderValue>) {
    let Some(business) = account(simulator, call) else { return (None, None) };
    let now = simulator.clock().now_ms();
    let calls = simulator.usage().count(Counted::Calls, &business.waba_id, now, !FREE.contains(&endpoint));
    let calls_max = business.policy.management_calls_per_hour;
    let details = "Too many calls to this WhatsApp Business Account. Try again later.";
    let refusal = (calls > calls_max && !FREE.contains(&endpoint))
        .then(|| Refusal::code(USED_UP, details).with_status(business.policy.rate_limit_status));
    (refusal, header(&business.waba_id, calls, calls_max, now))
}

/// The header's value beside a fault rule's refusal, which isn't counted. Where that says that the quota is used up, so does the header.
pub(super) fn beside(simulator: &Simulator, call: &Call, code: i64) -> Option<HeaderValue> {
    let business = account(simulator, call)?;
    let now = simulator.clock().now_ms();
    let counted = simulator.usage().count(Counted::Calls, &business.waba_id, now, false);
    let calls_max = business.policy.management_calls_per_hour;
    let calls = if code == USED_UP { counted.max(calls_max.saturating_add(1)) } else { counted };
    header(&business.waba_id, calls, calls_max, now)
}

/// The account that a call is of; the token's first, where the path names none.
fn account(simulator: &Simulator, call: &Call) -> Option<Business> {
    let id = call.path.first().map(String::as_str).unwrap_or_default();
    simulator.read(|world| {
        let meant = world.of_token(call.token()).find(|business| business.waba_id == id || business.phone_number_id == id);
        meant.or_else(|| world.of_token(call.token()).next()).cloned()
    })
}

/// The header's value after `calls` of `calls_max`.
fn header(waba_id: &str, calls: u32, calls_max: u32, now_ms: i64) -> Option<HeaderValue> {
    let percent = (u64::from(calls) * 100 / u64::from(calls_max.max(1))).min(100);
    let minutes_left = (HOUR_MS - now_ms.rem_euclid(HOUR_MS)).div_euclid(60_000) + 1;
    let regain = if calls > calls_max { minutes_left } else { 0 };
    let usage = json!({waba_id: [{"type": "whatsapp", "call_count": percent, "total_cputime": percent / 2, "total_time": percent / 2,
        "estimated_time_to_regain_access": regain}]});
    HeaderValue::try_from(usage.to_string()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_counted_and_forgotten() {
        let usage = Usage::default();
        let count = |waba_id, now_ms, costs| usage.count(Counted::Calls, waba_id, now_ms, costs);
        assert_eq!((count("1", 0, true), count("1", 10, true), count("2", 10, true)), (1, 2, 1));
        assert_eq!(count("1", 20, false), 2, "a free call");
        assert_eq!(usage.count(Counted::NewTemplates, "1", 20, true), 1, "of another kind");
        assert_eq!(count("1", HOUR_MS, true), 1);
    }

    #[test]
    fn the_header_tells_the_share_and_when_calls_are_let_in_again() {
        let value = header("7", 50, 200, 0).unwrap();
        let usage: serde_json::Value = serde_json::from_slice(value.as_bytes()).unwrap();
        assert_eq!((&usage["7"][0]["call_count"], &usage["7"][0]["estimated_time_to_regain_access"]), (&json!(25), &json!(0)));
        let over: serde_json::Value = serde_json::from_slice(header("7", 201, 200, HOUR_MS / 2).unwrap().as_bytes()).unwrap();
        assert_eq!(over["7"][0]["estimated_time_to_regain_access"], 31);
    }
}
