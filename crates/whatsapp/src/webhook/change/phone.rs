//! A phone number: its name, its limits, its PIN (sections 5.2 and 5.3).

use serde::{Deserialize, Serialize};

use super::super::field::{Extra, Field, Id, words};
use super::account::Decision;

words! {
    /// What happened to a number's quality or throughput; the older words are no longer sent.
    QualityEvent {
        Onboarding = "ONBOARDING",
        ThroughputUpgrade = "THROUGHPUT_UPGRADE",
        Flagged = "FLAGGED",
        Unflagged = "UNFLAGGED",
        Upgrade = "UPGRADE",
        Downgrade = "DOWNGRADE",
    }
}

words! {
    /// Users that may be written to in 24 hours.
    Tier {
        Tier50 = "TIER_50",
        Tier250 = "TIER_250",
        Tier1K = "TIER_1K",
        Tier2K = "TIER_2K",
        Tier10K = "TIER_10K",
        Tier100K = "TIER_100K",
        Unlimited = "TIER_UNLIMITED",
        NotSet = "TIER_NOT_SET",
    }
}

words! {
    /// What happened to the two-step PIN.
    SecurityEvent {
        PinChanged = "PIN_CHANGED",
        PinResetRequest = "PIN_RESET_REQUEST",
        PinRequestSuccess = "PIN_REQUEST_SUCCESS",
    }
}

/// `phone_number_name_update`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Name {
    pub display_phone_number: Field<Id>,
    pub decision: Field<Decision>,
    pub requested_verified_name: Field<String>,
    pub rejection_reason: Field<String>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// `phone_number_quality_update`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Quality {
    pub display_phone_number: Field<Id>,
    pub event: Field<QualityEvent>,
    pub current_limit: Field<Tier>,
    pub old_limit: Field<Tier>,
    /// A tier, or a number of users.
    pub max_daily_conversations_per_business: Field<Id>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// `security`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Security {
    pub display_phone_number: Field<Id>,
    pub event: Field<SecurityEvent>,
    pub requester: Field<Id>,
    #[serde(flatten)]
    pub extra: Extra,
}
