//! Trouble on request: refusals and delays of the Graph API, and of deliveries.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is switched on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Faults {
    pub rules: Vec<Rule>,
    /// How messages of the business end.
    pub endings: Vec<Ending>,
    pub delivery: DeliveryFaults,
}

/// A rule for calls of one endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Rule {
    /// The last name of the call's path, such as `messages` or `media` (an upload); `node` for what an id alone names, `media_node` for
    /// resolving and deleting a file, `download` for its bytes, `upload` for the parts of a resumable upload; or `*`.
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
    /// How long the call waits before it is carried out; or, with `late`, its answer.
    #[serde(default)]
    pub latency_ms: u64,
    /// The call is carried out first, to its end even when the caller hangs up meanwhile; what the rule does is done to its answer,
    /// and `status` isn't looked at.
    #[serde(default)]
    pub late: bool,
    /// No answer: the connection ends, and the call isn't carried out, unless it is `late`.
    #[serde(default)]
    pub reset: bool,
    /// The call is carried out, but half of its answer is all that comes.
    #[serde(default)]
    pub half: bool,
    /// Calls seen so far.
    #[serde(default)]
    pub seen: u32,
}

/// A rule for messages that the business sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Ending {
    /// Whose: a phone number, a user id, a group's id, or `*`.
    #[serde(default = "any")]
    pub to: String,
    /// Of which type, e.g. `template`; or `*`.
    #[serde(default = "any")]
    pub kind: String,
    pub mode: Mode,
    #[serde(default = "one")]
    pub n: u32,
    /// They are accepted, and fail with this code.
    #[serde(default)]
    pub fails: Option<i64>,
    /// They get these statuses, a second apart, in this order: skips and reorders as it likes.
    #[serde(default)]
    pub statuses: Option<Vec<String>>,
    /// Messages seen so far.
    #[serde(default)]
    pub seen: u32,
}

/// When a rule applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    Next,
    Every,
    Always,
}

/// Trouble between us and the callback.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct DeliveryFaults {
    /// Webhooks that are delivered twice.
    pub duplicate_percent: u8,
    /// Webhooks overtake each other.
    pub shuffle: bool,
    /// Attempts that fail before they are sent, and are retried.
    pub drop_percent: u8,
    /// How much later everything is delivered.
    pub delay_ms: i64,
}

impl Mode {
    /// Counts one more; whether it is struck.
    fn strikes(self, n: u32, seen: &mut u32) -> bool {
        // `always` needn't count, and what doesn't change needn't be written down.
        if self == Self::Always {
            return true;
        }
        *seen = seen.saturating_add(1);
        match self {
            Self::Always => true,
            Self::Every => seen.is_multiple_of(n.max(1)),
            Self::Next => *seen <= n,
        }
    }
}

impl Faults {
    /// The trouble that the next call of `endpoint` gets.
    pub fn strike(&mut self, endpoint: &str) -> Option<Rule> {
        let mut meant = self.rules.iter_mut().filter(|rule| rule.endpoint == "*" || rule.endpoint == endpoint);
        let rule = meant.find_map(|rule| rule.mode.strikes(rule.n, &mut rule.seen).then(|| rule.clone()));
        self.rules.retain(|rule| rule.mode != Mode::Next || rule.seen < rule.n);
        rule
    }

    /// How the next message of `kind` to whoever has these ids ends.
    pub fn strike_message(&mut self, ids: &[&str], kind: &str) -> Option<Ending> {
        let theirs = |to: &str| to == "*" || ids.contains(&to);
        let mut meant = self.endings.iter_mut().filter(|ending| theirs(&ending.to) && (ending.kind == "*" || ending.kind == kind));
        let ending = meant.find_map(|ending| ending.mode.strikes(ending.n, &mut ending.seen).then(|| ending.clone()));
        self.endings.retain(|ending| ending.mode != Mode::Next || ending.seen < ending.n);
        ending
    }
}

fn any() -> String {
    "*".to_owned()
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
    fn endings_are_for_a_recipient_and_a_type() {
        let ending = serde_json::json!({"to": "4915", "kind": "text", "mode": "next", "fails": 131_026});
        let mut faults = Faults { endings: vec![serde_json::from_value(ending).unwrap()], ..Faults::default() };
        assert_eq!(faults.strike_message(&["4916"], "text"), None);
        assert_eq!(faults.strike_message(&["4915", "DE.1"], "image"), None);
        assert_eq!(faults.strike_message(&["4915", "DE.1"], "text").and_then(|ending| ending.fails), Some(131_026));
        assert_eq!(faults.strike_message(&["4915"], "text"), None, "only the next");
    }

    #[test]
    fn rules_strike_the_next_n_every_nth_or_always() {
        assert_eq!(strikes(rule(Mode::Next, 2)), [true, true, false, false, false, false]);
        assert_eq!(strikes(rule(Mode::Every, 3)), [false, false, true, false, false, true]);
        assert_eq!(strikes(rule(Mode::Always, 0)), [true; 6]);
        assert!(rule(Mode::Always, 1).strike("debug_token").is_none());
    }
}
