//! Whom a change is about (sections 3.1 and 4).

use serde::{Deserialize, Serialize};

use super::super::field::{Extra, Field, Id};

/// One element of a change's `contacts`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// A phone number, which may be withheld.
    pub wa_id: Field<Id>,
    pub user_id: Field<Id>,
    pub parent_user_id: Field<Id>,
    /// Only where the check for a change of identity is on.
    pub identity_key_hash: Field<Id>,
    pub profile: Field<Profile>,
    #[serde(flatten)]
    pub extra: Extra,
}

/// What they call themselves.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    pub name: Field<String>,
    /// With or without a leading `@`; both occur.
    pub username: Field<String>,
    #[serde(flatten)]
    pub extra: Extra,
}
