//! What a business can change about its phone number (section 11), and how much passes it in a second (section 10).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

const SECOND_US: i64 = 1_000_000;

/// The state of a phone number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Number {
    /// `POST /{pnid}/register` and `/deregister` (133010).
    pub registered: bool,
    /// Whether the code of `request_code` has come back.
    pub verified: bool,
    /// Of two-step verification, 6 digits.
    pub pin: Option<String>,
    pub wrong_pins: u32,
    /// What `request_code` sent by SMS or voice.
    pub code: Option<String>,
    /// Registrations and deregistrations of the last 72 hours.
    pub registrations_at_ms: Vec<i64>,
    /// The members of `whatsapp_business_profile` that are set.
    pub profile: Map<String, Value>,
    /// The members of `settings` that are set.
    pub settings: Map<String, Value>,
    /// Comes before the WABA's override and the app's callback.
    pub override_callback_uri: Option<String>,
    /// `green`, `yellow` or `red`, in upper case.
    pub quality: String,
    /// What passed the number is paid for until then: the bucket of messages per second.
    pub busy_until_us: i64,
}

impl Default for Number {
    fn default() -> Self {
        Self {
            registered: true,
            verified: true,
            pin: None,
            wrong_pins: 0,
            code: None,
            registrations_at_ms: Vec::new(),
            profile: Map::new(),
            settings: Map::new(),
            override_callback_uri: None,
            quality: "GREEN".to_owned(),
            busy_until_us: 0,
        }
    }
}

impl Number {
    /// Whether the business hears of a customer's new phone (section 3.1).
    #[must_use]
    pub fn checks_identity(&self) -> bool {
        self.settings.get("user_identity_change").is_some_and(|check| check["enable_identity_key_check"] == true)
    }

    /// Whether the bucket, one second deep, has room for one more message.
    #[must_use]
    pub fn has_room(&self, now_ms: i64, messages_per_second: u32) -> bool {
        self.busy_until_us + interval_us(messages_per_second) <= now_ms * 1000 + SECOND_US
    }

    /// One more message went out.
    pub(super) fn sent(&mut self, at_ms: i64, messages_per_second: u32) {
        self.busy_until_us = self.busy_until_us.max(at_ms * 1000) + interval_us(messages_per_second);
    }

    /// One more came in. Customers aren't refused, so that they fill the bucket and no more: sends never wait for longer than its second.
    pub(super) fn heard(&mut self, at_ms: i64, messages_per_second: u32) {
        if self.has_room(at_ms, messages_per_second) {
            self.sent(at_ms, messages_per_second);
        }
    }
}

fn interval_us(messages_per_second: u32) -> i64 {
    SECOND_US / i64::from(messages_per_second.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bucket_holds_a_second_of_messages_and_fills_again() {
        let mut number = Number::default();
        let mut sent = 0;
        while number.has_room(1000, 80) {
            number.sent(1000, 80);
            sent += 1;
        }
        assert_eq!(sent, 80);
        assert!(number.has_room(1013, 80), "an eightieth of a second later");
        number.sent(1013, 80);
        assert!(!number.has_room(1013, 80));
    }

    #[test]
    fn what_comes_in_fills_the_bucket_and_never_more() {
        let mut number = Number::default();
        (0..79).for_each(|_| number.heard(1000, 80));
        assert!(number.has_room(1000, 80));
        (0..1000).for_each(|_| number.heard(1000, 80));
        assert!(!number.has_room(1000, 80));
        assert!(number.has_room(1013, 80), "an eightieth of a second later");
    }
}
