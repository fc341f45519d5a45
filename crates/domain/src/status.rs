//! The status of an outbound message, which only moves forward (law 4).

use std::fmt;

use serde::{Deserialize, Serialize};

/// How far an outbound message has come. The order of the variants is the order of law 4:
/// failed and sent below delivered, below read, below played.
///
/// `Failed` stands above `Sent` so that the two end the same whichever comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Ours, not yet accepted by the provider.
    Queued,
    /// Accepted by the provider.
    Sent,
    /// Refused or undeliverable; a late `delivered` still overrules it.
    Failed,
    /// On the recipient's device.
    Delivered,
    /// Seen by the recipient.
    Read,
    /// A voice message that was listened to.
    Played,
}

impl Status {
    /// Every status, lowest first.
    pub const ALL: [Self; 6] = [Self::Queued, Self::Sent, Self::Failed, Self::Delivered, Self::Read, Self::Played];

    /// The provider's word for it; `None` for a word that we don't know (it is kept in the history all the same).
    #[must_use]
    pub fn from_provider(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }

    /// The word stored and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Played => "played",
        }
    }

    /// The status after `reported` arrives: the higher of the two.
    #[must_use]
    pub fn after(self, reported: Self) -> Self {
        self.max(reported)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::sample::{select, subsequence};

    proptest! {
        #[test]
        fn the_end_does_not_depend_on_the_order_or_number_of_reports(
            reports in prop::collection::vec(select(Status::ALL.to_vec()), 1..12),
            again in subsequence(Status::ALL.to_vec(), 0..3),
        ) {
            let end = |list: &[Status]| list.iter().fold(Status::Queued, |now, next| now.after(*next));
            let mut shuffled = reports.clone();
            shuffled.reverse();
            shuffled.extend(again.iter().filter(|status| reports.contains(status)));
            prop_assert_eq!(end(&reports), end(&shuffled));
        }
    }

    #[test]
    fn delivered_may_follow_failed_and_read_never_becomes_failed() {
        assert_eq!(Status::Failed.after(Status::Delivered), Status::Delivered);
        assert_eq!(Status::Read.after(Status::Failed), Status::Read);
        assert_eq!(Status::Sent.after(Status::Failed), Status::Failed.after(Status::Sent));
    }

    #[test]
    fn every_word_is_read_back_and_unknown_ones_are_none() {
        for status in Status::ALL {
            assert_eq!(Status::from_provider(status.as_str()), Some(status));
        }
        assert_eq!(Status::from_provider("warning"), None);
    }
}
