//! What a message costs (section 3.4).

use serde::{Deserialize, Serialize};

use super::super::field::{Extra, Field, Id, Time, words};

words! {
    /// What is charged for, and what began a conversation. The last two are from before 2023.
    Category {
        Authentication = "authentication",
        AuthenticationInternational = "authentication_international" | "authentication-international",
        Marketing = "marketing",
        MarketingLite = "marketing_lite",
        ReferralConversion = "referral_conversion",
        Service = "service",
        Utility = "utility",
        GroupMarketing = "group_marketing",
        GroupService = "group_service",
        GroupUtility = "group_utility",
        BusinessInitiated = "business_initiated",
        UserInitiated = "user_initiated",
    }
}

words! {
    /// What is counted.
    PricingModel {
        PerMessage = "PMP",
        PerConversation = "CBP",
    }
}

words! {
    /// Whether it is charged.
    PricingType {
        Regular = "regular",
        FreeCustomerService = "free_customer_service",
        FreeEntryPoint = "free_entry_point",
    }
}

/// `conversation`; with version 24 and later only within the window that a free entry point opens.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Conversation {
    pub id: Field<Id>,
    /// On `sent` only.
    pub expiration_timestamp: Field<Time>,
    pub origin: Field<Origin>,
    /// Where statuses of groups have it.
    pub pricing: Field<Pricing>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// What began a conversation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Origin {
    #[serde(rename = "type")]
    pub kind: Field<Category>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// `pricing`; on `sent` and on one of those that follow.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pricing {
    /// On its way out: type and category say the same.
    pub billable: Field<bool>,
    pub pricing_model: Field<PricingModel>,
    #[serde(rename = "type")]
    pub kind: Field<PricingType>,
    pub category: Field<Category>,
    #[serde(flatten)]
    pub extra: Extra,
}
