//! What is between a number and one customer: the window, the pair rate, marketing (sections 6.4 and 10).

use serde::{Deserialize, Serialize};

/// How long after the customer's last message anything may be sent.
pub const WINDOW_MS: i64 = 24 * 3600 * 1000;
/// One message to one customer costs this much of the pair's time.
pub const PAIR_INTERVAL_MS: i64 = 6000;
/// Messages of a burst, at most; each one's time is borrowed and repaid.
pub const PAIR_BURST_MAX: u32 = 45;
/// How long after the business's answer everything to a customer who came by an ad or a page's button is free (section 6.4).
const ENTRY_MS: i64 = 72 * 3600 * 1000;
/// Over which time marketing is counted.
const MARKETING_WINDOW_MS: i64 = 24 * 3600 * 1000;

/// The state of a number and one customer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pair {
    /// When the customer last wrote.
    pub heard_at_ms: Option<i64>,
    /// When the customer came by an ad or a page's button, until the business answers.
    pub entered_at_ms: Option<i64>,
    /// The end of the free entry point window.
    pub entry_until_ms: Option<i64>,
    pub burst_at_ms: i64,
    pub burst_messages: u32,
    /// Marketing templates of the last 24 hours.
    pub marketing_at_ms: Vec<i64>,
    /// The customer said stop (131050).
    pub marketing_stopped: bool,
    /// The business blocked the customer (130403).
    pub blocked: bool,
    /// The customer blocked the business: what is sent is never delivered.
    pub shut: bool,
    /// The business is seen typing until then.
    pub typing_until_ms: i64,
}

impl Pair {
    /// Whether the 24-hour window is open.
    #[must_use]
    pub fn window_is_open(&self, now_ms: i64) -> bool {
        self.heard_at_ms.is_some_and(|heard| now_ms - heard < WINDOW_MS)
    }

    /// The end of the free entry point window, if there is one now.
    #[must_use]
    pub fn free_entry(&self, now_ms: i64) -> Option<i64> {
        self.entry_until_ms.filter(|until_ms| now_ms < *until_ms)
    }

    /// The pair once the business answers, where that opens the free entry point window: within 24 hours, and there is none yet.
    #[must_use]
    pub fn answered(&self, now_ms: i64) -> Option<Self> {
        let in_time = self.entered_at_ms.is_some_and(|entered| now_ms - entered < WINDOW_MS);
        let opens = in_time && self.free_entry(now_ms).is_none();
        opens.then(|| Self { entered_at_ms: None, entry_until_ms: Some(now_ms + ENTRY_MS), ..self.clone() })
    }

    /// Whether the pair rate allows one more message: a burst is borrowed within its first six seconds, then repaid.
    #[must_use]
    pub fn has_room(&self, now_ms: i64) -> bool {
        let repaid = now_ms >= self.burst_at_ms + i64::from(self.burst_messages) * PAIR_INTERVAL_MS;
        repaid || (now_ms < self.burst_at_ms + PAIR_INTERVAL_MS && self.burst_messages < PAIR_BURST_MAX)
    }

    /// Marketing templates of the last 24 hours.
    #[must_use]
    pub fn marketing_sent(&self, now_ms: i64) -> usize {
        self.marketing_at_ms.iter().filter(|at| now_ms - **at < MARKETING_WINDOW_MS).count()
    }

    pub(super) fn sent(&mut self, at_ms: i64, marketing: bool) {
        if at_ms >= self.burst_at_ms + i64::from(self.burst_messages) * PAIR_INTERVAL_MS {
            (self.burst_at_ms, self.burst_messages) = (at_ms, 0);
        }
        self.burst_messages += 1;
        self.typing_until_ms = 0;
        if marketing {
            self.marketing_at_ms.retain(|at| at_ms - at < MARKETING_WINDOW_MS);
            self.marketing_at_ms.push(at_ms);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_of_45_is_borrowed_and_repaid() {
        let mut pair = Pair::default();
        let start = 1_000_000;
        for _ in 0..PAIR_BURST_MAX {
            assert!(pair.has_room(start));
            pair.sent(start, false);
        }
        assert!(!pair.has_room(start), "the 46th");
        let repaid = start + i64::from(PAIR_BURST_MAX) * PAIR_INTERVAL_MS;
        assert!(!pair.has_room(repaid - 1));
        assert!(pair.has_room(repaid));
    }

    #[test]
    fn one_message_every_six_seconds_goes_on_for_ever() {
        let mut pair = Pair::default();
        for turn in 0..1000 {
            let now = 1_000_000 + turn * PAIR_INTERVAL_MS;
            assert!(pair.has_room(now), "message {turn}");
            pair.sent(now, false);
        }
    }

    #[test]
    fn an_answer_within_24_hours_opens_the_entry_for_72() {
        let came = Pair { entered_at_ms: Some(5), ..Pair::default() };
        let answered = came.answered(5 + WINDOW_MS - 1).unwrap();
        let until = 5 + WINDOW_MS - 1 + ENTRY_MS;
        assert_eq!((answered.free_entry(until - 1), answered.free_entry(until)), (Some(until), None));
        assert_eq!((came.answered(5 + WINDOW_MS), Pair::default().answered(5)), (None, None), "too late; never came");
        let again = Pair { entered_at_ms: Some(6), ..answered };
        assert_eq!(again.answered(7), None, "it is open already");
    }

    #[test]
    fn the_window_closes_24_hours_after_the_customers_last_message() {
        let pair = Pair { heard_at_ms: Some(5), ..Pair::default() };
        assert!(pair.window_is_open(5 + WINDOW_MS - 1));
        assert!(!pair.window_is_open(5 + WINDOW_MS));
        assert!(!Pair::default().window_is_open(5));
    }
}
