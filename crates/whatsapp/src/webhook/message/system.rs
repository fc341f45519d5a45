//! What the provider itself says in a conversation (section 3.3).

use serde::{Deserialize, Serialize};

use super::super::field::{Extra, Field, Id, words};

words! {
    /// What happened to the customer.
    SystemEvent {
        UserChangedNumber = "user_changed_number",
        UserChangedUserId = "user_changed_user_id",
        CustomerChangedNumber = "customer_changed_number",
        CustomerIdentityChanged = "customer_identity_changed",
    }
}

/// `system`; the message's `from` is the old number.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct System {
    pub body: Field<String>,
    #[serde(rename = "type")]
    pub kind: Field<SystemEvent>,
    pub wa_id: Field<Id>,
    /// The older name of `wa_id`.
    pub new_wa_id: Field<Id>,
    pub user_id: Field<Id>,
    pub parent_user_id: Field<Id>,
    /// A hash of who they are now.
    pub identity: Field<Id>,
    /// Who they were.
    pub customer: Field<Id>,
    #[serde(flatten)]
    pub extra: Extra,
}

impl System {
    /// The new number, under whichever name it came.
    #[must_use]
    pub fn number(&self) -> Option<&str> {
        self.wa_id.get().or(self.new_wa_id.get()).map(Id::as_str)
    }
}
