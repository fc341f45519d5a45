//! Trouble on request: refusals and delays of the Graph API, and of deliveries.

use serde::{Deserialize, Serialize};

/// What is switched on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Faults {
    pub rules: Vec<Rule>,
    pub delivery: DeliveryFaults,
}

/// A rule for calls of one endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// `messages`, `subscribed_apps`, `debug_token`, `phone_numbers`, `node`, or `*`.
    pub endpoint: String,
    pub mode: Mode,
    /// Of `next`: how many calls are left. Of `every`: each nth call.
    #[serde(default = "one")]
    pub n: u32,
    /// HTTP status; 0 only delays.
    #[serde(default = "bad_request")]
    pub status: u16,
    /// The provider's error code.
    #[serde(default = "something_went_wrong")]
    pub code: i64,
    #[serde(default)]
    pub latency_ms: u64,
    /// Half an answer, then the connection ends.
    #[serde(default)]
    pub reset: bool,
    /// Calls seen so far.
    #[serde(default)]
    pub seen: u32,
}

/// When a rule applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    Next,
    Every,
    Always,
}

/// Trouble between us and the callback.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeliveryFaults {
    /// Webhooks that are delivered twice.
    pub duplicate_percent: u8,
    /// Webhooks overtake each other.
    pub shuffle: bool,
    /// Attempts that fail before they are sent, and are retried.
    pub drop_percent: u8,
}

impl Faults {
    /// The trouble that the next call of `endpoint` gets.
    pub fn strike(&mut self, endpoint: &str) -> Option<Rule> {
        let rule = self.rules.iter_mut().find_map(|rule| {
            if rule.endpoint != "*" && rule.endpoint != endpoint {
                return None;
            }
            rule.seen += 1;
            let strikes = match rule.mode {
                Mode::Always => true,
                Mode::Every => rule.seen.is_multiple_of(rule.n.max(1)),
                Mode::Next => rule.seen <= rule.n,
            };
            strikes.then(|| rule.clone())
        });
        self.rules.retain(|rule| rule.mode != Mode::Next || rule.seen < rule.n);
        rule
    }
}

fn one() -> u32 {
    1
}

fn bad_request() -> u16 {
    400
}

fn something_went_wrong() -> i64 {
    131_000
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(mode: Mode, n: u32) -> Faults {
        let rule = serde_json::json!({"endpoint": "messages", "mode": mode, "n": n});
        Faults { rules: vec![serde_json::from_value(rule).unwrap()], ..Faults::default() }
    }

    fn strikes(mut faults: Faults) -> Vec<bool> {
        (0..6).map(|_| faults.strike("messages").is_some()).collect()
    }

    #[test]
    fn rules_strike_the_next_n_every_nth_or_always() {
        assert_eq!(strikes(rule(Mode::Next, 2)), [true, true, false, false, false, false]);
        assert_eq!(strikes(rule(Mode::Every, 3)), [false, false, true, false, false, true]);
        assert_eq!(strikes(rule(Mode::Always, 0)), [true; 6]);
        assert!(rule(Mode::Always, 1).strike("debug_token").is_none());
    }
}
