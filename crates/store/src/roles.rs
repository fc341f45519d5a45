//! What a user may do in a business. Admin is a property of the user, not of a membership.

use serde::{Deserialize, Serialize};

use crate::error::StoreError;

/// A member's role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Runs the business: members, settings, everything an agent may.
    Owner,
    /// Answers customers.
    Agent,
}

impl Role {
    /// The word stored in `memberships.role`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Agent => "agent",
        }
    }

    pub(crate) fn from_stored(word: &str) -> Result<Self, StoreError> {
        match word {
            "owner" => Ok(Self::Owner),
            "agent" => Ok(Self::Agent),
            other => Err(StoreError::Corrupt { what: "role", value: other.to_owned() }),
        }
    }
}
