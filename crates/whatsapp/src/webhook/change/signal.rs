//! Leads and purchases that the provider detects in conversations from ads (section 5.9).

use serde::{Deserialize, Serialize};

use super::super::field::{Extra, Field, Id, List, Number, Time, words};

words! {
    /// What was detected.
    SignalName {
        LeadSubmitted = "LeadSubmitted",
        Purchase = "Purchase",
    }
}

/// `automatic_events`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AutomaticEvents {
    pub automatic_events: List<AutomaticEvent>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// One lead or purchase.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AutomaticEvent {
    pub id: Field<Id>,
    pub event_name: Field<SignalName>,
    pub timestamp: Field<Time>,
    /// The click that it came from.
    pub ctwa_clid: Field<Id>,
    pub custom_data: Field<CustomData>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// What was bought.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CustomData {
    pub currency: Field<String>,
    /// In thousandths of the currency.
    pub value: Field<Number>,
    #[serde(flatten)]
    pub extra: Extra,
}
