//! Numbers that a phone app uses beside us (section 5.6).

use serde::{Deserialize, Serialize};

use super::super::error::Error;
use super::super::field::{Extra, Field, Id, List, Number, Time, words};

words! {
    /// What became of a contact; an edit is an `add`.
    SyncAction {
        Add = "add",
        Remove = "remove",
    }
}

/// `history`: how far it has come, or that the user declines (code 2593109). Complete at progress 100; chunks come in any order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct History {
    pub history: List<Chunk>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// One part of a history.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Chunk {
    pub metadata: Field<ChunkMetadata>,
    pub errors: List<Error>,
    /// Threads, whose messages are items of their own.
    #[serde(flatten)]
    pub extra: Extra,
}

/// Where a part belongs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChunkMetadata {
    /// 0, 1 or 2.
    pub phase: Field<Number>,
    pub chunk_order: Field<Number>,
    /// Percent.
    pub progress: Field<Number>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// `smb_app_state_sync`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AppState {
    pub state_sync: List<StateSync>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// One contact of the phone app that was added, edited or removed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StateSync {
    /// `contact`
    #[serde(rename = "type")]
    pub kind: Field<String>,
    pub contact: Field<AppContact>,
    pub action: Field<SyncAction>,
    pub metadata: Field<SyncMetadata>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// A contact of the phone app.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AppContact {
    pub full_name: Field<String>,
    pub first_name: Field<String>,
    pub phone_number: Field<Id>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// When it happened.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SyncMetadata {
    pub timestamp: Field<Time>,
    #[serde(flatten)]
    pub extra: Extra,
}
