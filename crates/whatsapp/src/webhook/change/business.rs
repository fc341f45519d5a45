//! The business: what it may do, its username, partners and payments (sections 4, 5.2 and 5.9).

use serde::{Deserialize, Serialize};

use super::super::field::{Extra, Field, Id, Number, Time, words};

words! {
    /// How far a username has come.
    UsernameStatus {
        Approved = "approved",
        Deleted = "deleted",
        Reserved = "reserved",
    }
}

words! {
    /// What happened to a solution.
    SolutionEvent {
        Created = "SOLUTION_CREATED",
        Updated = "SOLUTION_UPDATED",
    }
}

words! {
    /// How far a solution has come.
    SolutionStatus {
        Draft = "DRAFT",
        Initiated = "INITIATED",
        Active = "ACTIVE",
        Rejected = "REJECTED",
        PendingDeactivation = "PENDING_DEACTIVATION",
        Deactivated = "DEACTIVATED",
    }
}

/// `business_capability_update`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Capability {
    /// `TIER_...` or a number of users.
    pub max_daily_conversations_per_business: Field<Id>,
    /// No longer sent; -1 means without limit.
    pub max_daily_conversation_per_phone: Field<Number>,
    pub max_phone_numbers_per_business: Field<Number>,
    pub max_phone_numbers_per_waba: Field<Number>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// `business_username_updates`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Username {
    pub display_phone_number: Field<Id>,
    pub username: Field<String>,
    pub status: Field<UsernameStatus>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// `partner_solutions`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PartnerSolution {
    pub event: Field<SolutionEvent>,
    pub solution_id: Field<Id>,
    pub solution_status: Field<SolutionStatus>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// `payment_configuration_update`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PaymentConfiguration {
    pub configuration_name: Field<String>,
    pub provider_name: Field<String>,
    pub provider_mid: Field<Id>,
    /// Free text: `Active`, `Needs Connecting`.
    pub status: Field<String>,
    pub created_timestamp: Field<Time>,
    pub updated_timestamp: Field<Time>,
    #[serde(flatten)]
    pub extra: Extra,
}
