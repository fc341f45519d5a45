//! Reactions (section 3.3).

use serde::{Deserialize, Serialize};

use super::super::field::{Extra, Field, Id};

/// `reaction`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reaction {
    /// The message it is about.
    pub message_id: Field<Id>,
    /// Absent or empty when the reaction is taken back; both occur.
    pub emoji: Field<String>,
    #[serde(flatten)]
    pub extra: Extra,
}
