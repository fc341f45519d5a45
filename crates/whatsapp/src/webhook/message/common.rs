//! What a message of any type may have (section 3.2).

use serde::{Deserialize, Serialize};

use super::super::error::Error;
use super::super::field::{Extra, Field, Id, List, Time, words};
use super::context::Context;
use super::referral::Referral;

words! {
    /// How far a message of a history had come.
    HistoryStatus {
        Delivered = "DELIVERED",
        Error = "ERROR",
        Pending = "PENDING",
        Played = "PLAYED",
        Read = "READ",
        Sent = "SENT",
    }
}

/// Members that don't depend on the type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Common {
    /// The wamid. Holds the customer's phone number: personal data.
    pub id: Field<Id>,
    #[serde(rename = "type")]
    pub kind: Field<String>,
    pub timestamp: Field<Time>,
    /// Who wrote it: a phone number, which may be withheld.
    pub from: Field<Id>,
    pub from_user_id: Field<Id>,
    pub from_parent_user_id: Field<Id>,
    /// Seen on answers to authentication templates.
    pub from_logical_id: Field<Id>,
    /// Of echoes and histories: who got it.
    pub to: Field<Id>,
    pub to_user_id: Field<Id>,
    pub to_parent_user_id: Field<Id>,
    /// The group it was written in; `from` is the participant.
    pub group_id: Field<Id>,
    pub context: Field<Context>,
    pub referral: Field<Referral>,
    pub identity: Field<Identity>,
    pub history_context: Field<HistoryContext>,
    /// Of unsupported types, and of media that failed.
    pub errors: List<Error>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// Of older deliveries: whether the customer is still who they were.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Identity {
    pub acknowledged: Field<bool>,
    pub created_timestamp: Field<Time>,
    pub hash: Field<Id>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// What only a history says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct HistoryContext {
    pub status: Field<HistoryStatus>,
    #[serde(flatten)]
    pub extra: Extra,
}
